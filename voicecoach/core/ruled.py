"""What the talk before a session comes to: refused with which words, or done with what left out."""

from dataclasses import replace
from typing import assert_never

from voicecoach.core import interview_lines as lines
from voicecoach.core.asked import Chapter, Interview, Item, Outcome, What, wanted
from voicecoach.core.programme import LINES as PROGRAMME_LINES
from voicecoach.core.programme import Today, Why, today
from voicecoach.core.safety import Advice, Ruling, is_cleared, ruling
from voicecoach.core.screening import FOLLOWS, cautious, still_known

_OPEN = frozenset({What.CONFIRM, What.STILL, What.FREED, What.WHO, What.WHEN})
"""What must be answered before anything is refused."""
_ACCIDENT = frozenset({"T0", "T2a", "T2b", "T2c", "T2d", "T2e"})


def refused(talk: Interview) -> Outcome | None:
    """Why it is not done, as soon as that is clear."""
    match talk.chapter:
        case Chapter.START:
            return None
        case Chapter.TODAY:
            return _not_today(talk)
        case Chapter.SCREENING | Chapter.CLEARANCE | Chapter.END:
            return _screened_out(talk)
        case _:
            assert_never(talk.chapter)


def _not_today(talk: Interview) -> Outcome | None:
    now = judged_today(talk)
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
    if talk.todo and (talk.todo[0].what in _OPEN or _again(talk)):
        return None
    result = ruled(talk)
    if talk.todo and _is_follow(talk.todo[0]) and result.advice is not Advice.EMERGENCY:
        return None
    hard = [row for row in result.refused if row not in result.clearable]
    asked = talk.chapter is Chapter.CLEARANCE and not talk.todo
    if result.advice is None or not (hard or asked or talk.chapter is Chapter.END):
        return None
    if result.advice is Advice.EMERGENCY:
        told_of = lines.AFTER_ACCIDENT if set(result.refused) <= _ACCIDENT else ()
        return Outcome(False, told_of, result.advice, result.refused)
    rows = hard or list(result.refused)
    row = next((row for row in rows if row in talk.answers), rows[0])
    told = "" if row in talk.answers else row
    extra = (lines.INSTEAD[row],) if row in lines.INSTEAD else ()
    extra = (lines.ONCE_AGREED,) if row in result.clearable else extra
    said = (*lines.ADVICE[result.advice][:-1], *extra, lines.ADVICE[result.advice][-1])
    return Outcome(False, said, result.advice, result.refused, told=told)


def _again(talk: Interview) -> bool:
    """Whether a row that has an answer is asked once more."""
    item = talk.todo[0]
    return item.what is What.ROW and item.rows[0] in talk.answers


def _is_follow(item: Item) -> bool:
    return item.what is What.ROW and any(follow.row == item.rows[0] for follow in FOLLOWS)


def allowed(talk: Interview) -> Outcome:
    """How it is done."""
    result, now = ruled(talk), judged_today(talk)
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


def judged_today(talk: Interview) -> Today:
    """What earlier sessions allow, with what was told in this talk."""
    history = replace(talk.history, clearance=talk.clearance)
    return today(talk.card, history, talk.morning)


def ruled(talk: Interview) -> Ruling:
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
