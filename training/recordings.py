"""Every recording and take that the ear learns from or is judged by, with the side of the split that it is on."""

import csv
import random
import zlib
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import answer_words, wording
from training.takes import DATA, SHARED
from training.voices import read, slug, trimmed

Ints = NDArray[np.int16]
VOICES = SHARED / "voices"
TEST_ROOMS = ("living-bedroom", "medium-room2", "kitchen-true", "dining-mid-kitchen", "cinema-room")
TEST_NOISES = (
    "exercise_bike",
    "running_tap",
    "Vibe_Ace",
    "sweet-waltz",
    "data-recording2",
    "pibble",
    "Choice_",
)
TEST_SESSIONS = ("00000", "00010", "00012", "00025", "00096", "00127", "00157")
"""The telephone sessions in which "stop", "pain" or "next" is said."""
TEST_HUMAN_SHARE = 40
"""Percent of the speakers of isolated words whose words are only in the test part."""


class Side(Enum):
    """Which part a recording belongs to: nothing is on both."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Take:
    """One utterance: ``text`` as said, ``maker`` an engine or a set of recordings, ``voice`` who said it."""

    text: str
    maker: str
    voice: str
    sound: Ints


def synthetic(side: Side) -> list[Take]:
    """Everything that the synthesisers said for this side."""
    spoken = wording.COMMANDS + wording.near_words() + wording.NOT_A_COMMAND + answer_words.ALL
    texts = {slug(t): t for t in spoken}
    takes = []
    for path in sorted((DATA / "takes" / side.value).glob("*/*/*.flac")):
        text = texts.get(path.stem.rsplit("__", 1)[0], path.stem)
        takes.append(Take(text, path.parts[-3], path.parts[-2], ints(read(path))))
    return takes


def words(side: Side) -> list[Take]:
    """Isolated words by people; every human "stop" is kept for the test."""
    takes = []
    for row in _rows("word"):
        word = row["path"].split("/")[1]
        if (word == "stop" or _bucket(row["speaker"]) < TEST_HUMAN_SHARE) != (side is Side.TEST):
            continue
        sound = trimmed(read(VOICES / row["path"]), 30.0)
        if len(sound) > 1_600:
            takes.append(Take(word, "human", row["speaker"], ints(sound)))
    return takes


def talk(side: Side) -> list[Take]:
    """People talking: telephone sessions are split by session; the crowd's spoken commands are all in the test part."""
    takes = []
    for row in _rows("background"):
        source = row["source"]
        if "speech-to-intent" in source:
            here = Side.TEST
        elif "wuw" in source:
            named = row["speaker"].removeprefix("session ")[:5] in TEST_SESSIONS
            here = Side.TEST if named or _bucket(row["speaker"]) < 30 else Side.TRAIN
        else:
            here = Side.TRAIN
        if here is side:
            sound = ints(read(VOICES / row["path"]))
            takes.append(Take(row["transcript"], source.split("/")[-1], row["speaker"], sound))
    return takes


def noises(side: Side) -> list[Take]:
    """Machines, water, animals and music."""
    rows = [
        row for row in _rows("noise") if any(n in row["path"] for n in TEST_NOISES) == (side is Side.TEST)
    ]
    return [Take("", "noise", Path(row["path"]).stem, ints(read(VOICES / row["path"]))) for row in rows]


def rooms(side: Side) -> list[NDArray[np.float32]]:
    """Room responses that begin with the direct sound and have unit energy."""
    answers = []
    for row in _rows("rir"):
        if any(name in row["path"] for name in TEST_ROOMS) == (side is Side.TEST):
            answer = read(VOICES / row["path"])
            answer = answer[max(0, int(np.abs(answer).argmax()) - 16) :][:16_000]
            answers.append(np.asarray(answer / np.sqrt((answer**2).sum() + 1e-12), np.float32))
    return answers


def by_text(takes: list[Take]) -> dict[str, list[Take]]:
    """The takes under what they say."""
    found: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        found[take.text].append(take)
    return dict(found)


def ints(sound: NDArray[np.float32]) -> Ints:
    """16-bit samples."""
    return np.asarray(np.clip(sound, -1, 1) * 32_767, np.int16)


def _bucket(name: str) -> int:
    return zlib.crc32(name.encode()) % 100


def _rows(kind: str) -> list[dict[str, str]]:
    with (VOICES / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == kind]


def shuffled(takes: list[Take], seed: int) -> list[Take]:
    """The takes in another order, the same one for the same seed."""
    order = list(takes)
    random.Random(seed).shuffle(order)
    return order
