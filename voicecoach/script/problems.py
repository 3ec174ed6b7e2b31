"""What is wrong with a text, gathered line by line, so that its author sees everything at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from voicecoach.errors import ScriptError
from voicecoach.script.rules import Rule

MOST = 50
"""More problems than this are one problem: the text is not what it was taken for."""


class LineError(Exception):
    """A value cannot be read; the text says what is wrong and what to write instead."""

    def __init__(self, text: str, rule: Rule = Rule.VALUE) -> None:
        super().__init__(text)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` (from 1) breaks ``rule``; the ``text`` is what is wrong, "; ", and what to write instead."""

    line: int
    text: str
    rule: Rule


class TextError(ScriptError):
    """A text with problems: every one is in ``found``, in the order of lines."""

    def __init__(self, path: str, found: Iterable[Problem]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(dict.fromkeys(f"{path}:{one.line}: {one.text}" for one in self.found)))


class Problems:
    """The problems found in the text at ``path`` so far."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: list[Problem] = []

    def add(self, line: int, text: str, rule: Rule = Rule.VALUE) -> None:
        """Remember that ``line`` (from 1) is wrong; raise `TextError` when it is too much to go on."""
        self._found.append(Problem(line, text, rule))
        if len(self._found) >= MOST:
            self._found.append(
                Problem(line, f"more than {MOST} problems; the rest was not read", Rule.NO_CARD)
            )
            self.settle()

    def wrong(self, line: int, error: LineError) -> None:
        """Remember that the value on ``line`` cannot be read."""
        self.add(line, str(error), error.rule)

    def lines(self) -> frozenset[int]:
        """The lines in which something is wrong so far."""
        return frozenset(problem.line for problem in self._found)

    def told(self) -> tuple[Problem, ...]:
        """Every problem so far, once, in the order of lines."""
        return tuple(dict.fromkeys(sorted(self._found, key=lambda problem: problem.line)))

    def settle(self) -> None:
        """Raise `TextError` with every problem in the order of lines, or return if there is none."""
        if self._found:
            raise TextError(self._path, self.told())
