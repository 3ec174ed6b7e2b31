"""The diary's SQLite file: how it is opened, and one clear line for everything that can be wrong with it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from voicecoach.diary import sealed
from voicecoach.errors import DiaryError
from voicecoach.written import PRIVATE_FILE, sync_folder

Connection: TypeAlias = sqlite3.Connection
Cursor: TypeAlias = sqlite3.Cursor
Cell: TypeAlias = str | int | float | None

PATIENCE = 1.0
"""Seconds to wait for another program's lock: nothing else is heard meanwhile, so not long."""

DAMAGED = "the diary is damaged; keep a copy, then move it away or put a backup in its place"
WRONG_WORDS = "the passphrase is not the right one, or this file is not a diary"
PRIVATE_FOLDER = 0o700
COMPANIONS = ("", "-wal", "-shm", "-journal")


@contextmanager
def writing(path: Path, patience: float = PATIENCE) -> Iterator[Connection]:
    """Open ``path`` for adding, made first if missing."""
    _make(path)
    with clear_errors(path):
        connection = _connect(path, "mode=rw", patience)
    try:
        yield connection
    finally:
        with clear_errors(path):
            connection.close()


@contextmanager
def reading(path: Path, patience: float = PATIENCE) -> Iterator[Connection]:
    """Open the existing ``path`` and see one moment of it; nobody who writes is kept waiting."""
    _refuse_folder(path)
    with clear_errors(path):
        # As a writer would: a diary left by a crash is put right, and no "-wal" file stays behind.
        connection = _open_to_read(path, patience)
    with closing(connection):
        connection.execute("BEGIN")
        yield connection
        with clear_errors(path):
            connection.execute("COMMIT")


def copy(connection: Connection, new: Path, named: Path) -> None:
    """Write all that ``connection`` sees into the ``new`` file, for its owner only and in need of no file beside it.

    It is on disk when this returns. What goes wrong is told of ``named``, the file that it is to become.
    """
    try:
        os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    except OSError as error:
        raise DiaryError(
            f"{named}: this file cannot be made ({error.strerror}); choose another place"
        ) from error
    with (
        clear_errors(named),
        closing(_connect(new, "mode=rw", PATIENCE)) as target,
    ):
        target.execute("PRAGMA synchronous = EXTRA")
        target.execute("PRAGMA fullfsync = ON")
        connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")


def gather(path: Path, patience: float = PATIENCE) -> bool:
    """Bring all of the diary into its one file; False if it is too damaged for that.

    `DiaryError` while another program has it open, also one that does nothing with it at the moment.
    """
    with (
        clear_errors(path),
        closing(_connect(path, "mode=rw", patience)) as connection,
    ):
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")  # refused while anybody else is there
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except _errors() as error:
            if not _name_of(error).startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                raise
            return False
    return True


@contextmanager
def in_memory() -> Iterator[Connection]:
    """An empty file that is nowhere."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


@contextmanager
def transaction(connection: Connection, path: Path) -> Iterator[None]:
    """All of the block is on disk when this ends, or none of it."""
    with clear_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has already rolled it back
                connection.execute("ROLLBACK")
            raise


def make_durable(connection: Connection, path: Path) -> None:
    """Choose how a commit reaches the disk (measured by benchmarks/diary_append.py)."""
    with clear_errors(path):
        # EXTRA syncs at every commit in either journal mode, so it does not matter if WAL cannot be had here.
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone stops at the drive's own memory
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
            return
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except _errors() as error:
            if not _name_of(error).startswith("SQLITE_BUSY"):  # busy: another coach is doing just this
                raise


def exists(path: Path) -> bool:
    """Whether there is a diary; one that cannot be seen is not the same as none."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise DiaryError(
            f"{path}: the diary cannot be looked for ({error.strerror}); open its folder to you or choose another"
        ) from error
    return True


