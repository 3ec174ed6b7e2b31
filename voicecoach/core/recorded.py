"""A session made fit for a recording, which cannot hear: it asks nothing that it needs an answer to, and never waits.

Who should not start is named as a checklist, because nobody can be refused; what would change the session by an answer
is a reason not to start as well, because a recording cannot change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from voicecoach.core import interview_lines, lines
from voicecoach.core import recorded_lines as own
from voicecoach.core.asked import Item as Asked
from voicecoach.core.asked import Outcome, What
from voicecoach.core.beats import Paced, Tell, beats_of
from voicecoach.core.card import (
    ALWAYS,
    Answers,
    Ask,
    Card,
    CueAt,
    Hold,
    Item,
    Question,
    Say,
    Step,
    WaitFor,
    When,
)
from voicecoach.core.interview import answered, interview, proceed
from voicecoach.core.past import History
from voicecoach.core.screening import ROW, Group, Kind, well
from voicecoach.core.state import Run, State, dose
from voicecoach.core.view import left
from voicecoach.core.whereabouts import open_now

USUAL_WAIT = 8.0
"""Seconds in place of a "ready" (judgement: to lie down takes longer, and the recording says to pause it)."""
LONGEST_WAIT = 300.0
SHORTEST_WAIT = 4.0
"""Seconds: the words that begin the wait take two at the slowest rate."""
TO_THINK = 4.0
"""Seconds after a question that each answers for themselves."""
LISTED = frozenset({What.GROUP, What.ROW})


@dataclass(frozen=True, slots=True)
class Before:
    """One entry of the checklist: its ``lines`` one after the other, time to think where ``asks``, then ``closing``."""

    lines: tuple[str, ...]
    closing: str
    asks: bool = False


def recorded(run: Run, switches: frozenset[str], wait: float = USUAL_WAIT) -> Run:
    """``run`` (as `prepare` made it) for nobody who could answer; ``run.lengths`` decide how long its pauses are."""
    opening, *steps, farewell = run.steps
    middle = tuple(_unheard(step, run, switches, wait) for step in steps)
    bye = replace(farewell, items=(Say(own.THE_END), Say(lines.FAREWELL[1])))
    silent = replace(run, steps=(replace(opening, items=()), *middle, bye))
    opened = replace(opening, items=_opening(silent, switches, lines.FEW_SECONDS))
    whole = replace(silent, steps=(opened, *middle, bye))
    told = lines.about(seconds_of_run(whole, switches))
    return replace(whole, steps=(replace(opening, items=_opening(silent, switches, told)), *middle, bye))


def seconds_of_run(run: Run, switches: frozenset[str]) -> float:
    """Seconds from the first word of a recorded ``run`` to its end."""
    return left(State(replace(run, steps=(run.steps[0], *run.steps)), switches))


def lines_of(run: Run, switches: frozenset[str]) -> tuple[str, ...]:
    """Every line that a recording of ``run`` could hold: nobody can make it say another."""
    state = State(run, switches)
    said: list[str] = []
    for step in run.steps:
        if open_now(state, step):
            for beat in beats_of(step, dose(state)):
                said += (
                    (beat.text,) if isinstance(beat, Tell) else beat.texts if isinstance(beat, Paced) else ()
                )
            said += step.reminders
    return tuple(dict.fromkeys((*said, *run.card.reminders)))


def checklist(card: Card, switches: frozenset[str]) -> Iterator[Before]:
    """Who should not start: every question that the talk before the session asks a person whom nothing is known of."""
    talk = interview(replace(card, first=()), History(1), switches)
    while True:
        talk, asked = proceed(talk)
        if isinstance(asked, Outcome):
            return
        if asked.what in LISTED:
            yield _entry(asked)
        talk, _ = answered(talk, 0.0, _well(asked), "")


def _entry(asked: Asked) -> Before:
    said = tuple(text for text in asked.lead if text != interview_lines.WELCOME)
    if asked.what is What.ROW:
        return Before((*said, asked.question.text), _closing(asked.rows[0]), asks=True)
    if asked.question.text == interview_lines.ALL_OF_THESE:
        return Before(said, own.IF_NOT_ALL)
    return Before(said, own.IF_SIGNS if asked.question.name == Group.SIGNS.value else own.IF_ANY)


def _closing(row: str) -> str:
    """What the cautious answer to ``row`` leads to; a card's own question is a flag."""
    if row not in ROW:
        return own.IF_SO
    if ROW[row].group is Group.SIGNS:
        return own.IF_SIGNS
    return own.IF_NOT if ROW[row].kind is Kind.NEED else own.IF_SO


