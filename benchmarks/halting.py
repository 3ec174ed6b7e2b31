"""How soon the coach is silent, or goes on to the next step, after "stop", "pain" and "next" over its own talk.

Run it as `PYTHONPATH=tests python -m benchmarks.halting`: the real program on the virtual sound card, a word in the
middle of each line, with the loudspeaker's echo in the microphone and without; everything is measured in a recording of
the room. People say "stop", held-out synthetic voices the other two.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
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
    Sound,
    as_recorded,
    cut_at,
    find,
    in_terminal,
    load,
    open_room,
    wait_until,
)

from benchmarks.latency import CARD, LINES, SETTLED, STAGGER, STOPS, Moment, Session, Word, word
from training.recordings import Side, synthetic
from voicecoach.sound.player import DUCKED
from voicecoach.voice.speech import render_lines

RESULTS = Path(__file__).parent / "results" / "halting.txt"
SAID = ("stop", "pain", "next")
NO_WORDS = ("three", "dog", "happy")
"""Said as well, in place of a cough: the coach must give way and come back."""
LOUDNESS = 0.08
"""Of each word (root mean square of its louder parts): a person at a metre."""
HIT_WITHIN = 1.3
STEPS = 60
QUIET_DB = -8.0
"""The coach gives way when it falls by so much."""
LEVELS = RATE // 50


@dataclass(frozen=True, slots=True)
class Trial:
    """One word over one line; ``hit`` and ``cut`` are None where nothing was heard."""

    said: str
    word: Word
    line: Moment
    hit: Moment | None


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, in milliseconds from the word's begin (``down``) or its end."""

    said: str
    name: str
    down: float | None
    hit: float | None
    silent: float | None
    back: float | None = None


