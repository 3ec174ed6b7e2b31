"""What the tests of the ear share: words by espeak-ng, recordings from beside the project, rooms, a fake spotter."""

import io
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, Pcm
from voicecoach.ear.port import Hit

Sound = NDArray[np.float64]


def spoken(text: str, voice: str = "en-us", loud: float = 0.1) -> Sound:
    """``text`` by espeak-ng, ``loud`` (root mean square of full scale)."""
    made = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", "140", "--stdout", text], capture_output=True, check=True
    )
    with wave.open(io.BytesIO(made.stdout)) as file:
        rate = file.getframerate()
    # espeak-ng writes a length of 2 GB into the head of a stream.
    samples = np.frombuffer(made.stdout[44:], dtype="<i2").astype(np.float64)
    sounding = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    samples = samples[sounding[0] : sounding[-1] + 1]
    return _as_loud(np.asarray(soxr.resample(samples, rate, RATE)), loud)


def recorded(path: Path, loud: float | None = 0.1) -> Sound:
    """A recording, as ``loud`` as wanted."""
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    sound = np.asarray(soxr.resample(samples[:, 0], rate, RATE), dtype=np.float64)
    return sound if loud is None else _as_loud(sound, loud)


def silence(seconds: float) -> Sound:
    """Digital silence."""
    return np.zeros(round(seconds * RATE))


def hiss(seconds: float, loud: float = 3e-4, seed: int = 1) -> Sound:
    """A quiet room."""
    return np.random.default_rng(seed).normal(0.0, loud, round(seconds * RATE))


def joined(*parts: Sound, room: float = 3e-4) -> Sound:
    """One part after the other in a quiet room."""
    sound = np.concatenate(parts)
    return sound + hiss(len(sound) / RATE, room)[: len(sound)]


def in_a_room(sound: Sound, answer: Sound, delay: float, gain: float = 0.5) -> Sound:
    """The echo of ``sound`` in a room with this ``answer``, ``delay`` seconds later."""
    response = gain * answer / np.sqrt(float(answer @ answer))
    size = len(sound) + len(response)
    echo = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)
    return np.concatenate((silence(delay), echo))[: len(sound)]


def made_up_room(seconds: float = 0.12, seed: int = 2) -> Sound:
    """The answer of a room that nobody built: noise that fades by 60 dB."""
    size = round(seconds * RATE)
    fading = np.exp(-6.9 * np.arange(size) / size)
    return np.random.default_rng(seed).normal(0.0, 1.0, size) * fading


def pcm(sound: Sound) -> bytes:
    """16-bit samples, clipped."""
    return bytes(np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2").tobytes())


def as_pcm(sound: Sound) -> Pcm:
    """Sound as the ear takes it."""
    return Pcm(pcm(sound))


def power_db(samples: bytes | Sound) -> float:
    """Mean power in dB."""
    sound = np.frombuffer(samples, "<i2") / 32767 if isinstance(samples, bytes) else samples
    return 10.0 * float(np.log10(np.mean(np.square(sound)) + 1e-12))


def _as_loud(sound: Sound, loud: float) -> Sound:
    return np.asarray(sound * loud / np.sqrt(np.mean(np.square(sound))), dtype=np.float64)


class Firing:
    """Fires each hit when so much sound was fed."""

    def __init__(self, *hits: Hit) -> None:
        self.hits = list(hits)
        self.fed = 0.0

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        self.fed += len(pcm) / 2 / RATE
        due = [hit for hit in self.hits if hit.at <= self.fed]
        self.hits = [hit for hit in self.hits if hit.at > self.fed]
        return due
