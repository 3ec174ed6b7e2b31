"""Copies of the diary: made while it is in use, checked before they are named, and brought back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from voicecoach.diary.intact import sessions_if_intact
from voicecoach.diary.read import entries
from voicecoach.diary.schema import migrate, version_to_read
from voicecoach.diary.sealed import SUFFIX, is_sealed
from voicecoach.diary.sqlite import (
    COMPANIONS,
    DAMAGED,
    clear_errors,
    close_to_others,
    copy,
    exists,
    gather,
    make_folder,
    reading,
    writing,
)
from voicecoach.diary.wipe import wipe
from voicecoach.errors import DiaryError
from voicecoach.written import PRIVATE_FILE, name_anew, refuse_present, sync_folder

ASIDE = "before-restore"
PART = ".part-"
DAMAGED_BACKUP = "this backup is not whole any more; try another one; your diary is as it was"


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy at ``file`` with so many ``sessions``; ``private``: nobody but its owner can read it."""

    file: Path
    sessions: int
    private: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, so many ``sessions``; ``aside`` is where the diary that was there is kept, if it is."""

    sessions: int
    aside: Path | None


def backup(diary: Path, to: Path, force: bool = False) -> Copied:
    """Copy the ``diary`` as it is at this moment to the file ``to``; who writes meanwhile is not kept waiting."""
    if not exists(diary):
        raise DiaryError(f"{diary}: there is no diary yet, so there is nothing to back up")
    diary = diary.resolve()
    if to.resolve() in _files(diary):
        raise DiaryError(f"{to}: this is the diary itself; name another file")
    if to.is_dir():
        raise DiaryError(f"{to}: this is a folder; name a file in it")
    if is_sealed(to) != is_sealed(diary):
        raise DiaryError(
            f"{to}: the backup of an encrypted diary ends in {SUFFIX}, and no other does; choose another name"
        )
    if not force:
        refuse_present(to)
    with part_of(to) as part:
        with reading(diary) as connection:
            copy(connection, part, to)
        sessions = _checked_copy(part, diary)
        put_in_place(part, to, force)
    return Copied(to, sessions, not to.stat().st_mode & 0o077 or os.name != "posix")


def restore(diary: Path, file: Path, today: date, replace: bool = False) -> Restored:
    """Put a backup in the ``diary``'s place; the one that was there is kept beside it, or removed to ``replace`` it.

    Nothing is changed if ``file`` is not a whole diary that we can read, or while another program has the diary open.
    """
    if not exists(file):
        raise DiaryError(f"{file}: there is no such file; name a backup of the diary")
    diary = diary.resolve()
    if file.resolve() in _files(diary):
        raise DiaryError(f"{file}: this is the diary itself; name a backup of it")
    if is_sealed(file) != is_sealed(diary):
        raise DiaryError(
            f"{file}: either the backup or your diary is encrypted, and not the other;"
            " voicecoach diary encrypt or decrypt first"
        )
    try:
        sessions = _checked_backup(file)
    except DiaryError as problem:
        raise DiaryError(str(problem).replace(DAMAGED, DAMAGED_BACKUP)) from problem
    with part_of(diary) as part:
        with reading(file) as connection:
            copy(connection, part, diary)
        with writing(part) as connection:
            migrate(connection, part)
        aside = _take_place(part, diary, today)
    if aside is not None and replace:
        for left in _files(aside):
            wipe(left)
        aside = None
    return Restored(sessions, aside)


def kept_aside(diary: Path) -> tuple[Path, ...]:
    """What `restore` left beside the ``diary``: the ones that were there before, and copies that broke off."""
    diary = diary.resolve()
    if not diary.parent.is_dir():
        return ()
    ours = (f"{diary.stem}-{ASIDE}-*{diary.suffix}*", f"{PART}*-{diary.name}*")
    return tuple(sorted({each for pattern in ours for each in diary.parent.glob(pattern)}))


def _files(diary: Path) -> tuple[Path, ...]:
    return tuple(diary.with_name(diary.name + ending) for ending in COMPANIONS)


def _checked_copy(part: Path, diary: Path) -> int:
    """How many sessions the copy ``part`` holds; what is wrong with it came from the ``diary``."""
    with reading(part) as connection, clear_errors(diary):
        if version_to_read(connection, diary) == 0:
            raise DiaryError(f"{diary}: the diary is empty, so there is nothing to back up")
        return sessions_if_intact(connection, diary)


def _checked_backup(file: Path) -> int:
    with reading(file) as connection, clear_errors(file):
        if version_to_read(connection, file) == 0:
            raise DiaryError(f"{file}: this file is empty; name a backup of the diary")
        sessions = sessions_if_intact(connection, file)
    entries(file)  # all that it says makes sense
    return sessions


@contextmanager
def part_of(to: Path) -> Iterator[Path]:
    """Where a copy is written until it is known to be good; gone afterwards, whatever happens."""
    part = to.with_name(f"{PART}{uuid4().hex[:8]}-{to.name}")
    make_folder(to.parent)
    try:
        yield part
    finally:
        for left in _files(part):
            left.unlink(missing_ok=True)


def put_in_place(part: Path, to: Path, force: bool) -> None:
    """Give the good copy ``part`` its name; by ``force`` also where there is a file."""
    try:
        if force:
            part.replace(to)
        else:
            name_anew(part, to)
        sync_folder(to.parent)
    except OSError as error:
        raise DiaryError(
            f"{to}: the copy cannot be put there ({error.strerror}); choose another place"
        ) from error


def _take_place(part: Path, diary: Path, today: date) -> Path | None:
    try:
        aside = _make_way(diary, today)
        part.replace(diary)
        sync_folder(diary.parent)
    except OSError as error:
        raise DiaryError(
            f"{diary}: the backup cannot be put there ({error.strerror}); make its folder writable and do it again"
        ) from error
    return aside


def _make_way(diary: Path, today: date) -> Path | None:
    """Where the present ``diary`` now stands as well, or instead; None if there was none."""
    if not exists(diary):
        for left in _files(diary):
            left.unlink(
                missing_ok=True
            )  # a journal without its diary would be taken for one of the new diary
        return None
    # SQLite removes the journal of a file that it cannot read, and with it what somebody might still save.
    journals = [journal.read_bytes() if journal.exists() else b"" for journal in _files(diary)[1:]]
    whole = gather(diary)
    aside = _free_name(diary, today)
    if not whole:
        for kept, content in zip(_files(aside)[1:], journals, strict=True):
            if content:
                kept.write_bytes(content)
    try:
        aside.hardlink_to(diary)  # so that there is a diary at every moment, whatever happens
    except OSError:
        diary.rename(aside)
    for left in _files(diary)[1:]:
        left.unlink(missing_ok=True)
    for kept in _files(aside):
        close_to_others(kept, PRIVATE_FILE)
    return aside


def _free_name(diary: Path, today: date) -> Path:
    name = f"{diary.stem}-{ASIDE}-{today.isoformat()}"
    count = 1
    while True:
        ending = "" if count == 1 else f"-{count}"
        free = diary.with_name(f"{name}{ending}{diary.suffix}")
        if not any(os.path.lexists(each) for each in _files(free)):
            return free
        count += 1
