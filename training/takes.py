"""Has every synthesiser say every word, and keeps the takes as files under training/data/takes."""

import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import soundfile

from training import wording
from training.voices import RATE, Engine, engines, slug, trimmed

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parent.parent.parent / "shared"
TEST_TAKES = (16, 6, 0, 10)
"""Of each core word, other command, near word, and how many sentences, by the held-out voices of an engine."""


@dataclass(frozen=True, slots=True)
class Order:
    """One text to be spoken ``count`` times by voices drawn from ``voices``."""

    text: str
    count: int
    voices: tuple[str, ...]
    folder: str
    root: Path = DATA / "takes"


def speak_all(names: tuple[str, ...] = ()) -> None:
    """Every take that is not there yet; with names, only by those engines."""
    spoken_by(engines(DATA / "engines"), _orders, names)


def spoken_by(
    engines: Iterable[Engine], orders: Callable[[Engine], Iterable[Order]], names: tuple[str, ...] = ()
) -> None:
    """Every take of the ``orders`` that is not there yet; with ``names``, only by those engines."""
    for engine in engines:
        if names and engine.name not in names:
            continue
        began = time.monotonic()
        made = sum(speak(engine, order) for order in orders(engine))
        print(f"{engine.name}: {made} new takes in {time.monotonic() - began:.0f} s", flush=True)


def _orders(engine: Engine) -> Iterator[Order]:
    """The commands first, by both sorts of voices, then everything else."""
    parts = (
        ("train", engine.voices, engine.takes),
        ("test", engine.held_out, TEST_TAKES if engine.voices else engine.takes),
    )
    if engine.others:
        yield from (Order(text, 1, engine.voices, "train") for text in wording.other_words(*engine.others))
        yield from (
            Order(text, 1, engine.voices, "train") for text in wording.strings_of_words(*engine.others)
        )
    lines = wording.SENTENCES + wording.coach_lines(SHARED / "content" / "sessions.json")
    for texts, kind in (
        (wording.CORE, 0),
        (tuple(text for text in wording.COMMANDS if text not in wording.CORE), 1),
        (wording.near_words() + wording.NOT_A_COMMAND, 2),
        (lines, 3),
    ):
        for folder, voices, counts in parts:
            if not voices:
                continue
            if kind == 3:
                some = texts[:: max(1, len(texts) // counts[3])]
                yield from (Order(text, 3 if engine.name == "coach" else 1, voices, folder) for text in some)
            else:
                yield from (Order(text, counts[kind], voices, folder) for text in texts)


def speak(engine: Engine, order: Order) -> int:
    """The takes of this order that are not there yet; how many were made."""
    made = 0
    for number in range(order.count):
        draw = random.Random(f"{engine.name} {order.folder} {order.text} {number}")
        voice = draw.choice(order.voices)
        folder = order.root / order.folder / engine.name / voice.replace("+", "_")
        path = folder / f"{slug(order.text)}__{number}.flac"
        if path.exists():
            continue
        text = (
            order.text
            if " " in order.text and order.text[0].isupper()
            else wording.spelling(order.text, draw)
        )
        sound = trimmed(engine.say(text, voice, draw))
        if not 0.08 * RATE < len(sound) < 15 * RATE:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        peak = max(1e-6, float(abs(sound).max()))
        soundfile.write(path, sound * (0.7 / peak), RATE, subtype="PCM_16")
        made += 1
    return made


if __name__ == "__main__":
    speak_all(tuple(sys.argv[1:]))
