"""What the diary tells the rules about today: earlier sessions, the latest answers, the latest clearance."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from diary_facts import SCREENED, SOFIA, Clock
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.core.facts import (
    Answered,
    Cleared,
    Decided,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
)
from voicecoach.core.locks import Locked, begun_in, locked_by
from voicecoach.core.past import MORNING, Clearance, Given, History, Past
from voicecoach.core.programme_tables import Why
from voicecoach.diary.history import history
from voicecoach.diary.read import sessions
from voicecoach.diary.store import open_diary
from voicecoach.errors import DiaryError

STORED = Path(__file__).parent / "diaries"
TODAY = date(2026, 5, 20)
WHERE = next(fact.where for fact in SCREENED if isinstance(fact, Halted))
DONE = SessionEnded(9.0, EndedBy.COMPLETE)


def told(path: Path, day: date, *facts: Fact) -> None:
    """Write ``facts`` at noon of ``day``; screenings before a session begins are told outside any."""
    clock = Clock()
    clock.moment = datetime(day.year, day.month, day.day, 12, 0, tzinfo=SOFIA)
    with open_diary(path, clock) as diary:
        for at, fact in enumerate(facts):
            if isinstance(fact, Screened | Cleared) and not any(
                isinstance(f, SessionBegan) for f in facts[:at]
            ):
                diary.append_about(fact)
            else:
                diary.append(fact)


def began(card: str, *switches: str) -> SessionBegan:
    return SessionBegan(0.0, card, 1, switches, "full")


def answer(question: str, value: str | int | None) -> Answered:
    return Answered(1.0, 0, question, value, "")


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize("make", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_no_diary_and_an_empty_one_tell_nothing(tmp_path: Path, make: object) -> None:
    path = tmp_path / "diary.sqlite"
    path.touch()
    assert callable(make)
    make(path)
    assert history(path, TODAY) == History(TODAY.toordinal())


def test_a_session_is_told_with_its_scores_answers_morning_and_decisions(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    decided = Decided(7.0, 1, 9, "ease", (), True, "none")
    told(
        path,
        days_ago(2),
        began("a", "roller"),
        answer("soreness before", 4),
        answer("felt accurate", "no"),
        answer("felt accurate", "yes"),
        Halted(5.0, 1, HaltKind.PAIN, "pain", "", None, WHERE),
        Answered(6.0, 1, "where", "neck", "neck"),
        decided,
        answer("soreness after", None),
        DONE,
    )
    told(path, days_ago(1), began("b"), answer(MORNING, 3))
    first = Past(
        card="a",
        day=days_ago(2).toordinal(),
        by=EndedBy.COMPLETE,
        before=4,
        after=None,
        morning=3,
        told=days_ago(1).toordinal(),
        switches=frozenset({"roller"}),
        answers={"soreness before": 4, "felt accurate": "yes", "soreness after": None},
        decisions=(decided,),
    )
    second = Past(card="b", day=days_ago(1).toordinal(), by=None, answers={MORNING: 3})
    assert history(path, TODAY) == History(TODAY.toordinal(), (first, second))


def test_the_stored_diaries_of_both_versions_are_told(tmp_path: Path) -> None:
    for version, given_ in ((1, {}), (2, {"T1", "R6", "own question", "T3"})):
        path = tmp_path / "diary.sqlite"
        shutil.copy(STORED / f"version-{version}.sqlite", path)
        found = history(path, TODAY)
        assert [past.card for past in found.sessions] == [record.card for record in sessions(path)]
        assert set(found.given) == set(given_)
    assert found.clearance == Clearance("Dr Miller", date(2026, 3, 20).toordinal())
    assert [past.morning for past in found.sessions] == [3, None]


def test_the_day_is_that_of_the_wall_clock_on_which_the_session_began(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    clock = Clock()
    clock.moment = datetime(2026, 5, 19, 0, 30, tzinfo=SOFIA)  # in UTC this is still the 18th
    with open_diary(path, clock) as diary:
        diary.append(began("a"))
    assert [past.day for past in history(path, TODAY).sessions] == [days_ago(1).toordinal()]


def test_a_session_dated_after_today_counts_as_one_of_today(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    told(path, TODAY + timedelta(days=400), began("a"), DONE)
    told(path, days_ago(1), began("a"), DONE)
    assert [past.day for past in history(path, TODAY).sessions] == [
        TODAY.toordinal(),
        days_ago(1).toordinal(),
    ]


def test_an_answer_is_given_since_the_first_day_on_which_it_was_the_same(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    for ago, value in ((9, "yes"), (8, "no"), (7, "no"), (6, None), (5, "no")):
        told(path, days_ago(ago), Screened(0.0, "P1", value, ""))
    told(path, days_ago(5), began("a"), Screened(0.0, "P4", None, "what"))
    day, since = days_ago(5).toordinal(), days_ago(8).toordinal()
    assert history(path, TODAY).given == {"P1": Given("no", since, day, changed=True)}


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["yes", "no", "not sure", 1, None])), max_size=12
    )
)
def test_however_often_answers_change_they_are_told_as_if_gone_through_one_by_one(
    answers: list[tuple[str, str | int | None]],
) -> None:
    wanted: dict[str, Given] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.sqlite"
        for ago, (row, value) in zip(range(len(answers), 0, -1), answers, strict=True):
            told(path, days_ago(ago), Screened(0.0, row, value, ""))
            if value is not None:
                day = days_ago(ago).toordinal()
                before = wanted.get(row)
                same = before is not None and before.value == value
                changed = before is not None and (before.changed or not same)
                wanted[row] = Given(value, before.since if before and same else day, day, changed)
        assert history(path, TODAY).given == wanted


def test_the_latest_clearance_counts_whichever_day_it_names(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    told(path, days_ago(2), Cleared(0.0, "Dr Miller", 739_000), Cleared(0.0, "Ana, physio", 738_000))
    assert history(path, TODAY).clearance == Clearance("Ana, physio", 738_000)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from([DONE, SessionEnded(1.0, EndedBy.REFUSED), None]),
            st.sampled_from([answer(MORNING, 3), answer(MORNING, None), answer("soreness before", 2), None]),
        ),
        max_size=8,
    )
)
def test_whenever_sessions_were_the_rules_are_told_what_the_diary_shows(
    told_: list[tuple[int, Fact | None, Fact | None]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.sqlite"
        for ago, *facts in told_:
            told(path, days_ago(ago), began("a"), *(fact for fact in facts if fact is not None))
        found = history(path, TODAY).sessions
        shown = sessions(path)
    assert [(p.day, p.by, p.before, p.after, p.morning) for p in found] == [
        (r.started.date().toordinal(), r.by, r.before, r.after, r.next_morning) for r in shown
    ]
    assert all((p.told is None) == (p.morning is None) for p in found)


def test_an_answer_with_a_day_that_is_none_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    told(path, TODAY, Cleared(0.0, "Dr Miller", 739_000))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO entries VALUES (77, 'x', 0, '2026-05-20T12:00:00+02:00')")
        connection.execute("INSERT INTO clearances VALUES (77, 'Dr Miller', 'Friday')")
        connection.commit()
    with pytest.raises(DiaryError, match=r"Friday.*: the diary is damaged"):
        history(path, TODAY)


@pytest.mark.parametrize("today", [date.min, date.max])
def test_the_first_and_the_last_day_of_the_calendar_are_days_too(tmp_path: Path, today: date) -> None:
    path = tmp_path / "diary.sqlite"
    told(path, TODAY, began("a"))
    assert [past.day for past in history(path, today).sessions] == [min(today, TODAY).toordinal()]


def test_how_long_it_took_to_settle_is_told_with_its_session_also_where_a_later_one_told_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "diary.sqlite"
    own = Settled(8.0, 1, 4, False)
    told(path, days_ago(2), began("a"), Decided(7.0, 1, 4, "rest", (), False, "none"), own, DONE)
    (first,) = history(path, TODAY).sessions
    correction = Settled(2.0, 1, 30, False, first.session)
    told(path, days_ago(1), began("b"), correction, DONE)
    found = history(path, TODAY)
    assert [past.settled for past in found.sessions] == [(own, correction), ()]
    assert [record.halts for record in sessions(path)] == [(), ()]
    assert locked_by(begun_in(found), found) == Locked(Why.NOT_EASED, days_ago(2).toordinal())
