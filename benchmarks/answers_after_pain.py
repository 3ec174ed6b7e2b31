"""Prints how well the answers to the questions after "pain" are understood, and what else is taken for one.

No recordings of these words by people are at hand: every answer is said by a voice of a synthesiser that nothing was
learnt from. Run it as `nice -n 19 python -m benchmarks.answers_after_pain`; it needs training/after_pain_takes.py.
"""

import argparse
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np

from benchmarks import answers
from benchmarks.answers import DIGITS, LEVEL, OTHER, RESULTS, Room, Sound, clean, understood
from training.after_pain_takes import said
from training.after_pain_words import AGAINST, INSTEAD, MEANS, NEVER_TAUGHT, NOT_AN_ANSWER, SIDED, WORDS
from training.recordings import Side, Take, synthetic, talk
from training.voices import RATE
from training.wording import COMMANDS
from voicecoach.core.after_pain import QUALITIES, QUALITY, TISSUE, TISSUES, WHERE
from voicecoach.core.card import Question
from voicecoach.core.words import answer
from voicecoach.ear.answer_engines import recogniser
from voicecoach.ear.own_answers import GOES_ON
from voicecoach.ear.recogniser import Recogniser

HEADING = "Answers after pain"
GROUPS = {"Piper, Pico": ("piper", "pico"), "Kokoro": ("kokoro",), "espeak-ng": ("espeak",)}
ASKED = (QUALITY, TISSUE, WHERE)
OF_EACH = 6
"""So many words of people are asked of each, and so many commands of each phrase by held-out voices at most."""
TALK_SECONDS = 1.6


@dataclass(frozen=True, slots=True)
class Row:
    """Sounds of one kind, the question that each follows, and the answer that is ``wanted`` (None: it is none)."""

    name: str
    questions: tuple[Question, ...]
    sounds: tuple[Sound, ...]
    wanted: tuple[str | int | None, ...]


def rows() -> Iterator[Row]:
    """The answers by each group of voices, then what is no answer to any of the questions."""
    takes = said(Side.TEST)
    for group, makers in GROUPS.items():
        spoken = [take for take in takes if take.maker in makers and take.text in MEANS]
        for name, question, texts in _kinds():
            some = [take for take in spoken if take.text in texts]
            wanted = tuple(answer(question, MEANS[take.text]) for take in some)
            yield Row(f"{group}: {name}", (question,) * len(some), _sounds(some), wanted)
    for question, other in zip(ASKED, INSTEAD.values(), strict=True):
        some = [take for take in takes if take.maker in GROUPS["Piper, Pico"] and take.text in other]
        yield Row(
            f"instead of a {question.name}", (question,) * len(some), _sounds(some), (None,) * len(some)
        )
    for name, sounds in _others(takes):
        asked = tuple(islice(cycle(ASKED), len(sounds)))
        yield Row(f"{name}, to each in turn", asked, sounds, (None,) * len(sounds))


def _kinds() -> Iterator[tuple[str, Question, frozenset[str]]]:
    places = frozenset(WORDS) - {*QUALITIES, *TISSUES, *SIDED}
    yield "kinds of pain", QUALITY, frozenset(QUALITIES)
    yield "muscle, bone, joint", TISSUE, frozenset(TISSUES)
    yield "places, sides", WHERE, places
    yield "sided places", WHERE, frozenset(SIDED)
    for name, question, known in (
        ("kind, more words", QUALITY, frozenset(QUALITIES)),
        ("muscle, more words", TISSUE, frozenset(TISSUES)),
        ("place, more words", WHERE, places | {*SIDED}),
    ):
        yield name, question, frozenset(way for way, word in MEANS.items() if word in known) - {*WORDS}


