"""`voicecoach listen-to-me` without a card: what it shows and deletes, and its loop with a person of numbers."""

import wave
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from ear_sounds import hiss
from typer.testing import CliRunner

from voicecoach.cli import app
from voicecoach.core import enrolment_lines as lines
from voicecoach.core.enrolment_messages import Outcome, Sort
from voicecoach.core.messages import Earcon, Heard
from voicecoach.ear.kept import Enrolment, KeptTake, write
from voicecoach.ear.learner import Named
from voicecoach.ear.takes import Cut
from voicecoach.errors import EarError
from voicecoach.folders import Folders
from voicecoach.shells.enrol import Inbox, Learnt, Takes, Teaching

ROWS = np.zeros((4, 96), np.float32)
KEPT = Enrolment(
    "2026-11-22T10:00+00:00",
    "x",
    tuple(KeptTake("stop", n, "plain", ROWS, 3) for n in range(3)),
    ROWS,
    -25.0,
    -61.0,
    0.24,
    (("stop", 1.0),),
)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["listen-to-me", *arguments])
    return done.exit_code, done.output


def test_show_tells_when_and_what_and_numbers_only(tmp_path: Path) -> None:
    write(Folders.of(tmp_path).enrolment, KEPT)
    code, shown = run("--show", "--data", str(tmp_path))
    assert code == 0
    assert "2026-11-22 10:00" in shown
    assert "stop   3 takes, 100 % of them heard" in shown
    assert "0.24 s" in shown


def test_forget_deletes_it_and_says_so(tmp_path: Path) -> None:
    write(Folders.of(tmp_path).enrolment, KEPT)
    assert run("--forget", "--data", str(tmp_path)) == (0, "What was kept of your voice is deleted.\n")
    assert run("--forget", "--data", str(tmp_path)) == (0, "Nothing was kept of your voice.\n")
    assert not Folders.of(tmp_path).enrolment.exists()


def test_what_is_damaged_can_still_be_deleted(tmp_path: Path) -> None:
    file = Folders.of(tmp_path).enrolment
    file.write_bytes(b"no numbers")
    assert isinstance(
        CliRunner().invoke(app, ["listen-to-me", "--show", "--data", str(tmp_path)]).exception, EarError
    )
    assert run("--forget", "--data", str(tmp_path))[0] == 0


def test_a_recording_is_not_heard_with_a_damaged_voice(tmp_path: Path) -> None:
    Folders.of(tmp_path).enrolment.write_bytes(b"no numbers")
    sound = tmp_path / "x.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    failed = CliRunner().invoke(app, ["hear", str(sound), "--data", str(tmp_path)]).exception
    assert isinstance(failed, EarError)


class AtOnce(Executor):
    """Does everything where it is asked for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except ValueError as bug:
            done.set_exception(bug)
        return done


@dataclass
class Numbers:
    """Learns nothing, and remembers what it was given."""

    given: list[str] = field(default_factory=list)
    fails: bool = False

    def alike(self, word: str, cut: Cut, before: tuple[Cut, ...]) -> float:
        return 0.9

    def learn(self, takes: tuple[Named, ...], stretches: tuple[Cut, ...], when: str) -> Learnt:
        if self.fails:
            raise ValueError("a bug")
        self.given = [take.word for take in takes]
        return KEPT, dict.fromkeys(self.given, 1.0), 0.2


@dataclass
class Floor:
    """A mouth that says nothing, and a person who answers at once when something is asked."""

    inbox: Inbox
    said: list[str] = field(default_factory=list)

    def speak(self, text: str, at: float) -> None:
        self.said.append(text)

    def chime(self, earcon: Earcon) -> None:
        pass

    def hush(self) -> None:
        pass


def blocks(sound: "np.ndarray[Any, np.dtype[np.float64]]") -> list[bytes]:
    pcm = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    return [pcm[at : at + 320] for at in range(0, len(pcm), 320)]


QUIET = blocks(hiss(7.0, 1e-3))
WORD = blocks(np.concatenate([hiss(0.3, 1e-3), hiss(0.5, 0.1), hiss(0.8, 1e-3)]))


class Answering(Takes):
    """Every take that is asked for comes at once."""

    def collect(self, sort: Sort | None) -> None:
        super().collect(sort)
        if sort is not None:
            for block in QUIET if sort in (Sort.SILENCE, Sort.MOVING) else WORD:
                self.block(block, bytes(320), 0.0)


def teach(learner: Numbers, keep: Callable[[Enrolment], None]) -> tuple[Outcome, list[str], Teaching]:
    inbox = Inbox()
    floor, shown = Floor(inbox), list[str]()
    takes = Answering(inbox, learner, AtOnce(), shown.append)
    teaching = Teaching(inbox, floor, takes, learner, AtOnce(), keep, shown.append)
    every = lines.every_line(("stop", "pain", "next"))
    outcome = teaching.play(dict.fromkeys(every, -0.34), "now", 0.0)  # no line takes longer than a moment
    return outcome, shown, teaching


def test_the_loop_hands_every_take_to_the_learner_and_keeps_what_it_makes() -> None:
    learner, kept = Numbers(), list[Enrolment]()
    outcome, shown, _ = teach(learner, kept.append)
    assert outcome is Outcome.KEPT
    assert learner.given == ["stop"] * 3 + ["pain"] * 3 + ["next"] * 3
    assert [(one.takes, one.heard) for one in kept] == [
        (KEPT.takes, (("stop", 1.0), ("pain", 1.0), ("next", 1.0)))
    ]
    assert shown[-1] == lines.KEPT


def test_a_full_disk_is_said_and_told() -> None:
    def full(made: Enrolment) -> None:
        raise EarError("the disk is full")

    outcome, shown, teaching = teach(Numbers(), full)
    assert outcome is Outcome.NOT_KEPT
    assert shown[-1] == lines.NOT_KEPT
    assert isinstance(teaching.fault, EarError)


def test_a_bug_in_learning_ends_it_aloud_and_is_not_swallowed() -> None:
    outcome, _, teaching = teach(Numbers(fails=True), lambda made: None)
    assert outcome is Outcome.NOT_KEPT
    assert isinstance(teaching.fault, ValueError)


def test_a_key_ends_it() -> None:
    inbox = Inbox()
    learner, shown = Numbers(), list[str]()
    takes = Takes(inbox, learner, AtOnce(), shown.append)
    kept: list[Enrolment] = []
    teaching = Teaching(inbox, Floor(inbox), takes, learner, AtOnce(), kept.append, shown.append)
    inbox.post(Heard(0.0, "finish"))
    inbox.post(Heard(0.0, "finish"))
    assert teaching.play({}, "now", 0.0) is Outcome.ENDED
    assert kept == []
