"""Soreness of an earlier session that may not have settled: whether to ask about it, and what the answer means."""

from dataclasses import dataclass, replace

from voicecoach.core.facts import Answered, EndedBy, Fact, Settled
from voicecoach.core.past import HALF_AN_HOUR, SETTLED, History, Past
from voicecoach.core.programme_tables import MORNING_ASKED

STRONG_ROW = 4
"""The row of the decision table for 6 to 10: not eased in half an hour, it is for a clinician (content 3.4)."""
_OVER = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The ``event``-th halt of the session at ``index`` of all; ``last``: none came after it but those of today."""

    index: int
    event: int
    last: bool


def unsettled(history: History) -> Unsettled | None:
    """The latest soreness of an earlier day, not longer ago than a morning is asked about, if it may not have settled
    and nobody was asked."""
    last = True
    for index in reversed(range(len(history.sessions))):
        past = history.sessions[index]
        if past.by in (EndedBy.REFUSED, EndedBy.INSTEAD) or past.day >= history.today:
            continue
        if history.today - past.day > MORNING_ASKED:
            return None
        event = _sore(past)
        if event:
            return None if _is_known(past, event) else Unsettled(index, event, last)
        last = False
    return None


def told(
    history: History, at: float, value: str | int | None, heard: str
) -> tuple[History, tuple[Fact, ...]]:
    """What is known after the answer, and what the diary keeps: the answer, and a correction to its halt."""
    found = unsettled(history)
    answer = Answered(at, 0, SETTLED, value, heard)
    if found is None:
        return history, (answer,)
    past = history.sessions[found.index]
    settled = Settled(at, found.event, HALF_AN_HOUR, _OVER.get(str(value)), past.session)
    past = replace(past, settled=(*past.settled, settled))
    sessions = (*history.sessions[: found.index], past, *history.sessions[found.index + 1 :])
    return replace(history, sessions=sessions), (answer, settled)


def took_long(past: Past) -> bool:
    """Whether strong soreness of the session had not eased after half an hour; "not sure" counts as that."""
    strong = {decision.event for decision in past.decisions if decision.row == STRONG_ROW}
    return any(
        event in strong and settled.over is not True and settled.minutes >= HALF_AN_HOUR
        for event, settled in _last(past).items()
    )


def _sore(past: Past) -> int:
    """The last halt of ``past`` with soreness and nothing graver; 0: none."""
    sore = (each.event for each in reversed(past.decisions) if not each.flags and each.locks == "none")
    return next(sore, 0)


def _is_known(past: Past, event: int) -> bool:
    settled = _last(past).get(event)
    if settled is None:
        return False
    asked = bool(settled.session)  # it was told in a later session, be it that nobody is sure
    return asked or settled.over is True or (settled.over is False and settled.minutes >= HALF_AN_HOUR)


def _last(past: Past) -> dict[int, Settled]:
    return {settled.event: settled for settled in past.settled}
