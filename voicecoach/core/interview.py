"""The talk before a session: what is asked, in which order, and what it comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias, assert_never

from voicecoach.core import interview_lines as lines
from voicecoach.core.card import Answers, Card, Question
from voicecoach.core.facts import Answered, Cleared, Fact, Screened
from voicecoach.core.past import MORNING, Clearance, History
from voicecoach.core.programme import LINES as PROGRAMME_LINES
from voicecoach.core.programme import Today, Why, asks_morning, today
from voicecoach.core.safety import (
    Advice,
    Effects,
    Refuse,
    Ruling,
    effects_of,
    is_cleared,
    matters,
    ruling,
)
from voicecoach.core.screening import (
    EVERY_TIME,
    EXPLAINED,
    FOLLOWS,
    ROW,
    ROWS,
    Group,
    Kind,
    cautious,
    still_known,
)

NUMBER = "emergency number"
"""The row under which the number to call is kept."""
LOCKED = "locked"
"""The row of a lock that only a clinician's word lifts."""
DAYS_AGO = {"today": 0, "this week": 6, "this month": 29, "earlier": 400}
"""How long ago a clearance is taken to be: the longest that the words allow (judgement)."""


class What(Enum):
    """What is asked."""

    NUMBER = "number"
    MORNING = "morning"
    NEWS = "news"
    GROUP = "group"
    ROW = "row"
    CONFIRM = "confirm"
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
    """What the talk came to; ``said`` are the lines that tell it, ``instead`` the session to do first."""

    allowed: bool
    said: tuple[str, ...]
    advice: Advice | None = None
    rows: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    half: bool = False
    least: bool = False
    instead: str = ""


class Stage(Enum):
    """The parts of the talk, in this order."""

    START = 0
    TODAY = 1
    SCREENING = 2
    CLEARANCE = 3
    END = 4


@dataclass(frozen=True, slots=True)
class Interview:
    """Where the talk stands: ``todo[0]`` is asked now; ``answers`` were given this time, by row."""

    card: Card
    history: History
    switches: frozenset[str]
    stage: Stage = Stage.START
    todo: tuple[Item, ...] = ()
    answers: Mapping[str, str | int | None] = field(default_factory=dict)
    morning: int | None = None
    clearance: Clearance | None = None
    by: str = ""
    welcomed: bool = False
    declined: bool = False
    instead: str = ""


Asked: TypeAlias = tuple[Interview, Item | Outcome]


def interview(card: Card, history: History, switches: frozenset[str]) -> Interview:
    """The talk before a session of ``card`` with these ``switches``."""
    start = Interview(card, history, switches, clearance=history.clearance)
    return replace(start, todo=(*_number(start), *_morning(start)))


def proceed(talk: Interview) -> Asked:
    """What to ask now, or what it came to."""
    while True:
        outcome = _refused(talk)
        if outcome is not None:
            return talk, outcome
        if talk.todo:
            return _welcoming(talk)
        if talk.stage is Stage.END:
            return talk, _allowed(talk)
        talk = _next_stage(talk)


def _next_stage(talk: Interview) -> Interview:
    if talk.stage is Stage.TODAY and _today(talk).instead:
        return replace(talk, todo=(_prepare(),))
    talk = replace(talk, stage=Stage(talk.stage.value + 1))
    match talk.stage:
        case Stage.TODAY:
            now = _today(talk)
            if now.refused is not None and now.unlockable:
                return replace(talk, todo=(_cleared(PROGRAMME_LINES[now.refused]),))
            return talk
        case Stage.SCREENING:
            return replace(talk, todo=_screening(talk))
        case Stage.CLEARANCE:
            return replace(talk, todo=(_cleared(()),)) if _ruling(talk).clearable else talk
        case Stage.START | Stage.END:
            return talk
        case _:
            assert_never(talk.stage)


def _today(talk: Interview) -> Today:
    history = replace(talk.history, clearance=talk.clearance)
    return today(talk.card, history, talk.morning)


