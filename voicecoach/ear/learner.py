"""Measures takes, learns a voice from them, and tries at once how well that voice is heard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.commands import CommandSpotter, Model, load
from voicecoach.ear.embedding import SECONDS, Embedder, Embeddings, load_network
from voicecoach.ear.enrolment import Personal, embedding_fingerprint, personal
from voicecoach.ear.kept import Enrolment, KeptTake
from voicecoach.ear.takes import Cut

LEAD = 1.0
"""Seconds of quiet before a take, for what looks back."""
BLOCK = RATE // 100 * SAMPLE_BYTES
LATE = 0.7
"""Seconds after a word's end in which it may still be heard."""
UNHEARD_DELAY = 0.7
CLEAR = 0.1
"""A take that the ear as it is takes for the word at least so much need not be compared with others."""
SAME = 0.8
"""Two takes that are as like as this are the same word."""

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Named:
    """A take of ``word``."""

    word: str
    number: int
    cut: Cut


class Learner:
    """Hears takes with the ear as it is, and makes an enrolment of those that were accepted."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model or load()
        self._network = load_network()

    def alike(self, word: str, cut: Cut, before: Iterable[Cut]) -> float:
        """How much ``cut`` is like ``word``, from 0 to 1; a sound that is said again as it was counts as meant."""
        rows, end = self._rows(cut)
        score = self._peak(word, rows)
        if score > CLEAR:
            return score
        others = [self._middle(*self._rows(other)) for other in before]
        again = max((_cosine(self._middle(rows, end), other) for other in others), default=0.0)
        return max(score, again if again > SAME else 0.0)

    def learn(
        self, takes: tuple[Named, ...], stretches: tuple[Cut, ...], when: str
    ) -> tuple[Enrolment, dict[str, float], float]:
        """The numbers to keep, the share of takes that each word is heard in, and how late (median)."""
        kept = tuple(made for take in takes for made in self._kept(take))
        others = [Embedder(self._network).feed(_whole(stretch.sound)) for stretch in stretches]
        rows = np.concatenate(others) if others else np.empty((0, 96), np.float32)
        level = float(np.median([take.cut.level_db for take in takes]))
        noise = float(np.median([take.cut.noise_db for take in takes]))
        made = Enrolment(when, embedding_fingerprint(), kept, rows, level, noise, 0.0, ())
        heard = [(take.word, self._delay(take, made)) for take in takes]
        shares = {
            word: sum(late is not None for name, late in heard if name == word)
            / sum(name == word for name, _ in heard)
            for word in dict.fromkeys(name for name, _ in heard)
        }
        delays = [late for _, late in heard if late is not None]
        delay = float(np.median(delays)) if delays else UNHEARD_DELAY
        return made, shares, delay

    def _delay(self, take: Named, made: Enrolment) -> float | None:
        """Seconds from the end of a take to its being heard by an ear that knows all takes but this one."""
        others = tuple(k for k in made.takes if (k.word, k.number) != (take.word, take.number))
        known: Personal | None = None
        if others:
            rest = Enrolment(made.when, made.embedding, others, made.others, 0.0, 0.0, 0.0, ())
            known = personal(rest, self._model, take.word)
        spotter = CommandSpotter(model=self._model, personal=known)
        sound = _quiet(LEAD) + take.cut.sound + _quiet(LATE)
        end = LEAD + take.cut.end
        for at in range(0, len(sound), BLOCK):
            if any(hit.phrase == take.word for hit in spotter.feed(sound[at : at + BLOCK])):
                return max(0.0, (at + BLOCK) / SAMPLE_BYTES / RATE - end)
        return None

    def _kept(self, take: Named) -> Iterator[KeptTake]:
        """The take as it is, and as it would sound elsewhere or said otherwise."""
        sound = np.asarray(np.frombuffer(take.cut.sound, "<i2") / 32768, np.float32)
        for name, changed, speed in changes(sound, np.random.default_rng(take.number)):
            pcm = (np.clip(changed, -1, 1) * 32767).astype("<i2").tobytes()
            rows = Embedder(self._network).feed(_whole(_quiet(LEAD) + pcm))
            end = int((LEAD + take.cut.end / speed) / SECONDS)
            first = max(0, end - 26)
            yield KeptTake(
                take.word, take.number, name, rows[first : end + 5], min(end, len(rows) - 1) - first
            )

    def _rows(self, cut: Cut) -> tuple[Embeddings, int]:
        rows = Embedder(self._network).feed(_whole(_quiet(LEAD) + cut.sound))
        return rows, min(len(rows) - 1, int((LEAD + cut.end) / SECONDS))

    def _peak(self, word: str, rows: Embeddings) -> float:
        texts = [phrase.text for phrase in self._model.phrases]
        padded = np.concatenate((np.repeat(rows[:1], self._model.back, axis=0), rows))
        return float(self._model.scores(padded)[:, texts.index(word)].max())

    def _middle(self, rows: Embeddings, end: int) -> Sound:
        """The rows of the word, without what all sounds have in common."""
        return np.asarray((rows[max(0, end - 4) : end + 2] - rows.mean(axis=0)).mean(axis=0), np.float32)


def changes(sound: Sound, draw: np.random.Generator) -> Iterator[tuple[str, Sound, float]]:
    """``sound`` as it is, in noise, in a room, from afar, faster and slower; with how much faster it is."""
    loud = float(np.sqrt(np.mean(sound[np.abs(sound) > np.abs(sound).max() / 10] ** 2))) + 1e-6
    yield "plain", sound, 1.0
    yield "hiss", sound + _noise(len(sound), 0.5, draw) * loud * 0.25, 1.0
    yield "hum", sound + _noise(len(sound), 1.0, draw) * loud * 0.4, 1.0
    yield "room", _echoing(sound, 0.35, draw), 1.0
    away = _echoing(sound, 0.5, draw) + _noise(len(sound), 0.7, draw) * loud * 0.3
    yield "far", np.asarray(0.3 * away, np.float32), 1.0
    for name, speed in (("fast", 1.08), ("slow", 0.93)):
        at = np.arange(0, len(sound) - 1, speed)
        yield name, np.asarray(np.interp(at, np.arange(len(sound)), sound), np.float32), speed


def _noise(size: int, slope: float, draw: np.random.Generator) -> Sound:
    spectrum = np.fft.rfft(draw.normal(size=size))
    made = np.fft.irfft(spectrum * np.maximum(np.fft.rfftfreq(size, 1 / RATE), 50) ** -slope, size)
    return np.asarray(made / (np.sqrt((made**2).mean()) + 1e-9), np.float32)


def _echoing(sound: Sound, seconds: float, draw: np.random.Generator) -> Sound:
    size = int(seconds * RATE)
    tail = draw.normal(size=size) * np.exp(-5.0 * np.arange(size) / size)
    tail *= 0.7 / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    whole = len(sound) + size
    wet = np.fft.irfft(np.fft.rfft(sound, whole) * np.fft.rfft(tail, whole), whole)
    return np.asarray(wet[: len(sound)], np.float32)


def _cosine(a: Sound, b: Sound) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))


def _quiet(seconds: float) -> bytes:
    """A quiet room: digital silence is like nothing that a microphone gives."""
    samples = np.random.default_rng(1).normal(0.0, 3.0, int(seconds * RATE))
    return samples.astype("<i2").tobytes()


def _whole(pcm: bytes) -> bytes:
    """``pcm`` filled up to whole rows."""
    size = round(SECONDS * RATE) * SAMPLE_BYTES
    return pcm + bytes(-len(pcm) % size)
