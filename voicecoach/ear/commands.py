"""The command ear of our own: a small trained head on the speech embedding, one score a phrase every 40 ms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.embedding import CHUNK, SECONDS, Embedder, Embeddings
from voicecoach.ear.port import Hit
from voicecoach.errors import EarError

WEIGHTS = "commands.npz"
RED_FLAGS = "red_flags.npz"
"""Heads of their own for the phrases of `words.RARER`, beside those of the commands."""
SURE_AFTER = 0.08
"""Seconds from the end of a word to the embedding that usually makes it clear (median of the held-out takes)."""
LOOKS = 2
"""Embeddings are made so many times as often as one covers new sound: every 40 ms a score, and not every 80."""
FADE = 4 * LOOKS
"""Rows of low scores that end an utterance: after them the same phrase may be heard again."""
SAME_BREATH = 0.45
"""Seconds after a hit in which another phrase is taken for the same utterance, unless its tier is the more urgent."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How much easier than as shipped each tier is heard, in steps: +1 halves the doubt needed, -1 doubles it."""

    always: float = 0.0
    session: float = 0.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the head knows: ``tier`` 1 is always obeyed, 0 goes before it; a score of ``threshold`` is a hit."""

    text: str
    tier: int
    threshold: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One convolution over time: ``weights`` [taps, in, out]; taps are ``dilation`` rows apart."""

    weights: Floats
    bias: Floats
    dilation: int


