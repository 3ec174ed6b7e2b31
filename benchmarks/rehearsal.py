"""How much faster than the session a rehearsal is, for every shipped card, alone and as a command.

Run it as `python -m benchmarks.rehearsal`; it takes half a minute.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.shells.bench import Bench, rehearse_typed
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.spans import Turn, timeline
from voicecoach.shells.timeline_svg import svg
from voicecoach.shipped import shipped

TIMES = 15
LEAST = 1000
"""A rehearsal must be so many times faster than its session."""


def main() -> int:
    print(
        f"{'card':26}{'session':>9}{'rehearsal':>11}{'faster':>9}{'typed':>9}{'drawn':>9}{'command':>9}{'faster':>8}"
    )
    worst = float("inf")
    for path in sorted(shipped("scripts").glob("*.md")):
        card = find_card(path.stem, Path("none"), shipped("scripts"))
        seconds = _length(card)
        taken = _median(partial(_read, card))
        typed = _median(partial(_typed, card))
        drawn = _median(partial(_drawn, card))
        command = _command(path.stem)
        worst = min(worst, seconds / taken)
        print(
            f"{path.stem:26}{seconds:7.0f} s{1000 * taken:8.1f} ms{seconds / taken:9.0f}"
            f"{1000 * typed:6.1f} ms{1000 * drawn:6.1f} ms{command:7.2f} s{seconds / command:8.0f}"
        )
    print(f"\nthe slowest: {worst:.0f} times faster than its session; wanted {LEAST}")
    return 0 if worst >= LEAST else 1


_SILENT = Bench(lambda place: None, lambda line: None, lambda line: None)


def _state(card: Card) -> State:
    switches = switches_for(card, None)
    return begin(prepare(card, switches, Talk.FULL, first_time=False), switches)


def _turns(card: Card) -> list[Turn]:
    turns: list[Turn] = []
    rehearse(_state(card), None, None, lambda line: None, lambda *turn: turns.append(turn))
    return turns


def _length(card: Card) -> float:
    return _turns(card)[-1][1].at


def _read(card: Card) -> None:
    rehearse(_state(card), None, None, lambda line: None)


def _typed(card: Card) -> None:
    rehearse_typed(_state(card), _SILENT)


def _drawn(card: Card) -> None:
    svg(timeline(_turns(card)))


def _median(work: Callable[[], None]) -> float:
    taken: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _command(name: str) -> float:
    """Seconds of the whole command, the interpreter and all imports with it: the best of three."""
    taken: list[float] = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "voicecoach.start", "rehearse", name], check=True, capture_output=True
        )
        taken.append(time.perf_counter() - began)
    return min(taken)


if __name__ == "__main__":
    sys.exit(main())
