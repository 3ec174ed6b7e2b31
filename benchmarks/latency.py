"""How quickly the coach is silent after a "stop" over its own talk, on the virtual sound card.

Run it as `PYTHONPATH=tests python -m benchmarks.latency`: a session is played in which a person says "stop" in the
middle of lines, and says that it may go on. Everything is measured in one recording of the room.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from room import (
    RATE,
    ROOT,
    SMALL_LATENCY,
    NeverHappenedError,
    Recording,
    Room,
    Sound,
    Terminal,
    as_recorded,
    cut_at,
    find,
    in_terminal,
    load,
    open_room,
    spoken,
    wait_until,
)

from voicecoach.core import lines
from voicecoach.voice.speech import render_lines

STOPS = ROOT.parent / "shared" / "voices" / "words" / "stop"
SAID = ROOT / "tests" / "room_sounds"
SETTLED = 0.45
"""Seconds of a line that have sounded before the person begins to speak, at least."""
STAGGER = 0.07
"""Each trial begins so much later into the line than the one before it."""
HIT_WITHIN = 2.0
LINES = (
    "Sit tall near the front of your chair, and let both your shoulders drop slowly.",
    "Rest your feet flat on the floor, and lay both hands loosely on your thighs.",
    "Look straight ahead at the wall, and let your jaw be loose while you breathe.",
    "Feel how the chair carries your weight, and how your neck grows long and light.",
)
CARD = """# Latency

- Purpose: Measure how quickly it is silent.
- Version: 1, 2026-11-22
- Author: the voicecoach project
- Reviewed: not yet reviewed by a clinician
- Language: English
- Position: sitting
- How often: once a day
- Ask first: emergency signs

## Set up
- Place: sitting
{says}
- Source: judgement

