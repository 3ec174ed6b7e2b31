"""How far off the beat the spoken counts are over a long session, and what the program costs while it paces.

Run it as `PYTHONPATH=tests python -m benchmarks.pacing`; it takes as long as the session, and a minute more.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from room import (
    NORMAL_LATENCY,
    RATE,
    NeverHappenedError,
    Recording,
    Terminal,
    as_recorded,
    find,
    in_terminal,
    load,
    of_process,
    open_room,
    wait_for,
    wait_until,
)

from voicecoach.core.lines import count
from voicecoach.voice.speech import render_lines

BEAT = 10.0
"""Seconds from one repetition to the next."""
FULL_CUES = "Chin in."
SAME = 0.8
NEAR = 1.5
"""Seconds around the expected moment in which a count is looked for."""
CARD = """# Pacing

- Purpose: Measure the beat.
- Version: 1, 2026-11-22
- Author: the voicecoach project
- Reviewed: not yet reviewed by a clinician
- Language: English
- Position: sitting
- How often: once a day
- Ask first: emergency signs

## Set up
- Place: sitting
- Say: Sit tall.
- Source: judgement

{steps}
## Way out: sitting
- Say: Ease off slowly.
"""
STEP = """## Round {number}
- Reps: {count} times: chin in 3 s, hold 4 s, let go 3 s
  - Cue chin in: Chin in.
  - Cue hold: Hold, and keep breathing.
  - Cue let go: Let go slowly.
- If sore: Half the way.
- Source: judgement
"""
IN_A_STEP = 18
"""Repetitions in a step: the coach counts anew in each, on the same beat."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the process used between two moments: share of a core, and memory in MiB at the end and at most."""

    share: float
    memory: float
    most: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0, help="how long it paces (default 15)")
    parser.add_argument("--latency", type=int, default=NORMAL_LATENCY, help="PULSE_LATENCY_MSEC (default 60)")
    parser.add_argument("--keep", type=Path, help="write the recording here")
    options = parser.parse_args()
    steps = max(1, round(options.minutes * 60 / BEAT / IN_A_STEP))
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), steps, options.latency, options.keep)


def measure(folder: Path, steps: int, latency: int, keep: Path | None) -> None:
    card = folder / "pacing.md"
    card.write_text(CARD.format(steps=_rounds(steps)), encoding="utf-8")
    with open_room(latency) as room:
        environment = {**room.environment(), "XDG_CACHE_HOME": str(folder / "cache")}
        arguments = ["play", str(card), "--data", str(folder / "data"), "--talk", "full"]
        with room.recorded() as recording, in_terminal(arguments, environment) as terminal:
            terminal.shows(f"Step 2 of {steps + 1}: Round 1", 240)
            busy_before = load()
            began = recording.now()
            cost = _paced(terminal, steps)
            terminal.press("x")
            terminal.press("x")
            print(f"before: {busy_before}; after: {load()}")
    if keep is not None:
        recording.save(keep)
    report(errors(recording, folder / "cache", steps * IN_A_STEP, began), cost, recording, latency)


def _rounds(steps: int) -> str:
    return "\n".join(STEP.format(number=index + 1, count=IN_A_STEP) for index in range(steps))


def _paced(terminal: Terminal, steps: int) -> Cost:
    """Wait until all repetitions are done."""
    process = terminal.process.pid
    before, _, _ = of_process(process)
    last, step = f"{IN_A_STEP} of {IN_A_STEP}", f"Step {steps + 1} of {steps + 1}"
    repetitions = steps * IN_A_STEP

    def is_last() -> bool:
        page = terminal.page
        if "on hold" in page:
            raise NeverHappenedError(f"the session halted by itself, so that the beat was lost: {page}")
        return step in page and last in page

    wait_for("the last count is shown", is_last, repetitions * BEAT + 30, every=1.0)
    used, memory, most = of_process(process)
    wait_until(time.monotonic() + 3.0)  # the last count sounds
    return Cost((used - before) / ((repetitions - 1) * BEAT), memory, most)


def errors(recording: Recording, cache: Path, repetitions: int, began: float) -> list[tuple[float, float]]:
    """For each count that was found, when it was due and how much later than that it sounded (s)."""
    texts = {index: _said((index - 1) % IN_A_STEP + 1) for index in range(1, repetitions + 1)}
    rendered = render_lines(texts.values(), cache=cache / "voicecoach" / "lines")
    sound = recording.loudspeaker()
    found: list[tuple[float, float]] = []
    first: float | None = None
    for index, text in texts.items():
        clip = as_recorded(rendered[text].samples, rendered[text].rate)
        expected = began + (index - 1) * BEAT if first is None else first + (index - 1) * BEAT
        around = 3 * NEAR if first is None else NEAR
        start = max(0, round((expected - around) * RATE))
        place = find(clip, sound[start : round((expected + around) * RATE) + len(clip)])
        if place.alike < SAME:
            print(f"{text!r} was not found near {expected:.1f} s (likeness {place.alike:.2f})")
            continue
        at = start / RATE + place.at
        first = at if first is None else first
        found.append(((index - 1) * BEAT, recording.heard_at(at)))
    offset = float(np.median([heard - due for due, heard in found]))
    return [(due, heard - due - offset) for due, heard in found]


def _said(index: int) -> str:
    """The coach counts alone but for the first, the fifth and the last, which have the full cue."""
    return f"{count(index)} {FULL_CUES}" if index in (1, 5, IN_A_STEP) else count(index)


def report(found: list[tuple[float, float]], cost: Cost, recording: Recording, latency: int) -> None:
    due = np.array([moment for moment, _ in found])
    late = np.array([error for _, error in found]) * 1000
    away = np.abs(late)
    slope = float(np.polyfit(due, late, 1)[0]) * 3600
    minutes = due[-1] / 60
    print(f"pacing over {minutes:.1f} minutes, {len(found)} counts, PULSE_LATENCY_MSEC={latency}")
    print(f"{'beat error, ms (from the median offset)':44} {'target':>10}")
    print(f"  {'median':20} {np.median(away):10.2f} {'20':>20}")
    print(f"  {'95 %':20} {np.percentile(away, 95):10.2f}")
    print(f"  {'largest':20} {away.max():10.2f} {'20':>20}")
    print(f"  {'drift, ms an hour':20} {slope:10.2f} {'none':>20}")
    print(f"  {'recorder against the clock, ms':20} {recording.drift() * 1000:.2f}")
    print("cost while pacing, with the live page")
    print(f"  {'share of a core, %':20} {cost.share * 100:10.1f} {'15':>20}")
    print(f"  {'memory, MiB':20} {cost.memory:10.1f} {'150':>20}")
    print(f"  {'memory at most, MiB':20} {cost.most:10.1f} {'150':>20}")


if __name__ == "__main__":
    main()
