"""Teaches the red-flag phrases to heads of their own; the embedding and the heads of the commands stay as they are."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np

from training import features, red_flag_answers, red_flag_takes, wording
from training.export import WEIGHTS, write
from training.judge import Quiet, elsewhere, embedded, thresholds
from training.learn import Head, Lesson, train
from training.recordings import Side, Take, by_text, shuffled, talk
from training.red_flag_words import MEANS, PHRASES
from training.scenes import Stock

FILE = WEIGHTS.parent / "red_flags.npz"
FILES = (
    ("red-a", "red-c", "red-e", "red-g", "red-i", "red-k"),
    ("red-b", "red-d", "red-f", "red-h", "red-j", "red-l"),
)
"""Each side's scenes have one half of the talk, as those of the commands do, and one half of the answers."""
OF_ANSWERS = frozenset(("red-g", "red-h", "red-i", "red-j"))
"""Scenes in which people give answers, and do not talk: "dull" was "in the joint" to heads that knew none."""
OF_NEAREST = frozenset(("red-k", "red-l"))
"""The same, with those answers more often that were still taken for a red flag, and those red flags."""
SCENES = 700
LOWEST = 0.9
"""Nothing of these is heard more easily: with 0.8 "can't see" fired once in the test's talk."""
COMMANDS_TOO = 60
"""Takes of each command that are said among them as what is none of these."""
NEAR_TIMES = 3
"""So many times as often as any other near word is one of their own near words said."""

NEAREST_TIMES = 3
ANSWERS_JUDGED = 2_400
"""Answers of each half that thresholds are set by."""

UNSEEN = {"talk": 0.0, "elsewhere": 0.0, "near": 20.0, "answers": 0.0, "answers-elsewhere": 2.0}
"""False alarms an hour that a phrase may give a head that did not learn from this; near words follow each other."""
OURS = {"own": 0.0, "usual": 0.0, "cards": 0.0, "own-elsewhere": 0.0}

HALVES = Lesson(20, 1_900, width=64, narrow=64, look_again=475)
ALL = Lesson(0, 3_200, width=64, narrow=64, look_again=800)


def make(names: tuple[str, ...] = ()) -> None:
    """Takes, scenes, heads, thresholds, weights, or only the steps of these names; what is already there is kept."""
    steps = {"takes": speak, "scenes": make_scenes, "unsaid": embed_unsaid, "learn": learn}
    for name in names or steps:
        began = time.monotonic()
        steps[name]()
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def speak() -> None:
    """What is said; the answers after "pain" are there before: `python -m training.after_pain_takes`."""
    red_flag_takes.speak_all()
    red_flag_answers.speak_all()
    red_flag_takes.look_all()


def make_scenes(halves: tuple[int, ...] = (0, 1)) -> None:
    """The scenes of both halves of the talk."""
    for half in halves:
        missing = [name for name in FILES[half] if not (features.FOLDER / f"{name}.npz").exists()]
        if not missing:
            continue
        pool = stock(half)
        answering = of_answers(pool, half) if OF_ANSWERS.intersection(missing) else pool
        nearest = of_nearest(pool, half) if OF_NEAREST.intersection(missing) else pool
        for name in missing:
            sort = answering if name in OF_ANSWERS else nearest if name in OF_NEAREST else pool
            features.build(name, sort, SCENES, 3_000 + ord(name[-1]))


def stock(half: int | None) -> Stock:
    """The scenes of the commands with these phrases in their place; a command is one thing more to tell them from."""
    usual = features.stock(Side.TRAIN, wording.SHARES, half)
    takes = red_flag_takes.said(Side.TRAIN)
    spoken = by_text(takes)
    near = [take for take in takes if take.text not in PHRASES and take.maker != "coach"]
    commands = [t for each in usual.commands.values() for t in shuffled(each, 5)[:COMMANDS_TOO]]
    lines = [take for take in takes if take.maker == "coach"]
    return replace(
        usual,
        commands={text: _evenly(spoken[text]) for text in PHRASES},
        weights=dict.fromkeys(PHRASES, 1.0),
        near=[take for take in usual.near if take.text not in MEANS] + commands + near * NEAR_TIMES,
        coach=usual.coach + lines,
        anywhere=PHRASES,
    )


def of_answers(pool: Stock, half: int) -> Stock:
    """The same with answers of this half wherever somebody says what is no red flag."""
    takes = _evenly(features.in_half(red_flag_answers.answers(Side.TRAIN), half))
    return replace(pool, near=takes, words=pool.words + takes, talk=takes)


