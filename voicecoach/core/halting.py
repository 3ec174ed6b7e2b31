"""Every rule about standing still: stop, pause, pain, a deaf ear, and how the session goes on or ends from there."""

from dataclasses import replace

from voicecoach.core import lines
from voicecoach.core.beats import Await, Pose, Tell
from voicecoach.core.card import Answers, Question
from voicecoach.core.facts import EndedBy, Halted, HaltKind, Resumed, StepEnd, StepEnded
from voicecoach.core.flow import CARRY_ON, OPENING, answered, begin_beat, close, pose, unanswered
from voicecoach.core.messages import Broke, Chime, Earcon, Heard, Hush, Listen, Note
from voicecoach.core.state import (
    FOR_ANSWER_HURT,
    LONG_HALT,
    ON_HOLD,
    Asking,
    Halt,
    Hurt,
    Moved,
    Part,
    Phase,
    State,
    Then,
    anchor,
    current_beat,
    current_step,
    groups,
    reps_done,
    say,
    set_up_again,
    way_out,
    where,
)
from voicecoach.core.words import TakenBack, Word, answer, understand

QUESTIONS_HURT = (
    Question("how strong", lines.HOW_STRONG, Answers.SCORE),
    Question("where", lines.WHERE, Answers.PLACE),
)
"""What is asked after pain (content section 3.3, Q6 and Q5)."""

_ENDING = {
    Word.PAIN: (QUESTIONS_HURT, lines.HURT_END, EndedBy.PAIN),
    Word.NUMB: (QUESTIONS_HURT, lines.NUMB_END, EndedBy.RED_FLAG),
    Word.DIZZY: ((), lines.DIZZY_END, EndedBy.RED_FLAG),
}
"""What follows the way out: the questions, the closing lines, and how the diary names the end; graver ones last."""
_GRAVITY = (Word.PAIN, Word.NUMB, Word.DIZZY)


def _note(state: State, kind: HaltKind, word: str, event: Heard | Broke) -> tuple[State, Note]:
    heard = event.text if isinstance(event, Heard) else event.what
    score = event.score if isinstance(event, Heard) else None
    state = replace(state, halts=state.halts + 1)
    fact = Halted(event.at, state.halts, kind, word, heard, score, where(state, event.at))
    return state, Note(fact)


def _stand_still(state: State, kind: HaltKind, at: float) -> State:
    """Freeze: keep the place to go on from, and the lines that must not be lost."""
    kept, kept_then = _must_be_said(state)
    halt = Halt(kind, state.halts, at, kept, kept_then)
    return replace(state, phase=Phase.HALTED, halt=halt, beat=anchor(state), vigil=ON_HOLD, asking=None)


def _must_be_said(state: State) -> tuple[tuple[Part, ...], Then]:
    """The lines of a way out, or of putting a thing away, that an interruption must not lose."""
    if state.then in (Then.ENTER, Then.HURT) and state.agenda:
        return state.agenda, state.then
    if state.halt is not None:
        return state.halt.kept, state.halt.kept_then
    return (), Then.BEAT


def stop(state: State, event: Heard) -> Moved:
    """ "stop": silence at once, and only a spoken "go on" resumes."""
    if state.then is Then.CLOSE and state.phase is Phase.HALTED:
        state, actions = close(state, event.at)
        return state, (Hush(), *actions)
    if state.phase is Phase.HALTED and state.hurt is None:
        state, actions = say(replace(state, vigil=ON_HOLD), event.at, (Part(lines.STOPPED),), Then.WAIT)
        return state, (Hush(), *actions)
    state, note = _note(state, HaltKind.STOP, Word.STOP.value, event)
    state = _stand_still(_still_to_ask(state), HaltKind.STOP, event.at)
    return _on_hold(state, event.at, lines.STOPPED, note)


def _still_to_ask(state: State) -> State:
    """The open question after pain goes back to those that are still to be asked."""
    if state.hurt is None or state.asking is None:
        return state
    questions = (state.asking.question, *state.hurt.questions)
    return replace(state, hurt=replace(state.hurt, questions=questions), asking=None)


def pause(state: State, event: Heard) -> Moved:
    """ "pause": everything freezes in place."""
    if state.phase is Phase.HALTED:
        state, actions = say(state, event.at, (Part(lines.ON_HOLD),), Then.WAIT)
        return state, (Hush(), *actions)
    state, note = _note(state, HaltKind.PAUSE, Word.PAUSE.value, event)
    state = _stand_still(_still_to_ask(state), HaltKind.PAUSE, event.at)
    return _on_hold(state, event.at, lines.PAUSED, note)


def _on_hold(state: State, at: float, first: str, note: Note) -> Moved:
    state, actions = say(state, at, (Part(first), Part(lines.ON_HOLD)), Then.WAIT)
    return state, (Hush(), Listen(None), note, *actions)


def deaf(state: State, event: Broke) -> Moved:
    """The ear is gone: say so, go to the safe state, tell how to end."""
    state, note = _note(state, HaltKind.DEAF, "", event)
    if state.hurt is not None:
        return state, (note,)
    state = _stand_still(state, HaltKind.DEAF, event.at)
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


def hurts(state: State, word: Word, event: Heard) -> Moved:
    """ "pain" and its graver kin: silence, the diary, calm words and the way out of where the person is now."""
    kind = HaltKind.PAIN if word is Word.PAIN else HaltKind.RED_FLAG
    state, note = _note(state, kind, word.value, event)
    if state.hurt is not None:
        return _hurts_again(state, word, event.at, note)
    questions, closing, by = _ENDING[word]
    hurt = Hurt(state.halts, word, questions, closing, by)
    parts = (*(Part(text) for text in lines.HURT), *way_out(state))
    state = replace(_stand_still(state, kind, event.at), hurt=hurt, ended_by=by)
    state, actions = say(state, event.at, parts, Then.HURT)
    return state, (Hush(), Listen(None), note, *actions)


