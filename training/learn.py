"""Trains the head that turns the last second of embeddings into one score for each command."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.features import Heard, load
from training.wording import COMMANDS
from voicecoach.ear.embedding import SECONDS, WIDTH

CROP = 80
BATCH = 64
IGNORE = -1
TAPS = {1: 5, 2: 5, 6: 3}
"""How many rows a layer looks at, by how far apart they are."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds after the end of a command in which its score should be high; no claim is made in the margins."""

    first: float = 0.05
    last: float = 0.40
    before: float = 0.30
    after: float = 0.9


class Head(nn.Module):
    """Convolutions over time, wider and wider apart; the output at a row sees that row and ``back`` rows before it."""

    def __init__(self, classes: int, width: int, narrow: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.mean = nn.Buffer(torch.zeros(WIDTH))
        self.spread = nn.Buffer(torch.ones(WIDTH))
        self.dilations = (1, *dilations, 1)
        self.back = sum(TAPS[d] * d - d for d in dilations)
        sizes = (narrow, *(width for _ in dilations))
        middle = [nn.Conv1d(a, width, TAPS[d], dilation=d) for a, d in zip(sizes, dilations, strict=False)]
        self.layers = nn.ModuleList((nn.Conv1d(WIDTH, narrow, 1), *middle, nn.Conv1d(width, classes, 1)))
        self.drop = nn.Dropout(0.25)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """[batch, time, 96] -> [batch, time - back, classes]."""
        x = self.drop(((rows - self.mean) / self.spread).transpose(1, 2))
        for number, layer in enumerate(self.layers):
            x = layer(x if number == 1 else self.drop(x) if number else x)
            x = torch.relu(x) if number + 1 < len(self.layers) else x
        return x.transpose(1, 2)


def targets(scene: Heard, classes: tuple[str, ...], timing: Timing) -> NDArray[np.int64]:
    """For each row, the number of the command that has just ended, 0 for none, or IGNORE."""
    ends = (np.arange(len(scene.rows)) + 1) * SECONDS
    out = np.zeros(len(ends), np.int64)
    for said in scene.said:
        since = ends - said.end
        out[(since > -timing.before) & (since < timing.after)] = IGNORE
    for said in scene.said:
        since = ends - said.end
        if said.text in classes:
            out[(since >= timing.first) & (since <= timing.last)] = classes.index(said.text) + 1
    return out


@dataclass(frozen=True, slots=True)
class Lesson:
    """How one head is taught."""

    seed: int
    steps: int = 5_000
    width: int = 96
    narrow: int = 96
    dilations: tuple[int, ...] = (1, 2, 6)
    timing: Timing = Timing()
    look_again: int = 1_000
    """After so many steps, half of what is learnt from is what was last mistaken for a command."""


def taught(names: tuple[str, ...], lesson: Lesson) -> Head:
    """`train` on the scenes of these files."""
    return train(load(names), COMMANDS, lesson)


def train(scenes: list[Heard], classes: tuple[str, ...], lesson: Lesson, before: Head | None = None) -> Head:
    """A trained head, from ``before`` on if there is one; all else equal it is the same on the same machine."""
    torch.manual_seed(lesson.seed)
    torch.set_num_threads(1)
    began = time.monotonic()
    rows = torch.from_numpy(np.concatenate([s.rows for s in scenes])).float()
    goal = torch.from_numpy(np.concatenate([targets(s, classes, lesson.timing) for s in scenes]))
    head = before or Head(len(classes) + 1, lesson.width, lesson.narrow, lesson.dilations)
    if before is None:
        head.mean, head.spread = rows.mean(0), rows.std(0) + 1e-3
    head.train()
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.02)
    schedule: Any = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=lesson.steps)
    loss_of = nn.CrossEntropyLoss(ignore_index=IGNORE, weight=_weights(goal, len(classes)))
    mistaken = torch.empty(0, dtype=torch.int64)
    running = 0.0
    for step in range(lesson.steps):
        if step and step % lesson.look_again == 0:
            print(
                f"step {step}: loss {running / lesson.look_again:.4f}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
            mistaken, running = _mistaken(head, rows, goal), 0.0
        at = torch.randint(0, len(rows) - CROP, (BATCH,))
        if len(mistaken):
            again = mistaken[torch.randint(0, len(mistaken), (BATCH // 2,))]
            again = again - torch.randint(head.back, CROP, (BATCH // 2,))
            at[: BATCH // 2] = again.clamp(0, len(rows) - CROP - 1)
        picks = at[:, None] + torch.arange(CROP)
        batch = rows[picks]
        batch = batch + head.spread * 0.1 * (torch.randn(BATCH, 1, WIDTH) + torch.randn_like(batch))
        loss = loss_of(head(batch).flatten(0, 1), goal[picks][:, head.back :].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        running += float(loss.detach())
    head.eval()
    return head


def _mistaken(head: Head, rows: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    """The rows at which nothing was said and the head is least sure of it: one in forty."""
    head.eval()
    with torch.no_grad():
        starts = range(0, len(rows) - head.back, 20_000 - head.back)
        pieces = [head(rows[at : at + 20_000][None])[0].softmax(-1)[:, 0] for at in starts]
    head.train()
    nothing = torch.ones(len(rows))
    for number, piece in enumerate(pieces):
        start = number * (20_000 - head.back) + head.back
        nothing[start : start + len(piece)] = piece
    nothing[goal != 0] = 1.0
    return nothing.argsort()[: len(rows) // 40]


def _weights(goal: torch.Tensor, classes: int) -> torch.Tensor:
    """Commands count a little more than their share of the rows, so that rare ones are learnt too."""
    counts = torch.bincount(goal[goal >= 0], minlength=classes + 1).float().clamp(min=1)
    weights = (counts.sum() / counts / (classes + 1)) ** 0.35
    return weights / weights[0]
