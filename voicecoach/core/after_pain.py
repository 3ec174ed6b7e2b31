"""What follows after "pain": the questions in their order, and the decision table, row by row (content 3.3 and 3.4).

Every rule about whether a session may go on after pain is in this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from voicecoach.core import lines
from voicecoach.core.card import Answers, Question

QUALITIES = ("sharp", "dull", "burning", "spreading", "stabbing", "aching", "something else", "not sure")
TISSUES = ("muscle", "bone or joint", "bone", "joint", "not sure")

SIGNS = Question("signs", lines.SIGNS, Answers.YES_NO)
BREATH = Question("chest or breath", lines.BREATH, Answers.YES_NO)
FEELING = Question("feeling or strength", lines.FEELING, Answers.YES_NO)
WEAKNESS = Question("weakness, face or both sides", lines.WEAKNESS, Answers.YES_NO)
QUALITY = Question("quality", lines.QUALITY, Answers.CHOICE, QUALITIES)
WHERE = Question("where", lines.WHERE, Answers.PLACE)
STRENGTH = Question("how strong", lines.HOW_STRONG, Answers.SCORE)
TISSUE = Question("muscle or joint", lines.TISSUE, Answers.CHOICE, TISSUES)
AFTER_REST = Question("how strong after the rest", lines.AFTER_REST, Answers.SCORE)

QUESTIONS = (SIGNS, BREATH, FEELING, WEAKNESS, QUALITY, WHERE, STRENGTH, TISSUE)
"""Q1, Q2, Q3 with its second half, then Q4 to Q7: what changes what the person must do now comes first."""

DANGER = (SIGNS, BREATH, FEELING, WEAKNESS)
PLAINER: Mapping[str, Mapping[str, str]] = {
    QUALITY.name: {lines.SPREADS: "spreading", lines.IS_DULL: "dull"},
    WHERE.name: {lines.OVER_SPINE: "middle", lines.IN_NECK: "neck"},
    TISSUE.name: {lines.IS_MUSCLE: "muscle"},
}
"""What is asked one by one of who was not understood, and what "yes" to it tells; the graver comes first."""
OTHERWISE = {QUALITY.name: "something else", WHERE.name: "elsewhere", TISSUE.name: "bone or joint"}
"""What "no" to all of them tells."""

MILD, MODERATE, STRONG = 3, 5, 8
"""0-3 eases, 4-5 leaves the step, 6 and more ends, 8 and more wants a clinician (O45, O47; the 8 is judgement)."""
RISE = 1
"""Points above the score at the start that still count as no more than before (judgement)."""


class Sign(Enum):
    """What a red-flag word already tells: the row it goes straight to (content 2.5)."""

    NONE = "none"
    EMERGENCY = "emergency sign"
    UNABLE = "cannot move"
    FEELING = "tingling or numbness"
    STRUCTURE = "bone, joint or slipping"


class Action(Enum):
    """What is done; the value goes into the diary (content 3.7)."""

    EMERGENCY = "emergency"
    CLINIC = "clinic"
    REST = "rest"
    LEAVE = "leave"
    EASE = "ease"
    NO_RESPONSE = "no response"


class Lock(Enum):
    """What stays locked until a clinician agreed."""

    NONE = "none"
    PRESSURE = "pressure"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known after a halt: the ``sign`` in the word itself, the ``answers`` by question (None: none came), the
    score ``before`` the session, whether neck arthritis was told, and whether it is the ``second`` event of the run."""

    sign: Sign = Sign.NONE
    answers: Mapping[str, str | int | None] = field(default_factory=dict)
    before: int | None = None
    arthritis: bool = False
    second: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The ``row`` of content 3.4 and what follows from it; ``flags`` name the red flags."""

    row: int
    action: Action
    lock: Lock = Lock.NONE
    flags: tuple[str, ...] = ()

    @property
    def may_resume(self) -> bool:
        """Whether one gentler resumption may follow."""
        return self.action in (Action.LEAVE, Action.EASE)


def next_question(found: Findings) -> Question | None:
    """What is asked now, or None when the decision is clear: after a danger sign nothing more is asked."""
    if found.sign is not Sign.NONE or _danger(found) is not None:
        return None
    for question in QUESTIONS:
        if question.name in found.answers:
            continue
        if question is WEAKNESS and found.answers.get(FEELING.name) != "yes":
            continue
        return question
    return None


def plainer(question: Question) -> Question | None:
    """The first of the yes-or-no questions in place of one in other words."""
    texts = () if question.answers is Answers.YES_NO else tuple(PLAINER.get(question.name, ()))
    return _yes_or_no(question, texts[0]) if texts else None


def told(question: Question, value: str | int | None) -> Question | str | int | None:
    """What ``value`` tells: itself, but to one of the yes-or-no questions what that means, or the next one of them."""
    asked = PLAINER.get(question.name, {})
    if question.text not in asked or value not in ("yes", "no"):
        return value
    if value == "yes":
        return asked[question.text]
    texts = tuple(asked)
    following = texts[texts.index(question.text) + 1 :]
    return _yes_or_no(question, following[0]) if following else OTHERWISE[question.name]


def _yes_or_no(question: Question, text: str) -> Question:
    return Question(question.name, text, Answers.YES_NO)


def decide(found: Findings) -> Decision:
    """The first row of the table that matches."""
    danger = _danger(found)
    if danger is not None:
        return danger
    answers = found.answers
    score, quality = answers.get(STRENGTH.name), answers.get(QUALITY.name)
    if found.sign is Sign.STRUCTURE:
        return Decision(3, Action.CLINIC, flags=(found.sign.value,))
    # content 3.4 has the 8 in row 4 only; what is sharp or deep and so strong is no milder for it (judgement)
    ends = Action.CLINIC if isinstance(score, int) and score >= STRONG else Action.REST
    if quality in ("sharp", "stabbing", "burning") or _deep(answers):
        return Decision(3, ends)
    if isinstance(score, int) and score > MODERATE:
        return Decision(4, ends)
    if found.second:
        return Decision(5, Action.REST)
    if not isinstance(score, int) or quality not in ("dull", "aching") or _unclear(answers):
        return Decision(6, Action.REST)
    return _mild(found, score)


def nobody_answers(found: Findings) -> Decision:
    """Nobody answers, or nothing that can be understood: of tingling that was told it is not known then whether it is
    weakness too, which counts as "not sure"."""
    answers = {**found.answers}
    if answers.get(FEELING.name) == "yes":
        answers.setdefault(WEAKNESS.name, "not sure")
    known = _danger(replace(found, answers=answers))
    return (
        Decision(0, Action.NO_RESPONSE, known.lock, known.flags) if known else Decision(0, Action.NO_RESPONSE)
    )


def after_rest(score: int | None) -> Decision:
    """Row 8 once the two minutes are over: it may go on only if the score has fallen to 3 or less."""
    eased = score is not None and score <= MILD
    return Decision(8, Action.EASE if eased else Action.REST)


def _danger(found: Findings) -> Decision | None:
    """Rows 1 and 2."""
    answers = found.answers
    flags = [q.name for q in (SIGNS, BREATH) if answers.get(q.name) == "yes"]
    if FEELING.name in answers and answers.get(WEAKNESS.name) in ("yes", "not sure"):
        flags.append(WEAKNESS.name)
    if found.sign in (Sign.EMERGENCY, Sign.UNABLE):
        flags.append(found.sign.value)
    if flags:
        return Decision(1, Action.EMERGENCY, Lock.ALL, tuple(flags))
    felt = answers.get(FEELING.name) == "yes" and WEAKNESS.name in answers
    if felt or found.sign is Sign.FEELING:
        return Decision(2, Action.CLINIC, Lock.PRESSURE, (Sign.FEELING.value,))
    if answers.get(QUALITY.name) == "spreading":
        return Decision(2, Action.CLINIC, Lock.PRESSURE, ("spreading",))
    return None


def _deep(answers: Mapping[str, str | int | None]) -> bool:
    place = str(answers.get(WHERE.name) or "")
    return answers.get(TISSUE.name) in ("bone or joint", "bone", "joint") or place.startswith("middle")


def _unclear(answers: Mapping[str, str | int | None]) -> bool:
    told = [answers.get(q.name) for q in QUESTIONS if q is not WEAKNESS]
    return any(value is None or value == "not sure" for value in told)


def _mild(found: Findings, score: int) -> Decision:
    """Rows 7 to 9: dull, muscle, at most 5; without a score at the start any soreness is more than before."""
    start = found.before if found.before is not None else 0
    if found.arthritis and score > start:
        return Decision(7, Action.LEAVE)
    if score > MILD or score > start + RISE:
        return Decision(8, Action.LEAVE)
    return Decision(9, Action.EASE)
