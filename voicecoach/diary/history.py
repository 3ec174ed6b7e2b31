"""What earlier sessions left behind, as the rules about today need it; fast however long the diary is."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from voicecoach.core.facts import SessionBegan
from voicecoach.core.past import Clearance, Given, History, Past
from voicecoach.diary.read import SessionRecord, in_order, named, records
from voicecoach.diary.schema import tables_at, version_to_read
from voicecoach.diary.sqlite import DAMAGED, Connection, clear_errors, exists, reading
from voicecoach.errors import DiaryError

RECENT = timedelta(days=60)
"""Older sessions are left out but for those that `_WANTED` names."""
LAST = 10
"""So many sessions are never left out: two in a row may have ended early, however long ago."""

NEEDED = ("sessions", "halts", "answers", "changes", "screenings", "permits", "decisions", "endings")

# Of old sessions: the first of each card, and the last; the last of each card that ended in each way, or that gave each
# answer to each question (whether the preparation ever felt accurate); all that locked something.
_WANTED = """
    SELECT entry FROM sessions JOIN entries USING (entry) WHERE substr(clock, 1, 10) >= :since
    UNION SELECT entry FROM (SELECT entry FROM sessions ORDER BY entry DESC LIMIT :last)
    UNION SELECT min(entry) FROM sessions GROUP BY exercise_id
    UNION SELECT max(entry) FROM sessions GROUP BY exercise_id
    UNION SELECT max(begun.entry) FROM endings JOIN entries USING (entry)
        JOIN sessions AS begun USING (session_id) GROUP BY exercise_id, ended_by
    UNION SELECT max(begun.entry) FROM answers JOIN entries USING (entry)
        JOIN sessions AS begun USING (session_id) WHERE event = 0 GROUP BY exercise_id, question, value
"""
_LOCKING = """
    UNION SELECT begun.entry FROM decisions JOIN entries USING (entry)
        JOIN sessions AS begun USING (session_id) WHERE locks <> 'none'
"""
# CROSS JOIN keeps this order: from the few sessions to what was written in them, and not through the whole diary.
_OF_SESSIONS = """
    SELECT entries.at, entries.clock, entries.session_id, begun.app_version AS written_by, told.*
    FROM json_each(?) AS wanted CROSS JOIN sessions AS begun ON begun.entry = wanted.value
    CROSS JOIN entries ON entries.session_id = begun.session_id
    CROSS JOIN {table} AS told ON told.entry = entries.entry ORDER BY told.entry
"""
# For each question the last answer, and the first that was given since a different one (or none: an answer that did
# not come is not a different one). Both from an index, also where the same was answered a thousand times.
_GIVEN = """
    WITH last AS (SELECT question_id, value, max(entry) AS entry FROM screenings
        WHERE value IS NOT NULL GROUP BY question_id, value),
    latest AS (SELECT question_id, value, max(entry) AS entry FROM last GROUP BY question_id),
    other AS (SELECT last.question_id, max(last.entry) AS entry FROM last JOIN latest USING (question_id)
        WHERE last.entry < latest.entry GROUP BY last.question_id)
    SELECT latest.question_id, latest.value, told.clock, begun.clock FROM latest
    JOIN entries AS told ON told.entry = latest.entry
    LEFT JOIN other ON other.question_id = latest.question_id
    JOIN entries AS begun ON begun.entry = (SELECT min(entry) FROM screenings AS same
        WHERE same.question_id = latest.question_id AND same.value = latest.value
        AND same.entry > coalesce(other.entry, 0))
"""


def history(path: Path, today: date) -> History:
    """What is known when a session starts on ``today``; nothing if there is no diary yet.

    A session that is dated after ``today`` (the clock was set back) counts as one of today. Answers and clearances
    keep their own day: what was told on a day that has not come yet is asked again and unlocks nothing. Sessions
    of more than sixty days ago are left out where no rule can need them.
    """
    if not exists(path):
        return History(today.toordinal())
    with clear_errors(path), reading(path) as connection:
        there = tables_at(version_to_read(connection, path))
        if not there:
            return History(today.toordinal())
        sessions = tuple(_past(record, today) for record in _records(connection, path, there, today))
        if "screenings" not in there:
            return History(today.toordinal(), sessions)
        return History(today.toordinal(), sessions, _given(connection, path), _clearance(connection, path))


def _records(
    connection: Connection, path: Path, there: frozenset[str], today: date
) -> tuple[SessionRecord, ...]:
    wanted, gap = _wanted(connection, there, today)
    streams = [
        named(table, connection.execute(_OF_SESSIONS.format(table=table), (json.dumps(wanted),)))
        for table in NEEDED
        if table in there
    ]
    written = in_order(path, streams)
    early = {each.session_id for each in written if isinstance(each.fact, SessionBegan) and each.number < gap}
    # Between the early ones some were left out, so that a morning could go to the wrong one.
    older = records(each for each in written if each.session_id in early)
    newer = records(each for each in written if each.session_id not in early)
    return (*(replace(each, next_morning=None) for each in older), *newer)


def _wanted(connection: Connection, there: frozenset[str], today: date) -> tuple[list[int], int]:
    """The entries with which the sessions that are not left out began, and that of the last one left out."""
    statement = _WANTED + (_LOCKING if "decisions" in there else "")
    since = (today - min(RECENT, today - date.min)).isoformat()
    wanted = [entry for (entry,) in connection.execute(statement, {"since": since, "last": LAST})]
    left_out = "SELECT max(entry) FROM sessions WHERE entry NOT IN (SELECT value FROM json_each(?))"
    return wanted, connection.execute(left_out, (json.dumps(wanted),)).fetchone()[0] or 0


def _past(record: SessionRecord, today: date) -> Past:
    return Past(
        card=record.card,
        day=min(record.started.date(), today).toordinal(),
        by=record.by,
        before=record.before,
        after=record.after,
        morning=record.next_morning,
        switches=frozenset(record.switches),
        answers={each.question: each.value for each in record.answers if each.event == 0},
        decisions=tuple(each for halt in record.halts for each in halt.decisions),
    )


def _given(connection: Connection, path: Path) -> dict[str, Given]:
    return {
        row: Given(value, _day(path, since), _day(path, told))
        for row, value, told, since in connection.execute(_GIVEN).fetchall()
    }


def _clearance(connection: Connection, path: Path) -> Clearance | None:
    last = "SELECT cleared_by, cleared_on FROM clearances ORDER BY entry DESC LIMIT 1"
    found = connection.execute(last).fetchone()
    return None if found is None else Clearance(found[0], _day(path, found[1]))


def _day(path: Path, written: str) -> int:
    """The day of ``written``: of a wall clock, with its own offset, or a day alone."""
    try:
        return datetime.fromisoformat(written).date().toordinal()
    except ValueError as error:
        raise DiaryError(f'{path}: "{written}" is no day: {DAMAGED}') from error
