"""What the talk before a session asks, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from voicecoach.core import interview_lines as lines
from voicecoach.core.card import Answers, Card, Question
from voicecoach.core.past import MORNING, SETTLED, Clearance, History
from voicecoach.core.programme import asks_morning
from voicecoach.core.safety import Advice, Effects, effects_of, matters
from voicecoach.core.screening import EVERY_TIME, FOLLOWS, ROW, ROWS, Group, Kind, cautious, still_known
from voicecoach.core.settling import unsettled

NUMBER = "emergency number"
"""The row under which the number to call is kept."""


class What(Enum):
    """What is asked."""

    NUMBER = "number"
    MORNING = "morning"
    SETTLED = "settled"
    NEWS = "news"
    GROUP = "group"
    ROW = "row"
    CONFIRM = "confirm"
    STILL = "still"
    FREED = "freed"
    CLEARED = "cleared"
    WHO = "who"
    WHEN = "when"
    PREPARE = "prepare"


@dataclass(frozen=True, slots=True)
class Item:
    """One question with the lines that lead to it; ``rows`` are those that its answer settles, ``digits`` the
    number that it proposes."""

    what: What
    question: Question
    lead: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    why: str = ""
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the talk came to; ``said`` are the lines that tell it, ``instead`` the session to do first,
    ``told`` the row that was told before and is all that speaks against it."""

    allowed: bool
    said: tuple[str, ...]
    advice: Advice | None = None
    rows: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    half: bool = False
    least: bool = False
    instead: str = ""
    told: str = ""


class Chapter(Enum):
    """The parts of the talk, in this order."""

    START = 0
    TODAY = 1
    SCREENING = 2
    CLEARANCE = 3
    END = 4


@dataclass(frozen=True, slots=True)
class Interview:
    """Where the talk stands: ``todo[0]`` is asked now; ``answers`` were given this time, by row; ``permitted`` is how
    the session may be done, once the diary has it."""

    card: Card
    history: History
    switches: frozenset[str]
    chapter: Chapter = Chapter.START
    todo: tuple[Item, ...] = ()
    answers: Mapping[str, str | int | None] = field(default_factory=dict)
    morning: int | None = None
    clearance: Clearance | None = None
    by: str = ""
    welcomed: bool = False
    declined: bool = False
    instead: str = ""
    permitted: Outcome | None = None


def number(talk: Interview) -> tuple[Item, ...]:
    """The number to call in an emergency: whether it is this one, or this, until it is known."""
    if NUMBER in talk.history.given:
        return ()
    first, *others = talk.history.numbers
    items = [_is_it(first, (lines.NUMBER_LEAD,)), *(_is_it(digits, ()) for digits in others)]
    return tuple(items)


def _is_it(digits: str, lead: tuple[str, ...]) -> Item:
    question = Question(NUMBER, lines.is_it(digits), Answers.YES_NO)
    return Item(What.NUMBER, question, lead, why=lines.NUMBER_WHY, digits=digits)


def morning(talk: Interview) -> tuple[Item, ...]:
    """How the morning after the last session was, if nobody told yet."""
    if not asks_morning(talk.history):
        return ()
    question = Question(MORNING, lines.NEXT_MORNING, Answers.SCORE)
    return (Item(What.MORNING, question, why=lines.MORNING_WHY),)


def still(talk: Interview, row: str) -> Item:
    """Whether what was told before, and would refuse the session, is still so."""
    lead = (lines.TOLD_BEFORE, statement(talk.card, row))
    return Item(What.STILL, Question(row, lines.STILL_SO, Answers.YES_NO), lead, (row,), lines.STILL_WHY)


def right(row: str, heard: str, what: What) -> Item:
    """Whether ``heard`` was heard right."""
    return Item(what, Question(row, lines.IS_THAT_RIGHT, Answers.YES_NO), (lines.HEARD[heard],), (row,))


def statement(card: Card, row: str) -> str:
    """What ``row`` is about, as something that was told."""
    if row in ROW:
        return lines.STATEMENTS.get(row) or ROW[row].brief or ROW[row].question
    return next(s.text for s in card.ask_first if s.name == row)


def settled(talk: Interview) -> tuple[Item, ...]:
    """Whether earlier soreness had settled in half an hour, if nobody knows yet."""
    found = unsettled(talk.history)
    if found is None:
        return ()
    lead = lines.SORE_LAST_TIME if found.last else lines.SORE_EARLIER
    question = Question(SETTLED, lines.SETTLED, Answers.YES_NO)
    return (Item(What.SETTLED, question, (lead,), why=lines.SETTLED_WHY),)


