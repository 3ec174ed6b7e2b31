"""A coach to be killed: appends numbered facts to the diary for ever and says the number of each that is on disk."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from voicecoach.core.card import Body, Place
from voicecoach.core.facts import Answered, Fact, Halted, HaltKind, SessionBegan, Where
from voicecoach.diary.store import open_diary

WHERE = Where("Pin and release", 3, 8, "in", "left", 21.5, Place(Body.LYING, ("ball",)))


def fact(number: int) -> Fact:
    """The ``number``-th fact of a session with much pain in it."""
    match number:
        case 0:
            return SessionBegan(0.0, "posterior-neck-release", 1, ("roller",), "full")
        case _ if number % 2:
            return Halted(float(number), number, HaltKind.PAIN, "pain", "it hurts", 0.5, WHERE)
        case _:
            return Answered(float(number), number - 1, "how strong", number % 11, f"number {number}")


def main() -> None:
    os.write(1, b"awake\n")
    # Four of these together write without a pause, as no coach does: one may wait long for its turn.
    with open_diary(Path(sys.argv[1]), lambda: datetime.now(UTC), patience=30.0) as diary:
        for number in range(int(sys.argv[2])):
            diary.append(fact(number))
            os.write(1, b"%d\n" % number)


if __name__ == "__main__":
    main()
