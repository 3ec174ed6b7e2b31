"""Teaches the ear another language: heads of its own on the same embedding. `python -m training.translated de`."""

import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soundfile

from training import features, texts, tongues, translated_answers, wording
from training.export import WEIGHTS, write
from training.judge import Quiet, elsewhere, embedded, thresholds
from training.learn import Head, Lesson, train
from training.looks import drawn, relooked
from training.recordings import Side, Take, by_text, ints, noises, rooms, talk, words
from training.scenes import Stock, residuals
from training.takes import DATA
from training.voices import RATE, read, slug, trimmed
from voicecoach.language.language import Language

FILES = (("a", "c", "e", "g"), ("b", "d", "f", "h"))
"""Each side's scenes have one half of the talk, as those of the English commands do."""
SCENES = 400
NATURAL = ("kokoro", "crowd")
LOOKS = 2
TIMES = {"kokoro": 6, "crowd": 5, "world": 2}
"""The natural voices more often than the robots."""
ENGLISH_TAKES = 120
HALVES = ((Lesson(30, 1_600), Lesson(40, 1_500)), (Lesson(31, 1_600), Lesson(41, 1_500)))
ALL = ((Lesson(0, 2_600), Lesson(42, 2_300)), (Lesson(1, 3_600),), (Lesson(2, 3_600),))
"""The lessons of each head, one after the other."""
HIGHEST = 0.8
"""No threshold is higher: halves of so few scenes are surer of what is wrong than the heads that are shipped."""


def main() -> None:
    """Every step, or those named; what is already there is kept."""
    spoken = texts.language(sys.argv[1])
    steps: dict[str, Callable[[Language], None]] = {
        "takes": speak,
        "looks": look_all,
        "scenes": make_scenes,
        "learn": learn,
        "answers": translated_answers.teach,
    }
    for name in sys.argv[2:] or steps:
        began = time.monotonic()
        steps[name](spoken)
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def speak(spoken: Language) -> None:
    """The takes of the commands and of the answers."""
    tongues.speak_all(spoken)
    tongues.speak_answers(spoken)


def look_all(spoken: Language) -> None:
    """More looks of every natural take of a command and of an answer."""
    commands = {slug(way) for one in texts.commands(spoken) for way in one.ways}
    _look_at(DATA / "takes" / tongues.folder_of(spoken, Side.TRAIN), commands)
    answers = {slug(way) for one in texts.answers(spoken) for way in one.ways}
    _look_at(DATA / "takes" / tongues.answers_folder(spoken, Side.TRAIN), answers)


def _look_at(folder: Path, wanted: set[str]) -> None:
    for engine in NATURAL:
        for source in sorted((folder / engine).glob("*/*.flac")):
            name, _, number = source.stem.rpartition("__")
            for variant in range(LOOKS) if name in wanted else ():
                stem = f"{name}__{int(number) * LOOKS + variant}"
                target = folder / "world" / f"{engine}-{source.parent.name}" / f"{stem}.flac"
                if not target.exists():
                    _look(source, target)


def _look(source: Path, target: Path) -> None:
    look = drawn(random.Random(f"look {target.parent.name} {target.stem}"))
    sound = trimmed(relooked(read(source), look))
    if 0.08 * RATE < len(sound) < 4 * RATE:
        target.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(target, sound * (0.7 / max(1e-6, float(np.abs(sound).max()))), RATE, subtype="PCM_16")


def make_scenes(spoken: Language) -> None:
    """The scenes of both halves, a process for each."""
    left_of_the_coach(spoken, tongues.takes(spoken, Side.TRAIN))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(make_half, spoken), (0, 1)))


def make_half(spoken: Language, half: int) -> None:
    """The scenes of one half of the talk."""
    missing = [n for n in _files(spoken, half) if not (features.FOLDER / f"{n}.npz").exists()]
    pool = stock(spoken, half) if missing else None
    for name in missing:
        if pool is not None:
            features.build(name, pool, SCENES, 5_000 + ord(name[-1]))


