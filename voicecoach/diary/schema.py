"""What the diary's file holds, version by version, and the way from each version to the next."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from voicecoach.diary.sqlite import DAMAGED, Connection, in_memory, transaction
from voicecoach.errors import DiaryError

APPLICATION_ID = 0x4E65636B
"""Written into the file's header ("Neck"): how a diary is told from another program's database."""

Migration: TypeAlias = Callable[[Connection], None]

# Names follow the record in content section 3.7. An entry is one fact; its own table holds what it says.
# `clock` is the wall clock, ISO 8601 with offset; `at` is seconds since the session began. Null is not zero.
FIRST = (
    """CREATE TABLE entries (
        entry INTEGER PRIMARY KEY, session_id TEXT NOT NULL, at REAL NOT NULL, clock TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sessions (
        entry INTEGER PRIMARY KEY REFERENCES entries, session_id TEXT NOT NULL UNIQUE,
        app_version TEXT NOT NULL, content_version INTEGER NOT NULL, exercise_id TEXT NOT NULL,
        switches TEXT NOT NULL, talk TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE steps (
        entry INTEGER PRIMARY KEY REFERENCES entries, step_id TEXT NOT NULL, how TEXT NOT NULL,
        done_reps INTEGER NOT NULL, planned_reps INTEGER NOT NULL, seconds REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE halts (
        entry INTEGER PRIMARY KEY REFERENCES entries, event INTEGER NOT NULL, kind TEXT NOT NULL,
        trigger_word TEXT NOT NULL, heard_text TEXT NOT NULL, recogniser_confidence REAL,
        step_id TEXT NOT NULL, rep_index INTEGER NOT NULL, rep_count INTEGER NOT NULL, phase TEXT NOT NULL,
        side TEXT NOT NULL, seconds_into_step REAL NOT NULL, position TEXT NOT NULL, things TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE answers (
        entry INTEGER PRIMARY KEY REFERENCES entries, event INTEGER NOT NULL, question TEXT NOT NULL,
        value ANY, heard_text TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE resumptions (entry INTEGER PRIMARY KEY REFERENCES entries, event INTEGER NOT NULL) STRICT",
    """CREATE TABLE changes (
        entry INTEGER PRIMARY KEY REFERENCES entries, what TEXT NOT NULL, value TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE endings (entry INTEGER PRIMARY KEY REFERENCES entries, ended_by TEXT NOT NULL) STRICT",
    "CREATE INDEX entries_of_session ON entries (session_id)",
    "CREATE INDEX sessions_of_exercise ON sessions (exercise_id)",
)
FIRST_TABLES = ("entries", "sessions", "steps", "halts", "answers", "resumptions", "changes", "endings")
# Questions before a session and what they came to; what the answers after a halt came to. Lists are JSON. A screening
# or a clearance may also stand outside any session: then no row of `sessions` has its entry's `session_id`.
SECOND = (
    """CREATE TABLE screenings (
        entry INTEGER PRIMARY KEY REFERENCES entries, question_id TEXT NOT NULL, value ANY,
        heard_text TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE clearances (
        entry INTEGER PRIMARY KEY REFERENCES entries, cleared_by TEXT NOT NULL, cleared_on TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE permits (
        entry INTEGER PRIMARY KEY REFERENCES entries, screening_version INTEGER NOT NULL,
        allowed INTEGER NOT NULL, advice TEXT NOT NULL, decided_by TEXT NOT NULL, left_out TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE decisions (
        entry INTEGER PRIMARY KEY REFERENCES entries, event INTEGER NOT NULL, table_row INTEGER NOT NULL,
        action TEXT NOT NULL, red_flags TEXT NOT NULL, may_resume INTEGER NOT NULL, locks TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX screenings_of_question ON screenings (question_id, value, entry)",
)
SECOND_TABLES = ("screenings", "clearances", "permits", "decisions")
# What the ear heard; how long soreness took to settle, of which session, as that may be told in a later one.
THIRD = (
    """CREATE TABLE hearings (
        entry INTEGER PRIMARY KEY REFERENCES entries, word TEXT NOT NULL, heard_text TEXT NOT NULL,
        recogniser_confidence REAL, taken INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE settlings (
        entry INTEGER PRIMARY KEY REFERENCES entries, of_session TEXT NOT NULL, event INTEGER NOT NULL,
        minutes INTEGER NOT NULL, settled INTEGER
    ) STRICT""",
)
THIRD_TABLES = ("hearings", "settlings")


TRIGGERS = ("unchanged", "unremoved", "unreplaced")


def only_add(connection: Connection, table: str) -> None:
    """From now on rows of ``table`` are neither changed nor removed nor replaced, whichever program tries."""
    events = (
        "UPDATE ON {table}",
        "DELETE ON {table}",
        # INSERT OR REPLACE removes a row without asking the trigger for DELETE.
        "INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE entry = NEW.entry)",
    )
    for name, event in zip(TRIGGERS, events, strict=True):
        connection.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {event.format(table=table)}"
            " BEGIN SELECT RAISE(ABORT, 'the diary is only added to: write a new entry'); END"
        )


@contextmanager
def removing(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """In the block, and only for this connection's transaction, rows of ``tables`` can be removed."""
    for table in tables:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {table}_{name}")
    yield
    for table in tables:
        only_add(connection, table)


def _to_version_1(connection: Connection) -> None:
    for statement in FIRST:
        connection.execute(statement)
    for table in FIRST_TABLES:
        only_add(connection, table)


def _to_version_2(connection: Connection) -> None:
    for statement in SECOND:
        connection.execute(statement)
    for table in SECOND_TABLES:
        only_add(connection, table)


def _to_version_3(connection: Connection) -> None:
    for statement in THIRD:
        connection.execute(statement)
    for table in THIRD_TABLES:
        only_add(connection, table)


MIGRATIONS: tuple[Migration, ...] = (_to_version_1, _to_version_2, _to_version_3)
"""The n-th one brings a diary from version n to n + 1; never edited once released."""


def migrate(connection: Connection, path: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring the diary to the newest version, wholly or not at all; refuse what is not ours."""
    with transaction(connection, path):  # looked at inside it: another coach may be doing the same
        version = _version(connection, path, migrations)
        for migration in migrations[version:]:
            migration(connection)
        if version == 0:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if version < len(migrations):
            connection.execute(f"PRAGMA user_version = {len(migrations)}")


def tables_at(version: int) -> frozenset[str]:
    """The tables that a diary of ``version`` has."""
    return frozenset(
        FIRST_TABLES * (version > 0) + SECOND_TABLES * (version > 1) + THIRD_TABLES * (version > 2)
    )


def version_to_read(connection: Connection, path: Path) -> int:
    """The version of the diary, 0 for an empty file; refuse what is not ours or newer than we are."""
    return _version(connection, path, MIGRATIONS)


def _version(connection: Connection, path: Path, migrations: tuple[Migration, ...]) -> int:
    application = _number(connection, "PRAGMA application_id")
    tables = _number(connection, "SELECT count(*) FROM sqlite_schema")
    version = _number(connection, "PRAGMA user_version")
    if application != APPLICATION_ID and (application or tables or version):
        raise DiaryError(f"{path}: this is another program's database; move it away or choose another file")
    if version > len(migrations):
        raise DiaryError(
            f"{path}: the diary was written by a newer voicecoach"
            f" (version {version}, this one knows {len(migrations)}); update voicecoach"
        )
    with in_memory() as wanted:
        for migration in migrations[:version]:
            migration(wanted)
        if not _shape(connection) >= _shape(wanted):
            raise DiaryError(f"{path}: {DAMAGED}")
    return version


def _shape(connection: Connection) -> set[tuple[str, str | None]]:
    """The names of everything in the file; not its statements, which each SQLite may write in its own way."""
    names = "SELECT thing.name, part.name FROM sqlite_schema AS thing LEFT JOIN pragma_table_info(thing.name) AS part"
    return set(connection.execute(names).fetchall())


def _number(connection: Connection, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])
