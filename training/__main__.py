"""The whole recipe in one command: takes, scenes, heads, thresholds, weights; what is already there is kept."""

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from training import after_pain, answers, features, looks, others, red_flags, takes, tune
from training.export import WEIGHTS, write, write_embedding
from training.judge import Quiet, quiet, thresholds
from training.learn import Head, Lesson, taught
from training.recordings import Side
from training.wording import COMMANDS, SHARES

FILES = (("a", "c", "e", "g", "i", "k"), ("b", "d", "f", "h", "j", "l"))
"""Each side learns from one half of the talk; only to be judged on the other half is it ever apart."""
SCENES = 700


def main() -> None:
    """Run every step, or those named."""
    steps: dict[str, Callable[[], None]] = {
        "takes": takes.speak_all,
        "looks": looks.look_all,
        "tune": tune_embedding,
        "features": make_features,
        "learn": learn,
        "answers": answers.teach,
        "after_pain": after_pain.make,
        "others": others.make,
        "red_flags": red_flags.make,
    }
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", nargs="*", help=f"only these steps, of {', '.join(steps)}")
    for name in parser.parse_args().step or steps:
        began = time.monotonic()
        steps[name]()
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def tune_embedding() -> None:
    """The embedding, once."""
    if not tune.TUNED.exists():
        write_embedding(tune.tune(minutes=60, steps=1_250))


def make_features() -> None:
    """The scenes of both halves."""
    for half, names in enumerate(FILES):
        missing = [name for name in names if not (features.FOLDER / f"{name}.npz").exists()]
        pool = features.stock(Side.TRAIN, SHARES, half) if missing else None
        for name in missing:
            if pool is not None:
                features.build(name, pool, SCENES, 1_000 + ord(name))


def learn() -> None:
    """A head for each half of the talk, to set the thresholds by, and two of all; all are shipped."""
    lessons = (
        (FILES[0], Lesson(10, 2_400)),
        (FILES[1], Lesson(11, 2_400)),
        (FILES[0] + FILES[1], Lesson(0, 5_000)),
        (FILES[0] + FILES[1], Lesson(1, 5_000)),
    )
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        heads = list(pool.map(taught, *zip(*lessons, strict=True)))
    judged: list[tuple[list[Head], tuple[Quiet, ...]]] = [
        ([heads[half]], quiet(1 - half)) for half in range(2)
    ]
    write(list(reversed(heads)), COMMANDS, thresholds(judged, COMMANDS))
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
