"""The sound card during a session: always open, watched, and opened again when it goes away."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Final, Protocol

from voicecoach.core.pcm import RATE
from voicecoach.errors import DeviceError
from voicecoach.sound.backlog import Backlog
from voicecoach.sound.edge import BLOCK
from voicecoach.sound.player import Player
from voicecoach.sound.portaudio import (
    Clock,
    Device,
    Microphone,
    MicrophoneError,
    PortAudio,
    Pull,
    Speaker,
    SpeakerError,
    Taken,
)
from voicecoach.sound.pulse import default_monitor, recorded_monitor, watched_sources

__all__ = ["Audio", "Card", "Device", "MicrophoneError", "SpeakerError", "devices", "open_card"]

DEAF_AFTER: Final = 1.0
"""A microphone that has not called for so long is lost."""
MUTE_AFTER: Final = 3.0
"""So is a loudspeaker; PulseAudio stalled one for 2.0 s while a microphone came or went, and it came back by itself."""
FIRST_CALL_WITHIN: Final = 3.0
"""PulseAudio's first call came up to 1.7 s after opening."""
STUCK_FOR: Final = 5.0
"""A block that is worked on for so long means that nothing is heard."""
LOOK_EVERY: Final = 0.1
SHORTEST_RETRY: Final = 0.1
LONGEST_RETRY: Final = 2.0
SOONEST_RETRY: Final = 0.5
"""When the sound server says that something is new; our own opening is such news too."""
FLOWING: Final = 5
"""After so many buffers an opened device counts as back."""
TOLD_EVERY: Final = 30.0
"""A machine that is too busy to listen in time is told of no more often."""
FAR_LEAD: Final = 0.02
"""The far signal is taken so much earlier than the clocks say: an echo must never come before its sound."""
FAR_SLACK: Final = RATE // 50
"""The pairing of near and far is moved, by whole blocks, when it is off by more (20 ms); the canceller follows less."""

OnBlock = Callable[[bytes, bytes, float], None]
Tell = Callable[[str], None]


class Audio(Protocol):
    """Where streams come from."""

    def open_speaker(self, name: str | None, pull: Pull, clock: Clock) -> Speaker:
        """An open loudspeaker that calls ``pull``, or DeviceError."""
        ...

    def open_microphone(
        self, name: str | None, queue: "SimpleQueue[Taken | None]", clock: Clock
    ) -> Microphone:
        """An open microphone that posts to ``queue``, or DeviceError."""
        ...

    def rescan(self) -> None:
        """Look for devices anew; every stream is closed."""
        ...

    def close(self) -> None:
        """Let go of the device list."""
        ...


@dataclass(frozen=True, slots=True)
class Misled:
    """How a sound server gives the loudspeaker's own sound in place of a microphone: each tells its name."""

    before_opening: Callable[[], str | None]
    while_open: Callable[[], str | None]


@dataclass(slots=True)
class _End:
    """One direction, and how it is with it."""

    what: str
    stream: Speaker | Microphone | None = None
    opened_at: float = 0.0
    lost: str | None = None
    tried_at: float = 0.0
    retry_at: float = 0.0
    retry_after: float = SHORTEST_RETRY
    tries: int = 0


