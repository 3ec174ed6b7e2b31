"""Teaches the answers to the questions after "pain" to heads of their own, on the embedding as it is."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import after_pain_takes
from training.after_pain_words import AGAINST, MEANS, NOT_AN_ANSWER, SIDED, WORDS
from training.answers import FOLDER, Lessons, Sayings, around, half_of, padded_lessons, train, write
from training.export import WEIGHTS
from training.recordings import Side, Take, by_text, synthetic, words
from training.wording import COMMANDS
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import plain
from voicecoach.ear.answer_head import LOOKS, rows_of
from voicecoach.ear.embedding import load_network

FILE = WEIGHTS.with_name("answers_after_pain.npz")
FILES = 8
"""Half of them with the voices of one half, to judge the decision on the other half."""
EACH = 1_000
TIMES = {"kokoro": 4, "crowd": 4, "world": 2, "hibari": 2, "flite": 2}
"""So many times as often as a robot's is a natural voice's take said."""
ALONE_TIMES, SIDED_TIMES = 6, 3
"""So many times as often as in one of its other ways is an answer said in its usual one."""
_PARTS = {part for word in WORDS for part in word.split()} - {"or", "not", "something"}
"""A line in which one of these is said may be cut to just this answer, so it is not taught as none."""
ROUNDS = 40
HEADS = 3


def make(names: tuple[str, ...] = ()) -> None:
    """Takes, utterances, heads, weights, or only the steps of these names; what is already there is kept."""
    steps = {"takes": speak, "cuts": make_cuts, "learn": learn}
    for name in names or steps:
        began = time.monotonic()
        steps[name]()
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def speak() -> None:
    """What is said."""
    after_pain_takes.speak_all()
    after_pain_takes.look_all()


def make_cuts(numbers: tuple[int, ...] = tuple(range(FILES))) -> None:
    """Utterances as the ear cuts them out, and their embeddings: one file after the other, by halves of the voices."""
    missing = [number for number in numbers if not _file(number).exists()]
    if not missing:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    others, people = synthetic(Side.TRAIN), words(Side.TRAIN)
    pool, spoken, network = around(others), after_pain_takes.said(Side.TRAIN), load_network()
    for number in missing:
        began, draw = time.monotonic(), np.random.default_rng(1_300 + number)
        here = [_in_half(takes, number % 2) for takes in (spoken, others, people, pool.talk)]
        source = Sayings(
            {word: takes for word, takes in by_text(here[2]).items() if word in WORDS},
            _by_way(here[0]),
            _others(*here),
            pool,
            _often(),
            tuple(word for word in WORDS if " " not in word),
        )
        made = [source.utterance(draw) for _ in range(EACH)]
        rows = [rows_of(Pcm(c.sound.tobytes()), at % LOOKS, network) for at, c in enumerate(made)]
        np.savez(
            _file(number),
            sound=np.concatenate([cut.sound for cut in made]),
            sizes=np.array([len(cut.sound) for cut in made]),
            rows=np.concatenate(rows).astype(np.float16),
            lengths=np.array(list(map(len, rows))),
            words=np.array([_numbers()[cut.word] for cut in made]),
        )
        print(f"after pain {number}: {time.monotonic() - began:.0f} s", flush=True)


def learn() -> None:
    """Heads of all utterances."""
    lessons = load(tuple(range(FILES)))
    write([train(lessons, seed, ROUNDS, len(WORDS)) for seed in range(HEADS)], FILE, WORDS)
    print(f"{FILE}: {FILE.stat().st_size / 1024:.0f} kB")


def load(numbers: tuple[int, ...]) -> Lessons:
    """The utterances of these files."""
    rows: list[NDArray[np.float16]] = []
    said: list[int] = []
    for number in numbers:
        with np.load(_file(number)) as kept:
            rows += np.split(kept["rows"], np.cumsum(kept["lengths"])[:-1])
            said += kept["words"].tolist()
    return padded_lessons(rows, said)


def cuts(numbers: tuple[int, ...]) -> Iterator[tuple[NDArray[np.int16], int]]:
    """The utterances of these files as they sound, each with the number of its answer."""
    for number in numbers:
        with np.load(_file(number)) as kept:
            sounds, said = np.split(kept["sound"], np.cumsum(kept["sizes"])[:-1]), kept["words"].tolist()
        yield from zip(sounds, said, strict=True)


def _file(number: int) -> Path:
    return FOLDER / f"after-pain-{number}.npz"


def _in_half(takes: list[Take], half: int) -> list[Take]:
    """The takes of this half of the voices; a voice's other looks (`looks`) are in the same half."""
    return [take for take in takes if half_of(take.voice.partition("-")[2] or take.voice) == half]


def _by_way(takes: list[Take]) -> dict[str, list[Take]]:
    """The takes of each way to give an answer, the natural voices more often than the robots."""
    weighted = [take for take in takes if take.text in MEANS for _ in range(TIMES.get(take.maker, 1))]
    return by_text(weighted)


def _often() -> tuple[str, ...]:
    """Every way to give an answer, the usual ones several times."""
    times = {
        **dict.fromkeys(MEANS, 1),
        **dict.fromkeys(WORDS, ALONE_TIMES),
        **dict.fromkeys(SIDED, SIDED_TIMES),
    }
    return tuple(way for way, count in times.items() for _ in range(count))


def _numbers() -> list[int]:
    """The number in the head of each of these ways: 0 for what is no answer."""
    return [0, *(WORDS.index(MEANS[way]) + 1 for way in _often())]


def _others(spoken: list[Take], others: list[Take], people: list[Take], talk: list[Take]) -> list[list[Take]]:
    """What is no answer, in sorts that come about equally often; near words twice as often."""
    near = [t for t in spoken if t.text in NOT_AN_ANSWER for _ in range(TIMES.get(t.maker, 1))]
    against = [take for take in near if take.text in AGAINST]
    commands = [take for take in others if take.text in COMMANDS]
    rest = [take for take in others if take.text not in COMMANDS and not _names_an_answer(take.text)]
    return [near, near, against, commands, rest, talk, [take for take in people if take.text not in WORDS]]


def _names_an_answer(text: str) -> bool:
    return not _PARTS.isdisjoint(plain(text).split())
