"""Every rule about standing still: stop, pause, a deaf ear, and how the session goes on or ends from there."""

from dataclasses import replace

from voicecoach.core import lines
from voicecoach.core.beats import Await, Consult, Pose, Tell
from voicecoach.core.card import Body
from voicecoach.core.facts import Changed, EndedBy, HaltKind, Resumed, StepEnd, StepEnded
from voicecoach.core.flow import CARRY_ON, OPENING, answered, begin_beat, leave_step
from voicecoach.core.helping import ANY_SORE, misunderstood
from voicecoach.core.hurting import TRACTION, after_help, back_to_hurt, finish_hurt, hurts, resume_gently
from voicecoach.core.messages import Broke, Chime, Earcon, Heard, Hush, Listen, Note
from voicecoach.core.posing import close, pose
from voicecoach.core.standstill import halted_by, must_be_said, stand_still, still_to_ask
from voicecoach.core.state import (
    FOR_ANSWER,
    FOR_ANSWER_HURT,
    LONG_HALT,
    ON_HOLD,
    Asking,
    Halt,
    Hurt,
    Moved,
    Part,
    Phase,
    Stage,
    State,
    Then,
    current_beat,
    current_step,
    groups,
    reps_done,
    say,
    set_up_again,
)
from voicecoach.core.whereabouts import here, way_out
from voicecoach.core.words import HURTS, TakenBack, Word, answer, plain, understand


def stop(state: State, event: Heard) -> Moved:
    """ "stop": silence at once, and only a spoken "go on" resumes."""
    if state.then is Then.CLOSE and state.phase is Phase.HALTED:
        state, actions = close(state, event.at)
        return state, (Hush(), *actions)
    if state.phase is Phase.HALTED and state.hurt is None:
        state, actions = say(replace(state, vigil=ON_HOLD), event.at, (Part(lines.STOPPED),), Then.WAIT)
        return state, (Hush(), *actions)
    state, note = halted_by(state, HaltKind.STOP, Word.STOP.value, event)
    state = stand_still(still_to_ask(state), HaltKind.STOP, event.at)
    return _on_hold(state, event.at, lines.STOPPED, note)


def pause(state: State, event: Heard) -> Moved:
    """ "pause": everything freezes in place."""
    if state.phase is Phase.HALTED:
        state, actions = say(state, event.at, (Part(lines.ON_HOLD),), Then.WAIT)
        return state, (Hush(), *actions)
    state, note = halted_by(state, HaltKind.PAUSE, Word.PAUSE.value, event)
    state = stand_still(still_to_ask(state), HaltKind.PAUSE, event.at)
    return _on_hold(state, event.at, lines.PAUSED, note)


def _on_hold(state: State, at: float, first: str, note: Note) -> Moved:
    state, actions = say(state, at, (Part(first), Part(lines.ON_HOLD)), Then.WAIT)
    return state, (Hush(), Listen(None), note, *actions)


def deaf(state: State, event: Broke) -> Moved:
    """The ear is gone: say so, go to the safe state, tell how to end."""
    state, note = halted_by(state, HaltKind.DEAF, "", event)
    if state.hurt is not None:
        return state, (note,)
    state = stand_still(state, HaltKind.DEAF, event.at)
    state, actions = say(state, event.at, tuple(Part(text) for text in lines.DEAF), Then.WAIT)
    return state, (Hush(), Listen(None), note, Chime(Earcon.TROUBLE), *actions)


def mended(state: State, at: float) -> Moved:
    """The ear is back: still on hold, and said so."""
    if state.halt is None or state.halt.kind is not HaltKind.DEAF or state.hurt is not None:
        return state, ()
    state, actions = say(
        replace(state, vigil=ON_HOLD), at, (Part(lines.MENDED), Part(lines.ON_HOLD)), Then.WAIT
    )
    return state, (Hush(), *actions)


def not_right(state: State, event: Heard) -> Moved:
    """ "It doesn't feel right": the step is left, and no lengthening for the rest of the run (B33)."""
    if state.phase is Phase.HALTED or state.step == OPENING or state.then is Then.ENTER:
        return state, (Chime(Earcon.HEARD),)
    step = current_step(state)
    without = replace(state, switches=state.switches - {TRACTION})
    out = (step.name, *({TRACTION} & state.switches))
    notes = tuple(Note(Changed(event.at, "left out", each)) for each in out)
    said = (Part(lines.LEAVE_IT_OUT),)
    state, actions = leave_step(without, event.at, StepEnd.SKIPPED, state.step + 1, said)
    return state, (Hush(), *notes, *actions[1:]) if isinstance(actions[0], Hush) else (*notes, *actions)


def taken_back(state: State, event: Heard) -> Moved:
    """ "no pain", "don't stop": nothing fires; if it already halted, offer to carry on."""
    if state.halt is None or state.then is Then.CLOSE:
        return state, ()
    kept, then = must_be_said(state)
    halt = replace(state.halt, offered=True, kept=kept, kept_then=then)
    vigil = ON_HOLD if state.hurt is None else FOR_ANSWER_HURT
    state = replace(still_to_ask(state), halt=halt, asking=None, phase=Phase.HALTED, vigil=vigil)
    state, actions = say(state, event.at, (Part(lines.CARRY_ON, 0.0),), Then.WAIT)
    return state, (Hush(), Listen(None), *actions)


