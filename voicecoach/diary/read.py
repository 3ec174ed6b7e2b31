"""Reading the diary: its facts in the order they were written, and joined to one record a session."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import merge
from pathlib import Path
from typing import TypeAlias, assert_never

from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Cleared,
    Decided,
    EndedBy,
    Fact,
    Halted,
    Permitted,
    Resumed,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
    StepEnded,
)
from voicecoach.core.past import EFFORT, MORNING
from voicecoach.diary.rows import HEARD, TABLES, Cells
from voicecoach.diary.schema import tables_at, version_to_read
from voicecoach.diary.sqlite import DAMAGED, Connection, Cursor, clear_errors, exists, reading
from voicecoach.diary.stretch import NEVER_BEGAN as NEVER_BEGAN
from voicecoach.diary.stretch import Stretch, stretch
from voicecoach.errors import DiaryError

BEFORE = "soreness before"
AFTER = "soreness after"

Stream: TypeAlias = Iterator[tuple[str, Cells]]
"""The rows of one table in the order they were written, each with the name of the table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact as it was written: ``clock`` is the wall clock of that moment."""

    number: int
    session_id: str
    app_version: str
    clock: datetime
    fact: Fact


@dataclass(frozen=True, slots=True)
class Settling:
    """Whether soreness was down to the number at the start after so many ``minutes``: True: after so many at most,
    False: not yet, None: the person was not sure."""

    minutes: int
    over: bool | None


@dataclass(frozen=True, slots=True)
class HaltRecord:
    """A halt with its answers, asked again or not, and what they came to, perhaps more than once; ``resumed`` is
    when the person went on, None if never; ``settled`` is the last that is known of how long it took to settle."""

    clock: datetime
    halted: Halted
    answers: tuple[Answered, ...]
    decisions: tuple[Decided, ...]
    resumed: float | None
    settled: Settling | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session, ``seconds`` long to the last thing written.

    ``ended`` and ``by`` are None when it was cut off; ``before`` and ``after`` are the last soreness given,
    None when there was no answer: that is not zero. ``next_morning`` was told at a later session's start.
    ``effort`` is how hard it was, 0 to 10, where the card asks. ``screened`` and ``cleared`` are what was answered in
    this session only, not what was known from before. ``caught`` is what the ear heard, empty where that was not read.
    """

    session_id: str
    app_version: str
    card: str
    version: int
    switches: tuple[str, ...]
    talk: str
    started: datetime
    ended: datetime | None
    by: EndedBy | None
    seconds: float
    before: int | None
    after: int | None
    next_morning: int | None
    screened: tuple[Screened, ...]
    cleared: tuple[Cleared, ...]
    permitted: Permitted | None
    steps: tuple[StepEnded, ...]
    halts: tuple[HaltRecord, ...]
    answers: tuple[Answered, ...]
    changes: tuple[Changed, ...]
    effort: int | None = None
    caught: tuple[Caught, ...] = ()


def sessions(
    path: Path,
    last: int | None = None,
    since: date | None = None,
    heard: bool = False,
    until: date | None = None,
) -> tuple[SessionRecord, ...]:
    """All sessions, or only the ``last`` ones begun, or those from the first one of the day ``since`` or later on, to
    ``until`` and a few more, which may tell of these; oldest first, none if there is no diary yet. What the ear
    ``heard`` is read only where it is wanted."""
    return records(entries(path, last, since, heard, until))


def records(written: Iterable[Entry]) -> tuple[SessionRecord, ...]:
    """What was written, joined to one record a session, oldest first."""
    by_session: dict[str, list[Entry]] = {}
    settled: dict[tuple[str, int], Settling] = {}
    for entry in written:
        by_session.setdefault(entry.session_id, []).append(entry)
        if isinstance(entry.fact, Settled):  # the last one counts, also where a later session told it
            told = entry.fact
            settled[told.session or entry.session_id, told.event] = Settling(told.minutes, told.over)
    return _with_mornings(
        [
            _record(entry, entry.fact, of_session, settled)
            for of_session in by_session.values()
            for entry in of_session
            if isinstance(entry.fact, SessionBegan)  # just one in each: the file itself sees to that
        ]
    )


def _with_mornings(found: list[SessionRecord]) -> tuple[SessionRecord, ...]:
    """Each morning stands with the session that it tells of: the last one done on an earlier day."""
    for at, told in enumerate(found):
        morning = _score(told.answers, MORNING)
        if morning is None:
            continue
        done = (n for n in range(at - 1, -1, -1) if found[n].by not in NEVER_BEGAN)
        of = next((n for n in done if found[n].started.date() < told.started.date()), None)
        if of is not None:
            found[of] = replace(found[of], next_morning=morning)
    return tuple(found)


def times_done(path: Path, card: str) -> int:
    """How many sessions of ``card`` were played to the end; who broke off has not heard all of it yet."""
    if not exists(path):
        return 0
    with clear_errors(path), reading(path) as connection:
        if version_to_read(connection, path) == 0:
            return 0
        found = connection.execute(
            """SELECT count(DISTINCT session_id) FROM sessions JOIN entries USING (session_id)
            JOIN endings ON endings.entry = entries.entry WHERE exercise_id = ? AND ended_by = ?""",
            (card, EndedBy.COMPLETE.value),
        ).fetchone()
    return int(found[0])


