"""The cues of a card that cannot be said in the time that their phase has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voicecoach.core import lines
from voicecoach.core.beats import Dose, Pace, Paced, Talk, beats_of
from voicecoach.core.card import Card, Hold, Reps, Step
from voicecoach.core.flow import FITS

LEAST = 0.05
"""Seconds; a cue that is too long by less is said by another voice of the same rate."""


@dataclass(frozen=True, slots=True)
class LongCue:
    """The cue ``text`` on ``line`` takes ``needed`` seconds where its ``phase`` has ``room`` for it."""

    line: int
    text: str
    phase: str
    needed: float
    room: float

    @property
    def over(self) -> float:
        """How much too long."""
        return self.needed - self.room


def cues_too_long(card: Card, seconds: Callable[[str], float]) -> Iterator[LongCue]:
    """Each cue that would be left out, once a line; ``seconds`` tells how long a text takes to say."""
    told: set[tuple[int, str]] = set()
    for step in card.steps:
        where = _lines_of(step)
        for beat in _timed(step):
            room = beat.seconds - FITS
            for text in _wanted(beat):
                line = where.get(_unsided(text, beat.side), step.line)
                if seconds(text) > room and (line, text) not in told:
                    told.add((line, text))
                    yield LongCue(line, text, beat.name, seconds(text), room)


def _timed(step: Step) -> Iterator[Paced]:
    for easier in (False, True):
        for beat in beats_of(step, Dose(talk=Talk.FULL, easier=easier, everything=True)):
            if isinstance(beat, Paced) and beat.texts:
                yield beat


def _wanted(beat: Paced) -> Iterator[str]:
    """The words that must be said; the number before a cue may be left out."""
    counted = beat.pace is Pace.REP and len(beat.texts) > 1
    if counted:
        yield beat.texts[1]
    elif beat.texts[0] not in _OWN:
        yield beat.texts[0]


_OWN = frozenset({lines.REST, lines.BREATHE})
"""What the coach says of itself in a long quiet time; there is room for it, or it is left out."""


def _unsided(text: str, side: str) -> str:
    return text.replace(side, "{side}") if side else text


def _lines_of(step: Step) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in (*step.items, *(step.easier.items if step.easier else ())):
        match item:
            case Reps():
                found |= {_unsided(p.cue, ""): p.line for p in item.phases if p.cue is not None}
            case Hold():
                found |= {cue.text: cue.line for cue in item.cues}
            case _:
                pass
    return found
