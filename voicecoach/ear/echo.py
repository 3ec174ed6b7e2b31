"""Takes the coach's own voice out of the microphone: a linear filter that learns the room, and nothing else."""

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.delay import LONGEST, DelayFinder, Samples
from voicecoach.ear.drift import Pacer

_BLOCK = RATE // 100
_FFT = 2 * _BLOCK
_BINS = _BLOCK + 1
_ROOM = 0.35
"""Seconds of the room's answer that are learnt: 0.2 s left 19 dB to be taken out of a living room, this 28 dB."""
_PARTS = int(_ROOM * RATE) // _BLOCK
_MARGIN = RATE // 100
"""Samples of the filter before the echo's peak: the first sound is earlier than the loudest."""
_AGAIN = 50
"""Blocks of the past out of which some are learnt from a second time while the room is new."""
_NEW_FOR = 400
_TIMES = 2
"""While new, so many old blocks are learnt from with each: 15 dB are gone after two seconds, not after four."""
_HISTORY = _PARTS + int(LONGEST * RATE) // _BLOCK + _AGAIN + 4
_STAYS = 0.9997
"""How much of the room is expected to stay as it is from one block to the next."""
_NOISE_KEEPS = 0.9
_DOUBT = 0.3
"""How strong an echo may be at first, as power: about half of what was played."""
_WHOLE = RATE // 500
"""A delay that jumped by whole blocks, to 2 ms, is the card's: the room is the same."""
_PACE = 0.1
"""Seconds over which it is measured how late the echo is against what was expected."""
_TRUST_KEEPS = 0.98
_HALF = 0.5
_AUDIBLE = 1e-4
_FULL = 32768.0

Spectra = NDArray[np.complex64]
Powers = NDArray[np.float32]


