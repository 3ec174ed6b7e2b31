"""What was answered to the questions before sessions in some days, in a session or outside any, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from voicecoach.diary.history import sense
from voicecoach.diary.schema import tables_at, version_to_read
from voicecoach.diary.sqlite import Connection, clear_errors, exists, reading

Value: TypeAlias = str | int | None


@dataclass(frozen=True, slots=True)
class Change:
    """At ``clock`` the answer to ``row`` was ``now``; the one before it was ``earlier``, given on ``earlier_clock``."""

    clock: datetime
    row: str
    now: Value
    earlier: Value
    earlier_clock: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """At ``clock`` it was told that a clinician (``by``) agreed on the day ``on``."""

    clock: datetime
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Screening:
    """The last answer of these days to each question that was asked in them, what changed in them, and the clearances
    told in them; ``agreed_before``: the last clearance told earlier."""

    latest: Mapping[str, tuple[datetime, Value]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    clearances: tuple[Agreement, ...] = ()
    agreed_before: Agreement | None = None


_ANSWERS = """SELECT question_id, value, clock FROM screenings JOIN entries USING (entry)
    WHERE entry >= ? AND substr(clock, 1, 10) BETWEEN ? AND ? ORDER BY entry"""
# The last answer to each question from before: an answer that did not come is none.
_EARLIER = """SELECT question_id, value, clock FROM entries JOIN (
        SELECT question_id, value, max(entry) AS entry FROM screenings
        WHERE value IS NOT NULL AND entry < ? GROUP BY question_id
    ) USING (entry)"""
_FIRST = "SELECT min(entry) FROM entries WHERE substr(clock, 1, 10) >= ?"
_CLEARANCES = "SELECT clock, cleared_by, cleared_on FROM clearances JOIN entries USING (entry) ORDER BY entry"


def screening(path: Path, since: date, until: date) -> Screening:
    """The answers from ``since`` to ``until``, both included, by the clock on the wall."""
    if not exists(path):
        return Screening()
    with clear_errors(path), reading(path) as connection, sense(path):
        if "screenings" not in tables_at(version_to_read(connection, path)):
            return Screening()
        return _screening(connection, since, until)


def _screening(connection: Connection, since: date, until: date) -> Screening:
    first = connection.execute(_FIRST, (since.isoformat(),)).fetchone()[0]
    known: dict[str, tuple[datetime, Value]] = {}
    for row, value, clock in connection.execute(_EARLIER, (first,)):
        known[row] = (datetime.fromisoformat(clock), value)
    latest: dict[str, tuple[datetime, Value]] = {}
    changes: list[Change] = []
    days = (since.isoformat(), until.isoformat())
    for row, value, clock in connection.execute(_ANSWERS, (first, *days)):
        moment = datetime.fromisoformat(clock)
        latest[row] = (moment, value)
        if value is None:
            continue
        if row in known and known[row][1] != value:
            changes.append(Change(moment, row, value, known[row][1], known[row][0]))
        known[row] = (moment, value)
    agreed = [
        Agreement(datetime.fromisoformat(clock), by, date.fromisoformat(on))
        for clock, by, on in connection.execute(_CLEARANCES)
    ]
    before = [each for each in agreed if each.clock.date() < since]
    during = tuple(each for each in agreed if since <= each.clock.date() <= until)
    return Screening(latest, tuple(changes), during, before[-1] if before else None)
