"""What the coach does after pain, once the person is out of the position: it asks, decides, and ends or offers more."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from voicecoach.core import after_pain, lines
from voicecoach.core.after_pain import (
    AFTER_REST,
    DANGER,
    QUESTIONS,
    Action,
    Decision,
    Findings,
    Sign,
    after_rest,
    decide,
    next_question,
    plainer,
    told,
)
from voicecoach.core.card import Answers, Question
from voicecoach.core.facts import Answered, Decided, EndedBy, Settled
from voicecoach.core.messages import Hush, Listen, Note
from voicecoach.core.posing import close, pose
from voicecoach.core.state import (
    ON_HOLD,
    TO_CORRECT,
    Asking,
    Hurt,
    Moved,
    Part,
    Phase,
    Stage,
    State,
    Then,
    say,
)
from voicecoach.core.whereabouts import here
from voicecoach.core.words import CORRECTION

EASE_FOR, LEAVE_FOR = 60.0, 120.0
"""Seconds of rest in rows 9 and 8 of the table."""
_BREATHS = 20.0
"""Seconds between two words while the person rests."""


PLAINER_AFTER, ENOUGH = 2, 3
"""After the first number of answers that do not fit, a question is asked in other words, and these are given up after
as many again; what has no other words is given up after the second (judgement; one voice's "dull" was not understood
eleven times in a row)."""
AFTER = "soreness after"
"""The question about the score at the end."""
ANY_SORE = Question("anything sore", lines.ANY_SORE, Answers.YES_NO)
"""Asked of who ends a session after "stop" (content 3.1)."""


def after_stop(state: State, at: float, value: str | int | None, heard: str) -> Moved:
    """Whether anything was sore when the person said stop: if so, or if that is not clear, it counts as pain."""
    note = Note(Answered(at, state.halts, ANY_SORE.name, value, heard))
    state = replace(state, asking=None, phase=Phase.HALTED)
    if value in ("yes", "not sure"):
        found = Findings(before=state.before, second=state.gentle)
        hurt = Hurt(state.halts, found, here(state), Stage.ASKING, since=at)
        state = replace(state, hurt=hurt, ended_by=EndedBy.PAIN)
        state, actions = say(state, at, (), Then.HURT)
    else:
        state, actions = say(state, at, (Part(lines.FINISHED),), Then.CLOSE)
    return state, (Hush(), Listen(None), note, *actions)


def after_way_out(state: State, at: float) -> Moved:
    """What was said is said: ask on, decide, or offer to go on."""
    hurt = state.hurt
    if hurt is None:
        return close(state, at)
    match hurt.stage:
        case Stage.OUT | Stage.ASKING:
            return _ask_or_decide(state, at, hurt)
        case Stage.RESTING:
            return _rested(state, at, hurt)
        case Stage.OFFER:
            state = replace(state, vigil=ON_HOLD, phase=Phase.HALTED)
            return say(state, at, (Part(lines.GENTLER),), Then.WAIT)
        case _:
            assert_never(hurt.stage)


def _ask_or_decide(state: State, at: float, hurt: Hurt) -> Moved:
    question = next_question(hurt.found)
    if question is not None:
        state = replace(state, hurt=replace(hurt, stage=Stage.ASKING))
        return pose(state, at, Asking(question, hurt.event))
    return _decided(state, at, hurt, decide(hurt.found))


def _decided(state: State, at: float, hurt: Hurt, decision: Decision) -> Moved:
    goes_on = decision.may_resume and state.halt is not None  # who said "finish" before is not asked to go on
    note = Note(
        Decided(
            at, hurt.event, decision.row, decision.action.value, decision.flags, goes_on,
            decision.lock.value,
        )
    )  # fmt: skip
    state = replace(state, hurt=replace(hurt, decided=decision), asking=None, phase=Phase.HALTED)
    match decision.action:
        case Action.EASE | Action.LEAVE if not goes_on:
            state, actions = _end(state, at, lines.REST_END, EndedBy.PAIN)
        case Action.EASE:
            state, actions = _rest(state, at, lines.EASE, EASE_FOR)
        case Action.LEAVE:
            state, actions = _rest(state, at, lines.LEAVE, LEAVE_FOR)
        case Action.EMERGENCY:
            still = hurt.found.sign is Sign.UNABLE
            texts = lines.EMERGENCY_STILL if still else lines.EMERGENCY_END
            state, actions = _end(state, at, texts, EndedBy.RED_FLAG)
        case Action.CLINIC:
            by = EndedBy.RED_FLAG if decision.flags else EndedBy.PAIN
            state, actions = _end(state, at, lines.CLINIC_END, by)
        case Action.REST:
            state, actions = _end(state, at, lines.REST_END, EndedBy.PAIN)
        case Action.NO_RESPONSE:
            state, actions = _end(state, at, lines.NO_ANSWER_END, EndedBy.NO_RESPONSE)
        case _:
            assert_never(decision.action)
    return state, (note, *actions)


def _end(state: State, at: float, texts: tuple[str, ...], by: EndedBy) -> Moved:
    state = replace(state, ended_by=by)
    return say(state, at, tuple(Part(text) for text in texts), Then.CLOSE)


def _rest(state: State, at: float, text: str, seconds: float) -> Moved:
    """Real time passes, with a quiet word now and then."""
    assert state.hurt is not None, "rest after pain without pain"
    first = Part(text, _BREATHS - state.run.length(text))
    breath = Part(lines.BREATHE, _BREATHS - state.run.length(lines.BREATHE))
    breaths = (breath,) * (round(seconds / _BREATHS) - 1)
    state = replace(state, hurt=replace(state.hurt, stage=Stage.RESTING))
    return say(state, at, (first, *breaths), Then.HURT)


def _rested(state: State, at: float, hurt: Hurt) -> Moved:
    """After one minute it is offered to go on; after two the strength is asked again first."""
    left = hurt.decided is not None and hurt.decided.action is Action.LEAVE
    if left and AFTER_REST.name not in hurt.found.answers:
        return pose(state, at, Asking(AFTER_REST, hurt.event))
    state = replace(state, hurt=replace(hurt, stage=Stage.OFFER))
    return after_way_out(state, at)


def answered_after_pain(state: State, at: float, value: str | int | None, heard: str) -> Moved:
    """An answer, or none, to a question after pain: noted, a number said back, and on."""
    assert state.asking is not None, "an answer without a question"
    assert state.hurt is not None, "an answer after pain without pain"
    asking, hurt = state.asking, state.hurt
    tells = told(asking.question, value)
    if isinstance(tells, Question):
        state, actions = pose(state, at, Asking(tells, asking.event))
        return state, (Hush(), Listen(None), *actions)
    value = tells
    listen = Listen(CORRECTION if isinstance(value, int) else None)
    note = Note(Answered(at, asking.event, asking.question.name, value, heard))
    hurt = replace(hurt, found=_with(hurt.found, asking.question.name, value))
    state = replace(state, asking=None, phase=Phase.HALTED, hurt=hurt)
    parts = (Part(lines.count(value), TO_CORRECT, asking),) if isinstance(value, int) else ()
    notes: tuple[Note, ...] = (note,)
    if asking.question is AFTER_REST or asking.question.name == AFTER_REST.name:
        notes = (note, *settling(hurt, at, value))
        again = after_rest(value if isinstance(value, int) else None)
        if again.action is Action.REST:
            state, more = _decided(state, at, hurt, again)
            return state, (Hush(), listen, *notes, *more)
    state, more = say(state, at, parts, Then.HURT)
    return state, (Hush(), listen, *notes, *more)


def misunderstood(state: State, at: float, asking: Asking, heard: str) -> Moved:
    """What came is no answer: the question once more, then in words that yes or no answers, and never without end.
    Where a danger sign may be what is not understood, it ends as if nobody had answered."""
    missed = asking.missed + 1
    other = plainer(asking.question)
    enough = ENOUGH if asking.question in (*QUESTIONS, AFTER_REST) else PLAINER_AFTER
    if other is not None and missed >= PLAINER_AFTER:
        state, actions = pose(state, at, Asking(other, asking.event, (lines.NOT_CAUGHT,)))
    elif missed < enough:
        state, actions = pose(state, at, replace(asking, missed=missed), short=missed == 1)
    elif asking.question in DANGER:
        state, actions = nobody_answers(state, at)
    else:
        return answered_after_pain(state, at, None, heard)
    return state, (Hush(), Listen(None), *actions)


def settling(hurt: Hurt, at: float, score: str | int | None) -> tuple[Note, ...]:
    """What the ``score`` tells of how long the soreness takes to settle: to come down to the number at the start, which
    counts as zero where it is not known."""
    if not isinstance(score, int):
        return ()
    over = score <= (hurt.found.before or 0)
    minutes = (at - hurt.since) / 60
    return (Note(Settled(at, hurt.event, math.ceil(minutes) if over else math.floor(minutes), over)),)


def settled_by_rest(hurt: Hurt) -> bool:
    """Whether the number after the rest told that it had settled: a later one would only tell of more minutes."""
    score = hurt.found.answers.get(AFTER_REST.name)
    return isinstance(score, int) and score <= (hurt.found.before or 0)


def unsettled(hurt: Hurt | None, at: float, question: Question) -> tuple[Note, ...]:
    """That it is not known after all, where the answer to ``question`` was wrong and had told it."""
    at_the_end = question.name == AFTER and hurt is not None and not settled_by_rest(hurt)
    if hurt is None or not (at_the_end or question.name == AFTER_REST.name):
        return ()
    return (Note(Settled(at, hurt.event, math.floor((at - hurt.since) / 60), None)),)


def _with(found: Findings, name: str, value: str | int | None) -> Findings:
    answers: Mapping[str, str | int | None] = {**found.answers, name: value}
    return replace(found, answers=answers)


def nobody_answers(state: State, at: float) -> Moved:
    """No answer twice: the rest of the questions stay open, and it ends by saying whom to call."""
    assert state.hurt is not None, "no answer after pain without pain"
    hurt = state.hurt
    notes = unanswered(state, at)
    state, actions = _decided(state, at, hurt, after_pain.nobody_answers(hurt.found))
    return state, (Listen(None), *notes, *actions)


def unanswered(state: State, at: float) -> tuple[Note, ...]:
    """What the diary keeps of the questions after pain that found no answer."""
    hurt = state.hurt
    if hurt is None or hurt.decided is not None:
        return ()
    out: list[Note] = []
    found = hurt.found
    while (question := next_question(found)) is not None and len(out) < len(QUESTIONS):
        out.append(Note(Answered(at, hurt.event, question.name, None, "")))
        found = _with(found, question.name, None)
    return tuple(out)
