"""Plays the loudspeaker's sound again by the microphone's clock, however little the two run apart."""

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE

Samples = NDArray[np.float32]

_TAPS = 16
"""Samples around a place between two of them that its value is made of."""
_FASTEST = 500e-6
"""How far two clocks can be apart: cheap ones are 100 parts in a million off, most less than 50."""
_TURNS = 2.0
"""A place that is off is set right with this speed: by so much of it in a second..."""
_LEARNS = 1.0 / RATE
"""...and so much of it is taken for the clocks' rate (critically damped, in about a second)."""
_MOST = 1.0


class Pacer:
    """Takes blocks of equal size by one clock and gives them by another: none, one or two blocks at a time.

    What it gives is ``lag`` samples behind what it took, always the same but for up to half a block.
    """

    def __init__(self, block: int) -> None:
        self.rate = 0.0
        self._block = block
        self._kept: Samples = np.zeros(4 * block + 2 * _TAPS, np.float32)
        self._usual = float(block // 2 + _TAPS)
        self._behind = self._usual

    @property
    def lag(self) -> float:
        """Samples between the end of what was taken and the end of what was given."""
        return self._behind

    def take(self, far: Samples) -> list[Samples]:
        """The next block, by the other clock: twice a block, or none, where that has come a block ahead or behind."""
        self._kept = np.concatenate((self._kept[self._block :], far))
        self._behind -= self.rate * self._block
        given = []
        if self._behind < self._usual - self._block / 2:
            self._behind += self._block
            return []
        if self._behind > self._usual + self._block / 2:
            given.append(self._at(self._behind))
            self._behind -= self._block
        given.append(self._at(self._behind))
        return given

    def turn(self, late: float, seconds: float) -> None:
        """What was given was ``late`` samples too early to be the echo, seen over so many seconds."""
        late = min(_MOST, max(-_MOST, late))
        self._behind += _TURNS * seconds * late
        self.rate = min(_FASTEST, max(-_FASTEST, self.rate - _LEARNS * seconds * late))

    def _at(self, behind: float) -> Samples:
        """The block that ends ``behind`` samples before the end of what was taken."""
        whole = int(np.floor(behind))
        end = len(self._kept) - whole + _TAPS // 2
        part = self._kept[end - self._block - _TAPS : end]
        places = np.arange(_TAPS + 1) - _TAPS / 2 - (1.0 - (behind - whole)) + 1.0
        kernel = np.sinc(places) * np.cos(np.pi * places / (_TAPS + 3)) ** 2
        return np.convolve(part, kernel[::-1], "valid").astype(np.float32)
