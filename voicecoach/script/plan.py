"""A rehearsal plan: what the person does, in the author's words, and what must come of it."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from voicecoach.core.facts import EndedBy, HaltKind
from voicecoach.script import values
from voicecoach.script.page import MOST_CHARACTERS, MOST_LINES
from voicecoach.script.problems import LineError, Problems

SIDES = ("left", "right")
NOT_ANSWERED = "not answered"


@dataclass(frozen=True, slots=True)
class AtTime:
    """When the session is ``seconds`` old."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AtStep:
    """When that place is reached first: ``rep`` 0, ``phase`` "" and ``side`` "" are any."""

    step: str
    rep: int = 0
    phase: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """The person says ``text``: as soon as the coach waits or asks (``at`` None), or when ``at`` is reached."""

    text: str
    at: AtTime | AtStep | None
    line: int


@dataclass(frozen=True, slots=True)
class Expects:
    """The coach must say ``text`` somewhere after the last match."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Silent:
    """Where the coach waits or asks, the person says nothing for ``seconds``."""

    seconds: float
    line: int


@dataclass(frozen=True, slots=True)
class Remembers:
    """What the diary must hold: a halt and where it was, the answers to questions, how the session ended.

    An answer is the question's name and its value; None: it was not answered. "pain 7" is the halt and "pain", 7.
    """

    line: int
    halt: HaltKind | None = None
    answers: tuple[tuple[str, str | int | None], ...] = ()
    where: AtStep | None = None
    of: int = 0
    ended_by: EndedBy | None = None


Entry: TypeAlias = Says | Expects | Silent | Remembers


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for ``card`` with ``options`` (a preset, a variant, a switch, "no roller"), in the order written."""

    title: str
    card: str
    options: tuple[str, ...]
    entries: tuple[Entry, ...]
    session_line: int = 0


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
        problems.add(reading.waiting_line, '"at" is followed by nothing said; add a line "> words"')
    if not reading.title:
        problems.add(1, 'the plan has no title; begin with "# " and what must come of it')
    if not reading.card:
        problems.add(1, 'the plan names no session; add a line like "Session: cervical-retraction, sitting"')
    problems.settle()
    return Plan(reading.title, reading.card, reading.options, tuple(reading.entries), reading.session_line)


def settle_plan(plan: Plan, steps: tuple[str, ...], path: str) -> Plan:
    """``plan`` with the names of its steps as they are in ``steps``; `ScriptError` for a step that is not there."""
    problems = Problems(path)
    entries: list[Entry] = []
    for entry in plan.entries:
        try:
            if isinstance(entry, Says) and isinstance(entry.at, AtStep):
                entries.append(replace(entry, at=_settled(entry.at, steps)))
            elif isinstance(entry, Remembers) and entry.where is not None:
                entries.append(replace(entry, where=_settled(entry.where, steps)))
            else:
                entries.append(entry)
        except LineError as wrong:
            problems.add(entry.line, str(wrong))
    problems.settle()
    return replace(plan, entries=tuple(entries))


def _settled(at: AtStep, steps: tuple[str, ...]) -> AtStep:
    known = {step.lower(): step for step in steps}
    if not at.step:
        return at
    if at.step.lower() in known:
        return replace(at, step=known[at.step.lower()])
    head, comma, tail = at.step.rpartition(", ")
    if comma and head.lower() in known and not at.phase:
        return replace(at, step=known[head.lower()], phase=tail.lower())
    near = values.nearest(at.step, steps)
    meant = f'did you mean "{near}"?' if near else f"the steps are: {', '.join(dict.fromkeys(steps))}"
    raise LineError(f'there is no step "{at.step[:60]}"; {meant}')


def _refuse_what_is_no_plan(text: str, problems: Problems) -> None:
    if len(text) > MOST_CHARACTERS:
        problems.add(1, "the file is larger than 1 MB; a plan is a page")
    elif text.count("\n") > MOST_LINES:
        problems.add(MOST_LINES, f"the plan has more than {MOST_LINES} lines; make several plans of it")
    elif not text.strip():
        problems.add(1, 'the file is empty; a plan begins with "# " and what must come of it')
    problems.settle()


