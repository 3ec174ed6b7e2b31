"""Gives a take another speaker's look with WORLD: pitch, size of the mouth and speed, each on its own."""

import random
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyworld  # type: ignore[import-untyped,import-not-found,unused-ignore]
import soundfile
from numpy.typing import NDArray

from training import wording
from training.takes import DATA
from training.voices import RATE, Sound, read, slug, trimmed

TRAIN = DATA / "takes" / "train"
NATURAL = ("kokoro", "hibari", "crowd")
"""The engines whose takes are worth another look: those that sound like people."""
VARIANTS = 2
LOWEST_PITCH, HIGHEST_PITCH = 70.0, 340.0
"""Medians in Hz between which a grown person's or a child's voice lies."""


@dataclass(frozen=True, slots=True)
class Look:
    """Factors: of the pitch, of the formants (over 1: a smaller mouth) and of the speed; ``tune`` of how far the
    pitch goes up and down."""

    pitch: float
    formants: float
    speed: float
    tune: float = 1.0


def drawn(draw: random.Random) -> Look:
    """Any pitch with any size of mouth, so that the two are not heard as one."""
    return Look(
        pitch=2.0 ** draw.uniform(-0.51, 0.58),
        formants=draw.uniform(0.84, 1.2),
        speed=2.0 ** draw.uniform(-0.3, 0.3),
        tune=draw.uniform(0.6, 1.5),
    )


def relooked(sound: Sound, look: Look) -> Sound:
    """The sound as another speaker would say it; the same sound if there is too little of it to tell a pitch."""
    if len(sound) < RATE // 20:
        return sound
    wide = np.ascontiguousarray(sound, np.float64)
    pitch, times = pyworld.dio(wide, RATE, f0_floor=60.0, f0_ceil=500.0)
    pitch = pyworld.stonemask(wide, pitch, times, RATE)
    envelope = pyworld.cheaptrick(wide, pitch, times, RATE)
    breath = pyworld.d4c(wide, pitch, times, RATE)
    made = pyworld.synthesize(
        _retuned(pitch, look),
        np.exp(_warped(np.log(envelope + 1e-16), look.formants)),
        np.clip(_warped(breath, look.formants), 0.0, 1.0),
        RATE,
        5.0 / look.speed,
    )
    return np.asarray(made, np.float32)


def look_all(engines: tuple[str, ...] = NATURAL) -> None:
    """Two more looks of each take of a core word by these engines; what is there is kept."""
    began, spoken, made = time.monotonic(), 0.0, 0
    for source, target in _missing(engines):
        sound = read(source)
        new = trimmed(relooked(sound, drawn(random.Random(f"look {target.parent.name} {target.stem}"))))
        spoken += len(sound) / RATE
        if not 0.08 * RATE < len(new) < 4 * RATE:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(target, new * (0.7 / max(1e-6, float(np.abs(new).max()))), RATE, subtype="PCM_16")
        made += 1
    took = time.monotonic() - began
    print(f"world: {made} new takes in {took:.0f} s, {took / max(spoken, 1e-9):.2f} of real time", flush=True)


def look_apart(folder: Path, wanted: Collection[str]) -> None:
    """One more look of each natural take under ``folder`` whose name begins with one of the ``wanted`` slugs."""
    began, made = time.monotonic(), 0
    for source in (path for name in NATURAL for path in sorted((folder / name).glob("*/*.flac"))):
        target = folder / "world" / f"{source.parts[-3]}-{source.parent.name}" / source.name
        if source.stem.rsplit("__", 1)[0] not in wanted or target.exists():
            continue
        draw = random.Random(f"look {target.parent.name} {target.stem}")
        sound = trimmed(relooked(read(source), drawn(draw)))
        if not 0.08 * RATE < len(sound) < 4 * RATE:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(target, sound * (0.7 / max(1e-6, float(np.abs(sound).max()))), RATE, subtype="PCM_16")
        made += 1
    print(f"world: {made} new takes in {time.monotonic() - began:.0f} s", flush=True)


def _missing(engines: tuple[str, ...]) -> Iterator[tuple[Path, Path]]:
    """A take and the file of one of its looks: a take's looks are numbered one after the other."""
    core = {slug(word) for word in wording.CORE}
    for engine in engines:
        for source in sorted((TRAIN / engine).glob("*/*.flac")):
            word, _, number = source.stem.rpartition("__")
            for variant in range(VARIANTS) if word in core else ():
                name = f"{word}__{int(number) * VARIANTS + variant}.flac"
                target = TRAIN / "world" / f"{engine}-{source.parent.name}" / name
                if not target.exists():
                    yield source, target


def _retuned(pitch: NDArray[np.float64], look: Look) -> NDArray[np.float64]:
    """The pitch moved and its tune stretched about the middle; zero, where nothing is voiced, stays zero."""
    voiced = pitch > 0
    if not voiced.any():
        return pitch
    middle = float(np.median(pitch[voiced]))
    aim = min(max(middle * look.pitch, LOWEST_PITCH), HIGHEST_PITCH)
    tuned = np.zeros_like(pitch)
    tuned[voiced] = np.clip(aim * (pitch[voiced] / middle) ** look.tune, 50.0, 550.0)
    return tuned


def _warped(frames: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Each frame's spectrum stretched along frequency; above the source's top its last value goes on."""
    bins = frames.shape[1]
    at = np.minimum(np.arange(bins) / factor, bins - 1.0)
    below = np.minimum(at.astype(np.int64), bins - 2)
    part = at - below
    return np.ascontiguousarray(frames[:, below] * (1 - part) + frames[:, below + 1] * part)


if __name__ == "__main__":
    look_all(tuple(sys.argv[1:]) or NATURAL)
