"""The way of every block of sound from the microphone to a heard word."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.core.words import ALARMS, GRAVEST_FIRST, PHRASES, RARER, SURE, WORD_OF, Word
from voicecoach.ear.answers import AnswerEar
from voicecoach.ear.denial import SecondLook
from voicecoach.ear.likely import Likely
from voicecoach.ear.likeness import likeness
from voicecoach.ear.own import AFTER, EchoLevel, Named, named
from voicecoach.ear.port import Hit, Spotter
from voicecoach.ear.presence import LIKELY_DB, Presence
from voicecoach.errors import EarError

_OWN_AROUND = 0.5
"""A hit on the microphone is the coach's own if the loudspeaker's twin fired this near to it."""
_SURE = 0.97
"""A tier 1 hit of this score counts however loud the echo is: the coach is never deaf to stop and pain."""
_SOMEBODY_DB = 5.0
"""A tier 1 hit counts if something stood so far out of what is usually left of the coach; the rest needs LIKELY_DB.

Of 477 held-out words that the spotter knew over the coach's voice, its echo 12 dB down to 6 dB up, the rules lost one;
see benchmarks/results/echo.txt (2026-11).
"""
_ITSELF = 0.78
"""An answer so like what was played just before is the coach's own, come late: a loaded machine's "Yes or no?" answered
itself once, alike by 0.99. Of 338 answers by others within 0.7 s of a question the likest had 0.77 (2026-11)."""
_KEEPS_PLAYED = 5.0
"""Seconds of what was played: the longest answer, the time it takes to be understood, and an echo a second late."""
_GIVES_WAY_DB = 12.0
"""The coach falls for a voice that stands out by this: at 9 dB it fell for itself three times in its first 8 s."""
_DC_FOLLOWS = 0.02
_SAME_UTTERANCE = 0.5
"""Two different alarms that end within so many seconds are one utterance heard twice; the first counts."""
_ONE_BREATH = 1.0
"""A word of tier 2 so soon after an alarm was said in one breath with it: the safer of the two counts."""
_BLOCK = RATE // 100
_BLOCK_BYTES = _BLOCK * SAMPLE_BYTES


class Canceller(Protocol):
    """Takes the loudspeaker's sound out of the microphone's."""

    def cancel(self, near: bytes, far: bytes) -> bytes:
        """``near`` of equal length without what it holds of ``far``."""
        ...


OnHeard = Callable[[str, float, float | None], None]
OnDropped = Callable[[Hit, str], None]
OnBroke = Callable[[str], None]
Naming = Callable[[str, float, float], tuple[Named, ...]]
"""Where in a line of the coach, spoken from one moment to another, commands are named."""
OnLikely = Callable[[bool], None]
"""Told True when somebody likely began to speak over the coach, and False when that is over: the line gives way."""


class Ear:
    """Hears commands all the time and answers after a question; knows what the coach itself is saying.

    ``twin`` is a second spotter, loose, on what the loudspeaker plays. All calls may come from any one thread
    but `listen` and `speaking`, which only swap references, from any other.
    """

    def __init__(
        self,
        spotter: Spotter,
        answers: AnswerEar | None,
        on_heard: OnHeard,
        canceller: Canceller | None = None,
        *,
        twin: Spotter | None = None,
        on_dropped: OnDropped = lambda hit, why: None,
        on_broke: OnBroke = lambda what: None,
        on_likely: OnLikely = lambda likely: None,
        second_look: SecondLook | None = None,
        naming: Naming = named,
    ) -> None:
        self._spotter = spotter
        self._naming = naming
        self._second_look = second_look
        self._answers = answers
        self._on_heard = on_heard
        self._canceller = canceller
        self._twin = twin
        self._on_dropped = on_dropped
        self._on_broke = on_broke
        self._dc = 0.0
        self._near_waiting = b""
        self._far_waiting = b""
        self._fed = 0
        self._twin_fed = 0
        self._echo = EchoLevel()
        self._presence = Presence()
        self._likely = Likely(on_likely)
        self._named: tuple[Named, ...] = ()
        self._own: deque[tuple[Word, float]] = deque(maxlen=16)
        self._played = np.zeros(round(_KEEPS_PLAYED * RATE), np.int16)
        self._asked: tuple[Question | None] = (None,)
        self._open: tuple[Question | None] = self._asked
        self._held: Hit | None = None
        self._alarm: Hit | None = None
        self._broken: set[str] = set()

    def listen(self, question: Question | None) -> None:
        """Open for an answer to ``question`` from the next block on; None closes."""
        self._asked = (question,)

    def speaking(self, text: str | None, start: float, end: float) -> None:
        """The coach says ``text`` from ``start`` to ``end``; None: it is silent from ``start`` on."""
        fresh = tuple(one for one in self._named if one.end > start)
        if text is None:
            self._named = tuple(Named(one.word, one.start, min(one.end, start + AFTER)) for one in fresh)
        else:
            self._named = (*fresh, *self._naming(text, start, end))

    def hear(self, near: bytes, far: bytes, at: float) -> None:
        """Take the block of the microphone that began ``at``, and what the loudspeaker played meanwhile; any size."""
        at -= len(self._near_waiting) / SAMPLE_BYTES / RATE
        nears = self._near_waiting + near
        fars = self._far_waiting + far[: len(near)].ljust(len(near), b"\0")
        whole = len(nears) - len(nears) % _BLOCK_BYTES
        self._near_waiting, self._far_waiting = nears[whole:], fars[whole:]
        for start in range(0, whole, _BLOCK_BYTES):
            end = start + _BLOCK_BYTES
            self._hear(nears[start:end], fars[start:end], at + start / SAMPLE_BYTES / RATE)

    def _hear(self, near: bytes, far: bytes, at: float) -> None:
        """Ten milliseconds."""
        near = self._without_offset(near)
        left = near if self._canceller is None else self._canceller.cancel(near, far)
        self._echo.feed(left, far)
        self._presence.feed(near, left)
        self._played[:-_BLOCK] = self._played[_BLOCK:]
        self._played[-_BLOCK:] = np.frombuffer(far, dtype="<i2")
        self._hear_own(far, at)
        for hit in self._spotted(left, at):
            self._judge(hit)
        self._likely.feed(self._is_likely())
        self._fed += len(near) // SAMPLE_BYTES
        self._hear_denial(left, at)
        self._hear_answer(left, at)

    def _is_likely(self) -> bool:
        """Whether somebody likely speaks over the coach now; with headphones by loudness alone."""
        if not self._echo.sounding:
            return False
        return self._presence.now >= _GIVES_WAY_DB if self._presence.knows else self._echo.outdoing()

    def _without_offset(self, near: bytes) -> bytes:
        """``near`` without a cheap sound card's constant part."""
        samples = np.frombuffer(near, dtype="<i2").astype(np.float32)
        self._dc += _DC_FOLLOWS * (float(samples.mean()) - self._dc)
        return bytes(np.clip(np.rint(samples - self._dc), -32768, 32767).astype("<i2").tobytes())

    def _spotted(self, near: bytes, at: float) -> tuple[Hit, ...]:
        """The spotter's hits on the session's clock."""
        try:
            hits = self._spotter.feed(near)
        except EarError as broken:
            self._tell_once(str(broken))
            return ()
        begins = at - self._fed / RATE
        return tuple(Hit(hit.phrase, begins + hit.at, hit.score) for hit in hits)

    def _hear_own(self, far: bytes, at: float) -> None:
        """Remember where the coach's own voice sounds like a command."""
        if self._twin is None or not self._echo.sounding:
            return
        begins = at - self._twin_fed / RATE
        self._twin_fed += len(far) // SAMPLE_BYTES
        for hit in self._twin.feed(far):
            self._own.append((WORD_OF[hit.phrase], begins + hit.at))

    def _judge(self, hit: Hit) -> None:
        """Pass a hit on, hold it back while an answer may still come of it, or drop it with its reason.

        "stop", "pain" and an emergency that the spotter is sure of are never held back."""
        why = self._why_not(hit)
        if why is not None:
            self._on_dropped(hit, why)
            return
        word = WORD_OF[hit.phrase]
        alarm = word in ALARMS
        asked = self._open[0] is not None and self._answers is not None
        holds_alarm = self._held is not None and WORD_OF[self._held.phrase] in ALARMS
        if alarm:
            if not holds_alarm and self._is_heard_twice(hit):
                self._on_dropped(hit, "it was the same utterance as the word before")
                return
            self._alarm = hit
        elif self._alarm is not None and hit.at - self._alarm.at < _ONE_BREATH:
            self._on_dropped(hit, "it was said in one breath with an alarm")
            return
        if not asked or (alarm and not _may_be_an_answer(hit)):
            if self._answers is not None:
                self._answers.was_command()
            self._held = None
            self._likely.heard()
            self._on_heard(hit.phrase, hit.at, hit.score)
            if alarm and self._second_look is not None and not self._is_asked_for(word):
                self._look_again(self._second_look, hit)
        elif alarm or not holds_alarm:
            self._held = hit

    def _look_again(self, second_look: SecondLook, hit: Hit) -> None:
        """Have an alarm of one word looked at: it may be denied ("no pain"). A red flag is several words, which nobody
        says to deny it; the word within it that fired first is not denied then either ("numb face", not numb)."""
        if hit.phrase in PHRASES.get(WORD_OF[hit.phrase], ()):
            second_look.alarm(WORD_OF[hit.phrase])
        else:
            second_look.drop()

    def _is_asked_for(self, word: Word) -> bool:
        """Whether the coach asked for that very word, as it does to check its hearing: nobody denies it then."""
        question = self._asked[0]
        return question is not None and question.answers is Answers.EAR and word is Word.STOP

    def _hear_denial(self, near: bytes, at: float) -> None:
        """ "no pain" has halted at once, as every alarm; once it is understood the coach may ask to carry on."""
        if self._second_look is None:
            return
        try:
            denial = self._second_look.feed(near, self._echo.sounding)
        except EarError as broken:
            self._tell_once(str(broken))
            return
        if denial is not None:
            self._on_heard(denial, at, None)

    def _is_heard_twice(self, hit: Hit) -> bool:
        """Whether an alarm is what the ear made of the utterance that set off the one before; a graver red flag is
        what was meant ("chest pain", of which "pain" came first)."""
        before = self._alarm
        if before is None or hit.at - before.at >= _SAME_UTTERANCE:
            return False
        earlier, word = WORD_OF[before.phrase], WORD_OF[hit.phrase]
        if hit.phrase in PHRASES.get(word, ()):
            return earlier is not word
        return GRAVEST_FIRST.index(earlier) <= GRAVEST_FIRST.index(word)

    def _why_not(self, hit: Hit) -> str | None:
        """Why a hit is not the person's, or None; what clearly stands out of the echo always is."""
        word = WORD_OF[hit.phrase]
        if not self._echo.sounding or self._stands_out(LIKELY_DB):
            return None
        if any(one.word is word and one.start <= hit.at <= one.end for one in self._named):
            return "the coach says this word here"
        if any(own is word and abs(at - hit.at) <= _OWN_AROUND for own, at in self._own):
            return "the coach's own voice sounds like it here"
        if word in ALARMS and (hit.score >= _SURE or self._stands_out(_SOMEBODY_DB)):
            return None
        return "the coach is talking, and this was not louder than its echo"

    def _stands_out(self, by_db: float) -> bool:
        """Whether something in the last second cannot be what is left of the coach."""
        return self._presence.lately >= by_db if self._presence.knows else self._echo.outdone()

    def _hear_answer(self, near: bytes, at: float) -> None:
        if self._answers is None:
            return
        if self._open is not self._asked:
            self._open = self._asked
            self._held = None
            question = self._open[0]
            if question is None:
                self._answers.close()
            else:
                self._answers.open(question)
        if self._echo.sounding and not self._echo.outdone():
            self._answers.forget()
        try:
            text = self._answers.feed(near)
        except EarError as broken:
            self._tell_once(str(broken))
            text = ""
        self._settle(text, at + len(near) / SAMPLE_BYTES / RATE, self._answers.busy)

    def _settle(self, text: str | None, at: float, busy: bool) -> None:
        """An answer outdoes a command heard in it; without one the command counts."""
        held = self._held
        if text and self._is_own_answer():
            self._on_dropped(Hit(text, at, 0.0), "the coach's own voice sounded just like it")
            return
        if text:
            self._held = None
            if held is not None:
                self._on_dropped(held, f'it was an answer: "{text}"')
            self._on_heard(text, at, None)
        elif held is not None and not busy:
            self._held = None
            self._on_heard(held.phrase, held.at, held.score)
        elif text == "":
            self._on_heard("", at, None)

    def _is_own_answer(self) -> bool:
        """Whether the last answer is the end of the coach's own question, which the clocks had not expected so late."""
        if self._answers is None or not self._played.any():
            return False
        said = np.frombuffer(self._answers.said.samples, dtype="<i2")
        return likeness(said, self._played) >= _ITSELF

    def _tell_once(self, what: str) -> None:
        if what not in self._broken:
            self._broken.add(what)
            self._on_broke(what)


def _may_be_an_answer(hit: Hit) -> bool:
    """Whether an alarm after a question waits until it is known what was said, a second at most: one that the spotter
    is not sure of, and phrases that are no emergency by themselves. Of 355 answers by people 2 in 100 set off a red
    flag, most often "eight" as "faint" (2026-11); nobody moves while a question is open."""
    word = WORD_OF[hit.phrase]
    if word in (Word.STOP, Word.PAIN):
        return False
    mild = word not in (Word.CANNOT_MOVE, Word.DIZZY) and hit.phrase in RARER.get(word, ())
    return mild or hit.score < SURE
