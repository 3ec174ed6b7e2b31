"""Sessions by voice alone: a listener that knows only what sounds in the room answers the coach, and writes all down.

Run it as `PYTHONPATH=tests python -m benchmarks.eyes_shut` (needs `pip install "moonshine-voice==0.0.59"`, which brings
its model along): the real program on the virtual sound card, the loudspeaker 12 dB down in the microphone. The listener
sees no screen. It transcribes what the loudspeaker gave out, waits until that falls silent, and answers what it
understood with recordings of people or of voices that the ear never heard; what is not understood it says again.
"""

import argparse
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from room import (
    RATE,
    Recording,
    Room,
    Sound,
    as_recorded,
    in_terminal,
    load,
    open_room,
    sounding,
    spoken,
    wait_until,
)

from training.recordings import Side, synthetic, words
from voicecoach.voice.speech import render_lines

RESULTS = Path(__file__).parent / "results"
HEARS_AT = 16_000
QUIET_FOR = 1.3
"""Seconds of silence after which a person takes it that the coach has finished."""
WAITS = 7.0
"""Seconds until the person says it again."""
TRIES = 5
LOUDNESS = 0.08
LINES = 0.35
"""Seconds of silence between two lines."""


ALIKE, ALIKE_SHORT, SHORT = 0.62, 0.75, 16
"""How alike what was heard and a question must be, and one of so few letters; one word in five is heard wrong."""
LATELY = 26
"""Words: what is older than these is no question any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is ``said`` when the coach was heard to say about ``line``; ``once``: the first time only."""

    line: str
    said: str
    once: bool = False


