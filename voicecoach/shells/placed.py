"""Files put in their place whole or not at all, and never over another one unasked."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from voicecoach.errors import UsageError


def refuse_to_overwrite(paths: Iterable[Path]) -> None:
    """`UsageError` if any of ``paths`` is there already."""
    there = [path for path in paths if os.path.lexists(path)]
    if there:
        raise UsageError(f"{there[0]}: this is there already; --force replaces it, -o names another")


def place(files: Mapping[Path, bytes]) -> None:
    """Write all of ``files``; when one cannot be written, as on a full disk, none of them appears."""
    ready: list[tuple[Path, Path]] = []
    path = Path()
    folders = [path for path in files if path.is_dir()]
    if folders:
        raise UsageError(f"{folders[0]}: this is a folder; name a file in it")
    try:
        for path, data in files.items():
            ready.append((_written(path, data), path))
        for temporary, path in ready:
            temporary.replace(path)
    except OSError as failed:
        raise UsageError(
            f"{path}: this cannot be written ({failed.strerror or failed}); choose another place"
        ) from failed
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)


def _written(path: Path, data: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)  # a temporary file is for its owner alone
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return Path(name)
