"""Teaches the answers of another language to a head of its own; no grammar stands beside it."""

import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import texts, tongues
from training.answers import Head, Sayings, padded_lessons, train, write
from training.export import WEIGHTS
from training.recordings import Side, Take, by_text, noises, rooms, talk
from training.scenes import Stock
from training.takes import DATA
from voicecoach.core.pcm import Pcm
from voicecoach.ear.answer_head import LOOKS, rows_of
from voicecoach.ear.embedding import load_network
from voicecoach.language.language import Language

FILES = 7
EACH = 1_000
TIMES = {"kokoro": 6, "crowd": 5, "world": 2}
MAIN_TIMES = 3
"""So many times as often as another is each of the answers said that are given most."""

USUAL_TIMES = 3
"""So many times as often as another way to give an answer is the usual one heard."""

Rows = list[NDArray[np.float16]]


def teach(spoken: Language) -> None:
    """Utterances, heads, one file."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(make, spoken), range(FILES)))
    learn(spoken)


def learn(spoken: Language) -> None:
    """Two heads of all utterances."""
    rows: Rows = []
    said: list[int] = []
    for number in range(FILES):
        with np.load(_file(spoken, number)) as kept:
            rows += np.split(kept["rows"], np.cumsum(kept["lengths"])[:-1])
            said += kept["words"].tolist()
    lessons, words = padded_lessons(rows, said), _words(spoken)
    heads: list[Head] = [train(lessons, seed, 40, len(words)) for seed in range(2)]
    path = WEIGHTS.with_name(f"answers_{spoken.code}.npz")
    write(heads, path, words)
    print(f"{path}: {path.stat().st_size / 1024:.0f} kB")


def make(spoken: Language, number: int) -> None:
    """One file of utterances as the embedding hears them, with the number of what was said."""
    if _file(spoken, number).exists():
        return
    began, draw = time.monotonic(), np.random.default_rng(900 + number)
    source, network, numbers = sayings(spoken), load_network(), _once(spoken)
    rows: Rows = []
    said: list[int] = []
    for at in range(EACH):
        cut = source.utterance(draw)
        rows.append(rows_of(Pcm(cut.sound.tobytes()), at % LOOKS, network).astype(np.float16))
        said.append(cut.word)
    _file(spoken, number).parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        _file(spoken, number),
        rows=np.concatenate(rows),
        lengths=np.array(list(map(len, rows))),
        words=np.array([numbers[word] for word in said]),
    )
    print(f"answers {number}: {time.monotonic() - began:.0f} s", flush=True)


def sayings(spoken: Language) -> Sayings:
    """What may be said after a question in this language, and what is no answer."""
    takes = tongues.answer_takes(spoken, Side.TRAIN)
    others = tongues.takes(spoken, Side.TRAIN)
    said = by_text(takes)
    engines = {
        one.english: [
            take
            for way in (*one.ways[:1] * USUAL_TIMES, *one.ways[1:])
            for take in said.get(way, [])
            for _ in range(TIMES.get(take.maker, 1))
        ]
        for one in texts.answers(spoken)
    }
    pool = _around(spoken, [take for take in others if take.maker == "coach"])
    return Sayings({}, engines, _others(spoken, said, others), pool, _often(spoken))


def _often(spoken: Language) -> tuple[str, ...]:
    """Every answer, those that are given most several times."""
    found = [one.english for one in texts.answers(spoken)]
    return (*found, *(word for word in found if word in texts.MAIN_ANSWERS for _ in range(MAIN_TIMES - 1)))


def _once(spoken: Language) -> list[int]:
    """The number of each of these in the head: 0 for what is no answer."""
    words = _words(spoken)
    return [0, *(words.index(word) + 1 for word in _often(spoken))]


def _words(spoken: Language) -> tuple[str, ...]:
    return tuple(one.english for one in texts.answers(spoken))


def _others(spoken: Language, said: dict[str, list[Take]], takes: list[Take]) -> list[list[Take]]:
    """What is no answer, in sorts that come equally often."""
    commands = {way for one in texts.commands(spoken) for way in one.ways}
    answers = {way for one in texts.answers(spoken) for way in one.ways}
    near = [t for t in takes if t.text in set(texts.near(spoken)) - answers and _is_apart(t.text, answers)]
    return [
        near,
        [take for text in texts.longer(spoken) for take in said.get(text, [])],
        [take for take in takes if take.text in commands],
        [take for take in takes if len(take.text) > 22 and take.text not in commands] + talk(Side.TRAIN),
        near,
    ]


def _is_apart(text: str, answers: set[str]) -> bool:
    return not any(f" {answer} " in f" {text} " for answer in answers)


def _around(spoken: Language, coach: list[Take]) -> Stock:
    left = [Take("", "residual", "", sound) for sound in np.load(DATA / f"residuals-{spoken.code}.npy")]
    return Stock({}, [], [], talk(Side.TRAIN), coach, left, noises(Side.TRAIN), rooms(Side.TRAIN), {})


def _file(spoken: Language, number: int) -> Path:
    return DATA / "answers" / f"{spoken.code}-{number}.npz"
