"""A coach that is killed at any moment loses nothing that it had written down."""

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from diary_facts import Clock
from diary_writer import fact

from voicecoach.core.facts import Fact, Halted, HaltKind, SessionBegan
from voicecoach.diary.read import Entry, entries
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import make_durable, writing
from voicecoach.diary.store import open_diary

TESTS = Path(__file__).parent
KILLS = int(os.environ.get("VOICECOACH_KILLS", "40"))
REHEARSED_KILLS = int(os.environ.get("VOICECOACH_KILLS", "200"))
CARDS = ("cervical-retraction", "posterior-neck-release")
KILLS_A_DIARY = 20
FOR_EVER = 1_000_000
EXTRA = 3


def can_trace() -> bool:
    strace = shutil.which("strace")
    return (
        strace is not None
        and subprocess.run([strace, "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL).returncode == 0
    )


def coach(path: Path, count: int = FOR_EVER) -> subprocess.Popen[bytes]:
    return running("diary_writer.py", path, str(count))


def running(program: str, *arguments: Path | str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, TESTS / program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
    )


def killed(path: Path, acknowledged: int, seconds: float) -> list[Fact]:
    """Run a coach and kill it so long after so many facts; the facts which it said are on disk."""
    said = last_words(coach(path), acknowledged, seconds)
    return [fact(int(number)) for number in said]


def last_words(process: subprocess.Popen[bytes], acknowledged: int, seconds: float) -> list[str]:
    """What ``process`` said was on disk until it was killed."""
    with process:
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
    return said.decode().splitlines()[1:]


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


@pytest.mark.timeout(240)  # two hundred kills, on whatever machine
def test_sessions_with_pain_in_them_lose_nothing_when_the_coach_is_killed(tmp_path: Path) -> None:
    chance = random.Random(20260103)
    pains = 0
    with ExitStack() as stack:
        stables = {card: stack.enter_context(running("diary_rehearser.py", card)) for card in CARDS}
        for number in range(REHEARSED_KILLS // KILLS_A_DIARY):
            path = tmp_path / str(number)
            known: dict[str, list[Fact]] = {card: [] for card in CARDS}
            for _ in range(KILLS_A_DIARY // len(CARDS)):
                known = after_kills(path, known, stables, chance)
            pains += sum(
                isinstance(f, Halted) and f.kind is HaltKind.PAIN for each in known.values() for f in each
            )
            assert sound(path)
    assert pains > REHEARSED_KILLS // 4


def after_kills(
    path: Path,
    known: dict[str, list[Fact]],
    stables: dict[str, subprocess.Popen[bytes]],
    chance: random.Random,
) -> dict[str, list[Fact]]:
    """Let a coach of each card write into the diary that held what is ``known``, kill them; what it holds then."""
    said = {card: last_facts(stable, woken(stable, path), chance) for card, stable in stables.items()}
    found = by_card(entries(path))
    for card in CARDS:
        assert found[card][: len(known[card])] == known[card]
        new = [repr(each) for each in found[card][len(known[card]) :]]
        assert new[: len(said[card])] == said[card], "every entry that was acknowledged"
        assert len(new) <= len(said[card]) + 1, "one may be on disk that was not said yet"
    return found


def by_card(written: tuple[Entry, ...]) -> dict[str, list[Fact]]:
    card_of = {each.session_id: each.fact.card for each in written if isinstance(each.fact, SessionBegan)}
    return {card: [entry.fact for entry in written if card_of[entry.session_id] == card] for card in CARDS}


def woken(stable: subprocess.Popen[bytes], path: Path) -> int:
    assert stable.stdin is not None
    assert stable.stdout is not None
    stable.stdin.write(f"{path}\n".encode())
    stable.stdin.flush()
    return int(stable.stdout.readline())


def last_facts(stable: subprocess.Popen[bytes], coach: int, chance: random.Random) -> list[str]:
    """What the ``coach`` said was on disk until it was killed at a random moment."""
    assert stable.stdout is not None
    said = [stable.stdout.readline() for _ in range(chance.randrange(40))]
    with suppress(subprocess.TimeoutExpired):
        stable.wait(timeout=chance.uniform(0, 0.02))
    os.kill(coach, signal.SIGKILL)
    said += iter(stable.stdout.readline, b"dead\n")
    return [line.decode().rstrip("\n") for line in said]


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
