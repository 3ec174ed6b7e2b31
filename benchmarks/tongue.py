"""Prints how well the ear of another language hears its commands and answers, said by voices that it never heard."""

import argparse
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from benchmarks.answers import Room, clean, understood
from benchmarks.hearing import heard, listen
from benchmarks.hearing_streams import LEVEL, Sound, Stream, cancelled, laid, level_of, noisy, quiet_streams
from training import texts, tongues
from training.recordings import Side, Take, ints, rooms, shuffled, words
from training.voices import RATE, say_coach, say_pico
from voicecoach.core.card import Answers, Question
from voicecoach.core.words import ALWAYS_HEARD, CORRECTION, NUMBER_NAMES, PHRASES, WORD_OF, Word, answer
from voicecoach.ear.commands import Sensitivity
from voicecoach.ear.ear import Ear
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.port import Spotter
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.tongue import naming, recogniser, spotter
from voicecoach.language.language import Language

RESULTS = Path(__file__).parent / "results"
GROUPS = {
    "pico": "SVOX Pico, an engine of its own",
    "kokoro": "Kokoro voices",
    "espeak": "espeak-ng variants",
}
ECHO_DELAY = 0.06
MAIN, OTHERS = 6, 1
"""Takes of the usual phrase of a command by each engine, and of every other phrase."""
OTHER_WORDS = 150
"""Takes of commands, which are no answers."""
SCORE = Question("soreness", "", Answers.SCORE)
YES_NO = Question("better", "", Answers.YES_NO)
PLACE = Question("where", "", Answers.PLACE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of question, and which answers are given to it."""

    name: str
    question: Question
    answers: tuple[str, ...]


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", help="the letters of its folder in languages/")
    parser.add_argument("--only", choices=("commands", "answers"))
    chosen = parser.parse_args()
    spoken = texts.language(chosen.language)
    path = RESULTS / f"hearing-{spoken.code}{f'-{chosen.only}' if chosen.only else ''}.txt"
    with path.open("w", encoding="utf-8") as file:
        for line in report(spoken, chosen.only):
            print(line, flush=True)
            print(line, file=file, flush=True)


def report(spoken: Language, only: str | None) -> Iterator[str]:
    """All tables, or one kind of them."""
    yield f"{spoken.name}: no person was heard; every word is of a synthesiser's voice that the ear never learnt from"
    if only != "answers":
        yield from commands_tables(spoken)
        yield from alarms_table(spoken)
    if only != "commands":
        yield from answers_table(spoken)


def commands_tables(spoken: Language) -> Iterator[str]:
    """Heard, of said, for the usual phrase of each command and for all of its phrases, in three conditions."""
    coach = np.concatenate([line for _, line in _coach_lines(spoken)])
    groups = {name: _chosen(spoken, maker) for maker, name in GROUPS.items()}
    groups["people's English stop"] = [take for take in words(Side.TEST) if take.text == "stop"] * 3
    meant = {way: one.english for one in texts.commands(spoken) for way in one.ways}
    for group, takes in groups.items():
        draw = np.random.default_rng(11)
        dry, said = laid(takes, draw)
        with_echo, played = _echoing(dry, coach, draw)
        streams = (
            Stream("clean", group, ints(dry), said),
            Stream("room, 10 dB noise", group, ints(noisy(dry, draw)), said),
            Stream("over the coach, 0 dB", group, cancelled(ints(with_echo), ints(played)), said),
        )
        yield f"\n{group}: heard, of said" + "".join(f"{stream.name:>24}" for stream in streams)
        got = [heard(stream.said, listen(_ear(spoken), stream)[0]) for stream in streams]
        wanted = [WORD_OF[meant.get(one.text, one.text)] for one in said]
        for name, counts in _rows(spoken, [one.text for one in said], wanted):
            cells = [
                sum(WORD_OF.get(phrase) is wanted[at] for at, phrase in enumerate(row) if at in counts)
                for row in got
            ]
            shares = (
                f"{f'{cell} of {len(counts)} = {100 * cell / len(counts):.0f} %':>24}" for cell in cells
            )
            yield f"  {name:44}" + "".join(shares)


def alarms_table(spoken: Language) -> Iterator[str]:
    """What is heard where nobody says a command."""
    yield f"\n{'false alarms (an hour)':44}{'hours':>8}{'halts':>14}{'others':>14}"
    draw = random.Random(7)
    lines = [*texts.sentences(spoken), *texts.strings_of_words(spoken, 220, 99)]
    voice = tongues.PICO[spoken.code][0]
    sentences = _joined(say_pico(line, voice, draw) for line in lines)
    near = _joined(say_pico(word, voice, draw) for word in texts.near(spoken))
    coach = np.concatenate([line for _, line in _coach_lines(spoken)])
    echo: Sound = signal.fftconvolve(coach, rooms(Side.TEST)[0])[: len(coach)].astype(np.float32)
    people = [stream for stream in quiet_streams() if not stream.name.startswith("coach")]
    for stream in (
        *(
            Stream(f"{s.name} (English, people)" if s.name == "talk" else s.name, "", s.sound, ())
            for s in people
        ),
        Stream("sentences and words in a row, by Pico", "", ints(sentences), ()),
        Stream("near words and answers alone, by Pico", "", ints(near), ()),
        Stream("every line of the coach, dry", "", ints(coach), ()),
        Stream("every line of the coach, in a room", "", ints(echo / level_of(echo) * LEVEL), ()),
    ):
        hits, _ = listen(_ear(spoken), stream)
        yield _alarms(stream.name, [hit.phrase for hit in hits], stream.hours)
    yield _alarms("the same in a session, its rules at work", _in_session(spoken), len(coach) / RATE / 3600)


def answers_table(spoken: Language) -> Iterator[str]:
    """Right, wrong and not understood, for each kind of question."""
    engine = recogniser(spoken, "own")
    every = tongues.answer_takes(spoken, Side.TEST)
    meant = {way: one.english for one in texts.answers(spoken) for way in one.ways}
    longer = [take for take in every if take.text in texts.longer(spoken)]
    yield f"\n{'answers':36}{'':20}{'said':>6}{'right':>8}{'wrong':>8}{'none':>8}"
    for asked in _questions(spoken):
        for maker, group in GROUPS.items():
            takes = [t for t in every if meant.get(t.text) in asked.answers and t.maker == maker]
            yield from _answer_rows(f"{asked.name}, {group.split()[0]}", engine, asked.question, takes, meant)
    yield from _answer_rows("two numbers, to a number", engine, SCORE, longer, {})
    others = shuffled(_commands(spoken), 1)[:OTHER_WORDS]
    yield from _answer_rows("commands, to a number", engine, SCORE, others, {})
    yield from _answer_rows("commands, to yes or no", engine, YES_NO, others, {})


def _answer_rows(
    name: str, engine: Recogniser, question: Question, takes: list[Take], meant: dict[str, str]
) -> Iterator[str]:
    if not takes:
        return
    for condition, place in (("clean", clean), ("room, 10 dB noise", Room().around)):
        counts = [0, 0, 0]
        for take in takes:
            sound: Sound = take.sound.astype(np.float32) / np.float32(32_768)
            got = understood(engine, question, place(sound / level_of(sound) * LEVEL))
            wanted = answer(question, meant[take.text]) if take.text in meant else None
            counts[2 if got is None else 0 if got == wanted else 1] += 1
        yield f"{name:36}{condition:20}{len(takes):>6}" + "".join(f"{count:>8}" for count in counts)


def _questions(spoken: Language) -> tuple[Asked, ...]:
    known = {one.english for one in texts.answers(spoken)}
    numbers, sure = tuple(NUMBER_NAMES), ("yes", "no", "not sure")
    sided = tuple(word for word in known if word.split()[0] in ("left", "right") and " " in word)
    places = ("neck", "head", "shoulder", "arm", "low back", "elsewhere", "left", "right", "middle", "both")
    wrong = tuple(option for option in CORRECTION.options if option in known)
    kinds = Question("kind", "", Answers.CHOICE, ("sharp", "dull", "burning", "spreading", "aching"))
    return (
        Asked("numbers", SCORE, numbers),
        Asked("yes, no, not sure", YES_NO, sure),
        Asked("places", PLACE, (*places, *sided)),
        Asked("a number said back is wrong", CORRECTION, wrong),
        Asked("what kind of pain", kinds, kinds.options),
    )


def _chosen(spoken: Language, maker: str) -> list[Take]:
    usual = {one.ways[0] for one in texts.commands(spoken) if one.english == WORD_OF[one.english].value}
    counts: dict[str, int] = {}
    found = []
    for take in _commands(spoken):
        count = counts.get(take.text, 0)
        if take.maker == maker and count < (MAIN if take.text in usual else OTHERS):
            counts[take.text] = count + 1
            found.append(take)
    return found


def _commands(spoken: Language) -> list[Take]:
    ways = {way for one in texts.commands(spoken) for way in one.ways}
    return [take for take in tongues.takes(spoken, Side.TEST) if take.text in ways]


def _rows(spoken: Language, said: list[str], wanted: list[Word]) -> Iterator[tuple[str, set[int]]]:
    """Names, and the numbers of the takes that belong to them."""
    for word in PHRASES:
        usual = next(one.ways[0] for one in texts.commands(spoken) if one.english == word.value)
        at = {number for number, text in enumerate(said) if wanted[number] is word}
        first = {number for number in at if said[number] == usual}
        yield from ((f"{usual} ({word.value})", first),) if first else ()
        yield from (
            ((f"  the other ways to say it ({len({said[n] for n in at - first})})", at - first),)
            if at - first
            else ()
        )
    always = {number for number, word in enumerate(wanted) if word in ALWAYS_HEARD}
    yield "all that halts", always
    if rest := set(range(len(said))) - always:
        yield "all others", rest


def _ear(spoken: Language) -> Spotter:
    return spotter(spoken, None, Sensitivity())


def _coach_lines(spoken: Language) -> list[tuple[str, Sound]]:
    draw, found = random.Random(3), []
    for line in texts.coach_lines(spoken):
        sound = say_coach(line, spoken.voice or spoken.code, draw)
        found.append(
            (line, np.concatenate([sound / level_of(sound) * LEVEL, np.zeros(RATE // 4, np.float32)]))
        )
    return found


def _echoing(dry: Sound, coach: Sound, draw: np.random.Generator) -> tuple[Sound, Sound]:
    played = np.resize(coach, len(dry))
    late = np.concatenate([np.zeros(int(ECHO_DELAY * RATE), np.float32), played])[: len(dry)]
    answers = rooms(Side.TEST)
    echo = signal.fftconvolve(late, answers[int(draw.integers(len(answers)))])[: len(dry)]
    return (dry + echo / level_of(echo) * LEVEL).astype(np.float32), played


def _in_session(spoken: Language) -> list[str]:
    """What the whole ear acts on while the coach says all of its lines, their echo 6 dB down in a room."""
    found: list[str] = []
    ear = Ear(
        _ear(spoken), None, lambda text, at, score: found.append(text), EchoCanceller(), naming=naming(spoken)
    )
    room = rooms(Side.TEST)[1]
    at = 0.0
    for line, sound in _coach_lines(spoken):
        echo = signal.fftconvolve(sound, room)[: len(sound)].astype(np.float32)
        near = ints((np.roll(echo, int(ECHO_DELAY * RATE)) / level_of(echo) * LEVEL / 2).astype(np.float32))
        ear.speaking(line, at, at + len(sound) / RATE)
        _fed(ear, near, ints(sound), at)
        at += len(sound) // 160 * 160 / RATE
    return found


def _fed(ear: Ear, near: NDArray[np.int16], far: NDArray[np.int16], at: float) -> None:
    for start in range(0, len(near) // 160 * 160, 160):
        block = slice(start, start + 160)
        ear.hear(near[block].tobytes(), far[block].tobytes(), at + start / RATE)


def _alarms(name: str, phrases: list[str], hours: float) -> str:
    halts = sum(WORD_OF[phrase] in ALWAYS_HEARD for phrase in phrases)
    others = len(phrases) - halts
    names = ", ".join(f"{phrase} {phrases.count(phrase)}" for phrase in sorted(set(phrases)))
    cells = "".join(f"{f'{count} ({count / hours:.1f})':>14}" for count in (halts, others))
    return f"{name:44}{hours:8.2f}{cells}  {names}"


def _joined(sounds: Iterable[Sound]) -> Sound:
    pieces = [piece for s in sounds for piece in (s / level_of(s) * LEVEL, np.zeros(RATE // 2, np.float32))]
    return np.concatenate(pieces).astype(np.float32)


if __name__ == "__main__":
    main()
