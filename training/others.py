"""Writes voicecoach/ear/others.npz: sounds of others that come nearest to the core words, as the first head has them.

`voicecoach listen-to-me` sets a person's own takes against these. To be made anew with every new embedding.npz or
commands.npz: `python -m training.others`. All of it is from the training side.
"""

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import wording
from training.embed import LongEmbedder
from training.recordings import Side, Take, noises, synthetic, talk, words
from voicecoach.ear import enrolment
from voicecoach.ear.commands import load
from voicecoach.ear.embedding import CHUNK

FILE = Path(enrolment.__file__).parent / enrolment.OTHERS
HARD, ANY = 450, 350
"""The nearest sounds for each word, and how many besides, whatever they are."""
MINUTES = 40
NEAR_TAKES = 900
ALSO_THE_WORD = ("stop", "pain", "next")

Floats = NDArray[np.float32]


def make() -> None:
    """Embed, choose, write."""
    began = time.monotonic()
    draw = np.random.default_rng(7)
    model = load()
    head = model.heads[0]
    texts = [phrase.text for phrase in model.phrases]
    seen, scores = [], []
    for sounds in (_talk(draw), _near(draw), noises(Side.TRAIN)):
        rows = LongEmbedder().feed(_joined(sounds))
        padded = np.concatenate((np.repeat(rows[:1], model.back, axis=0), rows))
        for at in range(0, len(rows), 5_000):
            part = padded[at : at + 5_000 + model.back]
            scores.append(model.scores(part)[:, [texts.index(word) for word in wording.CORE]])
            seen.append(enrolment.inner(head, part[model.back - head.back :]))
        print(f"{len(rows) * 0.08 / 60:.0f} minutes, {time.monotonic() - began:.0f} s", flush=True)
    every, near = np.concatenate(seen), np.concatenate(scores)
    chosen = {int(at) for word in range(near.shape[1]) for at in _peaks(near[:, word])[:HARD]}
    chosen |= {int(at) for at in draw.choice(len(every), ANY, replace=False)}
    kept = every[sorted(chosen)]
    scale = kept.max(axis=0) / 255 + 1e-9
    packed = np.rint(kept / scale).astype(np.uint8)
    np.savez_compressed(
        FILE, seen=packed, scale=scale.astype(np.float32), made_for=np.array(enrolment.fingerprint())
    )
    print(f"{len(kept)} sounds, {FILE.stat().st_size / 1000:.0f} kB")


def _talk(draw: np.random.Generator) -> list[Take]:
    takes = [take for take in talk(Side.TRAIN) if not set(ALSO_THE_WORD) & set(take.text.lower().split())]
    order = [takes[at] for at in draw.permutation(len(takes))]
    lengths = np.cumsum([len(take.sound) for take in order])
    return order[: int(np.searchsorted(lengths, MINUTES * 60 * 16_000)) + 1]


def _near(draw: np.random.Generator) -> list[Take]:
    """Near words and other isolated words, but none that has a core word in it."""
    wanted = set(wording.near_words()) | set(wording.NOT_A_COMMAND)
    takes = [
        take
        for take in synthetic(Side.TRAIN)
        if take.text in wanted and not any(word in take.text for word in ALSO_THE_WORD)
    ]
    some = [takes[at] for at in draw.permutation(len(takes))[:NEAR_TAKES]]
    return some + [take for take in words(Side.TRAIN) if take.text != "stop"]


def _joined(takes: list[Take]) -> NDArray[np.int16]:
    pause = np.random.default_rng(1).normal(0, 3, 8_000).astype(np.int16)
    whole = np.concatenate([piece for take in takes for piece in (take.sound, pause)])
    return whole[: len(whole) // CHUNK * CHUNK]


def _peaks(scores: Floats) -> NDArray[np.int64]:
    """Where the scores are highest, one place in half a second, highest first."""
    found: list[int] = []
    taken = np.zeros(len(scores), np.bool_)
    for at in np.argsort(-scores)[: HARD * 12]:
        if not taken[at]:
            found.append(int(at))
            taken[max(0, at - 2) : at + 3] = True
    return np.array(found)


if __name__ == "__main__":
    make()