def _hurts_again(state: State, word: Word, at: float, note: Note) -> Moved:
    """Another such word while the person is being helped: the graver one counts, nothing is left unsaid."""
    state = _still_to_ask(state)
    hurt = state.hurt
    if hurt is None:
        return state, (note,)
    hurt = replace(hurt, event=state.halts)
    if _GRAVITY.index(word) > _GRAVITY.index(hurt.word):
        _, closing, by = _ENDING[word]
        questions = () if word is Word.DIZZY else hurt.questions
        hurt = Hurt(hurt.event, word, questions, closing, by)
    parts, then = _must_be_said(state)
    parts = parts if then is Then.HURT else ()
    calm = (Part(lines.HURT[0]), *parts)
    state = replace(state, hurt=hurt, ended_by=hurt.by, phase=Phase.HALTED, asking=None)
    state, actions = say(state, at, calm, Then.HURT)
    return state, (Hush(), Listen(None), note, *actions)


def taken_back(state: State, event: Heard) -> Moved:
    """ "no pain", "don't stop": nothing fires; if it already halted, offer to carry on."""
    if state.halt is None or state.then is Then.CLOSE:
        return state, ()
    kept, then = _must_be_said(state)
    halt = replace(state.halt, offered=True, kept=kept, kept_then=then)
    vigil = ON_HOLD if state.hurt is None else FOR_ANSWER_HURT
    state = replace(_still_to_ask(state), halt=halt, asking=None, phase=Phase.HALTED, vigil=vigil)
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
                return _back_to_hurt(state, event.at)
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
        return _back_to_hurt(state, at)
    actions = (Hush(), Listen(None), Note(Resumed(at, halt.event)))
    long = at - halt.since > LONG_HALT or state.hurt is not None
    state = replace(state, halt=None, hurt=None, asking=None, ended_by=EndedBy.COMPLETE)
    if halt.kept and halt.kept_then is Then.ENTER:
        state, more = say(replace(state, phase=Phase.SETUP), at, halt.kept, halt.kept_then)
    elif long and not isinstance(current_beat(state), Tell | Pose | Await):
        state, more = say(replace(state, phase=Phase.SETUP), at, set_up_again(state), Then.BEAT)
    else:
        state, more = begin_beat(state, at)
    return state, (*actions, *more)


def _back_to_hurt(state: State, at: float) -> Moved:
    """ "go on" after a stop on the way out or within the questions: they go on, never the exercise."""
    kept: tuple[Part, ...] = ()
    if state.halt is not None:
        kept = state.halt.kept if state.halt.kept_then is Then.HURT else ()
        state = replace(state, halt=replace(state.halt, kept=(), kept_then=Then.BEAT))
    state, actions = say(replace(state, phase=Phase.HALTED), at, kept, Then.HURT)
    return state, (Hush(), Listen(None), *actions)


def in_hurt_question(state: State, asking: Asking, event: Heard, word: Word | TakenBack | None) -> Moved:
    """An utterance after pain: an answer first ("it hurts in my neck"), then a command."""
    value = answer(asking.question, event.text)
    if isinstance(word, TakenBack) and not value:
        return taken_back(state, event)
    if value is not None and word not in (Word.DIZZY, Word.NUMB):
        return answered(state, event.at, value, event.text)
    match word:
        case Word.DIZZY | Word.NUMB | Word.PAIN:
            return hurts(state, word, event)
        case Word.FINISH:
            return finish(state, event.at)
        case Word.NEXT | Word.SKIP:
            return answered(state, event.at, None, event.text)
        case _:
            state, actions = pose(state, event.at, asking, short=True)
            return state, (Hush(), Listen(None), *actions)


def finish(state: State, at: float) -> Moved:
    """ "finish": the way out of where the person is, and the session ends, saved."""
    if state.hurt is not None:
        return _finish_hurt(state, at)
    by = EndedBy.STOP if state.halt is not None and state.halt.kind is HaltKind.STOP else EndedBy.FINISH
    step = current_step(state)
    seconds = round(at - state.step_began, 2)
    left = StepEnded(at, step.name, StepEnd.LEFT, reps_done(state), len(groups(state.beats)), seconds)
    parts = (*(way_out(state) if state.step != OPENING else ()), Part(lines.FINISHED))
    state = replace(state, ended_by=by, phase=Phase.HALTED, asking=None, halt=None)
    state, actions = say(state, at, parts, Then.CLOSE)
    return state, (Hush(), Listen(None), Note(left), *actions)


def _finish_hurt(state: State, at: float) -> Moved:
    """ "finish" after pain: the way out is still said to its end, only the questions are left out."""
    state = _still_to_ask(state)
    kept, then = _must_be_said(state)
    notes = unanswered(state, at)
    if state.hurt is not None:
        state = replace(state, hurt=replace(state.hurt, questions=()))
    parts = kept if then is Then.HURT else ()
    state, actions = say(replace(state, phase=Phase.HALTED, asking=None), at, parts, Then.HURT)
    return state, (Hush(), Listen(None), *notes, *actions)


def heard_while_halted(state: State, event: Heard) -> Moved:
    """Any words that are no alarm while the coach stands still, is on the way out, or is closing."""
    word = understand(event.text)
    if state.then is Then.CLOSE:
        return state, ()
    if isinstance(word, TakenBack):
        return taken_back(state, event)
    if state.hurt is not None and state.then is Then.HURT:
        return finish(state, event.at) if word is Word.FINISH else (state, ())
    return while_halted(state, word, event)
