"""What the coach knows about the person before a session, in words and for programs."""

import json
from datetime import date
from pathlib import Path
from typing import assert_never

from voicecoach.core.asked import NUMBER
from voicecoach.core.facts import Cleared, Screened
from voicecoach.core.past import Clearance, Given, History
from voicecoach.core.safety import CLEARED_FOR
from voicecoach.core.screening import EVERY_TIME, FOLLOWS, MONTH, ROW, ROWS, Group, cautious, still_known
from voicecoach.diary.show import Json, printable

FOLLOWING = frozenset(follow.row for follow in FOLLOWS)
"""Rows that are asked only after some answers to another one."""
JSON_SCHEMA = 1
"""Grows when a key of `about_json` changes its name or meaning; new keys may come without it."""


def about_lines(known: History, file: Path) -> list[str]:
    """Every answer with its question in plain words, when it was told, and when it is asked again."""
    lines = [
        f"What you told before sessions. It is kept in {file}, on this computer only.",
        "",
        _number_line(known.given.get(NUMBER)),
        _clearance_line(known.clearance, known.today),
    ]
    for row, given in _in_order(known):
        question = f"    {ROW[row].question}" if row in ROW else "    A question of a session card."
        lines += ["", f"{row_title(row)}: {given.value}", question, f"    {_told(row, given, known.today)}"]
    lines += ["", *_unanswered(known)]
    return [printable(line) for line in lines]


def row_title(row: str) -> str:
    """ "pregnancy (P1)"; a question of a card by its own name."""
    return f"{ROW[row].name} ({row})" if row in ROW else row


def _number_line(given: Given | None) -> str:
    if given is None:
        return "Emergency number: not told yet; the coach asks for it, or: voicecoach about-me --emergency NUMBER"
    return f"Emergency number: {given.value} (told on {_date(given.day)})"


def _clearance_line(clearance: Clearance | None, today: int) -> str:
    if clearance is None:
        return "Clearance by a clinician: none told"
    last = clearance.day + CLEARED_FOR - 1
    lasts = f"counts until {_date(last)}" if today <= last else f"counted until {_date(last)}"
    return f"Clearance by a clinician: {clearance.by}, {_date(clearance.day)}; {lasts}"


def _told(row: str, given: Given, today: int) -> str:
    same = "" if given.since == given.day else f", the same since {_date(given.since)}"
    return f"told on {_date(given.day)}{same}; {again(row, given, today)}"


def again(row: str, given: Given, today: int) -> str:
    """When the question is asked again, in words."""
    if not still_known(row, given, today):
        return "asked again at the next session that needs it"
    day = asked_again(row, given, today)
    return "not asked again" if day is None else f"asked again from {_date(day)} on"


def asked_again(row: str, given: Given, today: int) -> int | None:
    """The day from which on the question is asked again; None: it is not."""
    if not still_known(row, given, today):
        return today
    lasts = ROW[row].lasts if row in ROW else MONTH
    return None if lasts is None else given.day + lasts


def _unanswered(known: History) -> list[str]:
    kept = (row for row in ROWS if row.lasts != EVERY_TIME and row.id not in FOLLOWING)
    still_open = [row_title(row.id) for row in kept if row.id not in known.given]
    told = f"Not answered yet: {', '.join(still_open)}." if still_open else "The rest has an answer."
    return [
        told,
        "A session asks what it needs, and about signs and accidents every time.",
        "voicecoach about-me --ask asks here, by keyboard; --set changes one answer, --forget deletes.",
    ]


def noted(fact: Screened | Cleared, today: int) -> list[str]:
    """What was noted, with its question, so that a slip is seen."""
    match fact:
        case Cleared():
            return [_clearance_line(Clearance(fact.by, fact.day), today)]
        case Screened(row=row, value=value):
            given = Given(str(value), today, today)
            if row == NUMBER:
                return [_number_line(given)]
            question = f" {ROW[row].question}" if row in ROW else ""
            lines = [f"{row_title(row)}:{question} {value}; {again(row, given, today)}"]
            return lines + (["If that is so now, call your emergency number."] if _urgent(row, value) else [])
        case _:
            assert_never(fact)


def _urgent(row: str, value: str | int | None) -> bool:
    return row in ROW and ROW[row].group is Group.SIGNS and cautious(row, value)


def about_json(known: History, file: Path) -> str:
    """The same for programs; null means that it is not known."""
    number = known.given.get(NUMBER)
    table: dict[str, Json] = {
        "about_me": "voicecoach",
        "schema": JSON_SCHEMA,
        "file": str(file),
        "emergency_number": None if number is None else str(number.value),
        "clearance": _clearance_json(known.clearance),
        "answers": [_answer_json(row, given, known.today) for row, given in _in_order(known)],
        "not_answered": [
            {"question_id": row.id, "name": row.name, "question": row.question}
            for row in ROWS
            if row.id not in known.given
        ],
    }
    return json.dumps(table, indent=2)


def _clearance_json(clearance: Clearance | None) -> Json:
    if clearance is None:
        return None
    until = _date(clearance.day + CLEARED_FOR - 1)
    return {"by": clearance.by, "date": _date(clearance.day), "counts_until": until}


def _answer_json(row: str, given: Given, today: int) -> Json:
    day = asked_again(row, given, today)
    return {
        "question_id": row,
        "name": ROW[row].name if row in ROW else row,
        "question": ROW[row].question if row in ROW else None,
        "why": ROW[row].why if row in ROW else None,
        "value": given.value,
        "told_on": _date(given.day),
        "since": _date(given.since),
        "asked_again_on": None if day is None else _date(day),
    }


def _in_order(known: History) -> list[tuple[str, Given]]:
    """The answers in the order of the table, those to questions of cards last."""
    rows = [row.id for row in ROWS if row.id in known.given]
    rows += sorted(row for row in known.given if row not in ROW and row != NUMBER)
    return [(row, known.given[row]) for row in rows]


def _date(day: int) -> str:
    return date.fromordinal(min(day, date.max.toordinal())).isoformat()
