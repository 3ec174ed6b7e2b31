"""Events in, actions out: the vocabulary of learning a voice, beside that of a session."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from voicecoach.core.messages import Began, Broke, Chime, Finished, Heard, Hush, Mended, Speak


class Sort(Enum):
    """What is asked for; the values of the words are the words."""

    SILENCE = "silence"
    STOP = "stop"
    PAIN = "pain"
    NEXT = "next"
    MOVING = "moving"


WORDS = (Sort.STOP, Sort.PAIN, Sort.NEXT)


@dataclass(frozen=True, slots=True)
class Take:
    """What was measured of a take: ``alike`` is how much it is like the word asked for, from 0 to 1."""

    number: int
    seconds: float
    level_db: float
    noise_db: float
    clipped: float
    alike: float


@dataclass(frozen=True, slots=True)
class Result:
    """The share of its takes in which ``word`` was heard after learning."""

    word: Sort
    heard: float


@dataclass(frozen=True, slots=True)
class Took:
    """A take is over."""

    at: float
    take: Take


@dataclass(frozen=True, slots=True)
class Learned:
    """The ear has learnt; ``delay`` is the time from the end of a word to its being heard."""

    at: float
    results: tuple[Result, ...]
    delay: float


@dataclass(frozen=True, slots=True)
class NotKept:
    """What was learnt could not be written: ``what`` says why, in one line."""

    at: float
    what: str


Event: TypeAlias = Began | Finished | Heard | Broke | Mended | Took | Learned | NotKept


@dataclass(frozen=True, slots=True)
class Collect:
    """Begin to listen for a take; None: stop listening."""

    sort: Sort | None


@dataclass(frozen=True, slots=True)
class Learn:
    """Learn from these takes, by their numbers, and report `Learned`."""

    takes: tuple[tuple[Sort, int], ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """Write down what was learnt; report `NotKept` if that fails."""


class Outcome(Enum):
    """How it ended."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
    ENDED = "ended"
    NOBODY = "nobody spoke"
    TOO_LITTLE = "too little heard"


@dataclass(frozen=True, slots=True)
class Done:
    """It is over."""

    outcome: Outcome


Action: TypeAlias = Speak | Chime | Hush | Collect | Learn | Keep | Done
