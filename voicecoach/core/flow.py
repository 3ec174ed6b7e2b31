"""Every rule about how a session goes on while nobody interrupts: beats, steps, waiting and asking."""

from dataclasses import replace
from typing import assert_never

from voicecoach.core import lines
from voicecoach.core.beats import Await, Beat, Consult, Pace, Paced, Pose, Tell, beats_of, repeated
from voicecoach.core.card import Answers, Motion, Place, Question, Term, with_terms
from voicecoach.core.consulting import answered_before, consult, no_answer, weigh
from voicecoach.core.facts import Answered, EndedBy, StepEnd, StepEnded
from voicecoach.core.helping import (
    AFTER,
    ANY_SORE,
    after_stop,
    after_way_out,
    answered_after_pain,
    nobody_answers,
    settled_by_rest,
    settling,
    unanswered,
    unsettled,
)
from voicecoach.core.levels import Verdict
from voicecoach.core.messages import Action, Chime, Earcon, Hush, Listen, Note
from voicecoach.core.posing import briefly, close, pose
from voicecoach.core.state import (
    ANOTHER,
    FOR_READY,
    GAP,
    ON_HOLD,
    REMINDER_EVERY,
    TO_CORRECT,
    Asking,
    Moved,
    Nudge,
    Part,
    Phase,
    State,
    Then,
    current_beat,
    current_step,
    dose,
    groups,
    reps_done,
    say,
    seconds_of,
    speak,
    speak_part,
)
from voicecoach.core.whereabouts import here, in_place, open_now, taken_away
from voicecoach.core.words import CORRECTION, Wrong

OPENING = 0
"""The index of the coach's own first step."""
BEFORE = "soreness before"
"""The question about the score at the start."""
CARRY_ON = Question("carry on", lines.CARRY_ON, Answers.YES_NO)
"""Asked when a word that halted was taken back."""
FITS = 0.15
"""A cue must end this many seconds before its phase does."""


def proceed(state: State, at: float) -> Moved:
    """What was said is said and its time has come: the next line, or what follows them all."""
    if len(state.agenda) > 1:
        return speak_part(replace(state, agenda=state.agenda[1:]), at)
    spoken = bool(state.agenda)
    state = replace(state, agenda=(), saying=None)
    match state.then:
        case Then.BEAT:
            return begin_beat(state, at)
        case Then.ON:
            return begin_beat(replace(state, beat=state.beat + 1), at)
        case Then.ENTER:
            return enter_step(state, state.target, at)
        case Then.WAIT:
            return watch(state, at) if spoken or not state.vigil else nudge(state, at)
        case Then.HURT:
            return after_way_out(state, at)
        case Then.CLOSE:
            return close(state, at)
        case _:
            assert_never(state.then)


def begin_beat(state: State, at: float) -> Moved:
    """Begin the current beat, or end the step where there is none left."""
    beat = current_beat(state)
    state = replace(state, beat_began=at, halt=None, asking=None)
    match beat:
        case None:
            return leave_step(state, at, StepEnd.DONE, state.step + 1)
        case Tell():
            state = replace(
                state, phase=Phase.OPENING if state.step == OPENING else Phase.SETUP, then=Then.ON
            )
            return speak(state, beat.text, at + state.run.length(beat.text) + GAP)
        case Await():
            state = replace(state, phase=Phase.WAITING, vigil=FOR_READY)
            return say(state, at, (Part(lines.READY),), Then.WAIT)
        case Pose() if beat.question.name == ANOTHER and (state.gentle or state.unsure):
            return begin_beat(replace(state, beat=state.beat + 1), at)  # after pain nothing more is offered
        case Pose():
            return pose(state, at, Asking(beat.question))
        case Consult():
            state = replace(state, phase=Phase.OPENING)
            return weigh(state, at) if beat.sore else consult(state, at)
        case Paced():
            return _pace(state, beat, at)
        case _:
            assert_never(beat)


def _pace(state: State, beat: Paced, at: float) -> Moved:
    resting = beat.pace in (Pace.REST, Pace.CHANGE)
    phase = Phase.RESTING if resting else Phase.SETUP if beat.pace is Pace.TIME else Phase.PACING
    due = at + seconds_of(beat, state.run, state.tempo)
    state, text = _cue(replace(state, phase=phase, due=due, then=Then.ON), beat, at)
    state, actions = speak(state, text, due)
    if beat.earcon is not None and (text is None or beat.pace is Pace.CHANGE):
        return state, (Chime(beat.earcon), *actions)
    return state, actions


