"""A second look at what halted the coach: whether the word was said only to deny it, as in "no pain"."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future

import numpy as np

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, SAMPLE_BYTES, Pcm
from voicecoach.core.words import PHRASES, Word
from voicecoach.ear.recogniser import Recogniser

DENIED: Mapping[Word, tuple[str, ...]] = {
    Word.PAIN: (
        "no pain",
        "no more pain",
        "it doesn't hurt",
        "that doesn't hurt",
        "doesn't hurt",
        "not painful",
    ),
    Word.STOP: ("don't stop", "do not stop"),
    Word.DIZZY: ("not dizzy", "i'm not dizzy"),
    Word.NUMB: ("not numb", "i'm not numb"),
}
"""What takes an alarm back; all of it is `words.TakenBack`, and ends with the word that fired."""
_LIKE_IT = (
    "oh pain", "ow pain", "now pain", "more pain", "my pain", "the pain", "pain pain", "ow that hurts", "no it hurts",
    "it hurts now", "now it hurts", "no stop", "no no stop", "oh stop", "please stop", "stop stop", "i'm dizzy",
    "so dizzy", "i'm numb", "now numb",
)  # fmt: skip
"""What an alarm may also be said as; without these "oh pain" would be "no pain"."""
_LONGEST = 2.0
_GAP = 0.3
_BEFORE = 0.2
_FRAME = RATE // 100
_BELOW_PEAK_DB = 25.0
_SHORTEST = 0.35
"""Seconds: a lone "pain" may be shorter, a denial cannot."""


class SecondLook:
    """Keeps the last two seconds; when an alarm fired in them, has them recognised elsewhere.

    It never delays the alarm and never undoes it: it only finds the denial, which makes the coach ask "Carry on?" while
    it stands still. Of synthetic voices in quiet it found 15 of 18 denials (3 of 6 "no pain"), and none in 164 takes of
    pain and its kin, in 70 of stop and in 32 of "dizzy", but one in 32 of "numb" (2026-11).
    """

    def __init__(self, recogniser: Recogniser, later: Callable[[Callable[[], str]], "Future[str]"]) -> None:
        self._recogniser = recogniser
        self._later = later
        self._lately = b""
        self._pending: tuple[Word, Future[str]] | None = None

    def feed(self, pcm: bytes, coach_sounds: bool) -> str | None:
        """Take the next block; return a denial once it is found. Nothing is looked at that the coach talked over."""
        self._lately = b"" if coach_sounds else (self._lately + pcm)[-int(_LONGEST * RATE) * SAMPLE_BYTES :]
        if self._pending is None or not self._pending[1].done():
            return None
        (word, found), self._pending = self._pending, None
        return found.result() if found.result() in DENIED[word] else None

    def drop(self) -> None:
        """What fired was a part of something that nobody denies: what is being looked at does not matter any more."""
        self._pending = None

    def alarm(self, word: Word) -> None:
        """``word`` fired just now."""
        said = _last_utterance(self._lately)
        if self._pending is not None or len(said) < _SHORTEST * RATE * SAMPLE_BYTES:
            return
        plain = tuple(phrase for each in DENIED for phrase in PHRASES[each])
        question = Question("denial", "", Answers.CHOICE, (*DENIED[word], *plain, *_LIKE_IT))
        self._pending = (word, self._later(lambda: self._recogniser.recognise(Pcm(said), question)))


def _last_utterance(pcm: bytes) -> bytes:
    """From the last gap of silence on."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    frames = len(samples) // _FRAME
    if frames == 0:
        return b""
    power = np.mean(np.square(samples[-frames * _FRAME :].reshape(frames, _FRAME)), axis=1) + 1.0
    loud = np.flatnonzero(power > power.max() * 10 ** (-_BELOW_PEAK_DB / 10))
    gaps = np.flatnonzero(np.diff(loud) > _GAP * RATE / _FRAME)
    first = int(loud[gaps[-1] + 1] if gaps.size else loud[0])
    begin = max(0, first - round(_BEFORE * RATE / _FRAME))
    return pcm[-(frames - begin) * _FRAME * SAMPLE_BYTES :]
