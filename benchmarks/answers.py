"""Prints how well each engine for answers at hand understands people: right, wrong, and not understood."""

import argparse
import csv
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE
from voicecoach.core.words import answer
from voicecoach.ear.answer_engines import ANSWER_ENGINES, recogniser
from voicecoach.ear.answers import AnswerEar, at_once
from voicecoach.ear.recogniser import Recogniser
from voicecoach.errors import EarError

VOICES = Path(__file__).parents[2] / "shared" / "voices"
RESULTS = Path(__file__).parent / "results" / "answers.txt"
Sound = NDArray[np.float32]

NUMBER = Question("soreness", "How sore?", Answers.SCORE)
YES_NO = Question("better", "Is it better?", Answers.YES_NO)
WHERE = Question("where", "Where is it?", Answers.PLACE)
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
OTHER = (
    "house",
    "bird",
    "cat",
    "dog",
    "tree",
    "wow",
    "bed",
    "sheila",
    "marvin",
    "happy",
    "go",
    "off",
    "up",
    "down",
)
KINDS: tuple[tuple[str, Question, tuple[str, ...]], ...] = (
    ("numbers", NUMBER, DIGITS),
    ("yes, no", YES_NO, ("yes", "no")),
    ("left, right", WHERE, ("left", "right")),
    ("other words, to a number", NUMBER, OTHER),
    ("other words, to yes or no", YES_NO, OTHER),
)
LEVEL = 0.05
NOISE_DB = 10.0
TEST_SHARE = 40
"""Percent of the speakers whose words nothing was learnt from."""
TEST_ROOMS = ("living-bedroom", "medium-room2", "kitchen-true", "dining-mid-kitchen", "cinema-room")
TEST_NOISES = ("exercise_bike", "running_tap")
"""Nothing was learnt in these either."""


@dataclass(frozen=True, slots=True)
class Said:
    """A ``word`` said by a ``speaker``."""

    word: str
    speaker: str
    sound: Sound

    @property
    def learnt(self) -> bool:
        """Whether the ear learnt from this speaker: the same division as in training/recordings.py."""
        return zlib.crc32(self.speaker.encode()) % 100 >= TEST_SHARE


def takes(words: Iterable[str]) -> list[Said]:
    """Every recording of ``words`` by a person."""
    wanted = set(words)
    with (VOICES / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "word" and row["word"] in wanted]
    return [Said(row["word"], row["speaker"], _sound(VOICES / row["path"], LEVEL)) for row in rows]


class Room:
    """Puts a room around a sound, and noise 10 dB below it; the same ones in the same order every time."""

    def __init__(self) -> None:
        self._draw = np.random.default_rng(7)
        self._rooms = [_sound(path) for path in _named("rir", TEST_ROOMS)]
        noises = [_sound(path, LEVEL) for path in _named("noise", TEST_NOISES)]
        self._noises = [noise for noise in noises if len(noise) > 6 * RATE]

    def around(self, sound: Sound) -> Sound:
        """``sound`` as it comes from across such a room."""
        room = self._rooms[self._draw.integers(len(self._rooms))]
        size = len(sound) + len(room)
        echoing = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size).astype(np.float32)
        heard = _framed(echoing * (LEVEL / _loudness(echoing)))
        noise = self._noises[self._draw.integers(len(self._noises))]
        begin = int(self._draw.integers(len(noise) - len(heard)))
        return np.asarray(heard + noise[begin : begin + len(heard)] * 10 ** (-NOISE_DB / 20), np.float32)


def clean(sound: Sound) -> Sound:
    """``sound`` in a quiet room."""
    return _framed(sound)


def understood(engine: Recogniser, question: Question, heard: Sound) -> str | int | None:
    """The answer that comes out of the ear for answers; None if it understood nothing."""
    ear = AnswerEar(engine, at_once)
    ear.open(question)
    pcm = np.clip(np.rint(heard * 32767), -32768, 32767).astype("<i2").tobytes()
    for at in range(0, len(pcm), 640):
        text = ear.feed(pcm[at : at + 640])
        if text is not None:
            return answer(question, text) if text else None
    return None


