"""A new card asked for by keyboard: question after question, each answer checked at once as the parser checks it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from voicecoach.core.card import Card
from voicecoach.errors import ScriptError
from voicecoach.script.new_questions import Given, questions
from voicecoach.script.new_sheet import Sheet, page_of
from voicecoach.script.new_talk import Question
from voicecoach.script.parse import parse
from voicecoach.script.problems import LineError

Show: TypeAlias = Callable[[Iterable[str]], None]
Line: TypeAlias = Callable[[], str | None]
"""The next line that is typed; None when nobody types any more."""

BACK = "back"
WHY = ("?", "why", "why?")
NONE = "none"
PATH = "card"
"""How the parser's messages call the card while it is asked for; it is not shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the question with this ``key``."""

    key: str
    text: str


Answers: TypeAlias = tuple[Answer, ...]


def unheard(card: Card) -> str:
    """Nothing is wrong with how ``card`` sounds as long as nobody listens."""
    return ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new card is made with: the ``given``, its ``date``, and its name if that is settled already; ``heard``
    tells what is wrong with how a card sounds, "" if nothing is."""

    given: Given
    date: str
    name: str = ""
    heard: Callable[[Card], str] = unheard

    def reached(self, answers: Answers) -> tuple[Sheet, Question | None]:
        """The sheet after these ``answers``, and the question that comes next."""
        sheet = Sheet(self.given.language)
        asking = questions(sheet, self.given)
        try:
            question = next(asking)
            for answer in answers:
                if question.key != answer.key:
                    raise LineError(f'here comes the answer to "{question.key}", not to "{answer.key[:40]}"')
                question = asking.send(answer.text)
        except StopIteration:
            return sheet, None
        return sheet, question

    def check(self, answers: Answers) -> None:
        """`LineError` with what the parser finds in the card so far, in one line."""
        sheet, _ = self.reached(answers)
        try:
            card = parse(page_of(sheet, self.date), sheet.name or PATH, PATH)
        except ScriptError as wrong:
            raise LineError(_first_reason(str(wrong))) from None
        steps = [step.name for step in card.steps][: len(sheet.steps)]
        if steps != [step.name for step in sheet.steps] and sheet.steps:
            raise LineError("a step cannot be called so; give it another name")
        if reason := self.heard(card):
            raise LineError(reason)


def _first_reason(problems: str) -> str:
    reason = re.sub(rf"^{PATH}:[0-9]+: ", "", problems.split("\n")[0])
    return re.sub(r"the step of line [0-9]+", "another step", reason)  # there are no lines to be seen yet


class Moved(Enum):
    """No answer, but a wish."""

    BACK = "back"
    LEFT = "left"


def ask_card(
    wanted: Wanted, known: Answers, line: Line, show: Show, keep: Callable[[Answers], None]
) -> Sheet | None:
    """Ask from where the ``known`` answers end; each answer is kept before the next question.

    Returns the whole sheet, or None when nobody types any more.
    """
    answers = known
    earlier: dict[str, str] = {}
    show(
        [
            "It takes about ten minutes, and can be left and gone on with at any time (Ctrl-C).",
            "Type an answer and press Enter. back: the question before; ?: why it is asked.",
        ]
    )
    while True:
        sheet, question = wanted.reached(answers)
        if question is None:
            return sheet
        if question.key == "name" and wanted.name:
            answers = (*answers, Answer("name", wanted.name))
            continue
        lines = tuple(_shown(question, _offered(question, answers, earlier, wanted)))
        show(["", *lines])
        match _answer(question, answers, earlier, wanted, line, show, lines):
            case Moved.LEFT:
                return None
            case Moved.BACK:
                earlier |= {answer.key: answer.text for answer in answers}
                answers = _one_back(answers, wanted)
            case str() as text:
                answers = (*answers, Answer(question.key, text))
        keep(answers)


def _one_back(answers: Answers, wanted: Wanted) -> Answers:
    answers = answers[:-1]
    return answers[:-1] if wanted.name and answers and answers[-1].key == "name" else answers


def _shown(question: Question, offered: str) -> Iterator[str]:
    yield question.text
    yield from (f"  {line}" for line in question.shown)
    if question.example:
        yield f"  For instance: {question.example}"
    if offered:
        yield f"  Enter: {question.briefly if question.briefly and offered == question.proposal else offered}"
    if question.leave:
        yield f"  {NONE if offered else 'Enter'}: {question.leave}"


def _offered(question: Question, answers: Answers, earlier: dict[str, str], wanted: Wanted) -> str:
    """What Enter takes: what was answered before going back, else the proposal, if it can be."""
    for text in (earlier.get(question.key, ""), question.proposal):
        if not text:
            continue
        try:
            wanted.check((*answers, Answer(question.key, question.read(text))))
        except LineError:
            continue
        return text
    return ""


def _answer(
    question: Question,
    answers: Answers,
    earlier: dict[str, str],
    wanted: Wanted,
    line: Line,
    show: Show,
    lines: tuple[str, ...],
) -> str | Moved:
    while True:
        typed = line()
        if typed is None:
            return Moved.LEFT
        said = typed.strip()
        if said.lower() == BACK:
            if _one_back(answers, wanted) == answers:
                show(["  This is the first question."])
                continue
            return Moved.BACK
        if said in WHY:
            show([*(f"  {part}" for part in question.why.split("\n")), "", *lines])
            continue
        try:
            return _read(question, said, answers, earlier, wanted)
        except LineError as wrong:
            show([f"  Not yet: {wrong}"])


def _read(question: Question, said: str, answers: Answers, earlier: dict[str, str], wanted: Wanted) -> str:
    text = said or _offered(question, answers, earlier, wanted)
    if said.lower() == NONE:
        text = ""
    if not text and not question.leave:
        raise LineError(f"something is needed here; for instance: {question.example or question.text}")
    return checked(question, text, answers, wanted)


def checked(question: Question, text: str, answers: Answers, wanted: Wanted) -> str:
    """``text`` as the answer to ``question`` after these ``answers``, or `LineError`."""
    read = question.read(text) if text else ""
    wanted.check((*answers, Answer(question.key, read)))
    return read


def draft_of(answers: Answers) -> str:
    """The text of a draft: one answer a line."""
    return "".join(f"{answer.key}: {answer.text}".rstrip() + "\n" for answer in answers)


def answers_in(lines: Sequence[str], path: str, wanted: Wanted) -> Answers:
    """The answers in a draft, checked as when they were typed; `ScriptError` with the line that cannot be."""
    answers: Answers = ()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        key, _, text = (part.strip() for part in line.partition(":"))
        try:
            _, question = wanted.reached(answers)
            if question is None or question.key != key:
                raise LineError(_out_of_order(key, question))
            settled = key == "name" and wanted.name
            text = wanted.name if settled else checked(question, text, answers, wanted)
            answers = (*answers, Answer(key, text))
        except LineError as wrong:
            raise ScriptError(
                f"{path}:{number}: {wrong}; put it right, or delete it and what follows"
            ) from None
    return answers


def _out_of_order(key: str, question: Question | None) -> str:
    if question is None:
        return f'nothing is asked any more, but here stands "{key[:40]}"'
    return f'here comes the answer to "{question.key}", not to "{key[:40]}"'
