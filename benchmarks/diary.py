"""The diary after ten years of use: how large it is, and how long each use of it takes."""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import median
from uuid import UUID

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Caught,
    Changed,
    Decided,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Permitted,
    Resumed,
    Screened,
    SessionBegan,
    SessionEnded,
    Settled,
    StepEnd,
    StepEnded,
    Where,
)
from voicecoach.core.past import MORNING
from voicecoach.core.screening import EVERY_TIME, ROWS
from voicecoach.diary.copies import backup, restore
from voicecoach.diary.history import history
from voicecoach.diary.intact import count_if_intact
from voicecoach.diary.read import times_done
from voicecoach.diary.rows import row_of
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import Connection, transaction, writing
from voicecoach.diary.store import open_diary

A_DAY = 4
EVENTS_A_SESSION = 4
HEARD_A_SESSION = 16
LAST = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=1)
TODAY = LAST.date() + timedelta(days=1)
EVERY = tuple(row.id for row in ROWS if row.lasts == EVERY_TIME)
REST = tuple(row.id for row in ROWS if row.lasts != EVERY_TIME)
CARDS = ("cervical-retraction", "neck-range-of-motion", "posterior-neck-release")
TIMES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """How long something took by the clock, and how long a processor was ``busy`` with it: the machine is shared."""

    seconds: float
    busy: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=15_000, help="sessions in the diary (default 15000)")
    parser.add_argument("--seed", type=int, default=20361122, help="another one makes another diary")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.sqlite3"
        events = filled(path, options.sessions, random.Random(options.seed))
        megabytes = path.stat().st_size / 1e6
        load = os.getloadavg()[0]
        print(f"{options.sessions} sessions, {events} events (halts), {megabytes:.0f} MB; load {load:.1f}\n")
        print("| what | median s | worst s | of it at work, median s |")
        print("|---|---|---|---|")
        for name, taken in chain(commands(Path(folder)), uses(path)):
            seconds, busy = [each.seconds for each in taken], [each.busy for each in taken]
            print(f"| {name} | {median(seconds):.3f} | {max(seconds):.3f} | {median(busy):.3f} |", flush=True)


def filled(path: Path, sessions: int, chance: random.Random) -> int:
    """Write sessions as they come, the last one yesterday, without waiting for the disk; how many halts they had."""
    events = 0
    with writing(path) as connection:
        migrate(connection, path)
        with transaction(connection, path):
            for number in range(sessions):
                began = LAST - timedelta(hours=(sessions - 1 - number) * 24 / A_DAY)
                facts = session(number, chance)
                write(connection, facts, began, UUID(int=chance.getrandbits(128)))
                events += sum(isinstance(fact, Halted) for fact in facts)
    return events


def write(connection: Connection, facts: tuple[Fact, ...], began: datetime, session_id: UUID) -> None:
    """Write one session that began at that moment."""
    for fact in facts:
        row = row_of(fact, str(session_id), "0")
        entry = connection.execute(
            "INSERT INTO entries (session_id, at, clock) VALUES (?, ?, ?)",
            (
                str(session_id),
                fact.at,
                (began + timedelta(seconds=fact.at)).isoformat(timespec="milliseconds"),
            ),
        ).lastrowid
        connection.execute(row.insert(), {"entry": entry, **row.cells})


def session(number: int, chance: random.Random) -> tuple[Fact, ...]:
    """The ``number``-th session: what is asked every time, the rest once a month, and what happens in it."""
    asked = EVERY + (REST if number % (30 * A_DAY) == 0 else ())
    before = chance.randrange(6)
    middle = tuple(
        fact
        for event in range(chance.randrange(2 * EVENTS_A_SESSION + 1))
        for fact in halt(event + 1, chance)
    )
    return (
        SessionBegan(0.0, chance.choice(CARDS), 1, ("sitting",) if number % 2 else (), "brief"),
        *(Answered(1.0, 0, MORNING, chance.randrange(5), "three") for _ in range(number % A_DAY == 0)),
        *(Screened(2.0, row, "no", "no") for row in asked),
        Permitted(8.0, 1, True, "", (), ()),
        Answered(9.0, 0, "ear check", "yes", "stop"),
        Answered(10.0, 0, "soreness before", before, "three"),
        *middle,
        *(StepEnded(300.0 + step, f"step {step}", StepEnd.DONE, 8, 8, 60.0) for step in range(6)),
        Answered(390.0, 0, "soreness after", max(0, before - chance.randrange(-1, 3)), "two"),
        Answered(396.0, 0, "effort", chance.randrange(2, 7), "three"),
        *heard(chance),
        SessionEnded(399.0, EndedBy.COMPLETE),
    )


