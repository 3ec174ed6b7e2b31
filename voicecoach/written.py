"""Writes what the user asked for to a file or a folder: whole or not at all, for their eyes only, over nothing else."""

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from voicecoach.errors import UsageError

PRIVATE_FILE = 0o600


def write_file(to: Path, content: bytes, force: bool = False) -> None:
    """Put ``content`` into the file ``to``; what is there already stays as it is, unless ``force``."""
    _refuse_odd(to)
    if to.is_dir():
        raise UsageError(f"{to}: this is a folder; name a file in it")
    if not force:
        refuse_present(to)
    with _clear_errors(to):
        number, name = tempfile.mkstemp(
            prefix=f".{to.name}.", dir=to.parent
        )  # nobody else can read it from the start
        part = Path(name)
        try:
            _fill(number, content)
            if force:
                part.replace(to)
            else:
                name_anew(part, to)
            sync_folder(to.parent)
        finally:
            part.unlink(missing_ok=True)


def write_folder(to: Path, files: Mapping[str, bytes], force: bool = False) -> None:
    """Put ``files`` into the new folder ``to``; with ``force`` one that holds nothing but files of these names goes."""
    _refuse_odd(to)
    if os.path.lexists(to):
        _refuse_other(to, files, force)
    with _clear_errors(to):
        part = Path(tempfile.mkdtemp(prefix=f".{to.name}.", dir=to.parent))
        old = part.with_name(f"{part.name}.old")
        try:
            for name, content in files.items():
                _fill(os.open(part / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), content)
            sync_folder(part)
            if to.is_dir():
                to.rename(old)
            part.rename(to)
            sync_folder(to.parent)
        except BaseException:
            if old.exists() and not to.exists():
                old.rename(to)
            raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of ``files``; the same files make the same zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = PRIVATE_FILE << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _fill(number: int, content: bytes) -> None:
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def name_anew(part: Path, to: Path) -> None:
    """Give the whole file ``part`` its name; `UsageError` if there is a file of that name."""
    try:
        to.hardlink_to(part)  # unlike a renaming, it never replaces what came there meanwhile
    except FileExistsError:
        refuse_present(to)
    except OSError:  # a disk without such links, as memory sticks are
        refuse_present(to)
        part.replace(to)


def _refuse_odd(to: Path) -> None:
    if not to.name or to.name == "..":
        raise UsageError(f"{to}: this names no file; give it a name")


def refuse_present(to: Path) -> None:
    """`UsageError` if something has that name."""
    if os.path.lexists(to):
        raise UsageError(f"{to}: this file is there already; --force replaces it, -o names another")


def _refuse_other(to: Path, files: Mapping[str, bytes], force: bool) -> None:
    """Whatever is not an earlier export is never replaced: a folder can hold anything."""
    if to.is_symlink() or not to.is_dir():
        raise UsageError(f"{to}: this is a file; name a new folder, or a file that ends in .zip")
    with _clear_errors(to):
        held = {each.name for each in to.iterdir()}
    others = sorted(held - set(files))
    if others:
        raise UsageError(f"{to}: this folder holds other things ({others[0]}); name a new folder")
    if held and not force:
        raise UsageError(f"{to}: this folder is there already; --force replaces it, -o names another")


def sync_folder(folder: Path) -> None:
    """A new name is on disk only when its folder is."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _clear_errors(to: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UsageError(f"{to}: its folder is not there; make it first, or choose another place") from error
    except OSError as error:
        raise UsageError(f"{to}: this cannot be written ({error.strerror}); choose another place") from error
