"""What the whole ear hears over the talking coach: which words reach the session, what was dropped by which rule, what
the coach's own voice set off, and how much of its echo the canceller takes out.

Run it as `nice -n 10 python -m benchmarks.echo`: held-out voices over the lines of the shipped cards, through held-out
rooms, with the real pipeline and clocks that drift apart as those of two devices do.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy import signal

from training.recordings import Side, Take, rooms, synthetic, words
from voicecoach.core.beats import Talk
from voicecoach.core.pcm import RATE
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import prepare
from voicecoach.core.words import ALARMS, PHRASES, WORD_OF
from voicecoach.ear.commands import CommandSpotter
from voicecoach.ear.ear import Ear
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.port import Hit
from voicecoach.script.find import find_card
from voicecoach.shipped import shipped
from voicecoach.voice.speech import render_lines

Sound = NDArray[np.float32]
RESULTS = Path(__file__).parent / "results" / "echo.txt"
BLOCK = RATE // 100
DELAY = 0.06
LEVEL = 0.05
"""Of the person's words (root mean square of the louder parts)."""
CORE = ("stop", "pain", "next")
LEVELS = (-12, -6, 0, 6)
"""The echo against the person's words, in dB."""
DRIFTS = (0, 50, 200)
"""Parts in a million that the microphone's clock differs from the loudspeaker's."""
SLACK = RATE // 50
"""The card moves its pairing of the two sounds by so much (20 ms) when it is off by as much."""
ALONE_FIRST = 8.0
"""Seconds of the coach alone before the first word: a session begins with it."""
EARLY, LATE = 0.4, 0.9
OVERSAMPLED = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A word of the person, in seconds; the first line of the coach is at 0."""

    text: str
    maker: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the coach, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What came to the microphone, what the loudspeaker played by the same clock, and who said what."""

    near: NDArray[np.int16]
    far: NDArray[np.int16]
    said: tuple[Said, ...]
    lines: tuple[Line, ...]

    @property
    def minutes(self) -> float:
        return len(self.near) / RATE / 60


@dataclass(frozen=True, slots=True)
class Event:
    """A hit and why it was dropped, if it was."""

    hit: Hit
    dropped: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scene."""

    events: tuple[Event, ...]
    removed: tuple[float, ...]
    processor: float
    ducked: tuple[float, ...]
    """When the coach gave way; here the recording goes on as loud, in a session the coach falls by 15 dB."""


def shipped_lines(cache: Path) -> dict[str, Sound]:
    """Every line of every shipped card, as it is played."""
    texts: list[str] = []
    for path in sorted(shipped("scripts").glob("*.md")):
        card = find_card(path.stem, Path("none"), shipped("scripts"))
        everything = frozenset(switch.name for switch in card.switches)
        for talk in Talk:
            texts += every_line(prepare(card, everything, talk, first_time=True))
    rendered = render_lines(dict.fromkeys(texts), cache=cache, rate=155)
    return {
        text: np.frombuffer(pcm.samples, "<i2").astype(np.float32) / np.float32(32768)
        for text, pcm in rendered.items()
    }


def spoken_on(lines: dict[str, Sound], seconds: float, seed: int) -> tuple[Sound, tuple[Line, ...]]:
    """The lines in some order, one right after the other, for at least so long; 0: each of them once."""
    draw = np.random.default_rng(seed)
    pieces: list[Sound] = []
    said, at = [], 0
    while at < seconds * RATE or not pieces:
        for text in (list(lines)[k] for k in draw.permutation(len(lines))):
            said.append(Line(text, at / RATE, (at + len(lines[text])) / RATE))
            pieces += [lines[text], np.zeros(RATE // 5, np.float32)]
            at += len(lines[text]) + RATE // 5
            if 0 < seconds * RATE <= at:
                break
    return np.concatenate(pieces), tuple(said)


def heard_words(per_word: int) -> list[Take]:
    """People's "stop" and held-out synthetic voices' three words."""
    takes = [take for take in words(Side.TEST) if take.text == "stop"]
    made = synthetic(Side.TEST)
    for text in CORE:
        for maker in ("piper", "pico", "kokoro"):
            every = [take for take in made if take.text == text and take.maker == maker]
            takes += every[:: max(1, len(every) * 3 // per_word)][: max(1, per_word // 3)]
    order = np.random.default_rng(4).permutation(len(takes))
    return [takes[k] for k in order]


def scene(takes: list[Take], lines: dict[str, Sound], level: float, drift: int, seed: int = 1) -> Scene:
    """The words over the coach, whose echo is ``level`` dB against them; without words every line once."""
    person, said = _laid(takes)
    played, spoken = spoken_on(lines, len(person) / RATE if takes else 0, seed)
    size = max(len(person), len(played)) if not takes else len(person)
    person = np.pad(person, (0, max(0, size - len(person))))[:size]
    played = np.pad(played, (0, max(0, size - len(played))))[:size]
    room = rooms(Side.TEST)[seed % 5][: int(0.5 * RATE)]
    echo = np.concatenate((np.zeros(int(DELAY * RATE), np.float32), signal.fftconvolve(played, room)))
    echo = echo * (LEVEL / _level(echo)) * 10 ** (level / 20)
    echo, far = _drifting(np.asarray(echo, np.float32), played, size, drift)
    hiss = np.random.default_rng(2).normal(0, 3e-4, size)
    return Scene(_ints(person + echo + hiss), _ints(far), said, spoken)


def _laid(takes: list[Take]) -> tuple[Sound, tuple[Said, ...]]:
    if not takes:
        return np.zeros(0, np.float32), ()
    draw = np.random.default_rng(5)
    at, pieces, said = int(ALONE_FIRST * RATE), [np.zeros(int(ALONE_FIRST * RATE), np.float32)], []
    for take in takes:
        sound = take.sound.astype(np.float32)
        sound *= LEVEL / _level(sound)
        said.append(Said(take.text, take.maker, at / RATE, (at + len(sound)) / RATE))
        gap = int(draw.uniform(1.1, 1.6) * RATE)
        pieces += [sound, np.zeros(gap, np.float32)]
        at += len(sound) + gap
    return np.concatenate(pieces), tuple(said)


def _drifting(echo: Sound, played: Sound, size: int, drift: int) -> tuple[Sound, Sound]:
    """By the microphone's clock: the echo smoothly, what was played in the steps that the card takes."""
    if drift == 0:
        return echo[:size], played
    fine = soxr.resample(echo, RATE, RATE * OVERSAMPLED)
    off = np.arange(size) * drift * 1e-6
    places = (np.arange(size) + off) * OVERSAMPLED
    heard = np.interp(places, np.arange(len(fine)), fine).astype(np.float32)
    steps = (np.round(off[::BLOCK] / SLACK) * SLACK).astype(int).repeat(BLOCK)[:size]
    far = played[np.minimum(np.arange(size) + steps, len(played) - 1)]
    return heard, far