def stock(spoken: Language, half: int | None) -> Stock:
    """All that the scenes are made of; the people in it speak English, for no others were at hand."""
    takes = tongues.takes(spoken, Side.TRAIN)
    said = by_text(takes)
    commands = {
        one.english: [t for way in one.ways for t in said.get(way, []) for _ in range(TIMES.get(t.maker, 1))]
        + (english(one.english) if one.english in texts.ENGLISH_TOO else [])
        for one in texts.commands(spoken)
    }
    ways = {way for one in texts.commands(spoken) for way in one.ways}
    coach = [take for take in takes if take.maker == "coach"]
    lines = [take for take in takes if len(take.text) > 22 and take.text not in ways]
    return Stock(
        commands=commands,
        near=[take for take in takes if len(take.text) <= 22 and take.text not in ways],
        words=[take for take in words(Side.TRAIN) if take.text != "stop"],
        talk=features.in_half(talk(Side.TRAIN), half) * 3 + features.in_half(lines, half) * 3,
        coach=coach,
        residual=left_of_the_coach(spoken, takes),
        noises=noises(Side.TRAIN),
        rooms=rooms(Side.TRAIN),
        weights={one.english: one.share for one in texts.commands(spoken)},
        anywhere=tier_1(spoken),
    )


def english(word: str) -> list[Take]:
    """Some takes of an English word: fewer than there are of the language's own."""
    paths = sorted((DATA / "takes" / Side.TRAIN.value).glob(f"*/*/{word}__*.flac"))
    some = random.Random(word).sample(paths, min(ENGLISH_TAKES, len(paths)))
    return [Take(word, path.parts[-3], path.parts[-2], ints(read(path))) for path in some]


def tier_1(spoken: Language) -> tuple[str, ...]:
    """What always halts."""
    return tuple(one.english for one in texts.commands(spoken) if one.tier == 1)


def left_of_the_coach(spoken: Language, takes: list[Take]) -> list[Take]:
    """What the canceller leaves of the coach's voice in this language; made once."""
    path = DATA / f"residuals-{spoken.code}.npy"
    if not path.exists():
        coach = [take for take in takes if take.maker == "coach"]
        made = residuals(coach, rooms(Side.TRAIN), 80, np.random.default_rng(5))
        np.save(path, np.stack([take.sound for take in made]))
    return [Take("", "residual", "", sound) for sound in np.load(path)]


def learn(spoken: Language) -> None:
    """A head for each half of the talk, to set the thresholds by, and three of all, which are shipped."""
    phrases = tuple(one.english for one in texts.commands(spoken))
    both = _files(spoken, 0) + _files(spoken, 1)
    names = (_files(spoken, 0), _files(spoken, 1), both, both, both)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        heads = list(pool.map(partial(taught, phrases), names, HALVES + ALL))
    takes = tongues.takes(spoken, Side.TRAIN)
    judged: list[tuple[list[Head], tuple[Quiet, ...]]] = [
        ([heads[half]], quiet(spoken, takes, 1 - half)) for half in range(2)
    ]
    found = thresholds(judged, phrases, matters=matters(spoken))
    path = weights_of(spoken, "commands")
    write(heads[2:], phrases, {phrase: min(value, HIGHEST) for phrase, value in found.items()}, path)
    print(f"{path}: {path.stat().st_size / 1024:.0f} kB")


def taught(phrases: tuple[str, ...], names: tuple[str, ...], lessons: tuple[Lesson, ...]) -> Head:
    """A head from the scenes of these files."""
    head: Head | None = None
    for lesson in lessons:
        head = train(features.load(names), phrases, lesson, head)
    assert head is not None
    return head


def quiet(spoken: Language, takes: list[Take], half: int) -> tuple[Quiet, ...]:
    """One half of the (English) talk, of the sentences and near words, and every line of the coach."""
    people = features.in_half(talk(Side.TRAIN), half)
    ways = {way for one in texts.commands(spoken) for way in one.ways}
    lines = [
        take for take in takes if take.maker != "coach" and len(take.text) > 22 and take.text not in ways
    ]
    near = [take for take in takes if take.maker == "kokoro" and take.text in texts.near(spoken)]
    return (
        Quiet(embedded(people), 0.5, 0.05),
        Quiet(embedded(elsewhere(people)), 6.0, 0.05),
        Quiet(embedded(features.in_half(lines + near, half)), 6.0, 3.0),
        Quiet(embedded([take for take in takes if take.maker == "coach"][half::2]), 0.0, 0.0),
    )


def matters(spoken: Language) -> dict[str, float]:
    """What share of the false alarms of the first three commands each of the others may have."""
    core = {one.english for one in texts.commands(spoken)} & set(texts.CORE)
    return {word: 1.0 if word in wording.CORE else 1 / 4 for word in core}


def weights_of(spoken: Language, what: str) -> Path:
    """The weights file beside the English one."""
    return WEIGHTS.with_name(f"{what}_{spoken.code}.npz")


def _files(spoken: Language, half: int) -> tuple[str, ...]:
    return tuple(f"{spoken.code}-{name}" for name in FILES[half])


if __name__ == "__main__":
    main()
