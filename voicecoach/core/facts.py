"""What the diary remembers: one frozen fact an event, never rewritten; times are seconds since the session began."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from voicecoach.core.card import Place


class EndedBy(Enum):
    """Why a session ended (content section 3.7)."""

    COMPLETE = "complete"
    FINISH = "finish"
    STOP = "stop"
    PAIN = "pain"
    RED_FLAG = "red_flag"
    NO_RESPONSE = "no_response"
    LEFT = "left"


class StepEnd(Enum):
    """How a step ended."""

    DONE = "done"
    NEXT = "next"
    SKIPPED = "skipped"
    LEFT = "left"


class HaltKind(Enum):
    """What halted the coach."""

    STOP = "stop"
    PAIN = "pain"
    RED_FLAG = "red_flag"
    PAUSE = "pause"
    DEAF = "deaf"


@dataclass(frozen=True, slots=True)
class Where:
    """The place in the session: ``rep`` counts from 1, 0 outside repetitions; ``seconds`` since the step began."""

    step: str
    rep: int
    of: int
    phase: str
    side: str
    seconds: float
    place: Place


@dataclass(frozen=True, slots=True)
class SessionBegan:
    """A session was started with these ``switches`` on."""

    at: float
    card: str
    version: int
    switches: tuple[str, ...]
    talk: str


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step came to its end: repetitions ``done`` of ``planned`` (0 of 0 where there are none)."""

    at: float
    step: str
    how: StepEnd
    done: int
    planned: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Halted:
    """Everything stood still: the ``event``-th halt of this session, with the words that did it."""

    at: float
    event: int
    kind: HaltKind
    word: str
    heard: str
    score: float | None
    where: Where


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to ``question``: ``value`` is what was understood, None when there was no answer; ``event`` is the
    halt that it belongs to, 0 if none; asking again writes a new fact."""

    at: float
    event: int
    question: str
    value: str | int | None
    heard: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """After the ``event``-th halt the person said to go on."""

    at: float
    event: int


@dataclass(frozen=True, slots=True)
class Changed:
    """The person changed ``what`` (tempo, easier, a switch) to ``value``."""

    at: float
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session is over."""

    at: float
    by: EndedBy


Fact: TypeAlias = SessionBegan | StepEnded | Halted | Answered | Resumed | Changed | SessionEnded
