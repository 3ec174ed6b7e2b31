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
    REFUSED = "refused"
    INSTEAD = "instead"
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
class Screened:
    """An answer to a question before the session, by its ``row`` in the safety table ("T1") or by the card's own name
    for it; ``value`` None: there was no answer."""

    at: float
    row: str
    value: str | int | None
    heard: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The person says that a clinician (``by``) agreed to the session on ``day`` (1 is the first of January of the
    year 1)."""

    at: float
    by: str
    day: int


@dataclass(frozen=True, slots=True)
class Permitted:
    """What the questions before a session came to, by version ``screening`` of their table: whether it may be done,
    else with which ``advice``; the ``rows`` that decided it; the options that stay ``without``."""

    at: float
    screening: int
    allowed: bool
    advice: str
    rows: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the answers after the ``event``-th halt came to: the ``row`` of the decision table (content section 3.4;
    0: nobody answered), the ``action`` (emergency, clinic, rest, leave, ease, no response), the red ``flags`` that
    were named, whether the session may go on, and what stays locked (none, pressure, all)."""

    at: float
    event: int
    row: int
    action: str
    flags: tuple[str, ...]
    may_resume: bool
    locks: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether the soreness of the ``event``-th halt was down to the number at the start after so many ``minutes``:
    True: after so many at most, False: not yet, None: the person is not sure. ``session`` names the earlier session
    that the halt belongs to, "": this one. The last one about a halt counts."""

    at: float
    event: int
    minutes: int
    over: bool | None
    session: str = ""


@dataclass(frozen=True, slots=True)
class Caught:
    """The ear gave the text ``heard`` with the recogniser's ``score`` (None: a key, typed words, or it gives none); it
    was understood as ``word`` ("": as nothing), and ``taken`` says whether the coach did something about it."""

    at: float
    word: str
    heard: str
    score: float | None
    taken: bool


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The session is over."""

    at: float
    by: EndedBy


Fact: TypeAlias = (
    SessionBegan
    | StepEnded
    | Halted
    | Answered
    | Resumed
    | Changed
    | Screened
    | Cleared
    | Permitted
    | Decided
    | Settled
    | Caught
    | SessionEnded
)
