"""What leaves the diary in an export: the sessions of some days, and what was told outside any session."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from voicecoach.core.facts import Cleared, Screened
from voicecoach.diary.read import Entry, SessionRecord, in_order, named, sessions
from voicecoach.diary.schema import tables_at, version_to_read
from voicecoach.diary.sqlite import clear_errors, exists, reading

OUTSIDE = ("screenings", "clearances")
"""The tables that get what `voicecoach about-me` is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A ``fact`` that no session has; ``entry`` says when it was written."""

    entry: Entry
    fact: Screened | Cleared


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything of the days ``since`` to ``until``, both included, None: no limit; oldest first.

    ``whose`` is the same in every export of one diary and tells nothing about the person: "" if it is empty.
    """

    since: date | None
    until: date | None
    sessions: tuple[SessionRecord, ...]
    outside: tuple[Told, ...]
    whose: str

    def covers(self, day: date) -> bool:
        """Whether ``day`` is one of these days."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def export(path: Path, since: date | None = None, until: date | None = None, heard: bool = True) -> Exported:
    """What the diary at ``path`` has of these days, by the clock on the wall when a session began; what the ear
    ``heard`` only where it is wanted."""
    days = Exported(since, until, (), (), _whose(path))
    return Exported(
        since,
        until,
        tuple(
            each
            for each in sessions(path, since=since, until=until, heard=heard)
            if days.covers(each.started.date())
        ),
        tuple(each for each in _outside(path) if days.covers(each.entry.clock.date())),
        days.whose,
    )


def _whose(path: Path) -> str:
    """The session that was written first."""
    if not exists(path):
        return ""
    with clear_errors(path), reading(path) as connection:
        if version_to_read(connection, path) == 0:
            return ""
        found = connection.execute(
            """SELECT session_id FROM entries WHERE session_id IN (SELECT session_id FROM sessions)
            ORDER BY entry LIMIT 1"""
        ).fetchone()
    return "" if found is None else str(found[0])


def _outside(path: Path) -> tuple[Told, ...]:
    if not exists(path):
        return ()
    with clear_errors(path), reading(path) as connection:
        there = tables_at(version_to_read(connection, path))
        written = in_order(
            path,
            [
                named(
                    table,
                    connection.execute(
                        f"""SELECT entries.at, entries.clock, entries.session_id, '' AS written_by, told.*
                        FROM {table} AS told JOIN entries ON entries.entry = told.entry
                        WHERE entries.session_id NOT IN (SELECT session_id FROM sessions)
                        ORDER BY told.entry"""
                    ),
                )
                for table in OUTSIDE
                if table in there
            ],
        )
    return tuple(Told(each, each.fact) for each in written if isinstance(each.fact, Screened | Cleared))
