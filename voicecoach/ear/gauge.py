"""Measures the sound of a microphone over the last seconds."""

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.findings import Measured
from voicecoach.core.levels import Level
from voicecoach.core.pcm import RATE
from voicecoach.ear.voicing import FRAME_BYTES, FRAME_SECONDS, loudness_db

STANDS_OUT_DB = 9.0
_LEAST_SPEECH = 6
"""Frames of 20 ms: a click is shorter than a word."""
_NOISE_QUANTILE = 0.2
_FAINTEST_DB = -62.0
"""What stands out of digital silence below this is a card's own noise."""
_HUM_SECONDS = 2.0
_HUM_BELOW = 400.0
_HUM_WIDTH = 3.0

Samples = NDArray[np.float32]
Spectrum = NDArray[np.floating[Any]]


class Gauge:
    """Takes sound in blocks of any size and knows the last ``seconds`` of it; all of it without."""

    def __init__(self, seconds: float | None = None) -> None:
        most = None if seconds is None else max(1, round(seconds / FRAME_SECONDS))
        self._levels: deque[float] = deque(maxlen=most)
        self._peaks: deque[float] = deque(maxlen=most)
        self._means: deque[float] = deque(maxlen=most)
        self._frames: deque[bytes] = deque(maxlen=round(_HUM_SECONDS / FRAME_SECONDS))
        self._rest = b""

    def feed(self, pcm: bytes) -> None:
        """Take the next block."""
        sound = self._rest + pcm
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._rest = sound[whole:]
        for at in range(0, whole, FRAME_BYTES):
            frame = sound[at : at + FRAME_BYTES]
            samples = np.frombuffer(frame, dtype="<i2").astype(np.int32)
            self._levels.append(loudness_db(frame))
            self._peaks.append(float(np.abs(samples).max()) / 32768.0)
            self._means.append(float(samples.mean()) / 32768.0)
            self._frames.append(frame)

    @property
    def level_db(self) -> float:
        """How loud the last tenth of a second was."""
        return max(list(self._levels)[-5:], default=-70.0)

    @property
    def measured(self) -> Measured:
        """What the sound was like."""
        if not self._levels:
            return Measured(Level(None, -70.0, 0.0))
        levels = np.array(self._levels, np.float32)
        noise = float(np.quantile(levels, _NOISE_QUANTILE))
        speech = levels[levels > max(noise + STANDS_OUT_DB, _FAINTEST_DB)]
        speech_db = _mean_db(speech) if len(speech) >= _LEAST_SPEECH else None
        hum = _hum(b"".join(self._frames)) if speech_db is None else 0.0
        offset = float(np.mean(self._means))
        return Measured(Level(speech_db, noise, max(self._peaks)), offset, hum)


def _mean_db(levels: Samples) -> float:
    return float(10.0 * np.log10(np.mean(10.0 ** (levels / 10.0))))


def _hum(pcm: bytes) -> float:
    """The share of the power that lies at the multiples of 50 or of 60 Hz, whichever is more."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    if samples.size < RATE // 2:
        return 0.0
    power = np.abs(np.fft.rfft((samples - samples.mean()) * np.hanning(samples.size))) ** 2
    hertz = np.fft.rfftfreq(samples.size, 1.0 / RATE)
    whole = float(power.sum())
    if whole <= 0.0:
        return 0.0
    return max(_share_at(base, hertz, power) for base in (50.0, 60.0)) / whole


def _share_at(base: float, hertz: Spectrum, power: Spectrum) -> float:
    away = np.abs(hertz - base * np.round(hertz / base))
    return float(power[(away < _HUM_WIDTH) & (hertz > base / 2) & (hertz < _HUM_BELOW)].sum())