class Card:
    """An open sound card; ``dropped`` counts the blocks that the ear was too slow for."""

    def __init__(
        self,
        player: Player,
        audio: Audio,
        *,
        speaker: str | None,
        microphone: str | None,
        hears: bool,
        on_block: OnBlock,
        on_lost: Tell,
        on_back: Tell,
        clock: Clock,
        misled: Misled,
        changed: threading.Event,
        on_behind: Tell = lambda what: None,
    ) -> None:
        self.dropped = 0
        self.fault: BaseException | None = None
        self._player = player
        self._audio = audio
        self._names = (speaker, microphone)
        self._on_block, self._on_lost, self._on_back = on_block, on_lost, on_back
        self._on_behind = on_behind
        self._backlog = Backlog()
        self._told_at = -TOLD_EVERY
        self._clock = clock
        self._misled = misled
        self._changed = changed
        self._queue: SimpleQueue[Taken | None] = SimpleQueue()
        self._out = _End("loudspeaker")
        self._in = _End("microphone") if hears else None
        self._working_since: float | None = None
        self._stuck = False
        self._over = False
        self._far = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The loudspeaker and the microphone that are open now."""
        return tuple(end.stream.device.name for end in self._ends() if end.stream is not None)

    @property
    def waiting(self) -> int:
        """How many blocks wait for the ear."""
        return self._queue.qsize()

    def open(self) -> None:
        """Open both ends, or raise SpeakerError or MicrophoneError with nothing left open."""
        self._open(self._out)
        if self._in is None:
            return
        try:
            self._open(self._in)
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Close what is open."""
        for end in self._ends():
            self._shut(end)

    def listen(self) -> None:
        """Work off the microphone's blocks until a None is posted: the body of the listening thread."""
        try:
            while (taken := self._queue.get()) is not None:
                for near, at in taken.source.blocks(taken):
                    if self._backlog.leaves_out(self._clock() - taken.now):
                        self._leave_out()
                    elif self._in is not None and self._in.stream is taken.source and self._in.lost is None:
                        self._working_since = self._clock()
                        self._on_block(near, self._far_at(at), at)
                        self._working_since = None
        except BaseException as fault:  # noqa: BLE001 - no caller: the watchdog tells, the exit raises
            self.fault = fault

    def _leave_out(self) -> None:
        """A block too old to be of use: what was played meanwhile is left out as well."""
        self.dropped += 1
        self._far += BLOCK
        if self._clock() - self._told_at >= TOLD_EVERY:
            self._told_at = self._clock()
            self._on_behind("the computer is too busy to listen in time: close other programs")

    def watch(self) -> None:
        """Look after both ends until stopped: the body of the watching thread."""
        try:
            while not self._over:
                changed = self._changed.wait(LOOK_EVERY)
                self._changed.clear()
                self.look(changed)
        except BaseException as fault:  # noqa: BLE001 - no caller: the exit raises it
            self.fault = self.fault or fault

    def stop(self) -> None:
        """Let both threads end."""
        self._over = True
        self._changed.set()
        self._queue.put(None)

    def look(self, changed: bool) -> None:
        """Notice what was lost and what is back; ``changed``: the sound server says that something is."""
        now = self._clock()
        self._look_at_ear(now)
        for end in self._ends():
            if end.lost is None and (reason := self._trouble(end, now, changed)) is not None:
                end.lost, end.retry_at, end.retry_after, end.tries = reason, now, SHORTEST_RETRY, 0
                self._shut(end)
                self._on_lost(reason)
            elif changed:
                end.retry_at = min(end.retry_at, end.tried_at + SOONEST_RETRY)
            if end.lost is not None:
                self._try_again(end, now)

    def _look_at_ear(self, now: float) -> None:
        """A recogniser that failed or hangs is as bad as a lost microphone."""
        since = self._working_since
        hangs = since is not None and now - since > STUCK_FOR
        stuck = self.fault is not None or hangs or self._backlog.deaf
        if stuck and not self._stuck:
            slow = "listening is stuck" if hangs else "the computer is too busy to listen"
            self._on_lost(f"listening failed: {self.fault}" if self.fault else slow)
        if self._stuck and not stuck:
            self._on_back("listening goes on")
        self._stuck = stuck

    def _trouble(self, end: _End, now: float, changed: bool) -> str | None:
        stream = end.stream
        if stream is None:
            return f"the {end.what} is gone: it cannot be opened again"
        if isinstance(stream, Speaker) and stream.fault is not None:
            self.fault = self.fault or stream.fault
        limit = MUTE_AFTER if end is self._out else DEAF_AFTER
        limit = limit if stream.buffers else FIRST_CALL_WITHIN
        since = now - max(stream.called_at, end.opened_at)
        if since > limit:
            return f'the {end.what} "{stream.device.name}" is gone: no sound for {since:.1f} s'
        if end is self._in and changed and (loudspeaker := self._misled.while_open()) is not None:
            return f'the microphone is gone: the sound server gives what "{loudspeaker}" plays in its place'
        return None

    def _try_again(self, end: _End, now: float) -> None:
        if end.stream is not None and end.stream.buffers >= FLOWING:
            end.lost = None
            self._on_back(f'the {end.what} "{end.stream.device.name}" is back')
            return
        if now < end.retry_at:
            return
        self._shut(end)
        end.tries, end.tried_at = end.tries + 1, now
        try:
            alone = all(other.stream is None for other in self._ends())
            if end.tries % 3 == 0 or (alone and end.tries > 1):
                self._rescan(end)
            self._open(end)
            end.retry_at = now + FIRST_CALL_WITHIN
        except DeviceError as refused:
            self._shut(end)
            end.lost = str(refused)
            end.retry_at = now + end.retry_after
            end.retry_after = min(2 * end.retry_after, LONGEST_RETRY)

    def _rescan(self, end: _End) -> None:
        """PortAudio reads its list anew only with every stream closed, so not while a line is said."""
        others = [other for other in self._ends() if other is not end]
        if not self._player.idle and any(other.stream is not None for other in others):
            return
        for other in others:
            self._shut(other)
        self._audio.rescan()
        for other in others:
            self._open(other)

    def _ends(self) -> tuple[_End, ...]:
        return (self._out,) if self._in is None else (self._out, self._in)

    def _open(self, end: _End) -> None:
        speaker, microphone = self._names
        end.opened_at = self._clock()
        if end is self._out:
            end.stream = self._audio.open_speaker(speaker, self._player.pull, self._clock)
            return
        if (
            microphone is None
        ):  # opening a monitor, if only for a moment, made the loudspeaker stall for a second
            _refuse(self._misled.before_opening())
        end.stream = self._audio.open_microphone(microphone, self._queue, self._clock)
        _refuse(self._misled.while_open())

    def _shut(self, end: _End) -> None:
        stream, end.stream = end.stream, None
        if stream is not None:
            stream.close()

    def _far_at(self, at: float) -> bytes:
        """What was played when the block from ``at`` was recorded, without a seam from block to block."""
        newest = self._player.written - BLOCK
        wanted = min(self._player.frame_at(at + FAR_LEAD), newest)
        if abs(wanted - self._far) > FAR_SLACK:
            self._far += (wanted - self._far) // BLOCK * BLOCK
        far = self._player.played_from(self._far, BLOCK)
        self._far += BLOCK
        return far


