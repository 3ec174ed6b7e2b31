"""Doing something with a card at once, and anew whenever its file is saved."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias, TypeVar

from voicecoach.errors import ScriptError, UsageError

T = TypeVar("T")
Mark: TypeAlias = tuple[int, int, int] | None

LOOK = 0.5
"""Seconds between two looks at the file. No library: one file twice a second costs nothing, and unlike the messages
of a system it works on every disk and with editors that put a new file in the place of the old one."""
SETTLES = 0.1
"""Seconds in which a file that is just being saved must not change any more."""


def mark(path: Path) -> Mark:
    """What changes when the file at ``path`` is saved; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Saved(Exception):  # noqa: N818  # no error: the author did what was waited for
    """The file was saved while something was done with it."""


class Watch:
    """The file at ``path``; ``pause`` waits for some seconds; ``asked``: a key asked for it once more since then."""

    def __init__(
        self, path: Path, pause: Callable[[float], object], asked: Callable[[], bool] = lambda: False
    ) -> None:
        self.path = path
        self._pause = pause
        self._asked = asked
        self._seen = mark(path)

    def look(self) -> None:
        """`Saved` if the file was saved since it settled."""
        if mark(self.path) != self._seen:
            raise Saved

    def settle(self) -> None:
        """Return when the file stays as it is for a moment; as it is then it counts as seen."""
        now = mark(self.path)
        while now != self._seen:
            before = now
            self._pause(SETTLES)
            now = mark(self.path)
            if now == before:
                break
        self._seen = now

    def wait(self) -> None:
        """Return when the file was saved, or when it is asked for once more."""
        self._asked()  # what was pressed before does not count
        while mark(self.path) == self._seen and not self._asked():
            self._pause(LOOK)


def whenever_saved(
    watch: Watch,
    make: Callable[[], T],
    do: Callable[[T], None],
    show: Callable[[Iterable[str]], None],
    once: bool,
) -> None:
    """``do`` what ``make`` makes of the file, and anew whenever it is saved, without end; or ``once``.

    What the author got wrong in a save is shown, and the next save awaited; `Saved` ends what is being done.
    """
    first = True
    while True:
        watch.settle()
        try:
            do(make())
        except Saved:
            show(["", "Saved: once more."])
            continue
        except (ScriptError, UsageError) as wrong:
            if once or (first and isinstance(wrong, UsageError)):
                raise
            show(["", *str(wrong).splitlines(), "Put it right and save it. Ctrl-C: ends."])
        else:
            if once:
                return
            show(["", f"Any key: once more. Save {watch.path.name}: anew. Ctrl-C: ends."])
        first = False
        watch.wait()
