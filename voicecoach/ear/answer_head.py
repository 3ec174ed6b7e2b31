"""Which answer of one word an utterance is: a small trained head on the speech embedding of all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import Pcm
from voicecoach.ear.commands import Layer, numbers_in, through
from voicecoach.ear.embedding import CHUNK, Embedder, Embeddings, Network, load_network
from voicecoach.errors import EarError

WEIGHTS = "answers.npz"
LOOKS = 2
"""So often is the utterance looked at, each time half a chunk later; the scores are averaged."""
_THEN = 4 * CHUNK
"""Samples of silence after it: the embedding of the last sound is clearest a little later."""
_LEAST = 7 * CHUNK
"""Samples in all: the head looks at seven rows at once."""
_PEAK = 12_000.0
"""Every utterance is made as loud: its loudest sample becomes this."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """Layers over time; the last gives a weight for each row, and a score for "none of these" and each word."""

    mean: Floats
    spread: Floats
    layers: tuple[Layer, ...]

    def scores(self, rows: Embeddings) -> Floats:
        """[time, 96] -> [words + 1]: the probability of each, "none of these" first."""
        x = through(rows, self.mean, self.spread, self.layers)
        return _softmax(_softmax(x[:, 0]) @ x[:, 1:])


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """The heads, whose scores are averaged, and the words that they tell apart."""

    words: tuple[str, ...]
    heads: tuple[AnswerHead, ...]
    network: Network

    def scores(self, said: Pcm) -> Mapping[str, float]:
        """How probable it is that each of the words, and nothing else, was ``said``."""
        looks = [rows_of(said, look, self.network) for look in range(LOOKS)]
        parts = [head.scores(rows) for head in self.heads for rows in looks]
        return dict(zip(self.words, map(float, np.mean(parts, axis=0)[1:]), strict=True))


def rows_of(said: Pcm, look: int, network: Network) -> Embeddings:
    """The embeddings of the whole utterance at one loudness, between silences, ``look`` half chunks later."""
    samples = np.frombuffer(said.samples, "<i2").astype(np.float32)
    samples = samples - samples.mean() if samples.size else samples
    samples *= _PEAK / max(1.0, float(np.abs(samples).max(initial=0.0)))
    before = np.zeros(look * CHUNK // LOOKS, np.float32)
    size = before.size + samples.size
    after = np.zeros(max(_THEN, _LEAST - size) + -size % CHUNK, np.float32)
    return Embedder(network).feed(np.concatenate((before, samples, after)).astype("<i2").tobytes())


def load(content: bytes | None = None, network: Network | None = None, name: str = WEIGHTS) -> AnswerModel:
    """The model in the weights file ``name`` that comes with the program, or in the ``content`` given."""
    if content is None:
        file = files("voicecoach.ear") / name
        if not file.is_file():
            raise EarError(f"the answer ear's weights {name} are missing: install voicecoach again")
        content = file.read_bytes()
    with np.load(BytesIO(content)) as kept:
        words = tuple(map(str, kept["words"]))
        heads = tuple(AnswerHead(*numbers_in(kept, number)) for number in range(int(kept["heads"])))
    return AnswerModel(words, heads, network or load_network())


def _softmax(x: Floats) -> Floats:
    x = np.exp(x - x.max())
    return np.asarray(x / x.sum(), np.float32)
