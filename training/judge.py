"""Sets each phrase's threshold from talk that the judged head never learnt from."""

import numpy as np
from numpy.typing import NDArray

from training import wording
from training.embed import LongEmbedder
from training.features import Heard, in_half
from training.learn import Head
from training.recordings import Side, Take, synthetic, talk
from voicecoach.ear.embedding import CHUNK, SECONDS

HALTS_AN_HOUR = 1.0
OTHERS_AN_HOUR = 0.5
LOWEST, HIGHEST = 0.25, 0.97
APART = 12
"""Rows between two false alarms that count as two."""

Floats = NDArray[np.float32]


def plain_talk(half: int) -> list[Heard]:
    """People's talk and synthetic sentences of one half as they are, without rooms or noise."""
    lines = [
        t for t in synthetic(Side.TRAIN) if len(t.text) > 22 and t.maker in ("kokoro", "flite", "espeak")
    ]
    ear = LongEmbedder()
    return [
        Heard(ear.feed(_padded(take)).astype(np.float16), ())
        for take in in_half(talk(Side.TRAIN) + lines, half)
    ]


def thresholds(judged: list[tuple[list[Head], list[Heard]]], phrases: tuple[str, ...]) -> dict[str, float]:
    """For each phrase the lowest threshold that keeps its share of the false alarms allowed.

    ``judged`` pairs heads with talk that they have not learnt from. The core words get a larger share than the others.
    """
    peaks: list[list[float]] = [[] for _ in phrases]
    hours = 0.0
    for heads, scenes in judged:
        scores = smooth(heads, np.concatenate([scene.rows for scene in scenes]).astype(np.float32))
        hours += len(scores) * SECONDS / 3600
        for number in range(len(phrases)):
            peaks[number] += _peaks(scores[:, number])
    shares = _shares(phrases)
    found = {}
    for text, values in zip(phrases, peaks, strict=True):
        allowed = int(shares[text] * hours)
        values.sort(reverse=True)
        edge = values[allowed] if allowed < len(values) else 0.0
        found[text] = float(np.clip(edge + 0.01, LOWEST, HIGHEST))
    return found


def smooth(heads: list[Head], rows: Floats) -> Floats:
    """The mean of the heads' scores, and of each row with the one before it, as the product does it."""
    import torch

    with torch.no_grad():
        parts = [head(torch.from_numpy(rows)[None])[0].softmax(-1)[:, 1:].numpy() for head in heads]
    scores = np.mean(parts, axis=0)
    return np.asarray((scores[1:] + scores[:-1]) / 2, np.float32)


def _peaks(scores: Floats) -> list[float]:
    """The highest score of each stretch above a tenth."""
    peaks: list[float] = []
    last = -APART
    for at in np.flatnonzero(scores > 0.1):
        if at - last < APART and peaks:
            peaks[-1] = max(peaks[-1], float(scores[at]))
        else:
            peaks.append(float(scores[at]))
        last = int(at)
    return peaks


def _shares(phrases: tuple[str, ...]) -> dict[str, float]:
    """How many false alarms an hour each phrase may give."""
    halts = {text: 3.0 if text in wording.CORE else 1.0 for text in phrases if text in wording.TIER_1}
    others = {text: 3.0 if text in wording.CORE else 1.0 for text in phrases if text not in wording.TIER_1}
    allowed = {text: HALTS_AN_HOUR * share / sum(halts.values()) for text, share in halts.items()}
    return allowed | {text: OTHERS_AN_HOUR * share / sum(others.values()) for text, share in others.items()}


def _padded(take: Take) -> NDArray[np.int16]:
    short = -len(take.sound) % CHUNK
    return np.concatenate([take.sound, np.zeros(short + 5 * CHUNK, np.int16)])