def _welcoming(talk: Interview) -> Asked:
    item = talk.todo[0]
    if talk.welcomed or item.what not in (What.GROUP, What.ROW):
        return replace(talk, welcomed=talk.welcomed or item.what is What.NEWS), item
    item = replace(item, lead=(lines.WELCOME, *item.lead))
    return replace(talk, welcomed=True, todo=(item, *talk.todo[1:])), item


# What is asked


def _number(talk: Interview) -> tuple[Item, ...]:
    if NUMBER in talk.history.given:
        return ()
    first, *others = talk.history.numbers
    items = [_is_it(first, (lines.NUMBER_LEAD,)), *(_is_it(digits, ()) for digits in others)]
    return tuple(items)


def _is_it(digits: str, lead: tuple[str, ...]) -> Item:
    question = Question(NUMBER, lines.is_it(digits), Answers.YES_NO)
    return Item(What.NUMBER, question, lead, why=lines.NUMBER_WHY, digits=digits)


def _morning(talk: Interview) -> tuple[Item, ...]:
    if not asks_morning(talk.history):
        return ()
    question = Question(MORNING, lines.NEXT_MORNING, Answers.SCORE)
    return (Item(What.MORNING, question, why=lines.MORNING_WHY),)


def _cleared(lead: tuple[str, ...]) -> Item:
    return Item(
        What.CLEARED, Question("clearance", lines.CLEARED, Answers.YES_NO), lead, why=lines.CLEARED_WHY
    )


def _prepare() -> Item:
    return Item(What.PREPARE, Question("preparation first", lines.PREPARE, Answers.YES_NO))


def wanted(talk: Interview) -> dict[str, Effects]:
    """The rows that would change this session, and the gates before them."""
    effects = effects_of(talk.card)
    known = {row for row, its in effects.items() if matters(its, talk.card, talk.switches)}
    gates = {follow.after for follow in FOLLOWS if follow.row in known and follow.after in effects}
    return {row: its for row, its in effects.items() if row in known | gates}


def _screening(talk: Interview) -> tuple[Item, ...]:
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
    opened = _open_follows(talk, told, rows)
    lasting += [row for row in opened if not still_known(row, history.given.get(row), history.today)]
    signs = [row for row in every if ROW[row].group is not Group.CONSENT]
    consent = [row for row in every if ROW[row].group is Group.CONSENT]
    news = (_news(tuple(signs)),) if signs else ()
    return (*news, *_grouped(talk, [*lasting, *consent]))


def _news(rows: tuple[str, ...]) -> Item:
    low = (lines.NEWS_LOW_BACK,) if "R6" in rows else ()
    lead, text = (lines.NEWS, low[0]) if low else (lines.NEWS[:-1], lines.NEWS[-1])
    return Item(What.NEWS, Question("news", text, Answers.YES_NO), lead, rows, lines.NEWS_WHY)


def _grouped(talk: Interview, rows: list[str]) -> tuple[Item, ...]:
    """Rows read out group by group; those that stand alone are asked one by one after them."""
    items: list[Item] = []
    follows = {follow.row for follow in FOLLOWS}
    for group in Group:
        inside = [row for row in rows if row in ROW and ROW[row].group is group and row != "R7"]
        listed = [row for row in inside if ROW[row].brief]
        if len(listed) < 2:
            items += [_row(talk, row) for row in inside]
            continue
        kind = Kind.NEED if group is Group.CONSENT else Kind.FLAG
        together = tuple(row for row in inside if ROW[row].kind is kind and row not in follows)
        text = lines.ALL_OF_THESE if group is Group.CONSENT else lines.ANY_OF_THESE
        lead = (lines.GROUPS[group], *(ROW[row].brief for row in listed))
        question = Question(group.value, text, Answers.YES_NO)
        items.append(Item(What.GROUP, question, lead, together, ROW[listed[0]].why))
        items += [_row(talk, row) for row in inside if row not in together]
    own = [row for row in rows if row not in ROW or row == "R7"]
    return (*items, *(_row(talk, row) for row in own))


def _row(talk: Interview, row: str) -> Item:
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


