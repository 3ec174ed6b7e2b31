"""Sound files read and written through libsndfile: the only importer of soundfile."""

import io
from enum import Enum
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

PIECE: Final = 1 << 15
"""Frames written at a time: Vorbis overflows its stack when it is given minutes at once."""


class Container(Enum):
    """What libsndfile can write: the format, its way to hold samples, and from 0 (best) to 1 (smallest) how much of
    the sound is left out; 45 to 50 kbit/s, where speech at 16 kHz loses nothing that is heard."""

    WAV = ("WAV", "PCM_16", None)
    FLAC = ("FLAC", "PCM_16", None)
    VORBIS = ("OGG", "VORBIS", 0.3)
    OPUS = ("OGG", "OPUS", 0.82)
    MP3 = ("MP3", "MPEG_LAYER_III", 0.4)


class UnreadableError(Exception):
    """What was given is no sound, or this libsndfile is too old for its format."""


def read_file(source: Path | bytes) -> tuple[Samples, int]:
    """All channels as columns, and the rate."""
    import soundfile

    opened = io.BytesIO(source) if isinstance(source, bytes) else str(source)
    try:
        samples, rate = soundfile.read(opened, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as failed:
        raise UnreadableError("the file is not sound") from failed
    return samples, int(rate)


def written(samples: Samples, rate: int, container: Container) -> bytes:
    """Mono ``samples`` as a whole file."""
    import soundfile

    form, subtype, leaves_out = container.value
    whole = io.BytesIO()
    lossy = {} if leaves_out is None else {"compression_level": leaves_out}
    try:
        with soundfile.SoundFile(
            whole, "w", samplerate=rate, channels=1, format=form, subtype=subtype, **lossy
        ) as file:
            for start in range(0, len(samples), PIECE):
                file.write(samples[start : start + PIECE])
    except (soundfile.SoundFileError, ValueError, TypeError) as failed:
        raise UnreadableError(
            f"this computer's libsndfile cannot write {subtype.lower()} ({failed})"
        ) from failed
    return whole.getvalue()
