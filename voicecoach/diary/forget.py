"""Taking answers out of the diary for good: the one thing that the user may remove from it."""

import json
from collections.abc import Collection
from pathlib import Path

from voicecoach.diary.rows import FORGOTTEN
from voicecoach.diary.schema import migrate, removing
from voicecoach.diary.sqlite import Connection, clear_errors, exists, transaction, writing
from voicecoach.errors import DiaryError

CLEARANCE = "clearance"
"""Named among the questions, it stands for what was told of a clinician's word."""

TABLES = ("entries", "screenings", "clearances", "permits", "hearings")


def forget(path: Path, questions: Collection[str] | None) -> int:
    """Delete all that was ever answered to ``questions``, None: to every one; how many answers that were.

    In sessions that were refused or changed for one of these answers, its name is replaced by "forgotten". All that
    the ear heard in the sessions in which they were given goes as well: it holds the answers once more. When this
    returns, nothing of it is in the file any more, nor beside it.
    """
    if not exists(path):
        return 0
    with writing(path) as connection:
        migrate(connection, path)
        with clear_errors(path):
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")  # or VACUUM writes a copy elsewhere on the disk
            with transaction(connection, path), removing(connection, TABLES):
                count = _delete(connection, questions)
            _scrub(connection, path)
    return count


def _delete(connection: Connection, questions: Collection[str] | None) -> int:
    told = """SELECT entry, question_id FROM screenings
        UNION ALL SELECT entry, ? FROM clearances"""
    found = [
        (entry, question)
        for entry, question in connection.execute(told, (CLEARANCE,))
        if questions is None or question in questions
    ]
    entries = json.dumps([entry for entry, _ in found])
    heard = connection.execute(_HEARD_WITH, (entries,)).fetchall()
    _remove(connection, ("hearings", "entries"), json.dumps([entry for (entry,) in heard]))
    _remove(connection, ("screenings", "clearances", "entries"), entries)
    _forget_in_permits(connection, {question for _, question in found})
    return len(found)


_HEARD_WITH = """SELECT hearings.entry FROM hearings JOIN entries USING (entry) WHERE session_id IN (
    SELECT session_id FROM entries WHERE entry IN (SELECT value FROM json_each(?)))"""


def _remove(connection: Connection, tables: tuple[str, ...], entries: str) -> None:
    for table in tables:
        connection.execute(f"DELETE FROM {table} WHERE entry IN (SELECT value FROM json_each(?))", (entries,))


def _forget_in_permits(connection: Connection, questions: set[str]) -> None:
    for entry, decided_by in connection.execute("SELECT entry, decided_by FROM permits").fetchall():
        rows = json.loads(decided_by)
        left = list(dict.fromkeys(FORGOTTEN if row in questions else row for row in rows))
        if left != rows:
            connection.execute("UPDATE permits SET decided_by = ? WHERE entry = ?", (json.dumps(left), entry))


def _scrub(connection: Connection, path: Path) -> None:
    """Write the file anew without its free places, and empty the journal beside it, where old pages still stand."""
    connection.execute("VACUUM")
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise DiaryError(
            f"{path}: another program reads the diary, so that traces are left; close it and do this again"
        )