@dataclass(frozen=True, slots=True)
class Head:
    """A trained network; ``back`` is how many rows before the newest one it looks at."""

    mean: Floats
    spread: Floats
    layers: tuple[Layer, ...]

    @property
    def back(self) -> int:
        return sum((len(layer.weights) - 1) * layer.dilation for layer in self.layers)

    def scores(self, rows: Embeddings) -> Floats:
        """[time, 96] -> [time - back, phrases + 1]: probabilities, "none of these" first."""
        x = through(rows, self.mean, self.spread, self.layers)
        x = np.exp(x - x.max(axis=1, keepdims=True))
        return np.asarray(x / x.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """The heads, whose scores are averaged, and what their outputs mean."""

    phrases: tuple[Phrase, ...]
    heads: tuple[Head, ...]

    @property
    def back(self) -> int:
        return max(head.back for head in self.heads)

    def scores(self, rows: Embeddings) -> Floats:
        """[time, 96] -> [time - back, phrases]: the mean of all heads."""
        parts = [head.scores(rows[self.back - head.back :])[:, 1:] for head in self.heads]
        return np.asarray(np.mean(parts, axis=0), np.float32)


class Adjustment(Protocol):
    """What is known of the person who speaks."""

    def rescored(self, rows: Embeddings, scores: Floats) -> Floats:
        """``scores`` [time, phrases] of the last rows of ``rows``, adjusted."""
        ...


class CommandSpotter:
    """Hears the coach's commands in 16 kHz 16-bit mono of any block size; the newest scores can be looked at.

    As shipped it knows the commands and the red flags; given a ``model``, that alone, and ``red_flags`` if given too.
    """

    def __init__(
        self,
        sensitivity: Sensitivity = Sensitivity(),
        model: Model | None = None,
        personal: Adjustment | None = None,
        red_flags: Model | None = None,
    ) -> None:
        if model is None:
            model, red_flags = load(), red_flags or load(name=RED_FLAGS)
        models = (model,) if red_flags is None else (model, red_flags)
        self._tracks = tuple(
            _Track(models, personal, behind) for behind in (CHUNK // LOOKS * n for n in range(LOOKS))
        )
        phrases = tuple(phrase for each in models for phrase in each.phrases)
        self._decision = Decision(phrases, sensitivity)
        texts = tuple(phrase.text for phrase in phrases)
        self.scores: Mapping[str, float] = dict.fromkeys(texts, 0.0)
        self.thresholds: Mapping[str, float] = dict(
            zip(texts, map(float, self._decision.thresholds), strict=True)
        )

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        """Take the next block; return what it made clear."""
        found = [row for track in self._tracks for row in track.feed(pcm)]
        if not found:
            return ()
        found.sort(key=lambda row: row[0])
        hits = [hit for at, scores in found for hit in self._decision.take(scores, at)]
        self.scores = dict(zip(self.scores, map(float, self._decision.smooth), strict=True))
        return tuple(hits)


class _Track:
    """One of several looks at the same sound: its embeddings lie ``behind`` samples before those of the first.

    Every one of the ``models`` hears the same embeddings; ``personal`` adjusts the scores of the first.
    """

    def __init__(self, models: tuple[Model, ...], personal: Adjustment | None, behind: int) -> None:
        self._models = models
        self._back = max(model.back for model in models)
        self._personal = personal
        self._embedder = Embedder()
        self._rows: Embeddings = np.repeat(
            self._embedder.feed(bytes(CHUNK * SAMPLE_BYTES)), self._back, axis=0
        )
        self._embedder.feed(bytes(behind * SAMPLE_BYTES))
        self._heard = 0
        self._behind = behind / RATE

    def feed(self, pcm: bytes) -> list[tuple[float, Floats]]:
        """The scores of every phrase at each row that the block completes, with the time of its end."""
        rows = self._embedder.feed(pcm)
        if len(rows) == 0:
            return []
        self._rows = np.concatenate((self._rows[-self._back :], rows))
        parts = [model.scores(self._rows[self._back - model.back :]) for model in self._models]
        if self._personal is not None:
            parts[0] = self._personal.rescored(self._rows, parts[0])
        scores = np.concatenate(parts, axis=1)
        first, self._heard = self._heard + 1, self._heard + len(rows)
        return [((first + number) * SECONDS - self._behind, row) for number, row in enumerate(scores)]


class Decision:
    """Scores over time -> hits: two rows are averaged, one utterance is one hit, one breath is one phrase."""

    def __init__(self, phrases: tuple[Phrase, ...], sensitivity: Sensitivity) -> None:
        self._phrases = phrases
        self.thresholds = np.array([_threshold(phrase, sensitivity) for phrase in phrases], np.float32)
        self._before: Floats = np.zeros(len(phrases), np.float32)
        self._armed = np.ones(len(phrases), np.bool_)
        self._quiet = np.zeros(len(phrases), np.int64)
        self._last: tuple[float, int] = (-1e9, 2)
        self.smooth: Floats = self._before

    def take(self, scores: Floats, at: float) -> tuple[Hit, ...]:
        """The hit that the scores of the row ending ``at`` make clear, if any."""
        self.smooth = np.asarray((scores + self._before) / 2, np.float32)
        self._before = scores
        over = self.smooth >= self.thresholds
        self._quiet = np.where(self.smooth < self.thresholds / 2, self._quiet + 1, 0)
        self._armed |= self._quiet >= FADE
        fresh = np.flatnonzero(over & self._armed)
        self._armed[over] = False
        if len(fresh) == 0:
            return ()
        first = min(self._phrases[number].tier for number in fresh)
        if first == 0:  # "chest pain" and the "pain" in it become clear at once
            fresh = np.array([number for number in fresh if self._phrases[number].tier == first])
        margin = self.smooth[fresh] / self.thresholds[fresh]
        best = int(fresh[int(margin.argmax())])
        phrase = self._phrases[best]
        since, tier = at - self._last[0], self._last[1]
        if since < SAME_BREATH and phrase.tier >= tier:
            return ()
        self._last = (at, phrase.tier)
        return (Hit(phrase.text, max(0.0, at - SURE_AFTER), float(self.smooth[best])),)


def load(content: bytes | None = None, name: str = WEIGHTS) -> Model:
    """The model in the weights file ``name`` that comes with the program, or in the ``content`` given."""
    if content is None:
        file = files("voicecoach.ear") / name
        if not file.is_file():
            raise EarError(f"the command ear's weights {name} are missing: install voicecoach again")
        content = file.read_bytes()
    with np.load(BytesIO(content)) as kept:
        phrases = tuple(
            Phrase(str(text), int(tier), float(threshold))
            for text, tier, threshold in zip(kept["phrases"], kept["tiers"], kept["thresholds"], strict=True)
        )
        heads = tuple(Head(*numbers_in(kept, number)) for number in range(int(kept["heads"])))
    return Model(phrases, heads)


def numbers_in(
    kept: Mapping[str, NDArray[np.generic]], number: int
) -> tuple[Floats, Floats, tuple[Layer, ...]]:
    """Mean, spread and layers of the head ``number`` in a weights file."""

    def floats(name: str) -> Floats:
        return np.asarray(kept[name], np.float32)

    layers = tuple(
        Layer(floats(f"weights_{number}_{at}"), floats(f"bias_{number}_{at}"), int(dilation))
        for at, dilation in enumerate(np.asarray(kept["dilations"]).tolist())
    )
    return floats(f"mean_{number}"), floats(f"spread_{number}"), layers


def through(rows: Embeddings, mean: Floats, spread: Floats, layers: tuple[Layer, ...]) -> Floats:
    """[time, 96] -> [time - reach, out]: all layers, nothing below zero between them."""
    x = ((rows - mean) / spread).astype(np.float32)
    for number, layer in enumerate(layers):
        x = convolved(x, layer)
        if number + 1 < len(layers):
            x = np.maximum(x, 0)
    return x


def convolved(x: Floats, layer: Layer) -> Floats:
    """``x`` [time, in] -> [time - reach, out]."""
    taps = len(layer.weights)
    size = len(x) - (taps - 1) * layer.dilation
    out = np.repeat(layer.bias[None], size, axis=0)
    for tap in range(taps):
        start = tap * layer.dilation
        out += x[start : start + size] @ layer.weights[tap]
    return out


def _threshold(phrase: Phrase, sensitivity: Sensitivity) -> float:
    steps = sensitivity.always if phrase.tier <= 1 else sensitivity.session
    odds = phrase.threshold / (1 - phrase.threshold) * float(0.5**steps)
    return odds / (1 + odds)