def _well(asked: Asked) -> str:
    """The answer after which the talk goes on to its end."""
    match asked.what:
        case What.ROW:
            return well(asked.rows[0])
        case What.GROUP:
            return "yes" if asked.question.text == interview_lines.ALL_OF_THESE else "no"
        case What.NUMBER | What.CONFIRM | What.FREED:
            return "yes"
        case (
            What.MORNING
            | What.SETTLED
            | What.NEWS
            | What.STILL
            | What.CLEARED
            | What.WHO
            | What.WHEN
            | What.PREPARE
        ):
            return "no"
        case _:
            assert_never(asked.what)


def _opening(run: Run, switches: frozenset[str], told: str) -> tuple[Item, ...]:
    """What the recording is, that it cannot hear, and who should not start."""
    trouble = lines.call(own.IN_TROUBLE, "")
    first = (f"{run.card.title}.", told, own.CANNOT_HEAR, trouble, lines.OPENER[0], *lines.FIRST_TIME)
    items: list[Item] = [Say(text) for text in (*first, lines.OPENER[2])]
    entries = tuple(checklist(run.card, switches))
    if entries:
        items += [Say(own.ASK_YOURSELF), Say(own.NOT_SURE)]
    for entry in entries:
        *before, last = entry.lines
        items += [Say(text) for text in before]
        items += [_then_quiet(last, run, TO_THINK) if entry.asks else Say(last), Say(entry.closing)]
    if entries:
        items.append(Say(own.ASK_A_CLINICIAN))
    if run.card.first:
        items.append(Say(own.PREPARATION))
    if any(isinstance(item, WaitFor) for step in run.card.steps for item in step.items):
        items.append(Say(own.NEEDS_LONGER))
    return tuple(items)


def _unheard(step: Step, run: Run, switches: frozenset[str], wait: float) -> Step:
    """``step`` with a pause in place of every wait, and its questions said but not asked."""
    items: list[Item] = []
    for item in step.items:
        match item:
            case WaitFor():
                items.append(_quiet(own.GET_SET, wait, item.when))
            case Ask() if _said(item.question, run.card):
                items.append(_then_quiet(item.question.text, run, TO_THINK, item.when))
                if item.repeat:
                    items.append(_then_quiet(own.ONCE_MORE, run, TO_THINK, item.when))
            case Ask():
                pass
            case _:
                items.append(item)
    return replace(step, items=tuple(items))


def _said(question: Question, card: Card) -> bool:
    """Whether ``question`` is worth saying where nobody hears the answer: not the scores, which the diary would get,
    and not the choice of an option, which was made when the recording was."""
    switches = {switch.name for switch in card.switches}
    match question.answers:
        case Answers.SCORE | Answers.EAR:
            return False
        case Answers.CHOICE:
            return not {option.removeprefix("no ") for option in question.options} & switches
        case Answers.YES_NO:
            return question.name not in switches
        case Answers.PLACE:
            return True
        case _:
            assert_never(question.answers)


def _then_quiet(text: str, run: Run, seconds: float, when: When = ALWAYS) -> Hold:
    return _quiet(text, run.length(text) + seconds, when)


def _quiet(text: str, seconds: float, when: When) -> Hold:
    """``text`` and then silence, ``seconds`` in all; unlike a `Say` it counts in brief talk and on each side too."""
    return Hold(seconds, (CueAt(0.0, text),), explore=True, when=when)
