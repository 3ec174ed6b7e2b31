"""The section of a report about the questions before sessions: the last answers, what changed, clearances, locks."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from voicecoach.core.asked import NUMBER
from voicecoach.core.screening import ROW, cautious
from voicecoach.diary.screened import Screening, Value
from voicecoach.script.handout import Line, Lines, Section
from voicecoach.shells.report_cells import moment, question, said


def answers_section(found: Screening, locked: str) -> Section:
    """What the user answered; the answers that change something come first."""
    lines = (*_answers(found.latest), *_changes(found), *_clearances(found), Line(locked, "Locked:"))
    return Section("Questions before sessions", (Lines(lines),))


def _answers(latest: Mapping[str, tuple[datetime, Value]]) -> Iterator[Line]:
    asked = {row: value for row, (_, value) in latest.items() if row != NUMBER}
    if not asked:
        yield Line("No question was asked in these days.")
        return
    first = {row: value for row, value in asked.items() if value is not None and cautious(row, value)}
    silent = [row for row, value in asked.items() if value is None]
    others = {row: value for row, value in asked.items() if row not in first and value is not None}
    told = "; ".join(f"{question(row)}: {said(str(value))}" for row, value in first.items())
    yield Line(told or "none", "Last answers that change something:", by_card=True)
    if silent:
        yield Line(", ".join(map(question, silent)), "Last asked and not answered:", by_card=True)
    if others:
        yield Line(_alike(others), "Other last answers:", by_card=True)


def _alike(answers: Mapping[str, Value]) -> str:
    """ "no: emergency signs (9 questions), T1 recent accident; yes: P7 adult"."""
    by_value: dict[str, dict[str, list[str]]] = {}
    for row, value in answers.items():
        name = ROW[row].name if row in ROW else row
        by_value.setdefault(str(value), {}).setdefault(name, []).append(row)
    return "; ".join(
        f"{said(value)}: {', '.join(_named(name, rows) for name, rows in names.items())}"
        for value, names in by_value.items()
    )


def _named(name: str, rows: list[str]) -> str:
    return question(rows[0]) if len(rows) == 1 else f"{said(name)} ({len(rows)} questions)"


def _changes(found: Screening) -> Iterator[Line]:
    changes = [each for each in found.changes if each.row != NUMBER]
    told = "; ".join(
        f"{moment(each.clock)} {question(each.row)}: {said(str(each.now))}, "
        f"before that {said(str(each.earlier))} ({each.earlier_clock:%Y-%m-%d})"
        for each in changes
    )
    yield Line(told or "none", "Answers that changed:", by_card=True)


def _clearances(found: Screening) -> Iterator[Line]:
    told = [
        f"{moment(each.clock)} the user told that a clinician agreed: {said(each.by)}, about {each.on}"
        for each in found.clearances
    ]
    earlier = found.agreed_before
    if earlier is not None:
        told.append(f"the last one before these days: {said(earlier.by)}, about {earlier.on}")
    yield Line("; ".join(told) or "none", "Clearances:", by_card=True)
