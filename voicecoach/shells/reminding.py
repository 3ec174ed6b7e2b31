"""When to be reminded of a session: the times of a day, and the days that the rules about coming back leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from voicecoach.core.card import Card
from voicecoach.core.facts import EndedBy
from voicecoach.core.past import History, Past
from voicecoach.core.programme import today
from voicecoach.errors import UsageError

DAYS = 28
MOST_DAYS = 366
USUAL_TIMES = {
    1: (time(19, 0),),
    2: (time(8, 0), time(19, 0)),
    3: (time(8, 0), time(13, 0), time(19, 0)),
    4: (time(8, 0), time(12, 30), time(17, 0), time(21, 0)),
}
"""When a session is done that can be done so often a day, at most four times."""

_LONG = 400
"""Days after which no rule about the first week holds any more."""
_ENOUGH = 24
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date


def span(day: date, days: int | None, until: str | None) -> Span:
    """The days to remind on: they begin after ``day``, so that no reminder is in the past."""
    if days is not None and until is not None:
        raise UsageError("--days and --until do not go together")
    first = day + timedelta(days=1)
    if until is None:
        return Span(first, day + timedelta(days=DAYS if days is None else days))
    try:
        last = date.fromisoformat(until)
    except ValueError as error:
        raise UsageError(f'--until: "{until}" is no day; write it as 2026-11-20') from error
    if not first <= last <= day + timedelta(days=MOST_DAYS):
        raise UsageError(f"--until {until}: choose a day from {first} to {day + timedelta(days=MOST_DAYS)}")
    return Span(first, last)


def times_of(typed: str) -> tuple[time, ...]:
    """The times in "8:00, 12:30", the earliest first."""
    found = []
    for each in typed.split(","):
        clock = _CLOCK.fullmatch(each.strip())
        if clock is None:
            raise UsageError(f'--times: "{each.strip()}" is no time of the day; write them as "8:00, 12:30"')
        found.append(time(int(clock[1]), int(clock[2])))
    if len(set(found)) < len(found):
        raise UsageError("--times: one time stands there twice; write each once")
    return tuple(sorted(found))


def usual_times(card: Card) -> tuple[time, ...]:
    """When ``card`` is reminded of if nobody says: as often as it is done a day, once if there is no limit."""
    most = most_a_day(card)
    return USUAL_TIMES[1 if most is None else max(1, min(most, max(USUAL_TIMES)))]


def days_of(
    card: Card, times: Sequence[time], days: Span, begun: Sequence[date]
) -> tuple[tuple[time, tuple[date, ...]], ...]:
    """For each of ``times`` the days on which ``card`` may be done then; it was ``begun`` on these days already.

    It is taken as done at every reminder: a day off after the first time is a day without a reminder.
    """
    most = most_a_day(card)
    if most is not None and len(times) > most:
        raise UsageError(
            f"{card.name} is done at most {_times(most)} a day, and these are {len(times)} times; leave some out"
        )
    first, done = min(begun, default=None), [day for day in begun if day >= days.first - timedelta(days=7)]
    found: dict[time, list[date]] = {at: [] for at in times}
    day = days.first
    while day <= days.last:
        for at in times:
            recent = done[-len(times) - 1 :]  # no rule looks farther back, but for the very first day
            past = recent if first is None or first in recent else [first, *recent]
            if _allowed(card, day, past):
                found[at].append(day)
                done.append(day)
                first = first or day
        day += timedelta(days=1)
    return tuple((at, tuple(on)) for at, on in found.items() if on)


def most_a_day(card: Card) -> int | None:
    """How often a day ``card`` may be done once its first weeks are over; None: no limit is written."""
    day = date(2000, 1, 1)
    for count in range(_ENOUGH):
        if not _allowed(card, day, [day - timedelta(days=_LONG)] + [day] * count):
            return count
    return None


def _allowed(card: Card, day: date, begun: Sequence[date]) -> bool:
    sessions = tuple(Past(card.name, each.toordinal(), EndedBy.COMPLETE) for each in begun)
    return today(card, History(day.toordinal(), sessions)).refused is None


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
