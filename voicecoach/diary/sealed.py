"""The encrypted diary: SQLCipher's file in place of SQLite's, its passphrase kept by the system or typed."""

import sqlite3
import sys
from functools import cache
from getpass import getpass
from pathlib import Path
from typing import Any, cast

from voicecoach.errors import DiaryError

SUFFIX = ".sqlcipher"
"""An encrypted file has no mark by which it could be known: its name says what it is."""

PLAIN = ".sqlite3"

SERVICE, USER = "voicecoach", "diary"
NEEDED = "an encrypted diary needs more than the program itself: pip install 'voicecoach[encrypted]'"


def is_sealed(path: Path) -> bool:
    """Whether the file at ``path`` is an encrypted one, or is to be."""
    return path.suffix == SUFFIX


def errors() -> tuple[type[Exception], ...]:
    """What SQLCipher raises, if it was ever used."""
    package = sys.modules.get("sqlcipher3.dbapi2")
    return () if package is None else (package.Error,)


def connect(path: Path, uri: str, patience: float) -> sqlite3.Connection:
    """Open the encrypted file at ``path``, with the passphrase of this user."""
    return connect_with(passphrase(path), path, uri, patience)


def connect_with(words: str, path: Path, uri: str, patience: float) -> sqlite3.Connection:
    """Open the encrypted file at ``path``; whether ``words`` are its passphrase shows when it is first read."""
    connection = _package(path).connect(uri, uri=True, timeout=patience, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong passphrase is told in our own line
    connection.execute(f"PRAGMA key = {quoted(words)}")
    return cast(sqlite3.Connection, connection)  # made from the same source, with the same methods


def require(path: Path) -> None:
    """`DiaryError` if the packages for an encrypted diary are not here."""
    _package(path)


def quoted(words: str) -> str:
    """``words`` as a text in a statement: a PRAGMA takes no parameters."""
    return "'" + words.replace("'", "''") + "'"


def passphrase(path: Path) -> str:
    """What opens the diary: from the system's keyring, or typed."""
    words = _kept_or_typed()
    if words is None:
        raise DiaryError(
            f"{path}: the diary is encrypted, and this computer's keyring does not hold its passphrase;"
            " run this in a terminal, and it asks"
        )
    return words


@cache  # a command opens the diary more than once; nobody is asked twice
def _kept_or_typed() -> str | None:
    kept = _kept()
    if kept is not None or not sys.stdin.isatty():
        return kept
    return getpass("Passphrase of the diary: ")


def keep(words: str) -> bool:
    """Hand the passphrase to the system's keyring; False where there is none."""
    import keyring
    from keyring.errors import KeyringError

    _kept_or_typed.cache_clear()
    try:
        keyring.set_password(SERVICE, USER, words)
    except KeyringError:
        return False
    return True


def forget_kept() -> None:
    """Take the passphrase out of the keyring, if it is there."""
    if _kept() is None:
        return
    import keyring

    _kept_or_typed.cache_clear()
    keyring.delete_password(SERVICE, USER)


def _kept() -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, USER)
    except KeyringError:
        return None


def _package(path: Path) -> Any:
    try:
        import keyring  # noqa: F401 - both or none: a passphrase would be asked for at every command without it
        from sqlcipher3 import dbapi2
    except ImportError as missing:
        raise DiaryError(f"{path}: {NEEDED}") from missing
    return dbapi2
