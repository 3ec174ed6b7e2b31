"""Whatever happens to the disk, the lock, the clock and the place: each in one clear line, and nothing is lost."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from diary_facts import SCREENED, SESSION, Clock
from diary_writer import fact
from test_diary_crash import by_session, coach, sound
from test_diary_errors import as_an_ordinary_user, files_of_at_most, line

from voicecoach.core.facts import Answered, Changed, EndedBy, Fact, Resumed, SessionBegan, SessionEnded
from voicecoach.core.past import MORNING
from voicecoach.diary.copies import backup, restore
from voicecoach.diary.erase import erase
from voicecoach.diary.history import history
from voicecoach.diary.read import entries, sessions
from voicecoach.diary.show import as_lines
from voicecoach.diary.store import open_diary
from voicecoach.shells.notebook import PatientNotebook

TESTS = Path(__file__).parent
TODAY = date(2026, 11, 22)
BEGAN = SessionBegan(0.0, "cervical-retraction", 1, (), "full")
DONE = SessionEnded(60.0, EndedBy.COMPLETE)
WHOLE = (BEGAN, Resumed(1.0, 1), Answered(59.0, 0, "soreness after", 3, "three"), DONE)
KILLS = 12
RESTORING = """
import sys
from datetime import date
from pathlib import Path
from voicecoach.diary.copies import restore
print(flush=True)
restore(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 11, 22))
"""


class Moments:
    """A wall clock that shows these moments one after the other, and then goes on from the last by the second."""

    def __init__(self, *moments: datetime) -> None:
        self._moments = list(moments)
        self._last = moments[-1]

    def __call__(self) -> datetime:
        if self._moments:
            return self._moments.pop(0)
        self._last += timedelta(seconds=1)
        return self._last


def write(path: Path, clock: Callable[[], datetime], *told: Fact) -> None:
    with open_diary(path, clock) as diary:
        for each in told:
            diary.append(each)


def read(path: Path) -> list[Fact]:
    return [entry.fact for entry in entries(path)]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# The disk


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of 512 KB, where there is leave to make one."""
    folder = Path(tempfile.mkdtemp())
    made = shutil.which("mount") is not None and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=512k", "none", folder],
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
        == 0
    )
    try:
        if not made:
            pytest.skip("needs leave to make a small disk")
        yield folder
    finally:
        if made:
            subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def test_on_a_full_disk_what_was_written_stays_and_the_rest_comes_when_there_is_space() -> None:
    with small_disk() as disk:
        path, filling = disk / "diary.sqlite3", disk / "filling"
        said: list[str] = []
        long = Changed(2.0, "tempo", "x" * 100_000)
        with open_diary(path, Clock()) as diary:
            notebook = PatientNotebook(diary, said.append)
            notebook.append(BEGAN)
            filling.write_bytes(bytes(shutil.disk_usage(disk).free))
            notebook.append(long)
            notebook.append(DONE)
            assert read(path) == [BEGAN]
            filling.unlink()
            notebook.settle()
        assert read(path) == [BEGAN, long, DONE]
        assert set(said) == {
            f"{path}: the disk is full, so nothing more can be written; free some space and start again"
        }


