"""Has every synthesiser say the answers after "pain" and what resembles them; the takes lie apart from all others."""

import sys
from collections.abc import Iterator
from dataclasses import replace

from training.after_pain_words import INSTEAD, MEANS, NEVER_TAUGHT, NOT_AN_ANSWER, SIDED, WORDS
from training.recordings import Side, Take, ints
from training.takes import DATA, Order, spoken_by
from training.tongues import ESPEAK_TEST
from training.voices import Engine, engines, read, slug

TAKES = DATA / "after_pain"
SAY = {
    "espeak": (50, 8, 12, 4), "flite": (16, 4, 6, 2), "hibari": (10, 3, 4, 2), "crowd": (6, 1, 2, 1),
    "kokoro": (4, 2, 2, 0),
}  # fmt: skip
"""How many takes an engine gives for training: of each answer, other way, place with its side, and near word."""
SAY_TEST = {"kokoro": (4, 1, 1, 0), "pico": (8, 2, 2, 1), "piper": (8, 2, 2, 1), "espeak": (8, 2, 2, 1)}
"""The same for the voices that are only tested with."""
HELD_OUT = ("+m3", *ESPEAK_TEST)
"""Of espeak-ng: the person of the trials by sound alone, and those of the other languages."""


def speak_all(names: tuple[str, ...] = ()) -> None:
    """Every take that is not there yet; with names, only by those engines."""
    spoken_by(map(parted, engines(DATA / "engines")), _orders, names)


def look_all() -> None:
    """The natural takes of the answers again, by other speakers."""
    from training.looks import look_apart

    look_apart(TAKES / "train", {slug(way) for way in MEANS})


def said(side: Side) -> list[Take]:
    """Every take of this side, under what it says."""
    texts = {slug(text): text for text in (*MEANS, *NOT_AN_ANSWER, *NEVER_TAUGHT, *_instead())}
    return [
        Take(texts[path.stem.rsplit("__", 1)[0]], path.parts[-3], path.parts[-2], ints(read(path)))
        for path in sorted((TAKES / side.value).glob("*/*/*.flac"))
    ]


def parted(engine: Engine) -> Engine:
    """espeak-ng with some of its voices held out too."""
    if engine.name != "espeak":
        return engine
    held = tuple(voice for voice in engine.voices if voice.endswith(HELD_OUT))
    return replace(engine, voices=tuple(v for v in engine.voices if v not in held), held_out=held)


def _orders(engine: Engine) -> Iterator[Order]:
    """Round by round, so that it may be stopped; the test has near words of its own."""
    for side, voices, counts in (
        (Side.TEST, engine.held_out, SAY_TEST.get(engine.name)),
        (Side.TRAIN, engine.voices, SAY.get(engine.name)),
    ):
        if counts is None or not voices:
            continue
        near = NOT_AN_ANSWER if side is Side.TRAIN else (*NOT_AN_ANSWER, *NEVER_TAUGHT, *_instead())
        for texts in (tuple(MEANS), near):
            for number in range(1, max(counts) + 1):
                some = (text for text in texts if number <= counts[_kind(text)])
                yield from (Order(text, number, voices, side.value, TAKES) for text in some)


def _instead() -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for texts in INSTEAD.values() for text in texts))


def _kind(text: str) -> int:
    return 2 if text in SIDED else 0 if text in WORDS else 1 if text in MEANS else 3


if __name__ == "__main__":
    speak_all(tuple(sys.argv[1:]))
    if len(sys.argv) == 1:
        look_all()
