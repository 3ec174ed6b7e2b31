"""Command words spotted by pocketsphinx: the ear that is there wherever pip is."""

import functools
import math
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.core.pcm import RATE
from voicecoach.core.words import ALWAYS_HEARD, PHRASES, Word
from voicecoach.ear.commands import Sensitivity
from voicecoach.ear.dictionary import as_file, pronunciations
from voicecoach.ear.port import Hit
from voicecoach.ear.voicing import FRAME, FRAME_BYTES, FRAME_SECONDS, Voicing
from voicecoach.errors import EarError

THRESHOLDS: Mapping[str, int] = {
    "stop": -4, "stop now": -14, "halt": 11, "enough": 7, "quit": 4,
    "pain": 3, "ow": 15, "ouch": 1, "it hurts": -10, "that hurts": -14, "hurts": -3, "hurting": -2,
    "painful": -13, "too sore": -13,
    "dizzy": -5, "faint": 10, "double vision": -27, "seeing double": -20, "can't breathe": -18,
    "cannot breathe": -18, "numb": 10, "tingling": -19, "pins and needles": -28,
    "pause": 3, "wait": 7, "hang on": 5, "one moment": -17, "go on": 3, "carry on": -12, "continue": -15,
    "resume": -4, "ready": 4, "i'm ready": 0, "okay go": -10, "next": -5, "next one": -18, "move on": -1,
    "done": 15, "i'm done": 6, "skip this": -15, "skip": 6, "skip it": -8, "leave this one": -26, "pass": 10,
    "again": 12, "repeat": 4, "say that again": -26, "pardon": 12, "go back": 0, "previous": -9,
    "last one": -5, "easier": -6, "too hard": 4, "too much": -11, "slower": 2, "slow down": -11,
    "too fast": -12, "faster": -11, "quicker": 6, "too slow": 0, "louder": 9, "volume up": -13, "quieter": 4,
    "softer": -14, "too loud": -3, "how long": 7, "how many left": -20, "time left": -18, "where am i": 14,
    "help": 12, "what can i say": -26, "finish": 3, "end the session": -19,
}  # fmt: skip
"""The power of ten that a phrase must reach against all other sounds; higher is stricter.

Set on 115 minutes of others' speech, 21 of noise and music and 527 single words (2026-11). With them 11 or 12 of
13 people's "stop" are heard, and in an hour of others' speech tier 1 lets through about 50 false alarms in all.
"""

LOOSE: Mapping[str, int] = {phrase: power - 5 for phrase, power in THRESHOLDS.items()}
"""For the coach's own voice: what comes near to a command there must be known."""
_POWERS_A_STEP = 2
"""Of sensitivity: +3 and -3 then span what was found useful at all, from 1e-1 to 1e-10."""

_NAT = 1.0001  # pocketsphinx counts in powers of this
_SCORE_SHIFT = 1024
_SCORE_BASE = 1500  # what it adds to a spotted phrase's score
_FRAMES_A_SECOND = 100

_MEAN = "41.00,-5.29,-0.12,5.09,2.48,-4.07,-1.37,-1.78,-5.08,-2.05,-6.45,-1.42,1.17"
"""The mean sound that each utterance starts from, the one the model was trained with.

With the mean that pocketsphinx carries along from utterance to utterance 8 of 13 people's "stop" were heard in a
row, with this one 12 (2026-11): one word is too short to learn it, and the last noise is no help.
"""
_SETTLED = 0.25
"""So long after its end a tier 2 phrase may still grow into another ("next" into "next one")."""
_SAID_AGAIN = 0.45
"""A tier 1 phrase whose end moves on by more than this was said a second time."""
_LOOKED_BACK = 40
_LEAST_LOUD = 5
"""Frames: a tenth of a second of the last 0.8 s must stand out of the room; an even hiss is "faint" to the model."""
_BEFORE = 15
"""Frames before the first loud one that belong to an utterance: an "s" is as quiet as the room."""
_ENDS_AFTER = 0.5
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class _Found:
    phrase: str
    word: Word
    start: float
    end: float
    score: float


def eased(thresholds: Mapping[str, int], sensitivity: Sensitivity) -> Mapping[str, int]:
    """The powers that are asked for at that sensitivity."""
    easier = {
        phrase: sensitivity.always if word in ALWAYS_HEARD else sensitivity.session
        for word, phrases in PHRASES.items()
        for phrase in phrases
    }
    return {
        phrase: power - round(_POWERS_A_STEP * easier.get(phrase, 0.0))
        for phrase, power in thresholds.items()
    }


