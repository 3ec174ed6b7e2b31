"""What the user takes back is in the file no more, nor beside it, and all else is as it was."""

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest
from diary_facts import KEPT, SCREENED, SESSION, Clock

from voicecoach.core.facts import Caught, Cleared, Fact, Permitted, Screened
from voicecoach.diary.forget import CLEARANCE, forget
from voicecoach.diary.history import history
from voicecoach.diary.read import entries
from voicecoach.diary.schema import FIRST_TABLES, SECOND_TABLES, THIRD_TABLES
from voicecoach.diary.store import open_diary
from voicecoach.errors import DiaryError

SECRET = "a secret of my own"
TODAY = date(2026, 5, 20)
ROOT = Path(__file__).parent.parent
KILLS = 12
FORGETTING = """
import sys
from pathlib import Path
from voicecoach.diary.forget import forget
print(flush=True)
forget(Path(sys.argv[1]), None)
"""


def written(path: Path) -> None:
    with open_diary(path, Clock()) as diary:
        for fact in (*SESSION, *SCREENED, *KEPT):
            diary.append(fact)
        for number in range(200):  # over more than one page
            diary.append_about(Screened(0.0, "P1", SECRET, f"{SECRET} {number}"))
        diary.append_about(Screened(0.0, "P7", "yes", ""))
        diary.append_about(Cleared(0.0, "Dr Secret", 739_000))


def read(path: Path) -> list[Fact]:
    return [entry.fact for entry in entries(path)]


def bytes_of(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(path.parent.iterdir()))


def test_nothing_of_a_forgotten_answer_is_in_the_file_or_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    written(path)
    assert SECRET.encode() in bytes_of(path)
    assert forget(path, {"P1"}) == 201
    assert SECRET.encode() not in bytes_of(path)
    assert b"the radio" not in bytes_of(path), "also what was heard in a session"
    assert set(history(path, TODAY).given) == {"T1", "R6", "T3", "own question", "P7"}
    assert read(path) == [
        *SESSION,
        *(fact for fact in SCREENED if fact != Screened(21.0, "P1", None, "the radio")),
        *KEPT,
    ]


def test_while_a_coach_has_the_diary_open_nothing_is_left_in_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with open_diary(path, Clock()) as coach:
        coach.append_about(Screened(0.0, "P1", SECRET, ""))
        written(path)
        forget(path, {"P1"})
        assert path.with_name("diary.sqlite-wal").exists()
        assert SECRET.encode() not in bytes_of(path)
        coach.append_about(Screened(0.0, "P4", "no", ""))
    assert "P4" in history(path, TODAY).given


def test_all_is_forgotten_and_what_sessions_did_stays(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    written(path)
    forget(path, None)
    assert (history(path, TODAY).given, history(path, TODAY).clearance) == ({}, None)
    assert b"Secret" not in bytes_of(path)
    permits = [fact for fact in SCREENED if isinstance(fact, Permitted)]
    assert [fact for fact in read(path) if isinstance(fact, Permitted)] == [
        Permitted(p.at, p.screening, p.allowed, p.advice, ("forgotten",), p.without) for p in permits
    ]
    kept = [f for f in (*SESSION, *SCREENED, *KEPT) if not isinstance(f, Screened | Cleared | Permitted)]
    assert [fact for fact in read(path) if not isinstance(fact, Permitted)] == kept


def test_a_clearance_is_forgotten_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    written(path)
    assert forget(path, {CLEARANCE}) == 2
    assert history(path, TODAY).clearance is None
    assert len(history(path, TODAY).given) == 6
    assert b"Miller" not in bytes_of(path)


def test_what_the_ear_heard_goes_with_the_answers_that_it_holds_and_elsewhere_stays(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    told = (
        SCREENED[0],
        Caught(9.0, "yes", "yes, I am", 0.9, True),
        Screened(9.0, "P1", "yes", "yes, I am"),
        Caught(40.0, "", "expecting in May", 0.2, False),
        *KEPT,
    )
    with open_diary(path, Clock()) as diary:
        for fact in told:
            diary.append(fact)
    assert forget(path, {"P1"}) == 1
    assert read(path) == [told[0], *KEPT]
    assert b"I am" not in bytes_of(path)
    assert b"expecting" not in bytes_of(path)


def test_afterwards_the_diary_is_only_added_to_again(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    written(path)
    forget(path, {"P1"})
    written(path)
    for table in FIRST_TABLES + SECOND_TABLES + THIRD_TABLES:
        with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"DELETE FROM {table}")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_was_never_answered_and_what_is_not_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    assert forget(path, None) == 0
    assert list(tmp_path.iterdir()) == []
    written(path)
    assert forget(path, {"R7"}) == 0


def test_who_still_reads_is_told_of_and_a_second_time_clears_what_was_left(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    written(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchall()
        with pytest.raises(
            DiaryError, match="another program reads the diary, so that traces are left; close it"
        ):
            forget(path, {"P1"})
        assert "P1" not in history(path, TODAY).given
    assert forget(path, {"P1"}) == 0
    assert SECRET.encode() not in bytes_of(path)


def test_who_writes_meanwhile_keeps_everything_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    written(path)
    before = history(path, TODAY)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(DiaryError, match="another program holds the diary"):
            forget(path, None)
    assert history(path, TODAY) == before


def test_a_kill_at_any_moment_leaves_all_answers_or_none_and_the_diary_closed_to_changes(
    tmp_path: Path,
) -> None:
    whole = tmp_path / "whole.sqlite"
    written(whole)
    chance = random.Random(20261122)
    left: set[int] = set()
    for number in range(KILLS):
        path = tmp_path / str(number) / "diary.sqlite"
        path.parent.mkdir()
        shutil.copy(whole, path)
        forgetting_all = (sys.executable, "-c", FORGETTING, str(path))
        with subprocess.Popen(forgetting_all, stdout=subprocess.PIPE, cwd=ROOT) as forgetting:
            assert forgetting.stdout is not None
            forgetting.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                forgetting.wait(timeout=chance.uniform(0, 0.04))
            forgetting.kill()
        left.add(len(history(path, TODAY).given))
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute("DELETE FROM entries")
    assert left <= {0, 6}
