"""What is appended to the diary is there, as it was, for its owner only, and nobody can take it back."""

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from diary_facts import KEPT, SCREENED, SESSION, Clock, beginnings, facts
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.core.facts import Answered, Caught, Cleared, Fact, Resumed, Screened, SessionBegan
from voicecoach.diary.read import entries, sessions
from voicecoach.diary.schema import FIRST_TABLES, MIGRATIONS, SECOND_TABLES, THIRD_TABLES, migrate
from voicecoach.diary.sqlite import Connection, keep_private, writing
from voicecoach.diary.store import open_diary
from voicecoach.errors import DiaryError

STORED = Path(__file__).parent / "diaries"
BEGAN = SessionBegan(0.0, "cervical-retraction", 1, (), "full")
PRIVATE = 0o600


def write(path: Path, *told: Fact) -> None:
    with open_diary(path, Clock()) as diary:
        for fact in told:
            diary.append(fact)


def read(path: Path) -> list[Fact]:
    return [entry.fact for entry in entries(path)]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@settings(max_examples=40)
@given(beginnings, st.lists(facts, max_size=12))
def test_what_is_appended_is_read_back_equal(first: SessionBegan, others: list[Fact]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.sqlite"
        write(path, first, *others)
        assert read(path) == [first, *others]
        assert len(sessions(path)) == 1 + sum(isinstance(fact, SessionBegan) for fact in others)


def test_each_fact_is_there_for_another_reader_as_soon_as_append_returns(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock()) as diary:
        for count, fact in enumerate(SESSION, start=1):
            diary.append(fact)
            assert read(path) == list(SESSION[:count])


def test_no_answer_is_not_zero(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    told = (Answered(1.0, 0, "soreness before", None, ""), Answered(2.0, 0, "soreness after", 0, "none"))
    write(path, BEGAN, *told)
    assert [(record.before, record.after) for record in sessions(path)] == [(None, 0)]


def test_words_that_are_no_text_do_not_keep_pain_out_of_the_diary(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    write(path, BEGAN, Answered(1.0, 1, "where", None, "it hurts \udcff"))
    assert read(path)[1] == Answered(1.0, 1, "where", None, "it hurts \\udcff")


def test_two_coaches_at_once_both_write_each_into_its_own_session(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock()) as one, open_diary(path, Clock()) as other:
        one.append(BEGAN)
        other.append(BEGAN)
        one.append(Resumed(1.0, 1))
        other.append(Resumed(2.0, 2))
    assert [
        [answer.fact for answer in entries(path) if answer.session_id == each.session_id]
        for each in sessions(path)
    ] == [
        [BEGAN, Resumed(1.0, 1)],
        [BEGAN, Resumed(2.0, 2)],
    ]


def test_of_what_comes_to_nothing_only_so_much_is_kept_of_one_session_and_all_that_did_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicecoach.diary.store.MOST_HEARD", 3)
    path = tmp_path / "diary.sqlite"
    noise, stop = Caught(1.0, "", "the radio", 0.2, False), Caught(2.0, "stop", "stop", 0.9, True)
    write(path, BEGAN, *[noise] * 5, stop, noise, BEGAN, *[noise] * 2)
    assert read(path) == [BEGAN, *[noise] * 3, stop, BEGAN, *[noise] * 2]


def test_what_was_heard_is_read_only_where_it_is_wanted_and_a_session_is_as_long_without(
    tmp_path: Path,
) -> None:
    path = tmp_path / "diary.sqlite"
    stop = Caught(99.0, "stop", "stop", 0.9, True)
    write(path, BEGAN, Resumed(7.0, 1), stop)
    (without,), (with_it,) = sessions(path), sessions(path, heard=True)
    assert (without.caught, without.seconds) == ((), 7.0)
    assert with_it == replace(without, caught=(stop,))


def test_the_wall_clock_is_kept_with_its_offset_also_when_it_is_set_back(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock(step=-3600.0)) as diary:
        diary.append(BEGAN)
        diary.append(Resumed(1.0, 1))
    assert [(entry.clock.isoformat(), entry.fact.at) for entry in entries(path)] == [
        ("2026-03-29T01:59:50+02:00", 0.0),
        ("2026-03-29T00:59:50+02:00", 1.0),
    ]


@pytest.mark.parametrize("name", ["my diary.sqlite", "a?mode=memory", "100%20#1;.db", "дневник", "-wal"])
def test_the_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, BEGAN)
    assert read(tmp_path / name) == [BEGAN]
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_name_without_a_folder_is_a_file_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("diary.sqlite"), BEGAN)
    assert read(tmp_path / "diary.sqlite") == [BEGAN]


def test_a_clock_without_offset_is_a_bug(tmp_path: Path) -> None:
    with (
        open_diary(tmp_path / "diary.sqlite", lambda: datetime(2026, 1, 1)) as diary,  # noqa: DTZ001
        pytest.raises(ValueError, match="offset"),
    ):
        diary.append(BEGAN)


def test_a_fact_before_its_session_is_a_bug(tmp_path: Path) -> None:
    with (
        open_diary(tmp_path / "diary.sqlite", Clock()) as diary,
        pytest.raises(ValueError, match="before its session"),
    ):
        diary.append(Resumed(1.0, 1))


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps other users out by where the file lies")
def test_only_the_owner_can_read_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "diary.sqlite"
    with umask(0), open_diary(path, Clock()) as diary:
        diary.append(BEGAN)
        assert {each.name: oct(mode(each)) for each in path.parent.iterdir()} == {
            name: oct(PRIVATE) for name in ("diary.sqlite", "diary.sqlite-wal", "diary.sqlite-shm")
        }
    assert [oct(mode(each)) for each in (path.parent, path.parent.parent)] == [oct(0o700)] * 2


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps other users out by where the file lies")
def test_a_diary_that_others_could_read_is_closed_to_them_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    write(path, BEGAN)
    path.chmod(0o644)
    tmp_path.chmod(0o755)
    write(path, BEGAN)
    assert oct(mode(path)) == oct(PRIVATE)
    assert oct(mode(tmp_path)) == oct(0o755), "a folder that is not ours alone is left as it is"
    keep_private(tmp_path)
    assert oct(mode(tmp_path)) == oct(0o700)


def test_nothing_stays_beside_the_diary_when_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    write(path, *SESSION)
    sessions(path)
    assert [each.name for each in tmp_path.iterdir()] == ["diary.sqlite"]


@pytest.mark.parametrize("table", FIRST_TABLES + SECOND_TABLES + THIRD_TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET entry = entry + 1",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_no_program_changes_what_is_written(tmp_path: Path, table: str, statement: str) -> None:
    path = tmp_path / "diary.sqlite"
    write(path, *SESSION, *SCREENED, *KEPT)
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="only added to"),
    ):
        connection.execute(statement.format(table=table))
    assert read(path) == [*SESSION, *SCREENED, *KEPT]


