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
from voicecoach.shells.report_cells import (
    ADVICE,
    asked,
    came_to,
    flags_of,
    moment,
    own,
    plain,
    said,
    small,
    table,
)

EVENTS = "Pain and red flags"
HEADS = (
    "When",
    "Exercise: step",
    "Repetition, side",
    "How strong, 0-10",
    "Where, what kind",
    "Action",
    "Went on",
    "Settled",
)
WIDTHS = (11, 17, 11, 13, 14, 15, 9, 10)
SCORE = "SCORE"
"""What decides where the number before a session does."""
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
        if _is_flag(halt):
            heard = f", heard “{said(halt.halted.heard)}”" if halt.halted.heard else ""
            named = ", ".join(flags_of(halt)) or said(halt.halted.word)
            where = f"{said(record.card)}, {said(halt.halted.where.step)}"
            yield (
                halt.clock,
                f"In the session: {named}{heard}. {where}. Action: {came_to(halt) or 'none was written'}.",
            )
    permit = record.permitted
    given = {each.row for each in record.screened}
    rows = () if permit is None else tuple(row for row in permit.rows if row in ROW or row in {SCORE, *given})
    if permit is not None and not permit.allowed and permit.advice in _SERIOUS and rows:
        named = "; ".join(_told(record, row) for row in rows)
        yield record.started, f"Before {said(record.card)}: {named}. Not begun; {ADVICE[permit.advice]}."
        return
    for each in _signs(record):
        yield record.started, f"Before {said(record.card)}: {asked(each.row)} {said(value_line(each))}."


def _is_flag(halt: HaltRecord) -> bool:
    return halt.halted.kind is HaltKind.RED_FLAG or any(decided.flags for decided in halt.decisions)


def _told(record: SessionRecord, row: str) -> str:
    """What was asked and answered: the number where the number was it; an older answer still counts."""
    if row == SCORE:
        return f"{row_name(row)}: {'not answered' if record.before is None else record.before}"
    given = {each.row: value_line(each) for each in record.screened}
    return f"{asked(row)} {said(given[row]) if row in given else 'as told on an earlier day'}"


def _signs(record: SessionRecord) -> Iterator[Screened]:
    """Emergency signs that were not denied and led to no refusal: it was cut off, or taken back."""
    for each in record.screened:
        sign = each.row in ROW and ROW[each.row].group is Group.SIGNS
        if sign and each.value is not None and cautious(each.row, each.value):
            yield each


def events_section(records: Sequence[SessionRecord]) -> Section:
    """A row for each pain and red flag; the other halts are counted."""
    halts = [(record, halt) for record in records for halt in record.halts]
    told = [(record, halt) for record, halt in halts if _tells(halt)]
    others = Counter(halt.halted.kind for _, halt in halts if not _tells(halt))
    counts = ", ".join(f"{_OTHERS[kind]} {others[kind]}" for kind in _OTHERS if others[kind])
    lines = Lines(
        (
            small(
                f"Other halts: {counts or 'none'}. “Went on” is the time from the halt to going on, of which the "
                "program itself makes a rest of 1 to 2 minutes. “Settled” is when the number was first told to be at "
                "or below that of the start: it may have been sooner. 30 minutes is what is asked on a later day. "
                "How strong is what was told right after the halt; “next morning” is that of the whole session. "
                "Left and right are the user's own. “Not asked” and “not answered” are not zero."
            ),
        )
    )
    if not told:
        return Section(EVENTS, (Lines((Line("None was written in these days."),)), lines))
    rows = (_event(record, halt) for record, halt in told)
    return Section(EVENTS, (table(HEADS, WIDTHS, rows), lines))


def _tells(halt: HaltRecord) -> bool:
    return halt.halted.kind is HaltKind.PAIN or _is_flag(halt)


def _event(record: SessionRecord, halt: HaltRecord) -> tuple[Cell, ...]:
    where = halt.halted.where
    answers = {answer.question: answer.value for answer in halt.answers}
    repetition = f"{where.rep} of {where.of}" if where.rep else "none"
    kinds = [_value(answers, name) for name in (WHERE.name, QUALITY.name, TISSUE.name) if name in answers]
    return (
        (
            Line(f"{halt.clock:%Y-%m-%d}"),
            Line(f"{halt.clock:%H:%M}"),
            *((Line("red flag", tone=Tone.STRONG),) if _is_flag(halt) else ()),
        ),
        own(f"{said(record.card)}: {said(where.step)}"),
        plain(f"{repetition}; {said(where.side) or 'no side'}"),
        _how_strong(record, answers),
        own("; ".join((*flags_of(halt), *kinds)) or "not asked"),
        plain(came_to(halt) or "none"),
        plain(_went_on(halt)),
        plain(_settled(halt)),
    )


def _how_strong(record: SessionRecord, answers: dict[str, str | int | None]) -> Cell:
    """A question that was never asked has no answer that is missing."""
    morning = record.next_morning
    return (
        Line(_value(answers, STRENGTH.name) if STRENGTH.name in answers else "not asked"),
        *((Line(f"after rest {_value(answers, AFTER_REST.name)}"),) if AFTER_REST.name in answers else ()),
        *((Line(f"next morning {morning}"),) if morning is not None else ()),
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


def _went_on(halt: HaltRecord) -> str:
    if halt.resumed is None:
        return "no"
    seconds = int(halt.resumed - halt.halted.at)
    return f"after {seconds // 60}:{seconds % 60:02} min"
