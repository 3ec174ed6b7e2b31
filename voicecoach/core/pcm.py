"""Sound as data: 16-bit mono samples with their rate beside them."""

from dataclasses import dataclass

SAMPLE_BYTES = 2
RATE = 16_000
"""Samples a second of everything inside the program; devices with another rate are converted at the edge."""


@dataclass(frozen=True, slots=True)
class Pcm:
    """``samples``: little-endian signed 16-bit mono; ``rate``: samples a second."""

    samples: bytes
    rate: int = RATE

    def __post_init__(self) -> None:
        if len(self.samples) % SAMPLE_BYTES:
            raise ValueError("half a sample at the end of the sound")
        if self.rate <= 0:
            raise ValueError(f"a rate of {self.rate} samples a second")

    @property
    def frames(self) -> int:
        """How many samples there are."""
        return len(self.samples) // SAMPLE_BYTES

    @property
    def seconds(self) -> float:
        """How long the sound lasts."""
        return self.frames / self.rate
