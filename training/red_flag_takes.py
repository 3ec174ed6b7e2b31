"""Has every synthesiser say the red-flag phrases and what resembles them; the takes lie apart from all others."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from training import red_flag_words
from training.recordings import Side, Take, ints
from training.takes import DATA, Order, spoken_by
from training.voices import Engine, engines, read, slug
from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import prepare
from voicecoach.core.words import named_in

TAKES = DATA / "red_flags"
SAY = {
    "espeak": (14, 4), "flite": (4, 1), "hibari": (4, 1), "festival": (2, 0), "kokoro": (2, 0), "crowd": (2, 0),
}  # fmt: skip
"""How many takes of each way to say a phrase, and of each near word, an engine gives for training."""
HELD_OUT = {"kokoro": 1, "pico": 4, "piper": 4}
"""How many takes of each way the voices give that are only tested with."""


def speak_all(names: tuple[str, ...] = ()) -> None:
    """Every take that is not there yet; with names, only by those engines."""
    spoken_by(engines(DATA / "engines"), _orders, names)


def _orders(engine: Engine) -> Iterator[Order]:
    ways, near = SAY.get(engine.name, (0, 0))
    yield from (Order(text, ways, engine.voices, "train", TAKES) for text in red_flag_words.WAYS if ways)
    tested = HELD_OUT.get(engine.name, 0)
    yield from (Order(text, tested, engine.held_out, "test", TAKES) for text in red_flag_words.WAYS if tested)
    yield from (Order(text, near, engine.voices, "train", TAKES) for text in red_flag_words.NEAR if near)
    if engine.name == "coach":
        yield from (Order(text, 2, engine.voices, "train", TAKES) for text in own_lines())


def look_all() -> None:
    """Every take of a phrase that sounds like a person's, by another speaker; what is there is kept."""
    from training.looks import look_apart

    look_apart(TAKES / "train", {slug(way) for way in red_flag_words.WAYS})


def said(side: Side) -> list[Take]:
    """Every take of this side, under what is told apart: a phrase, or what it says where that is none."""
    texts = {slug(text): text for text in (*red_flag_words.WAYS, *red_flag_words.NEAR)}
    found = []
    for path in sorted((TAKES / side.value).glob("*/*/*.flac")):
        text = texts.get(path.stem.rsplit("__", 1)[0], path.stem)
        found.append(
            Take(red_flag_words.MEANS.get(text, text), path.parts[-3], path.parts[-2], ints(read(path)))
        )
    return found


def own_lines(naming: bool = False) -> tuple[str, ...]:
    """The coach's own lines that name none of its commands, which must not fire; or those that do."""
    from voicecoach.script.prompts import prompts

    return tuple(prompt.text for prompt in prompts(_shipped_cards()) if bool(named_in(prompt.text)) == naming)


def usual_lines() -> list[Take]:
    """All that the coach says, its own lines and those of the shipped cards, as it says them if nothing is chosen."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "line.wav"
        for text in dict.fromkeys((*own_lines(), *_lines_of_cards())):
            subprocess.run(["espeak-ng", "-v", "en-us", "-s", "155", "-w", str(out), text], check=True)
            found.append(Take(text, "coach", "en-us", ints(read(out))))
    return found


def _lines_of_cards() -> Iterator[str]:
    for card in _shipped_cards():
        switches = frozenset(switch.name for switch in card.switches)
        lines = every_line(prepare(card, switches, Talk.FULL, first_time=True))
        yield from (line for line in lines if not named_in(line))


def _shipped_cards() -> list[Card]:
    from voicecoach.script.find import all_cards
    from voicecoach.shipped import shipped

    return [one.card for one in all_cards(TAKES, shipped("scripts")) if one.card is not None]


def card_lines() -> list[Take]:
    """Every line of the shipped sessions as the coach says it: the commands' takes of it."""
    paths = sorted((DATA / "takes" / "train" / "coach").glob("*/*.flac"))
    return [Take(path.stem, "coach", path.parts[-2], ints(read(path))) for path in paths]


if __name__ == "__main__":
    speak_all(tuple(sys.argv[1:]))
    look_all()
