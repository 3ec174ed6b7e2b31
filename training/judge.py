"""Sets each phrase's threshold from talk that the judged head never learnt from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from training import wording
from training.embed import LongEmbedder
from training.features import in_half
from training.learn import Head
from training.recordings import Side, Take, ints, noises, rooms, synthetic, talk
from training.scenes import varied
from voicecoach.ear.commands import LOOKS
from voicecoach.ear.embedding import CHUNK, SECONDS

LOWEST, HIGHEST = 0.6, 0.99
MATTERS = dict.fromkeys(wording.CORE, 1.0) | {"go on": 1 / 6}
"""What share of a core word's false alarms a phrase may have; after a halt everything waits for "go on"."""
APART = 12 * LOOKS
"""Scores between two false alarms that count as two."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Sound of one kind in which no command is said, and how many false alarms an hour of it a phrase may give."""

    looks: tuple[Floats, ...]
    core: float
    other: float


def quiet(half: int) -> tuple[Quiet, ...]:
    """One half of the talk as it is, synthetic sentences, and the coach's lines."""
    takes = synthetic(Side.TRAIN)[half::6]
    lines = [t for t in takes if len(t.text) > 22 and t.maker in ("kokoro", "flite", "espeak", "hibari")]
    coach = [t for t in takes if t.maker == "coach"]
    return (
        Quiet(embedded(in_half(talk(Side.TRAIN), half)), 0.5, 0.05),
        Quiet(embedded(elsewhere(in_half(talk(Side.TRAIN), half))), 6.0, 0.05),
        Quiet(embedded(in_half(lines, half)), 4.0, 2.0),
        Quiet(embedded(coach), 0.0, 0.0),
    )


def thresholds(
    judged: list[tuple[list[Head], tuple[Quiet, ...]]],
    phrases: tuple[str, ...],
    lowest: float = LOWEST,
    matters: Mapping[str, float] = MATTERS,
) -> dict[str, float]:
    """For each phrase the lowest threshold that keeps its false alarms to what is allowed in every kind of sound.

    ``judged`` pairs heads with sound that they have not learnt from, always the same kinds in the same order.
    """
    found = dict.fromkeys(phrases, lowest)
    for kind in range(len(judged[0][1])):
        hours = 0.0
        peaks: list[list[float]] = [[] for _ in phrases]
        for heads, sounds in judged:
            scores = smooth(heads, sounds[kind].looks)
            hours += len(scores) * SECONDS / LOOKS / 3600
            for number in range(len(phrases)):
                peaks[number] += _peaks(scores[:, number])
        for text, values in zip(phrases, peaks, strict=True):
            rate = sounds[kind].core * matters.get(text, 0.0) or sounds[kind].other
            edge = sorted(values, reverse=True)[int(rate * hours) :]
            found[text] = max(found[text], min(HIGHEST, edge[0] + 0.01 if edge else 0.0))
        print(
            f"kind {kind}, {hours:.2f} h:",
            {text: round(value, 2) for text, value in found.items()},
            flush=True,
        )
    return found


def smooth(heads: list[Head], looks: tuple[Floats, ...]) -> Floats:
    """The mean of the heads' scores at every look in turn, and of each with the one before, as the product does it."""
    import torch

    found = []
    for rows in looks:
        with torch.no_grad():
            parts = [head(torch.from_numpy(rows)[None])[0].softmax(-1)[:, 1:].numpy() for head in heads]
        found.append(np.mean(parts, axis=0))
    scores = np.stack(found, axis=1).reshape(-1, found[0].shape[1])
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


def elsewhere(takes: list[Take]) -> list[Take]:
    """The same talk by other voices in other rooms, with noise: there is too little of it."""
    draw = np.random.default_rng(8)
    rooms_here, noises_here = rooms(Side.TRAIN), noises(Side.TRAIN)
    made = []
    for take in takes * 2:
        sound = varied(take, draw)
        sound = signal.fftconvolve(sound, rooms_here[draw.integers(len(rooms_here))])[: len(sound)]
        noise = noises_here[draw.integers(len(noises_here))].sound.astype(np.float32)
        noise = np.resize(noise, len(sound)) / (np.sqrt((noise**2).mean()) + 1e-9)
        sound = sound + noise * 0.06 * 10 ** (-draw.uniform(6, 30) / 20)
        made.append(replace(take, sound=ints(np.asarray(sound * draw.uniform(0.1, 2), np.float32))))
    return made


def embedded(takes: list[Take]) -> tuple[Floats, ...]:
    """The rows of all takes in a row, for each look of the product; the later looks lie before the first."""
    sound = np.concatenate([_padded(take) for take in takes])
    looks = []
    for behind in range(CHUNK // LOOKS * (LOOKS - 1), -1, -CHUNK // LOOKS):
        ear = LongEmbedder()
        looks.append(ear.feed(np.concatenate([np.zeros(behind, np.int16), sound]))[: len(sound) // CHUNK])
    return tuple(looks)


def _padded(take: Take) -> NDArray[np.int16]:
    short = -len(take.sound) % CHUNK
    return np.concatenate([take.sound, np.zeros(short + 5 * CHUNK, np.int16)])
