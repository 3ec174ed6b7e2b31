"""How long it takes from the command to the first sound at the loudspeaker, and where the time goes.

Run it as `PYTHONPATH=tests python -m benchmarks.startup`.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from room import RATE, ROOT, SMALL_LATENCY, in_terminal, load, open_room, sounds_after

SESSION = "cervical-retraction"
IMPORTS_SHOWN = 14
WITHIN = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--latency", type=int, default=SMALL_LATENCY, help="PULSE_LATENCY_MSEC (default 20)")
    options = parser.parse_args()
    print(f"startup of a session by voice, {SESSION}, PULSE_LATENCY_MSEC={options.latency}; {load()}")
    with tempfile.TemporaryDirectory() as folder:
        cold = [
            one_run(Path(folder), f"cold-{run}", f"cold-{run}", options.latency)
            for run in range(options.runs)
        ]
        warm = [
            one_run(Path(folder), f"warm-{run}", "cold-0", options.latency) for run in range(options.runs)
        ]
    print(f"{'command -> first sound, s':32}{'median':>8}{'best':>8}{'worst':>8}{'target':>8}")
    for name, runs, target in (
        ("warm (lines are rendered)", warm, "1.5"),
        ("cold (nothing is rendered)", cold, ""),
    ):
        sounds = [run[-1][1] for run in runs]
        print(f"{name:32}{np.median(sounds):8.2f}{min(sounds):8.2f}{max(sounds):8.2f}{target:>8}")
    parts(warm)
    imports()
    print(f"at the end: {load()}")


def one_run(folder: Path, name: str, cache: str, latency: int) -> list[tuple[str, float]]:
    """What happened and when (s after the command), the last of it the first sound."""
    log = folder / f"{name}.log"
    with open_room(latency) as room:
        command = [sys.executable, "-m", "benchmarks.timed_play", str(log)]
        environment = {**room.environment(), "XDG_CACHE_HOME": str(folder / cache), "PYTHONPATH": str(ROOT)}
        arguments = ["play", SESSION, "--data", str(folder / name)]
        with room.recorded() as recording:
            began = time.monotonic()
            with in_terminal(arguments, environment, command) as terminal:

                def sounds() -> bool:
                    return sounds_after(recording.loudspeaker(), 0.0) is not None

                terminal.wait_for("the first sound", sounds, WITHIN)
                first = sounds_after(recording.loudspeaker(), 0.0)
    assert first is not None
    assert recording.frames < WITHIN * RATE
    lines = log.read_text(encoding="utf-8").splitlines()
    noted = [(str(what), float(at) - began) for at, what, _ in (json.loads(line) for line in lines)]
    until = next(index for index, (what, _) in enumerate(noted) if what == "speak")
    heard = recording.heard_at(first) + recording.began - began
    return [*noted[: until + 1], ("the first sound", heard)]


def parts(runs: list[list[tuple[str, float]]]) -> None:
    """Between which moments the time goes, of the median run."""
    run = sorted(runs, key=lambda each: each[-1][1])[len(runs) // 2]
    print("where the time of the median warm run goes, ms")
    for (_, before), (what, at) in pairwise([("the command", 0.0), *run]):
        print(f"  {at * 1000:8.0f}  +{(at - before) * 1000:6.0f}  {what}")


def imports() -> None:
    """The imports that cost most, each with what it brings along."""
    command = [sys.executable, "-X", "importtime", "-c", "import voicecoach.cli, voicecoach.assembly.aloud"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found = re.findall(r"import time: +(\d+) \| +(\d+) \|( +)(\S+)", done.stderr)
    rows = sorted(((int(whole), int(own), name) for own, whole, _, name in found), reverse=True)
    print("imports (voicecoach.cli and voicecoach.assembly.aloud): ms with what they bring, ms alone")
    for whole, own, name in rows[:IMPORTS_SHOWN]:
        print(f"  {whole / 1000:8.1f} {own / 1000:8.1f}  {name}")
    heavy = sorted(((own, name) for _, own, name in rows), reverse=True)[:IMPORTS_SHOWN]
    print("  most by themselves: " + ", ".join(f"{name} {own / 1000:.0f}" for own, name in heavy))


if __name__ == "__main__":
    main()
