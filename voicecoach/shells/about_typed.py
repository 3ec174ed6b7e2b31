"""What is typed about the person, made into facts: answers, the emergency number, a clearance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import assert_never

from voicecoach.core.asked import NUMBER
from voicecoach.core.facts import Cleared, Screened
from voicecoach.core.past import History
from voicecoach.core.screening import ROW, ROWS, Kind
from voicecoach.diary.forget import CLEARANCE
from voicecoach.diary.show import printable
from voicecoach.errors import UsageError
from voicecoach.shells.about import FOLLOWING, row_title

LONGEST_NAME = 80
YES, NO, NOT_SURE = "yes", "no", "not sure"
SHORT = {"y": YES, "n": NO, "unsure": NOT_SURE, "not-sure": NOT_SURE}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed after ``voicecoach about-me`` to be noted: ``answers`` as "name=answer"."""

    answers: Sequence[str] = ()
    emergency: str | None = None
    clearance: str | None = None
    on: str | None = None


def facts_of(typed: Typed, known: History) -> tuple[Screened | Cleared, ...]:
    """What was ``typed`` as facts, or `UsageError` if any of it is not as it must be."""
    facts: list[Screened | Cleared] = [_answer(each, known) for each in typed.answers]
    if typed.emergency is not None:
        facts.append(Screened(0.0, NUMBER, digits(typed.emergency), ""))
    if typed.clearance is not None:
        facts.append(_cleared(typed.clearance, typed.on, known.today))
    elif typed.on is not None:
        raise UsageError(
            '--on DAY goes with --clearance: voicecoach about-me --clearance "Dr Miller" --on DAY'
        )
    return tuple(facts)


def _answer(typed: str, known: History) -> Screened:
    name, sign, value = typed.partition("=")
    if not sign:
        raise UsageError(f'--set "{_short(typed)}" has no "="; write it as --set "pregnancy=no"')
    if plain(name) in (NUMBER, "emergency"):
        raise UsageError(f"the emergency number is told with --emergency: --emergency {_short(value) or 112}")
    if plain(name) == CLEARANCE:
        raise UsageError('a clearance is told with --clearance: --clearance "Dr Miller" --on 2026-11-20')
    row = _one_row(name, known)
    return Screened(0.0, row, answer_to(row, value), "")


def answer_to(row: str, typed: str) -> str:
    """The answer that was typed to ``row``, or `UsageError`."""
    said = SHORT.get(plain(typed), plain(typed))
    may_be = answers_of(row)
    if said not in may_be:
        raise UsageError(f'"{_short(typed)}" is no answer to {row_title(row)}; it is {_or(may_be)}')
    return said


def answers_of(row: str) -> tuple[str, ...]:
    """What can be answered to ``row``; to a card's own question as to most."""
    kind = ROW[row].kind if row in ROW else Kind.FLAG
    match kind:
        case Kind.FLAG | Kind.NEED:
            return (YES, NO, NOT_SURE)
        case Kind.SIDE:
            return ("front", "back", "both", NOT_SURE)
        case _:
            assert_never(kind)


def _one_row(name: str, known: History) -> str:
    """The row called ``name``; of some that share it the one that the others follow."""
    rows = rows_called(name, known)
    first = [row for row in rows if row not in FOLLOWING] if len(rows) > 1 else rows
    if len(first) != 1:
        raise UsageError(f'"{_short(name)}" stands for more than one question; name one: {", ".join(rows)}')
    return first[0]


def rows_called(name: str, known: History) -> tuple[str, ...]:
    """The rows with this id or name, or `UsageError` that says which it may be."""
    said = plain(name)
    names = {row.id: row.name for row in ROWS} | {row: row for row in known.given if row not in ROW}
    by_id = tuple(row for row in names if row.casefold() == said)
    found = by_id or tuple(row for row, its in names.items() if its.casefold() == said)
    if found:
        return found
    near = get_close_matches(said, [*names, *dict.fromkeys(names.values()), NUMBER, CLEARANCE], n=1)
    meant = f'did you mean "{near[0]}"? ' if near else ""
    raise UsageError(f'there is no question "{_short(name)}"; {meant}voicecoach about-me --json names all')


def digits(typed: str) -> str:
    """An emergency number as typed, or `UsageError`."""
    number = typed.strip()
    if not re.fullmatch("[0-9]{2,15}", number):
        raise UsageError(f'"{_short(typed)}" is no emergency number; type 2 to 15 digits, as 112')
    return number


def _cleared(typed: str, on: str | None, today: int) -> Cleared:
    by = typed.strip()
    if not by or not by.isprintable() or len(by) > LONGEST_NAME:
        raise UsageError(
            f'--clearance takes the name of who agreed, on one line, as "Dr Miller" ({_length()})'
        )
    day = today if on is None else _day(on)
    if day > today:
        raise UsageError(f"{on} has not come yet; --on is the day on which {by} agreed")
    return Cleared(0.0, by, day)


def _length() -> str:
    return f"at most {LONGEST_NAME} characters"


def _day(typed: str) -> int:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or day.isoformat() != typed:  # other ways to write a day are not looked for
        raise UsageError(f'"{_short(typed)}" is no day; write it as 2026-11-20')
    return day.toordinal()


def plain(text: str) -> str:
    """``text`` as it is compared: small letters, single spaces."""
    return " ".join(text.split()).casefold()


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _short(text: str) -> str:
    return printable(text.strip()[:60])
