"""What every spotter of command words promises, whatever engine is inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Hit:
    """``phrase`` (of `words.WORD_OF`) ended ``at`` seconds into the sound fed; ``score`` is from 0 to 1."""

    phrase: str
    at: float
    score: float


class Spotter(Protocol):
    """Finds command phrases in sound that goes on."""

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        """Take the next block, of any size; return at once what it made clear, one hit an utterance."""
        ...


@runtime_checkable
class Scored(Protocol):
    """A spotter that can be looked at: each phrase's newest score, a new mapping each time, and what is a hit."""

    scores: Mapping[str, float]
    thresholds: Mapping[str, float]
