"""A card's text, looked at as a whole: every finding with its line, its column where that is known, and its rule."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voicecoach.core.card import Card
from voicecoach.errors import ScriptError
from voicecoach.script.find import read_text
from voicecoach.script.fix import fixed
from voicecoach.script.json_form import from_json
from voicecoach.script.parse import read
from voicecoach.script.problems import Problem, Problems, TextError
from voicecoach.script.remarks import facts_of, remarks
from voicecoach.script.rules import Rule, Severity, severity_of

_CANNOT_BE_READ = (
    "there is no such file",
    "this is a folder",
    "not a plain file",
    "cannot be read",
    "not UTF-8",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the check found, as editors and programs get it; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int | None
    rule: Rule
    message: str
    instead: str

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return severity_of(self.rule)

    @property
    def text(self) -> str:
        """One line, in the shape in which editors look for a file, a line and a column."""
        where = f"{self.file}:{self.line}" + (f":{self.column}" if self.column is not None else "")
        instead = f"; {self.instead}" if self.instead else ""
        return f"{where}: {self.severity.value}: {self.message}{instead} [{self.rule.value}]"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one file; ``card`` is None if it cannot be played, ``lines`` where its words in front stand."""

    file: str
    findings: tuple[Finding, ...]
    source: tuple[str, ...] = ()
    card: Card | None = None
    lines: dict[str, int] | None = None

    @property
    def unread(self) -> bool:
        """Whether the file cannot be read at all."""
        return any(one.rule is Rule.UNREADABLE for one in self.findings)

    def more(self, problems: Iterable[Problem]) -> "Checked":
        """The same with ``problems`` that were found by other means."""
        found = (*self.findings, *findings(self.file, problems, self.source))
        return Checked(self.file, in_order(found), self.source, self.card, self.lines)


def check_file(path: Path, cards: Collection[str]) -> Checked:
    """What is to be said of the card in the file at ``path``; ``cards`` are the names of all that there are."""
    try:
        text = read_text(path)
    except ScriptError as unread:
        return Checked(str(path), (_unread(str(path), str(unread)),))
    if path.suffix == ".json":
        return _check_json(text, path, cards)
    return check_text(text, path.stem, str(path), cards)


def check_text(text: str, name: str, file: str, cards: Collection[str]) -> Checked:
    """What is to be said of the card that ``text`` is."""
    problems = Problems(file)
    source = tuple(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")))
    try:
        reading = read(text, name, problems)
    except TextError as too_much:
        return Checked(file, findings(file, too_much.found, source), source)
    wrong = problems.told()
    found = (*wrong, *remarks(reading.card, reading.lines, cards), *_slips(text))
    card = reading.card if not wrong else None
    if card is not None:
        found += tuple(facts_of(card, reading.lines))
    return Checked(file, findings(file, found, source), source, card, reading.lines)


def _check_json(text: str, path: Path, cards: Collection[str]) -> Checked:
    """A card in JSON has no lines of its own: what is found is about line 1, and names the text that it is about."""
    try:
        card = from_json(text, str(path))
    except ScriptError as wrong:
        found = tuple(_from_json(problem, str(path)) for problem in str(wrong).split("\n"))
        return Checked(str(path), found)
    told = tuple(Problem(1, one.text, one.rule) for one in (*remarks(card, {}, cards), *facts_of(card, {})))
    return Checked(str(path), findings(str(path), told, ()), (), card, {})


def findings(file: str, problems: Iterable[Problem], source: tuple[str, ...]) -> tuple[Finding, ...]:
    """The ``problems`` as findings, with columns where the words that they name stand in the ``source``."""
    found = []
    for problem in problems:
        message, instead = halves(problem.text)
        column = _column(message, source[problem.line - 1]) if problem.line <= len(source) else None
        found.append(Finding(file, max(1, problem.line), column, problem.rule, message, instead))
    return in_order(found)


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, by lines."""
    return tuple(dict.fromkeys(sorted(found, key=lambda one: (one.line, one.column or 0))))


def halves(text: str) -> tuple[str, str]:
    """What is wrong, and what to write instead: cut at the first "; " that is not inside quotes."""
    quoted = False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif not quoted and text.startswith("; ", at):
            return text[:at], text[at + 2 :]
    what, _, instead = text.rpartition("; ")
    return (what, instead) if what else (text, "")


def _column(message: str, line: str) -> int | None:
    """Where the first thing that ``message`` quotes stands in ``line``."""
    for quoted in re.findall(r'"([^"]+)"', message):
        at = line.lower().find(quoted.removesuffix("...").lower())
        if at >= 0:
            return at + 1
    return None


def _slips(text: str) -> Iterator[Problem]:
    """What ``--fix`` would put right though the card can be read as it is."""
    for slip in fixed(text)[1]:
        if slip.rule is Rule.QUOTES:
            yield Problem(slip.line, "typographic quotes differ from font to font; write ' and \"", slip.rule)
        elif slip.rule is Rule.SPACES:
            yield Problem(slip.line, "several spaces stand in a row; leave one", slip.rule)


def _unread(file: str, text: str) -> Finding:
    placed = re.match(rf"{re.escape(file)}(?::(?P<line>[0-9]+))?: ", text)
    line = int(placed["line"]) if placed and placed["line"] else 1
    message, instead = halves(text[placed.end() :] if placed else text)
    unreadable = any(known in message for known in _CANNOT_BE_READ)
    return Finding(file, line, None, Rule.UNREADABLE if unreadable else Rule.NO_CARD, message, instead)


def _from_json(problem: str, file: str) -> Finding:
    placed = _unread(file, problem)
    return Finding(file, placed.line, None, Rule.VALUE, placed.message, placed.instead)
