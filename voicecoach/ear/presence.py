"""Tells that somebody speaks over the coach: by what the canceller left, against what it leaves of the coach alone."""

from collections import deque

import numpy as np

from voicecoach.ear.voicing import NoiseFloor, loudness_db

_QUIETEST_DB = -80.0
_FADES_DB = 0.6
"""The echo that is expected fades no faster than this in 10 ms: rooms ring on."""
_ECHO_DB = -65.0
"""Below it there is no echo that could be taken for a person."""
_ADDS_DB = 3.0
"""A canceller that leaves so much more than there was has put it in itself."""
_STEP_DB = 0.1
_QUANTILE = 0.8
_LEARNING = 800
"""Blocks in which the canceller still gets better, and what it leaves is learnt faster."""
_KNOWS_AFTER = 100
_OF, _NEED = 4, 3
"""Blocks: a click is one or two."""
_FLOOR_RISES_DB = 0.03
ABOVE_FLOOR_DB = 9.0
LIKELY_DB = 9.0
"""So far above what is left of the coach is somebody (held-out words at the echo's level: 48 of 49; the coach alone
in a held-out room: not once in two minutes)."""
_REMEMBERED = 90
"""Blocks for which the strongest is kept: a word's hit comes up to so long after its begin."""


class Presence:
    """Takes each block of 10 ms before and after the canceller; how far above its own rest the sound is, in dB."""

    def __init__(self) -> None:
        self._echo_db = _QUIETEST_DB
        self._left_db = 0.0
        self._floor = NoiseFloor(_FLOOR_RISES_DB, -60.0)
        self._blocks = 0
        self._excess: deque[float] = deque([0.0] * _OF, maxlen=_OF)
        self._strengths: deque[float] = deque([0.0] * _REMEMBERED, maxlen=_REMEMBERED)

    def feed(self, near: bytes, left: bytes) -> None:
        """Take the next block of the microphone, and what the canceller left of it."""
        level = loudness_db(left)
        taken = _difference_db(near, left)
        self._echo_db = max(taken, self._echo_db - _FADES_DB)
        acts = self._echo_db > _ECHO_DB
        # a canceller that stopped taking out, or puts in, has lost its way: all that comes may be echo
        lost = acts and (near == left or level > loudness_db(near) + _ADDS_DB)
        expected = self._echo_db + self._left_db
        excess = level - expected if not lost and level > self._floor.db + ABOVE_FLOOR_DB else 0.0
        self._excess.append(excess if acts else 0.0)
        self._strengths.append(sorted(self._excess)[_OF - _NEED])
        self._floor.feed(level)
        if acts and not lost:
            self._learn(level - self._echo_db)

    def _learn(self, left_db: float) -> None:
        step = _STEP_DB * (4.0 if self._blocks < _LEARNING else 1.0)
        self._left_db += step * (_QUANTILE if left_db > self._left_db else _QUANTILE - 1.0)
        self._blocks += 1

    @property
    def knows(self) -> bool:
        """Whether the canceller took enough out so far to know what it leaves; with headphones it never does."""
        return self._blocks >= _KNOWS_AFTER

    @property
    def left_db(self) -> float:
        """How much quieter than the echo is what is left of it, usually: a negative number."""
        return self._left_db

    @property
    def now(self) -> float:
        """How far above what is left of the coach the last 40 ms are, in dB."""
        return self._strengths[-1]

    @property
    def lately(self) -> float:
        """The most of it in the last 0.9 s."""
        return max(self._strengths)


def _difference_db(near: bytes, left: bytes) -> float:
    if near == left:
        return _QUIETEST_DB
    taken = np.frombuffer(near, "<i2").astype(np.float32) - np.frombuffer(left, "<i2")
    return float(10.0 * np.log10(float(np.var(taken)) / 32768.0**2 + 10 ** (_QUIETEST_DB / 10)))
