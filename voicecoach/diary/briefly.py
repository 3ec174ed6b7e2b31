"""Short questions to the diary, for which no session has to be read."""

from datetime import date
from pathlib import Path

from voicecoach.diary.read import NEVER_BEGAN
from voicecoach.diary.schema import version_to_read
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
