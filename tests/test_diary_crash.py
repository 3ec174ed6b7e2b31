"""A coach that is killed at any moment loses nothing that it had written down."""

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from diary_facts import Clock
from diary_writer import fact

from voicecoach.core.facts import Fact, SessionBegan
from voicecoach.diary.read import Entry, entries
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import make_durable, writing
from voicecoach.diary.store import open_diary

TESTS = Path(__file__).parent
KILLS = int(os.environ.get("VOICECOACH_KILLS", "40"))
FOR_EVER = 1_000_000
EXTRA = 3


def can_trace() -> bool:
    strace = shutil.which("strace")
    return (
        strace is not None
        and subprocess.run([strace, "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL).returncode == 0
    )


def coach(path: Path, count: int = FOR_EVER) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, TESTS / "diary_writer.py", path, str(count)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
    )


def killed(path: Path, acknowledged: int, seconds: float) -> list[Fact]:
    """Run a coach and kill it so long after so many facts; the facts which it said are on disk."""
    with coach(path) as process:
        assert process.stdout is not None
        before = [
            process.stdout.readline() for _ in range(1 + acknowledged)
        ]  # it says first that it is awake
        try:
            process.wait(timeout=seconds)  # so that it dies anywhere, also between two facts
        except subprocess.TimeoutExpired:
            process.kill()
        said = b"".join(before) + process.stdout.read()
    assert process.returncode < 0, "it was to be killed, not to end"
    return [fact(int(number)) for number in said.split()[1:]]


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def by_session(written: tuple[Entry, ...]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for entry in written:
        found.setdefault(entry.session_id, []).append(entry.fact)
    return found


def test_every_acknowledged_fact_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    chance = random.Random(20260101)
    known: dict[str, list[Fact]] = {}
    total = 0
    for _ in range(KILLS):
        said = killed(path, acknowledged=chance.randrange(30), seconds=chance.uniform(0, 0.02))
        total += len(said)
        found = by_session(entries(path, last=2))
        new = [told for session, told in found.items() if session not in known]
        assert len(new) <= 1
        told = new[0] if new else []
        # The very last one may be on disk without having been said; never the other way round.
        assert told in (said, [*said, fact(len(said))])
        known |= {session: told for session, told in found.items() if session not in known}
        assert sound(path)
    assert by_session(entries(path)) == known
    assert total > KILLS, "they were killed before they wrote anything"


def test_a_kill_while_the_diary_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    chance = random.Random(20260102)
    for number in range(KILLS // 2):
        path = tmp_path / str(number) / "diary.sqlite"
        said = killed(path, acknowledged=0, seconds=chance.uniform(0, 0.05))
        assert [entry.fact for entry in entries(path)] in (said, [*said, fact(len(said))])
        with open_diary(path, Clock()) as diary:
            diary.append(fact(0))
        assert entries(path)[-1].fact == fact(0)
        assert sound(path)


def test_the_diary_goes_on_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    said = killed(path, acknowledged=20, seconds=0.0)
    with open_diary(path, Clock()) as diary:
        diary.append(SessionBegan(0.0, "cervical-retraction", 1, (), "full"))
    written = [entry.fact for entry in entries(path)]
    assert written[: len(said)] == said
    assert written[-1] == SessionBegan(0.0, "cervical-retraction", 1, (), "full")


def test_four_coaches_that_start_at_once_on_no_diary_all_write_everything(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    coaches = [coach(path, 25) for _ in range(4)]
    said = [process.communicate()[0].split() for process in coaches]
    assert [process.returncode for process in coaches] == [0] * 4
    assert said == [[b"awake", *(b"%d" % number for number in range(25))]] * 4
    assert list(by_session(entries(path)).values()) == [[fact(number) for number in range(25)]] * 4
    assert sound(path)


def test_every_entry_is_synced_to_the_disk_and_not_only_handed_to_the_system(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with writing(path) as connection:
        migrate(connection, path)
        make_durable(connection, path)
        asked = [
            connection.execute(f"PRAGMA {each}").fetchone()[0] for each in ("journal_mode", "synchronous")
        ]
    assert asked == ["wal", EXTRA]


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it")
def test_before_a_fact_is_acknowledged_the_last_thing_done_to_the_disk_is_a_sync(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    tracer = ("strace", "-f", "-e", "trace=pwrite64,fsync,fdatasync,write", "-o", trace)
    subprocess.run(
        [*tracer, sys.executable, TESTS / "diary_writer.py", tmp_path / "diary.sqlite", "5"],
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    done = [
        call.split("(")[0]
        for call in re.findall(r"(pwrite64\(|fsync\(|fdatasync\(|write\(1,)", trace.read_text())
    ]
    before_acknowledged = [done[at - 2 : at] for at, call in enumerate(done) if call == "write"][
        1:
    ]  # 1: awake
    assert before_acknowledged == [["pwrite64", "fdatasync"]] * 5