class SphinxSpotter:
    """Spots every phrase of `words.PHRASES`: tier 1 as soon as it is likely, the others once ended."""

    def __init__(self, thresholds: Mapping[str, int] = THRESHOLDS) -> None:
        self._words = {phrase: word for word, phrases in PHRASES.items() for phrase in phrases}
        self._thresholds = {phrase: thresholds.get(phrase, 0) for phrase in self._words}
        self._decoder = _decoder(self._thresholds)
        self._rest = b""
        self._voicing = Voicing()
        self._before: deque[bytes] = deque(maxlen=_BEFORE)
        self._loud: deque[bool] = deque(maxlen=_LOOKED_BACK)
        self._quiet = 0.0
        self._fed = 0
        self._began: int | None = None
        self._told: dict[Word, float] = {}
        self._waiting: tuple[_Found, ...] = ()

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        """Take the next block, of any size; what it holds beyond whole 20 ms frames waits for the next."""
        sound = self._rest + pcm
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._rest = sound[whole:]
        hits: list[Hit] = []
        for at in range(0, whole, FRAME_BYTES):
            hits += self._frame(sound[at : at + FRAME_BYTES])
        return tuple(hits)

    def _frame(self, frame: bytes) -> list[Hit]:
        """Decode only what stands out of the room: silence spoils the running mean that the model hears against."""
        loud = self._voicing.feed(frame)
        self._quiet = 0.0 if loud else self._quiet + FRAME_SECONDS
        self._loud.append(loud)
        self._fed += FRAME
        if self._began is None:
            self._before.append(frame)
            if loud:
                self._begin(tuple(self._before))
            return []
        self._decode(frame)
        hits = self._hits(self._found(self._began / RATE))
        self._end_if_over()
        return hits

    def _begin(self, frames: tuple[bytes, ...]) -> None:
        self._began = self._fed - FRAME * len(frames)
        self._before.clear()
        self._decoder.set_cmn(_MEAN)
        self._decoder.start_utt()
        for frame in frames:
            self._decode(frame)

    def _decode(self, frame: bytes) -> None:
        try:
            self._decoder.process_raw(frame, False, False)
        except RuntimeError as failed:
            raise EarError(
                f"pocketsphinx failed while listening: {failed}; start the session again"
            ) from failed

    def _hits(self, found: tuple[_Found, ...]) -> list[Hit]:
        hits = [self._tell(one) for one in found if one.word in ALWAYS_HEARD and self._is_new(one)]
        self._waiting = _longest(tuple(one for one in found if self._is_waited_for(one)))
        now = self._fed / RATE
        hits += [self._tell(one) for one in self._waiting if now - one.end >= _SETTLED]
        return hits

    def _found(self, base: float) -> tuple[_Found, ...]:
        if self._decoder.hyp() is None or sum(self._loud) < _LEAST_LOUD:
            return ()
        return tuple(
            _Found(
                phrase=segment.word.strip(),
                word=self._words[segment.word.strip()],
                start=base + segment.start_frame / _FRAMES_A_SECOND,
                end=base + segment.end_frame / _FRAMES_A_SECOND,
                score=_score(segment.prob, self._thresholds[segment.word.strip()]),
            )
            for segment in self._decoder.seg()
        )

    def _is_new(self, found: _Found) -> bool:
        told = self._told.get(found.word)
        return told is None or found.start >= told or found.end >= told + _SAID_AGAIN

    def _is_waited_for(self, found: _Found) -> bool:
        """A tier 2 phrase that was not told yet and is not a part of something that was."""
        if found.word in ALWAYS_HEARD:
            return False
        return all(found.start >= told for told in self._told.values())

    def _tell(self, found: _Found) -> Hit:
        self._told[found.word] = found.end
        return Hit(found.phrase, found.end, found.score)

    def _end_if_over(self) -> None:
        """An utterance ends with quiet, and at last anyhow, so that memory and delay stay as they are."""
        seconds = (self._fed - (self._began or 0)) / RATE
        if (self._quiet >= _ENDS_AFTER and not self._waiting) or seconds >= _LONGEST:
            self._decoder.end_utt()
            self._began = None
            self._waiting = ()


def model_folder() -> Path:
    """Where pocketsphinx keeps its English model; the acoustic part lies in ``en-us``."""
    return Path(_pocketsphinx().get_model_path("en-us"))


@functools.cache
def _pocketsphinx() -> Any:
    try:
        import pocketsphinx
    except ImportError as missing:
        raise EarError(
            f'pocketsphinx cannot be loaded ({missing}): install it with pip install "voicecoach[sound]"'
        ) from missing
    return pocketsphinx


def _decoder(thresholds: Mapping[str, int]) -> Any:
    """A decoder that spots the phrases; the files it reads its work from are gone when it is there."""
    model = model_folder()
    known = pronunciations((word for phrase in thresholds for word in phrase.split()), model)
    spotted = {p: power for p, power in thresholds.items() if all(word in known for word in p.split())}
    with tempfile.TemporaryDirectory(prefix="voicecoach-ear-") as folder:
        words, phrases = Path(folder, "words.dict"), Path(folder, "phrases.list")
        words.write_text(as_file(known), encoding="utf-8")
        lines = (f"{phrase} /1e{power}/\n" for phrase, power in spotted.items())
        phrases.write_text("".join(lines), encoding="utf-8")
        try:
            return _pocketsphinx().Decoder(
                hmm=str(model / "en-us"),
                dict=str(words),
                kws=str(phrases),
                lm=None,
                kws_delay=0,
                dither=True,  # digital zeros have no logarithm, and spoil the running mean of the sound
                seed=1,
                loglevel="FATAL",
            )
        except (RuntimeError, ValueError) as failed:
            raise EarError(
                f"pocketsphinx cannot load its model from {model}: {failed}; install it anew"
            ) from failed


def _score(probability: float, threshold: int) -> float:
    """From 0.5 for a phrase just at its threshold towards 1 for a certain one."""
    nats = (math.log(max(probability, 1e-9)) / math.log(_NAT) + _SCORE_BASE) * _SCORE_SHIFT * math.log(_NAT)
    beyond = max(0.0, nats - threshold * math.log(10.0))
    return 1.0 - 0.5 * math.exp(-beyond / 20.0)


def _longest(found: tuple[_Found, ...]) -> tuple[_Found, ...]:
    """Of phrases that lie over each other the longest, so that one utterance is one command."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, -each.score)):
        if all(one.start >= other.end or one.end <= other.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda each: each.end))
