"""The section of a report about the questions before sessions: the last answers, what changed, clearances, locks."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from voicecoach.core.asked import NUMBER
from voicecoach.core.interview import DAYS_AGO
from voicecoach.core.screening import ROW, cautious
from voicecoach.diary.screened import Agreement, Screening, Value
from voicecoach.script.handout import Line, Lines, Section
from voicecoach.shells.report_cells import moment, question, said, small


def answers_section(found: Screening, locked: str, own: Mapping[str, str]) -> Section:
    """What the user answered; the answers that change something come first. ``own``: the words of questions that are
    not in the table, by their names."""
    lines = (
        *_answers(found.latest, own),
        *_changes(found, own),
        *_clearances(found),
        Line(locked, "Locked:"),
    )
    codes = small("Letters and numbers such as T1 name the rows of the program's own table of questions.")
    return Section("Questions before sessions", (Lines((*lines, codes)),))


def _named(row: str, own: Mapping[str, str]) -> str:
    """A name that a card gave, as "age", says too little to stand beside "no"."""
    return f"{question(row)} “{said(own[row])}”" if row in own and row not in ROW else question(row)


def _answers(latest: Mapping[str, tuple[datetime, Value]], own: Mapping[str, str]) -> Iterator[Line]:
    asked = {row: value for row, (_, value) in latest.items() if row != NUMBER}
    if not asked:
        yield Line("No question was asked in these days.")
        return
    first = {row: value for row, value in asked.items() if value is not None and cautious(row, value)}
    silent = [row for row, value in asked.items() if value is None]
    others = {row: value for row, value in asked.items() if row not in first and value is not None}
    told = "; ".join(f"{_named(row, own)}: {said(str(value))}" for row, value in first.items())
    yield Line(told or "none", "Last answers that change something:", by_card=True)
    if silent:
        yield Line(
            ", ".join(_named(row, own) for row in silent), "Last asked and not answered:", by_card=True
        )
    if others:
        yield Line(_alike(others, own), "Other last answers:", by_card=True)


def _alike(answers: Mapping[str, Value], own: Mapping[str, str]) -> str:
    """ "no: emergency signs (9 questions), T1 recent accident; yes: P7 adult"."""
    by_value: dict[str, dict[str, list[str]]] = {}
    for row, value in answers.items():
        name = ROW[row].name if row in ROW else row
        by_value.setdefault(str(value), {}).setdefault(name, []).append(row)
    return "; ".join(
        f"{said(value)}: {', '.join(_together(name, rows, own) for name, rows in names.items())}"
        for value, names in by_value.items()
    )


def _together(name: str, rows: list[str], own: Mapping[str, str]) -> str:
    return _named(rows[0], own) if len(rows) == 1 else f"{said(name)} ({len(rows)} questions)"


def _changes(found: Screening, own: Mapping[str, str]) -> Iterator[Line]:
    changes = [each for each in found.changes if each.row != NUMBER]
    told = "; ".join(
        f"{moment(each.clock)} {_named(each.row, own)}: {said(str(each.now))}, "
        f"before that {said(str(each.earlier))} ({each.earlier_clock:%Y-%m-%d})"
        for each in changes
    )
    yield Line(told or "none", "Answers that changed:", by_card=True)


def _clearances(found: Screening) -> Iterator[Line]:
    told = [
        f"{moment(each.clock)} the user told that a clinician agreed: {said(each.by)}, {_agreed_on(each)}"
        for each in found.clearances
    ]
    earlier = found.agreed_before
    if earlier is not None:
        told.append(
            f"the last one before these days, told on {earlier.clock:%Y-%m-%d}: {said(earlier.by)}, "
            f"{_agreed_on(earlier)}"
        )
    yield Line("; ".join(told) or "none", "Clearances:", by_card=True)


def _agreed_on(each: Agreement) -> str:
    """No day that is more exact than what was asked: aloud it is today, this week, this month, or earlier."""
    match (each.clock.date() - each.on).days:
        case ago if ago == DAYS_AGO["this week"]:
            return "within the week before that"
        case ago if ago == DAYS_AGO["this month"]:
            return "within the month before that"
        case ago if ago == DAYS_AGO["earlier"]:
            return "more than a month before that"
        case _:
            return f"on {each.on}"
