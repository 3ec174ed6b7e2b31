"""Adding to the diary: a fact is on disk when `Diary.append` returns, and not before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from voicecoach import __version__
from voicecoach.core.facts import Caught, Cleared, Fact, Screened, SessionBegan
from voicecoach.diary.rows import row_of
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import PATIENCE, Connection, make_durable, transaction, writing

MOST_HEARD = 1000
"""Utterances kept of one session: a television all day long must not fill the disk."""


class Diary:
    """An open diary; each `SessionBegan` starts a new session, to which the facts that follow belong."""

    def __init__(self, connection: Connection, path: Path, now: Callable[[], datetime]) -> None:
        self._connection = connection
        self._path = path
        self._now = now
        self._session_id: str | None = None
        self._heard = 0

    def append(self, fact: Fact) -> None:
        """Return when ``fact`` is on disk, and not before; after a DiaryError nothing of it was written.

        Of what the ear heard no more than `MOST_HEARD` is kept in a session, but for what the coach acted upon.
        """
        if isinstance(fact, Caught) and not fact.taken and self._heard >= MOST_HEARD:
            return
        session_id = str(uuid4()) if isinstance(fact, SessionBegan) else self._session_id
        if session_id is None:
            raise ValueError(f"a fact before its session began: {fact}")
        self._write(fact, session_id)
        self._heard = 0 if session_id != self._session_id else self._heard + isinstance(fact, Caught)
        self._session_id = session_id

    def append_about(self, fact: Screened | Cleared) -> None:
        """As `append`, for what was told outside any session: no session is begun, and none gets it."""
        self._write(fact, str(uuid4()))

    def _write(self, fact: Fact, session_id: str) -> None:
        row = row_of(fact, session_id, __version__)
        with transaction(self._connection, self._path):
            entry = self._connection.execute(
                "INSERT INTO entries (session_id, at, clock) VALUES (?, ?, ?)",
                (session_id, fact.at, self._clock()),
            ).lastrowid
            self._connection.execute(row.insert(), {"entry": entry, **row.cells})

    def _clock(self) -> str:
        moment = self._now()
        if moment.utcoffset() is None:
            raise ValueError("the diary's clock must know its offset from UTC")
        return moment.isoformat(timespec="milliseconds")


@contextmanager
def open_diary(path: Path, now: Callable[[], datetime], patience: float = PATIENCE) -> Iterator[Diary]:
    """Open the diary at ``path`` for one run, made or brought to our version first where needed."""
    with writing(path, patience) as connection:
        migrate(connection, path)
        make_durable(connection, path)
        yield Diary(connection, path, now)
