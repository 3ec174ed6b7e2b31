"""Makes the earcons beside this file: soft, short tones, the same bytes on every machine.

Run ``python audio_cues/make_earcons.py [FOLDER]``. The person lies on the floor in the dark, perhaps in pain: no
tone is sudden, none is shrill, and each has a melody of its own (one note, two up, two down, three, a slow fall).
"""

import math
import sys
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

RATE = 16_000
LOUDNESS = 10 ** (-18 / 20)
"""Root mean square of the sounding part, of full scale."""


@dataclass(frozen=True)
class Note:
    """From ``start`` seconds on, for ``seconds``, gliding from ``low`` to ``high`` hertz."""

    start: float
    seconds: float
    low: float
    high: float


def note(start: float, seconds: float, pitch: float) -> Note:
    """A note that keeps its pitch."""
    return Note(start, seconds, pitch, pitch)


EARCONS: dict[str, tuple[Note, ...]] = {
    "heard": (note(0.0, 0.16, 784.0),),
    "hold-begins": (note(0.0, 0.16, 392.0), note(0.13, 0.19, 587.3)),
    "hold-ends": (note(0.0, 0.16, 587.3), note(0.13, 0.19, 392.0)),
    "change-side": (note(0.0, 0.13, 440.0), note(0.12, 0.13, 659.3), note(0.24, 0.15, 440.0)),
    "trouble": (Note(0.0, 0.4, 294.0, 196.0),),
    "tick": (note(0.0, 0.04, 523.3),),
}


def sound(notes: tuple[Note, ...]) -> "array[int]":
    """The samples: a sine with a little of its octave and twelfth, under a round envelope."""
    length = round(max(each.start + each.seconds for each in notes) * RATE)
    mix = [0.0] * length
    for each in notes:
        first, frames = round(each.start * RATE), round(each.seconds * RATE)
        phase = 0.0
        for index in range(min(frames, length - first)):
            phase += 2 * math.pi * (each.low + (each.high - each.low) * index / frames) / RATE
            tone = math.sin(phase) + 0.25 * math.sin(2 * phase) + 0.08 * math.sin(3 * phase)
            mix[first + index] += tone * envelope(index / frames, each.seconds)
    loudness = math.sqrt(sum(value * value for value in mix) / length)
    return array("h", (round(value / loudness * LOUDNESS * 32767) for value in mix))


def envelope(part: float, seconds: float) -> float:
    """Up in 10 ms at most a quarter of the note, then gently down to nothing."""
    attack = min(0.25, 0.01 / seconds)
    if part < attack:
        return 0.5 - 0.5 * math.cos(math.pi * part / attack)
    return 0.5 + 0.5 * math.cos(math.pi * (part - attack) / (1 - attack))


def write(folder: Path) -> None:
    """Write every earcon as 16 kHz 16-bit mono WAV."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notes in EARCONS.items():
        samples = sound(notes)
        if sys.byteorder == "big":
            samples.byteswap()
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, len(samples), "NONE", "not compressed"))
            file.writeframes(samples.tobytes())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
