"""Speakers that nobody recorded: Kokoro's timbres mixed, and pushed as far from the middle as its own voices lie."""

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Style = NDArray[np.float32]
NAMES = tuple(f"crowd{number:03}" for number in range(120))
_TIMBRE = 128
"""The first half of a style sets the timbre, the second how the words are paced and tuned."""


def style(name: str, voices: tuple[str, ...], row: Callable[[str], Style]) -> Style:
    """The style of one of `NAMES`: three voices mixed for the timbre, a fourth speaker's way of speaking."""
    draw = random.Random(name)
    chosen = [row(voice) for voice in draw.sample(voices, 3)]
    manner = row(draw.choice(voices))
    shares = np.array([draw.expovariate(1.0) for _ in chosen])
    shares /= shares.sum()
    everyone = np.stack([row(voice)[:_TIMBRE] for voice in voices])
    middle = everyone.mean(axis=0)
    mixed = sum(share * one[:_TIMBRE] for share, one in zip(shares, chosen, strict=True)) - middle
    usual = float(np.median(np.linalg.norm(everyone - middle, axis=1)))
    far = draw.uniform(0.9, 1.15) * usual / max(1e-6, float(np.linalg.norm(mixed)))
    return np.concatenate([middle + mixed * far, manner[_TIMBRE:]]).astype(np.float32)
