"""What the sections of a report are made of: cells, tables, and words that somebody else put in."""

from collections.abc import Iterable
from datetime import datetime

from voicecoach.core.after_pain import BREATH, SIGNS, WEAKNESS
from voicecoach.core.facts import Decided
from voicecoach.core.screening import ROW
from voicecoach.core.told import LOCKS, asked_name
from voicecoach.diary.read import HaltRecord
from voicecoach.script.handout import Cell, Line, Row, Table, Tone

MOST_LETTERS = 160
"""Of one text that somebody put in; a longer one is cut off, and that is told."""
ACTIONS = {
    "emergency": "ended; told to call for help",
    "clinic": "ended; told to ask a clinician",
    "rest": "ended; rest",
    "leave": "may go on without this step",
    "ease": "may go on, made easier",
    "no response": "ended; nobody answered",
}
ADVICE = {
    "emergency": "told to call for help",
    "urgent": "told to be seen by a doctor today",
    "clinic": "told to ask a clinician",
}

FLAGS = {
    SIGNS.name: "dizzy or faint, or trouble seeing, speaking or swallowing (asked as one)",
    BREATH.name: "tight chest or short breath (asked as one)",
    WEAKNESS.name: "weakness, or in the face, or on both sides (asked as one)",
}
"""What was said yes to, where the name of the question alone does not tell it."""


def said(text: str) -> str:
    """``text`` as somebody put it in, on one line and not too long."""
    one_line = " ".join(text.split())
    if len(one_line) <= MOST_LETTERS:
        return one_line
    return f"{one_line[:MOST_LETTERS]}… (cut off; it has {len(one_line):,} letters, and the export has all)"


def own(text: str) -> Cell:
    """A cell of words that somebody put in, which may be written from the right."""
    return (Line(said(text), by_card=True),)


def plain(text: str) -> Cell:
    """A cell of our own words."""
    return (Line(text),)


def small(text: str) -> Line:
    """Small print under a table."""
    return Line(text, tone=Tone.SMALL)


def table(heads: tuple[str, ...], widths: tuple[int, ...], rows: Iterable[tuple[Cell, ...]]) -> Table:
    """A table in which each row has one part."""
    return Table(heads, tuple(Row(head, (tuple(rest),)) for head, *rest in rows), widths)


def moment(clock: datetime) -> str:
    """The person's own wall clock of then."""
    return f"{clock:%Y-%m-%d %H:%M}"


def came_to(halt: HaltRecord) -> str:
    """What was decided after a halt, and what it locked; "" if nothing was."""
    return "; ".join(_decision(each) for each in halt.decisions)


def _decision(decided: Decided) -> str:
    locked = "" if decided.locks == "none" else f"; {said(LOCKS.get(decided.locks, decided.locks))}"
    return said(ACTIONS.get(decided.action, decided.action)) + locked


def question(row: str) -> str:
    """A question before a session, named so that its answer reads as it was meant."""
    return said(asked_name(row))


def asked(row: str) -> str:
    """A question before a session in the words in which it is asked alone; one of a card by its name."""
    return f"{row} “{ROW[row].question}”" if row in ROW else question(row)


def flags_of(halt: HaltRecord) -> tuple[str, ...]:
    """The red flags that were named after a halt, each once, so that a stranger knows what was asked."""
    named = dict.fromkeys(flag for decided in halt.decisions for flag in decided.flags)
    return tuple(said(FLAGS.get(flag, flag)) for flag in named)


def counted(count: int, one: str, many: str) -> str:
    """ "1 day", "3 days"."""
    return f"{count} {one if count == 1 else many}"