def test_a_backup_that_finds_no_space_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    write(path, Clock(), *SESSION, *(Changed(2.0, "tempo", "x" * 100_000) for _ in range(6)))
    with small_disk() as disk:
        (disk / "b").write_bytes(b"an older backup")
        full = (
            f"{disk / 'b'}: the disk is full, so nothing more can be written; free some space and start again"
        )
        assert line(lambda: backup(path, disk / "b", True)) == full
        assert (names(disk), (disk / "b").read_bytes()) == (["b"], b"an older backup")
        other = disk / "data" / "diary.sqlite3"
        write(other, Clock(), *SESSION)
        assert line(lambda: restore(other, path, TODAY)).startswith(f"{other}: the disk is full")
        assert (read(other), names(other.parent)) == (list(SESSION), ["diary.sqlite3"])


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limits")
def test_a_disk_that_refuses_in_the_middle_of_a_copy_changes_nothing(tmp_path: Path) -> None:
    path, other = tmp_path / "diary.sqlite3", tmp_path / "data" / "diary.sqlite3"
    write(path, Clock(), *SESSION)
    write(other, Clock(), *SCREENED)
    with files_of_at_most(40_000):
        said = [
            line(lambda: backup(path, tmp_path / "b" / "b")),
            line(lambda: restore(other, path, TODAY, True)),
        ]
    refused = "the disk refuses to read or write the diary; see that it is there and has space"
    assert said == [f"{tmp_path / 'b' / 'b'}: {refused}", f"{other}: {refused}"]
    assert (names(tmp_path / "b"), names(other.parent)) == ([], ["diary.sqlite3"])
    assert (read(path), read(other)) == (list(SESSION), list(SCREENED))


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such folders")
def test_a_folder_that_cannot_be_written_is_told_of_by_backup_restore_and_erase() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, source = Path(place) / "read only", Path(place) / "b.sqlite3"
        Path(place).chmod(0o755)
        path = folder / "diary.sqlite3"
        write(path, Clock(), *SESSION)
        backup(path, source)
        path.chmod(0o444)
        source.chmod(0o444)
        folder.chmod(0o555)
        with as_an_ordinary_user():
            said = [
                line(lambda: backup(path, folder / "b")),
                line(lambda: restore(path, source, TODAY)),
                line(lambda: erase(path)),
            ]
        folder.chmod(0o755)
        assert (
            said[0] == f"{folder / 'b'}: this file cannot be made (Permission denied); choose another place"
        )
        assert said[1] == f"{path}: this file cannot be made (Permission denied); choose another place"
        mend = "make the file and its folder writable, or choose another file"
        assert said[2] == f"{path}: the diary cannot be locked; {mend}"
        assert read(path) == list(SESSION)


# Others


def test_while_another_program_holds_the_lock_the_session_goes_on_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    said: list[str] = []
    holder = [sys.executable, str(TESTS / "diary_holder.py"), str(path)]
    with open_diary(path, Clock(), patience=0.02) as diary:
        notebook = PatientNotebook(diary, said.append)
        notebook.append(BEGAN)
        with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdin is not None
            assert other.stdout is not None
            assert other.stdout.readline() == b"held\n"
            for each in WHOLE[1:-1]:
                notebook.append(each)
            assert read(path) == [BEGAN]
            other.stdin.close()
            other.wait()
        notebook.append(DONE)
        notebook.settle()
    assert said == [f"{path}: another program holds the diary; close it and start again"] * 2
    assert read(path) == list(WHOLE)


def test_two_coaches_that_write_two_hundred_facts_each_lose_none_and_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    coaches = [coach(path, 200) for _ in range(2)]
    said = [process.communicate()[0].split()[1:] for process in coaches]
    assert [process.returncode for process in coaches] == [0, 0]
    assert said == [[b"%d" % number for number in range(200)]] * 2
    assert list(by_session(entries(path)).values()) == [[fact(number) for number in range(200)]] * 2
    assert len(sessions(path)) == 2
    assert sound(path)