def _cue(state: State, beat: Paced, at: float) -> tuple[State, str | None]:
    """The first cue that is said before its phase ends; in a rest, now and then a reminder; else nothing."""
    room = state.due - at - FITS
    notes = current_step(state).reminders or state.run.card.reminders
    if beat.motion is Motion.REST and beat.pace is not Pace.CHANGE and notes:
        reminder = notes[state.reminders % len(notes)]
        if at - state.reminded >= REMINDER_EVERY and state.run.length(reminder) <= room:
            return replace(state, reminded=at, reminders=state.reminders + 1), reminder
    return state, next((text for text in beat.texts if state.run.length(text) <= room), None)


def enter_step(state: State, index: int, at: float) -> Moved:
    """Begin the step at ``index``, or the first after it that this run does; past the last one the session is over."""
    steps = state.run.steps
    while index < len(steps) and not open_now(state, steps[index]):
        index += 1
    if index >= len(steps):
        return close(replace(state, step=len(steps) - 1), at)
    step = steps[index]
    gentle = state.gentle and step.easier is not None
    state = replace(state, step=index, beat=0, easier=gentle, step_began=at, target=0)
    beats = beats_of(step, dose(state))
    if index == OPENING and state.interview is not None:
        beats = _with_talk(beats)
    state = replace(state, beats=beats)
    if gentle and step.easier is not None:
        return say(replace(state, phase=Phase.SETUP, beat_began=at), at, (Part(step.easier.text),), Then.BEAT)
    return begin_beat(state, at)


def _with_talk(beats: tuple[Beat, ...]) -> tuple[Beat, ...]:
    """The opening with the talk in it: once the ear is known to hear, and once more when the soreness is told."""
    out: list[Beat] = []
    for beat in beats:
        out.append(beat)
        if isinstance(beat, Pose) and beat.question.answers is Answers.EAR:
            out.append(Consult())
    return (*out, Consult(sore=True))


def leave_step(state: State, at: float, how: StepEnd, target: int, first: tuple[Part, ...] = ()) -> Moved:
    """End the current step; ``first`` is said, then what puts away what it would have put away."""
    step = current_step(state)
    done = len(groups(state.beats)) if how is StepEnd.DONE else reps_done(state)
    fact = StepEnded(at, step.name, how, done, len(groups(state.beats)), round(at - state.step_began, 2))
    notes = (Note(fact),) if OPENING < state.step < len(state.run.steps) - 1 else ()
    if how is StepEnd.DONE:
        state, actions = enter_step(state, target, at)
        return state, (*notes, *actions)
    parts = (*first, *taken_away(state, start_place(state, target)))
    state = replace(state, target=target, phase=Phase.SETUP, asking=None)
    state, actions = say(state, at, parts, Then.ENTER)
    return state, (Hush(), Listen(None), *notes, *actions)


def start_place(state: State, index: int) -> Place:
    """Where the person is expected to be when the step at ``index`` begins."""
    before = [step for step in state.run.steps[:index] if open_now(state, step)]
    return in_place(state, before[-1].after if before else state.run.steps[0].place)


def watch(state: State, at: float) -> Moved:
    """Keep silent and wait for words."""
    seconds = state.vigil[0][0] if state.vigil else ON_HOLD[-1][0]
    state, actions = speak(replace(state, then=Then.WAIT), None, at + seconds)
    if state.asking is not None:
        return state, (Listen(state.asking.question), *actions)
    if state.halt is not None and state.halt.offered:
        return state, (Listen(CARRY_ON), *actions)
    return state, actions


def nudge(state: State, at: float) -> Moved:
    """Nothing was said for a while."""
    kind = state.vigil[0][1]
    state = replace(state, vigil=state.vigil[1:])
    match kind:
        case Nudge.READY_AGAIN:
            return say(state, at, (Part(lines.READY_AGAIN),), Then.WAIT)
        case Nudge.ON_HOLD:
            return say(state, at, (Part(lines.ON_HOLD),), Then.WAIT)
        case Nudge.TONE:
            state, actions = watch(state, at)
            return state, (Chime(Earcon.HEARD), *actions)
        case Nudge.ASK_AGAIN:
            return ask_again(state, at)
        case Nudge.GIVE_UP:
            return _give_up(state, at)
        case Nudge.SAVE_AND_END:
            return _save_and_end(state, at)
        case _:
            assert_never(kind)


def _save_and_end(state: State, at: float) -> Moved:
    notes = unanswered(state, at)
    by = EndedBy.PAIN if state.hurt is not None and state.hurt.decided is not None else EndedBy.NO_RESPONSE
    state = replace(state, ended_by=by, phase=Phase.HALTED, hurt=None, asking=None)
    state, actions = say(state, at, (Part(lines.SAVED_AND_ENDED),), Then.CLOSE)
    return state, (*notes, *actions)