def through(one: Scene, ear_of: Callable[..., Ear]) -> Outcome:
    """The scene through the real ear, with a canceller whose result is measured."""
    events: list[Event] = []
    ducked: list[float] = []
    now = 0.0
    canceller = Measured()
    ear = ear_of(
        CommandSpotter(),
        None,
        lambda text, at, score: events.append(Event(Hit(text, at, score or 0.0), None)),
        canceller,
        on_dropped=lambda hit, why: events.append(Event(hit, why)),
        on_likely=lambda likely: ducked.append(now) if likely else None,
    )
    near, far, todo = one.near.tobytes(), one.far.tobytes(), list(one.lines)
    began = time.process_time()
    for at in range(0, len(near) - 2 * BLOCK + 1, 2 * BLOCK):
        now = at / 2 / RATE
        while todo and todo[0].start <= now + 0.12:
            line = todo.pop(0)
            ear.speaking(line.text, line.start, line.end)
        ear.hear(near[at : at + 2 * BLOCK], far[at : at + 2 * BLOCK], now)
    return Outcome(tuple(events), canceller.seconds(), time.process_time() - began, tuple(ducked))


class Measured(EchoCanceller):
    """A canceller that keeps how much quieter each second became."""

    def __init__(self) -> None:
        super().__init__()
        self._powers: list[tuple[float, float]] = []

    def cancel(self, near: bytes, far: bytes) -> bytes:
        """As ever."""
        out = super().cancel(near, far)
        self._powers.append((_power(near), _power(out)))
        return out

    def seconds(self) -> tuple[float, ...]:
        """dB for each second."""
        table = np.array(self._powers)[: len(self._powers) // 100 * 100].reshape(-1, 100, 2).sum(axis=1)
        return tuple(10 * np.log10((table[:, 0] + 1e-9) / (table[:, 1] + 1e-9)))


def fate(word: Said, events: tuple[Event, ...]) -> str:
    """Heard, dropped and why, or never fired."""
    near = [one for one in events if word.end - EARLY - 0.1 <= one.hit.at <= word.end + LATE]
    meant = next(known for known, phrases in PHRASES.items() if word.text in phrases)
    same = [one for one in near if one.hit.phrase in PHRASES[meant]]
    if any(one.dropped is None for one in same):
        return "heard"
    if same:
        return f"dropped: {same[0].dropped}"
    others = [one for one in near if one.dropped is None]
    return "taken for another" if others else "never fired"


def false_hits(one: Scene, outcome: Outcome) -> list[Event]:
    """Hits that no word explains."""
    return [
        event
        for event in outcome.events
        if not any(said.start - 0.1 <= event.hit.at <= said.end + LATE for said in one.said)
    ]


def is_halt(event: Event) -> bool:
    """Whether the coach would fall silent for it."""
    return WORD_OF[event.hit.phrase] in ALARMS


def words_table(takes: list[Take], lines: dict[str, Sound], levels: tuple[int, ...]) -> Iterator[str]:
    """For each level and drift what became of each word."""
    yield (
        f"{'echo, drift':18}{'stop':>9}{'pain':>9}{'next':>9}{'ducked':>10}{'after':>8}{'removed':>9}   "
        "not heard, and why; false"
    )
    for level in levels:
        for drift in DRIFTS:
            made = scene(takes, lines, level, drift)
            outcome = through(made, Ear)
            fates = [(said, fate(said, outcome.events)) for said in made.said]
            cells = ""
            for text in CORE:
                mine = [f for said, f in fates if said.text == text]
                cells += f"{mine.count('heard')} of {len(mine)}".rjust(9)
            lost = Counter(f for _, f in fates if f != "heard")
            false = [event for event in false_hits(made, outcome) if event.dropped is None]
            wrong = f"false: {', '.join(event.hit.phrase for event in false)}" if false else "false: none"
            yield (
                f"{level:+4d} dB {drift:4d} ppm  {cells}{_ducks(made, outcome)}"
                f"{np.median(outcome.removed[2:]):6.0f} dB   "
                + "".join(f"{n} {why}; " for why, n in lost.most_common())
                + wrong
            )


def _ducks(made: Scene, outcome: Outcome) -> str:
    """For how many words the coach gave way, and how long after their begin."""
    after = [
        next((at - said.start for at in outcome.ducked if said.start <= at <= said.end + 0.1), None)
        for said in made.said
    ]
    known = [one for one in after if one is not None]
    wait = f"{1000 * float(np.median(known)):.0f} ms" if known else "-"
    return f"{len(known)} of {len(after)}".rjust(10) + wait.rjust(8)


def alone_table(lines: dict[str, Sound], cases: tuple[tuple[int, int, int], ...]) -> Iterator[str]:
    """The coach alone: whatever counts is false."""
    yield (
        f"{'coach alone':18}{'minutes':>9}{'halts':>7}{'others':>8}{'ducked':>8}{'removed':>9}   "
        "processor; what counted; what was dropped"
    )
    for level, drift, every in cases:
        made = scene([], dict(list(lines.items())[::every]), level, drift)
        outcome = through(made, Ear)
        false = [event for event in outcome.events if event.dropped is None]
        halts = [event for event in false if is_halt(event)]
        dropped = Counter(
            f"{event.hit.phrase} ({event.dropped})" for event in outcome.events if event.dropped
        )
        yield (
            f"{level:+4d} dB {drift:4d} ppm  {made.minutes:9.1f}{len(halts):7}{len(false) - len(halts):8}"
            f"{len(outcome.ducked):8}{np.median(outcome.removed):6.0f} dB   "
            f"{100 * outcome.processor / made.minutes / 60:.1f} %; "
            f"{', '.join(f'{event.hit.phrase} {event.hit.score:.2f}' for event in false) or 'nothing'}; "
            f"{', '.join(f'{n} {what}' for what, n in dropped.items()) or 'nothing'}"
        )


def removed_table(lines: dict[str, Sound]) -> Iterator[str]:
    """How fast the canceller learns: dB for each of the first seconds of the coach alone, then after."""
    yield (
        f"{'removed, dB':18}"
        + "".join(f"{f'second {k}':>10}" for k in range(1, 7))
        + f"{'after':>8}{'least':>8}"
    )
    few = dict(list(lines.items())[:24])
    for drift in DRIFTS:
        made = scene([], few, 0, drift)
        canceller = Measured()
        near, far = made.near.tobytes(), made.far.tobytes()
        for at in range(0, len(near), 2 * BLOCK):
            canceller.cancel(near[at : at + 2 * BLOCK], far[at : at + 2 * BLOCK])
        by_second = canceller.seconds()
        yield (
            f"{drift:4d} ppm          "
            + "".join(f"{one:10.0f}" for one in by_second[:6])
            + f"{np.median(by_second[6:]):8.0f}{np.percentile(by_second[6:], 5):8.0f}"
        )


def report(per_word: int, cache: Path) -> Iterator[str]:
    """All tables."""
    lines, takes = shipped_lines(cache), heard_words(per_word)
    yield from removed_table(lines)
    yield ""
    yield from words_table(takes, lines, LEVELS)
    yield ""
    yield from alone_table(lines, ((6, 0, 2), (0, 0, 4), (-12, 0, 4), (6, 50, 4), (6, 200, 4)))


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-word", type=int, default=12, help="held-out synthetic takes of each word")
    parser.add_argument("--cache", type=Path, help="keep the rendered lines here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, RESULTS.open("w", encoding="utf-8") as file:
        for line in report(options.per_word, options.cache or Path(folder)):
            print(line, flush=True)
            print(line, file=file, flush=True)


def _level(sound: NDArray[np.float32]) -> float:
    """Root mean square of the louder parts."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    loud = power[power > power.max() * 0.01]
    return float(np.sqrt(loud.mean())) + 1e-9


def _power(pcm: bytes) -> float:
    return float(np.square(np.frombuffer(pcm, "<i2").astype(np.float64)).sum())


def _ints(sound: NDArray[np.floating]) -> NDArray[np.int16]:
    return np.asarray(np.clip(sound, -1, 1) * 32_767, np.int16)


if __name__ == "__main__":
    main()
