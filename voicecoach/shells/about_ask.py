"""The questions before a session, asked ahead of it by keyboard."""

import sys
from collections.abc import Callable, Iterable
from enum import Enum
from typing import TypeAlias

from voicecoach.core.asked import NUMBER
from voicecoach.core.facts import Screened
from voicecoach.core.past import Given, History
from voicecoach.core.screening import EVERY_TIME, FOLLOWS, ROW, ROWS
from voicecoach.errors import UsageError
from voicecoach.shells.about import again
from voicecoach.shells.about_typed import answer_to, answers_of, digits, plain

Show: TypeAlias = Callable[[Iterable[str]], None]
Line: TypeAlias = Callable[[], str | None]
"""The next line that is typed; None when nobody types any more."""

ASK_NUMBER = "Which number do you call in an emergency where you are?"
WHY_NUMBER = "If something is wrong, the coach tells you the number. It cannot call."
_AFTER = {follow.row: follow for follow in FOLLOWS}


class Left(Enum):
    """No answer was typed."""

    AS_IT_IS = "as it is"
    ALL_THE_REST = "all the rest"


def typed_line() -> str | None:
    """The next line from the keyboard, None at its end."""
    try:
        typed = sys.stdin.readline()
    except UnicodeDecodeError:
        return "\ufffd"  # no letter of any answer: it is asked again
    return typed.strip() if typed else None


def ask(known: History, line: Line, show: Show, note: Callable[[Screened], None]) -> None:
    """Ask the emergency number and all that can be told ahead; each answer is noted before the next question."""
    show(
        [
            "Press Enter to leave an answer as it is; type why to hear why it is asked.",
            "Signs and new accidents are asked about before every session, and not here.",
        ]
    )
    answers = {row: str(given.value) for row, given in known.given.items()}
    for row in (NUMBER, *(each.id for each in ROWS if each.lasts != EVERY_TIME)):
        if row in _AFTER and answers.get(_AFTER[row].after) not in _AFTER[row].answers:
            continue
        show(["", *_question(row, answers.get(row))])
        match _answer(row, line, show):
            case Left.ALL_THE_REST:
                show(["The rest stays as it was."])
                return
            case Left.AS_IT_IS:
                continue
            case str() as answer:
                answers[row] = answer
                note(Screened(0.0, row, answer, ""))
                show([f"  Noted: {answer}{_again(row, answer, known.today)}."])
    show(["", "That is all. voicecoach about-me shows it."])


def _again(row: str, answer: str, today: int) -> str:
    return "" if row == NUMBER else f"; {again(row, Given(answer, today, today), today)}"


def _question(row: str, known: str | None) -> list[str]:
    question = ASK_NUMBER if row == NUMBER else ROW[row].question
    now = "" if known is None else f"  (now: {known})"
    return [f"{question}{now}", f"  {_may_be(row)}, why, or Enter:"]


def _may_be(row: str) -> str:
    return "2 to 15 digits" if row == NUMBER else ", ".join(answers_of(row))


def _answer(row: str, line: Line, show: Show) -> str | Left:
    while True:
        said = line()
        if said is None:
            return Left.ALL_THE_REST
        if not said:
            return Left.AS_IT_IS
        if plain(said) in ("why", "why?"):
            show([f"  {WHY_NUMBER if row == NUMBER else ROW[row].why}", f"  {_may_be(row)}, or Enter:"])
            continue
        try:
            return digits(said) if row == NUMBER else answer_to(row, said)
        except UsageError as wrong:
            show([f"  {wrong}", f"  {_may_be(row)}, why, or Enter:"])
