"""What is wrong with a text, gathered line by line, so that its author sees everything at once."""

from voicecoach.errors import ScriptError

MOST = 50
"""More problems than this are one problem: the text is not what it was taken for."""


class LineError(Exception):
    """A value cannot be read; the text says what is wrong and what to write instead."""


class Problems:
    """The problems found in the text at ``path`` so far."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        """Remember that ``line`` (from 1) is wrong; raise `ScriptError` when it is too much to go on."""
        self._found.append((line, text))
        if len(self._found) >= MOST:
            self._found.append((line, f"more than {MOST} problems; the rest was not read"))
            self.settle()

    def lines(self) -> frozenset[int]:
        """The lines in which something is wrong so far."""
        return frozenset(line for line, _ in self._found)

    def settle(self) -> None:
        """Raise `ScriptError` with every problem in the order of lines, or return if there is none."""
        if self._found:
            ordered = dict.fromkeys(sorted(self._found, key=lambda found: found[0]))
            raise ScriptError("\n".join(f"{self._path}:{line}: {text}" for line, text in ordered))