def keep_private(folder: Path) -> None:
    """Make ``folder`` if it is missing, and let nobody but its owner look into it."""
    make_folder(folder)
    close_to_others(folder, PRIVATE_FOLDER)


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file or the disk into one line; our own mistakes stay as they are."""
    try:
        yield
    except UnicodeDecodeError as error:  # Python trips over SQLite's message when a broken name stands in it
        raise DiaryError(f"{path}: {DAMAGED}") from error
    except _errors() as error:
        name = _name_of(error)
        said = WRONG_WORDS if name == "SQLITE_NOTADB" and sealed.is_sealed(path) else _said(name)
        if said is None:
            raise
        raise DiaryError(f"{path}: {said}") from error


def _errors() -> tuple[type[Exception], ...]:
    return (sqlite3.Error, *sealed.errors())


def _name_of(error: Exception) -> str:
    """SQLite's own name of an error; empty for one of Python's that only a bug can cause."""
    # An error of Python's own has no code: that a text is not UTF-8 is one, that a connection is closed another.
    no_text = type(error).__name__ == "OperationalError"
    return str(getattr(error, "sqlite_errorname", "SQLITE_CORRUPT" if no_text else ""))


def _said(name: str) -> str | None:
    """What to tell the user about SQLite's error ``name``; None for one that only a bug can cause."""
    mend = "make the file and its folder writable, or choose another file"
    match name.split("_")[1:3]:
        case ["IOERR", "LOCK"]:  # also of a file that may only be read, and on disks that know no locks
            return f"the diary cannot be locked; {mend}"
        case ["FULL", *_]:
            return "the disk is full, so nothing more can be written; free some space and start again"
        case ["NOTADB", *_]:
            return "this file is not a diary; move it away or choose another file"
        case ["CORRUPT", *_]:
            return DAMAGED
        case ["BUSY" | "LOCKED" | "PROTOCOL", *_]:
            return "another program holds the diary; close it and start again"
        case ["READONLY" | "PERM" | "AUTH", *_]:
            return f"the diary cannot be written; {mend}"
        case ["CANTOPEN", *_]:
            return f"the diary cannot be opened; {mend}"
        case ["IOERR" | "NOLFS", *_]:
            return "the disk refuses to read or write the diary; see that it is there and has space"
        case _:
            return None


def _make(path: Path) -> None:
    _refuse_folder(path)
    make_folder(path.parent)
    try:
        # Made by us and not by SQLite: nobody else can open it even for a moment, and "-wal" takes its mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        sync_folder(path.parent)
    except FileExistsError:
        pass  # the usual case: the diary is there
    except OSError as error:
        raise DiaryError(
            f"{path}: the diary cannot be made ({error.strerror});"
            " make the folder writable or choose another file"
        ) from error
    for ending in COMPANIONS:
        close_to_others(path.with_name(path.name + ending), PRIVATE_FILE)


def make_folder(folder: Path) -> None:
    """Make ``folder`` and all above it that is missing, for its owner only."""
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    try:
        for each in reversed(missing):
            each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            sync_folder(each.parent)
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise DiaryError(
            f"{folder}: the diary's folder cannot be made ({error.strerror}); choose another place"
        ) from error


def close_to_others(path: Path, mode: int) -> None:
    """Let nobody but its owner at ``path``, if it is there."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(mode)
    except FileNotFoundError:
        return  # no such companion, or another coach has just tidied it away
    except OSError as error:
        raise DiaryError(
            f"{path}: others can read this and it cannot be closed to them ({error.strerror});"
            " choose another place"
        ) from error


def _refuse_folder(path: Path) -> None:
    if exists(path) and path.is_dir():
        raise DiaryError(f"{path}: this is a folder, not a diary; name a file in it")


def _open_to_read(path: Path, patience: float) -> Connection:
    try:
        return _tried(path, "mode=rw", patience)
    except _errors() as error:
        refused = _name_of(error).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
        if not refused or path.with_name(f"{path.name}-wal").exists():
            raise
    # A folder that cannot be written (a backup on a read-only disk): nobody writes there, no lock is needed.
    return _tried(path, "mode=ro&immutable=1", patience)


def _tried(path: Path, how: str, patience: float) -> Connection:
    connection = _connect(path, how, patience)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, how: str, patience: float) -> Connection:
    uri = f"{path.absolute().as_uri()}?{how}"
    if sealed.is_sealed(path):
        return sealed.connect(path, uri, patience)
    return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
