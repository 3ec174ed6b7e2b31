"""What the loudspeaker plays next: one spoken line, one earcon over it, or silence."""

from typing import Final

import numpy as np
import numpy.typing as npt

from voicecoach.core.pcm import RATE, Pcm

Samples = npt.NDArray[np.int16]
Mix = npt.NDArray[np.float32]

FADE: Final = 80
"""A sound that is cut fades over so many frames (5 ms): no click, and still silent within one buffer."""
DUCKED: Final = 10 ** (-15 / 20)
"""How loud the coach is while somebody else likely speaks: 15 dB down, understood and no hindrance."""
DUCKS_IN: Final = RATE // 50
"""Frames from one loudness to the other: 20 ms."""
RING: Final = 4 * RATE
"""How much of what was played is kept for the echo canceller."""


class _Clip:
    """A sound with its own cursor, which only the puller moves: a hushed clip cannot come back."""

    __slots__ = ("after", "at", "cursor", "samples")

    def __init__(self, pcm: Pcm, at: float | None, after: "_Clip | None" = None) -> None:
        self.samples: Samples = np.frombuffer(pcm.samples, dtype="<i2")
        self.at = at
        self.cursor = 0
        self.after = after

    def take(self, frames: int, now: float) -> Mix | None:
        """The next ``frames`` frames, the first of them heard at ``now``; None for silence."""
        skip = 0
        if self.at is not None and self.cursor == 0:
            skip = max(0, round((self.at - now) * RATE))
        if skip >= frames or self.cursor >= len(self.samples):
            return None
        part = self.samples[self.cursor : self.cursor + frames - skip]
        self.cursor += len(part)
        if len(part) == frames:
            return part.astype(np.float32)
        mix = np.zeros(frames, np.float32)
        mix[skip : skip + len(part)] = part
        return mix

    @property
    def started(self) -> bool:
        return self.cursor > 0

    @property
    def ended(self) -> bool:
        return self.cursor >= len(self.samples)


class _Stage:
    """What sounds now. Hush puts an empty one in its place; what still reaches the old one is never heard."""

    __slots__ = ("chime", "line")

    def __init__(self) -> None:
        self.line: _Clip | None = None
        self.chime: _Clip | None = None


class Player:
    """Sound to be pulled by a card; any thread may play and hush, without a lock and without waiting.

    Times are on the clock whose readings ``pull`` is given. ``gain`` is a factor; loud sums saturate.
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain
        self._stage = _Stage()
        self._sounding: tuple[_Clip, ...] = ()
        self._ring: Samples = np.zeros(RING, np.int16)
        self._mark = (0, 0.0)
        self._wanted_level = 1.0
        self._level = 1.0

    def play(self, pcm: Pcm, at: float | None = None) -> None:
        """Begin a line at ``at``, to the sample, or at once when past; the line before it ends there."""
        stage = self._stage
        before = None if at is None else stage.line
        if before is not None and not before.started:
            before = before.after
        stage.line = _Clip(pcm, at, before)

    def chime(self, pcm: Pcm, at: float | None = None) -> None:
        """Mix an earcon over whatever plays."""
        self._stage.chime = _Clip(pcm, at)

    def hush(self) -> None:
        """Silence, from the next buffer on; what was to come later is dropped too."""
        self._stage = _Stage()
        self._wanted_level = 1.0

    def duck(self, down: bool) -> None:
        """Give way to a voice, or come back: within 20 ms, whatever the gain that the user chose."""
        self._wanted_level = DUCKED if down else 1.0

    @property
    def idle(self) -> bool:
        """Whether nothing sounds and nothing is waiting for its time."""
        stage = self._stage
        return all(clip is None or clip.ended for clip in (stage.line, stage.chime))

    def pull(self, frames: int, now: float) -> bytes:
        """The next ``frames`` frames, the first of which is heard at ``now``. For one thread: the card's."""
        stage = self._stage
        sounding: list[_Clip] = []
        mix: Mix | None = None
        for clip in (_current(stage.line, frames, now), stage.chime):
            part = clip.take(frames, now) if clip is not None else None
            if clip is not None and part is not None:
                sounding.append(clip)
                mix = part if mix is None else mix + part
        mix = self._fade_what_was_cut(mix, sounding, frames, now)
        self._sounding = tuple(sounding)
        return self._keep(mix, frames, now)

    def _fade_what_was_cut(
        self, mix: Mix | None, sounding: list[_Clip], frames: int, now: float
    ) -> Mix | None:
        for clip in self._sounding:
            if clip in sounding or clip.ended:
                continue
            tail = clip.take(min(FADE, frames), now)
            clip.cursor = len(clip.samples)
            if tail is not None:
                mix = np.zeros(frames, np.float32) if mix is None else mix
                mix[: len(tail)] += tail * np.linspace(1.0, 0.0, len(tail), dtype=np.float32)
        return mix

    def _keep(self, mix: Mix | None, frames: int, now: float) -> bytes:
        """Write down what is played before it is heard, so that the microphone's block finds it."""
        out: Samples = np.zeros(frames, np.int16)
        if mix is not None:
            out = np.clip(np.rint(mix * (self.gain * self._levels(frames))), -32768, 32767).astype(np.int16)
        written, _ = self._mark
        where = np.arange(written, written + frames) % RING
        self._ring[where] = out
        self._mark = (written + frames, now + frames / RATE)
        return out.astype("<i2").tobytes()

    def _levels(self, frames: int) -> Mix:
        """The loudness of each of the next frames, on its way to what is wanted."""
        step = (1.0 - DUCKED) / DUCKS_IN
        apart = self._wanted_level - self._level
        way = np.minimum(np.arange(1, frames + 1, dtype=np.float32) * np.float32(step), abs(apart))
        levels: Mix = np.float32(self._level) + np.float32(np.sign(apart)) * way
        self._level = float(levels[-1]) if abs(apart) > frames * step else self._wanted_level
        return levels

    def played(self, frames: int, at: float) -> bytes:
        """What the loudspeaker gave out from ``at`` on: silence where that is not known."""
        return self.played_from(self.frame_at(at), frames)

    def played_from(self, frame: int, frames: int) -> bytes:
        """What was pulled from the frame with this number on."""
        written, _ = self._mark
        wanted = np.arange(frame, frame + frames)
        known = (wanted >= max(0, written - RING + RATE)) & (wanted < written)
        return np.where(known, self._ring[wanted % RING], 0).astype("<i2").tobytes()

    @property
    def written(self) -> int:
        """How many frames were pulled since the beginning."""
        return self._mark[0]

    def frame_at(self, at: float) -> int:
        """The number of the frame that is heard at ``at``."""
        written, until = self._mark
        return written + round((at - until) * RATE)


def _current(line: _Clip | None, frames: int, now: float) -> _Clip | None:
    """The line whose turn it is: the one before, until the new one's time lies in this buffer."""
    if line is None or line.after is None:
        return line
    if line.at is not None and (line.at - now) * RATE >= frames:
        return line.after
    line.after = None
    return line
