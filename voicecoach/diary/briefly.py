"""Short questions to the diary, for which no session has to be read."""

from datetime import date
from pathlib import Path

from voicecoach.diary.read import NEVER_BEGAN
from voicecoach.diary.rows import HEARD
from voicecoach.diary.schema import tables_at, version_to_read
from voicecoach.diary.sqlite import clear_errors, exists, reading


def cards(path: Path) -> tuple[str, ...]:
    """The names of all sessions that the diary has, in the order of the alphabet."""
    if not exists(path):
        return ()
    with clear_errors(path), reading(path) as connection:
        if version_to_read(connection, path) == 0:
            return ()
        found = connection.execute(
            "SELECT DISTINCT exercise_id FROM sessions ORDER BY exercise_id"
        ).fetchall()
    return tuple(str(name) for (name,) in found)


def heard_between(path: Path, since: date, until: date) -> tuple[int, int]:
    """How many times the ear gave something from ``since`` to ``until``, and how many of them were understood as
    nothing."""
    if not exists(path):
        return 0, 0
    with clear_errors(path), reading(path) as connection:
        if HEARD not in tables_at(version_to_read(connection, path)):
            return 0, 0
        # Entries of these days stand together, but for a clock that was set back: no other is looked at.
        found = connection.execute(
            """SELECT count(*), coalesce(sum(word = ''), 0) FROM hearings JOIN entries USING (entry)
            WHERE entry BETWEEN
                (SELECT min(entry) FROM sessions JOIN entries USING (entry) WHERE substr(clock, 1, 10) >= ?)
                AND (SELECT max(entry) FROM entries)
            AND substr(clock, 1, 10) BETWEEN ? AND ?""",
            (since.isoformat(), since.isoformat(), until.isoformat()),
        ).fetchone()
    return int(found[0]), int(found[1])


def first_day(path: Path, card: str) -> date | None:
    """The day of the first session of ``card`` that was begun; None if there was none."""
    if not exists(path):
        return None
    with clear_errors(path), reading(path) as connection:
        if version_to_read(connection, path) == 0:
            return None
        found = connection.execute(
            """SELECT min(substr(clock, 1, 10)) FROM sessions JOIN entries USING (entry, session_id)
            WHERE exercise_id = ? AND session_id NOT IN (
                SELECT session_id FROM endings JOIN entries USING (entry) WHERE ended_by IN (?, ?))""",
            (card, *(by.value for by in NEVER_BEGAN)),
        ).fetchone()
    return None if found[0] is None else date.fromisoformat(found[0])
