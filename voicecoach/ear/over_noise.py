"""Whether somebody speaks over the noise of the room: loudness against what was quiet in the last seconds."""

from collections import deque

import numpy as np

from voicecoach.ear.voicing import FRAME_SECONDS, loudness_db

_LATELY = round(2.5 / FRAME_SECONDS)
"""Frames that the noise is learnt from: of the longest word most of it is still before or after."""
_QUIETEST = 0.2
"""So much of the last seconds is noise at the least."""
_ABOVE_NOISE_DB = 7.0
_LEAST_DB = -60.0
"""No noise is taken for quieter: a breath stands out of digital silence."""
_BELOW_PEAK_DB = 6.0
_SMOOTH = 3
"""Frames that a peak lasts; a click is shorter."""


class OverNoise:
    """Follows 20 ms frames; the noise is what a fifth of the last 2.5 s stayed below."""

    def __init__(self) -> None:
        self._lately: deque[float] = deque(maxlen=_LATELY)
        self._peak_db = _LEAST_DB
        self.noise_db = _LEAST_DB
        self.level_db = _LEAST_DB

    def feed(self, frame: bytes) -> bool:
        """Whether this frame stands out of the noise."""
        self.level_db = loudness_db(frame)
        self._lately.append(self.level_db)
        levels = np.fromiter(self._lately, np.float64)
        self.noise_db = max(_LEAST_DB, float(np.quantile(levels, _QUIETEST)))
        self._peak_db = max(self._peak_db, float(levels[-_SMOOTH:].min()))
        return self.level_db > self.noise_db + _ABOVE_NOISE_DB

    @property
    def near_peak(self) -> bool:
        """Whether this frame is nearly as loud as the loudest since `again`: words are, what swells in noise seldom."""
        return self.level_db > self._peak_db - _BELOW_PEAK_DB

    def again(self) -> None:
        """The peak is looked for afresh."""
        self._peak_db = _LEAST_DB
