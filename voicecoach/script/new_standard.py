"""What a new card is offered: the questions before it, and the ways out that the shipped cards have settled on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voicecoach.core.card import Body, Card, Place, Say
from voicecoach.core.screening import ROWS
from voicecoach.script.check import place_text

CAUTIOUS = (
    "emergency signs",
    "recent accident",
    "unchecked accident",
    "broken bone",
    "out of place",
    "bone or joint soreness",
    "serious illness",
    "inflammatory arthritis",
    "neck surgery",
    "infection",
    "arm symptoms",
    "neck condition",
    "arthritis (refuse)",
    "disc or nerve (refuse)",
    "spine problem",
    "pregnancy",
    "blood pressure",
    "adult",
    "soreness before",
)
"""Asked before a card that nobody knows yet: whatever refuses or sends to a clinician in some shipped card."""
ON_THE_FLOOR = ("spinning", "floor")
FACE_DOWN = ("face down",)
PRESSED = ("skin or blood",)
BALL = "ball"

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """By place and by thing, each way that the shipped cards have; the first is the one to offer."""

    ways_out: Mapping[str, tuple[Lines, ...]]
    put_away: Mapping[str, tuple[Lines, ...]]


def standard_of(cards: Iterable[Card]) -> Standard:
    """The ways out of every place, and how every thing is put away, as ``cards`` have them."""
    ways: dict[str, list[Lines]] = {}
    away: dict[str, list[Lines]] = {}
    for card in cards:
        for way in card.ways_out:
            ways.setdefault(place_text(Place(way.body, way.things)), []).append(_with(way.says, way.things))
        for put in card.put_away:
            away.setdefault(put.thing, []).append(_with(put.says, (put.thing,)))
    return Standard(
        {place: _longest_first(found) for place, found in ways.items()},
        {thing: _longest_first(found) for thing, found in away.items()},
    )


def cautious_set(place: Place) -> Lines:
    """The questions to ask before a session that is done in ``place``."""
    more: Lines = ()
    if place.body in (Body.LYING, Body.PRONE):
        more += ON_THE_FLOOR
    if place.body is Body.PRONE:
        more += FACE_DOWN
    if place.things:
        more += PRESSED
    if BALL in place.things:
        more += (BALL,)
    return CAUTIOUS + more


def asked_as(name: str) -> Lines:
    """How the question called ``name`` is asked."""
    return tuple(row.question for row in ROWS if row.name == name)


def _with(says: tuple[Say, ...], things: Lines) -> Lines:
    """The lines of ``says`` that hold without any switch, but for those that stand for ``things``."""
    return tuple(
        say.text for say in says if all(term.on and term.switch in things for term in say.when.terms)
    )


def _longest_first(found: list[Lines]) -> tuple[Lines, ...]:
    """Without repetitions and without what is left empty; the most careful way has the most lines."""
    return tuple(sorted(dict.fromkeys(filter(None, found)), key=len, reverse=True))
