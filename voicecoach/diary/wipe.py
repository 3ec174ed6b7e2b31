"""Removing files for good, as far as a program can."""

import os
from pathlib import Path

from voicecoach.errors import DiaryError
from voicecoach.written import sync_folder

BLOCK = 1 << 20


def wipe(file: Path) -> bool:
    """Write zeros over ``file`` and remove it; of a link only the link; False if there is none.

    What a disk keeps elsewhere, as in its own spare places or in a snapshot, is out of reach: docs/diary.md says so.
    """
    if not os.path.lexists(file):
        return False
    try:
        if not file.is_symlink():
            _overwrite(file)
        file.unlink()
        sync_folder(file.parent)
    except OSError as error:
        raise DiaryError(
            f"{file}: this cannot be removed ({error.strerror}); make the file and its folder writable, do it again"
        ) from error
    return True


def _overwrite(file: Path) -> None:
    left = file.stat().st_size
    with file.open("r+b", buffering=0) as content:
        while left > 0:
            left -= content.write(bytes(min(left, BLOCK)))
        os.fsync(content.fileno())