def while_halted(state: State, word: Word | TakenBack | None, event: Heard) -> Moved:
    """Words that come while everything stands still."""
    if state.halt is not None and state.halt.offered and word is None:
        said = answer(CARRY_ON, event.text)
        if said == "yes":
            return go_on(state, event.at)
        if said is not None:
            state = replace(state, halt=replace(state.halt, offered=False))
            if state.hurt is not None:
                return back_to_hurt(state, event.at)
    match word:
        case Word.GO_ON:
            return go_on(state, event.at)
        case Word.FINISH:
            return finish(state, event.at)
        case _:
            state, actions = say(state, event.at, (Part(lines.ON_HOLD),), Then.WAIT)
            return state, (Hush(), Listen(None), *actions)


def go_on(state: State, at: float) -> Moved:
    """The person said to go on: from the begin of the interrupted repetition or line."""
    halt = state.halt
    if halt is None:
        return state, ()
    if state.hurt is not None and not halt.offered:
        return after_help(state, at, state.hurt)
    if state.hurt is not None and _moved_away(state, halt):
        return back_to_hurt(state, at) if halt.kept else resume_gently(state, at, state.hurt)
    actions = (Hush(), Listen(None), Note(Resumed(at, halt.event)))
    long = at - halt.since > LONG_HALT or state.hurt is not None
    state = replace(state, halt=None, hurt=None, asking=None, ended_by=EndedBy.COMPLETE)
    if halt.kept and halt.kept_then is Then.ENTER:
        state, more = say(replace(state, phase=Phase.SETUP), at, halt.kept, halt.kept_then)
    elif long and not isinstance(current_beat(state), Tell | Pose | Await | Consult):
        state, more = say(replace(state, phase=Phase.SETUP), at, set_up_again(state), Then.BEAT)
    else:
        state, more = begin_beat(state, at)
    return state, (*actions, *more)


def _moved_away(state: State, halt: Halt) -> bool:
    """Whether the person was told to leave a position that the step needs: the ball is out, and it stays out."""
    place = here(state)
    needed = bool(place.things) or place.body in (Body.LYING, Body.PRONE)
    return needed and len(halt.kept) <= len(way_out(state))


def in_hurt_question(state: State, asking: Asking, event: Heard, word: Word | TakenBack | None) -> Moved:
    """An utterance after pain: an answer first ("it hurts in my neck"), then a command."""
    value = answer(asking.question, event.text)
    if isinstance(word, TakenBack) and not value:
        return taken_back(state, event)
    if value is not None and (word is None or word not in HURTS - {Word.PAIN}):
        return answered(state, event.at, value, event.text)
    if is_own_word(state, event):
        return state, ()
    match word:
        case Word.DIZZY | Word.NUMB | Word.PAIN | Word.CANNOT_MOVE | Word.SLIPPED:
            return hurts(state, word, event)
        case Word.FINISH:
            return finish(state, event.at)
        case _ if event.score is not None and word is not Word.AGAIN:
            return state, ()  # "neck" may sound like "next": what fits is told by the recogniser of answers
        case Word.AGAIN:
            state, actions = pose(state, event.at, asking)
            return state, (Hush(), Listen(None), *actions)
        case _:
            return misunderstood(state, event.at, asking, event.text)


def is_own_word(state: State, event: Heard) -> bool:
    """Whether the ear may have heard a symptom that the question itself names ("numbness"), while it is being said."""
    if event.score is None or state.saying is None:
        return False
    return f" {plain(event.text)}" in f" {plain(state.saying)}"


def finish(state: State, at: float) -> Moved:
    """ "finish": the way out of where the person is, and the session ends, saved; after "stop" it is asked why."""
    if state.hurt is not None:
        return finish_hurt(state, at)
    stopped = state.halt is not None and state.halt.kind is HaltKind.STOP
    by = EndedBy.STOP if stopped else EndedBy.FINISH
    step = current_step(state)
    seconds = round(at - state.step_began, 2)
    left = StepEnded(at, step.name, StepEnd.LEFT, reps_done(state), len(groups(state.beats)), seconds)
    asks = stopped and state.step != OPENING and state.asking is None
    out = way_out(state) if state.step != OPENING else ()
    state = replace(state, ended_by=by, phase=Phase.HALTED, asking=None, halt=None)
    if asks:
        state = replace(state, phase=Phase.ASKING, asking=Asking(ANY_SORE), vigil=FOR_ANSWER)
        state, actions = say(state, at, (*out, Part(ANY_SORE.text, 0.0)), Then.WAIT)
    else:
        state, actions = say(state, at, (*out, Part(lines.FINISHED)), Then.CLOSE)
    return state, (Hush(), Listen(None), Note(left), *actions)


def heard_while_halted(state: State, event: Heard) -> Moved:
    """Any words that are no alarm while the coach stands still, is on the way out, or is closing."""
    word = understand(event.text)
    if state.then is Then.CLOSE:
        return state, ()
    if isinstance(word, TakenBack):
        return taken_back(state, event)
    if state.hurt is not None and state.then is Then.HURT:
        return _while_helped(state, state.hurt, word, event.at)
    return while_halted(state, word, event)


def _while_helped(state: State, hurt: Hurt, word: Word | None, at: float) -> Moved:
    """The way out and the rest are not cut short but by "finish"."""
    match word:
        case Word.FINISH:
            return finish(state, at)
        case Word.GO_ON if hurt.stage is Stage.RESTING:
            return after_help(state, at, hurt)
        case _:
            return state, ()