def ask_again(state: State, at: float) -> Moved:
    """Ask the open question once more; whole before a session and after pain, else shorter."""
    if state.asking is None and state.halt is not None and state.halt.offered:
        state, actions = say(state, at, (Part(lines.CARRY_ON, 0.0),), Then.WAIT)
        return state, (Listen(None), *actions)
    if state.asking is None:
        return watch(state, at)
    question = state.asking.question
    # who did not hear the whole question cannot answer it (content 3.3)
    text = question.text if state.asking.event or state.asking.screens else briefly(question)
    state, actions = say(state, at, (Part(text, 0.0),), Then.WAIT)
    return state, (Listen(None), *actions)


def answered(
    state: State, at: float, value: str | int | None, heard: str, came: Verdict | None = None
) -> Moved:
    """An answer, or none, to the open question: note it, say a number back, and go on."""
    if state.asking is None:
        return watch(state, at)
    if state.asking.event:
        return answered_after_pain(state, at, value, heard)
    if state.asking.screens:
        return answered_before(state, at, value, heard)
    asking, question = state.asking, state.asking.question
    if question.name == ANY_SORE.name:
        return after_stop(state, at, value, heard)
    if question.name == BEFORE and isinstance(value, int):
        state = replace(state, before=value)
    if question.name == ANOTHER and value == "yes":
        state = replace(state, instead=state.run.offered)
    elif question.answers is Answers.YES_NO:
        state = replace(state, unsure=value != "yes")
    listen = Listen(CORRECTION if isinstance(value, int) else None)
    actions: tuple[Action, ...] = (Hush(), listen, Note(Answered(at, 0, question.name, value, heard)))
    if question.name == AFTER and state.eased is not None and not settled_by_rest(state.eased):
        actions = (*actions, *settling(state.eased, at, value))
    state = replace(state, asking=None, due=at, phase=Phase.SETUP)
    parts: tuple[Part, ...] = ()
    if isinstance(value, int):
        parts = (Part(lines.count(value), TO_CORRECT, asking),)
        state = replace(state, due=at + state.run.length(parts[0].text) + TO_CORRECT)
    elif question.answers is Answers.EAR:
        parts = (Part(_how_it_came(came) if value else lines.EAR_BAD),)
    before = state.run
    state, removal = _switched(_repeating(state, question, value), question, value)
    if state.run is not before:
        parts = (*parts, Part(lines.ONCE_MORE))
    state, more = say(state, at, parts + removal, Then.ON)
    return state, (*actions, *more)


def corrected(state: State, at: float, asking: Asking, wrong: Wrong, heard: str) -> Moved:
    """What was said back is wrong: the diary is told, and the question asked again unless the right answer came too."""
    if wrong.value is not None:
        return answered(replace(state, asking=asking), at, wrong.value, heard)
    note = Note(Answered(at, asking.event, asking.question.name, None, heard))
    open_again = unsettled(state.hurt if asking.event else state.eased, at, asking.question)
    state, actions = pose(state, at, asking, short=True)
    return state, (Hush(), Listen(None), note, *open_again, *actions)


def _how_it_came(came: Verdict | None) -> str:
    match came:
        case Verdict.QUIET | Verdict.BURIED:
            return lines.EAR_FAINT
        case Verdict.NOISY:
            return lines.EAR_NOISY
        case _:
            return lines.EAR_GOOD


def _repeating(state: State, question: Question, value: str | int | None) -> State:
    """The steps to come after "no" or "not sure" to a question that has some of them repeated."""
    beat = current_beat(state)
    if (
        not isinstance(beat, Pose)
        or beat.question != question
        or value not in ("no", "not sure")
        or not beat.repeat
    ):
        return state
    steps = state.run.steps
    behind, ahead = steps[: state.step + 1], steps[state.step + 1 :]
    done = tuple(step for step in behind if open_now(state, step))
    again = repeated(done, beat.repeat, current_step(state))
    return replace(state, run=replace(state.run, steps=(*behind, *again, *ahead)))


def _switched(state: State, question: Question, value: str | int | None) -> tuple[State, tuple[Part, ...]]:
    """The switches after an answer that names one; a thing that is switched off is put away first."""
    names = {switch.name for switch in state.run.card.switches}
    if question.answers is Answers.CHOICE and isinstance(value, str):
        term = Term(value.removeprefix("no "), on=not value.startswith("no "))
    elif question.answers is Answers.YES_NO and question.name in names:
        term = Term(question.name, on=value == "yes")
    else:
        return state, ()
    if term.switch not in names:
        return state, ()
    after = replace(state, switches=with_terms(state.run.card, state.switches, (term,)))
    return after, taken_away(state, here(after))


def _give_up(state: State, at: float) -> Moved:
    if state.hurt is not None:
        return nobody_answers(state, at)
    if state.asking is not None and state.asking.screens:
        return no_answer(state, at)
    return answered(state, at, None, "")
