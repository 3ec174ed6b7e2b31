"""Where the person is: what is in place, the way out of it, and what must be put away on the way to another place."""

from voicecoach.core import lines
from voicecoach.core.beats import Paced
from voicecoach.core.card import Card, Place, Step
from voicecoach.core.facts import Where
from voicecoach.core.state import MOVING_GAP, Part, State, current_beat, current_step


def open_now(state: State, step: Step) -> bool:
    """Whether this run does ``step``: its condition holds, and it needs nothing that must stay out.

    A thing with a switch only counts while that is on, so no step needs it.
    """
    switched = {switch.name for switch in state.run.card.switches}
    things = {*step.place.things, *step.after.things} - switched
    return step.when.holds(state.switches) and not things & state.barred


def all_things(card: Card) -> frozenset[str]:
    """Every thing that some step of ``card`` puts under the body."""
    return frozenset(thing for step in card.steps for thing in (*step.place.things, *step.after.things))


def in_place(state: State, place: Place) -> Place:
    """``place`` with only those things that this run uses: a thing with a switch counts while that is on."""
    switched = {switch.name for switch in state.run.card.switches}
    things = tuple(
        thing
        for thing in place.things
        if thing not in state.barred and (thing not in switched or thing in state.switches)
    )
    return Place(place.body, things)


def here(state: State) -> Place:
    """Where the person is: getting onto a thing, or off it, counts as on it."""
    step = current_step(state)
    things = dict.fromkeys((*step.place.things, *step.after.things))
    return in_place(state, Place(step.place.body, tuple(things)))


def switches_in(state: State, place: Place) -> frozenset[str]:
    """The switches as a condition sees them in ``place``: a thing that is not there does not count."""
    return state.switches - (all_things(state.run.card) - set(place.things))


def way_out(state: State) -> tuple[Part, ...]:
    """How to come out of the position that the person is in now, line by line."""
    now = here(state)
    fitting = [way for way in state.run.card.ways_out if way.body is now.body]
    if not fitting:
        return (Part(lines.REST_WHERE_YOU_ARE),)
    there = set(now.things)
    best = max(fitting, key=lambda way: (len(there & set(way.things)), -len(set(way.things) - there)))
    switches = switches_in(state, now)
    return tuple(Part(say.text, MOVING_GAP) for say in best.says if say.when.holds(switches))


def taken_away(state: State, wanted: Place) -> tuple[Part, ...]:
    """What must be said so that the things in place now but not ``wanted`` are put away."""
    now = here(state)
    gone = set(now.things) - set(in_place(state, wanted).things)
    switches = switches_in(state, now)
    return tuple(
        Part(say.text, MOVING_GAP)
        for put in state.run.card.put_away
        if put.thing in gone
        for say in put.says
        if say.when.holds(switches)
    )


def where(state: State, at: float) -> Where:
    """The place in the session, as the diary notes it."""
    step, beat = current_step(state), current_beat(state)
    place = here(state)
    seconds = round(max(0.0, at - state.step_began), 2)
    if isinstance(beat, Paced):
        return Where(step.name, beat.rep, beat.of, beat.name, beat.side, seconds, place)
    side = beat.side if beat is not None else ""
    return Where(step.name, 0, 0, state.phase.value, side, seconds, place)
