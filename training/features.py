"""Builds scenes and keeps what the speech embedding makes of them under training/data/features."""

import json
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import wording
from training.embed import LongEmbedder
from training.recordings import Side, Take, by_text, noises, rooms, synthetic, talk, words
from training.scenes import Said, Stock, other_scene, residuals, scene
from training.takes import DATA
from voicecoach.ear.embedding import SECONDS

FOLDER = DATA / "features"
OTHERS = 0.45
"""The share of scenes without any command."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The embeddings of one scene, one row each 80 ms, and the commands in it."""

    rows: NDArray[np.float16]
    said: tuple[Said, ...]


def stock(side: Side, weights: dict[str, float], half: int | None) -> Stock:
    """All that this side's scenes are made of; of the talk one half, to judge on the other, or all of it."""
    takes = synthetic(side)
    spoken = by_text(takes)
    commands = {text: _evenly(spoken[text]) for text in weights if text in spoken}
    not_near = {*wording.COMMANDS, "pains", "stops", "hurt"}
    lines = [take for take in takes if len(take.text) > 22]
    coach = [take for take in lines if take.maker == "coach"] or lines
    return Stock(
        residual=left_of_the_coach(coach, rooms(side)),
        commands=commands,
        near=[
            take
            for take in takes
            if len(take.text) <= 22 and not (not_near & {take.text, *take.text.split()})
        ],
        words=[take for take in words(side) if take.text != "stop"],
        talk=in_half(talk(side), half) * 8 + in_half(lines, half),
        coach=coach,
        noises=noises(side),
        rooms=rooms(side),
        weights={text: weight for text, weight in weights.items() if text in commands},
    )


def left_of_the_coach(coach: list[Take], some_rooms: list[NDArray[np.float32]]) -> list[Take]:
    """What the canceller leaves of the coach: made once, for it takes a minute."""
    path = DATA / "residuals.npy"
    if not path.exists():
        made = residuals(coach, some_rooms, 150, np.random.default_rng(5))
        np.save(path, np.stack([take.sound for take in made]))
    return [Take("", "residual", "", sound) for sound in np.load(path)]


def build(name: str, pool: Stock, count: int, seed: int) -> Path:
    """Make ``count`` scenes and write their embeddings to one file."""
    began = time.monotonic()
    print(
        f"{name}: {sum(map(len, pool.commands.values()))} takes of {len(pool.commands)} commands", flush=True
    )
    draw = np.random.default_rng(seed)
    ear = LongEmbedder()
    rows, said = [], []
    for _ in range(count):
        made = other_scene(pool, draw) if draw.random() < OTHERS else scene(pool, draw)
        rows.append(ear.feed(made.sound).astype(np.float16))
        said.append([(s.text, s.start, s.end) for s in made.said])
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.npz"
    lengths = np.array([len(r) for r in rows])
    np.savez(path, rows=np.concatenate(rows), lengths=lengths, said=np.array(json.dumps(said)))
    hours = lengths.sum() * SECONDS / 3600
    print(f"{name}: {hours:.1f} h of scenes in {time.monotonic() - began:.0f} s", flush=True)
    return path


def load(names: tuple[str, ...]) -> list[Heard]:
    """The scenes of these files."""
    scenes = []
    for name in names:
        with np.load(FOLDER / f"{name}.npz") as file:
            ends = np.cumsum(file["lengths"])
            parts = np.split(file["rows"], ends[:-1])
            for rows, said in zip(parts, json.loads(str(file["said"])), strict=True):
                scenes.append(Heard(rows, tuple(Said(text, start, end) for text, start, end in said)))
    return scenes


def in_half(takes: list[Take], half: int | None) -> list[Take]:
    """One half of the takes, by voice where there are many voices, else by text; None: all."""
    if half is None:
        return takes
    return [take for take in takes if zlib.crc32((take.voice + take.text[:40]).encode()) % 2 == half]


def _evenly(takes: list[Take]) -> list[Take]:
    """The takes with the natural voices more often than the robots."""
    times = {"kokoro": 4, "crowd": 3, "festival": 2, "hibari": 2, "flite": 2}
    return [take for take in takes for _ in range(times.get(take.maker, 1))]
