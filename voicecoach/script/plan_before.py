"""What the "Before:" lines of a rehearsal plan say that is known when its session starts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from voicecoach.core.after_pain import Action, Lock
from voicecoach.core.asked import NUMBER
from voicecoach.core.card import Card
from voicecoach.core.facts import Decided, EndedBy, Settled
from voicecoach.core.past import HALF_AN_HOUR, Clearance, Given, History, Past
from voicecoach.core.safety import MATRIX
from voicecoach.core.screening import FOLLOWS, ROWS, well
from voicecoach.script import values
from voicecoach.script.plan_diary import one_of
from voicecoach.script.problems import LineError, Problems

TODAY = date(2026, 6, 1).toordinal()
"""The day on which every rehearsal with a "Before:" takes place."""
PREPARATION = "forward-head-posture-prep"
EARLIER = "an earlier session"
"""What a session of a "Before:" line is called by in the diary that there is not."""
_WHEN = r"(today|yesterday|[a-z0-9]{1,9} days? ago)"
_ANSWER = "yes|no|not sure|front|back|both"
_ENDS = {kind.value.replace("_", " "): kind for kind in EndedBy}
_DECIDED = {
    0: (Action.NO_RESPONSE, Lock.NONE, EndedBy.NO_RESPONSE),
    1: (Action.EMERGENCY, Lock.ALL, EndedBy.RED_FLAG),
    2: (Action.CLINIC, Lock.PRESSURE, EndedBy.RED_FLAG),
    **dict.fromkeys((3, 4, 5, 6), (Action.REST, Lock.NONE, EndedBy.PAIN)),
    **dict.fromkeys((7, 8), (Action.LEAVE, Lock.NONE, EndedBy.COMPLETE)),
    9: (Action.EASE, Lock.NONE, EndedBy.COMPLETE),
}
"""What follows from each row of the decision table, as the diary of an earlier session holds it."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is known: the very first session."""

    line: int


@dataclass(frozen=True, slots=True)
class AllWell:
    """Everything was asked and answered well, and the preparation passed, so many ``days`` ago."""

    line: int
    days: int


@dataclass(frozen=True, slots=True)
class Told:
    """That ``answer`` to the question ``row`` was given so many ``days`` ago."""

    line: int
    row: str
    answer: str
    days: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """A clinician (``by``) agreed so many ``days`` ago."""

    line: int
    by: str
    days: int


@dataclass(frozen=True, slots=True)
class Did:
    """A session of ``card`` so many ``days`` ago, as the diary tells of it."""

    line: int
    card: str
    days: int
    past: Past = field(default_factory=lambda: Past("", 0, EndedBy.COMPLETE))


Before: TypeAlias = Nothing | AllWell | Told | Agreed | Did


def before(text: str, line: int) -> Before:
    """What one line says: "nothing is known", "all is well, 3 days ago", "arthritis yes, 10 days ago", ..."""
    first, *rest = values.parts(text) or ("",)
    if first.lower() == "nothing is known":
        _no_more(rest[0] if rest else "")
        return Nothing(line)
    agreed = re.fullmatch(r"clearance by (?:an? )?(.+)", first, re.IGNORECASE)
    told = re.fullmatch(rf"(.+?) ({_ANSWER})", first, re.IGNORECASE)
    did = re.fullmatch(rf"(\S+) {_WHEN}", first, re.IGNORECASE)
    if did:
        return Did(line, did[1].lower(), _days(did[2]), _past(rest))
    days = _days(rest[0]) if rest else 0
    _no_more(", ".join(rest[1:]))
    if first.lower() == "all is well":
        return AllWell(line, days)
    if agreed:
        return Agreed(line, agreed[1].lower(), days)
    if told:
        return Told(line, told[1], told[2].lower(), days)
    raise LineError(
        f'"{first[:40]}" says nothing about before; write for instance "nothing is known", '
        '"all is well, 3 days ago", "arthritis yes, 10 days ago", "clearance by a doctor, 5 days ago" or '
        '"cervical-retraction 1 day ago, row 4"'
    )


def _no_more(text: str) -> None:
    if text:
        raise LineError(f'"{text[:40]}" is too much here; leave it out')


def _days(text: str) -> int:
    found = re.fullmatch(r"([a-z0-9]{1,9}) days? ago", text, re.IGNORECASE)
    count = values.number(found[1]) if found else {"today": 0, "yesterday": 1}.get(text.lower())
    if count is None or count != int(count) or count > 3000:
        raise LineError(f'"{text[:40]}" is no day; write for instance "3 days ago", "yesterday" or "today"')
    return int(count)


