"""Between a device's own rate and channels and our 16 kHz mono."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from voicecoach.core.pcm import RATE

BLOCK: Final = RATE // 100
"""Frames in a block of 10 ms: what the player is asked for and what the ear gets."""
Samples = npt.NDArray[np.int16]


class ToDevice:
    """Fills buffers of the device's rate and channels from a source of 16 kHz mono."""

    def __init__(self, pull: Callable[[int, float], bytes], rate: int, channels: int) -> None:
        self._pull = pull
        self._rate = rate
        self._channels = channels
        self._resampler = _resampler(RATE, rate)
        self._ready: Samples = np.zeros(0, np.int16)
        self._pulled = 0
        self._filled = 0

    def fill(self, frames: int, at: float) -> bytes:
        """``frames`` frames for the device, the first of them heard at ``at``."""
        if self._resampler is None and self._channels == 1:
            return self._pull(frames, at)
        while len(self._ready) < frames:
            # The resampler gives its output in lumps but loses nothing, so frames are counted, not what is ready.
            heard_at = at + self._pulled / RATE - self._filled / self._rate
            block = np.frombuffer(self._pull(BLOCK, heard_at), "<i2")
            self._pulled += BLOCK
            if self._resampler is not None:
                block = self._resampler.resample_chunk(block)
            self._ready = np.concatenate((self._ready, block))
        now, self._ready = self._ready[:frames], self._ready[frames:]
        self._filled += frames
        return np.repeat(now, self._channels).astype("<i2").tobytes()


class FromDevice:
    """Cuts what a device recorded into blocks of 10 ms of 16 kHz mono."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._channels = channels
        self._resampler = _resampler(rate, RATE)
        self._taken = 0
        self._given = 0
        self._rest: Samples = np.zeros(0, np.int16)

    def blocks(self, data: bytes, at: float) -> Iterator[tuple[bytes, float]]:
        """Whole blocks with the time of their first sample; ``at`` is the time of the first in ``data``."""
        frames = np.frombuffer(data, "<i2")
        if self._channels > 1:
            frames = frames.reshape(-1, self._channels).mean(axis=1).astype(np.int16)
        begins = at + self._given / RATE - self._taken / self._rate
        self._taken += len(frames)
        if self._resampler is not None:
            frames = self._resampler.resample_chunk(frames)
        whole = np.concatenate((self._rest, frames))
        used = len(whole) // BLOCK * BLOCK
        self._rest = whole[used:]
        self._given += used
        for start in range(0, used, BLOCK):
            yield whole[start : start + BLOCK].astype("<i2").tobytes(), begins + start / RATE


def _resampler(from_rate: int, to_rate: int) -> Any:  # soxr ships no types
    if from_rate == to_rate:
        return None
    import soxr

    return soxr.ResampleStream(from_rate, to_rate, 1, dtype="int16", quality="MQ")
