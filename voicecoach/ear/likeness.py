"""How alike a piece of sound is to what the loudspeaker played before it: the coach's own words, come back late."""

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE

_HOP, _FRAME, _BANDS = RATE // 100, RATE // 50, 40
"""A column of the spectrum every 10 ms, of 20 ms, in bands of 100 Hz up to 4 kHz."""
_FAINT = 1e-5
"""So little power in a band counts as none."""
_SHORTEST = 5
"""Columns below which nothing can be told."""


def likeness(said: NDArray[np.int16], played: NDArray[np.int16]) -> float:
    """The correlation of the spectrum over time of ``said`` with the stretch of ``played`` that is most like it.

    1 is the same sound, however loud; 0 where either is too short. Both are samples at `RATE`.
    """
    wanted, whole = _columns(said), _columns(played)
    size = len(wanted)
    if size < _SHORTEST or len(whole) < size:
        return 0.0
    wanted = wanted - wanted.mean()
    stretches = np.lib.stride_tricks.sliding_window_view(whole, size, axis=0).transpose(0, 2, 1)
    means = stretches.mean(axis=(1, 2))
    products = np.einsum(
        "kij,ij->k", stretches, wanted
    )  # the mean of a stretch falls out: ``wanted`` has none
    spreads = np.sqrt(
        np.maximum(np.einsum("kij,kij->k", stretches, stretches) - wanted.size * means**2, 1e-9)
    )
    return float((products / spreads).max() / max(float(np.linalg.norm(wanted)), 1e-9))


def _columns(sound: NDArray[np.int16]) -> NDArray[np.float64]:
    """The loudness (log) in each band, a row every 10 ms."""
    count = max(0, (len(sound) - _FRAME) // _HOP + 1)
    if count == 0:
        return np.zeros((0, _BANDS))
    frames = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float64) / 32768, _FRAME)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1))[:, 1 : 2 * _BANDS + 1] ** 2
    return np.asarray(np.log(power.reshape(count, _BANDS, 2).sum(axis=2) + _FAINT))
