"""Whether someone may be making a sound: loudness against a noise floor that is learnt on the way."""

import math

import numpy as np

from voicecoach.core.pcm import RATE

FRAME = RATE // 50
"""Samples that are judged at a time: 20 ms."""
FRAME_BYTES = 2 * FRAME
FRAME_SECONDS = FRAME / RATE

_SILENCE_DB = -70.0
_ABOVE_FLOOR_DB = 9.0
_RISE_DB = 0.06
_FALLS = 0.25


class NoiseFloor:
    """Follows levels in dB: a quarter of the way down at once, and up by no more than ``rises_db`` each time."""

    def __init__(self, rises_db: float, db: float) -> None:
        self._rises_db = rises_db
        self.db = db

    def feed(self, level_db: float) -> None:
        """Take the next level."""
        rise = level_db - self.db
        self.db += _FALLS * rise if rise < 0.0 else min(self._rises_db, rise)


class Voicing:
    """Follows the loudness of 20 ms frames; the floor falls fast and rises slowly, 3 dB a second."""

    def __init__(self, floor_db: float = _SILENCE_DB + 20.0) -> None:
        self._floor = NoiseFloor(_RISE_DB, floor_db)
        self.level_db = _SILENCE_DB

    @property
    def floor_db(self) -> float:
        """The level of what goes on all the time."""
        return self._floor.db

    def feed(self, frame: bytes) -> bool:
        """Whether this frame stands out of the floor."""
        self.level_db = loudness_db(frame)
        stands_out = self.level_db > self.floor_db + _ABOVE_FLOOR_DB
        self._floor.feed(self.level_db)
        return stands_out


def loudness_db(pcm: bytes) -> float:
    """Loudness in dB below full scale, without the constant part; never less than -70."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    if samples.size == 0:
        return _SILENCE_DB
    power = float(np.var(samples)) / 32768.0**2
    return max(_SILENCE_DB, 10.0 * math.log10(power + 1e-12))
