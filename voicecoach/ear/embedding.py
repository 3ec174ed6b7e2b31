"""Sound -> 96 numbers every 80 ms: Google's speech embedding, tuned by us for rooms, noise and echo, run with numpy."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.errors import EarError

WEIGHTS = "embedding.npz"
CHUNK = 1_280
"""Samples that make one more embedding: 80 ms."""
SECONDS = CHUNK / RATE
WIDTH = 96
HOP = 160
"""Samples from one spectrum to the next: 10 ms."""
WINDOW = 512
"""Samples that a spectrum is made of; the 400 in the middle count."""
OVERLAP = WINDOW - HOP
"""Samples before a chunk that its first spectrum reaches back to."""
FRAMES = 76
"""Spectra that one embedding looks at."""
FRAMES_PER_CHUNK = 8
BANDS = 32
LEAK, FLOOR = 0.2, -0.4
"""What is left of a layer's numbers below zero, and their least."""
POOLS: Mapping[int, tuple[int, int]] = {2: (2, 2), 6: (1, 2), 10: (2, 2), 14: (1, 2), 18: (2, 2)}
"""After which layer the largest of how many neighbours in (time, frequency) is taken."""

Floats = NDArray[np.float32]
Embeddings = Floats


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution over ``tall`` rows of time or ``wide`` bands, or both: ``weights`` [tall * wide * in, out]."""

    weights: Floats
    bias: Floats
    tall: int
    wide: int


@dataclass(frozen=True, slots=True)
class Network:
    """``bands`` [257, 32] turns a power spectrum into bands; ``layers`` turn 76 of these into 96 numbers."""

    bands: Floats
    layers: tuple[Layer, ...]


class Embedder:
    """Turns a stream of 16 kHz 16-bit mono into embeddings; each looks back over the last 0.8 s of sound."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or load_network()
        self._before: Floats = np.zeros(OVERLAP, np.float32)
        self._waiting = b""
        self._kept = [np.zeros((layer.tall - 1, 0, 0), np.float32) for layer in self._network.layers]
        self.feed(
            bytes(FRAMES * HOP // CHUNK * CHUNK * 2 * SAMPLE_BYTES)
        )  # the silence before the first sound

    def feed(self, pcm: bytes) -> Embeddings:
        """The embeddings that this block completes, oldest first: none, one or many, [rows, 96]."""
        sound = self._waiting + pcm
        size = CHUNK * SAMPLE_BYTES
        whole = len(sound) // size * size
        self._waiting = sound[whole:]
        if not whole:
            return np.empty((0, WIDTH), np.float32)
        samples = np.frombuffer(sound[:whole], "<i2").astype(np.float32)
        reach = np.concatenate((self._before, samples))
        self._before = reach[-OVERLAP:].copy()
        return self._through(spectra(reach, self._network.bands))

    @property
    def waiting(self) -> float:
        """Seconds of sound fed that no embedding has covered yet: less than 0.08."""
        return len(self._waiting) / (RATE * SAMPLE_BYTES)

    def _through(self, bands: Floats) -> Embeddings:
        """Every layer goes on from the rows that it kept of the last time."""
        x = bands[:, :, None]
        for number, layer in enumerate(self._network.layers):
            if layer.tall > 1:
                if not self._kept[number].size:
                    self._kept[number] = np.zeros((layer.tall - 1, *x.shape[1:]), np.float32)
                x = np.concatenate((self._kept[number], x))
                self._kept[number] = x[1 - layer.tall :].copy()
            x = _convolved(x, layer)
            if number + 1 < len(self._network.layers):
                x = np.maximum(np.maximum(x, LEAK * x), FLOOR)
            if number in POOLS:
                x = _largest(x, *POOLS[number])
        return x[:, 0]


def spectra(samples: Floats, bands: Floats) -> Floats:
    """Samples of 16-bit size -> [spectra, 32]: power in each band, 10 dB a unit, 2 for the quietest that counts."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP] * _HANN
    power = np.abs(np.fft.rfft(windows, axis=1)).astype(np.float32) ** 2
    return np.asarray(np.log10(np.maximum(power @ bands, 1.0)) + 2, np.float32)


def load_network() -> Network:
    """The network in the weights file that comes with the program."""
    file = files("voicecoach.ear") / WEIGHTS
    if not file.is_file():
        raise EarError(f"the ear's weights {WEIGHTS} are missing: install voicecoach again")
    with np.load(BytesIO(file.read_bytes())) as kept:
        layers = []
        for number in range(int(kept["layers"])):
            weights = np.asarray(kept[f"weights_{number}"], np.float32)
            tall, wide, inner, out = weights.shape
            bias = np.asarray(kept[f"bias_{number}"], np.float32)
            layers.append(Layer(weights.reshape(tall * wide * inner, out), bias, tall, wide))
        return Network(np.asarray(kept["bands"], np.float32), tuple(layers))


def _convolved(x: Floats, layer: Layer) -> Floats:
    """[time, bands, in] -> [time - tall + 1, bands, out]; there is silence beside the outer bands."""
    time, width = len(x) - layer.tall + 1, x.shape[1]
    if layer.wide > 1:
        side = np.zeros((len(x), layer.wide // 2, x.shape[2]), np.float32)
        x = np.concatenate((side, x, side), axis=1)
    parts = [
        x[down : down + time, right : right + width]
        for down in range(layer.tall)
        for right in range(layer.wide)
    ]
    return np.asarray(np.concatenate(parts, axis=2) @ layer.weights + layer.bias, np.float32)


def _largest(x: Floats, tall: int, wide: int) -> Floats:
    time, width, depth = x.shape
    blocks = x.reshape(time // tall, tall, width // wide, wide, depth)
    return np.asarray(blocks.max(axis=(1, 3)), np.float32)


def _hann() -> Floats:
    window = np.zeros(WINDOW, np.float32)
    window[56:456] = np.hanning(401)[:-1]
    return window


_HANN = _hann()
