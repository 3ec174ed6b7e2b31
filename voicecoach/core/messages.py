"""Events in, actions out: the whole vocabulary between the coach and the world."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from voicecoach.core.card import Question
from voicecoach.core.facts import EndedBy, Fact
from voicecoach.core.levels import Verdict


class Earcon(Enum):
    """The few sounds that are not words; the value is the name of the file in ``audio_cues``."""

    HEARD = "heard"
    HOLD_BEGINS = "hold-begins"
    HOLD_ENDS = "hold-ends"
    CHANGE_SIDE = "change-side"
    TROUBLE = "trouble"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Began:
    """The session begins."""

    at: float


@dataclass(frozen=True, slots=True)
class Heard:
    """The person said ``text``; ``score`` is the recogniser's, None for a key or typed words; ``came`` how well it
    came through the microphone, where that was measured."""

    at: float
    text: str
    score: float | None = None
    came: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What ``turn`` asked for is said and its time has come: ``at`` is when it was due, not when the loop woke."""

    at: float
    turn: int


@dataclass(frozen=True, slots=True)
class Broke:
    """The coach cannot hear: ``what`` says why, in one line."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The coach can hear again."""

    at: float


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The diary could not be written: ``what`` says why, in one line."""

    at: float
    what: str


Event: TypeAlias = Began | Heard | Finished | Broke | Mended | Unwritten


@dataclass(frozen=True, slots=True)
class Speak:
    """Say ``text`` (None: keep silent) and report `Finished` for ``turn`` when it is said, not before ``until``."""

    turn: int
    text: str | None
    until: float


@dataclass(frozen=True, slots=True)
class Chime:
    """Sound an earcon over whatever plays."""

    earcon: Earcon


@dataclass(frozen=True, slots=True)
class Hush:
    """Be silent at once."""


@dataclass(frozen=True, slots=True)
class Note:
    """Write ``fact`` into the diary; return when it is on disk."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the ear for an answer to ``question``; None closes it."""

    question: Question | None


@dataclass(frozen=True, slots=True)
class Volume:
    """Set the loudness of the coach to ``gain`` (1.0 as rendered)."""

    gain: float


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over; nothing follows, or the session ``instead`` of it."""

    by: EndedBy
    instead: str = ""


Action: TypeAlias = Speak | Chime | Hush | Note | Listen | Volume | Finish
