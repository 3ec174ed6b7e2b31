"""Rendered lines on disk, one file each, which are never half there."""

import contextlib
import hashlib
import os
import tempfile
import zlib
from pathlib import Path
from typing import Final

from voicecoach.core.pcm import SAMPLE_BYTES, Pcm
from voicecoach.errors import VoiceError

MARK: Final = b"line1\n"
"""Begins every file, before a checksum and the samples; another number makes all older files worthless."""
HEAD: Final = len(MARK) + 4


def key(*parts: object) -> str:
    """A file name for everything that a sound depends on."""
    told = "\0".join(str(part) for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


class Cache:
    """A folder of rendered lines; a damaged file is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> Pcm | None:
        """The sound kept under ``name``, if it is there and whole."""
        try:
            with open(f"{self._folder}/{name}.pcm", "rb") as file:  # noqa: PTH123 - 300 Path objects cost 5 ms
                data = file.read()
        except FileNotFoundError:
            return None
        except OSError as failed:
            raise VoiceError(f"{self._folder}: rendered lines cannot be read ({failed.strerror})") from failed
        samples = memoryview(data)[HEAD:]
        checksum = zlib.crc32(samples).to_bytes(4, "big")
        if data[:HEAD] != MARK + checksum or not samples or len(samples) % SAMPLE_BYTES:
            return None
        return Pcm(bytes(samples))

    def put(self, name: str, pcm: Pcm) -> None:
        """Keep a sound; a reader sees all of it or nothing."""
        data = MARK + zlib.crc32(pcm.samples).to_bytes(4, "big") + pcm.samples
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                Path(temporary).replace(self._folder / f"{name}.pcm")
            except OSError:
                with contextlib.suppress(FileNotFoundError):
                    Path(temporary).unlink()
                raise
        except OSError as failed:
            raise VoiceError(f"{self._folder}: rendered lines cannot be kept ({failed.strerror})") from failed
