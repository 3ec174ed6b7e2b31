"""The keyboard as a second way to be heard: any key halts in a voice session, typed lines are words in text mode."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

STOP_KEY_WORDS = "stop"
END_KEY_WORDS = "finish"


def read_words(source: TextIO, hear: Callable[[str], None]) -> threading.Thread:
    """Hear every line of ``source`` as words, and "finish" at its end: nobody can type any more then."""

    def read() -> None:
        for line in source:
            if line.strip():
                hear(line.strip())
        hear(END_KEY_WORDS)

    thread = threading.Thread(target=read, name="typed-words", daemon=True)
    thread.start()
    return thread


@contextmanager
def any_key(pressed: Callable[[], None]) -> Iterator[None]:
    """Call ``pressed`` for every key until the end, if there is a keyboard; the terminal is as before afterwards."""
    if not sys.stdin.isatty():
        yield
        return
    if sys.platform == "win32":
        with _windows_keys(pressed):
            yield
    else:
        with _unix_keys(pressed):
            yield


@contextmanager
def _unix_keys(pressed: Callable[[], None]) -> Iterator[None]:
    import os
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    ending, end = os.pipe()

    def read() -> None:
        while True:
            ready, _, _ = select.select([terminal, ending], [], [])
            if ending in ready or not os.read(terminal, 64):
                return
            pressed()

    thread = threading.Thread(target=read, name="any-key", daemon=True)
    try:
        tty.setcbreak(terminal)
        thread.start()
        yield
    finally:
        os.write(end, b"x")
        thread.join(timeout=1.0)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        os.close(ending)
        os.close(end)


@contextmanager
def _windows_keys(pressed: Callable[[], None]) -> Iterator[None]:
    import msvcrt

    over = threading.Event()

    def read() -> None:
        while not over.wait(0.05):
            while msvcrt.kbhit():  # type: ignore[attr-defined]  # Windows only
                msvcrt.getwch()  # type: ignore[attr-defined]  # Windows only
                pressed()

    thread = threading.Thread(target=read, name="any-key", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=1.0)
