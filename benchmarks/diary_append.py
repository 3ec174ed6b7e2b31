"""How long one diary entry takes until it is on disk, for each way that SQLite offers to get it there."""

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import Fact, Halted, HaltKind, SessionBegan, Where
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import writing
from voicecoach.diary.store import Diary, open_diary

# WAL with NORMAL and DELETE with FULL can lose the last entry at a power cut: here for comparison only.
WAYS = (
    ("WAL", "NORMAL", "no"),
    ("WAL", "FULL", "yes"),
    ("WAL", "EXTRA", "yes"),
    ("DELETE", "FULL", "no"),
    ("DELETE", "EXTRA", "yes"),
    ("TRUNCATE", "EXTRA", "yes"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="entries a way (default 1000)")
    parser.add_argument("--folder", type=Path, help="where to write: the disk that is measured")
    options = parser.parse_args()
    print("| journal | synchronous | survives a power cut | median ms | 99 % ms | worst ms |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for journal, synchronous, safe in WAYS:
            path = Path(folder) / f"{journal}-{synchronous}.sqlite"
            print(row((journal, synchronous, safe), in_way(path, journal, synchronous, options.count)))
        with open_diary(Path(folder) / "ours.sqlite", _now) as diary:
            print(row(("as the coach", "opens it", "yes"), tuple(timed(diary, options.count))))


def in_way(path: Path, journal: str, synchronous: str, count: int) -> tuple[float, ...]:
    with writing(path) as connection:
        migrate(connection, path)
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        return tuple(timed(Diary(connection, path, _now), count))


def timed(diary: Diary, count: int) -> Iterator[float]:
    """Milliseconds of each append."""
    diary.append(SessionBegan(0.0, "posterior-neck-release", 1, ("roller",), "full"))
    for number in range(count):
        fact = pain(number)
        began = time.perf_counter()
        diary.append(fact)
        yield (time.perf_counter() - began) * 1000


def pain(number: int) -> Fact:
    where = Where("Pin and release", 3, 8, "in", "left", 21.5, Place(Body.LYING, ("ball",)))
    return Halted(float(number), number, HaltKind.PAIN, "pain", "it hurts", 0.5, where)


def row(names: tuple[str, str, str], times: tuple[float, ...]) -> str:
    ordered = sorted(times)
    figures = (ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100], ordered[-1])
    return f"| {' | '.join(names)} | {' | '.join(f'{figure:.2f}' for figure in figures)} |"


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
