"""A live session: the loop with a mouth that sounds, an ear that hears, or typed words in their place."""

import math
import signal
import time
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from voicecoach.core.card import Question
from voicecoach.core.levels import Verdict
from voicecoach.core.messages import Broke, Earcon, Heard, Mended
from voicecoach.core.pcm import Pcm
from voicecoach.core.state import Phase, State
from voicecoach.shells.inbox import LiveInbox
from voicecoach.shells.keys import END_KEY_WORDS, STOP_KEY_WORDS

LEAD = 0.12
"""Seconds from the moment a line is due to its sound: more than the card's buffers, so that each begins on time."""
LAST_SOUND = 3
"""Seconds that the last line may go on sounding before the card is closed."""
PAD = 0.3
"""Seconds of silence before the first line, for loudspeakers that wake up slowly (Bluetooth)."""


class Player(Protocol):
    """What plays."""

    gain: float

    def play(self, pcm: Pcm, at: float | None = None) -> None:
        """Begin a line at ``at``."""

    def chime(self, pcm: Pcm, at: float | None = None) -> None:
        """Mix an earcon over whatever plays."""

    def hush(self) -> None:
        """Silence."""


class Ear(Protocol):
    """What listens."""

    def hear(self, near: bytes, far: bytes, at: float) -> None:
        """One block of the microphone, and what the loudspeaker played meanwhile."""

    def listen(self, question: Question | None) -> None:
        """Open for an answer to ``question``; None: close."""

    def speaking(self, text: str | None, start: float, end: float) -> None:
        """The coach says ``text`` from ``start`` to ``end``; None: it is silent from ``start`` on."""


class Sounding(Protocol):
    """What may still be playing."""

    @property
    def idle(self) -> bool:
        """Whether nothing is left to be played."""


def let_it_sound(player: Sounding) -> None:
    """Wait until the last line is said to its end, so that the card may be closed."""
    for _ in range(LAST_SOUND * 10):
        if player.idle:
            return
        time.sleep(0.1)


class SoundMouth:
    """Plays rendered lines and earcons, and tells the ear what the coach is saying."""

    def __init__(
        self,
        player: Player,
        lines: Mapping[str, Pcm],
        earcons: Mapping[Earcon, Pcm],
        ear: Ear | None,
        now: Callable[[], float],
    ) -> None:
        self._player = player
        self._lines = lines
        self._earcons = earcons
        self._ear = ear
        self._now = now

    def speak(self, text: str, at: float) -> None:
        """Say ``text`` from ``at`` on."""
        pcm = self._lines[text]
        begin = at + LEAD
        if self._ear is not None:
            self._ear.speaking(text, begin, begin + pcm.seconds)
        self._player.play(pcm, begin)

    def chime(self, earcon: Earcon) -> None:
        """Sound ``earcon``, unless earcons are off."""
        if earcon in self._earcons:
            self._player.chime(self._earcons[earcon], self._now() + LEAD)

    def hush(self) -> None:
        """Silence first, then the ear learns of it."""
        self._player.hush()
        if self._ear is not None:
            self._ear.speaking(None, self._now(), self._now())

    def volume(self, gain: float) -> None:
        """How loud everything is from now on."""
        self._player.gain = gain


class SilentMouth:
    """Text mode: the screen shows every line, nothing sounds."""

    def speak(self, text: str, at: float) -> None:
        """Nothing sounds."""

    def chime(self, earcon: Earcon) -> None:
        """Nothing sounds."""

    def hush(self) -> None:
        """It is silent already."""

    def volume(self, gain: float) -> None:
        """Nothing sounds."""


class Hearing:
    """What the sound card and the ear report, as events for the loop; any thread may call."""

    def __init__(self, inbox: LiveInbox, tell: Callable[[str], None]) -> None:
        self._inbox = inbox
        self._tell = tell
        self._ear: Ear | None = None
        self._lost = 0
        self.level: float | None = None
        self.came: Callable[[], Verdict | None] = lambda: None

    def attach(self, ear: Ear) -> None:
        """Blocks go to ``ear`` from now on."""
        self._ear = ear

    def block(self, near: bytes, far: bytes, at: float) -> None:
        """A block from the card: measured, and heard."""
        self.level = _smoothed(self.level, dbfs(near))
        if self._ear is not None:
            self._ear.hear(near, far, at)

    def heard(self, text: str, at: float, score: float | None) -> None:
        """The ear heard ``text``; how long ago it ended does not matter to the loop, which acts now."""
        self._inbox.post(Heard(self._inbox.now(), text, score, self.came()))

    def lost(self, what: str) -> None:
        """A device or the recogniser is gone."""
        self._lost += 1
        self.level = None
        self._tell(what)
        self._inbox.post(Broke(self._inbox.now(), what))

    def back(self, what: str) -> None:
        """A device is back; the coach hears again when all of them are."""
        self._lost -= 1
        self._tell(what)
        if self._lost <= 0:
            self._inbox.post(Mended(self._inbox.now()))


class AnyKey:
    """The key that always halts; on hold it ends the session."""

    def __init__(self, inbox: LiveInbox) -> None:
        self._inbox = inbox
        self._halted = False

    def show(self, state: State) -> None:
        """Keep whether everything stands still."""
        self._halted = state.phase is Phase.HALTED

    def pressed(self) -> None:
        """A key was pressed."""
        self._inbox.post(Heard(self._inbox.now(), END_KEY_WORDS if self._halted else STOP_KEY_WORDS))


class Endable(Protocol):
    """An inbox that takes words."""

    def now(self) -> float:
        """Seconds since the start."""

    def post(self, event: Heard, /) -> None:
        """Deliver ``event``."""


@contextmanager
def ended_by_signals(inbox: Endable) -> Iterator[None]:
    """Ctrl-C, a closed terminal or `kill` end the session as "finish" does; a second Ctrl-C ends it at once."""

    def end(number: int, _: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        inbox.post(Heard(inbox.now(), END_KEY_WORDS))

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def dbfs(block: bytes) -> float:
    """The level of 16-bit mono ``block`` in dB below full scale; -100 for digital silence."""
    samples = array("h", block)
    if not samples:
        return -100.0
    power = sum(sample * sample for sample in samples) / len(samples)
    return max(-100.0, 10 * math.log10(power / 32768**2)) if power else -100.0


def _smoothed(before: float | None, level: float) -> float:
    """Quick to rise, slow to fall, as a meter is."""
    return level if before is None or level > before else before + 0.1 * (level - before)
