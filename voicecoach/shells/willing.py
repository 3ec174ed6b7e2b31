"""What a willing person answers where a rehearsal plan says nothing, and how the coach's questions are called."""

from voicecoach.core.after_pain import (
    AFTER_REST,
    BREATH,
    FEELING,
    QUALITY,
    QUESTIONS,
    SIGNS,
    TISSUE,
    WEAKNESS,
)
from voicecoach.core.asked import NUMBER
from voicecoach.core.card import Answers, Ask, Question
from voicecoach.core.helping import ANY_SORE
from voicecoach.core.interview_lines import IS_THAT_RIGHT, STILL_SO
from voicecoach.core.past import MORNING, SETTLED
from voicecoach.core.screening import ROW, ROWS, Group, well
from voicecoach.core.state import Asking, Phase, State
from voicecoach.core.words import NUMBER_NAMES

THAT_RIGHT = "that right"
"""How a plan calls the question whether an answer was heard right."""
STILL = "still so"
"""How a plan calls the question whether what was told before is still so."""
_ABOUT_ANSWERS = {IS_THAT_RIGHT: THAT_RIGHT, STILL_SO: STILL}
BEFORE = frozenset(
    {NUMBER, MORNING, SETTLED, THAT_RIGHT, STILL, "news", "clearance", "who", "when", "preparation first"}
)
"""The questions of the talk before a session that are neither a row nor a group of rows."""

_ANSWERS = {Answers.EAR: "stop now", Answers.SCORE: "three", Answers.YES_NO: "yes", Answers.PLACE: "neck"}
_MILD = {
    **dict.fromkeys((SIGNS.name, BREATH.name, FEELING.name, WEAKNESS.name, ANY_SORE.name), "no"),
    QUALITY.name: "dull",
    TISSUE.name: "muscle",
}


def questions_of(state: State) -> tuple[str, ...]:
    """Every name by which "asked ..." in a plan may call a question of this session."""
    own = {own.name for own in state.run.card.ask_first if own.text}
    asked = {item.question.name for step in state.run.steps for item in step.items if isinstance(item, Ask)}
    rows = {name for row in ROWS for name in (row.id, row.name)} | {group.value for group in Group}
    hurt = {question.name for question in (*QUESTIONS, AFTER_REST, ANY_SORE)}
    return tuple(sorted(name.lower() for name in own | asked | rows | hurt | BEFORE))


def is_asked(name: str, asking: Asking) -> bool:
    """Whether ``name`` calls the question that is open."""
    question = asking.question
    if question.text in _ABOUT_ANSWERS:
        return name in (_ABOUT_ANSWERS[question.text], question.name.lower())
    names = {question.name.lower()}
    if asking.screens and question.name in ROW:
        names.add(ROW[question.name].name)
    return name in names


def name_of(asking: Asking) -> str:
    """How a plan calls the question that is open."""
    question = asking.question
    return _ABOUT_ANSWERS.get(question.text, question.name.lower())


def willing(state: State) -> str | None:
    """What a willing person says without a plan; nothing after a halt, which only a plan's person ends."""
    if state.phase is Phase.WAITING:
        return "ready"
    if state.asking is None or state.asking.event:
        return None
    return _before(state, state.asking.question) if state.asking.screens else answer(state.asking.question)


def mild(question: Question) -> str:
    """What a person says after pain who has nothing worse than a little dull soreness in a muscle."""
    if question.answers is Answers.SCORE:
        return "two"
    return _MILD.get(question.name, answer(question))


def answer(question: Question) -> str:
    """Any fitting answer."""
    return question.options[0] if question.answers is Answers.CHOICE else _ANSWERS[question.answers]


def _before(state: State, question: Question) -> str:
    """Before a session a willing person has nothing to tell, needs nothing, and no clinician was asked."""
    name = question.name
    if question.text in _ABOUT_ANSWERS or name in (Group.CONSENT.value, SETTLED):
        return "yes"
    if name == MORNING:
        return _as_before(state)
    if name in ROW:
        return well(name)
    if name in (NUMBER, "preparation first") or question.answers is not Answers.YES_NO:
        return answer(question)
    return "no"


def _as_before(state: State) -> str:
    """The number of the last session's start: the morning after was neither better nor worse."""
    past = state.interview.history.sessions if state.interview is not None else ()
    return NUMBER_NAMES[past[-1].before or 0] if past else NUMBER_NAMES[0]
