"""What `voicecoach new` does to files and to the terminal: a card never takes the place of another."""

import os
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path

from voicecoach.errors import ScriptError, UsageError
from voicecoach.shells.about_ask import typed_line
from voicecoach.shells.screen import show_lines

DRAFT = ".draft.txt"
"""How a draft's name ends; a card ends in .md, so a draft is never taken for one."""


def unused_draft(folder: Path, name: str) -> Path:
    """A file for the draft of the card called ``name`` that is not there yet."""
    path, number = folder / f"{name}{DRAFT}", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}{DRAFT}"
    return path


def write_draft(path: Path, text: str) -> None:
    """Put ``text`` in the place of the draft's, wholly or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = _beside(path, text)
        written.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error


def write_new(path: Path, text: str) -> None:
    """Write the card to ``path``, wholly or not at all; what is there already stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = _beside(path, text)
        try:
            _put_where_nothing_is(written, path, text)
        finally:
            written.unlink()
    except FileExistsError:
        raise UsageError(f"{path}: there is such a file already, and it was left as it is") from None
    except OSError as error:
        raise _not_written(path, error) from error


def _beside(path: Path, text: str) -> Path:
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".tmp", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            written.unlink()
            raise
    return written


def _put_where_nothing_is(written: Path, path: Path, text: str) -> None:
    try:
        path.hardlink_to(written)
    except FileExistsError:
        raise
    except OSError:  # a memory stick knows no second name for a file
        with path.open("xb") as file:
            file.write(text.encode("utf-8"))
            return
    written.chmod(0o644)


def _not_written(path: Path, error: OSError) -> ScriptError:
    return ScriptError(f"{path}: this cannot be written ({error.strerror}); choose another place with --to")


def keyboard_line() -> str | None:
    """The next line from the keyboard, with the arrow keys where there is a terminal; None at its end or Ctrl-C."""
    try:
        if not sys.stdin.isatty():
            typed = typed_line()
            if typed is not None:
                show_lines([f"> {typed}"])  # so that what comes out reads as it would at a keyboard
            return typed
        _with_arrow_keys()
        return input("> ")
    except (EOFError, KeyboardInterrupt):
        return None
    except UnicodeDecodeError:
        return "\ufffd"  # no letter of any answer: it is asked for anew


def show_wrapped(lines: Iterable[str]) -> None:
    """Lines broken between words where the terminal ends; what goes on stands as far in as it began."""
    wide = min(100, shutil.get_terminal_size().columns - 1)
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + (2 if line.startswith(" ") else 0))
        show_lines(textwrap.wrap(line, max(wide, 40), subsequent_indent=indent) or [""])


def _with_arrow_keys() -> None:
    if sys.platform != "win32":  # there the console itself edits lines
        import readline  # noqa: F401  # input() uses it once it is imported
