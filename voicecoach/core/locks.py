"""What earlier sessions lock until a clinician agrees, and which of them ended early or left soreness behind.

Sessions that were refused, or done instead by another, do not count; all others do, however short.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from voicecoach.core.facts import EndedBy
from voicecoach.core.past import History, Past
from voicecoach.core.programme_tables import MORNING_ASKED, STILL, Why
from voicecoach.core.settling import took_long


@dataclass(frozen=True, slots=True)
class Locked:
    """Locked because of ``why``; a clinician's word that is dated after the day ``since`` lifts it."""

    why: Why
    since: int


def begun_in(history: History, morning: int | None = None) -> tuple[Past, ...]:
    """The sessions that really began, none after today (the clock was set back), ``morning`` told of the last one."""
    begun = [
        _as_told(past, history, index)
        for index, past in enumerate(history.sessions)
        if past.by not in (EndedBy.REFUSED, EndedBy.INSTEAD)
    ]
    index = next((n for n in reversed(range(len(begun))) if begun[n].day < history.today), None)
    if morning is not None and index is not None:
        begun[index] = replace(begun[index], morning=morning, told=history.today)
    return tuple(begun)


def _as_told(past: Past, history: History, index: int) -> Past:
    day, told = min(past.day, history.today), _told(history, index)
    # After ten years most are as they should be, and to copy them all takes longer than to look at them.
    return past if (past.day, past.told) == (day, told) else replace(past, day=day, told=told)


def _told(history: History, index: int) -> int | None:
    """When the morning after the session was told; if it is not known, at the start that followed on a later day."""
    past = history.sessions[index]
    if past.morning is None:
        return None
    days = (other.day for other in islice(history.sessions, index + 1, None) if other.day > past.day)
    told = past.told if past.told is not None else next(days, past.day + 1)
    return min(told, history.today)


def ended_early(past: Past) -> bool:
    """Whether pain, a red flag, or no response after pain ended it, or would have, had it not been cut off."""
    decided = {decision.event: decision for decision in past.decisions}
    if past.by in (EndedBy.PAIN, EndedBy.RED_FLAG):
        return True
    # Who does not answer for other reasons (the telephone rang) has no decision in the diary.
    if past.by is EndedBy.NO_RESPONSE and decided:
        return True
    return any(not decision.may_resume for decision in decided.values())


def sorer(past: Past) -> bool:
    """Whether the morning after was above the start; a start that is not known counts as zero (J)."""
    return past.morning is not None and past.morning > (past.before or 0)


def sorer_before(begun: tuple[Past, ...], day: int) -> Past | None:
    """The last session of an earlier day, if the morning after it was sorer."""
    last = next((past for past in reversed(begun) if past.day < day), None)
    return last if last is not None and sorer(last) else None


def locked_by(begun: tuple[Past, ...], history: History) -> Locked | None:
    """The gravest lock that no clinician has lifted, since the day of the latest of them all."""
    found = (*_decided(begun), *_twice(begun), *_still_sore(begun), *_not_eased(begun))
    open_ = [
        each
        for each in found
        # later than the event, not on the same day (content 3.6); what was lifted stays so
        if history.clearance is None or not each.since < history.clearance.day <= history.today
    ]
    if not open_:
        return None
    gravest = min(open_, key=lambda each: (list(Why).index(each.why), -each.since))
    return Locked(gravest.why, max(each.since for each in open_))


def _decided(begun: tuple[Past, ...]) -> Iterator[Locked]:
    """Rows 1 and 2 of content 3.4; a red flag of which no decision tells counts as row 1 (J)."""
    for past in begun:
        locks = {decision.locks for decision in past.decisions}
        untold = past.by is EndedBy.RED_FLAG and all(decision.may_resume for decision in past.decisions)
        if "all" in locks or untold:
            yield Locked(Why.SIGNS, past.day)
        elif "pressure" in locks:
            yield Locked(Why.FEELING, past.day)


def _twice(begun: tuple[Past, ...]) -> Iterator[Locked]:
    """Two ended runs in a row, whatever they were, or of one card (content 3.6 J)."""
    before: dict[str, bool] = {}
    for past in begun:
        early = ended_early(past)
        if early and (before.get("", False) or before.get(past.card, False)):
            yield Locked(Why.TWICE, past.day)
        before[""] = before[past.card] = early


def _not_eased(begun: tuple[Past, ...]) -> Iterator[Locked]:
    """Strong soreness that had not eased in half an hour (row 4 of content 3.4; that ball and presses wait is J)."""
    for past in begun:
        if past.settled and took_long(past):
            yield Locked(Why.NOT_EASED, past.day)


def _numbers_since(begun: tuple[Past, ...], index: int) -> Iterator[tuple[int, int | None]]:
    """Every number told from the morning after that session on, with its day; one by one, as few are looked at."""
    yield begun[index].told or begun[index].day + 1, begun[index].morning
    for later in islice(begun, index + 1, None):
        yield later.day, later.before
        yield later.told or later.day + 1, later.morning


def _still_sore(begun: tuple[Past, ...]) -> Iterator[Locked]:
    """After a sorer morning no number at or below that start, and one above it three days later or more (3.6)."""
    for index, past in enumerate(begun):
        if not sorer(past):
            continue
        last = past.day
        for day, number in _numbers_since(begun, index):
            # a week without a number is no longer "still" (J)
            if number is not None and (number <= (past.before or 0) or day > last + MORNING_ASKED):
                break
            if number is not None:
                last = max(last, day)
            if number is not None and day - past.day >= STILL:
                yield Locked(Why.STILL_SORE, day)
                break  # what a clinician agreed to after this day is not locked anew by the same soreness
