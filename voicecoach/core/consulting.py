"""The talk before a session as a part of it: the coach asks, and starts, changes or refuses the session."""

from collections.abc import Iterator
from dataclasses import replace

from voicecoach.core import interview, lines
from voicecoach.core import interview_lines as said
from voicecoach.core.asked import NUMBER, Item, Outcome
from voicecoach.core.card import Term, with_terms
from voicecoach.core.facts import Changed, EndedBy, Permitted, Settled
from voicecoach.core.messages import Hush, Listen, Note
from voicecoach.core.posing import pose
from voicecoach.core.ruled import in_use
from voicecoach.core.safety import GENTLE_SESSION, SORE_GENTLE, SORE_REFUSED, VERSION, Advice
from voicecoach.core.state import Asking, Moved, Part, Phase, State, Then, say

SMALL_RANGE = "small range"


def consult(state: State, at: float) -> Moved:
    """Ask what is to be asked now; when all is clear, go on with the session or end it."""
    if state.interview is None:
        return say(state, at, (), Then.ON)
    talk, came = interview.proceed(state.interview)
    state = replace(state, interview=talk)
    match came:
        case Item():
            return pose(state, at, Asking(came.question, 0, came.lead, came.why, screens=True))
        case Outcome():
            return _allowed(state, at, came) if came.allowed else _refused(state, at, came)


def answered_before(state: State, at: float, value: str | int | None, heard: str) -> Moved:
    """An answer in the talk; without any, nothing is started."""
    assert state.interview is not None, "a question of the talk without a talk"
    if value is None:
        return no_answer(state, at)
    talk, facts = interview.answered(state.interview, at, value, heard)
    number = str(talk.answers.get(NUMBER) or state.emergency)
    parts = (Part(lines.count(value)),) if isinstance(value, int) else ()
    if any(isinstance(fact, Settled) and fact.over is not True for fact in facts):
        parts = (Part(said.NOT_SETTLED),)
    if number != state.emergency:
        parts = (Part(lines.call(said.NUMBER_IS, number)),)
    state = replace(state, interview=talk, emergency=number, asking=None, phase=Phase.SETUP)
    state, actions = say(state, at, parts, Then.BEAT)
    return state, (Hush(), Listen(None), *(Note(fact) for fact in facts), *actions)


def no_answer(state: State, at: float) -> Moved:
    """Nobody answers: nothing is started."""
    state = replace(state, asking=None, phase=Phase.HALTED, ended_by=EndedBy.NO_RESPONSE)
    state, actions = say(state, at, tuple(Part(text) for text in said.NO_ANSWER), Then.CLOSE)
    return state, (Hush(), Listen(None), *actions)


def weigh(state: State, at: float) -> Moved:
    """How sore it is now decides last: from 6 only gentle motion, from 8 nothing, nor when it is not told."""
    score = state.before
    if state.interview is None:
        return say(state, at, (), Then.ON)
    if score is None:
        return no_answer(state, at)
    if score < SORE_GENTLE:
        return say(state, at, (), Then.ON)
    if score >= SORE_REFUSED:
        return _refused(state, at, Outcome(False, said.VERY_SORE, Advice.CLINIC, ("SCORE",)))
    if state.run.card.name != GENTLE_SESSION:
        return _refused(state, at, Outcome(False, said.SORE_TODAY, Advice.WAIT, ("SCORE",)))
    told = () if SMALL_RANGE in state.switches else (in_use(SMALL_RANGE),)
    return _allowed(state, at, Outcome(True, told, rows=("SCORE",), use=(SMALL_RANGE,)))


def _allowed(state: State, at: float, came: Outcome) -> Moved:
    card = state.run.card
    known = {switch.name for switch in card.switches}
    terms = tuple(Term(option, on=False) for option in came.without if option in known)
    presets = tuple(term for p in card.presets if p.name in came.use for term in p.terms)
    terms = (*presets, *(Term(option) for option in came.use if option in known), *terms)
    things = frozenset(came.without) - known
    run = replace(state.run, half=state.run.half or came.half, least=state.run.least or came.least)
    state = replace(
        state,
        run=run,
        switches=with_terms(card, state.switches, terms),
        barred=state.barred | things,
        phase=Phase.OPENING,
    )
    written = state.interview is not None and state.interview.permitted == came
    notes = () if written else tuple(_permitted(at, came))
    if state.interview is not None:
        state = replace(state, interview=replace(state.interview, permitted=came))
    state, actions = say(state, at, tuple(Part(text) for text in came.said), Then.ON)
    return state, (*notes, *actions)


def _permitted(at: float, came: Outcome) -> Iterator[Note]:
    yield Note(Permitted(at, VERSION, True, "", came.rows, came.without))
    yield from (Note(Changed(at, "in use", option)) for option in came.use)
    if came.half:
        yield Note(Changed(at, "dose", "half"))


def _refused(state: State, at: float, came: Outcome) -> Moved:
    advice = came.advice.value if came.advice is not None else ""
    note = Note(Permitted(at, VERSION, False, advice, came.rows, ()))
    texts = came.said or (lines.EMERGENCY_END if came.advice is Advice.EMERGENCY else ())
    by = EndedBy.INSTEAD if came.instead else EndedBy.REFUSED
    state = replace(state, phase=Phase.HALTED, ended_by=by, asking=None, instead=came.instead, interview=None)
    state, actions = say(state, at, tuple(Part(text) for text in texts), Then.CLOSE)
    return state, (Listen(None), note, *actions)
