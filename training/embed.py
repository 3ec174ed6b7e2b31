"""The product's embeddings of long sounds."""

import numpy as np
from numpy.typing import NDArray

from voicecoach.ear.embedding import CHUNK, Embedder, Network


class LongEmbedder:
    """The product's ``Embedder`` for whole chunks of sound (multiples of 80 ms), in pieces that fit in memory."""

    def __init__(self, network: Network | None = None) -> None:
        self._embedder = Embedder(network)

    def feed(self, sound: NDArray[np.int16]) -> NDArray[np.float32]:
        """One row for each 1,280 samples."""
        whole = sound[: len(sound) // CHUNK * CHUNK]
        piece = CHUNK * 125
        parts = [self._embedder.feed(whole[at : at + piece].tobytes()) for at in range(0, len(whole), piece)]
        return np.concatenate(parts) if parts else self._embedder.feed(b"")
