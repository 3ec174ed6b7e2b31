"""Every rule about "pain" and its graver kin: the halt, the way out, and how the session may go on gently or ends."""

from dataclasses import replace

from voicecoach.core import lines
from voicecoach.core.after_pain import QUESTIONS, Findings, Sign
from voicecoach.core.facts import Changed, EndedBy, HaltKind, Resumed, StepEnd, StepEnded
from voicecoach.core.flow import OPENING, begin_beat, enter_step
from voicecoach.core.helping import unanswered
from voicecoach.core.messages import Heard, Hush, Listen, Note
from voicecoach.core.ruled import told_arthritis
from voicecoach.core.standstill import halted_by, must_be_said, stand_still, still_to_ask
from voicecoach.core.state import (
    Hurt,
    Moved,
    Part,
    Phase,
    Stage,
    State,
    Then,
    current_step,
    groups,
    reps_done,
    say,
)
from voicecoach.core.whereabouts import here, way_out
from voicecoach.core.words import SURE, Word

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


def hurts(state: State, word: Word, event: Heard) -> Moved:
    """ "pain" and its graver kin: silence, the diary, calm words and the way out of where the person is now."""
    kind = HaltKind.PAIN if word is Word.PAIN else HaltKind.RED_FLAG
    second = state.gentle
    state, note = halted_by(state, kind, word.value, event)
    if state.hurt is not None:
        return _hurts_again(state, word, event, note)
    arthritis = state.interview is not None and told_arthritis(state.interview)
    sign = _sign(word, event)
    found = Findings(sign, {}, state.before, arthritis, second)
    hurt = Hurt(state.halts, found, here(state), since=event.at)
    still = word is Word.CANNOT_MOVE
    parts = (*(Part(text) for text in lines.HURT), *(_keep_still() if still else way_out(state)))
    by = EndedBy.PAIN if sign is Sign.NONE else EndedBy.RED_FLAG
    state = replace(stand_still(state, kind, event.at), hurt=hurt, ended_by=by)
    state, actions = say(state, event.at, parts, Then.HURT)
    return state, (Hush(), Listen(None), note, *actions)


def _sign(word: Word, event: Heard) -> Sign:
    """What the word alone says; of one that the ear is not sure of, the questions must tell (content 3.1)."""
    unsure = event.score is not None and event.score < SURE
    return Sign.NONE if unsure else _SIGNS[word]


def _hurts_again(state: State, word: Word, event: Heard, note: Note) -> Moved:
    """Another such word while the person is being helped: the graver one counts, nothing is left unsaid."""
    state = still_to_ask(state)
    hurt = state.hurt
    if hurt is None:
        return state, (note,)
    at = event.at
    sign = max(_sign(word, event), hurt.found.sign, key=_GRAVITY.index)
    resting = hurt.stage in (Stage.RESTING, Stage.OFFER)
    answers = {} if resting else hurt.found.answers
    found = replace(hurt.found, sign=sign, answers=answers, second=hurt.found.second or resting)
    parts, then = must_be_said(state)
    parts = parts if then is Then.HURT and not resting else ()
    if word is Word.CANNOT_MOVE:
        parts = _keep_still()
    by = EndedBy.RED_FLAG if sign is not Sign.NONE else EndedBy.PAIN
    hurt = replace(hurt, event=state.halts, found=found, stage=Stage.OUT, decided=None, since=at)
    state = replace(state, hurt=hurt, ended_by=by, phase=Phase.HALTED, asking=None)
    state, actions = say(state, at, (Part(lines.HURT[0]), *parts), Then.HURT)
    return state, (Hush(), Listen(None), note, *actions)


def _keep_still() -> tuple[Part, ...]:
    return tuple(Part(text) for text in lines.KEEP_STILL)


def after_help(state: State, at: float, hurt: Hurt) -> Moved:
    """ "go on" while being helped: once it is offered the session goes on, before that the help does."""
    match hurt.stage:
        case Stage.OFFER:
            return resume_gently(state, at, hurt)
        case Stage.RESTING if state.agenda:
            state, actions = say(state, at, (Part(lines.REST_MORE), *state.agenda), Then.HURT)
            return state, (Hush(), *actions)
        case _:
            return back_to_hurt(state, at)


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


def back_to_hurt(state: State, at: float) -> Moved:
    """ "go on" after a stop on the way out or within the questions: they go on, never the exercise."""
    kept: tuple[Part, ...] = ()
    if state.halt is not None:
        kept = state.halt.kept if state.halt.kept_then is Then.HURT else ()
        state = replace(state, halt=replace(state.halt, kept=(), kept_then=Then.BEAT))
    state, actions = say(replace(state, phase=Phase.HALTED), at, kept, Then.HURT)
    return state, (Hush(), Listen(None), *actions)


def finish_hurt(state: State, at: float) -> Moved:
    """ "finish" after pain: the way out is still said to its end, only the questions are left out."""
    state = still_to_ask(state)
    kept, then = must_be_said(state)
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
