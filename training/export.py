"""Writes the tuned embedding and the trained heads as the weights files that the product reads."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import wording
from training.learn import Head
from training.network import Embedding
from voicecoach.ear.embedding import load_network

EMBEDDING = Path(__file__).parent.parent / "voicecoach" / "ear" / "embedding.npz"
WEIGHTS = Path(__file__).parent.parent / "voicecoach" / "ear" / "commands.npz"


def write(
    heads: list[Head],
    phrases: tuple[str, ...],
    thresholds: dict[str, float],
    path: Path = WEIGHTS,
    tiers: tuple[int, ...] | None = None,
) -> None:
    """One file: phrases, tiers (those of the commands if none are given), thresholds, and every head's numbers."""
    arrays: dict[str, NDArray[np.generic]] = {
        "phrases": np.array(phrases),
        "tiers": np.array(tiers or [1 if text in wording.TIER_1 else 2 for text in phrases]),
        "thresholds": np.array([thresholds[text] for text in phrases], np.float32),
    }
    np.savez_compressed(path, allow_pickle=False, **arrays, **numbers_of(heads))


def numbers_of(heads: Sequence[Any]) -> dict[str, NDArray[np.generic]]:
    """What the product's ``numbers_in`` reads: every head, of whatever kind, at half precision."""
    arrays: dict[str, NDArray[np.generic]] = {
        "heads": np.array(len(heads)),
        "dilations": np.array(heads[0].dilations),
    }
    for number, head in enumerate(heads):
        arrays[f"mean_{number}"] = head.mean.numpy().astype(np.float32)
        arrays[f"spread_{number}"] = head.spread.numpy().astype(np.float32)
        for at, layer in enumerate(head.layers):
            weights = layer.weight.detach().numpy().transpose(2, 1, 0)
            arrays[f"weights_{number}_{at}"] = np.ascontiguousarray(weights).astype(np.float16)
            arrays[f"bias_{number}_{at}"] = layer.bias.detach().numpy().astype(np.float32)
    return arrays


def write_embedding(embedding: Embedding, path: Path = EMBEDDING) -> None:
    """The network's numbers at half precision, and the bands that it looks at."""
    arrays: dict[str, NDArray[np.generic]] = {
        "bands": load_network().bands.astype(np.float16),
        "layers": np.array(len(embedding.layers)),
    }
    for number, layer in enumerate(embedding.layers):
        weights = layer.weight.detach().numpy().transpose(2, 3, 1, 0)
        arrays[f"weights_{number}"] = np.ascontiguousarray(weights).astype(np.float16)
        arrays[f"bias_{number}"] = layer.bias.detach().numpy().astype(np.float32)
    np.savez_compressed(path, allow_pickle=False, **arrays)
