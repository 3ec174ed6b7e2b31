"""The diary as CSV tables (RFC 4180) that a spreadsheet can open without running anything that stands in them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import TypeAlias

from voicecoach.core.facts import Answered, Cleared, Screened
from voicecoach.diary.exported import Exported
from voicecoach.diary.read import HaltRecord, SessionRecord

Cell: TypeAlias = str | int | float | bool | datetime | date | tuple[str, ...] | None
Row: TypeAlias = tuple[Cell, ...]

_ANSWER = ("answered", "number", "word", "heard_text")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sessions": (
        "session_id",
        "exercise_id",
        "content_version",
        "app_version",
        "started_at",
        "ended_at",
        "ended_by",
        "seconds",
        "score_before",
        "score_after",
        "score_next_morning",
        "effort",
        "switches",
        "talk",
        "permit_at",
        "screening_version",
        "allowed",
        "advice",
        "decided_by",
        "left_out",
    ),
    "steps": ("session_id", "at", "step_id", "how", "done_reps", "planned_reps", "seconds"),
    "events": (
        "session_id",
        "event_id",
        "at",
        "clock",
        "kind",
        "trigger_word",
        "heard_text",
        "recogniser_confidence",
        "step_id",
        "rep_index",
        "rep_count",
        "phase",
        "side",
        "seconds_into_step",
        "position",
        "things",
        "resumed",
        "resumed_at",
        "minutes_to_settle",
        "settled",
    ),
    "answers": ("session_id", "event_id", "at", "question", *_ANSWER),
    "screening": ("session_id", "clock", "at", "question_id", *_ANSWER),
    "clearances": ("session_id", "clock", "at", "by", "date"),
    "decisions": (
        "session_id",
        "event_id",
        "at",
        "table_row",
        "action",
        "red_flags",
        "may_resume",
        "locks",
    ),
    "changes": ("session_id", "at", "what", "value"),
    "heard": ("session_id", "at", "heard_text", "word", "recogniser_confidence", "taken"),
}
"""Every table and its columns."""


def as_tables(exported: Exported) -> dict[str, bytes]:
    """The file of each table by its name."""
    rows: Mapping[str, Callable[[SessionRecord], Iterator[Row]]] = {
        "sessions": _session,
        "steps": _steps,
        "events": _events,
        "answers": _answers,
        "screening": _screening,
        "clearances": _clearances,
        "decisions": _decisions,
        "changes": _changes,
        "heard": _heard,
    }
    outside = {"screening": _told_screening, "clearances": _told_clearances}
    files = {}
    for name, columns in COLUMNS.items():
        found = [row for record in exported.sessions for row in rows[name](record)]
        if name in outside:
            found += outside[name](exported)
        files[f"{name}.csv"] = _file(columns, found)
    return files


def harmless(text: str) -> str:
    """``text`` with an apostrophe before whatever a spreadsheet would take for a formula; `as_it_was` takes it off."""
    return _STARTS.sub(r"\1'", text)


def as_it_was(cell: str) -> str:
    """The text of which `harmless` made ``cell``."""
    return _MARKED.sub(r"\1", cell)


# Not only where the cell begins: a spreadsheet that parts at semicolons, as many in Europe do, begins a cell after
# each, and one after a line's end. The apostrophe itself is marked as well, so that every text can be had back.
_BEGINS = r"((?:^|[;\t\r\n])[\s\"]*)"
_STARTS = re.compile(rf"{_BEGINS}(?=['=+\-@＝＋－＠])")
_MARKED = re.compile(rf"{_BEGINS}'")


def _file(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return held.getvalue().encode(
        "utf-8-sig"
    )  # else spreadsheets take it for the letters of their own country


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int() | float():
            return repr(cell)  # -1 stays a number: it is no formula
        case datetime() | date():
            return cell.isoformat()
        case tuple():
            return harmless(json.dumps(cell, ensure_ascii=False))
        case str():
            return harmless(cell)


def _session(record: SessionRecord) -> Iterator[Row]:
    permit = record.permitted
    yield (
        record.session_id,
        record.card,
        record.version,
        record.app_version,
        record.started,
        record.ended,
        None if record.by is None else record.by.value,
        record.seconds,
        record.before,
        record.after,
        record.next_morning,
        record.effort,
        record.switches,
        record.talk,
        *(
            (None,) * 6
            if permit is None
            else (permit.at, permit.screening, permit.allowed, permit.advice, permit.rows, permit.without)
        ),
    )


def _steps(record: SessionRecord) -> Iterator[Row]:
    for each in record.steps:
        yield record.session_id, each.at, each.step, each.how.value, each.done, each.planned, each.seconds


def _events(record: SessionRecord) -> Iterator[Row]:
    for each in record.halts:
        yield record.session_id, *_event(each)


def _event(record: HaltRecord) -> Row:
    halted, where = record.halted, record.halted.where
    return (
        halted.event,
        halted.at,
        record.clock,
        halted.kind.value,
        halted.word,
        halted.heard,
        halted.score,
        where.step,
        where.rep,
        where.of,
        where.phase,
        where.side,
        where.seconds,
        where.place.body.value,
        where.place.things,
        record.resumed is not None,
        record.resumed,
        None if record.settled is None else record.settled.minutes,
        None if record.settled is None else record.settled.over,
    )


def _answers(record: SessionRecord) -> Iterator[Row]:
    of_halts = (answer for halt in record.halts for answer in halt.answers)
    for each in (*record.answers, *of_halts):
        yield record.session_id, each.event, each.at, each.question, *_answer(each)


def _answer(told: Answered | Screened) -> Row:
    number = told.value if isinstance(told.value, int) else None
    word = told.value if isinstance(told.value, str) else None
    return told.value is not None, number, word, told.heard


def _screening(record: SessionRecord) -> Iterator[Row]:
    for each in record.screened:
        yield record.session_id, None, each.at, each.row, *_answer(each)


def _told_screening(exported: Exported) -> Iterator[Row]:
    for each in exported.outside:
        if isinstance(each.fact, Screened):
            yield None, each.entry.clock, None, each.fact.row, *_answer(each.fact)


def _clearances(record: SessionRecord) -> Iterator[Row]:
    for each in record.cleared:
        yield record.session_id, None, each.at, each.by, date.fromordinal(each.day)


def _told_clearances(exported: Exported) -> Iterator[Row]:
    for each in exported.outside:
        if isinstance(each.fact, Cleared):
            yield None, each.entry.clock, None, each.fact.by, date.fromordinal(each.fact.day)


def _decisions(record: SessionRecord) -> Iterator[Row]:
    for halt in record.halts:
        for each in halt.decisions:
            cells = (each.at, each.row, each.action, each.flags, each.may_resume, each.locks)
            yield record.session_id, each.event, *cells


def _changes(record: SessionRecord) -> Iterator[Row]:
    for each in record.changes:
        yield record.session_id, each.at, each.what, each.value


def _heard(record: SessionRecord) -> Iterator[Row]:
    for each in record.caught:
        yield record.session_id, each.at, each.heard, each.word, each.score, each.taken
