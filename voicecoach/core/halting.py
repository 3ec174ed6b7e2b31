"""Every rule about standing still: stop, pause, pain, a deaf ear, and how the session goes on or ends from there."""

from dataclasses import replace

from voicecoach.core import lines
from voicecoach.core.after_pain import QUESTIONS, Findings, Sign
from voicecoach.core.beats import Await, Consult, Pose, Tell
from voicecoach.core.card import Body
from voicecoach.core.facts import Changed, EndedBy, Halted, HaltKind, Resumed, StepEnd, StepEnded
from voicecoach.core.flow import CARRY_ON, OPENING, answered, begin_beat, enter_step, leave_step
from voicecoach.core.helping import ANY_SORE, misunderstood, unanswered
from voicecoach.core.messages import Broke, Chime, Earcon, Heard, Hush, Listen, Note
from voicecoach.core.posing import close, pose
from voicecoach.core.ruled import told_arthritis
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
    anchor,
    current_beat,
    current_step,
    groups,
    here,
    reps_done,
    say,
    set_up_again,
    way_out,
    where,
)
from voicecoach.core.words import HURTS, SURE, TakenBack, Word, answer, plain, understand

TRACTION = "traction"
_SIGNS = {
    Word.PAIN: Sign.NONE,
    Word.NUMB: Sign.FEELING,
    Word.SLIPPED: Sign.STRUCTURE,
    Word.DIZZY: Sign.EMERGENCY,
    Word.CANNOT_MOVE: Sign.UNABLE,
}
"""What each word already tells (content 2.5), the graver ones last."""
_GRAVITY = (Sign.NONE, Sign.STRUCTURE, Sign.FEELING, Sign.EMERGENCY, Sign.UNABLE)


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
    """The open question after pain is asked again later: it has no answer yet."""
    return state if state.hurt is None else replace(state, asking=None)


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
    second = state.gentle
    state, note = _note(state, kind, word.value, event)
    if state.hurt is not None:
        return _hurts_again(state, word, event, note)
    arthritis = state.interview is not None and told_arthritis(state.interview)
    sign = _sign(word, event)
    found = Findings(sign, {}, state.before, arthritis, second)
    hurt = Hurt(state.halts, found, here(state), since=event.at)
    still = word is Word.CANNOT_MOVE
    parts = (*(Part(text) for text in lines.HURT), *(_keep_still() if still else way_out(state)))
    by = EndedBy.PAIN if sign is Sign.NONE else EndedBy.RED_FLAG
    state = replace(_stand_still(state, kind, event.at), hurt=hurt, ended_by=by)
    state, actions = say(state, event.at, parts, Then.HURT)
    return state, (Hush(), Listen(None), note, *actions)


def _keep_still() -> tuple[Part, ...]:
    return tuple(Part(text) for text in lines.KEEP_STILL)


def _sign(word: Word, event: Heard) -> Sign:
    """What the word alone says; of one that the ear is not sure of, the questions must tell (content 3.1)."""
    unsure = event.score is not None and event.score < SURE
    return Sign.NONE if unsure else _SIGNS[word]


def _hurts_again(state: State, word: Word, event: Heard, note: Note) -> Moved:
    """Another such word while the person is being helped: the graver one counts, nothing is left unsaid."""
    state = _still_to_ask(state)
    hurt = state.hurt
    if hurt is None:
        return state, (note,)
    at = event.at
    sign = max(_sign(word, event), hurt.found.sign, key=_GRAVITY.index)
    resting = hurt.stage in (Stage.RESTING, Stage.OFFER)
    answers = {} if resting else hurt.found.answers
    found = replace(hurt.found, sign=sign, answers=answers, second=hurt.found.second or resting)
    parts, then = _must_be_said(state)
    parts = parts if then is Then.HURT and not resting else ()
    if word is Word.CANNOT_MOVE:
        parts = _keep_still()
    by = EndedBy.RED_FLAG if sign is not Sign.NONE else EndedBy.PAIN
    hurt = replace(hurt, event=state.halts, found=found, stage=Stage.OUT, decided=None, since=at)
    state = replace(state, hurt=hurt, ended_by=by, phase=Phase.HALTED, asking=None)
    state, actions = say(state, at, (Part(lines.HURT[0]), *parts), Then.HURT)
    return state, (Hush(), Listen(None), note, *actions)


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
        return _after_help(state, at, state.hurt)
    if state.hurt is not None and _moved_away(state, halt):
        return _back_to_hurt(state, at) if halt.kept else resume_gently(state, at, state.hurt)
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


def _after_help(state: State, at: float, hurt: Hurt) -> Moved:
    """ "go on" while being helped: once it is offered the session goes on, before that the help does."""
    match hurt.stage:
        case Stage.OFFER:
            return resume_gently(state, at, hurt)
        case Stage.RESTING if state.agenda:
            state, actions = say(state, at, (Part(lines.REST_MORE), *state.agenda), Then.HURT)
            return state, (Hush(), *actions)
        case _:
            return _back_to_hurt(state, at)


def resume_gently(state: State, at: float, hurt: Hurt) -> Moved:
    """One gentler resumption, at the following step: what was under the body stays out, and so does lengthening."""
    step = current_step(state)
    beside = {
        *hurt.place.things,
        *(term.switch for term in step.when.terms if term.switch == TRACTION and term.on),
    }
    state = replace(
        state,
        halt=None,
        hurt=None,
        eased=hurt,
        asking=None,
        gentle=True,
        barred=state.barred | set(hurt.place.things),
        switches=state.switches - {TRACTION} - set(hurt.place.things),
        ended_by=EndedBy.COMPLETE,
    )
    notes = (Note(Resumed(at, hurt.event)), *(Note(Changed(at, "left out", each)) for each in sorted(beside)))
    seconds = round(at - state.step_began, 2)
    if OPENING < state.step < len(state.run.steps) - 1:
        left = StepEnded(at, step.name, StepEnd.LEFT, reps_done(state), len(groups(state.beats)), seconds)
        notes = (*notes, Note(left))
    # nobody comes past the questions before the session by pain in the middle of them
    state, actions = begin_beat(state, at) if state.step == OPENING else enter_step(state, state.step + 1, at)
    return state, (Hush(), Listen(None), *notes, *actions)


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
        return _finish_hurt(state, at)
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


def _finish_hurt(state: State, at: float) -> Moved:
    """ "finish" after pain: the way out is still said to its end, only the questions are left out."""
    state = _still_to_ask(state)
    kept, then = _must_be_said(state)
    notes = unanswered(state, at)
    hurt = state.hurt
    if hurt is not None and hurt.decided is None:
        # what was not asked is not known, and that ends it as any unclear answer does
        known = {question.name: hurt.found.answers.get(question.name) for question in QUESTIONS}
        state = replace(state, hurt=replace(hurt, found=replace(hurt.found, answers=known)))
        parts = kept if then is Then.HURT else ()
        state, actions = say(replace(state, phase=Phase.HALTED, asking=None), at, parts, Then.HURT)
        return state, (Hush(), Listen(None), *notes, *actions)
    state = replace(state, phase=Phase.HALTED, asking=None, ended_by=EndedBy.PAIN)
    state, actions = say(state, at, tuple(Part(text) for text in lines.REST_END), Then.CLOSE)
    return state, (Hush(), Listen(None), *notes, *actions)


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
            return _after_help(state, at, hurt)
        case _:
            return state, ()
