"""The talk before a session as it goes on: what is asked now, and what an answer leads to."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from voicecoach.core import interview_lines as lines
from voicecoach.core.asked import (
    NUMBER,
    Chapter,
    Interview,
    Item,
    Outcome,
    What,
    cleared,
    grouped,
    morning,
    number,
    open_follows,
    prepare,
    right,
    row_item,
    screening,
    settled,
    still,
    wanted,
)
from voicecoach.core.card import Answers, Card, Question
from voicecoach.core.facts import Answered, Cleared, Fact, Screened
from voicecoach.core.past import MORNING, Clearance, History
from voicecoach.core.programme import LINES as PROGRAMME_LINES
from voicecoach.core.ruled import allowed, judged_today, refused, ruled
from voicecoach.core.safety import Refuse
from voicecoach.core.screening import EXPLAINED, FOLLOWS, ROW, Kind, cautious, well
from voicecoach.core.settling import told

DAYS_AGO = {"today": 0, "this week": 6, "this month": 29, "earlier": 400}
"""How long ago a clearance is taken to be: the longest that the words allow (judgement)."""


Asked: TypeAlias = tuple[Interview, Item | Outcome]


def interview(card: Card, history: History, switches: frozenset[str]) -> Interview:
    """The talk before a session of ``card`` with these ``switches``."""
    start = Interview(card, history, switches, clearance=history.clearance)
    return replace(start, todo=(*number(start), *morning(start), *settled(start)))


def proceed(talk: Interview) -> Asked:
    """What to ask now, or what it came to."""
    while True:
        outcome = refused(talk)
        if outcome is not None and outcome.told:
            talk = replace(talk, todo=(still(talk, outcome.told), *talk.todo))
        elif outcome is not None:
            return talk, outcome
        if talk.todo:
            return _welcoming(talk)
        if talk.chapter is Chapter.END:
            return talk, allowed(talk)
        talk = _next_stage(talk)


def _next_stage(talk: Interview) -> Interview:
    if talk.chapter is Chapter.TODAY and judged_today(talk).instead:
        return replace(talk, todo=(prepare(),))
    talk = replace(talk, chapter=Chapter(talk.chapter.value + 1))
    match talk.chapter:
        case Chapter.TODAY:
            now = judged_today(talk)
            if now.refused is not None and now.unlockable:
                return replace(talk, todo=(cleared(PROGRAMME_LINES[now.refused]),))
            return talk
        case Chapter.SCREENING:
            return replace(talk, todo=screening(talk))
        case Chapter.CLEARANCE:
            return replace(talk, todo=(cleared(()),)) if ruled(talk).clearable else talk
        case Chapter.START | Chapter.END:
            return talk
        case _:
            assert_never(talk.chapter)


def _welcoming(talk: Interview) -> Asked:
    item = talk.todo[0]
    if talk.welcomed or item.what not in (What.GROUP, What.ROW):
        return replace(talk, welcomed=talk.welcomed or item.what is What.NEWS), item
    item = replace(item, lead=(lines.WELCOME, *item.lead))
    return replace(talk, welcomed=True, todo=(item, *talk.todo[1:])), item


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
        case What.SETTLED:
            history, facts = told(talk.history, at, value, heard)
            return replace(talk, history=history), facts
        case What.NEWS | What.GROUP:
            return _grouped_answer(talk, item, at, value, heard)
        case What.ROW:
            return _row_answer(talk, item.rows[0], at, value, heard)
        case What.CONFIRM:
            return _confirmed(talk, item.rows[0], at, value, heard)
        case What.STILL if value == "no":
            return replace(talk, todo=(right(item.rows[0], value, What.FREED), *rest)), ()
        case What.STILL:
            return _settled(talk, item.rows[0], at, _kept(talk, item.rows[0]), heard)
        case What.FREED:
            row = item.rows[0]
            return _settled(talk, row, at, well(row) if value == "yes" else _kept(talk, row), heard)
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
            first = judged_today(talk).instead
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
            return replace(talk, todo=(*grouped(talk, list(item.rows)), *talk.todo)), ()
        singles = [row_item(talk, row) for row in item.rows]
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
        again = row_item(talk, row)
        again = replace(again, lead=(again.why,))
        return replace(talk, todo=(again, *talk.todo)), (Screened(at, row, value, heard),)
    rows = wanted(talk)
    waiting = {row for item in talk.todo for row in item.rows}
    opened = [r for r in open_follows(talk, {row: value}, rows) if r not in waiting and r not in talk.answers]
    todo = (*(row_item(talk, r) for r in opened), *talk.todo)
    refuses = any(isinstance(effect, Refuse) for effect in rows.get(row, ()))
    if refuses and value in lines.HEARD and cautious(row, value):
        todo = (right(row, value, What.CONFIRM), *todo)
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


def _kept(talk: Interview, row: str) -> str | int | None:
    return talk.history.given[row].value


def _settled(
    talk: Interview, row: str, at: float, value: str | int | None, heard: str
) -> tuple[Interview, tuple[Fact, ...]]:
    """What was told before is answered anew; that it is gone counts only if it was said twice."""
    return replace(talk, answers={**talk.answers, row: value}), (Screened(at, row, value, heard),)