def heard(chance: random.Random) -> Iterator[Fact]:
    """What the ear gave in one session: mostly words that were meant, now and then a voice in the room."""
    for number in range(chance.randrange(HEARD_A_SESSION // 2, HEARD_A_SESSION * 3 // 2)):
        meant = chance.random() < 0.9
        word = chance.choice(("stop", "no", "yes", "3", "next")) if meant else ""
        yield Caught(10.0 * number, word, word or "what is for supper", chance.random(), meant)


def halt(event: int, chance: random.Random) -> Iterator[Fact]:
    """One halt: mostly a pause or a stop, sometimes pain with its answers and what they came to."""
    at = 20.0 * event
    kind = chance.choice((HaltKind.STOP, HaltKind.STOP, HaltKind.PAUSE, HaltKind.PAIN))
    where = Where("step 3", 3, 8, "in", "left", 21.5, Place(Body.LYING, ("ball",)))
    yield Halted(at, event, kind, kind.value, "it hurts", 0.5, where)
    if kind is HaltKind.PAIN:
        yield Answered(at + 3, event, "how strong", chance.randrange(1, 6), "four")
        yield Answered(at + 6, event, "where", "muscle", "the muscle")
        yield Decided(at + 7, event, 9, "ease", (), True, "none")
        yield Settled(at + 8, event, 2, chance.random() < 0.8)
        yield Changed(at + 8, "tempo", "slower")
    yield Resumed(at + 10, event)


def commands(folder: Path) -> Iterator[tuple[str, list[Taken]]]:
    """Whole commands, from the start of the program to its end."""
    bare = [sys.executable, "-c", "import typer, rich.console"]
    yield "Python with its packages of the command line", [program(folder, bare) for _ in range(TIMES)]
    loaded = [sys.executable, "-c", "import voicecoach.commands.diary"]
    yield "all that `voicecoach diary` loads", [program(folder, loaded) for _ in range(TIMES)]
    reports = (
        ("report", "--days", "90", "--force", "-o", str(folder / f"r.{kind}")) for kind in ("html", "pdf")
    )
    shown = (("diary",), ("diary", "--last", "50"), ("diary", "today"), ("diary", "month"))
    for words in (*shown, *reports, ("--version",)):
        yield (
            f"`voicecoach {' '.join(words).replace(str(folder), '')}`",
            [command(folder, *words) for _ in range(TIMES)],
        )


def command(folder: Path, *words: str) -> Taken:
    return program(folder, [sys.executable, "-m", "voicecoach.start", *words])


def program(folder: Path, words: list[str]) -> Taken:
    environment = {**os.environ, "VOICECOACH_DATA": str(folder)}
    return timed(lambda: subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=True))


def uses(path: Path) -> Iterator[tuple[str, list[Taken]]]:
    """What the program does with the diary, without its start."""
    yield "known before a session (history)", [timed(lambda: history(path, TODAY)) for _ in range(TIMES)]
    yield "how often a card was done", [timed(lambda: times_done(path, CARDS[0])) for _ in range(TIMES)]
    yield "an entry, on disk (append)", list(appended(path))
    yield "every page checked (doctor)", [timed(lambda: count_if_intact(path)) for _ in range(3)]
    copy, other = path.with_name("copy.sqlite3"), path.with_name("other.sqlite3")
    yield "backup, checked", [timed(lambda: backup(path, copy, True)) for _ in range(3)]
    yield "restore, every entry read", [timed(lambda: restore(other, copy, TODAY, True)) for _ in range(1)]


def appended(path: Path) -> Iterator[Taken]:
    """Seconds of each of two hundred entries at the end of ten years."""
    with open_diary(path, lambda: datetime.now(UTC)) as diary:
        diary.append(SessionBegan(0.0, CARDS[0], 1, (), "brief"))
        for number in range(200):
            fact = Answered(float(number), 0, "soreness before", 3, "three")
            yield timed(lambda fact=fact: diary.append(fact))  # type: ignore[misc]


def timed(use: Callable[[], object]) -> Taken:
    before, began = os.times(), time.perf_counter()
    use()
    seconds, after = time.perf_counter() - began, os.times()
    return Taken(seconds, sum(after[:4]) - sum(before[:4]))


if __name__ == "__main__":
    main()
