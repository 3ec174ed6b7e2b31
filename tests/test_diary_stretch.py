"""Some days of a long diary: the same is known of them, whether the other years are read or not."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias
from uuid import UUID

from diary_facts import SOFIA
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    SessionBegan,
    SessionEnded,
    Settled,
    Where,
)
from voicecoach.core.past import MORNING
from voicecoach.diary.read import SessionRecord, entries, sessions
from voicecoach.diary.rows import row_of
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import transaction, writing

LYING = Place(Body.LYING)
FIRST = date(2026, 3, 25)
DAYS = st.integers(0, 8).map(lambda days: FIRST + timedelta(days=days))
ENDS = st.sampled_from((EndedBy.COMPLETE, EndedBy.STOP, EndedBy.REFUSED, EndedBy.INSTEAD, None))
SCORES = st.none() | st.integers(0, 3)
BEFORE = st.none() | st.integers(1, 6)
"""Of how many sessions ago it is told how long the soreness took."""
Written: TypeAlias = tuple[date, EndedBy | None, int | None, int | None]
SET_BACK = st.lists(st.tuples(DAYS, ENDS, SCORES, BEFORE), max_size=14)
"""Sessions as they were written, one after the other; their days go back where the clock was set back."""
WRITTEN = SET_BACK | SET_BACK.map(lambda written: sorted(written, key=lambda each: each[0]))


def write(path: Path, written: list[Written], mixed: bool) -> None:
    """Write these sessions; ``mixed``: two at a time, by two coaches at once."""
    told = [
        (number, day, fact)
        for number, (day, by, morning, ago) in enumerate(written)
        for fact in facts(number, by, morning, ago)
    ]
    if mixed:
        told.sort(key=lambda each: (each[0] // 2, each[2].at))
    with writing(path) as connection:
        migrate(connection, path)
        with transaction(connection, path):
            for number, day, fact in told:
                row = row_of(fact, identity(number), "1")
                clock = datetime(day.year, day.month, day.day, 9, tzinfo=SOFIA) + timedelta(seconds=fact.at)
                entry = connection.execute(
                    "INSERT INTO entries (session_id, at, clock) VALUES (?, ?, ?)",
                    (identity(number), fact.at, clock.isoformat()),
                ).lastrowid
                connection.execute(row.insert(), {"entry": entry, **row.cells})


def facts(number: int, by: EndedBy | None, morning: int | None, ago: int | None) -> tuple[Fact, ...]:
    """What the ``number``-th session is told with."""
    return (
        SessionBegan(0.0, f"card {number}", 1, (), "brief"),
        *(() if morning is None else (Answered(1.0, 0, MORNING, morning, ""),)),
        *(() if ago is None else (Settled(2.0, 1, 30, True, identity(number - ago)),)),
        Halted(3.0, 1, HaltKind.STOP, "stop", "", None, Where("step", 1, 8, "in", "", 1.0, LYING)),
        *(() if by is None else (SessionEnded(9.0, by),)),
    )


def identity(number: int) -> str:
    return str(UUID(int=max(number, 0)))


def of_days(
    records: tuple[SessionRecord, ...], since: date | None, until: date | None
) -> list[SessionRecord]:
    return [
        each
        for each in records
        if (since is None or each.started.date() >= since) and (until is None or each.started.date() <= until)
    ]


@settings(max_examples=150, deadline=None)
@given(WRITTEN, st.booleans(), st.none() | DAYS, st.none() | DAYS)
def test_of_some_days_the_same_is_known_as_when_all_is_read(
    written: list[Written],
    mixed: bool,
    since: date | None,
    until: date | None,
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "diary.sqlite3"
        write(path, written, mixed)
        read = sessions(path, since=since, until=until)
        assert of_days(read, since, until) == of_days(sessions(path), since, until)


def test_years_that_nobody_asked_for_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    days = [FIRST + timedelta(days=day) for day in range(400)]
    write(path, [(day, EndedBy.COMPLETE, 1, None) for day in days], mixed=False)
    read = entries(path, since=days[100], until=days[109])
    assert {entry.clock.date() for entry in read} == set(
        days[100:111]
    )  # and the next, which tells of a morning