ALWAYS = (
    Reply("Let me check my hearing. Say stop now.", "stop"),
    Reply("Please come closer, or say stop now.", "stop"),
    Reply("Is that right? Yes or no.", "yes"),
    Reply("Is it one one two? Yes or no.", "yes"),
    Reply("Are all of these so?", "yes"),
    Reply("From zero to ten, how sore is your neck now?", "three"),
    Reply("From zero to ten, how sore is it now?", "three"),
    Reply("Say ready when you are set.", "ready"),
    Reply("Is it sharp, dull, burning, or spreading?", "dull"),
    Reply("Where is it? Neck, head, shoulder, arm, low back, or elsewhere?", "neck"),
    Reply("From zero to ten, how strong is it now?", "three"),
    Reply("How strong is it now? Zero to ten.", "two"),
    Reply("Muscle feeling, or bone and joint feeling?", "muscle"),
    Reply("Say continue for a gentler version, or say finish.", "continue"),
    Reply("Any of these?", "no"),
    Reply("Yes or no.", "no"),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A session and how a person takes it; ``ends``: what must be among the last words that sound."""

    name: str
    title: str
    card: str
    replies: tuple[Reply, ...]
    ends: str
    longest: float


TRIALS = (
    Trial(
        "first",
        "A first run with all its questions, to its end",
        "forward-head-posture-prep",
        (Reply("Could you move straight back, gently, without tipping? Yes or no.", "yes"),),
        "that is the end",
        600,
    ),
    Trial(
        "pain",
        "Pain in the first movements, its questions, the rest, on in the gentler form, and finish",
        "neck-range-of-motion",
        (
            Reply("Hold there, and breathe.", "pain", once=True),
            Reply("Say continue for a gentler version, or say finish.", "continue", once=True),
        ),
        "we end here",
        700,
    ),
    Trial(
        "refusal",
        "A collapse is told: refused",
        "neck-range-of-motion",
        (Reply("Any of these?", "yes", once=True), Reply("Any sudden collapse or blackout?", "yes")),
        "session is over",
        300,
    ),
)


class Ears:
    """Sound to text, by Moonshine's smallest English model, and what it makes of each question said in a silent room.

    A person knows the coach's voice and English; this model knows English, and hears espeak-ng's "any" as "and he".
    """

    def __init__(self) -> None:
        from moonshine_voice import ModelArch, Transcriber
        from moonshine_voice.utils import get_assets_path

        self._model: Any = Transcriber(str(Path(get_assets_path()) / "tiny-en"), model_arch=ModelArch.TINY)
        self.known: dict[str, tuple[str, ...]] = {}

    def learn(self, questions: Iterable[str], cache: Path) -> None:
        """How each of the ``questions`` sounds to it."""
        for text, pcm in render_lines(questions, cache=cache).items():
            self.known[text] = (_plain(text), _plain(self.hear(as_recorded(pcm.samples, pcm.rate))))

    def hear(self, sound: Sound) -> str:
        """The words in ``sound``, which is at the recording's rate."""
        heard = soxr.resample(sound, RATE, HEARS_AT)
        padded = np.concatenate([np.zeros(4_000), heard, np.zeros(8_000)]).astype(np.float32)
        lines = self._model.transcribe_without_streaming(padded.tolist(), HEARS_AT).lines
        return " ".join(str(line.text).strip() for line in lines).strip()


@dataclass(slots=True)
class Person:
    """Somebody on the floor with eyes shut: what was heard when, and what was said to it."""

    room: Room
    recording: Recording
    ears: Ears
    folder: Path
    replies: tuple[Reply, ...]
    voices: dict[str, list[Sound]]
    heard_to: float = 0.0
    tries: int = 0
    turn: list[str] = field(default_factory=list)
    answered_at: float = 0.0
    replied: bool = False
    log: list[str] = field(default_factory=list)
    used: set[Reply] = field(default_factory=set)
    counts: dict[str, list[int]] = field(default_factory=dict)

    def listen(self) -> None:
        """Take in what has sounded and fallen silent since the last time, and answer it."""
        since, sound = self.heard_to, self.recording.loudspeaker_since(self.heard_to)
        told = list(_utterances(sound))
        quiet = not told or len(sound) / RATE - told[-1][1] > QUIET_FOR
        fresh = told if quiet else told[:-1]
        for begin, end in fresh:
            text = self.ears.hear(sound[round(begin * RATE) : round(end * RATE)])
            if text:
                self.log.append(f"{_clock(since + begin)}  < {text}")
                if self.replied:
                    self.turn, self.replied = [], False
                self.turn.append(text)
            self.heard_to = since + end
        if quiet:
            self._reply(fresh=bool(fresh))

    def _reply(self, fresh: bool) -> None:
        at = self.recording.now()
        if not fresh and (at - self.answered_at < WAITS or self.tries >= TRIES):
            return
        reply = self._fitting()
        if reply is None:
            return
        self.tries = 1 if fresh else self.tries + 1
        self.say(reply.said)
        self.answered_at, self.replied = self.recording.now(), True
        if reply.once:
            self.used.add(reply)

    def _fitting(self) -> Reply | None:
        """The reply to what was heard since the last one, if it was a question: the one that is most alike."""
        heard = _plain(" ".join(self.turn)).split()[-LATELY:]
        open_ = [one for one in self.replies if one not in self.used]
        alike = {one: max(_alike(form.split(), heard) for form in self.ears.known[one.line]) for one in open_}
        best = max(open_, key=lambda one: (round(alike[one], 1), len(one.line)))
        return best if alike[best] >= (ALIKE if len(best.line) > SHORT else ALIKE_SHORT) else None

    def say(self, word: str) -> None:
        """Say it: another recording at each try."""
        takes = self.voices.get(word) or [_espeak(word, self.folder)]
        self.counts.setdefault(word, [0, 0])[0 if self.tries <= 1 else 1] += 1
        take = takes[(self.tries - 1) % len(takes)]
        path = self.folder / "said.wav"
        soundfile.write(path, take, HEARS_AT)
        self.log.append(f"{_clock(self.recording.now())}  > {word}" + (" (again)" if self.tries > 1 else ""))
        self.room.say(path)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", text.lower()).split())


def _alike(line: list[str], heard: list[str]) -> float:
    """How alike ``line`` and the most similar stretch of ``heard`` are, letter by letter (1: the same)."""
    wanted, size = " ".join(line), len(line)
    parts = [" ".join(heard[at : at + size]) for at in range(max(1, len(heard) - size + 1))]
    return max((SequenceMatcher(None, wanted, part).ratio() for part in parts), default=0.0)


def _utterances(sound: Sound) -> Iterator[tuple[float, float]]:
    """Begin and end (s) of everything that sounds with less than `LINES` of silence inside."""
    begin, last = None, 0.0
    for window in np.flatnonzero(sounding(sound)):
        at = float(window) / 200
        if begin is None:
            begin = at
        elif at - last > LINES:
            yield begin, last + 0.05
            begin = at
        last = at
    if begin is not None:
        yield begin, last + 0.05


def _espeak(word: str, folder: Path) -> Sound:
    sound, rate = soundfile.read(spoken(word, folder, "en-us+m3", 135), dtype="float32")
    return np.asarray(soxr.resample(sound, rate, HEARS_AT), np.float32)


def _clock(at: float) -> str:
    return f"{int(at) // 60:02d}:{at % 60:04.1f}"


def _voices() -> dict[str, list[Sound]]:
    """Each word by people that nothing was learnt from, or else by voices that the ear never heard."""
    found: dict[str, list[Sound]] = {}
    for take in (*words(Side.TEST), *synthetic(Side.TEST)):
        sound = take.sound.astype(np.float32) / 32_768
        level = float(np.sqrt(np.mean(np.sort(sound**2)[len(sound) // 2 :])))
        found.setdefault(take.text, []).append(np.asarray(sound / max(level, 1e-4) * LOUDNESS, np.float32))
    return found


def _tried(trial: Trial, ears: Ears, voices: dict[str, list[Sound]], keep: Path | None) -> list[str]:
    """One session from its begin to its end, as it was heard."""
    with tempfile.TemporaryDirectory() as name, open_room(echo_db=-12) as room:
        folder = Path(name)
        told = {**room.environment(), "VOICECOACH_DATA": str(folder / "data")}
        with room.recorded() as recording:
            person = Person(room, recording, ears, folder, (*trial.replies, *ALWAYS), voices)
            with in_terminal(["play", trial.card], told) as terminal:
                while terminal.process.poll() is None and recording.now() < trial.longest:
                    person.listen()
                    wait_until(recording.began + recording.now() + 0.2)
                ended = terminal.process.poll()
            if keep is not None:
                recording.save(keep / f"{trial.name}.flac")
    last = " ".join(person.log[-4:]).lower()
    came = "as it should" if re.search(trial.ends, last) else "NOT as it should"
    firsts, agains = (sum(pair[i] for pair in person.counts.values()) for i in (0, 1))
    again = ", ".join(f"{word} {pair[1]}" for word, pair in person.counts.items() if pair[1])
    return [
        f"{trial.title} ({trial.card})",
        f"ended {came}, exit code {ended}; {firsts} things said, {agains} said again"
        + (f" ({again})" if again else ""),
        *(f"  {line}" for line in person.log),
        "",
    ]


def main() -> None:
    """Print what was heard and said, and keep it with the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trials", nargs="*", default=[trial.name for trial in TRIALS])
    parser.add_argument("--keep", type=Path, help="a folder for the recordings")
    chosen = parser.parse_args()
    ears, voices = Ears(), _voices()
    with tempfile.TemporaryDirectory() as cache:
        ears.learn({one.line for trial in TRIALS for one in (*trial.replies, *ALWAYS)}, Path(cache))
    lines = [f"By voice alone, echo -12 dB, transcribed by Moonshine tiny; {load()}", ""]
    for trial in TRIALS:
        if trial.name in chosen.trials:
            lines += _tried(trial, ears, voices, chosen.keep)
            print("\n".join(lines[-60:]), flush=True)
    if len(chosen.trials) == len(TRIALS):
        (RESULTS / "eyes_shut.txt").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
