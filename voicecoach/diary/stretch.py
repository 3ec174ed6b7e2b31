"""Which entries tell of the sessions of some days: a quarter in ten years is read without the rest."""

from dataclasses import dataclass
from datetime import date

from voicecoach.core.facts import EndedBy
from voicecoach.diary.sqlite import Connection

NEVER_BEGAN = (EndedBy.REFUSED, EndedBy.INSTEAD)
"""Nothing was done in these, so the next morning cannot tell of them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The sessions that begin with the entries ``first`` to ``last``, the last thing of which is the entry ``end``."""

    first: int
    last: int
    end: int


def stretch(
    connection: Connection, count: int | None, since: date | None, until: date | None, settled: bool
) -> Stretch:
    """Where to read what is known of the last ``count`` sessions and of those of the days ``since`` to ``until``,
    None: no limit; with all that later ones tell of these. ``settled``: the diary knows how long soreness took."""
    first = 0 if count is None else _first_of(connection, count)
    if since is not None:
        first = max(first, _first_on(connection, since))
    top = _number(connection, "SELECT max(entry) FROM entries")
    if until is None:
        return Stretch(first, top, top)
    last = _last_telling(connection, until, top)
    if settled:
        last = max(last, _last_settling(connection, first, until))
    end = """SELECT max(entry) FROM entries
        WHERE session_id IN (SELECT session_id FROM sessions WHERE entry BETWEEN ? AND ?)"""
    return Stretch(first, last, _number(connection, end, first, last))


def _first_of(connection: Connection, last: int) -> int:
    """The entry with which the first of the ``last`` sessions began; one past all if there is none."""
    return _number(
        connection,
        """SELECT coalesce(min(entry), (SELECT max(entry) + 1 FROM entries))
        FROM (SELECT entry FROM sessions ORDER BY entry DESC LIMIT ?)""",
        last,
    )


def _first_on(connection: Connection, day: date) -> int:
    """The entry with which the first session of ``day`` or later began; one past all if there is none.

    By the clock on the wall of then: where it was set back, later entries may be of earlier days.
    """
    return _number(
        connection,
        """SELECT coalesce(min(entry), (SELECT max(entry) + 1 FROM entries))
        FROM sessions JOIN entries USING (entry) WHERE substr(clock, 1, 10) >= ?""",
        day.isoformat(),
    )


def _last_telling(connection: Connection, until: date, top: int) -> int:
    """The entry with which the last session began that may tell of the morning after one of ``until`` or earlier.

    A morning is of the last session done on an earlier day: those of the first day on which one was done again can
    tell of these, and no later ones.
    """
    again = connection.execute(
        """SELECT substr(told.clock, 1, 10) FROM sessions AS begun JOIN entries AS told USING (entry)
        WHERE begun.entry > coalesce((SELECT max(entry) FROM sessions JOIN entries USING (entry)
            WHERE substr(clock, 1, 10) <= ?), 0)
        AND NOT EXISTS (SELECT 1 FROM entries AS other JOIN endings USING (entry)
            WHERE other.session_id = begun.session_id AND ended_by IN (?, ?))
        ORDER BY begun.entry LIMIT 1""",
        (until.isoformat(), *(by.value for by in NEVER_BEGAN)),
    ).fetchone()
    if again is None:
        return top
    last = "SELECT max(entry) FROM sessions JOIN entries USING (entry) WHERE substr(clock, 1, 10) <= ?"
    return _number(connection, last, again[0])


def _last_settling(connection: Connection, first: int, until: date) -> int:
    """The entry with which the last session began that tells how long the soreness of one of these took."""
    return _number(
        connection,
        """SELECT max(begun.entry) FROM settlings JOIN entries AS told USING (entry)
        JOIN sessions AS begun ON begun.session_id = told.session_id WHERE of_session IN (
            SELECT session_id FROM sessions JOIN entries USING (entry, session_id)
            WHERE entry >= ? AND substr(clock, 1, 10) <= ?)""",
        first,
        until.isoformat(),
    )


def _number(connection: Connection, question: str, *values: str | int) -> int:
    return int(connection.execute(question, values).fetchone()[0] or 0)
