"""What a new card is offered: the questions before it, and the ways out that the shipped cards have settled on."""

from collections.abc import Iterable, Iterator, Mapping
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
class Known:
    """Lines that the card called ``card`` has; ``bodies``: the positions in which they are meant."""

    lines: Lines
    card: str
    bodies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standard:
    """By place and by thing, each way that the shipped cards have; the first is the one to offer."""

    ways_out: Mapping[str, tuple[Known, ...]]
    put_away: Mapping[str, tuple[Known, ...]]


def standard_of(cards: Iterable[Card]) -> Standard:
    """The ways out of every place, and how every thing is put away, as ``cards`` have them."""
    ways: dict[str, list[Known]] = {}
    away: dict[str, list[Known]] = {}
    for card in cards:
        for way in card.ways_out:
            place = place_text(Place(way.body, way.things))
            ways.setdefault(place, []).extend(_ways(card, way.says, way.things))
        for put in card.put_away:
            away.setdefault(put.thing, []).extend(_ways(card, put.says, (put.thing,)))
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


def fitting(known: tuple[Known, ...], bodies: frozenset[str]) -> tuple[Known, ...]:
    """Those of ``known`` that are meant for each of these ``bodies``."""
    return tuple(way for way in known if bodies <= way.bodies)


def _ways(card: Card, says: tuple[Say, ...], things: Lines) -> Iterator[Known]:
    """What ``says`` come to without any switch but those that stand for ``things``, and with each other switch."""
    switches = dict.fromkeys(
        term.switch for say in says for term in say.when.terms if term.switch not in things
    )
    for switch in ("", *switches):
        on = frozenset((*things, switch))
        lines = tuple(say.text for say in says if say.when.holds(on))
        yield Known(lines, card.name, _bodies(card, things, switch))


def _bodies(card: Card, things: Lines, switch: str) -> frozenset[str]:
    """The positions in which ``card`` has ``things``, with ``switch`` on where that is one."""
    found = [step for step in card.steps if set(things) <= {*step.place.things, *step.after.things}]
    switched = [step for step in found if any(term.switch == switch and term.on for term in step.when.terms)]
    return frozenset(step.place.body.value for step in (switched if switch else found))


def _longest_first(found: list[Known]) -> tuple[Known, ...]:
    """Each once, of the first card that has it; the most careful way has the most lines."""
    first = {known.lines: known for known in reversed(found) if known.lines}
    return tuple(sorted(first.values(), key=lambda known: (-len(known.lines), found.index(known))))
