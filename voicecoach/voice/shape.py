"""From what an engine wrote to what is played: checked, trimmed, of one loudness, 16 kHz mono."""

import wave
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from voicecoach.core.pcm import RATE, Pcm
from voicecoach.voice.files import UnreadableError, read_file

Samples = npt.NDArray[np.float32]

LEAD: Final = 0.02
TAIL: Final = 0.06
FRAME: Final = 0.005
QUIET: Final = 0.006
"""A frame counts as sound above this part (-44 dB) of the line's loudest frame."""
LOUDNESS: Final = 0.1
"""-20 dBFS, measured over the frames that are sound."""
PEAK: Final = 0.95
QUICKEST_SIGN: Final = 0.016
"""No engine says a letter faster than this at 160 words a minute; measured: 0.05 to 0.08 s."""
USUAL_RATE: Final = 160


class UnfitError(Exception):
    """A rendered file is not the whole line."""


def shaped(path: Path, text: str, rate: int) -> Pcm:
    """The line in ``path`` as it will be played; UnfitError when it is silent, too short or cut off."""
    samples, sample_rate = read(path)
    inside = _sounding(samples, sample_rate)
    _check(samples[inside], samples, sample_rate, text, rate)
    lead, tail = round(LEAD * sample_rate), round(TAIL * sample_rate)
    padded = np.pad(samples, (lead, tail))
    cut = resampled(padded[inside.start : inside.stop + lead + tail], sample_rate, RATE)
    return _levelled(_faded(cut))


def read(path: Path) -> tuple[Samples, int]:
    """Mono samples between -1 and 1, and their rate."""
    try:
        with wave.open(str(path)) as sound:
            channels, width, rate, frames, _, _ = sound.getparams()
            data = sound.readframes(frames)
    except (wave.Error, EOFError):
        return _read_other(path)
    except OSError as missing:
        raise UnfitError(f"no file ({missing.strerror})") from missing
    if width != 2:
        return _read_other(path)
    if len(data) < frames * channels * width:
        raise UnfitError("the file is cut off")
    return np.frombuffer(data, "<i2").reshape(-1, channels).mean(axis=1).astype(np.float32) / 32768, rate


def _read_other(path: Path) -> tuple[Samples, int]:
    """macOS's engine writes AIFF whatever the name says."""
    try:
        samples, rate = read_file(path)
    except UnreadableError as failed:
        raise UnfitError(str(failed)) from failed
    return samples.mean(axis=1).astype(np.float32), rate


def resampled(samples: Samples, from_rate: int, to_rate: int) -> Samples:
    """Band-limited, for whole lines that begin and end in silence."""
    if from_rate == to_rate or not len(samples):
        return samples
    block = from_rate // int(np.gcd(from_rate, to_rate))
    whole = np.pad(samples, (0, -len(samples) % block))
    frames = len(whole) * to_rate // from_rate
    spectrum = np.fft.rfft(whole)
    wanted = frames // 2 + 1
    spectrum = np.pad(spectrum, (0, max(0, wanted - len(spectrum))))[:wanted]
    sound = np.fft.irfft(spectrum, frames) * (to_rate / from_rate)
    return sound[: round(len(samples) * to_rate / from_rate)].astype(np.float32)


def _sounding(samples: Samples, rate: int) -> slice:
    frame = max(1, round(FRAME * rate))
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    loud = np.sqrt((frames**2).mean(axis=1)) if len(frames) else np.zeros(1, np.float32)
    where = np.flatnonzero(loud > QUIET * float(loud.max()))
    if not len(where):
        return slice(0, 0)
    return slice(int(where[0]) * frame, (int(where[-1]) + 1) * frame)


def _check(sound: Samples, whole: Samples, sample_rate: int, text: str, rate: int) -> None:
    if not len(whole):
        raise UnfitError("an empty file")
    if not len(sound) or float(np.abs(sound).max()) < 0.01:
        raise UnfitError("nothing but silence")
    signs = sum(sign.isalnum() for sign in text)
    if len(sound) / sample_rate < QUICKEST_SIGN * signs * USUAL_RATE / rate:
        raise UnfitError(f"only {len(sound) / sample_rate:.2f} s long")
    end = whole[-max(1, round(FRAME * sample_rate)) :]
    if float(np.abs(end).max()) > 0.2 * float(np.abs(whole).max()):
        raise UnfitError("it ends in the middle of a sound")


def _faded(samples: Samples) -> Samples:
    edge = min(len(samples) // 2, round(FRAME * RATE))
    ramp = np.linspace(0.0, 1.0, edge, dtype=np.float32)
    faded = samples.copy()
    faded[:edge] *= ramp
    faded[len(faded) - edge :] *= ramp[::-1]
    return faded


def _levelled(samples: Samples) -> Pcm:
    inside = samples[_sounding(samples, RATE)]
    loudness = float(np.sqrt((inside**2).mean()))
    gain = min(LOUDNESS / loudness, PEAK / float(np.abs(samples).max()))
    return Pcm(np.rint(samples * gain * 32767).astype("<i2").tobytes())