def _open_follows(
    talk: Interview, answers: Mapping[str, str | int | None], rows: Mapping[str, Effects]
) -> list[str]:
    """The rows that an answer to another one opens."""
    return [
        follow.row for follow in FOLLOWS if follow.row in rows and answers.get(follow.after) in follow.answers
    ]


# What an answer does


def answered(
    talk: Interview, at: float, value: str | int | None, heard: str
) -> tuple[Interview, tuple[Fact, ...]]:
    """The talk after an answer to ``todo[0]``, and what the diary keeps of it."""
    item, rest = talk.todo[0], talk.todo[1:]
    talk = replace(talk, todo=rest)
    match item.what:
        case What.NUMBER:
            return _numbered(talk, item, at, value, heard)
        case What.MORNING:
            score = value if isinstance(value, int) else None
            return replace(talk, morning=score), (Answered(at, 0, MORNING, score, heard),)
        case What.NEWS | What.GROUP:
            return _grouped_answer(talk, item, at, value, heard)
        case What.ROW:
            return _row_answer(talk, item.rows[0], at, value, heard)
        case What.CONFIRM:
            return _confirmed(talk, item.rows[0], at, value, heard)
        case What.CLEARED:
            return _clearing(talk, value), ()
        case What.WHO if value not in lines.CLINICIANS:
            return replace(talk, clearance=None), ()
        case What.WHO:
            when = Question("when", lines.WHEN, Answers.CHOICE, lines.WHEN_OPTIONS)
            return replace(talk, by=str(value), todo=(Item(What.WHEN, when), *rest)), ()
        case What.WHEN:
            day = talk.history.today - DAYS_AGO.get(str(value), DAYS_AGO["earlier"])
            return replace(talk, clearance=Clearance(talk.by, day)), (Cleared(at, talk.by, day),)
        case What.PREPARE:
            first = _today(talk).instead
            return replace(talk, instead=first if value == "yes" else "", declined=value != "yes"), ()
        case _:
            assert_never(item.what)


def _numbered(
    talk: Interview, item: Item, at: float, value: str | int | None, heard: str
) -> tuple[Interview, tuple[Fact, ...]]:
    if value != "yes":
        return talk, ()
    rest = tuple(other for other in talk.todo if other.what is not What.NUMBER)
    talk = replace(talk, todo=rest, answers={**talk.answers, NUMBER: item.digits})
    return talk, (Screened(at, NUMBER, item.digits, heard),)


def _clearing(talk: Interview, value: str | int | None) -> Interview:
    if value != "yes":
        return replace(talk, clearance=None)
    who = Question("who", lines.WHO, Answers.CHOICE, lines.WHO_OPTIONS)
    return replace(talk, todo=(Item(What.WHO, who), *talk.todo))


def _grouped_answer(
    talk: Interview, item: Item, at: float, value: str | int | None, heard: str
) -> tuple[Interview, tuple[Fact, ...]]:
    """All is well with every row, or they are gone through one by one."""
    well = "yes" if item.question.text == lines.ALL_OF_THESE else "no"
    if value != well:
        if item.what is What.NEWS:
            return replace(talk, todo=(*_grouped(talk, list(item.rows)), *talk.todo)), ()
        singles = [_row(talk, row) for row in item.rows]
        singles[0] = replace(singles[0], lead=(lines.WHICH,))
        return replace(talk, todo=(*singles, *talk.todo)), ()
    values = {row: "yes" if row in ROW and ROW[row].kind is Kind.NEED else "no" for row in item.rows}
    facts = tuple(Screened(at, row, its, heard) for row, its in values.items())
    return replace(talk, answers={**talk.answers, **values}), facts


