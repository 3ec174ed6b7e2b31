"""Whether the ear takes more memory or more time the longer it listens: an hour of sound, faster than it sounds.

Run it as `nice -n 10 python -m benchmarks.endurance`; with the real spotter and canceller over a talking coach.
"""

import argparse
import time
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from voicecoach.core.pcm import RATE
from voicecoach.ear.commands import CommandSpotter
from voicecoach.ear.ear import Ear
from voicecoach.ear.echo import EchoCanceller

RESULTS = Path(__file__).parent / "results" / "endurance.txt"
BLOCK = RATE // 100
PIECE = 60
"""Seconds of sound that are made once and heard again and again, each time from another place on."""


def main() -> None:
    """Print a row every five minutes of sound, and write it to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    minutes = parser.parse_args().minutes
    near, far = _sounds()
    heard: list[str] = []
    ear = Ear(CommandSpotter(), None, lambda text, at, score: heard.append(text), EchoCanceller())
    with RESULTS.open("w", encoding="utf-8") as file:
        tell(file, f"{'minutes':>8}{'memory, MB':>12}{'processor, %':>14}{'heard':>7}")
        began = time.process_time()
        for minute in range(minutes + 1):
            if minute % 5 == 0:
                spent = time.process_time() - began
                share = 100 * spent / (300 if minute else PIECE)
                tell(file, f"{minute:8}{_memory():12.1f}{share if minute else 0.0:14.1f}{len(heard):7}")
                began = time.process_time()
            shift = minute * 977 % (PIECE * 100) * 2 * BLOCK
            mine, its = near[shift:] + near[:shift], far[shift:] + far[:shift]
            for number in range(PIECE * 100):
                at = number * 2 * BLOCK
                now = minute * PIECE + number / 100
                ear.hear(mine[at : at + 2 * BLOCK], its[at : at + 2 * BLOCK], now)
                if number % 400 == 0:
                    ear.speaking("You can say stop at any time.", now, now + 2.0)


def tell(file: TextIO, line: str) -> None:
    """Print a line here and there."""
    print(line, flush=True)
    print(line, file=file, flush=True)


def _sounds() -> tuple[bytes, bytes]:
    """Bursts like talk from the loudspeaker, and their echo in a room with a hiss."""
    draw = np.random.default_rng(1)
    noise = signal.lfilter([1.0], [1.0, -0.9], draw.normal(size=PIECE * RATE))
    talk = 0.02 * noise * np.maximum(0.0, np.sin(np.arange(len(noise)) * 2 * np.pi * 3 / RATE))
    room = draw.normal(size=RATE // 5) * np.exp(-np.arange(RATE // 5) / 400)
    room *= 0.3 / np.sqrt(float(room @ room))
    echo = np.concatenate((np.zeros(RATE // 20), signal.fftconvolve(talk, room)))[: len(talk)]
    return _pcm(echo + draw.normal(0, 3e-4, len(talk))), _pcm(talk)


def _pcm(sound: NDArray[np.float64]) -> bytes:
    return bytes(np.clip(sound * 32767, -32768, 32767).astype("<i2").tobytes())


def _memory() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return float(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
