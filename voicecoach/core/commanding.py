"""The commands of tier 2: what "next", "again", "easier", "slower" and their kin do while a session goes on."""

from dataclasses import replace
from typing import assert_never

from voicecoach.core import lines
from voicecoach.core.beats import (
    Await,
    Pace,
    Paced,
    Tell,
    beats_of,
)
from voicecoach.core.card import Answers
from voicecoach.core.facts import Changed, StepEnd
from voicecoach.core.flow import (
    BEFORE,
    OPENING,
    answered,
    begin_beat,
    leave_step,
    start_place,
)
from voicecoach.core.halting import (
    finish,
    pause,
)
from voicecoach.core.messages import (
    Chime,
    Earcon,
    Heard,
    Hush,
    Listen,
    Note,
    Volume,
)
from voicecoach.core.posing import briefly, pose
from voicecoach.core.state import (
    BRISKEST,
    GAIN_NOTCH,
    LOUDEST,
    NOTCH,
    QUIETEST,
    SLOWEST,
    Asking,
    Moved,
    Part,
    Phase,
    State,
    Then,
    anchor,
    current_beat,
    current_step,
    dose,
    say,
    set_up_again,
)
from voicecoach.core.view import remaining, reps_left
from voicecoach.core.whereabouts import here, open_now
from voicecoach.core.words import Word

HINT_AGAIN = 20.0
"""Not understood twice within this many seconds: say what can be said."""


def command(state: State, word: Word, event: Heard) -> Moved:
    """A command of tier 2 while the session goes on."""
    at = event.at
    match word:
        case Word.PAUSE:
            return pause(state, event)
        case Word.FINISH:
            return finish(state, at)
        case Word.GO_ON:
            return ready(state, at)
        case Word.NEXT:
            return next_step(state, at, StepEnd.NEXT)
        case Word.SKIP:
            return next_step(state, at, StepEnd.SKIPPED)
        case Word.AGAIN:
            return again(state, at)
        case Word.PREVIOUS:
            return previous(state, at)
        case Word.EASIER:
            return easier(state, at)
        case Word.SLOWER | Word.FASTER:
            return beat_changed(state, at, word)
        case Word.HOW_LONG:
            return remark(state, at, how_long(state))
        case Word.HELP:
            return remark(state, at, (helpful(state),))
        case Word.LOUDER | Word.QUIETER:
            return volume(state, word)
        case (
            Word.STOP | Word.PAIN | Word.DIZZY | Word.NUMB | Word.CANNOT_MOVE | Word.SLIPPED | Word.NOT_RIGHT
        ):
            raise AssertionError(f"{word} is heard before any command")
        case _:
            assert_never(word)


def ready(state: State, at: float) -> Moved:
    """ "ready" or "go on": ends a wait, also on the line just before it; elsewhere there is nothing to go on from."""
    following = state.beats[state.beat + 1] if state.beat + 1 < len(state.beats) else None
    match state.phase:
        case Phase.WAITING:
            skipped = 1
        case Phase.SETUP if isinstance(following, Await) and not state.agenda:
            skipped = 2
        case _:
            return state, (Chime(Earcon.HEARD),)
    state, actions = begin_beat(replace(state, beat=state.beat + skipped, agenda=()), at)
    return state, (Hush(), *actions)


def next_step(state: State, at: float, how: StepEnd) -> Moved:
    """ "next", "skip this": a question is left, a search ends, else the step ends; the safety lines are said."""
    if state.asking is not None and (state.asking.screens or _weighs(state, state.asking)):
        state, actions = pose(state, at, state.asking, short=True)
        return state, (Hush(), Listen(None), *actions)
    if state.asking is not None:
        return answered(state, at, None, how.value)
    if state.step == OPENING:
        return state, (Chime(Earcon.HEARD),)
    if state.then is Then.ENTER:
        return state, (Chime(Earcon.HEARD),)
    beat = current_beat(state)
    if how is StepEnd.NEXT and isinstance(beat, Paced) and beat.pace is Pace.EXPLORE:
        index = state.beat
        while index < len(state.beats) and _same_search(state.beats[index], beat):
            index += 1
        state, actions = begin_beat(replace(state, beat=index, agenda=()), at)
        return state, (Hush(), *actions)
    return leave_step(state, at, how, state.step + 1)


def _weighs(state: State, asking: Asking) -> bool:
    """Whether the answer decides if the session may start at all."""
    return state.interview is not None and asking.question.name == BEFORE


def _same_search(other: object, beat: Paced) -> bool:
    return isinstance(other, Paced) and other.pace is Pace.EXPLORE and other.anchor == beat.anchor


def again(state: State, at: float) -> Moved:
    """The last instruction in its long form; a question is asked again."""
    if state.asking is not None:
        state, actions = pose(state, at, state.asking)
        return state, (Hush(), Listen(None), *actions)
    if state.then is Then.ENTER:
        state, actions = say(state, at, state.agenda, Then.ENTER)
        return state, (Hush(), *actions)
    beat = anchor(state)
    if isinstance(current_beat(state), Tell):
        while beat < len(state.beats) and isinstance(state.beats[beat], Tell):
            beat += 1
    phase = Phase.OPENING if state.step == OPENING else Phase.SETUP
    state = replace(state, phase=phase, beat=beat)
    state, actions = say(state, at, set_up_again(state), Then.BEAT)
    return state, (Hush(), *actions)


