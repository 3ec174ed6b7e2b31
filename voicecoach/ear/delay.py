"""How late the loudspeaker's sound comes back in the microphone's, found by correlating the two."""

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE

Samples = NDArray[np.float32]

LONGEST = 0.5
"""Seconds: the latest echo that is looked for."""
_LAGS = int(LONGEST * RATE)
_SPAN = 8192
"""Samples of the microphone that are compared at a time, about half a second."""
_SIZE = 32_768
_EVERY = RATE // 4
_KEEPS = 0.75
_STANDS_OUT = 9.0
"""A peak is an echo when it stands so many standard deviations out of all other lags."""
_SAME = RATE // 250
_AUDIBLE = 1e-3
_LOWEST, _HIGHEST = 200, 6000
"""Hertz: below is hum and rumble, above are loudspeakers that do not play it."""


class DelayFinder:
    """Takes both sounds block by block; knows the delay in samples once it was found twice in the same place."""

    def __init__(self) -> None:
        self.samples: int | None = None
        self._near = np.zeros(_SPAN, np.float32)
        self._far = np.zeros(_SPAN + _LAGS, np.float32)
        self._since = 0
        self._cross = np.zeros(_SIZE // 2 + 1, np.complex64)
        self._candidate: int | None = None
        hertz = np.fft.rfftfreq(_SIZE, 1 / RATE)
        self._band = ((hertz > _LOWEST) & (hertz < _HIGHEST)).astype(np.float32)

    def feed(self, near: Samples, far: Samples) -> bool:
        """Take blocks of equal length; whether this one brought another delay."""
        size = len(near)
        self._near = np.concatenate((self._near[size:], near))
        self._far = np.concatenate((self._far[size:], far))
        self._since += size
        if self._since < _EVERY:
            return False
        self._since = 0
        if float(np.abs(self._far).max()) < _AUDIBLE or float(np.abs(self._near).max()) == 0.0:
            return False
        return self._look()

    def _look(self) -> bool:
        near = np.fft.rfft(self._near, _SIZE)
        far = np.fft.rfft(self._far, _SIZE)
        cross = near * np.conj(far) * self._band
        cross /= np.abs(cross) + 1e-9
        self._cross = (_KEEPS * self._cross + (1.0 - _KEEPS) * cross).astype(np.complex64)
        lags = np.fft.irfft(self._cross, _SIZE)
        # The far window begins _LAGS earlier than the near one: no delay lies at -_LAGS, the longest at 0.
        likely = np.concatenate((lags[-_LAGS:], lags[:1]))
        peak = int(np.argmax(np.abs(likely)))
        if abs(float(likely[peak])) < _STANDS_OUT * float(lags.std()):
            self._candidate = None
            return False
        again = self._candidate is not None and abs(peak - self._candidate) <= _SAME
        self._candidate = peak
        if not again or (self.samples is not None and abs(peak - self.samples) <= _SAME):
            return False
        self.samples = peak
        return True
