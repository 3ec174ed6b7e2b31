"""What is kept of a voice, turned into a personal adjustment of the command ear when it starts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from voicecoach.ear.commands import WEIGHTS as HEADS
from voicecoach.ear.commands import Head, Model, convolved
from voicecoach.ear.embedding import WEIGHTS as EMBEDDING
from voicecoach.ear.embedding import Embeddings
from voicecoach.ear.kept import Enrolment

OTHERS = "others.npz"
"""What the first head makes of the sounds of others that come nearest to the words (training/others.py)."""
SURE_ROWS = (0, 1, 2)
"""Rows after the one in which a word ends that make it clear."""
PRIOR = 3.0
ROUNDS = 8
OWN, STRANGERS, REST = 100.0, 400.0, 100.0
"""How much the takes, the sounds of others and the person's own other sounds count against each other."""
BETTER_THAN = 0.998
"""A sound helps a word only if it is more like the person's takes than this share of the nearest others' sounds."""
MOST = 2.0
"""The most that likeness adds to the logarithm of the odds.

With 3, and 0.97 above, "stop" fired 4 times in an hour of others' talk instead of not at all (2026-11).
"""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much like a person's own ``phrase`` what the head makes of a sound is: ``weights`` . x + ``bias``."""

    phrase: int
    weights: Floats
    bias: float


@dataclass(frozen=True, slots=True)
class Personal:
    """Raises the scores of what sounds like the person's own takes; never lowers one."""

    head: Head
    likenesses: tuple[Likeness, ...]

    def rescored(self, rows: Embeddings, scores: Floats) -> Floats:
        """``scores`` [time, phrases] of the last rows of ``rows``, adjusted."""
        back = self.head.back
        seen = inner(self.head, rows[len(rows) - len(scores) - back :])
        adjusted = scores.copy()
        for likeness in self.likenesses:
            alike = np.clip(seen @ likeness.weights + likeness.bias, 0.0, MOST)
            odds = _log_odds(scores[:, likeness.phrase]) + alike
            adjusted[:, likeness.phrase] = 1 / (1 + np.exp(-odds))
        return adjusted


@dataclass(frozen=True, slots=True)
class _Others:
    """``seen`` [n, width]: hard cases first of all for the words; ``made_for`` names the weights they are from."""

    seen: Floats
    made_for: str


def personal(enrolment: Enrolment, model: Model, only: str | None = None) -> Personal | None:
    """The adjustment for this voice, or None where what is kept or comes with the program fits other weights.

    ``only``: for this word alone.
    """
    others = strangers()
    if others is None or others.made_for != fingerprint() or not fits(enrolment):
        return None
    head = model.heads[0]
    texts = [phrase.text for phrase in model.phrases]
    takes = {word: _sure(head, enrolment, word) for word in enrolment.words if word in texts}
    own = inner(head, _padded(head, enrolment.others)) if len(enrolment.others) else others.seen[:0]
    found = []
    for word, seen in takes.items():
        if only not in (None, word):
            continue
        rest = np.concatenate([own, *(other for name, other in takes.items() if name != word)])
        found.append(_likeness(texts.index(word), seen, others.seen, rest))
    return Personal(head, tuple(found))


def fits(enrolment: Enrolment) -> bool:
    """Whether what is kept is in the terms of the embedding that the program comes with."""
    return enrolment.embedding == embedding_fingerprint()


def inner(head: Head, rows: Embeddings) -> Floats:
    """[time, 96] -> [time - back, width]: what ``head`` makes of the rows before it decides."""
    x = ((rows - head.mean) / head.spread).astype(np.float32)
    for layer in head.layers[:-1]:
        x = np.maximum(convolved(x, layer), 0)
    last = head.layers[-1]
    return x[(len(last.weights) - 1) * last.dilation :]


def _sure(head: Head, enrolment: Enrolment, word: str) -> Floats:
    """What the head makes of every take of ``word`` where the word has just ended."""
    found = []
    for take in enrolment.takes:
        if take.word == word:
            seen = inner(head, _padded(head, take.rows))
            found += [seen[min(len(seen) - 1, take.end + later)] for later in SURE_ROWS]
    return np.stack(found)


def _padded(head: Head, rows: Embeddings) -> Embeddings:
    return np.concatenate((np.repeat(rows[:1], head.back, axis=0), rows)).astype(np.float32)


def _likeness(phrase: int, seen: Floats, others: Floats, rest: Floats) -> Likeness:
    """A logistic regression between the takes and everything else, set to zero where the nearest others lie."""
    spread = others.std(axis=0) + 1e-3
    x = np.concatenate((seen, others, rest)) / spread
    x = np.concatenate((x, np.ones((len(x), 1), np.float32)), axis=1).astype(np.float32)
    y = np.zeros(len(x), np.float32)
    y[: len(seen)] = 1.0
    sizes = ((seen, OWN), (others, STRANGERS), (rest, REST))
    counts = np.concatenate([np.full(len(part), weight / max(1, len(part))) for part, weight in sizes])
    found = _regression(x, y, counts.astype(np.float32))
    alike = others / spread @ found[:-1]
    return Likeness(
        phrase, np.asarray(found[:-1] / spread, np.float32), -float(np.quantile(alike, BETTER_THAN))
    )


def _regression(x: Floats, y: Floats, counts: Floats) -> Floats:
    ridge = np.full(x.shape[1], PRIOR, np.float32)
    ridge[-1] = 1e-2
    found = np.zeros(x.shape[1], np.float32)
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        slope = x.T @ (counts * (p - y)) + ridge * found
        bend = (x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        found = np.asarray(found - np.linalg.solve(bend, slope), np.float32)
    return found


@cache
def strangers() -> _Others | None:
    """The sounds of others that come with the program, if they do."""
    file = files("voicecoach.ear") / OTHERS
    if not file.is_file():
        return None
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as kept:
        return _Others(_unpacked(kept), str(kept["made_for"]))


def _unpacked(kept: Mapping[str, NDArray[np.generic]]) -> Floats:
    return np.asarray(
        np.asarray(kept["seen"], np.float32) * np.asarray(kept["scale"], np.float32), np.float32
    )


@cache
def fingerprint() -> str:
    """Names the weights that the program comes with."""
    return _digest(EMBEDDING, HEADS)


@cache
def embedding_fingerprint() -> str:
    """Names the embedding's weights alone: what is kept of a voice is in its terms."""
    return _digest(EMBEDDING)


def _digest(*names: str) -> str:
    found = hashlib.sha256()
    for name in names:
        found.update((files("voicecoach.ear") / name).read_bytes())
    return found.hexdigest()[:16]


def _log_odds(scores: Floats) -> Floats:
    inside = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)), np.float32)