class _Reading:
    """What is read of a plan so far; ``waiting`` is an "at" whose words have not come yet."""

    def __init__(self) -> None:
        self.title = ""
        self.card = ""
        self.options: tuple[str, ...] = ()
        self.session_line = 0
        self.entries: list[Entry] = []
        self.waiting: AtTime | AtStep | None = None
        self.waiting_line = 0

    def take(self, line: str, number: int) -> None:
        """Understand one line."""
        if line in ("", "...", "…"):
            return
        if line.startswith(">"):
            self._say(_words(line[1:]), number)
        elif self.waiting is not None:
            self.waiting = None
            raise LineError('after "at" comes what the person says; write "> words"')
        elif line.startswith("<"):
            self.entries.append(Expects(_words(line[1:]), number))
        elif line.startswith("# "):
            self._name(line[2:])
        elif re.match(r"at\b", line, re.IGNORECASE) and ":" not in line.split(" ")[0]:
            self.waiting, self.waiting_line = _moment(line[2:].strip()), number
        else:
            self._word(line, number)

    def _say(self, text: str, number: int) -> None:
        self.entries.append(Says(text, self.waiting, number))
        self.waiting = None

    def _name(self, title: str) -> None:
        if self.title:
            raise LineError("there is a second title; make two plans of it")
        self.title = title

    def _word(self, line: str, number: int) -> None:
        word, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or word.lower() not in ("session", "diary", "silence"):
            near = values.nearest(word, ("Session", "Diary", "Silence")) if colon else None
            meant = f'did you mean "{near}"?' if near else "write Session:, Diary:, Silence:, at ..., > or <"
            raise LineError(f'"{line[:40]}" is no part of a plan; {meant}')
        if not value:
            raise LineError(f'there is nothing after "{word}:"; write it on the same line')
        match word.lower():
            case "session":
                if self.card:
                    raise LineError("there is a second session; make two plans of it")
                self.card, *options = values.parts(value) or ("",)
                self.options, self.session_line = tuple(options), number
            case "silence":
                self.entries.append(Silent(values.seconds(value), number))
            case _:
                self.entries.append(_remembers(value, number))


def _words(text: str) -> str:
    if not text.strip():
        raise LineError("there are no words; write what is said")
    return text.strip()


def _moment(text: str) -> AtTime | AtStep:
    """The moment in "00:06", "12 s", "Repetitions, rep 2, hold" or "Turn and nod, left, rep 1"."""
    clock = re.fullmatch(r"([0-9]{1,3}):([0-5][0-9](?:\.[0-9]{1,3})?)", text)
    if clock:
        return AtTime(60 * int(clock[1]) + float(clock[2]))
    if re.match(r"[0-9]", text):
        return AtTime(values.seconds(text, least=0.0))
    if not values.parts(text):
        raise LineError('"at" names no place; write for instance "at Repetitions, rep 2, hold" or "at 00:06"')
    at, _ = _where(values.parts(text))
    if not at.step:
        raise LineError('"at" names no step; write for instance "at Repetitions, rep 2, hold"')
    return at


def _where(parts: tuple[str, ...]) -> tuple[AtStep, int]:
    """The place that ``parts`` name, and of how many repetitions."""
    step: list[str] = []
    rep, of, phase, side = 0, 0, "", ""
    for part in parts:
        found = re.fullmatch(r"rep ([0-9]{1,3})(?: of ([0-9]{1,3}))?", part, re.IGNORECASE)
        if found and not rep:
            rep, of = int(found[1]), int(found[2] or 0)
            if not rep:
                raise LineError('repetitions are counted from 1; write at least "rep 1"')
        elif part.lower() in SIDES and step and not side:
            side = part.lower()
        elif rep and not phase:
            phase = part.lower()
        elif not rep:
            step.append(part)
        else:
            raise LineError(
                f'"{part[:40]}" is too much here; write the step, the side, the repetition, the phase'
            )
    return AtStep(", ".join(step), rep, phase, side), of


_HALTS = {kind.value.replace("_", " "): kind for kind in HaltKind}
_ENDS = {kind.value.replace("_", " "): kind for kind in EndedBy}


def _remembers(value: str, line: int) -> Remembers:
    """What "pain 7, Repetitions, rep 2 of 10, ended by pain" asks of the diary."""
    found = Remembers(line)
    places: list[str] = []
    for part in values.parts(value):
        ended = re.fullmatch(r"ended by (.+)", part, re.IGNORECASE)
        answer = re.fullmatch(rf"(.+?) ([0-9]{{1,2}}|yes|no|not sure|{NOT_ANSWERED})", part, re.IGNORECASE)
        if ended:
            found = replace(found, ended_by=_one_of(ended[1], _ENDS))
        elif part.lower() in _HALTS:
            found = replace(found, halt=_HALTS[part.lower()])
        elif answer and not re.match("rep [0-9]", part, re.IGNORECASE):
            name, said = answer[1].lower(), answer[2].lower()
            known: str | int | None = int(said) if said.isdecimal() else said
            known = None if known == NOT_ANSWERED else known
            halt = _HALTS.get(name, found.halt)
            found = replace(found, halt=halt, answers=(*found.answers, (name, known)))
        else:
            places.append(part)
    if places:
        where, of = _where(tuple(places))
        found = replace(found, where=where, of=of)
    return found


def _one_of(text: str, known: dict[str, EndedBy]) -> EndedBy:
    if text.lower() in known:
        return known[text.lower()]
    near = values.nearest(text, known)
    meant = f'did you mean "{near}"?' if near else f"it is one of: {', '.join(known)}"
    raise LineError(f'a session is not ended by "{text[:40]}"; {meant}')
