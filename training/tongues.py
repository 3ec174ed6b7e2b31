"""The synthesisers that speak a language other than English, and their takes: `python -m training.tongues de`."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest

from training import crowd, texts
from training.recordings import Side, Take, ints
from training.takes import DATA, Order, spoken_by
from training.voices import (
    ESPEAK_VARIANTS,
    KOKORO_TEST,
    Engine,
    Kokoro,
    read,
    say_coach,
    say_espeak,
    say_pico,
    slug,
)
from voicecoach.language.language import Language

ESPEAK_TEST = ("+m8", "+f5", "+klatt4", "+Alicia", "+benjamin", "+steph", "+victor")
PICO = {"de": ("de-DE",)}
"""The voices of SVOX Pico by language; the whole engine is kept for the test."""
KINDS = {
    #          core, its other ways, other commands, their other ways, near words
    "espeak": (36, 14, 14, 7, 3),
    "kokoro": (12, 3, 2, 1, 0),
    "crowd": (8, 2, 1, 0, 0),
}
"""How many takes; of Kokoro few, for it needs a second for each."""
TEST = {"espeak": (8, 3, 4, 1, 0), "kokoro": (4, 1, 1, 0, 0), "pico": (10, 4, 6, 2, 0)}
ANSWERS = {"espeak": (24, 12, 10, 7), "kokoro": (4, 0, 1, 0), "crowd": (3, 0, 0, 0)}
"""How many of the usual and the other ways of the answers given most, and of those of the rest."""
ANSWERS_TEST = {"espeak": (3, 0, 2, 0), "kokoro": (2, 0, 0, 0), "pico": (5, 1, 3, 0)}
LINES = {"espeak": 240, "kokoro": 16, "coach": 999}
_KOKORO_SIGNS = (
    ("aɪ", "I"), ("aʊ", "W"), ("ɔø", "Y"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("ts", "ʦ"), ("ɜ", "ɐ"), ("ɾ", "ʁ"), ("r", "ʁ"),
    ("ʁs", "ɐs"), ("ʁt", "ɐt"), ("ʁʦ", "ɐʦ"), ("ʁk", "ɐk"), ("ɑː", "aː"),
)  # fmt: skip
"""espeak-ng's signs -> Kokoro's: its diphthongs have one sign each, and an r after a vowel is hardly one."""


def ipa(text: str, voice: str) -> str:
    """The text in the sounds that Kokoro knows, which was never taught this language: it speaks with an accent."""
    marks = text[-1] if text[-1] in ".!?," else ""
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-q", "--ipa", text], check=True, capture_output=True, text=True
    ).stdout
    sounds = " ".join(said.split())
    for sign, theirs in _KOKORO_SIGNS:
        sounds = sounds.replace(sign, theirs)
    return sounds + marks


def engines(spoken: Language) -> tuple[Engine, ...]:
    """Every synthesiser at hand that can be made to speak it."""
    voice = spoken.voice or spoken.code
    kokoro = Kokoro(DATA / "engines" / "kokoro-js" / "voices", partial(ipa, voice=voice))
    variants = tuple(voice + one for one in ESPEAK_VARIANTS if one not in ESPEAK_TEST)
    none = (0, 0, 0, 0)
    return (
        Engine("espeak", variants, tuple(voice + one for one in ESPEAK_TEST), say_espeak, none),
        Engine("coach", (voice,), (), say_coach, none),
        Engine("pico", (), PICO.get(spoken.code, ()), say_pico, none),
        Engine("kokoro", kokoro.training, KOKORO_TEST, kokoro.say, none),
        Engine("crowd", crowd.NAMES, (), kokoro.say, none),
    )


def folder_of(spoken: Language, side: Side) -> str:
    """Where its takes lie beside those of English."""
    return f"{spoken.code}/{side.value}"


def speak_answers(spoken: Language, names: tuple[str, ...] = ()) -> None:
    """The takes of the answers that are not there yet."""
    spoken_by(engines(spoken), lambda engine: _answer_orders(engine, spoken), names)


def _answer_orders(engine: Engine, spoken: Language) -> Iterator[Order]:
    for side, voices, counts in (
        (Side.TEST, engine.held_out, ANSWERS_TEST.get(engine.name)),
        (Side.TRAIN, engine.voices, ANSWERS.get(engine.name)),
    ):
        if not voices or not counts:
            continue
        folder = answers_folder(spoken, side)
        wanted = []
        for one in texts.answers(spoken):
            first, others = counts[:2] if one.english in texts.MAIN_ANSWERS else counts[2:]
            wanted += [(one.ways[0], first), *((way, others) for way in one.ways[1:])]
        wanted += [(text, counts[2]) for text in texts.longer(spoken)]
        for number in range(1, max(counts) + 1):
            yield from (Order(text, number, voices, folder) for text, times in wanted if number <= times)


def answers_folder(spoken: Language, side: Side) -> str:
    """Answers lie apart: to the commands they are near words, and few of them will do."""
    return f"{spoken.code}-answers/{side.value}"


def answer_takes(spoken: Language, side: Side) -> list[Take]:
    """Every take of an answer."""
    known = [way for one in texts.answers(spoken) for way in one.ways] + list(texts.longer(spoken))
    return _read(answers_folder(spoken, side), {slug(text): text for text in known})


def speak_all(spoken: Language, names: tuple[str, ...] = ()) -> None:
    """Every take that is not there yet; round by round, so it may be stopped at any time."""
    spoken_by(engines(spoken), lambda engine: _orders(engine, spoken), names)


def _orders(engine: Engine, spoken: Language) -> Iterator[Order]:
    for side, voices, counts in (
        (Side.TEST, engine.held_out, TEST.get(engine.name)),
        (Side.TRAIN, engine.voices, KINDS.get(engine.name)),
    ):
        if not voices:
            continue
        folder = folder_of(spoken, side)
        if counts:
            wanted = [(text, times) for text, times in _counted(spoken, counts)]
            for number in range(1, max(counts) + 1):
                yield from (Order(text, number, voices, folder) for text, times in wanted if number <= times)
        if side is Side.TRAIN:
            lines = texts.silent_lines(spoken) if engine.name == "coach" else _lines(spoken)
            some = lines[: LINES.get(engine.name, 0)]
            yield from (Order(text, 2 if engine.name == "coach" else 1, voices, folder) for text in some)


def _counted(spoken: Language, counts: tuple[int, int, int, int, int]) -> Iterator[tuple[str, int]]:
    for one in texts.commands(spoken):
        first, others = counts[:2] if one.english in texts.CORE else counts[2:4]
        yield one.ways[0], first
        yield from ((way, others) for way in one.ways[1:])
    yield from ((text, counts[4]) for text in texts.near(spoken))


def _lines(spoken: Language) -> tuple[str, ...]:
    pairs = zip_longest(
        texts.sentences(spoken), texts.strings_of_words(spoken, 160, 4), texts.silent_lines(spoken)[::3]
    )
    return tuple(text for row in pairs for text in row if text)


def slugs(spoken: Language) -> dict[str, str]:
    """What is said, by the name of its files."""
    known = [way for one in texts.commands(spoken) for way in one.ways] + list(texts.near(spoken))
    return {slug(text): text for text in (*_lines(spoken), *texts.coach_lines(spoken), *known)}


def takes(spoken: Language, side: Side) -> list[Take]:
    """Everything that was said in this language for this side."""
    return _read(folder_of(spoken, side), slugs(spoken))


def _read(folder: str, every: dict[str, str]) -> list[Take]:
    found = []
    for path in sorted((DATA / "takes" / folder).glob("*/*/*.flac")):
        text = every.get(path.stem.rsplit("__", 1)[0])
        if text is not None:
            found.append(Take(text, path.parts[-3], path.parts[-2], ints(read(path))))
    return found


if __name__ == "__main__":
    if sys.argv[2] == "answers":
        speak_answers(texts.language(sys.argv[1]), tuple(sys.argv[3:]))
    else:
        speak_all(texts.language(sys.argv[1]), tuple(sys.argv[2:]))