def main() -> None:
    """Print the tables and write them to the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20, help="of each word and echo")
    parser.add_argument("--echo", choices=("off", "-12", "both"), default="both")
    parser.add_argument("--latency", type=int, default=SMALL_LATENCY, help="PULSE_LATENCY_MSEC (default 20)")
    parser.add_argument("--keep", type=Path, help="write the last recording here")
    options = parser.parse_args()
    echoes = {"off": (None,), "-12": (-12.0,), "both": (None, -12.0)}[options.echo]
    with RESULTS.open("w", encoding="utf-8") as file:
        for echo in echoes:
            for line in _report(options.trials, echo, options.latency, options.keep):
                print(line, flush=True)
                print(line, file=file, flush=True)


def _report(trials: int, echo: float | None, latency: int, keep: Path | None) -> Iterator[str]:
    yield f"echo {'off' if echo is None else f'{echo:.0f} dB'}, PULSE_LATENCY_MSEC={latency}; {load()}"
    with tempfile.TemporaryDirectory() as folder:
        rows = _measured(Path(folder), trials, echo, latency, keep)
    yield f"  {'':8}{'heard':>10}{'gives way':>12}{'hit':>8}{'silent, median':>17}{'worst':>8}   (ms)"
    for said in (*SAID, "none"):
        mine = [row for row in rows if row.said == said]
        heard = [row for row in mine if row.hit is not None]
        yield (
            f"  {said:8}{f'{len(heard)} of {len(mine)}':>10}{_middle([row.down for row in mine]):>12}"
            f"{_middle([row.hit for row in mine]):>8}{_middle([row.silent for row in mine]):>17}"
            f"{_worst([row.silent for row in mine]):>8}   "
            + (f"back after {_middle([row.back for row in mine])} ms" if said == "none" else "")
            + _names("not heard", [row.name for row in mine if row.hit is None and said != "none"])
            + _names("heard, no cut seen", [row.name for row in heard if row.silent is None])
        )
    yield f"  at the end: {load()}"


def _names(what: str, names: list[str]) -> str:
    return f"{what}: {', '.join(names)}; " if names else ""


def _middle(found: list[float | None]) -> str:
    known = [one for one in found if one is not None]
    return f"{np.median(known):.0f}" if known else "-"


def _worst(found: list[float | None]) -> str:
    known = [one for one in found if one is not None]
    return f"{max(known):.0f}" if known else "-"


def _measured(folder: Path, trials: int, echo: float | None, latency: int, keep: Path | None) -> list[Row]:
    steps = "".join(_step(number) for number in range(STEPS))
    first, _, last = CARD.partition("## Set up")
    card, log, cache = folder / "halting.md", folder / "log", folder / "cache"
    card.write_text(first + steps + "\n## Way out" + last.partition("## Way out")[2], encoding="utf-8")
    words = _words(folder)
    order = [(said, words[said][k % len(words[said])]) for k in range(trials) for said in SAID]
    for k, said in enumerate(NO_WORDS):
        order.insert(9 * k + 4, ("none", words[said][0]))
    with open_room(latency, echo) as room:
        command = [sys.executable, "-m", "benchmarks.halted_play", str(log)]
        environment = {**room.environment(), "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}
        arguments = ["play", str(card), "--data", str(folder / "data")]
        with room.recorded() as recording, in_terminal(arguments, environment, command) as terminal:
            session = Session(room, terminal, recording, log)
            tried = list(_trials(session, order))
    if keep is not None:
        recording.save(keep)
    rendered = render_lines(LINES, cache=cache / "voicecoach" / "lines")
    clips = {text: as_recorded(pcm.samples, pcm.rate) for text, pcm in rendered.items()}
    both = recording.both()
    return [_row(one, recording, both, clips[one.line.about]) for one in tried]


def _step(number: int) -> str:
    """A step of the four lines; the next one begins with another of them."""
    says = "\n".join(f"- Say: {LINES[(number + k) % len(LINES)]}" for k in range(len(LINES)))
    return f"\n## Step {number}\n- Place: sitting\n{says}\n- Source: judgement\n"


def _words(folder: Path) -> dict[str, list[Word]]:
    """People's "stop", held-out voices' other words, each as loud as the others."""
    paths = {"stop": sorted(STOPS.glob("*.flac"))}
    paths |= {text: sorted((STOPS.parent / text).glob("*.flac"))[:1] for text in NO_WORDS}
    found = {
        text: [_as_loud(path, folder, number) for number, path in enumerate(every)]
        for text, every in paths.items()
    }
    takes = synthetic(Side.TEST)
    for text in ("pain", "next"):
        mine = [take for take in takes if take.text == text]
        found[text] = []
        for number, take in enumerate(mine[:: max(1, len(mine) // 20)][:20]):
            path = folder / f"{text}-{take.maker}-{re.sub('[^a-z]', '', take.voice.lower())}-{number}.wav"
            soundfile.write(path, take.sound, 16_000)
            found[text].append(_as_loud(path, folder, number))
    return found


def _as_loud(path: Path, folder: Path, number: int) -> Word:
    samples, rate = soundfile.read(path, dtype="float32")
    frames = np.square(samples[: len(samples) // 320 * 320].reshape(-1, 320)).mean(axis=1)
    loud = float(np.sqrt(frames[frames > frames.max() * 0.01].mean()))
    louder = np.concatenate((samples * LOUDNESS / loud, np.zeros(rate // 10, np.float32)))
    to = folder / f"{path.stem.removesuffix('.flac')[:24]}-{number}-said.wav"
    soundfile.write(to, soxr.resample(louder, rate, RATE), RATE)
    return word(to)


def _trials(session: Session, order: list[tuple[str, Word]]) -> Iterator[Trial]:
    """Say one word after the other, each in the middle of a line."""
    after = 0.0
    for number, (said, one) in enumerate(order):
        line = session.next(after, lambda m: m.what == "speak" and m.about in LINES, 240.0, "the next line")
        wait_until(line.at + SETTLED + STAGGER * (number % 7) + (0.8 if number == 0 else 0.0))
        session.room.say(one.path)
        hit = None
        if said != "none":
            try:
                hit = session.next(line.at, lambda m: m.what == "heard", HIT_WITHIN, "a hit")
            except NeverHappenedError:
                hit = None
        yield Trial(said, one, line, hit)
        after = session.moments()[-1].at


def _row(one: Trial, recording: Recording, both: Sound, clip: Sound) -> Row:
    """Where the word and the line lie in the recording, and when the line fell quiet and silent."""
    begin = max(0, round((one.line.at - recording.began - 0.5) * RATE))
    person, loudspeaker = both[0][begin : begin + 6 * RATE], both[1][begin : begin + 6 * RATE]
    at = find(clip[: RATE // 3], loudspeaker[: 2 * RATE]).at
    said = find(one.word.sound, person).at
    start = said + _onset(one.word.sound)
    levels = _against(clip, loudspeaker, at)
    down = next((when for when, level in levels if when >= start and level < QUIET_DB), None)
    back = next((when for when, level in levels if down and when > down + 0.06 and level > -3.0), None)
    cut = cut_at(clip * np.float32(DUCKED), loudspeaker, at)  # even a line that gives way would sound
    heard = None
    if one.hit is not None:
        ended = recording.heard_at(begin / RATE + said + one.word.ends) + recording.began
        heard = 1000 * (one.hit.at - ended)
    silent = 1000 * (cut - said - one.word.ends) if cut is not None and one.hit is not None else None
    return Row(
        one.said,
        one.word.name,
        1000 * (down - start) if down is not None else None,
        heard,
        silent,
        1000 * (back - down) if back is not None and down is not None and one.said == "none" else None,
    )


def _onset(sound: Sound) -> float:
    """When the word begins to be loud, in seconds."""
    pieces = np.sqrt(np.mean(sound[: len(sound) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    return float(np.flatnonzero(pieces > pieces.max() * 0.1)[0]) * 0.01


def _against(clip: Sound, sound: Sound, at: float) -> list[tuple[float, float]]:
    """For each 20 ms in which the line should sound: when it begins, and how loud it is against that (dB)."""
    begin = round(at * RATE)
    found = []
    for start in range(0, min(len(clip), len(sound) - begin) - LEVELS, LEVELS):
        meant = float(np.mean(clip[start : start + LEVELS] ** 2))
        if meant > 1e-4:
            does = float(np.mean(sound[begin + start : begin + start + LEVELS] ** 2))
            found.append((at + start / RATE, 10 * float(np.log10(does / meant + 1e-6))))
    return found


if __name__ == "__main__":
    main()
