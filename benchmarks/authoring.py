"""How long an author waits: a check without sound, with voice and ear, and once more; medians of five.

Run it as `PYTHONPATH=tests python -m benchmarks.authoring`. Others add their rows to `ROWS`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from room import load

from voicecoach.core.session import length
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.shipped import shipped

SESSION = "posterior-neck-release"
"""The longest of the shipped ones, about 15 minutes with its questions."""
PROGRAM = (sys.executable, "-m", "voicecoach.start")


@dataclass(frozen=True, slots=True)
class Row:
    """What is timed: ``once`` takes a folder of its own, kept for all runs, and returns seconds; at most ``target``."""

    name: str
    target: float | None
    once: Callable[[Path], float]


def command(*words: str, cache: Path) -> float:
    """Seconds of wall clock that the whole command takes, from its start to its end."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    began = time.perf_counter()
    done = subprocess.run((*PROGRAM, *words), capture_output=True, text=True, env=environment, check=False)
    took = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)}: {done.stderr or done.stdout}")
    return took


def check_silent(folder: Path) -> float:
    """One card, nothing spoken."""
    return command("check", "--no-sound", SESSION, cache=folder)


def check_all_silent(folder: Path) -> float:
    """All shipped cards, nothing spoken."""
    return command("check", "--no-sound", str(shipped("scripts")), cache=folder)


def check_prompts_silent(folder: Path) -> float:
    """The coach's own lines, nothing spoken."""
    return command("check", "--no-sound", "--prompts", cache=folder)


def check_cold(folder: Path) -> float:
    """One card with voice and ear, when nothing was spoken before."""
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        return command("check", SESSION, cache=Path(fresh))


def check_rendered(folder: Path) -> float:
    """One card with the ear, when its lines were spoken before and not heard."""
    command("check", SESSION, cache=folder)
    for file in folder.rglob("*.heard"):
        file.unlink()
    return command("check", SESSION, cache=folder)


def check_cached(folder: Path) -> float:
    """One card with voice and ear, a second time."""
    if not any(folder.rglob("*.heard")):
        command("check", SESSION, cache=folder)
    return command("check", SESSION, cache=folder)


ROWS: tuple[Row, ...] = (
    Row("check without sound", 0.5, check_silent),
    Row("check without sound, all shipped cards", None, check_all_silent),
    Row("check without sound, the coach's own lines", None, check_prompts_silent),
    Row("check with voice and ear, nothing kept", 15.0, check_cold),
    Row("check with the ear, lines rendered before", 15.0, check_rendered),
    Row("check with voice and ear, kept", 2.0, check_cached),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="the rows whose name has this in it")
    options = parser.parse_args()
    card = find_card(SESSION, Path(os.devnull), shipped("scripts"))
    minutes = length(card, switches_for(card, None)) / 60
    print(f"{SESSION}, {minutes:.0f} minutes, whole commands, medians of {options.runs}; {load()}")
    print(f"{'seconds':48}{'median':>8}{'best':>8}{'worst':>8}{'target':>8}")
    for row in ROWS:
        if options.only not in row.name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            took = [row.once(Path(folder)) for _ in range(options.runs)]
        target = f"{row.target:8.1f}" if row.target is not None else ""
        print(f"{row.name:48}{median(took):8.2f}{min(took):8.2f}{max(took):8.2f}{target}", flush=True)
    print(f"at the end: {load()}")


if __name__ == "__main__":
    main()
