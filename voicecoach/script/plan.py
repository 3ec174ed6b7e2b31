"""A rehearsal plan: what the person does, in the author's words, and what must come of it."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from voicecoach.script import values
from voicecoach.script.page import MOST_CHARACTERS, MOST_LINES
from voicecoach.script.plan_before import Before, before
from voicecoach.script.plan_diary import Remembers, remembers
from voicecoach.script.plan_moments import (
    AtQuestion,
    AtStep,
    AtTime,
    Moment,
    moment,
    question_named,
    settled,
    settled_step,
)
from voicecoach.script.problems import LineError, Problems

__all__ = [
    "AtQuestion",
    "AtStep",
    "AtTime",
    "Before",
    "Entry",
    "Expects",
    "Plan",
    "Remembers",
    "Says",
    "Silent",
    "parse_plan",
    "settle_plan",
]

_PARTS = "write Session:, Before:, Diary:, Silence:, at ..., asked ..., > or <"


@dataclass(frozen=True, slots=True)
class Says:
    """The person says ``text``: as soon as the coach waits or asks (``at`` None), or when ``at`` is reached."""

    text: str
    at: Moment | None
    line: int


@dataclass(frozen=True, slots=True)
class Expects:
    """The coach must say ``text`` somewhere after the last match."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Silent:
    """Where the coach waits or asks (``at`` None), or when ``at`` is reached, the person says nothing for
    ``seconds``."""

    seconds: float
    line: int
    at: Moment | None = None


Entry: TypeAlias = Says | Expects | Silent | Remembers


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for ``card`` with ``options`` (a preset, a variant, a switch, "no roller"), in the order written.

    ``before`` is what is known before; without any of it nobody is asked who should not start.
    """

    title: str
    card: str
    options: tuple[str, ...]
    entries: tuple[Entry, ...]
    session_line: int = 0
    before: tuple[Before, ...] = ()


def parse_plan(text: str, path: str) -> Plan:
    """The plan in ``text``; `ScriptError` with file and line of everything that is none."""
    problems = Problems(path)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_what_is_no_plan(text, problems)
    reading = _Reading()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = " ".join(raw.split())
        if line.lower() == "## notes":
            break
        try:
            reading.take(line, number)
        except LineError as wrong:
            problems.add(number, str(wrong))
    if reading.waiting is not None:
        problems.add(
            reading.waiting_line,
            f'"{reading.waiting_word}" is followed by nothing said; add a line "> words"',
        )
    if not reading.title:
        problems.add(1, 'the plan has no title; begin with "# " and what must come of it')
    if not reading.card:
        problems.add(1, 'the plan names no session; add a line like "Session: cervical-retraction, sitting"')
    problems.settle()
    return Plan(
        reading.title,
        reading.card,
        reading.options,
        tuple(reading.entries),
        reading.session_line,
        tuple(reading.before),
    )


def settle_plan(plan: Plan, steps: tuple[str, ...], path: str, questions: tuple[str, ...] = ()) -> Plan:
    """``plan`` with the names of its steps as they are in ``steps``; `ScriptError` for a step that is not there, or
    for a question that is not one of ``questions``."""
    problems = Problems(path)
    entries: list[Entry] = []
    for entry in plan.entries:
        try:
            if isinstance(entry, Says | Silent) and entry.at is not None:
                entries.append(replace(entry, at=settled(entry.at, steps, questions)))
            elif isinstance(entry, Remembers) and entry.where is not None:
                entries.append(replace(entry, where=settled_step(entry.where, steps)))
            else:
                entries.append(entry)
        except LineError as wrong:
            problems.add(entry.line, str(wrong))
    problems.settle()
    return replace(plan, entries=tuple(entries))


def _refuse_what_is_no_plan(text: str, problems: Problems) -> None:
    if len(text) > MOST_CHARACTERS:
        problems.add(1, "the file is larger than 1 MB; a plan is a page")
    elif text.count("\n") > MOST_LINES:
        problems.add(MOST_LINES, f"the plan has more than {MOST_LINES} lines; make several plans of it")
    elif not text.strip():
        problems.add(1, 'the file is empty; a plan begins with "# " and what must come of it')
    problems.settle()


class _Reading:
    """What is read of a plan so far; ``waiting`` is an "at" or "asked" whose words have not come yet."""

    def __init__(self) -> None:
        self.title = ""
        self.card = ""
        self.options: tuple[str, ...] = ()
        self.session_line = 0
        self.entries: list[Entry] = []
        self.before: list[Before] = []
        self.waiting: Moment | None = None
        self.waiting_word = ""
        self.waiting_line = 0

    def take(self, line: str, number: int) -> None:
        """Understand one line."""
        if line in ("", "...", "…"):
            return
        if line.startswith(">"):
            self._say(_words(line[1:]), number)
        elif self.waiting is not None and not line.lower().startswith("silence:"):
            self.waiting = None
            raise LineError(f'after "{self.waiting_word}" comes what the person says; write "> words"')
        elif line.startswith("<"):
            self.entries.append(Expects(_words(line[1:]), number))
        elif line.startswith("# "):
            self._name(line[2:])
        elif re.match(r"at\b", line, re.IGNORECASE) and ":" not in line.split(" ")[0]:
            self._wait("at", moment(line[2:].strip()), number)
        elif re.match(r"asked\b", line, re.IGNORECASE) and ":" not in line.split(" ")[0]:
            self._wait("asked", question_named(line[5:].strip()), number)
        else:
            self._word(line, number)

    def _wait(self, word: str, at: Moment, number: int) -> None:
        self.waiting_word, self.waiting, self.waiting_line = word, at, number

    def _say(self, text: str, number: int) -> None:
        self.entries.append(Says(text, self.waiting, number))
        self.waiting = None

    def _name(self, title: str) -> None:
        if self.title:
            raise LineError("there is a second title; make two plans of it")
        self.title = title

    def _word(self, line: str, number: int) -> None:
        word, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or word.lower() not in ("session", "before", "diary", "silence"):
            near = values.nearest(word, ("Session", "Before", "Diary", "Silence")) if colon else None
            meant = f'did you mean "{near}"?' if near else _PARTS
            raise LineError(f'"{line[:40]}" is no part of a plan; {meant}')
        if not value:
            raise LineError(f'there is nothing after "{word}:"; write it on the same line')
        match word.lower():
            case "session":
                if self.card:
                    raise LineError("there is a second session; make two plans of it")
                self.card, *options = values.parts(value) or ("",)
                self.options, self.session_line = tuple(options), number
            case "before":
                self.before.append(before(value, number))
            case "silence":
                self.entries.append(Silent(values.seconds(value), number, self.waiting))
                self.waiting = None
            case _:
                self.entries.append(remembers(value, number))


def _words(text: str) -> str:
    if not text.strip():
        raise LineError("there are no words; write what is said")
    return text.strip()