def cleared(lead: tuple[str, ...]) -> Item:
    """Whether a clinician agreed."""
    return Item(
        What.CLEARED, Question("clearance", lines.CLEARED, Answers.YES_NO), lead, why=lines.CLEARED_WHY
    )


def prepare() -> Item:
    """Whether the preparation is to come first, now."""
    return Item(What.PREPARE, Question("preparation first", lines.PREPARE, Answers.YES_NO))


def wanted(talk: Interview) -> dict[str, Effects]:
    """The rows that would change this session, and the gates before them."""
    effects = effects_of(talk.card)
    known = {row for row, its in effects.items() if matters(its, talk.card, talk.switches)}
    gates = {follow.after for follow in FOLLOWS if follow.row in known and follow.after in effects}
    return {row: its for row, its in effects.items() if row in known | gates}


def screening(talk: Interview) -> tuple[Item, ...]:
    """The short question about news where everything was answered before, and what is new or too old."""
    rows = wanted(talk)
    history = talk.history
    follows = {follow.row for follow in FOLLOWS}
    lasting: list[str] = []
    every: list[str] = []
    for row in (*(r.id for r in ROWS if r.id in rows), *(row for row in rows if row not in ROW)):
        given = history.given.get(row)
        if row in follows or still_known(row, given, history.today):
            continue
        is_news = row in ROW and ROW[row].lasts == EVERY_TIME and given is not None
        if is_news and given is not None and not cautious(row, given.value):
            every.append(row)
        else:
            lasting.append(row)
    told = {row: g.value for row, g in history.given.items() if still_known(row, g, history.today)}
    opened = open_follows(talk, told, rows)
    lasting += [row for row in opened if not still_known(row, history.given.get(row), history.today)]
    signs = [row for row in every if ROW[row].group is not Group.CONSENT]
    consent = [row for row in every if ROW[row].group is Group.CONSENT]
    news = (_news(tuple(signs)),) if signs else ()
    return (*news, *grouped(talk, [*lasting, *consent]))


def _news(rows: tuple[str, ...]) -> Item:
    low = (lines.NEWS_LOW_BACK,) if "R6" in rows else ()
    lead, text = (lines.NEWS, low[0]) if low else (lines.NEWS[:-1], lines.NEWS[-1])
    return Item(What.NEWS, Question("news", text, Answers.YES_NO), lead, rows, lines.NEWS_WHY)


def grouped(talk: Interview, rows: list[str]) -> tuple[Item, ...]:
    """Rows read out group by group; those that stand alone are asked one by one after them."""
    items: list[Item] = []
    follows = {follow.row for follow in FOLLOWS}
    for group in Group:
        inside = [row for row in rows if row in ROW and ROW[row].group is group and row != "R7"]
        listed = [row for row in inside if ROW[row].brief]
        if len(listed) < 2:
            items += [row_item(talk, row) for row in inside]
            continue
        kind = Kind.NEED if group is Group.CONSENT else Kind.FLAG
        together = tuple(row for row in inside if ROW[row].kind is kind and row not in follows)
        text = lines.ALL_OF_THESE if group is Group.CONSENT else lines.ANY_OF_THESE
        lead = (lines.GROUPS[group], *(ROW[row].brief for row in listed))
        question = Question(group.value, text, Answers.YES_NO)
        items.append(Item(What.GROUP, question, lead, together, ROW[listed[0]].why))
        items += [row_item(talk, row) for row in inside if row not in together]
    own = [row for row in rows if row not in ROW or row == "R7"]
    return (*items, *(row_item(talk, row) for row in own))


def row_item(talk: Interview, row: str) -> Item:
    """One row on its own, or a question of the card."""
    if row not in ROW:
        text = next(s.text for s in talk.card.ask_first if s.name == row)
        return Item(
            What.ROW, Question(row, text, Answers.YES_NO), (), (row,), "The author of this session asks it."
        )
    its = ROW[row]
    sides = ("front", "back", "both", "not sure")
    side = its.kind is Kind.SIDE
    question = Question(row, its.question, Answers.CHOICE if side else Answers.YES_NO, sides if side else ())
    return Item(What.ROW, question, (), (row,), its.why)


def open_follows(
    talk: Interview, answers: Mapping[str, str | int | None], rows: Mapping[str, Effects]
) -> list[str]:
    """The rows that an answer to another one opens."""
    return [
        follow.row for follow in FOLLOWS if follow.row in rows and answers.get(follow.after) in follow.answers
    ]