class EchoCanceller:
    """A frequency-domain Kalman filter in blocks of 10 ms (Enzner and Vary 2006, in partitions as Kuech 2014).

    It learns fast while only the coach is heard and slowly while the person speaks, without having to tell the
    two apart. What it would take out is taken out only while that agrees with what the microphone hears.
    """

    def __init__(self) -> None:
        self._finder = DelayFinder()
        self._pacer = Pacer(_BLOCK)
        self._found: float | None = None
        self._late = 0
        self._ahead = 0.0
        self._sloped = 0.0
        self._usual_slope = 1e-9
        self._paced = 0
        self._nears: deque[Samples] = deque(maxlen=_AGAIN)
        self._learnt = 0
        self._spectra: Spectra = np.zeros((2 * _HISTORY, _BINS), np.complex64)
        self._newest = 0
        self._before = np.zeros(_BLOCK, np.float32)
        self._silent_blocks = _HISTORY
        self._near_waiting = b""
        self._far_waiting = b""
        self._out_waiting = b""
        self._agreed = 0.0
        self._expected = 1e-9
        self._heard = 1e-9
        self._left = 1e-9
        self._room: Spectra = np.zeros((_PARTS, _BINS), np.complex64)
        self._doubt: Powers = _at_first()
        self._noise: Powers = np.full(_BINS, 1e-3, np.float32)

    @property
    def delay(self) -> float | None:
        """Seconds from a sound to its echo; None while no echo was found."""
        if self._finder.samples is None:
            return None
        return self._finder.samples / RATE

    @property
    def drift(self) -> float:
        """How much faster the microphone's clock lets the loudspeaker's run than its own."""
        return self._pacer.rate

    @property
    def removed_db(self) -> float:
        """How much quieter the microphone became by it lately, while the coach spoke."""
        return 10.0 * math.log10(max(1e-12, self._heard) / max(1e-12, self._left))

    def cancel(self, near: bytes, far: bytes) -> bytes:
        """``near`` without its echo of ``far``: as long, and not later if blocks are multiples of 10 ms."""
        if len(near) != len(far):
            raise ValueError(f"{len(near)} bytes of the microphone, {len(far)} of the loudspeaker")
        self._near_waiting += near
        self._far_waiting += far
        size = _BLOCK * SAMPLE_BYTES
        while len(self._near_waiting) >= size:
            block = self._near_waiting[:size]
            self._out_waiting += self._cancelled(block, self._far_waiting[:size])
            self._near_waiting = self._near_waiting[size:]
            self._far_waiting = self._far_waiting[size:]
        if len(self._out_waiting) < len(near):
            self._out_waiting = bytes(size) + self._out_waiting
        out, self._out_waiting = self._out_waiting[: len(near)], self._out_waiting[len(near) :]
        return out

    def _cancelled(self, near_pcm: bytes, far_pcm: bytes) -> bytes:
        near, far = _samples(near_pcm), _samples(far_pcm)
        if self._finder.feed(near, far):
            self._move()
        sounding = self._take_far(far)
        if not sounding:
            return near_pcm
        heard = self._window()
        echo = self._echo_of(heard)
        left = near - echo
        self._learn(heard, left)
        self._learn_again(near)
        self._keep_pace(echo, left)
        out = left if self._agrees(near, echo) else near
        self._measure(near, out)
        return _pcm(out)

    def _keep_pace(self, echo: Samples, left: Samples) -> None:
        """What is left looks like the slope of the echo where the echo comes earlier than expected."""
        slope = np.gradient(echo)
        self._ahead += float(left @ slope)
        self._sloped += float(slope @ slope)
        self._paced += 1
        if self._paced * _BLOCK < _PACE * RATE:
            return
        self._usual_slope += 0.05 * (self._sloped - self._usual_slope)
        if self._ahead != 0.0:
            late = -self._ahead / max(self._sloped, self._usual_slope)
            self._pacer.turn(late, self._paced * _BLOCK / RATE)
        self._ahead, self._sloped, self._paced = 0.0, 0.0, 0

    def _take_far(self, far: Samples) -> bool:
        """Keep the loudspeaker's block, by the microphone's clock; whether anything that may still echo was a sound."""
        given = self._pacer.take(far)
        self._shift(len(given) - 1)
        for block in given:
            self._newest = (self._newest - 1) % _HISTORY
            spectrum = np.fft.rfft(np.concatenate((self._before, block)))
            self._before = block
            self._spectra[self._newest] = spectrum
            self._spectra[self._newest + _HISTORY] = spectrum
        silent = float(np.abs(far).max()) < _AUDIBLE
        self._silent_blocks = self._silent_blocks + 1 if silent else 0
        return self._silent_blocks < self._late + _PARTS + 3

    def _window(self, ago: int = 0) -> Spectra:
        """The loudspeaker's blocks as the filter met them so many ago, newest first, the delay left out."""
        begin = self._newest + self._late + ago
        return self._spectra[begin : begin + _PARTS]

    def _learn_again(self, near: Samples) -> None:
        """While the room is new, from some of the last blocks as well."""
        if self._learnt >= _NEW_FOR:
            return
        self._learnt += 1
        for turn in range(_TIMES):
            ago = 1 + (self._learnt * 13 + turn * 29) % _AGAIN
            if ago > len(self._nears):
                continue
            heard = self._window(ago)
            doubt, noise = self._doubt.copy(), self._noise
            self._learn(heard, self._nears[-ago] - self._echo_of(heard))
            # the same sound twice is no second witness
            self._doubt, self._noise = doubt, noise
        self._nears.append(near)

    def _echo_of(self, heard: Spectra) -> Samples:
        echo: Samples = np.fft.irfft((heard * self._room).sum(axis=0), _FFT)[_BLOCK:].astype(np.float32)
        return echo

    def _learn(self, heard: Spectra, left: Samples) -> None:
        """One step of the Kalman filter, bin by bin."""
        error: Spectra = np.fft.rfft(np.concatenate((np.zeros(_BLOCK, np.float32), left))).astype(
            np.complex64
        )
        self._noise = _NOISE_KEEPS * self._noise + (1.0 - _NOISE_KEEPS) * _power(error)
        powers = _power(heard)
        expected = _HALF * (powers * self._doubt).sum(axis=0) + self._noise + 1e-9
        gain = self._doubt / expected
        step = np.fft.irfft(gain * np.conj(heard) * error, _FFT, axis=1)
        step[:, _BLOCK:] = 0.0
        self._room = (_STAYS * (self._room + np.fft.rfft(step, axis=1))).astype(np.complex64)
        self._doubt *= _STAYS**2 * (1.0 - _HALF * gain * powers)
        self._doubt += (1.0 - _STAYS**2) * _power(self._room)

    def _agrees(self, near: Samples, echo: Samples) -> bool:
        """Whether taking the expected echo out makes the microphone quieter, judged over half a second."""
        self._agreed = _TRUST_KEEPS * self._agreed + float(near @ echo)
        self._expected = _TRUST_KEEPS * self._expected + float(echo @ echo)
        return self._is_right

    @property
    def _is_right(self) -> bool:
        return self._agreed > _HALF * self._expected + 1e-9

    def _measure(self, near: Samples, out: Samples) -> None:
        keeps = 0.99
        self._heard = keeps * self._heard + float(near @ near)
        self._left = keeps * self._left + float(out @ out)

    def _move(self) -> None:
        """Bring the found delay into the filter: the first shows where to look, each later one that it jumped."""
        delay = (self._finder.samples or 0) - self._pacer.lag
        before, self._found = self._found, delay
        if before is None:
            if not self._late * _BLOCK <= delay < (self._late + _PARTS // 3) * _BLOCK:
                self._look_from(max(0, int(delay) - _MARGIN) // _BLOCK)
            return
        jump = delay - before
        if abs(jump) < _WHOLE or self._is_right:
            return
        blocks = round(jump / _BLOCK)
        if abs(jump - blocks * _BLOCK) > _WHOLE:
            self._forget()
        self._shift(blocks)

    def _shift(self, blocks: int) -> None:
        """What was played comes so many blocks later than it did: the whole filter moves along."""
        late = self._late + blocks
        self._late = min(max(0, late), _HISTORY - _PARTS - _AGAIN - 1)
        self._roll(late - self._late)

    def _look_from(self, late: int) -> None:
        """Look at another part of what was played; what is known of it stays."""
        moved, self._late = late - self._late, late
        self._roll(-moved)
        self._doubt = _at_first()
        self._learnt = 0

    def _roll(self, parts: int) -> None:
        """Move what is known of the room to later parts of the filter."""
        if parts == 0:
            return
        self._room = np.roll(self._room, parts, axis=0)
        self._doubt = np.roll(self._doubt, parts, axis=0)
        fresh = slice(0, parts) if parts > 0 else slice(parts, None)
        self._room[fresh] = 0.0
        self._doubt[fresh] = _at_first()[fresh]

    def _forget(self) -> None:
        self._room = np.zeros((_PARTS, _BINS), np.complex64)
        self._doubt = _at_first()
        self._noise = np.full(_BINS, 1e-3, np.float32)
        self._learnt = 0


def _at_first() -> Powers:
    """What may be expected of a room that was never heard: its echoes fade by 10 dB in a tenth of a second."""
    parts = np.arange(_PARTS, dtype=np.float32)[:, None]
    return np.repeat(_DOUBT * np.float32(10.0) ** (-parts / 10.0), _BINS, axis=1).astype(np.float32)


def _power(spectra: Spectra) -> Powers:
    return np.square(np.abs(spectra), dtype=np.float32)


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(_FULL)


def _pcm(samples: Samples) -> bytes:
    return bytes(np.clip(np.rint(samples * _FULL), -32768, 32767).astype("<i2").tobytes())
