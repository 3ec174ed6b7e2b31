"""What the "Diary:" lines of a rehearsal plan ask of the diary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from voicecoach.core.after_pain import Action, Lock
from voicecoach.core.facts import EndedBy, HaltKind
from voicecoach.core.safety import Advice
from voicecoach.script import values
from voicecoach.script.plan_moments import AtStep, where
from voicecoach.script.problems import LineError

NOT_ANSWERED = "not answered"
_ANSWER = re.compile(rf"(.+?) ([0-9]{{1,2}}|yes|no|not sure|{NOT_ANSWERED})", re.IGNORECASE)
_SIDE = re.compile(r"(t6|which side braced) (front|back|both)", re.IGNORECASE)
"""Only where it was asked: a step may be called "Press back"."""
_HALTS = {kind.value.replace("_", " "): kind for kind in HaltKind}
_ENDS = {kind.value.replace("_", " "): kind for kind in EndedBy}
_ADVICE = {advice.value: advice for advice in Advice}
_ACTIONS = {action.value: action for action in Action}
_LOCKS = {"nothing": Lock.NONE} | {lock.value: lock for lock in Lock if lock is not Lock.NONE}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the questions before the session came to: ``allowed`` or not, with which ``advice``, because of which
    ``row``, ``without`` which option; None and "": any."""

    allowed: bool
    advice: Advice | None = None
    row: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class Remembers:
    """What the diary must hold: a halt and where it was, the answers to questions, what the questions before the
    session came to, the row of the decision table with its action, what is locked, how the session ended.

    An answer is the question's name and its value; None: it was not answered. "pain 7" is the halt and "pain", 7.
    """

    line: int
    halt: HaltKind | None = None
    answers: tuple[tuple[str, str | int | None], ...] = ()
    where: AtStep | None = None
    of: int = 0
    ended_by: EndedBy | None = None
    ruled: tuple[Ruled, ...] = ()
    decided: tuple[tuple[int, Action | None], ...] = ()
    locks: Lock | None = None


def remembers(value: str, line: int) -> Remembers:
    """What "pain 7, Repetitions, rep 2 of 10, row 4 rest, ended by pain" asks of the diary."""
    found = Remembers(line)
    places: list[str] = []
    for part in values.parts(value):
        more = _ended_or_decided(part, found) or _answered(part, found)
        if more is None:
            places.append(part)
        found = more or found
    if places:
        at, of = where(tuple(places))
        found = replace(found, where=at, of=of)
    return found


def _ended_or_decided(part: str, found: Remembers) -> Remembers | None:
    ended = re.fullmatch(r"ended by (.+)", part, re.IGNORECASE)
    if ended:
        return replace(found, ended_by=one_of(ended[1], _ENDS, "a session is not ended by"))
    row = re.fullmatch(r"row ([0-9])(?: (.+))?", part, re.IGNORECASE)
    if row:
        action = one_of(row[2], _ACTIONS, "nothing is decided as") if row[2] else None
        return replace(found, decided=(*found.decided, (int(row[1]), action)))
    locked = re.fullmatch(r"locked (.+)", part, re.IGNORECASE)
    if locked:
        return replace(found, locks=one_of(locked[1], _LOCKS, "what is locked is not"))
    ruled = _ruled(part)
    return None if ruled is None else replace(found, ruled=(*found.ruled, ruled))


def _ruled(part: str) -> Ruled | None:
    first, _, rest = part.partition(" ")
    rest = rest.strip()
    match first.lower():
        case "permitted":
            without = re.fullmatch(r"without (.+)", rest, re.IGNORECASE)
            return Ruled(True, without=without[1].lower()) if without else Ruled(True, row=rest)
        case "refused":
            advice, _, row = rest.partition(" ")
            if advice.lower() in _ADVICE:
                return Ruled(False, _ADVICE[advice.lower()], row.strip())
            return Ruled(False, None, rest)
        case _:
            return None


def _answered(part: str, found: Remembers) -> Remembers | None:
    if part.lower() in _HALTS:
        return replace(found, halt=_HALTS[part.lower()])
    answer = _ANSWER.fullmatch(part) or _SIDE.fullmatch(part)
    if answer is None or re.match("rep [0-9]", part, re.IGNORECASE):
        return None
    name, said = answer[1].lower(), answer[2].lower()
    known: str | int | None = int(said) if said.isdecimal() else said
    known = None if known == NOT_ANSWERED else known
    halt = _HALTS.get(name, found.halt)
    return replace(found, halt=halt, answers=(*found.answers, (name, known)))


def one_of(text: str, known: Mapping[str, _T], wrong: str) -> _T:
    """What ``text`` is called in ``known``; `LineError`, which begins with ``wrong``, for anything else."""
    if text.lower() in known:
        return known[text.lower()]
    near = values.nearest(text, known)
    meant = f'did you mean "{near}"?' if near else f"it is one of: {', '.join(known)}"
    raise LineError(f'{wrong} "{text[:40]}"; {meant}')