def _row_answer(
    talk: Interview, row: str, at: float, value: str | int | None, heard: str
) -> tuple[Interview, tuple[Fact, ...]]:
    first = row not in talk.answers
    talk = replace(talk, answers={**talk.answers, row: value})
    if row in EXPLAINED and first and cautious(row, value):
        again = _row(talk, row)
        again = replace(again, lead=(again.why,))
        return replace(talk, todo=(again, *talk.todo)), (Screened(at, row, value, heard),)
    rows = wanted(talk)
    waiting = {row for item in talk.todo for row in item.rows}
    opened = [
        r for r in _open_follows(talk, {row: value}, rows) if r not in waiting and r not in talk.answers
    ]
    todo = (*(_row(talk, r) for r in opened), *talk.todo)
    refuses = any(isinstance(effect, Refuse) for effect in rows.get(row, ()))
    if refuses and value in lines.HEARD and cautious(row, value):
        question = Question(row, lines.IS_THAT_RIGHT, Answers.YES_NO)
        todo = (Item(What.CONFIRM, question, (lines.HEARD[value],), (row,)), *todo)
    return replace(talk, todo=todo), (Screened(at, row, value, heard),)


def _confirmed(
    talk: Interview, row: str, at: float, value: str | int | None, heard: str
) -> tuple[Interview, tuple[Fact, ...]]:
    """What was heard is so, unless the person says no: then it was the other answer."""
    if value != "no":
        return talk, ()
    other = "no" if talk.answers[row] == "yes" else "yes"
    opened = {follow.row for follow in FOLLOWS if follow.after == row}
    todo = tuple(item for item in talk.todo if not set(item.rows) & opened)
    talk = replace(talk, todo=todo, answers={**talk.answers, row: other})
    return talk, (Screened(at, row, other, heard),)


# What it comes to


def _ruling(talk: Interview) -> Ruling:
    """What all answers that count today come to."""
    rows = wanted(talk)
    history = talk.history
    answers: dict[str, str | int | None] = {
        row: given.value
        for row, given in history.given.items()
        if row in rows and still_known(row, given, history.today)
    }
    answers |= {row: value for row, value in talk.answers.items() if row in rows}
    closed = {f.row for f in FOLLOWS if f.row in answers and answers.get(f.after) not in f.answers}
    answers = {row: value for row, value in answers.items() if row not in closed}
    cleared = [row for row in answers if is_cleared(row, _since(talk, row), talk.clearance, history.today)]
    return ruling(rows, answers, cleared)


def _since(talk: Interview, row: str) -> int:
    """The day on which ``row`` changed to what is answered now; 0: it was never answered otherwise."""
    given = talk.history.given.get(row)
    if given is None:
        return 0
    if talk.answers.get(row, given.value) != given.value:
        return talk.history.today
    return given.since if given.changed else 0


def _refused(talk: Interview) -> Outcome | None:
    match talk.stage:
        case Stage.START:
            return None
        case Stage.TODAY:
            return _not_today(talk)
        case Stage.SCREENING | Stage.CLEARANCE | Stage.END:
            return _screened_out(talk)
        case _:
            assert_never(talk.stage)


def _not_today(talk: Interview) -> Outcome | None:
    now = _today(talk)
    if talk.instead:
        return Outcome(False, (), rows=("PREP",), instead=talk.instead)
    if talk.declined:
        return Outcome(False, (lines.NOT_NOW,), Advice.WAIT, ("PREP",))
    if now.refused is None or (now.unlockable and talk.todo):
        return None
    return Outcome(False, _said_today(now, now.refused), now.advice or Advice.WAIT, (now.refused.value,))


def _said_today(now: Today, why: Why) -> tuple[str, ...]:
    """Why not today; who was asked about a clinician has heard it already."""
    if now.unlockable:
        first, *_, last = lines.ADVICE[Advice.CLINIC]
        return first, lines.ONCE_AGREED, last
    urgent = lines.ADVICE[Advice.URGENT][1:3] if now.advice is Advice.URGENT else ()
    return (*PROGRAMME_LINES[why], *urgent)


