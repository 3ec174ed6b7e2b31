"""Tunes the speech embedding for rooms, noise and echo: on scenes made as it goes, none of them seen twice."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training import features
from training.learn import IGNORE, Head, Timing, targets
from training.network import FROZEN, Embedding, google
from training.recordings import Side
from training.scenes import Stock, other_scene, scene
from training.takes import DATA
from training.wording import COMMANDS, SHARES
from voicecoach.ear.embedding import (
    BANDS,
    FRAMES,
    FRAMES_PER_CHUNK,
    OVERLAP,
    WIDTH,
    load_network,
    spectra,
)

TUNED = DATA / "tuned.pt"
BATCH = 16
AGAIN = 4
"""Scenes of a batch that were the last ones mistaken for a command."""
POOL = 48
EVERY = 25
"""Steps between two lines about them."""
AS_CLEAN = 0.3
"""How much it counts that the numbers stay what the untouched network makes of the clean sound."""
TIMING = Timing(first=0.05, last=0.45)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One scene: the spectra of the microphone and of the clean sound, and for each row which command has ended."""

    heard: Floats
    clean: Floats
    goal: NDArray[np.int64]


class Scenes(torch.utils.data.IterableDataset[Lesson]):
    """Scenes without end."""

    def __init__(self, stock: Stock, seed: int) -> None:
        self._stock = stock
        self._draw = np.random.default_rng(seed)
        self._bands = load_network().bands

    def __iter__(self) -> Iterator[Lesson]:
        while True:
            yield self._lesson()

    def _lesson(self) -> Lesson:
        draw = self._draw
        made = other_scene(self._stock, draw) if draw.random() < features.OTHERS else scene(self._stock, draw)
        warp = _warp(draw.uniform(0.86, 1.16)) if draw.random() < 0.5 else np.eye(BANDS, dtype=np.float32)
        rows = np.zeros((len(made.sound) // 1_280, WIDTH), np.float16)
        goal = targets(features.Heard(rows, made.said), COMMANDS, TIMING)
        return Lesson(self._spectra(made.sound) @ warp, self._spectra(made.clean) @ warp, goal)

    def _spectra(self, sound: NDArray[np.int16]) -> Floats:
        reach = np.concatenate([np.zeros(OVERLAP, np.float32), sound.astype(np.float32)])
        quiet = np.full((FRAMES - FRAMES_PER_CHUNK, BANDS), 2.0, np.float32)
        return np.concatenate([quiet, spectra(reach, self._bands)])


def _warp(factor: float) -> Floats:
    """[32, 32]: spectra times this are those of a speaker whose resonances lie ``factor`` times as high."""
    low, high = 2595 * np.log10(1 + np.array([60.0, 3_800.0]) / 700)
    centres = 700 * (10 ** (np.linspace(low, high, BANDS + 2)[1:-1] / 2595) - 1)
    from_band = np.interp(centres / factor, centres, np.arange(BANDS))
    below = np.minimum(from_band.astype(int), BANDS - 2)
    share = from_band - below
    matrix = np.zeros((BANDS, BANDS), np.float32)
    matrix[below, np.arange(BANDS)] = 1 - share
    matrix[below + 1, np.arange(BANDS)] += share
    return matrix


class Batches:
    """Fresh scenes, and some of those that were last mistaken for a command."""

    def __init__(self, stock: Stock, seed: int) -> None:
        made: Any = torch.utils.data.DataLoader(
            Scenes(stock, seed), batch_size=None, num_workers=1, prefetch_factor=48
        )
        self._source: Iterator[Lesson] = iter(made)
        self._mistaken: list[Lesson] = []

    def next(self) -> list[Lesson]:
        """The scenes of one batch."""
        again = self._mistaken[:: max(1, len(self._mistaken) // AGAIN)][:AGAIN]
        return again + self.fresh(BATCH - len(again))

    def fresh(self, count: int) -> list[Lesson]:
        """New scenes."""
        return [next(self._source) for _ in range(count)]

    def learn_from(self, lessons: list[Lesson], worst: torch.Tensor) -> None:
        """Keep those in which something that was not said came with a score of more than 0.3."""
        wrong = [lesson for lesson, score in zip(lessons, worst.tolist(), strict=True) if score > 0.3]
        self._mistaken = (self._mistaken + wrong)[-POOL:]


class Pupil:
    """The embedding that is tuned, the untouched one that it follows, and a head that learns with it."""

    def __init__(self, kept: Path | None) -> None:
        self.embedding, self._teacher = google(), google()
        self.head = Head(len(COMMANDS) + 1, WIDTH, WIDTH, (1, 2, 6))
        if kept is not None:
            numbers = torch.load(kept)
            self.embedding.load_state_dict(numbers["embedding"])
            self.head.load_state_dict(numbers["head"])

    def look(self, lessons: list[Lesson]) -> None:
        """Take the mean and spread of the untouched network's numbers over ``lessons``."""
        with torch.no_grad():
            rows = self._teacher(torch.stack([torch.from_numpy(one.clean) for one in lessons]))
        self.head.mean, self.head.spread = rows.mean((0, 1)), rows.std((0, 1)) + 1e-3

    def losses(self, lessons: list[Lesson]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """What is wrong with the scores, how far the numbers are from clean ones, each scene's worst false score."""
        goal = torch.from_numpy(np.stack([one.goal for one in lessons]))[:, self.head.back :]
        with torch.no_grad():
            wanted = self._teacher(torch.from_numpy(np.stack([one.clean for one in lessons])))
        rows = self.embedding(torch.from_numpy(np.stack([one.heard for one in lessons])))
        scores = self.head(rows)
        wrong = nn.functional.cross_entropy(scores.flatten(0, 1), goal.flatten(), ignore_index=IGNORE)
        unlike = (((rows - wanted) / self.head.spread) ** 2).clamp(max=9).mean()
        with torch.no_grad():
            false = 1 - scores.softmax(-1)[..., 0]
            false[goal != 0] = 0
        return wrong, unlike, false.amax(1)

    def keep(self, path: Path) -> None:
        """Write the numbers so far."""
        torch.save({"embedding": self.embedding.state_dict(), "head": self.head.state_dict()}, path)


def tune(minutes: float, steps: int, start: Path | None = None, seed: int = 1) -> Embedding:
    """Train embedding and head for ``steps`` batches, or as many as fit, and keep them in TUNED."""
    torch.manual_seed(seed)
    pupil = Pupil(start)
    batches = Batches(features.stock(Side.TRAIN, SHARES, None), seed)
    if start is None:
        pupil.look(batches.fresh(BATCH))
    tuned = [p for layer in pupil.embedding.layers[FROZEN:] for p in layer.parameters()]
    groups = [{"params": tuned}, {"params": list(pupil.head.parameters())}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule: Any = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [6e-4, 2e-3], total_steps=steps + 1, pct_start=0.15
    )
    began, sums = time.monotonic(), np.zeros(2)
    for step in range(1, steps + 1):
        lessons = batches.next()
        wrong, unlike, worst = pupil.losses(lessons)
        optimizer.zero_grad()
        (wrong + AS_CLEAN * unlike).backward()
        nn.utils.clip_grad_norm_([*tuned, *pupil.head.parameters()], 1.0)
        optimizer.step()
        schedule.step()
        batches.learn_from(lessons, worst)
        sums += (float(wrong.detach()), float(unlike.detach()))
        if step % EVERY == 0:
            print(f"step {step}: wrong {sums[0] / EVERY:.4f}, unlike clean {sums[1] / EVERY:.3f}, "
                  f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
            sums[:] = 0
            pupil.keep(TUNED)
        if time.monotonic() - began > minutes * 60:
            break
    pupil.keep(TUNED)
    return pupil.embedding