def test_a_kill_while_a_backup_is_brought_back_leaves_the_one_diary_or_the_other(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    saved = tmp_path / "saved"
    write(saved, Clock(), *SCREENED)
    for number in range(KILLS):
        path = tmp_path / str(number) / "diary.sqlite3"
        write(path, Clock(), *SESSION)
        program = [sys.executable, "-c", RESTORING, str(path), str(saved)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=TESTS.parent) as restoring:
            assert restoring.stdout is not None
            restoring.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                restoring.wait(timeout=chance.uniform(0, 0.04))
            restoring.kill()
        assert read(path) in (list(SESSION), list(SCREENED))
        aside = path.with_name("diary-before-restore-2026-11-22.sqlite3")
        if read(path) == list(SCREENED) or aside.exists():
            assert read(aside) == list(SESSION)
        erase(path)
        assert names(path.parent) == []


# The clock and the place


NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


def test_a_clock_set_back_in_mid_session_changes_neither_its_order_nor_its_length(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    write(path, Moments(NOON, NOON, NOON - timedelta(days=400), NOON - timedelta(days=400)), *WHOLE)
    record = sessions(path)[0]
    assert read(path) == list(WHOLE)
    assert (record.started, record.seconds, record.by) == (NOON, 60.0, EndedBy.COMPLETE)
    assert as_lines((record,))[0] == "2026-05-20 12:00  cervical-retraction  1 min  complete"


def test_a_clock_set_back_between_sessions_loses_none_and_the_later_one_stays_the_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "diary.sqlite3"
    write(path, Moments(NOON), *WHOLE)
    write(path, Moments(NOON - timedelta(days=30)), BEGAN, Answered(1.0, 0, MORNING, 5, "five"), DONE)
    assert [record.started.date() for record in sessions(path)] == [date(2026, 5, 20), date(2026, 4, 20)]
    assert [record.started.date() for record in sessions(path, last=1)] == [date(2026, 4, 20)]
    known = history(path, date(2026, 4, 20))
    assert [past.day for past in known.sessions] == [date(2026, 4, 20).toordinal()] * 2


SOFIA = ZoneInfo("Europe/Sofia")


@pytest.mark.parametrize(
    ("start", "wanted", "ended"),
    [
        pytest.param(
            datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC),
            "2026-03-29 02:59",
            "2026-03-29T04:00:30+03:00",
            id="an hour is left out",
        ),
        pytest.param(
            datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC),
            "2026-10-25 03:59",
            "2026-10-25T03:00:30+02:00",
            id="an hour comes twice",
        ),
    ],
)
def test_a_change_to_or_from_summer_time_in_mid_session_makes_it_no_longer_and_no_shorter(
    tmp_path: Path, start: datetime, wanted: str, ended: str
) -> None:
    path = tmp_path / "diary.sqlite3"
    moments = (start + timedelta(seconds=each.at) for each in WHOLE)
    write(path, Moments(*(moment.astimezone(SOFIA) for moment in moments)), *WHOLE)
    record = sessions(path)[0]
    assert record.ended is not None
    assert (record.seconds, record.ended.isoformat()) == (60.0, ended)
    assert record.ended - record.started == timedelta(seconds=60)
    assert as_lines((record,))[0] == f"{wanted}  cervical-retraction  1 min  complete"


def test_sessions_in_the_hour_that_comes_twice_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    first = datetime(2026, 10, 25, 0, 40, tzinfo=UTC).astimezone(SOFIA)
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC).astimezone(SOFIA)
    write(path, Moments(first), *WHOLE)
    write(path, Moments(second), *WHOLE)
    assert [f"{record.started:%H:%M %z}" for record in sessions(path)] == ["03:40 +0300", "03:10 +0200"]
    assert sessions(path)[0].started < sessions(path)[1].started


def test_each_session_has_the_calendar_day_of_its_own_place(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    tokyo, los_angeles = timezone(timedelta(hours=9)), timezone(timedelta(hours=-7))
    morning = (BEGAN, Answered(1.0, 0, MORNING, 2, "two"), DONE)
    write(path, Moments(datetime(2026, 5, 2, 23, 30, tzinfo=tokyo)), *WHOLE)  # in UTC the same day
    write(path, Moments(datetime(2026, 5, 3, 8, 0, tzinfo=tokyo)), *morning)  # in UTC still the 2nd
    write(path, Moments(datetime(2026, 5, 2, 22, 0, tzinfo=los_angeles)), *WHOLE)  # later, and a day earlier
    write(path, Moments(datetime(2026, 5, 3, 9, 0, tzinfo=los_angeles)), *morning)
    found = sessions(path)
    assert [(record.started.date().day, record.next_morning) for record in found] == [
        (2, 2),
        (3, None),
        (2, 2),
        (3, None),
    ]
    assert [lines.split("  ")[0] for lines in as_lines(found) if lines.startswith("2026")] == [
        "2026-05-02 23:30",
        "2026-05-03 08:00",
        "2026-05-02 22:00",
        "2026-05-03 09:00",
    ]
    known = history(path, date(2026, 5, 3))
    assert [date.fromordinal(past.day).day for past in known.sessions] == [2, 3, 2, 3]


# Earlier versions


@pytest.mark.parametrize("stored", sorted((TESTS / "diaries").glob("*.sqlite")), ids=lambda path: path.stem)
def test_a_diary_of_every_earlier_version_is_backed_up_as_it_is_and_goes_on(
    tmp_path: Path, stored: Path
) -> None:
    path, copy = tmp_path / "diary.sqlite3", tmp_path / "b"
    shutil.copy(stored, path)
    told = read(path)
    backup(path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    assert f"version-{version}" == stored.stem
    write(path, Clock(), *SCREENED)
    assert (read(copy), read(path)) == (told, [*told, *SCREENED])
