"""The whole recipe in one command: takes, scenes, heads, thresholds, weights; what is already there is kept."""

import argparse
import time
from collections.abc import Callable

from training import features, takes, tune
from training.export import WEIGHTS, write, write_embedding
from training.judge import Quiet, quiet, thresholds
from training.learn import Head, Lesson, train
from training.recordings import Side
from training.wording import COMMANDS, SHARES

FILES = (("a", "c", "e", "g"), ("b", "d", "f"))
"""Each side learns from one half of the talk; only to be judged on the other half is it ever apart."""
SCENES = 700


def main() -> None:
    """Run every step, or those named."""
    steps: dict[str, Callable[[], None]] = {
        "takes": takes.speak_all,
        "tune": tune_embedding,
        "features": make_features,
        "learn": learn,
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
        write_embedding(tune.tune(minutes=40, steps=1_500))


def make_features() -> None:
    """The scenes of both halves."""
    for half, names in enumerate(FILES):
        missing = [name for name in names if not (features.FOLDER / f"{name}.npz").exists()]
        pool = features.stock(Side.TRAIN, SHARES, half) if missing else None
        for name in missing:
            if pool is not None:
                features.build(name, pool, SCENES, 1_000 + ord(name))


def learn(steps: int = 5_000) -> None:
    """A head for each half, to set the thresholds by, and two that learn from all; the four are shipped."""
    halves = [
        features.load(tuple(n for n in names if (features.FOLDER / f"{n}.npz").exists())) for names in FILES
    ]
    judged: list[tuple[list[Head], tuple[Quiet, ...]]] = [
        ([train(scenes, COMMANDS, Lesson(10 + half, steps * 3 // 5))], quiet(1 - half))
        for half, scenes in enumerate(halves)
    ]
    found = thresholds(judged, COMMANDS)
    whole = [train(halves[0] + halves[1], COMMANDS, Lesson(seed, steps)) for seed in range(2)]
    write([*whole, *(head for heads, _ in judged for head in heads)], COMMANDS, found)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