def previous(state: State, at: float) -> Moved:
    """ "go back": the step before; further back where that one needs a thing that is no longer in place."""
    if state.step == OPENING or state.then is Then.ENTER:
        return state, (Chime(Earcon.HEARD),)
    things = set(here(state).things)
    index = state.step - 1
    while index > OPENING + 1:
        wanted = set(start_place(state, index).things)
        if open_now(state, state.run.steps[index]) and wanted <= things:
            break
        index -= 1
    return leave_step(state, at, StepEnd.LEFT, max(index, OPENING + 1))


def easier(state: State, at: float) -> Moved:
    """The card's easier form of this step, from the begin of the repetition."""
    step = current_step(state)
    if step.easier is None or state.easier:
        return remark(state, at, (lines.EASIEST if state.easier else lines.NO_EASIER,))
    beat = current_beat(state)
    note = Note(Changed(at, "easier", step.name))
    state = replace(state, easier=True)
    beats = beats_of(step, dose(state))
    state = replace(state, beat=_same_place(state, beats), beats=beats)
    if isinstance(beat, Await) or state.asking is not None:
        state, actions = say(state, at, (Part(step.easier.text),), Then.WAIT)
    else:
        state, actions = say(replace(state, phase=Phase.SETUP), at, (Part(step.easier.text),), Then.BEAT)
    return state, (Hush(), note, *actions)


def _same_place(state: State, beats: tuple[object, ...]) -> int:
    """The beat of the easier ``beats`` that stands where the person is: same side, same repetition, or the last."""
    beat = current_beat(state)
    if not isinstance(beat, Paced):
        return state.beat
    like = [
        (n, other) for n, other in enumerate(beats)
        if isinstance(other, Paced) and other.pace is beat.pace and other.side == beat.side
    ]  # fmt: skip
    same = [n for n, other in like if other.rep == beat.rep and other.anchor == n]
    earlier = [n for n, other in like if other.anchor == n]
    return (same or earlier[-1:] or [min(anchor(state), len(beats))])[0]


def beat_changed(state: State, at: float, word: Word) -> Moved:
    """ "slower", "faster": the beat changes by 20 % and stays so for the session."""
    tempo = state.tempo / NOTCH if word is Word.SLOWER else state.tempo * NOTCH
    tempo = min(BRISKEST, max(SLOWEST, round(tempo, 4)))
    if tempo == state.tempo:
        return remark(state, at, (lines.NO_SLOWER if word is Word.SLOWER else lines.NO_BRISKER,))
    said = lines.MORE_TIME if word is Word.SLOWER else lines.LESS_TIME
    state, actions = remark(replace(state, tempo=tempo), at, (said,))
    return state, (Note(Changed(at, "tempo", f"{tempo:.2f}")), *actions)


def volume(state: State, word: Word) -> Moved:
    """ "louder", "quieter": nothing else changes."""
    gain = state.gain * GAIN_NOTCH if word is Word.LOUDER else state.gain / GAIN_NOTCH
    state = replace(state, gain=min(LOUDEST, max(QUIETEST, gain)))
    return state, (Volume(state.gain), Chime(Earcon.HEARD))


def remark(state: State, at: float, texts: tuple[str, ...]) -> Moved:
    """Say something by the way: the pace goes on under it, a line is said again after it, a wait begins anew."""
    parts = tuple(Part(text, 0.2) for text in texts)
    if state.then is Then.ENTER:
        state, actions = say(state, at, parts + state.agenda, Then.ENTER)
    elif state.asking is not None or state.phase in (Phase.WAITING, Phase.HALTED):
        state, actions = say(state, at, parts, Then.WAIT)
    elif isinstance(current_beat(state), Paced) and state.then is Then.ON:
        state, actions = say(state, at, parts, Then.ON)
    else:
        state, actions = say(state, at, parts, Then.BEAT)
    return state, (Hush(), *actions)


def how_long(state: State) -> tuple[str, ...]:
    """ "Three more, about half a minute." """
    left, seconds = reps_left(state), remaining(state)
    return (lines.more(left), lines.about(seconds)) if left else (lines.about(seconds),)


def helpful(state: State) -> str:
    """The few words that matter now."""
    if state.asking is not None:
        ear = state.asking.question.answers is Answers.EAR
        return lines.HINT_EAR if ear else briefly(state.asking.question)
    return lines.HINT_WAITING if state.phase is Phase.WAITING else lines.HINT_MOVING


def not_understood(state: State, at: float) -> Moved:
    """Words that are no command: a low tone, then once what can be said, then nothing."""
    often = state.misses if at - state.missed < HINT_AGAIN else 0
    state = replace(state, missed=at, misses=often + 1)
    match often:
        case 0:
            return state, (Chime(Earcon.TROUBLE),)
        case 1:
            return remark(state, at, (helpful(state),))
        case _:
            return state, ()