def entries(
    path: Path,
    last: int | None = None,
    since: date | None = None,
    heard: bool = True,
    until: date | None = None,
) -> tuple[Entry, ...]:
    """Everything that was written in sessions, in order, of those that `sessions` tells of; without what the ear
    ``heard`` where that is not wanted."""
    if not exists(path):
        return ()
    with clear_errors(path), reading(path) as connection:
        there = tables_at(version_to_read(connection, path))
        if not there:
            return ()
        where = stretch(connection, last, since, until, "settlings" in there)
        wanted = [table for table, _ in TABLES if table in there and (heard or table != HEARD)]
        return in_order(path, [_stream(connection, table, where) for table in wanted])


def in_order(path: Path, streams: Iterable[Stream]) -> tuple[Entry, ...]:
    """The rows of all ``streams`` as the facts that they say; `DiaryError` if one cannot be a fact."""
    facts_of = dict(TABLES)
    found = []
    for table, cells in merge(*streams, key=lambda row: int(row[1]["entry"])):
        try:
            fact = facts_of[table](cells["at"], cells)
            clock = datetime.fromisoformat(cells["clock"])
        except (ValueError, TypeError) as error:
            raise DiaryError(
                f"{path}: entry {cells['entry']} in {table} makes no sense: {DAMAGED}"
            ) from error
        found.append(Entry(cells["entry"], cells["session_id"], cells["written_by"], clock, fact))
    return tuple(found)


def _stream(connection: Connection, table: str, where: Stretch) -> Stream:
    rows = connection.execute(
        f"""SELECT entries.at, entries.clock, entries.session_id, begun.app_version AS written_by, told.*
        FROM {table} AS told JOIN entries ON entries.entry = told.entry
        JOIN sessions AS begun ON begun.session_id = entries.session_id
        WHERE told.entry BETWEEN ? AND ? AND begun.entry BETWEEN ? AND ? ORDER BY told.entry""",
        (where.first, where.end, where.first, where.last),
    )
    return named(table, rows)


def named(table: str, rows: Cursor) -> Stream:
    """The ``rows`` with the names of their columns."""
    names = [column[0] for column in rows.description]
    for row in rows:
        yield table, dict(zip(names, row, strict=True))


@dataclass(slots=True)
class _Draft:
    """What is known of a session while its entries are gone through."""

    steps: list[StepEnded] = field(default_factory=list)
    halts: list[tuple[datetime, Halted]] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    resumed: dict[int, float] = field(default_factory=dict)
    changes: list[Changed] = field(default_factory=list)
    screened: list[Screened] = field(default_factory=list)
    cleared: list[Cleared] = field(default_factory=list)
    permitted: Permitted | None = None
    decisions: list[Decided] = field(default_factory=list)
    caught: list[Caught] = field(default_factory=list)
    ending: tuple[datetime, EndedBy] | None = None

    def add(self, entry: Entry) -> None:
        fact = entry.fact
        match fact:
            case SessionBegan():
                pass  # it heads the record
            case Settled():
                pass  # it may be about another session
            case Caught():
                self.caught.append(fact)
            case StepEnded():
                self.steps.append(fact)
            case Halted():
                self.halts.append((entry.clock, fact))
            case Answered():
                self.answers.append(fact)
            case Resumed():
                self.resumed[fact.event] = fact.at
            case Changed():
                self.changes.append(fact)
            case Screened():
                self.screened.append(fact)
            case Cleared():
                self.cleared.append(fact)
            case Permitted():
                self.permitted = fact
            case Decided():
                self.decisions.append(fact)
            case SessionEnded():
                self.ending = (entry.clock, fact.by)
            case _:
                assert_never(fact)

    def halt_records(
        self, session: str, settled: Mapping[tuple[str, int], Settling]
    ) -> tuple[HaltRecord, ...]:
        return tuple(
            HaltRecord(
                clock,
                halted,
                tuple(answer for answer in self.answers if answer.event == halted.event),
                tuple(decided for decided in self.decisions if decided.event == halted.event),
                self.resumed.get(halted.event),
                settled.get((session, halted.event)),
            )
            for clock, halted in self.halts
        )


def _record(
    first: Entry, began: SessionBegan, written: list[Entry], settled: Mapping[tuple[str, int], Settling]
) -> SessionRecord:
    draft = _Draft()
    for entry in written:
        draft.add(entry)
    ended, by = draft.ending or (None, None)
    events = {halted.event for _, halted in draft.halts}
    return SessionRecord(
        session_id=first.session_id,
        app_version=first.app_version,
        card=began.card,
        version=began.version,
        switches=began.switches,
        talk=began.talk,
        started=first.clock,
        ended=ended,
        by=by,
        seconds=max(each.fact.at for each in written if not isinstance(each.fact, Caught)) - began.at,
        before=_score(draft.answers, BEFORE),
        after=_score(draft.answers, AFTER),
        next_morning=None,
        screened=tuple(draft.screened),
        cleared=tuple(draft.cleared),
        permitted=draft.permitted,
        steps=tuple(draft.steps),
        halts=draft.halt_records(first.session_id, settled),
        answers=tuple(answer for answer in draft.answers if answer.event not in events),
        changes=tuple(draft.changes),
        effort=_score(draft.answers, EFFORT),
        caught=tuple(draft.caught),
    )


def _score(answers: Sequence[Answered], question: str) -> int | None:
    given = [each.value for each in answers if each.question == question]
    return given[-1] if given and isinstance(given[-1], int) else None
