"""Earcons read from a folder of WAV files."""

import wave
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from typing import Final

from voicecoach.core.pcm import RATE, Pcm
from voicecoach.errors import DeviceError

NAMES: Final = ("heard", "hold-begins", "hold-ends", "change-side", "trouble", "tick")
LONGEST: Final = 2.0
"""Seconds: a longer sound is not an earcon, and would lie over the next line."""


def load_earcons(folder: Traversable, names: Iterable[str] = NAMES) -> dict[str, Pcm]:
    """Each name with the sound in ``folder``/name.wav: 16-bit mono at 16 kHz, of two seconds at most."""
    return {name: _read(folder.joinpath(f"{name}.wav")) for name in names}


def _read(file: Traversable) -> Pcm:
    try:
        with file.open("rb") as opened, wave.open(opened) as sound:
            shape = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            frames = sound.getnframes()
            data = sound.readframes(frames)
    except OSError as missing:
        raise DeviceError(f"{file}: the earcon cannot be read ({missing.strerror})") from missing
    except (wave.Error, EOFError) as broken:
        raise DeviceError(f"{file}: the earcon is not a WAV file ({broken or 'it is cut off'})") from broken
    if shape != (1, 2, RATE):
        raise DeviceError(f"{file}: an earcon must be 16-bit mono at {RATE} Hz")
    if not frames or len(data) != 2 * frames or frames > LONGEST * RATE:
        raise DeviceError(f"{file}: an earcon must be whole and at most {LONGEST:g} s long")
    return Pcm(data)
