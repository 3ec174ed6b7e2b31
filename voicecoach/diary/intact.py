"""Whether the diary's file is whole: every page of it is read."""

from pathlib import Path

from voicecoach.diary.schema import version_to_read
from voicecoach.diary.sqlite import DAMAGED, Connection, clear_errors, exists, reading
from voicecoach.errors import DiaryError


def count_if_intact(path: Path) -> int | None:
    """How many sessions the diary holds, None if there is none yet; `DiaryError` if anything in it is damaged."""
    if not exists(path):
        return None
    with reading(path) as connection, clear_errors(path):
        return sessions_if_intact(connection, path)


def sessions_if_intact(connection: Connection, path: Path) -> int:
    """As `count_if_intact`, of an open diary; it may be an empty one."""
    if version_to_read(connection, path) == 0:
        return 0
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        raise DiaryError(f"{path}: {DAMAGED}")
    return int(connection.execute("SELECT count(DISTINCT session_id) FROM sessions").fetchone()[0])
