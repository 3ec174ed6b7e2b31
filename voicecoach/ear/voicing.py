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
_FALL = 0.25


class Voicing:
    """Follows the loudness of 20 ms frames; the floor falls fast and rises slowly, 3 dB a second."""

    def __init__(self) -> None:
        self.floor_db = _SILENCE_DB + 20.0
        self.level_db = _SILENCE_DB

    def feed(self, frame: bytes) -> bool:
        """Whether this frame stands out of the floor."""
        self.level_db = loudness_db(frame)
        stands_out = self.level_db > self.floor_db + _ABOVE_FLOOR_DB
        if self.level_db < self.floor_db:
            self.floor_db += _FALL * (self.level_db - self.floor_db)
        else:
            self.floor_db += min(_RISE_DB, self.level_db - self.floor_db)
        return stands_out


def loudness_db(pcm: bytes) -> float:
    """Loudness in dB below full scale, without the constant part; never less than -70."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    if samples.size == 0:
        return _SILENCE_DB
    power = float(np.var(samples)) / 32768.0**2
    return max(_SILENCE_DB, 10.0 * math.log10(power + 1e-12))
