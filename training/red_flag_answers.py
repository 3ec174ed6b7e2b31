"""Answers, of which none is a red flag: denials said for this, and what the heads for answers learn from."""

import sys
from collections.abc import Iterator
from pathlib import Path

from training import after_pain_takes, answer_words
from training.after_pain_words import AGAINST
from training.after_pain_words import MEANS as AFTER_PAIN
from training.recordings import Side, Take, ints
from training.red_flag_words import MEANS
from training.takes import DATA, Order, spoken_by
from training.voices import Engine, engines, read, slug

TAKES = DATA / "denials"
DENIED = (
    "no pain", "no pain at all", "no more pain", "there is no pain", "not sore", "not sore at all", "I'm not sore",
    "it doesn't hurt", "doesn't hurt", "it does not hurt", "it isn't hurting", "it's not hurting", "never hurts",
    "not painful", "it's not painful", "not dizzy", "I'm not dizzy", "not numb", "it's not numb", "isn't numb",
    "not faint", "not tingling", "it isn't tingling", "no dizziness", "no numbness", "no tingling", "not at all",
    "not enough", "don't stop", "do not stop", "don't quit", "not really", "no it doesn't",
)  # fmt: skip
"""What takes a red-flag word back, or says that nothing hurts."""
NO_PAIN = (
    "no pain", "no pain at all", "no more pain", "there is no pain", "not painful", "it's not painful", "not faint",
)  # fmt: skip
"""What sounds like "numb face": said more often."""
SAY = {"espeak": 12, "flite": 3, "hibari": 3, "festival": 1, "kokoro": 2, "crowd": 3}
SAY_NO_PAIN = {"espeak": 60, "flite": 10, "hibari": 10, "festival": 1, "kokoro": 4, "crowd": 7}
SAY_TEST = {"espeak": 3, "kokoro": 1, "pico": 2, "piper": 2}
"""How many takes of each denial an engine gives."""
NEAREST = (
    *NO_PAIN, "nothing", "nothing else", "no thanks", "something else", "it's something else",
    "the joint", "bone or joint", "bone and joint", "muscle and joint", "the bone", "in the middle", "both sides",
    "elsewhere", "it's elsewhere", "don't quit", "in my arm", "right head",
)  # fmt: skip
"""Answers of the training's voices that set off a red flag in heads that had learnt from other voices' answers."""
ALIKE = ("numb face", "in the joint", "in the bone", "passing out", "it slipped", "down my arm")
"""The red flags that they set off."""
ANSWERS = frozenset((*DENIED, *answer_words.WORDS, *answer_words.LONGER, *AFTER_PAIN, *AGAINST)) - frozenset(
    MEANS
)
"""All that answers a question, and is no red flag ("both arms" is one)."""


def speak_all(names: tuple[str, ...] = ()) -> None:
    """Every denial that is not there yet; with names, only by those engines."""
    spoken_by(map(after_pain_takes.parted, engines(DATA / "engines")), _orders, names)


def _orders(engine: Engine) -> Iterator[Order]:
    for side, voices, counts in ((Side.TEST, engine.held_out, SAY_TEST), (Side.TRAIN, engine.voices, SAY)):
        if voices and engine.name in counts:
            often = SAY_NO_PAIN if side is Side.TRAIN else counts
            for text in DENIED:
                count = (often if text in NO_PAIN else counts)[engine.name]
                yield Order(text, count, voices, side.value, TAKES)


def answers(side: Side) -> list[Take]:
    """Every answer of this side by synthesisers, and what resembles one; what is a red flag itself is left out."""
    denied = {slug(text): text for text in DENIED}
    known = {slug(text): text for text in answer_words.ALL}
    found = [*_read(TAKES, side, denied), *_read(DATA / "takes", side, known), *after_pain_takes.said(side)]
    return [take for take in found if take.text not in MEANS]


def _read(root: Path, side: Side, texts: dict[str, str]) -> Iterator[Take]:
    for path in sorted((root / side.value).glob("*/*/*.flac")):
        text = texts.get(path.stem.rsplit("__", 1)[0])
        if text is not None and path.parts[-3] != "world":
            yield Take(text, path.parts[-3], path.parts[-2], ints(read(path)))


if __name__ == "__main__":
    speak_all(tuple(sys.argv[1:]))
