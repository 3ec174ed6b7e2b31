"""The recogniser in a process of its own answers as the one in here does, and nothing waits for it when it fails."""

import os
import select
import signal
import subprocess
import sys
import time

import pytest
from ear_sounds import joined, pcm, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.words import Word
from voicecoach.ear.apart import RecogniserApart
from voicecoach.ear.denial import DENIED
from voicecoach.ear.port import Hit
from voicecoach.ear.sphinx_answers import SphinxAnswers
from voicecoach.ear.usual import usual_ear

DENIAL = Question("denial", "", Answers.CHOICE, (*DENIED[Word.PAIN], "pain", "that hurts"))
SAID = [Pcm(pcm(spoken(text))) for text in ("it doesn't hurt", "that hurts", "pain")]
PARENT = (
    "import sys\n"
    "from voicecoach.ear.apart import RecogniserApart\n"
    "apart = RecogniserApart(print)\n"
    "print(apart.pid, flush=True)\n"
    "sys.stdin.read()\n"
)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_it_understands_what_the_recogniser_in_this_process_does() -> None:
    told: list[str] = []
    here = SphinxAnswers()
    with RecogniserApart(told.append) as apart:
        there = [apart.recognise(said, DENIAL) for said in SAID]
    assert there == [here.recognise(said, DENIAL) for said in SAID]
    assert there[0] == "it doesn't hurt"
    assert told == []


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("/nowhere/python",), "/nowhere/python: No such file or directory"),
        (python("raise SystemExit(3)"), "its process ended with status 3"),
        (python('print(\'{"error": "no model"}\', flush=True); input()'), "no model"),
        (python("import sys; sys.stdin.buffer.read()"), "no answer in 0.3 s"),
    ],
    ids=["not there", "ends", "says so", "hangs"],
)
def test_what_fails_is_told_once_and_every_answer_is_none(command: tuple[str, ...], why: str) -> None:
    told: list[str] = []
    with RecogniserApart(told.append, command, answers_within=0.3) as apart:
        answers = [apart.recognise(SAID[0], DENIAL) for _ in range(3)]
        assert answers == ["", "", ""]
    assert told == [why]


def test_a_process_that_ends_in_the_middle_gives_no_answer() -> None:
    told: list[str] = []
    with RecogniserApart(told.append, answers_within=20) as apart:
        assert apart.recognise(SAID[0], DENIAL) == "it doesn't hurt"
        assert apart.pid is not None
        os.kill(apart.pid, signal.SIGKILL)
        assert apart.recognise(SAID[0], DENIAL) == ""
    assert told == ["its process ended with status -9"]


@pytest.mark.skipif(sys.platform != "linux", reason="waits for a process that is not its child")
def test_it_ends_with_the_process_that_started_it_however_that_ends() -> None:
    parent = subprocess.Popen(python(PARENT), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        watched = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    try:
        assert select.select([watched], [], [], 20.0)[0] == [watched]
    finally:
        os.close(watched)


def test_nothing_is_left_open_when_it_is_closed_twice() -> None:
    apart = RecogniserApart(lambda why: None)
    apart.close()
    apart.close()
    assert apart.recognise(SAID[0], DENIAL) == ""


class Firing:
    """A spotter that hears ``hit`` in the block that it ends in."""

    def __init__(self, hit: Hit) -> None:
        self.hit = hit
        self.fed = 0

    def feed(self, pcm: bytes) -> tuple[Hit, ...]:
        before, self.fed = self.fed / RATE, self.fed + len(pcm) // 2
        return (self.hit,) if before < self.hit.at <= self.fed / RATE else ()


def test_a_session_s_ear_halts_at_once_and_hears_of_the_denial_from_the_other_process() -> None:
    heard: list[str] = []
    told: list[str] = []
    sound = pcm(joined(silence(1.0), spoken("it doesn't hurt"), silence(0.5)))
    spotter = Firing(Hit("it hurts", len(sound) / 2 / RATE - 0.45, 0.9))
    started = usual_ear(
        lambda text, at, score: heard.append(text),
        told.append,
        ("", spotter, None),
        SphinxAnswers(),
        tell=told.append,
    )
    with started as ear:
        for at in range(0, len(sound), 320):
            ear.hear(sound[at : at + 320], bytes(320), at / 2 / RATE)
        assert heard == ["it hurts"]
        until = time.monotonic() + 30.0
        while len(heard) < 2 and time.monotonic() < until:
            ear.hear(bytes(320), bytes(320), 9.0)
    assert heard == ["it hurts", "it doesn't hurt"]
    assert told == []
