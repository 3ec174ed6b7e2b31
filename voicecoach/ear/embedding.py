"""Sound -> 96 numbers every 80 ms: Google's speech embedding, as pyopen-wakeword brings it, fed in any block size."""

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.errors import EarError

CHUNK = 1_280
"""Samples that make one more embedding: 80 ms."""
SECONDS = CHUNK / RATE
WIDTH = 96
OVERLAP = 480
"""Samples before a chunk that the spectrum of its first frames reaches back to."""
FRAMES = 76
"""Spectra, 10 ms apart, that one embedding looks at."""
FRAMES_PER_CHUNK = 8

Embeddings = NDArray[np.float32]


class _Features(Protocol):
    new_audio_samples: int
    new_mels: int

    def process_streaming(self, audio_chunk: bytes) -> Iterable[NDArray[np.float32]]: ...


class Embedder:
    """Turns a stream of 16 kHz 16-bit mono into embeddings; each looks back over the last 0.8 s of sound."""

    def __init__(self) -> None:
        self._features = _features()
        self._waiting = b""
        for _ in self._features.process_streaming(bytes(CHUNK * SAMPLE_BYTES)):
            pass  # the first block makes up for 8 s of silence before it: a third of a second of work, done here
        # left alone, every embedding would lag 50 + 40 ms behind the sound
        self._features.new_audio_samples = OVERLAP
        self._features.new_mels = FRAMES - FRAMES_PER_CHUNK

    def feed(self, pcm: bytes) -> Embeddings:
        """The embeddings that this block completes, oldest first: none, one or many."""
        sound = self._waiting + pcm
        size = CHUNK * SAMPLE_BYTES
        whole = len(sound) // size * size
        self._waiting = sound[whole:]
        rows = [self._embed(sound[at : at + size]) for at in range(0, whole, size)]
        return np.stack(rows) if rows else np.empty((0, WIDTH), np.float32)

    @property
    def waiting(self) -> float:
        """Seconds of sound fed that no embedding has covered yet: less than 0.08."""
        return len(self._waiting) / (RATE * SAMPLE_BYTES)

    def _embed(self, chunk: bytes) -> NDArray[np.float32]:
        rows = list(self._features.process_streaming(chunk))
        if len(rows) != 1:
            raise RuntimeError(f"{len(rows)} embeddings from one chunk of sound instead of 1")
        return np.nan_to_num(rows[0].reshape(WIDTH))


def _features() -> _Features:
    try:
        from pyopen_wakeword import OpenWakeWordFeatures
    except ImportError as missing:
        raise EarError(
            "the command ear needs the package pyopen-wakeword, which is not installed: pip install pyopen-wakeword"
        ) from missing
    features: _Features = OpenWakeWordFeatures.from_builtin()
    return features
