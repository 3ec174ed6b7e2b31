"""When somebody of a rehearsal plan speaks: a time, a place in the session, or a question of the coach."""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from voicecoach.script import values
from voicecoach.script.problems import LineError

SIDES = ("left", "right")


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
class AtQuestion:
    """When the coach waits for the answer to that question: its name, a row or a group of the talk before a
    session."""

    question: str


Moment: TypeAlias = AtTime | AtStep | AtQuestion


def moment(text: str) -> AtTime | AtStep:
    """The moment in "00:06", "12 s", "Repetitions, rep 2, hold" or "Turn and nod, left, rep 1"."""
    clock = re.fullmatch(r"([0-9]{1,3}):([0-5][0-9](?:\.[0-9]{1,3})?)", text)
    if clock:
        return AtTime(60 * int(clock[1]) + float(clock[2]))
    if re.fullmatch(r"[0-9]{1,5}\.[0-9]{1,25} s", text):  # as `moment_text` writes it, to the last digit
        return AtTime(float(text.removesuffix(" s")))
    if re.match(r"[0-9]", text):
        return AtTime(values.seconds(text, least=0.0))
    if not values.parts(text):
        raise LineError('"at" names no place; write for instance "at Repetitions, rep 2, hold" or "at 00:06"')
    at, _ = where(values.parts(text))
    if not at.step:
        raise LineError('"at" names no step; write for instance "at Repetitions, rep 2, hold"')
    return at


def moment_text(at: Moment) -> str:
    """``at`` as a line of a plan, which `moment` and `question_named` read as the very same."""
    match at:
        case AtQuestion(question):
            return f"asked {question}"
        case AtStep():
            rep = f"rep {at.rep}" if at.rep else ""
            return "at " + ", ".join(part for part in (at.step, at.side, rep, at.phase) if part)
        case AtTime(seconds):
            minutes = int(seconds // 60)
            rest = f"{seconds - 60 * minutes:06.3f}"
            if minutes < 1000 and 60 * minutes + float(rest) == seconds:
                return f"at {minutes:02d}:{rest.rstrip('0').rstrip('.')}"
            return f"at {seconds!r} s"
        case _:
            assert_never(at)


def question_named(text: str) -> AtQuestion:
    """The moment in "asked T1" or "asked which side braced"."""
    if not text:
        raise LineError('"asked" names no question; write for instance "asked accident" or "asked T1"')
    return AtQuestion(text.lower())


def where(parts: tuple[str, ...]) -> tuple[AtStep, int]:
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


def settled(at: Moment, steps: tuple[str, ...], questions: tuple[str, ...]) -> Moment:
    """``at`` with its step's name as it is in ``steps``; `LineError` for what is in neither."""
    match at:
        case AtStep():
            return settled_step(at, steps)
        case AtQuestion(question) if question not in questions:
            near = values.nearest(question, questions)
            meant = f'did you mean "{near}"?' if near else "docs/rehearse.md says which there are"
            raise LineError(f'nothing is asked about "{question[:60]}"; {meant}')
        case _:
            return at


def settled_step(at: AtStep, steps: tuple[str, ...]) -> AtStep:
    """``at`` with its step's name as it is in ``steps``, a phase taken for a part of it cut off."""
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
