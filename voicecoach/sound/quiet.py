"""A terminal without the remarks that ALSA, JACK and PulseAudio write on it from C."""

import contextlib
import ctypes
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import Final

NOISE: Final = (
    b"ALSA lib ",
    b"Cannot connect to server",
    b"Expression '",
    b"JackShm",
    b"PaAlsa",
    b"attempt to connect to server",
    b"connect(2) call to",
    b"jack server is not running",
    b"pulse.c",
    b"shm_",
)
_ONE_AT_A_TIME: Final = threading.RLock()
"""File descriptor 2 belongs to the whole process, so the turn to redirect it does too."""


def silence_alsa() -> None:
    """Give ALSA's remarks a place that is not the terminal, for good: an underrun is told at any time.

    Any C function that leaves its arguments alone will do; one in Python would need the GIL in the sound thread.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):  # no ALSA, no remarks
        nothing = ctypes.cast(ctypes.CDLL(None).getppid, ctypes.c_void_p)
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(nothing)


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Hold back what is written to standard error meanwhile; what is no known noise is passed on at the end.

    The C libraries write to the file descriptor, so redirecting ``sys.stderr`` would not do.
    """
    with _ONE_AT_A_TIME:
        _flush()
        try:
            terminal = os.dup(2)
        except OSError:  # a daemon without a standard error: nothing to keep quiet
            yield
            return
        with tempfile.TemporaryFile() as held, contextlib.ExitStack() as back:
            back.callback(os.close, terminal)
            back.callback(_pass_on, held.fileno(), terminal)
            back.callback(os.dup2, terminal, 2)
            back.callback(_flush)
            os.dup2(held.fileno(), 2)
            yield


def _flush() -> None:
    if sys.stderr is not None:
        with contextlib.suppress(ValueError):  # closed by someone else: then nothing is in it
            sys.stderr.flush()


def _pass_on(held: int, terminal: int) -> None:
    os.lseek(held, 0, os.SEEK_SET)
    written = b""
    while part := os.read(held, 1 << 16):
        written += part
    kept = b"".join(line for line in written.splitlines(keepends=True) if not is_noise(line))
    if kept:
        os.write(terminal, kept)


def is_noise(line: bytes) -> bool:
    """Whether a line on standard error is a remark of a sound library."""
    return not line.strip() or line.lstrip().startswith(NOISE)
