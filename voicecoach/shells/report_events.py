"""The sections of a report about what happened: red flags first, then every halt with pain."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from voicecoach.core.after_pain import AFTER_REST, QUALITY, STRENGTH, TISSUE, WHERE
from voicecoach.core.facts import HaltKind, Screened
from voicecoach.core.safety import Advice
from voicecoach.core.screening import ROW, Group, cautious
from voicecoach.core.told import row_name, value_line
from voicecoach.diary.read import HaltRecord, SessionRecord
from voicecoach.script.handout import Cell, Line, Lines, Section, Tone
from voicecoach.shells.report_cells import ADVICE, came_to, moment, own, plain, question, said, small, table

EVENTS = "Pain and red flags"
HEADS = (
    "When",
    "Exercise: step",
    "Repetition, side",
    "0-10",
    "Where, what kind",
    "Action",
    "Went on",
    "Settled",
)
WIDTHS = (11, 17, 11, 9, 16, 16, 10, 10)
_TELLS = (HaltKind.PAIN, HaltKind.RED_FLAG)
_OTHERS = {HaltKind.STOP: "stop", HaltKind.PAUSE: "pause", HaltKind.DEAF: "microphone lost"}
_SERIOUS = frozenset({Advice.EMERGENCY.value, Advice.URGENT.value, Advice.CLINIC.value})


def red_flags(records: Sequence[SessionRecord]) -> tuple[Line, ...]:
    """Every red flag and every answer that led to a refusal with advice, with date and time."""
    found = sorted(
        (each for record in records for each in _flags(record)), key=lambda each: each[0].timestamp()
    )
    if not found:
        return (Line("None was written in these days. What nobody asked or told is not in the diary."),)
    return tuple(Line(text, moment(clock), by_card=True) for clock, text in found)


def _flags(record: SessionRecord) -> Iterator[tuple[datetime, str]]:
    for halt in record.halts:
        flags = tuple(flag for decided in halt.decisions for flag in decided.flags)
        if halt.halted.kind is HaltKind.RED_FLAG or flags:
            heard = f", heard “{said(halt.halted.heard)}”" if halt.halted.heard else ""
            named = said(", ".join(dict.fromkeys(flags)) or halt.halted.word)
            where = f"{said(record.card)}, {said(halt.halted.where.step)}"
            yield (
                halt.clock,
                f"In the session: {named}{heard}. {where}. {came_to(halt) or 'Nothing was decided'}.",
            )
    permit = record.permitted
    rows = () if permit is None else tuple(row for row in permit.rows if row in ROW or row == "SCORE")
    if permit is not None and not permit.allowed and permit.advice in _SERIOUS and rows:
        given = {each.row: value_line(each) for each in record.screened}
        named = "; ".join(
            f"{question(row)}: {said(given[row])}" if row in given else said(row_name(row)) for row in rows
        )
        yield record.started, f"Before {said(record.card)}: {named}. Not begun; {ADVICE[permit.advice]}."
        return
    for each in _signs(record):
        yield record.started, f"Before {said(record.card)}: {question(each.row)}: {said(value_line(each))}."


def _signs(record: SessionRecord) -> Iterator[Screened]:
    """Emergency signs that were not denied and led to no refusal: it was cut off, or taken back."""
    for each in record.screened:
        sign = each.row in ROW and ROW[each.row].group is Group.SIGNS
        if sign and each.value is not None and cautious(each.row, each.value):
            yield each


def events_section(records: Sequence[SessionRecord]) -> Section:
    """A row for each pain and red flag; the other halts are counted."""
    halts = [(record, halt) for record in records for halt in record.halts]
    told = [(record, halt) for record, halt in halts if halt.halted.kind in _TELLS]
    others = Counter(halt.halted.kind for _, halt in halts if halt.halted.kind not in _TELLS)
    counts = ", ".join(f"{_OTHERS[kind]} {others[kind]}" for kind in _OTHERS if others[kind])
    lines = Lines(
        (
            small(
                f"Other halts: {counts or 'none'}. “Went on” is the time from the halt to going on, of which the "
                "program itself makes a rest of 1 to 2 minutes. “Settled” is when the number was first told to be at "
                "or below that of the start: it may have been sooner. 30 minutes is what is asked on a later day. "
                "0-10 is what was told then. “Not answered” is not zero."
            ),
        )
    )
    if not told:
        return Section(EVENTS, (Lines((Line("None was written in these days."),)), lines))
    rows = (_event(record, halt) for record, halt in told)
    return Section(EVENTS, (table(HEADS, WIDTHS, rows), lines))


def _event(record: SessionRecord, halt: HaltRecord) -> tuple[Cell, ...]:
    where = halt.halted.where
    answers = {answer.question: answer.value for answer in halt.answers}
    strength = _value(answers, STRENGTH.name)
    rest = f", after rest {_value(answers, AFTER_REST.name)}" if AFTER_REST.name in answers else ""
    repetition = f"{where.rep} of {where.of}" if where.rep else "none"
    kinds = (_value(answers, name) for name in (WHERE.name, QUALITY.name, TISSUE.name) if name in answers)
    flag = halt.halted.kind is HaltKind.RED_FLAG
    return (
        (
            Line(f"{halt.clock:%Y-%m-%d}"),
            Line(f"{halt.clock:%H:%M}"),
            *((Line("red flag", tone=Tone.STRONG),) if flag else ()),
        ),
        own(f"{said(record.card)}: {said(where.step)}"),
        plain(f"{repetition}; {said(where.side) or 'no side'}"),
        plain("not asked" if flag and STRENGTH.name not in answers else f"{strength}{rest}"),
        own("; ".join(kinds) or "not asked"),
        plain(came_to(halt) or "none"),
        plain(_went_on(record, halt)),
        plain(_settled(halt)),
    )


def _value(answers: dict[str, str | int | None], name: str) -> str:
    value = answers.get(name)
    return "not answered" if value is None else said(str(value))


def _settled(halt: HaltRecord) -> str:
    if halt.settled is None:
        return "not known"
    minutes = halt.settled.minutes
    match halt.settled.over:
        case True:
            return f"within {minutes} min"
        case False:
            return f"not within {minutes} min"
        case None:
            return f"within {minutes} min: not sure"


def _went_on(record: SessionRecord, halt: HaltRecord) -> str:
    morning = "" if record.next_morning is None else f"; next morning {record.next_morning}"
    if halt.resumed is None:
        return f"no{morning}"
    seconds = int(halt.resumed - halt.halted.at)
    return f"after {seconds // 60}:{seconds % 60:02} min{morning}"