## Way out: sitting
- Say: Ease off slowly.
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A recording of "stop" and when the word ends in it (s)."""

    name: str
    path: Path
    sound: Sound
    ends: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that the program did."""

    at: float
    what: str
    about: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One "stop" over a line, in milliseconds; each figure ends with silence at the loudspeaker but the first."""

    word: str
    end_to_hit: float
    hit: float
    hush: float
    end: float


class Session:
    """A session in the room, and what it wrote down."""

    def __init__(self, room: Room, terminal: Terminal, recording: Recording, log: Path) -> None:
        self.room, self.terminal, self.recording = room, terminal, recording
        self._log = log

    def moments(self) -> list[Moment]:
        """Everything so far."""
        if not self._log.exists():
            return []
        whole = self._log.read_text(encoding="utf-8").rpartition("\n")[0]
        return [Moment(*json.loads(line)) for line in whole.splitlines()]

    def next(self, after: float, is_it: Callable[[Moment], bool], within: float, what: str) -> Moment:
        """The first moment after ``after`` that is wanted."""
        found: list[Moment] = []

        def is_there() -> bool:
            found[:] = [one for one in self.moments() if one.at > after and is_it(one)][:1]
            return bool(found)

        self.terminal.wait_for(what, is_there, within)
        return found[0]

    def says(self, text: str, after: float, within: float = 25.0) -> Moment:
        """The coach begins to say ``text``."""
        return self.next(
            after, lambda one: one.what == "speak" and one.about == text, within, f"{text!r} is said"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--latency", type=int, default=SMALL_LATENCY, help="PULSE_LATENCY_MSEC (default 20)")
    parser.add_argument("--echo", type=float, help="the loudspeaker in the microphone, in dB (as -12)")
    parser.add_argument("--keep", type=Path, help="write the recording here")
    options = parser.parse_args()
    print(
        f"stop over the talking coach, PULSE_LATENCY_MSEC={options.latency}, echo {options.echo} dB; {load()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.trials, options.latency, options.echo, options.keep)
    print(f"at the end: {load()}")


def measure(folder: Path, wanted: int, latency: int, echo: float | None, keep: Path | None) -> None:
    card = folder / "latency.md"
    says = [LINES[index % len(LINES)] for index in range(3 * wanted)]
    card.write_text(CARD.format(says="\n".join(f"- Say: {text}" for text in says)), encoding="utf-8")
    words = [word(path) for path in sorted(STOPS.glob("*.flac"))]
    words.append(word(spoken("stop", folder, voice="en-us", speed=120)))
    log, cache = folder / "log", folder / "cache"
    with open_room(latency, echo) as room:
        command = [sys.executable, "-m", "benchmarks.timed_play", str(log)]
        environment = {**room.environment(), "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}
        arguments = ["play", str(card), "--data", str(folder / "data")]
        with room.recorded() as recording, in_terminal(arguments, environment, command) as terminal:
            session = Session(room, terminal, recording, log)
            answer_the_opening(session, words)
            tried = trials(session, words, wanted)
    if keep is not None:
        recording.save(keep)
    rendered = render_lines(LINES, cache=cache / "voicecoach" / "lines")
    clips = {text: as_recorded(pcm.samples, pcm.rate) for text, pcm in rendered.items()}
    report([figures(one, session, clips) for one in tried])


def word(path: Path) -> Word:
    """The recording at ``path``; its word ends where it falls 20 dB below its loudest for good."""
    samples, rate = soundfile.read(path, dtype="float32")
    sound = np.asarray(soxr.resample(samples, rate, RATE), np.float32)
    pieces = np.sqrt(np.mean(sound[: len(sound) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    last = np.flatnonzero(pieces > pieces.max() * 10 ** (-20 / 20))[-1]
    return Word(path.stem.removesuffix(".flac")[:14], path, sound, float(last + 1) * 0.01)


def answer_the_opening(session: Session, words: list[Word]) -> None:
    """Let the coach check its hearing, and leave its question open."""
    asked = session.says(lines.EAR_CHECK, 0.0, 240.0)
    session.terminal.shows("a question")
    for one in words:
        session.room.say(one.path)
        try:
            session.next(asked.at, lambda m: m.what == "heard" and "stop" in m.about, 1.5, "a hit")
        except NeverHappenedError:
            continue
        break
    question = session.says(lines.SORE_BEFORE, asked.at, 60.0)
    for _ in range(3):
        session.room.say(SAID / "skip-this.wav")
        try:
            session.says(LINES[0], question.at, 8.0)
        except NeverHappenedError:
            continue
        return


def trials(
    session: Session, words: list[Word], wanted: int
) -> list[tuple[Word, Moment, Moment | None, Moment | None]]:
    """Say "stop" over lines until it was heard ``wanted`` times: the word, the line, the hit and the hush, if any."""
    tried: list[tuple[Word, Moment, Moment | None, Moment | None]] = []
    after = 0.0
    while sum(hush is not None for *_, hush in tried) < wanted and len(tried) < 3 * wanted:
        one = words[len(tried) % len(words)]
        line = session.next(after, lambda m: m.what == "speak" and m.about in LINES, 60.0, "the next line")
        into = SETTLED + STAGGER * (len(tried) % 7)
        wait_until(line.at + into)
        session.room.say(one.path)
        try:
            hit = session.next(
                line.at, lambda m: m.what == "heard" and "stop" in m.about, HIT_WITHIN, "a hit"
            )
            hush = session.next(hit.at, lambda m: m.what == "hush", HIT_WITHIN, "hush")
        except NeverHappenedError:
            tried.append((one, line, None, None))
            after = session.moments()[-1].at
            continue
        tried.append((one, line, hit, hush))
        after = go_on(session, hush)
    return tried


def go_on(session: Session, hush: Moment) -> float:
    """Let the coach say what can be said, and say it; returns the moment after which it goes on."""
    held = session.says(lines.ON_HOLD, hush.at)
    wait_until(held.at + 2.2)
    for _ in range(5):
        session.room.say(SAID / "go-on.wav")
        try:
            session.next(held.at, lambda m: m.what == "heard" and m.about != "stop", 3.0, "it goes on")
        except NeverHappenedError:
            continue
        return held.at
    raise NeverHappenedError("the coach does not hear that it may go on")


def figures(
    tried: tuple[Word, Moment, Moment | None, Moment | None], session: Session, clips: dict[str, Sound]
) -> Trial | str:
    """What was measured, or why nothing could be."""
    one, line, hit, hush = tried
    if hit is None or hush is None:
        return f"{one.name:16}not heard"
    recording = session.recording
    person, loudspeaker = recording.both()
    begin = max(0, round((line.at - recording.began - 0.5) * RATE))
    end = begin + 6 * RATE
    clip = clips[line.about]
    at = begin / RATE + find(clip[: RATE // 2], loudspeaker[begin:end]).at
    said = begin / RATE + find(one.sound, person[begin:end]).at + one.ends
    cut = cut_at(clip, loudspeaker, at)
    if cut is None:
        return f"{one.name:16}heard, and the line went on"
    silent = recording.heard_at(cut) + recording.began
    if silent < hush.at - 0.02:
        return f"{one.name:16}heard; the sound server had stalled the line before"
    ended = recording.heard_at(said) + recording.began
    return Trial(
        one.name,
        (hit.at - ended) * 1000,
        (silent - hit.at) * 1000,
        (silent - hush.at) * 1000,
        (silent - ended) * 1000,
    )


def report(found: list[Trial | str]) -> None:
    good = [one for one in found if isinstance(one, Trial)]
    print(f"{'word':16}{'end->hit':>10}{'hit->silence':>14}{'hush->silence':>15}{'end->silence':>14}   (ms)")
    for one in found:
        if isinstance(one, Trial):
            print(f"{one.word:16}{one.end_to_hit:10.0f}{one.hit:14.0f}{one.hush:15.0f}{one.end:14.0f}")
        else:
            print(one)
    missed = sum("not heard" in one for one in found if isinstance(one, str))
    print(f"heard {len(found) - missed} of {len(found)}, measured {len(good)}")
    table = np.array([(one.end_to_hit, one.hit, one.hush, one.end) for one in good])
    for name, row in (("median", np.median(table, axis=0)), ("worst", table.max(axis=0))):
        print(f"{name:16}{row[0]:10.0f}{row[1]:14.0f}{row[2]:15.0f}{row[3]:14.0f}")
    print(f"{'target, median':16}{'':10}{'100':>14}{'60':>15}{'250':>14}")


if __name__ == "__main__":
    main()
