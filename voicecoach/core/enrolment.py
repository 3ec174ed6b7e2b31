"""Every rule about what is asked, accepted and given up while the ear learns a voice is in this file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias, assert_never

from voicecoach.core import enrolment_lines as lines
from voicecoach.core.enrolment_messages import (
    WORDS,
    Action,
    Collect,
    Done,
    Event,
    Keep,
    Learn,
    Learned,
    NotKept,
    Outcome,
    Result,
    Sort,
    Take,
    Took,
)
from voicecoach.core.lines import DEAF, MENDED, estimate
from voicecoach.core.messages import Began, Broke, Chime, Earcon, Finished, Heard, Hush, Mended, Speak

TAKES = 3
"""Takes asked of each word."""
FEWEST = 2
"""With fewer takes than this nothing is learnt about a word."""
MOST_ASKED = 3
"""A take is asked for once, and again at most twice."""
PATIENCE = 8.0
"""Seconds to wait for a word."""
DEAF_FOR = 60.0
"""Seconds to wait for a lost microphone."""
GAP = 0.35
"""Seconds of silence after a line: its echo must be over when a take begins."""
LEARNING_FOR = 120.0
ASKED = (Sort.SILENCE, *(sort for sort in WORDS for _ in range(TAKES)), Sort.MOVING)

SHORTEST, LONGEST = 0.15, 1.8
"""Seconds that one of the words may take."""
QUIETEST_DB = -48.0
LEAST_ABOVE_NOISE_DB = 9.0
MOST_CLIPPED = 0.002
"""The share of samples at the limit of the scale from which a take counts as clipped."""
NOISY_DB = -45.0
DEAD_DB = -69.0
"""Only a microphone that is off, or one that shuts itself in silence, is as silent as this."""
LEAST_ALIKE = 0.02


class Verdict(Enum):
    """What is thought of a take."""

    FINE = "fine"
    NOTHING = "nothing"
    DEAD = "dead"
    NOISY = "noisy"
    QUIET = "quiet"
    LOUD = "loud"
    SHORT = "short"
    LONG = "long"
    UNLIKE = "unlike"


_REACTIONS = {
    Verdict.NOTHING: lines.NOTHING,
    Verdict.DEAD: lines.DEAD,
    Verdict.NOISY: lines.NOISY,
    Verdict.QUIET: lines.TOO_QUIET,
    Verdict.LOUD: lines.TOO_LOUD,
    Verdict.SHORT: lines.TOO_SHORT,
    Verdict.LONG: lines.TOO_LONG,
    Verdict.UNLIKE: lines.UNLIKE,
}


class Then(Enum):
    """What follows when all lines are said."""

    COLLECT = "listen for a take"
    HOLD = "wait for the microphone"
    WAIT = "the take did not come"
    LEARN = "learn"
    LEARNING = "it took too long to learn"
    CLOSE = "end"


@dataclass(frozen=True, slots=True)
class State:
    """Where it stands: ``slot`` of `ASKED`, how often that was ``asked``, and what was taken so far."""

    lengths: Mapping[str, float] = field(default_factory=dict)
    slot: int = 0
    asked: int = 0
    silent: int = 0
    mute: bool = False
    praised: bool = False
    taken: tuple[tuple[Sort, int], ...] = ()
    turn: int = 0
    agenda: tuple[str, ...] = ()
    then: Then = Then.COLLECT
    deaf: bool = False
    outcome: Outcome | None = None
    over: bool = False


Moved: TypeAlias = tuple[State, tuple[Action, ...]]


def advance(state: State, event: Event) -> Moved:
    """The next state, and what is to be done now, in this order."""
    if state.over:
        return state, ()
    match event:
        case Began():
            return _ask(state, event.at, *lines.WELCOME)
        case Finished():
            return (state, ()) if event.turn != state.turn else _proceed(state, event.at)
        case Heard():
            return _end(state, event.at, Outcome.ENDED, lines.ENDED)
        case Broke():
            return _deaf(state, event.at)
        case Mended():
            return _mended(state, event.at)
        case Took():
            return _took(state, event)
        case Learned():
            return _learned(state, event)
        case NotKept():
            return _end(state, event.at, Outcome.NOT_KEPT, lines.NOT_KEPT)
        case _:
            assert_never(event)


def judged(sort: Sort, take: Take) -> Verdict:
    """What is thought of ``take`` as one of ``sort``."""
    if sort is Sort.MOVING:
        return Verdict.FINE
    if sort is Sort.SILENCE:
        return Verdict.NOISY if take.level_db > NOISY_DB else Verdict.FINE
    if take.seconds < SHORTEST:
        return Verdict.SHORT
    if take.clipped > MOST_CLIPPED:
        return Verdict.LOUD
    if take.level_db < QUIETEST_DB or take.level_db < take.noise_db + LEAST_ABOVE_NOISE_DB:
        return Verdict.QUIET
    if take.seconds > LONGEST:
        return Verdict.LONG
    return Verdict.FINE if take.alike >= LEAST_ALIKE else Verdict.UNLIKE


def _took(state: State, event: Took) -> Moved:
    """Take it, ask again, or go on without it."""
    if state.then is not Then.WAIT or state.deaf:
        return state, ()  # it came too late: the coach is talking again
    sort = ASKED[state.slot]
    verdict = judged(sort, event.take)
    if verdict is Verdict.FINE:
        return _accepted(state, event, sort)
    if verdict is Verdict.NOISY and state.asked >= MOST_ASKED:
        return _accepted(state, event, sort)  # it will not get quieter, and how loud it is must be known
    return _refused(state, event.at, verdict)


def _accepted(state: State, event: Took, sort: Sort) -> Moved:
    state = replace(state, taken=(*state.taken, (sort, event.take.number)), silent=0)
    if sort is Sort.SILENCE:
        state = replace(state, mute=event.take.level_db <= DEAD_DB)
    praise = sort in WORDS and not state.praised
    state, actions = _next(
        replace(state, praised=state.praised or praise), event.at, *((lines.HEARD_WELL,) if praise else ())
    )
    return state, (Collect(None), *(() if praise else (Chime(Earcon.HEARD),)), *actions)


def _refused(state: State, at: float, verdict: Verdict) -> Moved:
    """Say why and ask again; a room where nobody answers is left in peace."""
    lonely = verdict is Verdict.NOTHING
    state = replace(state, silent=state.silent + 1 if lonely else 0)
    if lonely and state.mute:
        verdict = Verdict.DEAD
    if state.silent >= 2:
        state, actions = _end(state, at, Outcome.NOBODY, lines.NOBODY)
    elif state.asked >= MOST_ASKED:
        state, actions = _next(state, at, lines.WITHOUT)
    else:
        state, actions = _ask(state, at, _REACTIONS[verdict])
    return state, (Collect(None), *actions)


def _next(state: State, at: float, *before: str) -> Moved:
    """Ask for the next take; after the last one, learn."""
    state = replace(state, slot=state.slot + 1, asked=0)
    if state.slot < len(ASKED):
        return _ask(state, at, *before)
    learnt = _learnable(state)
    if not any(sort in WORDS for sort, _ in learnt):
        return _end(state, at, Outcome.TOO_LITTLE, lines.TOO_LITTLE)
    return _say(state, at, (*before, lines.LEARNING), Then.LEARN)


def _learnable(state: State) -> tuple[tuple[Sort, int], ...]:
    """The takes without those of words that there are too few of."""
    sorts = [sort for sort, _ in state.taken]
    return tuple(take for take in state.taken if take[0] not in WORDS or sorts.count(take[0]) >= FEWEST)


def _ask(state: State, at: float, *before: str) -> Moved:
    sort = ASKED[state.slot]
    again = state.asked > 0
    state = replace(state, asked=state.asked + 1)
    return _say(state, at, (*before, _wording(state.slot, sort, again)), Then.COLLECT)


def _wording(slot: int, sort: Sort, again: bool) -> str:
    if sort is Sort.SILENCE:
        return lines.SILENCE_AGAIN if again else lines.SILENCE
    if sort is Sort.MOVING:
        return lines.MOVE
    first = not again and ASKED[slot - 1] is not sort
    return lines.say(sort.value) if first else lines.once_more(sort.value)


def _proceed(state: State, at: float) -> Moved:
    if len(state.agenda) > 1:
        return _speak(replace(state, agenda=state.agenda[1:]), at)
    match state.then:
        case Then.COLLECT:
            state = replace(state, agenda=(), then=Then.WAIT, turn=state.turn + 1)
            return state, (Collect(ASKED[state.slot]), Speak(state.turn, None, at + PATIENCE + _lasts(state)))
        case Then.HOLD:
            state = replace(state, agenda=(), then=Then.WAIT, turn=state.turn + 1)
            return state, (Speak(state.turn, None, at + DEAF_FOR),)
        case Then.WAIT:
            if state.deaf:
                return _end(state, at, Outcome.NOBODY, lines.NOBODY)
            return _refused(state, at, Verdict.NOTHING)
        case Then.LEARN:
            state = replace(state, agenda=(), then=Then.LEARNING, turn=state.turn + 1)
            return state, (Learn(_learnable(state)), Speak(state.turn, None, at + LEARNING_FOR))
        case Then.LEARNING:
            return _end(state, at, Outcome.TOO_LITTLE, lines.TOO_LITTLE)
        case Then.CLOSE:
            return replace(state, over=True), (Done(state.outcome or Outcome.ENDED),)
        case _:
            assert_never(state.then)


def _lasts(state: State) -> float:
    """Silence and moving are listened to for a time of their own."""
    return 0.0 if ASKED[state.slot] in WORDS else PATIENCE


def _learned(state: State, event: Learned) -> Moved:
    """What was learnt is written down before anything is claimed."""
    if state.then is not Then.LEARNING:
        return state, ()
    told = tuple(_told(result) for result in event.results)
    state = replace(state, outcome=Outcome.KEPT)
    state, actions = _say(state, event.at, (*told, lines.expect(event.delay), lines.KEPT), Then.CLOSE)
    return state, (Keep(), *actions)


def _told(result: Result) -> str:
    if result.heard > 0.99:
        return lines.well(result.word.value)
    return lines.mostly(result.word.value) if result.heard >= 0.5 else lines.poorly(result.word.value)


def _deaf(state: State, at: float) -> Moved:
    if state.then in (Then.LEARN, Then.LEARNING, Then.CLOSE):
        return state, ()
    state, actions = _say(replace(state, deaf=True), at, DEAF, Then.HOLD)
    return state, (Hush(), Collect(None), *actions)


def _mended(state: State, at: float) -> Moved:
    if not state.deaf:
        return state, ()
    return _ask(replace(state, deaf=False, asked=max(0, state.asked - 1)), at, MENDED)


def _end(state: State, at: float, outcome: Outcome, line: str) -> Moved:
    if state.then is Then.CLOSE and outcome is Outcome.ENDED:
        return replace(state, over=True), (Hush(), Done(state.outcome or outcome))
    state, actions = _say(replace(state, outcome=outcome), at, (line,), Then.CLOSE)
    return state, (Hush(), Collect(None), *actions)


def _say(state: State, at: float, parts: tuple[str, ...], then: Then) -> Moved:
    return _speak(replace(state, agenda=parts, then=then), at)


def _speak(state: State, at: float) -> Moved:
    text = state.agenda[0]
    length = state.lengths[text] if text in state.lengths else estimate(text)
    state = replace(state, turn=state.turn + 1)
    return state, (Speak(state.turn, text, at + length + GAP),)
