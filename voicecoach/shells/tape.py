"""A session played onto a tape instead of aloud: the same loop, on the virtual clock, into the same player."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from voicecoach.core.facts import Fact
from voicecoach.core.messages import Action, Earcon, Event
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.state import Phase, State
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.loop import Ports, play
from voicecoach.sound.player import Player

Samples = npt.NDArray[np.int16]

PAD: Final = 0.5
"""Seconds of silence before the first line, for loudspeakers that wake up slowly, and after the last."""
REEL: Final = RATE
"""Frames pulled at a time."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was said from ``at`` to ``until``."""

    at: float
    until: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The step ``title`` begins at ``at``."""

    at: float
    title: str


@dataclass(frozen=True, slots=True)
class Taped:
    """A whole session as sound, and what is where in it."""

    samples: Samples
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / RATE


class Tape:
    """A mouth that writes: it runs on to the moment of each sound and puts it there, to the sample."""

    def __init__(
        self, lines: Mapping[str, Pcm], earcons: Mapping[Earcon, Pcm], now: Callable[[], float]
    ) -> None:
        self._player = Player()
        self._lines = lines
        self._earcons = earcons
        self._now = now
        self._frames = 0
        self._reels: list[bytes] = []
        self.said: list[Line] = []

    def speak(self, text: str, at: float) -> None:
        """Say ``text`` from ``at`` on."""
        self.run_to(at)
        self._player.play(self._lines[text], at)
        self.said.append(Line(at, at + self._lines[text].seconds, text))

    def chime(self, earcon: Earcon) -> None:
        """Sound ``earcon``, unless earcons are off."""
        if earcon in self._earcons:
            self.run_to(self._now())
            self._player.chime(self._earcons[earcon], self._now())

    def hush(self) -> None:
        """Silence."""
        self._player.hush()

    def volume(self, gain: float) -> None:
        """How loud everything is from now on."""
        self._player.gain = gain

    def run_to(self, at: float) -> None:
        """Write everything that sounds before ``at``."""
        end = round(at * RATE)
        while self._frames < end:
            frames = min(REEL, end - self._frames)
            self._reels.append(self._player.pull(frames, self._frames / RATE))
            self._frames += frames

    def wound(self, end: float) -> Samples:
        """All that was written up to ``end``, and what still sounds then."""
        self.run_to(end)
        while not self._player.idle:
            self.run_to((self._frames + REEL // 10) / RATE)
        self.run_to(self._frames / RATE + PAD)
        return np.frombuffer(b"".join(self._reels), "<i2").astype(np.int16)


class _Blank:
    """A notebook of which nothing is kept: nobody did the session."""

    def append(self, fact: Fact) -> None:
        """Nothing is kept."""


def tape(state: State, lines: Mapping[str, Pcm], earcons: Mapping[Earcon, Pcm]) -> Taped:
    """The session from ``state`` on, which must need nobody's answer; its first line begins after ``PAD``."""
    inbox = VirtualInbox()
    mouth = Tape(lines, earcons, inbox.now)
    marks: list[Mark] = []
    at_step = [-1]

    def show(now: State, event: Event, actions: tuple[Action, ...]) -> None:
        if now.phase is Phase.ASKING or now.phase is Phase.WAITING:
            raise ValueError(f"a recording cannot wait for an answer: {now.run.steps[now.step].name}")
        if now.step != at_step[0] and now.phase is not Phase.OVER:
            at_step[0] = now.step
            marks.append(Mark(event.at, now.run.steps[now.step].name))

    play(state, inbox, Ports(mouth, _Blank(), lambda question: None, show), PAD)
    return Taped(mouth.wound(inbox.now()), tuple(mouth.said), (Mark(0.0, marks[0].title), *marks[1:]))
