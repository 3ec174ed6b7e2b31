"""Collects what is said after a question and hands it to a recogniser, while the spotter goes on."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeAlias

from voicecoach.core.card import Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import CORRECTION
from voicecoach.ear.over_noise import OverNoise
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.voicing import FRAME_BYTES, FRAME_SECONDS

Later: TypeAlias = Callable[[Callable[[], str]], "Future[str]"]
"""Starts a piece of work somewhere else, as ``ThreadPoolExecutor.submit`` does."""

_BEFORE = 0.2
"""So much sound before the first loud frame belongs to the answer: an "f" is as quiet as the room."""
_AFTER = 0.15
"""Of the quiet that ended it, so much: by grammar 86 of 129 digits were right with 0.1 s, with 1 s 54 (2026-11)."""
_QUIET_ENDS = 1.0
_QUIET_ENDS_NO = 0.5
"""After a number that was said back: the time for a "no" is short (`state.TO_CORRECT`)."""
_LONGEST = 3.0
_SHORTEST = 0.12
_WORD_ENDS = 0.2
_FAINT = 0.35
"""So much that is far below the loudest may still be the word, as the end of "seven"; longer it is noise."""
_BEGINS_AFTER = 0.06
"""So much loud sound in a row is a voice and not a click."""


class AnswerEar:
    """One answer at a time: loud enough, then quiet for a second or 3 s in all, then recognised elsewhere."""

    def __init__(self, recogniser: Recogniser, later: Later) -> None:
        self._recogniser = recogniser
        self._later = later
        self._noise = OverNoise()
        self._question: Question | None = None
        self._ends = _frames(_QUIET_ENDS)
        self._rest = b""
        self._said: deque[bytes] = deque(maxlen=_frames(_BEFORE))
        self._pending: Future[str] | None = None
        self.said = Pcm(b"")
        """The sound of the last utterance that was handed to the recogniser."""
        self._begun = False
        self._to_the_end = False
        self._loud = 0
        self._quiet = 0
        self._faint = 0
        self._loud_in_a_row = 0

    def open(self, question: Question) -> None:
        """From now on what is said is an answer to ``question``."""
        self.close()
        self._question = question
        self._ends = _frames(_QUIET_ENDS_NO if question == CORRECTION else _QUIET_ENDS)

    def close(self) -> None:
        """What is said is no answer any more; one that is being recognised is dropped."""
        self._question = None
        self._pending = None
        self._start()

    def forget(self) -> None:
        """What was said so far was not an answer, but the coach itself."""
        self._start()

    def was_command(self) -> None:
        """What is being said was a command: no answer before it is quiet again."""
        self._start()
        self._to_the_end = True

    @property
    def busy(self) -> bool:
        """Whether something is being said or recognised."""
        return self._begun or self._pending is not None

    def feed(self, pcm: bytes) -> str | None:
        """Take the next block; return an answer when there is one, "" for one that was not understood.

        Never waits for the recogniser; what goes wrong in it is raised here.
        """
        sound = self._rest + pcm
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._rest = sound[whole:]
        for at in range(0, whole, FRAME_BYTES):
            self._frame(sound[at : at + FRAME_BYTES])
        if self._pending is None or not self._pending.done():
            return None
        recognised, self._pending = self._pending, None
        return recognised.result()

    def _frame(self, frame: bytes) -> None:
        loud = self._noise.feed(frame)
        self._quiet = 0 if loud else self._quiet + 1
        self._faint = 0 if loud and self._noise.near_peak else self._faint + 1
        self._to_the_end = self._to_the_end and self._quiet < _frames(_WORD_ENDS)
        if self._question is None or self._pending is not None or self._to_the_end:
            loud = False
        self._said.append(frame)
        self._loud_in_a_row = self._loud_in_a_row + 1 if loud else 0
        if not self._begun:
            if self._loud_in_a_row >= _frames(_BEGINS_AFTER):
                self._begun = True
                self._faint = 0
                self._noise.again()
                self._loud = self._loud_in_a_row
                self._said = deque(self._said)
            return
        self._loud += loud
        quiet = max(self._quiet, self._faint - _frames(_FAINT))
        if quiet >= self._ends or len(self._said) >= _frames(_LONGEST + _BEFORE):
            self._ended()

    def _ended(self) -> None:
        frames = list(self._said)
        whole = len(frames) - max(0, self._quiet - _frames(_AFTER), self._faint - _frames(_FAINT))
        question, said, loud = self._question, Pcm(b"".join(frames[:whole])), self._loud
        self._start()
        if question is None or loud < _frames(_SHORTEST):
            return
        self.said = said
        self._pending = self._later(lambda: self._recogniser.recognise(said, question))

    def _start(self) -> None:
        self._said = deque(self._said, maxlen=_frames(_BEFORE))
        self._begun = False
        self._loud = 0
        self._quiet = 0
        self._faint = 0
        self._loud_in_a_row = 0


def at_once(work: Callable[[], str]) -> "Future[str]":
    """Do ``work`` here and now: for recordings, where nobody waits."""
    done: Future[str] = Future()
    done.set_result(work())
    return done


def _frames(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)
