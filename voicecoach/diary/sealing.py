"""Encrypting the diary, and taking that back: all of it is in the new file before the old one goes."""

import os
from contextlib import closing
from pathlib import Path

from voicecoach.diary.copies import part_of, put_in_place
from voicecoach.diary.schema import version_to_read
from voicecoach.diary.sealed import PLAIN, SUFFIX, connect_with, is_sealed, passphrase, quoted
from voicecoach.diary.sqlite import (
    COMPANIONS,
    DAMAGED,
    PATIENCE,
    Connection,
    clear_errors,
    exists,
    gather,
)
from voicecoach.diary.wipe import wipe
from voicecoach.errors import DiaryError
from voicecoach.written import PRIVATE_FILE


def seal(diary: Path, words: str) -> Path:
    """Put an encrypted file in the ``diary``'s place, to be opened by ``words``; where it is."""
    return _turn(diary, diary.with_suffix(SUFFIX), words)


def unseal(diary: Path) -> Path:
    """Put a file that is not encrypted in the ``diary``'s place; where it is."""
    return _turn(diary, diary.with_suffix(PLAIN), passphrase(diary))


def opens(diary: Path, words: str) -> None:
    """`DiaryError` if ``words`` do not open the encrypted ``diary``."""
    with clear_errors(diary), closing(connect_with(words, diary, _uri(diary), PATIENCE)) as connection:
        version_to_read(connection, diary)


def _turn(old: Path, new: Path, words: str) -> Path:
    if not exists(old):
        raise DiaryError(f"{old}: there is no diary yet; the first session makes one")
    if old.is_symlink():
        raise DiaryError(f"{old}: this is a link; name the folder that the diary lies in with --data")
    if exists(new):
        raise DiaryError(f"{new}: this file is there already; move it away first")
    if is_sealed(old):
        opens(old, words)
    if not gather(old):
        raise DiaryError(f"{old}: {DAMAGED}")
    with part_of(new) as part:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        encrypted, plain = (part, old) if is_sealed(new) else (old, part)
        with (
            clear_errors(old),
            closing(connect_with(words, encrypted, _uri(encrypted), PATIENCE)) as connection,
        ):
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute(f"ATTACH {quoted(_uri(plain))} AS plain KEY ''")
            source, target = ("plain", "main") if is_sealed(new) else ("main", "plain")
            _pour(connection, source, target, old)
        put_in_place(part, new, force=False)
    for ending in COMPANIONS:
        wipe(old.with_name(old.name + ending))
    return new


def _pour(connection: Connection, source: str, target: str, named: Path) -> None:
    """Copy everything, and see that it is the same and whole."""
    connection.execute(f"PRAGMA {source}.locking_mode = EXCLUSIVE")  # nobody adds to the old file meanwhile
    connection.execute(f"SELECT sqlcipher_export('{target}', '{source}')")
    for number in ("application_id", "user_version"):
        value = connection.execute(f"PRAGMA {source}.{number}").fetchone()[0]
        connection.execute(f"PRAGMA {target}.{number} = {value}")
    things = f"SELECT type, name, sql FROM {source}.sqlite_schema ORDER BY name"
    wanted = connection.execute(things).fetchall()
    same = wanted == connection.execute(things.replace(source, target, 1)).fetchall()
    for name in (name for kind, name, _ in wanted if kind == "table"):
        for one, other in ((source, target), (target, source)):
            differing = f"SELECT * FROM {one}.{name} EXCEPT SELECT * FROM {other}.{name} LIMIT 1"
            same = same and connection.execute(differing).fetchone() is None
    whole = connection.execute(f"PRAGMA {target}.integrity_check").fetchone()[0] == "ok"
    if not (same and whole):
        raise DiaryError(
            f"{named}: the copy is not the same, so nothing was changed; keep a backup, look at the disk"
        )


def _uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=rw"
