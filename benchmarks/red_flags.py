"""Prints how well the red-flag phrases are heard, what sounds like one that nobody said, and what their heads cost.

Held-out voices say each way to say each phrase; a phrase counts as heard if the ear gives its row of the table, and as
a halt if it gives any alarm. Run it as `nice -n 10 python -m benchmarks.red_flags`.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.echo import scene, through
from benchmarks.hearing_streams import Stream, cancelled, echoing, laid, noisy, quiet_streams
from training.recordings import Side, Take, ints, words
from training.red_flag_answers import ANSWERS, answers
from training.red_flag_takes import own_lines, said
from training.red_flag_words import PHRASES
from training.voices import RATE
from voicecoach.core.words import ALARMS, RARER, WORD_OF
from voicecoach.ear.commands import RED_FLAGS, CommandSpotter, load
from voicecoach.ear.ear import Ear
from voicecoach.ear.port import Hit
from voicecoach.voice.speech import render_lines

RESULTS = Path(__file__).parent / "results" / "red_flags.txt"
GROUPS = {"Piper and Pico": ("piper", "pico"), "held-out Kokoro voices": ("kokoro",)}
ANSWERING = {
    "people": ("human",),
    "Piper and Pico": ("piper", "pico"),
    "held-out Kokoro voices": ("kokoro",),
    "espeak-ng's held-out voices": ("espeak",),
}
"""Who answers; espeak-ng's voices are held out from the answers, not from the red flags."""
CONDITIONS = ("clean", "room, 10 dB noise", "over the coach, 0 dB")
BLOCK = RATE
"""Samples in a block: the size of the blocks changes nothing (tests/test_ear_commands.py)."""
EARLY, LATE = 0.35, 0.8
RARE = frozenset(phrase for phrases in RARER.values() for phrase in phrases)


@dataclass(slots=True)
class Tally:
    """Of ``said``, how many were heard as their row, and how many halted at all."""

    said: int = 0
    heard: int = 0
    halted: int = 0

    def __str__(self) -> str:
        return f"{self.heard:3} {self.halted:3} of {self.said:<3}"


def word_streams(takes: list[Take]) -> tuple[Stream, ...]:
    """The takes in the three conditions, with silence between them."""
    draw = np.random.default_rng(12)
    dry, words = laid(takes, draw)
    with_echo, played = echoing(dry, 0.0, draw)
    over = cancelled(ints(with_echo), ints(played))
    sounds = (ints(dry), ints(noisy(dry, draw)), over)
    return tuple(Stream(name, "", sound, words) for name, sound in zip(CONDITIONS, sounds, strict=True))


def hits_in(stream: Stream) -> tuple[Hit, ...]:
    """What the ear as shipped hears in it."""
    pcm, spotter = stream.sound.tobytes(), CommandSpotter()
    return tuple(
        hit for at in range(0, len(pcm), 2 * BLOCK) for hit in spotter.feed(pcm[at : at + 2 * BLOCK])
    )


def words_table(per_voice: int) -> Iterator[str]:
    """A line for each phrase and group of voices: heard as its row, and halted at all, in each condition."""
    yield "heard as its row, and halted at all, of said"
    for group, makers in GROUPS.items():
        some = _some([take for take in said(Side.TEST) if take.maker in makers], per_voice)
        tallies = {
            name: _tallied(stream) for name, stream in zip(CONDITIONS, word_streams(some), strict=True)
        }
        yield f"\n{group}, {len(some)} takes"
        yield f"  {'':22}" + "".join(f"{name:>24}" for name in CONDITIONS)
        for phrase in PHRASES:
            yield f"  {phrase:22}" + "".join(f"{tallies[name][phrase]!s:>24}" for name in CONDITIONS)
        yield f"  {'all':22}" + "".join(f"{_sum(tallies[name])!s:>24}" for name in CONDITIONS)


def _some(takes: list[Take], per_voice: int) -> list[Take]:
    """The first takes of each text by each voice."""
    counts: Counter[tuple[str, str, str]] = Counter()
    some = []
    for take in takes:
        counts[take.maker, take.text, take.voice] += 1
        if counts[take.maker, take.text, take.voice] <= per_voice:
            some.append(take)
    return some


def _tallied(stream: Stream) -> dict[str, Tally]:
    hits = hits_in(stream)
    found = {phrase: Tally() for phrase in PHRASES}
    for word in stream.said:
        tally = found[word.text]
        near = {WORD_OF[h.phrase] for h in hits if word.start <= h.at <= word.end + LATE}
        tally.said += 1
        tally.heard += WORD_OF[word.text] in near
        tally.halted += not near.isdisjoint(ALARMS)
    return found


