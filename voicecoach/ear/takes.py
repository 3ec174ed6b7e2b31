"""Cuts a take out of the microphone's sound while one is asked for, and measures it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.voicing import FRAME_BYTES, FRAME_SECONDS, Voicing, loudness_db

ENDS_AFTER = 0.45
"""Seconds of quiet that end a word: longer than the stop before the last sound of "stop"."""
TAIL = 0.4
"""Seconds kept after the word: the embedding makes a word clear a little after its end."""
BEFORE = 0.3
LISTENED = 0.16
"""A word must stand out for so long in all, or it was a click."""
LONGEST = 4.0
OF_SILENCE = 3.0
OF_MOVING = 6.0
LIMIT = 32_600
"""A sample beyond this is at the end of the scale."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A take's sound (16 kHz 16-bit mono); the word in it ends ``end`` seconds after the sound begins."""

    sound: bytes
    begin: float
    end: float
    level_db: float
    noise_db: float
    clipped: float

    @property
    def seconds(self) -> float:
        """How long the word is."""
        return self.end - self.begin


class WordCutter:
    """Waits for one utterance, and gives it with a little sound around it."""

    def __init__(self, noise_db: float | None = None) -> None:
        self._voicing = Voicing() if noise_db is None else Voicing(noise_db)
        self._sound = b""
        self._judged = 0
        self._loud: list[int] = []

    def feed(self, pcm: bytes) -> Cut | None:
        """Take the next block, of any size; the take once it is over."""
        self._sound += pcm
        while self._judged + FRAME_BYTES <= len(self._sound):
            frame = self._sound[self._judged : self._judged + FRAME_BYTES]
            self._judged += FRAME_BYTES
            now = self._judged // FRAME_BYTES
            if self._voicing.feed(frame):
                self._loud.append(now)
            if self._loud and (now - self._loud[-1]) * FRAME_SECONDS >= ENDS_AFTER:
                if len(self._loud) * FRAME_SECONDS >= LISTENED:
                    return self._cut()
                self._loud = []
            if self._loud and (now - self._loud[0]) * FRAME_SECONDS > LONGEST:
                return self._cut()
        return None

    def _cut(self) -> Cut:
        first, last = self._loud[0] - 1, self._loud[-1]
        frames = np.frombuffer(self._sound[: self._judged], "<i2").reshape(-1, FRAME_BYTES // SAMPLE_BYTES)
        word = frames[first:last]
        start = max(0, first - round(BEFORE / FRAME_SECONDS))
        stop = min(len(frames), last + round(TAIL / FRAME_SECONDS))
        return Cut(
            frames[start:stop].tobytes(),
            (first - start) * FRAME_SECONDS,
            (last - start) * FRAME_SECONDS,
            level_db(word),
            self._voicing.floor_db,
            float(np.mean(np.abs(word.astype(np.int32)) > LIMIT)),
        )


class StretchCutter:
    """Takes everything for some seconds."""

    def __init__(self, seconds: float) -> None:
        self._bytes = round(seconds * RATE) * SAMPLE_BYTES
        self._sound = b""

    def feed(self, pcm: bytes) -> Cut | None:
        """Take the next block; the whole stretch once it is full."""
        self._sound += pcm
        if len(self._sound) < self._bytes:
            return None
        sound = self._sound[: self._bytes]
        level = loudness_db(sound)
        return Cut(sound, 0.0, self._bytes / SAMPLE_BYTES / RATE, level, level, 0.0)


def level_db(frames: NDArray[np.int16]) -> float:
    """The loudness of the louder half of ``frames`` [n, samples], in dB below full scale."""
    power = np.sort(np.var(frames.astype(np.float64), axis=1))[len(frames) // 2 :]
    return max(-70.0, 10.0 * math.log10(float(power.mean()) / 32768.0**2 + 1e-12))