def _refuse(loudspeaker: str | None) -> None:
    if loudspeaker is not None:
        raise MicrophoneError(f'no microphone found (only what "{loudspeaker}" plays): connect one')


def devices() -> tuple[Device, ...]:
    """Every loudspeaker and microphone there is."""
    audio = PortAudio()
    try:
        return audio.devices()
    finally:
        audio.close()


@contextmanager
def open_card(
    player: Player,
    *,
    speaker: str | None = None,
    microphone: str | None = None,
    hears: bool = True,
    on_block: OnBlock,
    on_lost: Tell,
    on_back: Tell,
    on_behind: Tell = lambda what: None,
    clock: Clock,
) -> Iterator[Card]:
    """Both streams open and watched; with ``hears`` False the loudspeaker alone.

    ``on_block(near, far, at)`` is called in a thread of its own for each 10 ms; ``on_lost`` once a loss and
    ``on_back`` when sound flows again, in another; ``on_behind`` when blocks are left out because the listening was
    more than a second late. A bug in any of these is raised at the end.
    """
    audio = PortAudio()
    try:
        with watched_sources() as changed:
            card = Card(
                player,
                audio,
                speaker=speaker,
                microphone=microphone,
                hears=hears,
                on_block=on_block,
                on_lost=on_lost,
                on_back=on_back,
                clock=clock,
                misled=Misled(default_monitor, lambda: recorded_monitor(os.getpid())),
                changed=changed,
                on_behind=on_behind,
            )
            card.open()
            with _running(card):
                yield card
    finally:
        audio.close()
    if card.fault is not None:
        raise card.fault


@contextmanager
def _running(card: Card) -> Iterator[None]:
    threads = [
        threading.Thread(target=body, name=f"card-{body.__name__}", daemon=True)
        for body in (card.listen, card.watch)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        card.stop()
        for thread in threads:
            thread.join(timeout=STUCK_FOR)
        card.close()