def rows(engine: Recogniser, each: int, everyone: bool) -> Iterator[str]:
    """One row for each kind of answer and condition: right, wrong, not understood, seconds an answer."""
    for kind, question, words in KINDS:
        found = [take for take in takes(words) if everyone or not take.learnt]
        chosen = [take for word in words for take in _some((t for t in found if t.word == word), each)]
        for condition, place in (("clean", clean), ("room, 10 dB noise", Room().around)):
            heard = [place(take.sound) for take in chosen]
            began = time.perf_counter()
            got = [understood(engine, question, sound) for sound in heard]
            seconds = (time.perf_counter() - began) / max(1, len(chosen))
            wanted = [answer(question, take.word) for take in chosen]
            tally = Counter(_judged(value, want) for value, want in zip(got, wanted, strict=True))
            counts = "".join(f"{tally[name]:>8}" for name in ("right", "wrong", "none"))
            yield f"  {kind:28}{condition:20}{len(chosen):>6}{counts}{seconds:>9.2f}"


def main() -> None:
    """Measure what is installed and has a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1000, help="so many recordings of each word at most")
    parser.add_argument("--everyone", action="store_true", help="also the speakers that the ear learnt from")
    parser.add_argument("--model", action="append", default=[], metavar="ENGINE=FOLDER")
    parser.add_argument("--engine", action="append", choices=ANSWER_ENGINES, help="only this one")
    chosen = parser.parse_args()
    models = {name: Path(folder) for name, _, folder in (each.partition("=") for each in chosen.model)}
    lines = [
        f"Answers by people, {'all speakers' if chosen.everyone else 'speakers that nothing was learnt from'}"
    ]
    lines.append(f"  {'':28}{'':20}{'said':>6}{'right':>8}{'wrong':>8}{'none':>8}{'s each':>9}")
    print("\n".join(lines), flush=True)
    for name in chosen.engine or ANSWER_ENGINES:
        try:
            engine = recogniser(name, models.get(name))
        except EarError as missing:
            lines.append(f"{name}: not measured: {missing}")
            print(lines[-1], flush=True)
            continue
        lines.append(f"{name}{f', {models[name].name}' if name in models else ''}")
        print(lines[-1], flush=True)
        for row in rows(engine, chosen.each, chosen.everyone):
            lines.append(row)
            print(row, flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _judged(value: str | int | None, wanted: str | int | None) -> str:
    return "none" if value is None else "right" if value == wanted else "wrong"


def _some(found: Iterable[Said], each: int) -> list[Said]:
    """At most ``each``, of as many speakers as there are."""
    by_turn: dict[str, int] = Counter()
    turns = []
    for take in found:
        turns.append((by_turn[take.speaker], take))
        by_turn[take.speaker] += 1
    return [take for _, take in sorted(turns, key=lambda turn: turn[0])][:each]


def _named(folder: str, names: Iterable[str]) -> list[Path]:
    return [path for path in sorted((VOICES / folder).glob("*.flac")) if any(n in path.name for n in names)]


def _framed(sound: Sound) -> Sound:
    """Two seconds before, for the ear hears the room all the time, and more than the second that ends an answer."""
    before, after = np.zeros(2 * RATE, np.float32), np.zeros(2 * RATE, np.float32)
    whole = np.concatenate((before, sound, after))
    return np.asarray(whole + np.random.default_rng(1).normal(0.0, 3e-4, len(whole)), np.float32)


def _sound(path: Path, level: float | None = None) -> Sound:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    sound = np.asarray(soxr.resample(samples[:, 0], rate, RATE), np.float32)
    return sound if level is None else np.asarray(sound * (level / _loudness(sound)), np.float32)


def _loudness(sound: Sound) -> float:
    """Root mean square of what is not silence."""
    sounding = np.abs(sound) > 0.1 * np.abs(sound).max()
    return float(np.sqrt(np.mean(np.square(sound[sounding]))))


if __name__ == "__main__":
    main()
