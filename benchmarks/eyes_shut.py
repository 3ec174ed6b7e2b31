"""Sessions by voice alone: a listener that knows only what sounds in the room answers the coach, and writes all down.

Run it as `PYTHONPATH=tests python -m benchmarks.eyes_shut` (needs `pip install "moonshine-voice==0.0.59"`, which brings
its model along): the real program on the virtual sound card, the loudspeaker 12 dB down in the microphone. The listener
sees no screen. It transcribes what the loudspeaker gave out, waits until that falls silent, and answers what it
understood with recordings of people or of voices that the ear never heard; what is not understood it says again. To the
short form of a question that it did not know by its sound it says "again".
"""

import argparse
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from room import (
    COMMAND,
    RATE,
    ROOT,
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

from training import after_pain_takes
from training.recordings import Side, synthetic, words
from voicecoach.core import interview_lines, lines
from voicecoach.core.after_pain import AFTER_REST, PLAINER, QUALITY, QUESTIONS, STRENGTH, TISSUE, WHERE
from voicecoach.core.card import Answers, Ask
from voicecoach.core.helping import ANY_SORE
from voicecoach.core.past import History
from voicecoach.core.screening import ROW, ROWS, well
from voicecoach.script.find import find_card
from voicecoach.shipped import shipped
from voicecoach.voice.speech import render_lines

RESULTS = Path(__file__).parent / "results"
HEARS_AT = 16_000
LONGEST = 10.0
"""Seconds of the longest question."""
QUIET_FOR = 1.3
"""Seconds of silence after which a person takes it that the coach has finished."""
WAITS = 7.0
"""Seconds until the person says it again."""
TRIES = 5
LOUDNESS = 0.08
LINES = 0.35
"""Seconds of silence between two lines."""


ALIKE = 0.75
"""How alike the end of what sounded and a question must be, by the correlation of their spectra (1: the same)."""
FRAME = RATE // 50
"""Samples in 20 ms, a column of the spectrum."""
BANDS = 40
ENDS_WITHIN = 0.4
"""Seconds between the question's end and the end of all that sounded: what is older is no question any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is ``said`` when the coach was heard to say ``line``; ``once``: the first time only."""

    line: str
    said: str
    once: bool = False


ANOTHER = lines.ANOTHER.format(title="cervical retraction")
"""What is offered after the preparation."""
AFTER_PAIN = {
    QUALITY.name: "dull",
    WHERE.name: "neck",
    STRENGTH.name: "three",
    AFTER_REST.name: "two",
    TISSUE.name: "muscle",
}
ALWAYS = (
    Reply(lines.EAR_CHECK, "stop"),
    Reply(lines.EAR_CHECK_AGAIN, "stop"),
    *(
        Reply(lines.call("Is it {emergency}? Yes or no.", digits), "yes" if digits == "112" else "no")
        for digits in History(0).numbers
    ),
    Reply(interview_lines.IS_THAT_RIGHT, "yes"),
    Reply(interview_lines.ANY_OF_THESE, "no"),
    Reply(interview_lines.ALL_OF_THESE, "yes"),
    *(Reply(row.question, well(row.id)) for row in ROWS),
    Reply(lines.SORE_BEFORE, "three"),
    Reply(lines.SORE_SHORT, "three"),
    Reply(lines.READY, "ready"),
    Reply(lines.READY_AGAIN, "ready"),
    *(
        Reply(question.text, AFTER_PAIN.get(question.name, "no"))
        for question in (*QUESTIONS, AFTER_REST, ANY_SORE)
    ),
    *(
        Reply(text, "no" if text in (lines.SPREADS, lines.OVER_SPINE) else "yes")
        for texts in PLAINER.values()
        for text in texts
    ),
    Reply(lines.GENTLER, "continue"),
    Reply(ANOTHER, "no"),
    Reply(lines.HINT_ANSWER_YES_NO, "again"),
)


@dataclass(frozen=True, slots=True)
class Later:
    """What is ``said`` unasked, so many ``seconds`` after the person last said ``after``."""

    after: str
    seconds: float
    said: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A session and how a person takes it; ``ends``: the line that must sound last."""

    name: str
    title: str
    card: str
    replies: tuple[Reply, ...]
    ends: str
    longest: float
    unasked: tuple[Later, ...] = ()


TRIALS = (
    Trial(
        "first",
        "A first run with all its questions, to its end",
        "forward-head-posture-prep",
        (),
        ANOTHER,
        600,
    ),
    Trial(
        "pain",
        "Pain in the first movements, its questions, the rest, on in the gentler form, and finish",
        "neck-range-of-motion",
        (),
        lines.FINISHED,
        500,
        (Later("ready", 22.0, "pain"), Later("continue", 20.0, "finish")),
    ),
    Trial(
        "refusal",
        "A collapse is told: refused",
        "neck-range-of-motion",
        (
            Reply(interview_lines.ANY_OF_THESE, "yes", once=True),
            Reply(ROW["EMERG-2c"].question, "yes"),
        ),
        lines.EMERGENCY_END[-1],
        200,
    ),
)


class Ears:
    """Sound to text, by Moonshine's smallest English model; and which question sounded last, by its very sound.

    Questions are not known by their text: the model was never taught this voice, and writes "any of these" as "antics".
    """

    def __init__(self) -> None:
        from moonshine_voice import ModelArch, Transcriber
        from moonshine_voice.utils import get_assets_path

        self._model: Any = Transcriber(str(Path(get_assets_path()) / "tiny-en"), model_arch=ModelArch.TINY)
        self._known: dict[str, Sound] = {}

    def learn(self, questions: Iterable[str], cache: Path) -> None:
        """How each of the ``questions`` sounds."""
        for text, pcm in render_lines(questions, cache=cache).items():
            clip = as_recorded(pcm.samples, pcm.rate)
            loud = np.flatnonzero(sounding(clip)) * (RATE // 200)
            self._known[text] = _spectrum(clip[int(loud[0]) : int(loud[-1]) + RATE // 200])

    def question(self, sound: Sound, wanted: Iterable[str]) -> str | None:
        """Which of the ``wanted`` questions ``sound`` ends with."""
        whole = _spectrum(sound)
        best, chosen = ALIKE, None
        for text in wanted:
            clip = self._known[text]
            for late in range(round(ENDS_WITHIN * RATE / FRAME)):
                end = whole[: len(whole) - late][-len(clip) :]
                alike = float(np.corrcoef(end.ravel(), clip.ravel())[0, 1]) if len(end) == len(clip) else 0.0
                if alike > best:
                    best, chosen = alike, text
        return chosen

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
    latest: Sound = field(default_factory=lambda: np.zeros(RATE, np.float32))
    answered: str = ""
    answered_at: float = 0.0
    log: list[str] = field(default_factory=list)
    used: set[Reply] = field(default_factory=set)
    unasked: tuple[Later, ...] = ()
    said_at: dict[str, float] = field(default_factory=dict)
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
            self.heard_to = since + end
            self.latest = self.recording.loudspeaker_since(self.heard_to - LONGEST)[: round(LONGEST * RATE)]
        if quiet:
            self._reply(fresh=bool(fresh))
        due = [
            one
            for one in self.unasked
            if self.recording.now() > self.said_at.get(one.after, np.inf) + one.seconds
        ]
        for later in due:
            self.tries = 1
            self.say(later.said)
        self.unasked = tuple(one for one in self.unasked if one not in due)

    def _reply(self, fresh: bool) -> None:
        at = self.recording.now()
        if not fresh and (at - self.answered_at < WAITS or self.tries >= TRIES):
            return
        reply = self._fitting()
        if reply is None:
            return
        listed = reply.line == interview_lines.ANY_OF_THESE  # the same words after each list
        asked_again = not fresh or (reply.line == self.answered and not listed)
        self.tries = self.tries + 1 if asked_again else 1
        self.answered = reply.line
        self.say(reply.said)
        self.answered_at = self.recording.now()
        if reply.once:
            self.used.add(reply)

    def _fitting(self) -> Reply | None:
        """The reply to what sounded last, if it was a question."""
        open_ = [one for one in self.replies if one not in self.used]
        asked = self.ears.question(self.latest, dict.fromkeys(one.line for one in open_))
        return next((one for one in open_ if one.line == asked), None)

    def say(self, word: str) -> None:
        """Say it: another recording at each try."""
        takes = self.voices.get(word) or [_espeak(word, self.folder)]
        self.counts.setdefault(word, [0, 0])[0 if self.tries <= 1 else 1] += 1
        take = takes[(self.tries - 1) % len(takes)]
        self.said_at[word] = self.recording.now()
        path = self.folder / "said.wav"
        soundfile.write(path, take, HEARS_AT)
        self.log.append(f"{_clock(self.recording.now())}  > {word}" + (" (again)" if self.tries > 1 else ""))
        self.room.say(path)


def _spectrum(sound: Sound) -> Sound:
    """Loudness in bands up to 4 kHz, a row every 20 ms."""
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=1))[:, : 2 * BANDS] ** 2
    return np.asarray(np.log(power.reshape(len(frames), BANDS, 2).sum(axis=2) + 1e-4), np.float32)


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
    for take in (*words(Side.TEST), *synthetic(Side.TEST), *after_pain_takes.said(Side.TEST)):
        sound = take.sound.astype(np.float32) / 32_768
        level = float(np.sqrt(np.mean(np.sort(sound**2)[len(sound) // 2 :])))
        found.setdefault(take.text, []).append(np.asarray(sound / max(level, 1e-4) * LOUDNESS, np.float32))
    return found


def _asked_in(card: str) -> tuple[Reply, ...]:
    """The questions of the card itself: three, or yes."""
    steps = find_card(card, Path("none"), shipped("scripts")).steps
    questions = [item.question for step in steps for item in step.items if isinstance(item, Ask)]
    return tuple(Reply(one.text, "three" if one.answers is Answers.SCORE else "yes") for one in questions)


def _tried(trial: Trial, ears: Ears, voices: dict[str, list[Sound]], keep: Path | None) -> list[str]:
    """One session from its begin to its end, as it was heard."""
    with tempfile.TemporaryDirectory() as name, open_room(echo_db=-12) as room:
        folder = Path(name)
        told = {**room.environment(), "VOICECOACH_DATA": str(folder / "data")}
        with room.recorded() as recording:
            person = Person(
                room,
                recording,
                ears,
                folder,
                (*trial.replies, *_asked_in(trial.card), *ALWAYS),
                voices,
                unasked=trial.unasked,
            )
            with in_terminal(["play", trial.card], told) as terminal:
                while terminal.process.poll() is None and recording.now() < trial.longest:
                    person.listen()
                    wait_until(recording.began + recording.now() + 0.2)
                ended = terminal.process.poll()
                person.replies = ()
                wait_until(recording.began + recording.now() + QUIET_FOR)
                person.listen()
            if keep is not None:
                recording.save(keep / f"{trial.name}.flac")
            came = "as it should" if ears.question(person.latest, [trial.ends]) else "NOT as it should"
        heard = subprocess.run(
            [*COMMAND, "diary", "--heard"], env=told, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    firsts, agains = (sum(pair[i] for pair in person.counts.values()) for i in (0, 1))
    again = ", ".join(f"{word} {pair[1]}" for word, pair in person.counts.items() if pair[1])
    return [
        f"{trial.title} ({trial.card})",
        f"ended {came}, exit code {ended}; {firsts} things said, {agains} said again"
        + (f" ({again})" if again else ""),
        *(f"  {line}" for line in person.log),
        "",
        "The diary afterwards, with what the ear heard",
        *(f"  {line}".rstrip() for line in heard.splitlines()),
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
        ears.learn(
            {
                *(one.line for trial in TRIALS for one in (*trial.replies, *_asked_in(trial.card), *ALWAYS)),
                *(trial.ends for trial in TRIALS),
            },
            Path(cache),
        )
    for trial in TRIALS:
        if trial.name in chosen.trials:
            head = f"By voice alone, echo -12 dB, transcribed by Moonshine tiny; {load()}"
            told = "\n".join([head, "", *_tried(trial, ears, voices, chosen.keep)])
            print(told, flush=True)
            (RESULTS / f"eyes_shut_{trial.name}.txt").write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