def _past(rest: list[str]) -> Past:
    """The session in "before 3, after 6, row 4, straight back yes"; its day comes later."""
    past = Past("", 0, EndedBy.COMPLETE, session=EARLIER)
    for part in rest:
        number = re.fullmatch(r"(before|after|morning|row) ([0-9]{1,2})", part, re.IGNORECASE)
        ended = re.fullmatch(r"ended by (.+)", part, re.IGNORECASE)
        answer = re.fullmatch(r"(.+?) (yes|no|not sure)", part, re.IGNORECASE)
        if number:
            past = _numbered(past, number[1].lower(), int(number[2]))
        elif answer and answer[1].lower() == "settled":
            over = {"yes": True, "no": False}.get(answer[2].lower())
            told = Settled(0.0, 1, HALF_AN_HOUR, over, EARLIER)
            past = replace(past, settled=(*past.settled, told))
        elif ended:
            past = replace(past, by=one_of(ended[1], _ENDS, "a session is not ended by"))
        elif answer:
            past = replace(past, answers={**past.answers, answer[1].lower(): answer[2].lower()})
        else:
            raise LineError(
                f'"{part[:40]}" is no part of an earlier session; write before 3, after 4, morning 5, row 4, '
                "settled no, ended by pain, or a question with its answer"
            )
    return past


def _numbered(past: Past, what: str, number: int) -> Past:
    most = 9 if what == "row" else 10
    if number > most:
        raise LineError(f'"{what} {number}" is out of range; it is 0 to {most}')
    match what:
        case "before":
            return replace(past, before=number)
        case "after":
            return replace(past, after=number)
        case "morning":
            return replace(past, morning=number)
        case _:
            action, lock, by = _DECIDED[number]
            decided = Decided(60.0, 1, number, action.value, (), by is EndedBy.COMPLETE, lock.value)
            return replace(past, by=by, decisions=(decided,))


def history_of(lines: tuple[Before, ...], card: Card, path: str) -> History | None:
    """Everything that is known when ``card`` starts, None without a line; `ScriptError` for what there is not."""
    if not lines:
        return None
    problems = Problems(path)
    given: dict[str, Given] = {}
    sessions: list[Past] = []
    clearance: Clearance | None = None
    for line in lines:
        try:
            match line:
                case Nothing():
                    _alone(lines)
                case AllWell():
                    given |= dict(_well(card, TODAY - line.days))
                    sessions.append(_prepared(TODAY - line.days))
                case Told():
                    day = TODAY - line.days
                    given[_row(line.row, card)] = Given(line.answer, day, day)
                case Agreed():
                    clearance = Clearance(line.by, TODAY - line.days)
                case Did():
                    sessions.append(replace(line.past, card=_session(line.card, card), day=TODAY - line.days))
        except LineError as wrong:
            problems.add(line.line, str(wrong))
    problems.settle()
    return History(TODAY, tuple(sorted(sessions, key=lambda past: past.day)), given, clearance)


def _alone(lines: tuple[Before, ...]) -> None:
    if len(lines) > 1:
        raise LineError('"nothing is known" stands alone; leave it out, or the other lines with "Before:"')


def _well(card: Card, day: int) -> Iterator[tuple[str, Given]]:
    follows = {follow.row for follow in FOLLOWS}
    yield NUMBER, Given("112", day, day)
    yield from ((row.id, Given(well(row.id), day, day)) for row in ROWS if row.id not in follows)
    yield from ((own.name, Given("no", day, day)) for own in card.ask_first if own.text)


def _prepared(day: int) -> Past:
    morning = 2 if day < TODAY else None
    return Past(PREPARATION, day, EndedBy.COMPLETE, 2, 2, morning, answers={"straight back": "yes"})


def _row(text: str, card: Card) -> str:
    """The row that ``text`` names, by its id or by the name that cards call it; of several the first."""
    names = {own.name.lower(): own.name for own in card.ask_first if own.text}
    names = {row.name: row.id for row in reversed(ROWS)} | {row.id.lower(): row.id for row in ROWS} | names
    return one_of(text, names, "nothing is asked about")


def _session(text: str, card: Card) -> str:
    return one_of(text, {name: name for name in (*MATRIX, card.name)}, "there is no session")