def of_nearest(pool: Stock, half: int) -> Stock:
    """Scenes of answers, in which those that sound most like a red flag, and those red flags, come more often."""
    answering = of_answers(pool, half)
    nearest = [take for take in answering.near if take.text in red_flag_answers.NEAREST]
    takes = answering.near + nearest * NEAREST_TIMES
    weights = pool.weights | dict.fromkeys(red_flag_answers.ALIKE, 3.0)
    return replace(answering, near=takes, words=pool.words + takes, talk=takes, weights=weights)


def embed_unsaid(halves: tuple[int, ...] = (0, 1)) -> None:
    """The sound that thresholds are set by, as the embedding hears it: what takes longest after the scenes."""
    for half in halves:
        for name, takes in unsaid(half):
            path = red_flag_takes.TAKES / "unsaid" / f"{name}-{half}.npz"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                np.savez(path, **{f"look_{number}": rows for number, rows in enumerate(embedded(takes))})
                print(f"{path.stem}: {len(takes)} takes", flush=True)


def learn() -> None:
    """A head for each half of the talk, to set the thresholds by, and one of all; all are shipped."""
    lessons = (
        (FILES[0], HALVES),
        (FILES[1], replace(HALVES, seed=21)),
        (FILES[0] + FILES[1], ALL),
    )
    with ProcessPoolExecutor(len(lessons), mp_context=get_context("spawn")) as pool:
        heads = list(pool.map(taught, *zip(*lessons, strict=True)))
    export(heads)


def export(heads: list[Head]) -> None:
    """Set the thresholds and write the weights: the coach's own lines are those that ship, so all heads judge them."""
    unseen = thresholds([([heads[half]], judged_by(1 - half, UNSEEN)) for half in range(2)], PHRASES, LOWEST)
    ours = thresholds([(heads, judged_by(half, OURS)) for half in range(2)], PHRASES, LOWEST)
    strictest = {phrase: max(unseen[phrase], ours[phrase]) for phrase in PHRASES}
    write(list(reversed(heads)), PHRASES, strictest, FILE, (0,) * len(PHRASES))
    print(f"{FILE}: {FILE.stat().st_size / 1024:.0f} kB")


def taught(names: tuple[str, ...], lesson: Lesson) -> Head:
    """A head that tells these phrases apart."""
    return train(features.load(names), PHRASES, lesson)


def unsaid(half: int) -> Iterator[tuple[str, list[Take]]]:
    """Sound of nine kinds in which none of the phrases is said."""
    takes = red_flag_takes.said(Side.TRAIN)
    own = features.in_half([take for take in takes if take.maker == "coach"], half)
    people = features.in_half(talk(Side.TRAIN), half)
    yield "talk", people
    yield "near", features.in_half([t for t in takes if t.text not in PHRASES and t.maker != "coach"], half)
    yield "own", own
    yield "usual", features.in_half(red_flag_takes.usual_lines(), half)
    yield "cards", red_flag_takes.card_lines()[half::8]
    yield "elsewhere", elsewhere(people)
    yield "own-elsewhere", elsewhere(own[::2])
    mine = features.in_half(red_flag_answers.answers(Side.TRAIN), half)
    said = shuffled([t for t in mine if t.text in red_flag_answers.ANSWERS], 6)[:ANSWERS_JUDGED]
    yield "answers", said
    yield "answers-elsewhere", elsewhere(said[: ANSWERS_JUDGED // 3])


def judged_by(half: int, kinds_of: dict[str, float]) -> tuple[Quiet, ...]:
    """The sound of these kinds with how many false alarms an hour of it a phrase may give."""
    kinds = []
    for name, rate in kinds_of.items():
        with np.load(red_flag_takes.TAKES / "unsaid" / f"{name}-{half}.npz") as kept:
            looks = tuple(kept[f"look_{number}"] for number in range(len(kept.files)))
        kinds.append(Quiet(looks, 0.0, rate))
    return tuple(kinds)


def _evenly(takes: list[Take]) -> list[Take]:
    times = {"kokoro": 4, "crowd": 3, "world": 2, "festival": 2, "hibari": 2, "flite": 2}
    return [take for take in takes for _ in range(times.get(take.maker, 1))]


if __name__ == "__main__":
    make(tuple(sys.argv[1:]))