def _sum(tallies: dict[str, Tally]) -> Tally:
    parts = tallies.values()
    return Tally(sum(p.said for p in parts), sum(p.heard for p in parts), sum(p.halted for p in parts))


def alarms_table(cache: Path) -> Iterator[str]:
    """Red flags heard where nobody said one."""
    yield "\nred flags that nobody said"
    sounds = [pcm.samples + bytes(RATE) for pcm in render_lines(own_lines(), cache=cache).values()]
    own = Stream("the coach's own lines, dry", "", np.frombuffer(b"".join(sounds), np.int16), ())
    for stream in (*quiet_streams(), own):
        found = Counter(hit.phrase for hit in hits_in(stream) if hit.phrase in RARE)
        names = ", ".join(f"{phrase} {count}" for phrase, count in found.items())
        yield f"  {stream.name:32}{stream.hours:6.2f} h{sum(found.values()):4}  {names}"


def answers_table(per_voice: int) -> Iterator[str]:
    """Red flags that an answer set off, by voices that the ear did not learn answers from: each is named, with who."""
    yield "\nred flags that answers set off, of said; halts of the commands' heads beside them"
    takes = [*answers(Side.TEST), *words(Side.TEST)]
    for group, makers in ANSWERING.items():
        some = _some([take for take in takes if take.text in ANSWERS and take.maker in makers], per_voice)
        yield f"  {group}, {len(some)} takes of {len({take.text for take in some})} answers"
        for stream in word_streams(some):
            hits = [hit for hit in hits_in(stream) if WORD_OF[hit.phrase] in ALARMS]
            rare = [hit for hit in hits if hit.phrase in RARE]
            yield f"    {stream.name:22}{len(rare):4} of {len(some)}, and {len(hits) - len(rare)} others"
            yield from (f"      {hit.phrase} {hit.score:.2f}: {_said_at(stream, hit)}" for hit in rare)


def _said_at(stream: Stream, hit: Hit) -> str:
    near = [word.text for word in stream.said if word.start - EARLY <= hit.at <= word.end + LATE]
    return ", ".join(near) or "between two"


def own_voice_table(cache: Path) -> Iterator[str]:
    """The coach's own lines that name a command, through the whole ear: red flags that counted are false."""
    spoken = render_lines(own_lines(naming=True), cache=cache)
    lines = {
        text: (np.frombuffer(pcm.samples, np.int16) / 32_768).astype(np.float32)
        for text, pcm in spoken.items()
    }
    yield "\nthe coach alone, through canceller and rules: red flags that counted, and that were dropped"
    for level in (6, -12):
        made = scene([], lines, level, 0)
        events = [event for event in through(made, Ear).events if event.hit.phrase in RARE]
        counted = ", ".join(event.hit.phrase for event in events if event.dropped is None)
        dropped = Counter(f"{event.hit.phrase} ({event.dropped})" for event in events if event.dropped)
        told = ", ".join(f"{count} {what}" for what, count in dropped.items())
        yield f"  echo at {level:+} dB, {made.minutes:.1f} min: {counted or 'none'}; {told or 'none'}"


def cost() -> Iterator[str]:
    """The processor's share for the commands alone, and with the red flags."""
    sound = np.random.default_rng(1).integers(-300, 300, 60 * RATE, np.int16).tobytes()
    yield ""
    commands = load()
    for name, spotter in (
        ("the commands alone", CommandSpotter(model=commands)),
        ("with the red flags", CommandSpotter(model=commands, red_flags=load(name=RED_FLAGS))),
    ):
        began = time.process_time()
        for at in range(0, len(sound), 640):
            spotter.feed(sound[at : at + 640])
        yield f"{name}: {100 * (time.process_time() - began) / 60:.1f} % of one core"
    numbers = sum(
        layer.weights.size + layer.bias.size for head in load(name=RED_FLAGS).heads for layer in head.layers
    )
    yield f"{len(load(name=RED_FLAGS).heads)} heads, {numbers} numbers, {4 * numbers / 1e6:.1f} MB in memory"


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--per-voice", type=int, default=3, help="takes of each phrase by each voice")
    parser.add_argument(
        "--cache", type=Path, default=Path("training/data/own_lines"), help="the coach's lines"
    )
    parser.add_argument("--answers", type=int, default=2, help="takes of each answer by each voice")
    options = parser.parse_args()
    with RESULTS.open("w", encoding="utf-8") as file:
        for part in (
            words_table(options.per_voice),
            answers_table(options.answers),
            alarms_table(options.cache),
            own_voice_table(options.cache),
            cost(),
        ):
            for line in part:
                print(line, flush=True)
                print(line, file=file, flush=True)


if __name__ == "__main__":
    main()
