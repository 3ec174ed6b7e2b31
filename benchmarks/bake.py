"""How long it takes to bake a session into a sound file, with every line rendered before and with none, and how true
its beat is to the rehearsal's.

Run it as `python -m benchmarks.bake`; it needs espeak-ng.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt

from voicecoach.assembly.baking import Order, bake
from voicecoach.core.beats import Talk
from voicecoach.core.messages import Action, Event, Speak
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.recorded import recorded
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.tape import PAD
from voicecoach.shipped import shipped
from voicecoach.voice.files import read_file
from voicecoach.voice.speech import render_lines

CARDS = ("triceps-release", "cervical-retraction", "posterior-neck-release")
ENDINGS = ("wav", "flac", "ogg", "opus", "mp3", "m4b")
TARGET = 20
"""Times faster than the session, with every line rendered before."""
ON_TIME = 20.0
"""Milliseconds that a line may be off."""
Sound = npt.NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    load = " ".join(Path("/proc/loadavg").read_text().split()[:3]) if Path("/proc/loadavg").exists() else "?"
    print(f"baking a session; median of {runs}; load average {load}")
    print(f"{'session':26}{'file':24}{'session, s':>12}{'bake, s':>10}{'times faster':>14}{'target':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name in CARDS:
            order = order_for(name, Path(folder) / "x.wav")
            cold = one_bake(order, "mp3", Path(folder) / name)
            seconds = len(read_file(order.out.with_suffix(".mp3"))[0]) / RATE
            row(name, "mp3, nothing rendered", seconds, cold, "")
            for ending in ENDINGS if name == CARDS[-1] else ("wav", "mp3"):
                took = [one_bake(order, ending, Path(folder) / name) for _ in range(runs)]
                row(name, ending, seconds, median(took), f">= {TARGET}")
        print(f"\n{'a line in the file, off its rehearsal, ms':44}{'median':>8}{'worst':>8}{'target':>8}")
        for name in CARDS[:2]:
            off = beat(order_for(name, Path(folder) / "beat.wav"), Path(folder) / name)
            told = f"{name}, {len(off)} lines"
            print(f"{told:44}{median(off):8.2f}{max(off):8.2f}{ON_TIME:8.0f}")


def order_for(name: str, out: Path) -> Order:
    card = find_card(name, Path("none"), shipped("scripts"))
    switches = switches_for(card, card.usual_preset or None)
    return Order(prepare(card, switches, Talk.FULL, False), switches, 8.0, out, force=True)


def voice(texts: tuple[str, ...], folder: Path) -> dict[str, Pcm]:
    return render_lines(texts, cache=folder / "lines")


def one_bake(order: Order, ending: str, folder: Path) -> float:
    began = time.perf_counter()
    bake(replace(order, out=order.out.with_suffix(f".{ending}")), lambda texts: voice(texts, folder))
    return time.perf_counter() - began


def row(name: str, what: str, seconds: float, took: float, target: str) -> None:
    print(f"{name:26}{what:24}{seconds:12.1f}{took:10.2f}{seconds / took:14.0f}{target:>8}")


def beat(order: Order, folder: Path) -> list[float]:
    """How far each line of the rehearsal lies from its time in the file, in ms."""
    rendered: dict[str, Pcm] = {}

    def render(texts: tuple[str, ...]) -> dict[str, Pcm]:
        rendered.update(voice(texts, folder))
        return rendered

    bake(order, render)
    sound = read_file(order.out)[0][:, 0]
    said = rehearsed(order, rendered)
    return [1000 * abs(found_at(clip(rendered[text]), sound, at) - at) for at, text in said]


def rehearsed(order: Order, rendered: Mapping[str, Pcm]) -> list[tuple[float, str]]:
    lengths = {text: pcm.seconds for text, pcm in rendered.items()}
    run = recorded(replace(order.run, lengths=lengths), order.switches, order.wait)
    said: list[tuple[float, str]] = []

    def watch(_: State, event: Event, actions: tuple[Action, ...]) -> None:
        said.extend((event.at + PAD, a.text) for a in actions if isinstance(a, Speak) and a.text is not None)

    rehearse(begin(run, order.switches), None, None, lambda line: None, watch)
    return said


def clip(pcm: Pcm) -> Sound:
    return np.frombuffer(pcm.samples, "<i2").astype(np.float32)


def found_at(line: Sound, sound: Sound, around: float) -> float:
    """Where ``line`` lies in ``sound`` within half a second ``around``, by cross-correlation."""
    start = max(0, round((around - 0.5) * RATE))
    part = sound[start : start + len(line) + RATE]
    size = 1 << (len(part) + len(line)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(line, size)), size)
    return (start + int(np.argmax(alike[: len(part) - len(line) + 1]))) / RATE


if __name__ == "__main__":
    main()