def _screened_out(talk: Interview) -> Outcome | None:
    if talk.todo and (talk.todo[0].what in (What.CONFIRM, What.WHO, What.WHEN) or _again(talk)):
        return None
    result = _ruling(talk)
    if talk.todo and _is_follow(talk.todo[0]) and result.advice is not Advice.EMERGENCY:
        return None
    hard = [row for row in result.refused if row not in result.clearable]
    asked = talk.stage is Stage.CLEARANCE and not talk.todo
    if result.advice is None or not (hard or asked or talk.stage is Stage.END):
        return None
    row = (hard or list(result.refused))[0]
    if result.advice is Advice.EMERGENCY:
        return Outcome(False, (), result.advice, result.refused)
    before = () if row in talk.answers else (lines.TOLD_BEFORE, _statement(talk, row))
    extra = (lines.INSTEAD[row],) if row in lines.INSTEAD else ()
    extra = (lines.ONCE_AGREED,) if row in result.clearable else extra
    said = (*before, *lines.ADVICE[result.advice][:-1], *extra, lines.ADVICE[result.advice][-1])
    return Outcome(False, said, result.advice, result.refused)


def _again(talk: Interview) -> bool:
    """Whether a row that has an answer is asked once more."""
    item = talk.todo[0]
    return item.what is What.ROW and item.rows[0] in talk.answers


def _is_follow(item: Item) -> bool:
    return item.what is What.ROW and any(follow.row == item.rows[0] for follow in FOLLOWS)


def _statement(talk: Interview, row: str) -> str:
    if row in ROW:
        return lines.STATEMENTS.get(row) or ROW[row].brief or ROW[row].question
    return next(s.text for s in talk.card.ask_first if s.name == row)


def _allowed(talk: Interview) -> Outcome:
    result, now = _ruling(talk), _today(talk)
    options = {switch.name for switch in talk.card.switches}
    without = tuple(dict.fromkeys((*result.without, *now.without)))
    without = tuple(option for option in without if option in talk.switches or option not in options)
    use = tuple(option for option in dict.fromkeys((*result.use, *now.use)) if option not in talk.switches)
    said = (
        *(left_out(option) for option in without),
        *(in_use(option) for option in use if option not in now.use),
        *(text for why in now.because for text in PROGRAMME_LINES[why]),
    )
    return Outcome(True, said, None, result.changed, without, use, now.half, now.least)


def told_arthritis(talk: Interview) -> bool:
    """Whether neck arthritis was told, now or before; "not sure" counts."""
    given = talk.history.given.get("R3")
    value = talk.answers.get("R3", given.value if given is not None else "no")
    return cautious("R3", value)


def left_out(option: str) -> str:
    """That ``option`` is left out, as a line."""
    return lines.LEFT_OUT.format(option=lines.SPOKEN.get(option, option))


def in_use(option: str) -> str:
    """That ``option`` is used, as a line."""
    return lines.IN_USE.format(option=lines.SPOKEN.get(option, option))


def every_line(talk: Interview) -> Iterator[str]:
    """Every line that the talk could make the coach say."""
    rows = list(wanted(talk))
    grouped = _grouped(talk, [row for row in rows if row in ROW])
    singles = tuple(_row(talk, row) for row in rows)
    for item in (*_number(talk), *_morning(talk), _cleared(()), _prepare(), *grouped, *singles):
        yield from (*item.lead, item.question.text, item.why)
    yield from (
        lines.WELCOME,
        *lines.NEWS,
        lines.NEWS_LOW_BACK,
        lines.NEWS_WHY,
        lines.WHICH,
        lines.IS_THAT_RIGHT,
    )
    yield from (*lines.GROUPS.values(), lines.ANY_OF_THESE, lines.ALL_OF_THESE, *lines.HEARD.values())
    yield from (ROW[row].brief for row in rows if row in ROW)
    yield from (lines.WHO, lines.WHEN, lines.TOLD_BEFORE, lines.NOT_NOW)
    yield from (
        *lines.INSTEAD.values(),
        *lines.STATEMENTS.values(),
        lines.ONCE_AGREED,
        *lines.SORE_TODAY,
        *lines.VERY_SORE,
        *lines.NO_ANSWER,
    )
    for said in (*lines.ADVICE.values(), *PROGRAMME_LINES.values()):
        yield from said
    options = {switch.name for switch in talk.card.switches}
    options |= {thing for step in talk.card.steps for thing in step.place.things}
    for option in sorted(options):
        yield from (left_out(option), in_use(option))
