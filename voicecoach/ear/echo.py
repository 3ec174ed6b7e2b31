"""Takes the coach's own voice out of the microphone: a linear filter that learns the room, and nothing else."""

import math

import numpy as np
from numpy.typing import NDArray

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.delay import LONGEST, DelayFinder, Samples

_BLOCK = RATE // 100
_FFT = 2 * _BLOCK
_BINS = _BLOCK + 1
_ROOM = 0.2
"""Seconds of the room's answer that are learnt."""
_PARTS = int(_ROOM * RATE) // _BLOCK
_MARGIN = RATE // 100
"""Samples of the filter before the echo's peak: the first sound is earlier than the loudest."""
_HISTORY = _PARTS + int(LONGEST * RATE) // _BLOCK + 1
_STAYS = 0.999
"""How much of the room is expected to stay as it is from one block to the next."""
_NOISE_KEEPS = 0.9
_DOUBT = 0.03
"""How strong an echo may be at first, as power: about a sixth of what was played."""
_DRIFTED = 2
"""A delay that moved by so few blocks drifted; one that jumped means another device or place."""
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
        self._late = 0
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
        echo = np.fft.irfft((heard * self._room).sum(axis=0), _FFT)[_BLOCK:].astype(np.float32)
        left = near - echo
        self._learn(heard, left)
        out = left if self._agrees(near, echo) else near
        self._measure(near, out)
        return _pcm(out)

    def _take_far(self, far: Samples) -> bool:
        """Keep the loudspeaker's block; whether anything of what may still echo was a sound."""
        spectrum = np.fft.rfft(np.concatenate((self._before, far)))
        self._before = far
        self._newest = (self._newest - 1) % _HISTORY
        self._spectra[self._newest] = spectrum
        self._spectra[self._newest + _HISTORY] = spectrum
        silent = float(np.abs(far).max()) < _AUDIBLE
        self._silent_blocks = self._silent_blocks + 1 if silent else 0
        return self._silent_blocks < self._late + _PARTS + 1

    def _window(self) -> Spectra:
        """The loudspeaker's last blocks as the filter meets them, newest first, the delay left out."""
        begin = self._newest + self._late
        return self._spectra[begin : begin + _PARTS]

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
        return self._agreed > _HALF * self._expected + 1e-9

    def _measure(self, near: Samples, out: Samples) -> None:
        keeps = 0.99
        self._heard = keeps * self._heard + float(near @ near)
        self._left = keeps * self._left + float(out @ out)

    def _move(self) -> None:
        """Bring the found delay into the filter; what was learnt moves along by whole parts."""
        samples = self._finder.samples or 0
        if self._late * _BLOCK <= samples - _MARGIN // 2 and samples < (self._late + _PARTS // 3) * _BLOCK:
            return
        late = max(0, samples - _MARGIN) // _BLOCK
        moved, self._late = late - self._late, late
        if abs(moved) > _DRIFTED:
            self._forget()
            return
        self._room = np.roll(self._room, -moved, axis=0)
        gone = slice(_PARTS - moved, None) if moved > 0 else slice(None, -moved)
        self._room[gone] = 0.0
        self._doubt = _at_first()

    def _forget(self) -> None:
        self._room = np.zeros((_PARTS, _BINS), np.complex64)
        self._doubt = _at_first()
        self._noise = np.full(_BINS, 1e-3, np.float32)


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
