"""How long it takes to read what earlier sessions left behind, after ten years of four sessions a day."""

import argparse
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

from voicecoach.core.facts import (
    Answered,
    EndedBy,
    Fact,
    Screened,
    SessionBegan,
    SessionEnded,
    StepEnd,
    StepEnded,
)
from voicecoach.core.past import MORNING
from voicecoach.core.screening import EVERY_TIME, ROWS
from voicecoach.diary.history import history
from voicecoach.diary.rows import row_of
from voicecoach.diary.schema import migrate
from voicecoach.diary.sqlite import Connection, transaction, writing

A_DAY = 4
TODAY = date(2036, 1, 1)
EVERY = tuple(row.id for row in ROWS if row.lasts == EVERY_TIME)
REST = tuple(row.id for row in ROWS if row.lasts != EVERY_TIME)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=15_000, help="sessions in the diary (default 15000)")
    count = parser.parse_args().sessions
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diary.sqlite"
        with writing(path) as connection:
            migrate(connection, path)
            with transaction(connection, path):
                fill(connection, count)
        seconds = [timed(path) for _ in range(5)]
        megabytes = path.stat().st_size / 1e6
        print(
            f"{count} sessions, {megabytes:.0f} MB: median {median(seconds):.2f} s, worst {max(seconds):.2f} s"
        )


def timed(path: Path) -> float:
    began = time.perf_counter()
    history(path, TODAY)
    return time.perf_counter() - began


def fill(connection: Connection, count: int) -> None:
    """Write sessions as they come, the last one yesterday, without waiting for the disk after each fact."""
    for number in range(count):
        clock = datetime(2035, 12, 31, 20, tzinfo=UTC) - timedelta(hours=(count - number) * 24 / A_DAY)
        session_id = str(uuid4())
        for fact in session(number):
            row = row_of(fact, session_id, "0")
            entry = connection.execute(
                "INSERT INTO entries (session_id, at, clock) VALUES (?, ?, ?)",
                (session_id, fact.at, clock.isoformat()),
            ).lastrowid
            connection.execute(row.insert(), {"entry": entry, **row.cells})


def session(number: int) -> tuple[Fact, ...]:
    """The ``number``-th session: what is asked every time, all the rest once a month."""
    asked = EVERY + (REST if number % (30 * A_DAY) == 0 else ())
    return (
        SessionBegan(0.0, ("cervical-retraction", "neck-range-of-motion")[number % 2], 1, (), "brief"),
        *(Answered(1.0, 0, MORNING, number % 5, "three") for _ in range(number % A_DAY == 0)),
        *(Screened(2.0, row, "no", "no") for row in asked),
        Answered(9.0, 0, "ear check", "yes", "stop"),
        Answered(10.0, 0, "soreness before", number % 5, "three"),
        *(StepEnded(20.0 + step, f"step {step}", StepEnd.DONE, 8, 8, 60.0) for step in range(6)),
        Answered(90.0, 0, "soreness after", number % 4, "two"),
        SessionEnded(99.0, EndedBy.COMPLETE),
    )


if __name__ == "__main__":
    main()
