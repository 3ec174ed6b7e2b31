"""Prints how well our own ear hears persons that it has not learnt from, before and after three takes of each word.

The persons: Kokoro's held-out voices (`python -m training.persons` has them speak), piper's and pico's. Each says three
takes of each word in a room with little noise, through the same cutter and learner as `voicecoach listen-to-me`, and is
then heard saying it otherwise: clean, in another room with 10 dB noise, and over the talking coach. No voice, room or
noise is from the training side. There are no people who say each word several times, so none are among them.
"""

import argparse
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from benchmarks.hearing_streams import LEVEL, cancelled, coach_voice, quiet_streams
from training import wording
from training.embed import LongEmbedder
from training.persons import PERSONS
from training.recordings import Side, ints, noises, rooms
from training.takes import DATA
from training.voices import RATE, read
from voicecoach.ear.commands import Decision, Model, Sensitivity, load
from voicecoach.ear.embedding import CHUNK, SECONDS, Embeddings
from voicecoach.ear.enrolment import personal
from voicecoach.ear.kept import Enrolment
from voicecoach.ear.learner import Learner, Named
from voicecoach.ear.port import Hit
from voicecoach.ear.takes import Cut, WordCutter

RESULTS = Path(__file__).parent / "results" / "enrolment.txt"
CONDITIONS = ("clean", "room, 10 dB noise", "coach at +0 dB")
TAKES, MOST_TESTED = 3, 8
EARLY, LATE = 0.35, 0.8
QUIET_DB = 30.0
Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Takes of one word in one condition, embedded; ``ends`` are the words' ends in seconds."""

    word: str
    condition: str
    rows: Embeddings
    ends: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A voice, what it enrolled with, and what it says otherwise."""

    name: str
    enrolled: Enrolment
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Ears:
    """Everything that was embedded: it depends on the embedding alone."""

    persons: tuple[Person, ...]
    quiet: tuple[tuple[str, Embeddings], ...]


def prepare() -> Ears:
    """Lay, embed, enrol: the slow part."""
    draw = np.random.default_rng(5)
    coach = np.concatenate([coach_voice("en-us"), coach_voice("en-gb")])
    persons = tuple(_person(name, takes, draw, coach) for name, takes in _voices())
    quiet = tuple((stream.name, _embedded(stream.sound)) for stream in quiet_streams())
    return Ears(persons, quiet)


def report(ears: Ears) -> Iterator[str]:
    """The tables: heard of said, before and after; false alarms an hour, before and as the mean of the persons."""
    model = load()
    yield f"{len(ears.persons)} persons: {', '.join(person.name for person in ears.persons)}"
    yield f"{'heard, of said':24}" + "".join(f"{c:>40}" for c in CONDITIONS)
    yield f"{'':24}" + f"{'before':>20}{'enrolled':>20}" * len(CONDITIONS)
    worst: list[str] = []
    for word in wording.CORE:
        cells = ""
        for condition in CONDITIONS:
            before = [_heard(model, person, word, condition, False) for person in ears.persons]
            after = [_heard(model, person, word, condition, True) for person in ears.persons]
            cells += f"{_share(before):>20}{_share(after):>20}"
            worst += [
                f"{person.name} {word} {condition}: {b[0]} -> {a[0]} of {a[1]}"
                for person, b, a in zip(ears.persons, before, after, strict=True)
                if a[0] < b[0]
            ]
        yield f"{word:24}{cells}"
    yield f"heard less than before: {'; '.join(worst) or 'nowhere'}"
    yield ""
    yield f"{'false alarms an hour':24}{'hours':>8}{'before: stop pain next':>28}{'enrolled: stop pain next':>28}"
    for name, rows in ears.quiet:
        hours = len(rows) * SECONDS / 3600
        before_hits = _hits(model, rows, None)
        after_hits = [_hits(model, rows, person.enrolled) for person in ears.persons]
        first = " ".join(f"{_count(before_hits, w) / hours:5.2f}" for w in wording.CORE)
        then = " ".join(f"{np.mean([_count(h, w) for h in after_hits]) / hours:5.2f}" for w in wording.CORE)
        yield f"{name:24}{hours:8.2f}{first:>28}{then:>28}"


def _voices() -> Iterator[tuple[str, dict[str, list[Sound]]]]:
    folders = [*sorted((PERSONS / "test").glob("*"))]
    for maker in ("piper", "pico"):
        folders += sorted((DATA / "takes" / "test" / maker).glob("*"))
    for folder in folders:
        takes = {word: [read(path) for path in sorted(folder.glob(f"{word}__*"))] for word in wording.CORE}
        if min(len(found) for found in takes.values()) > TAKES:
            few = {
                word: [_levelled(t) for t in found[: TAKES + MOST_TESTED]] for word, found in takes.items()
            }
            yield f"{folder.parent.name}/{folder.name}".removeprefix("test/"), few


def _person(name: str, takes: dict[str, list[Sound]], draw: np.random.Generator, coach: Sound) -> Person:
    answers, sources = rooms(Side.TEST), noises(Side.TEST)
    here = int(draw.integers(len(answers)))
    named: list[Named] = []
    spoken: list[Spoken] = []
    for word, sounds in takes.items():
        for take in sounds[:TAKES]:
            cut = _cut(_in_room(_laid([take], draw)[0], answers[here], draw.normal(size=RATE * 10), QUIET_DB))
            named += [] if cut is None else [Named(word, len(named), cut)]
        for condition in CONDITIONS:
            dry, ends = _laid(sounds[TAKES:], draw)
            if condition == CONDITIONS[1]:
                source = sources[int(draw.integers(len(sources)))].sound
                dry = _in_room(dry, answers[(here + 1) % len(answers)], source.astype(np.float64), 10.0)
            if condition == CONDITIONS[2]:
                heard = _over_coach(dry, coach, answers[(here + 2) % len(answers)], draw)
            else:
                heard = ints(dry)
            spoken.append(Spoken(word, condition, _embedded(heard), ends))
    made, _, _ = Learner().learn(tuple(named), (), "now")
    print(f"{name}: {len(named)} takes", flush=True)
    return Person(name, made, tuple(spoken))


def _laid(takes: list[Sound], draw: np.random.Generator) -> tuple[Sound, tuple[float, ...]]:
    pieces: list[Sound] = []
    ends, at = [], 0
    for take in takes:
        gap = int((1.2 + draw.uniform(0, 0.08)) * RATE)
        pieces += [np.zeros(gap, np.float32), take]
        at += gap + len(take)
        ends.append(at / RATE)
    dry = np.concatenate([*pieces, np.zeros(RATE, np.float32)])
    return (dry + draw.normal(size=len(dry)) * 1e-4).astype(np.float32), tuple(ends)


def _in_room(dry: Sound, answer: Sound, noise: NDArray[np.float64], below: float) -> Sound:
    wet = signal.fftconvolve(dry, answer)[: len(dry)]
    under = np.resize(noise, len(wet))
    scale = LEVEL * 10 ** (-below / 20)
    return np.asarray(wet / _level(wet) * LEVEL + under / _level(under) * scale, np.float32)


def _over_coach(dry: Sound, coach: Sound, answer: Sound, draw: np.random.Generator) -> NDArray[np.int16]:
    played = np.roll(coach, -int(draw.integers(len(coach))))[: len(dry)]
    played = np.resize(played, len(dry))
    late = np.concatenate([np.zeros(int(0.06 * RATE), np.float32), played])[: len(dry)]
    echo = signal.fftconvolve(late, answer)[: len(dry)]
    return cancelled(ints(np.asarray(dry + echo / _level(echo) * LEVEL, np.float32)), ints(played))


def _cut(sound: Sound) -> Cut | None:
    cutter, pcm = WordCutter(), ints(sound).tobytes()
    for at in range(0, len(pcm), 320):
        cut = cutter.feed(pcm[at : at + 320])
        if cut is not None:
            return cut
    return None


def _embedded(sound: NDArray[np.int16]) -> Embeddings:
    return LongEmbedder().feed(np.concatenate([sound, np.zeros(-len(sound) % CHUNK + 6 * CHUNK, np.int16)]))


def _heard(model: Model, person: Person, word: str, condition: str, enrolled: bool) -> tuple[int, int]:
    (spoken,) = (s for s in person.spoken if (s.word, s.condition) == (word, condition))
    hits = _hits(model, spoken.rows, person.enrolled if enrolled else None)
    found = sum(any(h.phrase == word and -EARLY <= h.at - end <= LATE for h in hits) for end in spoken.ends)
    return found, len(spoken.ends)


def _hits(model: Model, rows: Embeddings, enrolled: Enrolment | None) -> list[Hit]:
    """What `CommandSpotter` would hear in sound with these embeddings; hits are put where they are given out."""
    padded = np.concatenate((np.repeat(rows[:1], model.back, axis=0), rows))
    scores = model.scores(padded)
    known = personal(enrolled, model) if enrolled is not None else None
    if known is not None:
        scores = known.rescored(padded, scores)
    decision = Decision(model.phrases, Sensitivity())
    return [
        Hit(hit.phrase, (number + 1) * SECONDS, hit.score)
        for number, row in enumerate(scores)
        for hit in decision.take(row, (number + 1) * SECONDS)
    ]


def _count(hits: list[Hit], word: str) -> int:
    return sum(hit.phrase == word for hit in hits)


def _share(counts: list[tuple[int, int]]) -> str:
    heard, said = (sum(part) for part in zip(*counts, strict=True))
    return f"{heard} of {said} = {100 * heard / said:.0f} %"


def _levelled(sound: Sound) -> Sound:
    return np.asarray(sound / _level(sound) * LEVEL, np.float32)


def _level(sound: NDArray[np.floating]) -> float:
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 0.01].mean())) + 1e-9


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description="How much three takes of each word help.")
    parser.add_argument(
        "--cache", type=Path, help="a file for what is embedded, to try the heads again quickly"
    )
    options = parser.parse_args()
    if options.cache is not None and options.cache.is_file():
        ears: Ears = pickle.loads(options.cache.read_bytes())
    else:
        ears = prepare()
        if options.cache is not None:
            options.cache.write_bytes(pickle.dumps(ears))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("w", encoding="utf-8") as file:
        for line in report(ears):
            print(line, flush=True)
            print(line, file=file, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