def _others(takes: list[Take]) -> Iterator[tuple[str, tuple[Sound, ...]]]:
    natural = [take for take in takes if take.maker in GROUPS["Piper, Pico"]]
    near = frozenset(NOT_AN_ANSWER) - {*AGAINST}
    yield "near words", _sounds(_one_each(natural, near))
    yield "near words, never taught", _sounds([t for t in natural if t.text in NEVER_TAUGHT])
    yield "denied, or two answers", _sounds([t for t in natural if t.text in AGAINST])
    yield "commands", _sounds(_one_each(synthetic(Side.TEST), frozenset(COMMANDS)))
    people = [take for take in answers.takes((*DIGITS, *OTHER, "yes", "no")) if not take.learnt]
    count: Counter[str] = Counter()
    some = []
    for one in people:
        count[one.word] += 1
        some += [one.sound] if count[one.word] <= OF_EACH else []
    yield "people's other words", tuple(some)
    yield "people's talk", tuple(_snatches())


def _one_each(takes: Iterable[Take], texts: frozenset[str]) -> list[Take]:
    """One take of each text, by the engines in turn."""
    found: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        if take.text in texts:
            found[take.text].append(take)
    return [found[text][at % len(found[text])] for at, text in enumerate(sorted(found))]


def _snatches() -> Iterator[Sound]:
    """A piece of each recording of people talking."""
    size = int(TALK_SECONDS * RATE)
    for take in talk(Side.TEST):
        if len(take.sound) > size:
            yield _level(take.sound[(len(take.sound) - size) // 2 :][:size].astype(np.float32))


def _sounds(takes: list[Take]) -> tuple[Sound, ...]:
    return tuple(_level(take.sound.astype(np.float32)) for take in takes)


def _level(sound: Sound) -> Sound:
    sounding = np.abs(sound) > 0.1 * np.abs(sound).max()
    return np.asarray(sound * (LEVEL / float(np.sqrt(np.mean(np.square(sound[sounding]))))), np.float32)


def table(engine: Recogniser, words: Counter[str], only: str | None) -> Iterator[str]:
    """A line for each row and condition; ``words`` counts each answer's takes, by what became of them."""
    for row in rows():
        if only is not None and (only == "answers") != any(wanted is not None for wanted in row.wanted):
            continue
        for condition, place in (("clean", clean), ("10 dB", Room().around)):
            counts: Counter[str] = Counter()
            for question, sound, wanted in zip(row.questions, row.sounds, row.wanted, strict=True):
                got = understood(engine, question, place(sound))
                became = "none" if got is None else "right" if got == wanted else "wrong"
                counts[became] += 1
                counts["goes on"] += became == "wrong" and got in GOES_ON
                if wanted is not None or got is not None:
                    words[f"{condition}: {wanted or row.name} {became}"] += 1
                if became == "wrong":
                    words[f"  {condition}: {wanted or row.name} -> {got}"] += 1
            numbers = "".join(f"{counts[name]:>7}" for name in ("right", "wrong", "none", "goes on"))
            yield f"  {row.name:42}{condition:8}{len(row.sounds):>6}{numbers}"


def main() -> None:
    """Measure the engines that come with the program, and keep the table behind those of people's answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", choices=("own", "pocketsphinx"), help="only this one")
    parser.add_argument("--only", choices=("answers", "others"), help="what is kept is of the whole alone")
    parser.add_argument("--words", action="store_true", help="also each answer apart; nothing is kept")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    lines = [
        f"{HEADING}, by voices that nothing was learnt from, {time.strftime('%Y-%m-%d')}, machine's load {load:.1f};",
        "goes on: of the wrong ones, those that may let a session go on",
        f"  {'':42}{'':8}{'said':>6}{'right':>7}{'wrong':>7}{'none':>7}{'goes on':>8}",
    ]
    print("\n".join(lines), flush=True)
    words: Counter[str] = Counter()
    for name in chosen.engine or ("own", "pocketsphinx"):
        lines.append(name)
        print(name, flush=True)
        for line in table(recogniser(name, None), words, chosen.only):
            lines.append(line)
            print(line, flush=True)
    if chosen.words or chosen.only:
        print("\n".join(f"{text:60}{count:>5}" for text, count in sorted(words.items())))
        return
    before = RESULTS.read_text(encoding="utf-8").partition(HEADING)[0]
    RESULTS.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