@pytest.mark.parametrize(("version", "told"), [(1, SESSION), (2, SCREENED), (3, KEPT)])
def test_a_diary_of_each_version_is_still_read_and_written(
    tmp_path: Path, version: int, told: tuple[Fact, ...]
) -> None:
    path = tmp_path / "diary.sqlite"
    shutil.copy(STORED / f"version-{version}.sqlite", path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert read(path) == list(told)
    write(path, *SCREENED, *KEPT)
    assert read(path) == [*told, *SCREENED, *KEPT]


def test_what_is_told_outside_a_session_is_kept_and_belongs_to_none(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock()) as diary:
        diary.append_about(Screened(0.0, "P7", "yes", ""))
        diary.append(BEGAN)
        diary.append_about(Cleared(0.0, "Dr Miller", 739_000))
        diary.append(Resumed(1.0, 1))
    assert read(path) == [BEGAN, Resumed(1.0, 1)]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT question_id, value FROM screenings").fetchall() == [("P7", "yes")]
        assert connection.execute("SELECT cleared_by FROM clearances").fetchall() == [("Dr Miller",)]


def with_effort(connection: Connection) -> None:
    connection.execute("ALTER TABLE sessions ADD COLUMN effort INTEGER")


def with_a_mistake(connection: Connection) -> None:
    with_effort(connection)
    raise OSError("the power went")


def test_an_older_diary_is_brought_to_the_newest_version_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    shutil.copy(STORED / "version-1.sqlite", path)
    with writing(path) as connection:
        migrate(connection, path, (*MIGRATIONS, with_effort))
        migrate(connection, path, (*MIGRATIONS, with_effort))
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)
        assert connection.execute("SELECT exercise_id, effort FROM sessions").fetchall() == [
            ("posterior-neck-release", None)
        ]


def test_a_migration_that_breaks_off_leaves_the_older_diary_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    shutil.copy(STORED / "version-1.sqlite", path)
    with writing(path) as connection, pytest.raises(OSError, match="power"):
        migrate(connection, path, (*MIGRATIONS, with_a_mistake))
    write(path, BEGAN)
    assert read(path) == [*SESSION, BEGAN]


def test_an_empty_file_becomes_a_diary(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    path.touch()
    assert sessions(path) == ()
    write(path, BEGAN)
    assert read(path) == [BEGAN]


def test_a_diary_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with writing(path) as connection:
        migrate(connection, path, (*MIGRATIONS, with_effort))
    before = path.read_bytes()
    wanted = (
        f"{path}: the diary was written by a newer voicecoach"
        " (version 4, this one knows 3); update voicecoach"
    )
    for use in (lambda: write(path), lambda: sessions(path)):
        with pytest.raises(DiaryError) as caught:
            use()
        assert str(caught.value) == wanted
    assert path.read_bytes() == before
