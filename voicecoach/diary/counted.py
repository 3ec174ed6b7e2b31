"""What is counted from sessions: how often, how many repetitions, which steps were cut short; and no verdicts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from voicecoach.core.facts import HaltKind, StepEnd
from voicecoach.diary.read import NEVER_BEGAN, SessionRecord

RETRACTION = "cervical-retraction"
"""The one session with a figure for how often it is meant to be done (content 3.8, source A11)."""
REPETITIONS = "Repetitions"
"""Its step that the figure for repetitions is about."""
A_DAY = (3, 4)
"""Sessions a day, least and most (A11)."""
A_SESSION = (8, 10)
"""Repetitions a session, least and most (A11)."""


def begun(record: SessionRecord) -> bool:
    """Whether anything was done in the session: it was neither refused nor put off."""
    return record.by not in NEVER_BEGAN


def told_of(record: SessionRecord) -> bool:
    """Whether the session holds pain or a red flag."""
    return any(halt.halted.kind in (HaltKind.PAIN, HaltKind.RED_FLAG) for halt in record.halts) or any(
        decided.flags for halt in record.halts for decided in halt.decisions
    )


def by_day(records: Iterable[SessionRecord]) -> dict[date, tuple[SessionRecord, ...]]:
    """The sessions of each day on which there are any, by the clock on the wall."""
    days: dict[date, tuple[SessionRecord, ...]] = {}
    for record in records:
        day = record.started.date()
        days[day] = (*days.get(day, ()), record)
    return days


def days_between(first: date, last: date) -> tuple[date, ...]:
    """Every day from ``first`` to ``last``, both included."""
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def times(records: Iterable[SessionRecord], card: str = RETRACTION) -> int:
    """How often ``card`` was begun."""
    return sum(record.card == card and begun(record) for record in records)


@dataclass(frozen=True, slots=True)
class Adherence:
    """How often retraction was begun on each of ``days``, and ``done`` of ``planned`` repetitions in each session."""

    days: tuple[tuple[date, int], ...]
    repetitions: tuple[tuple[int, int], ...]

    def days_with(self, least: int, most: int | None) -> int:
        """On how many days it was begun ``least`` to ``most`` times, None: or more."""
        return sum(least <= count and (most is None or count <= most) for _, count in self.days)

    def more_than_meant(self) -> tuple[date, ...]:
        """The days on which it was begun more often than meant."""
        return tuple(day for day, count in self.days if count > A_DAY[1])

    def sessions_with(self, least: int, most: int | None) -> int:
        """In how many sessions ``least`` to ``most`` repetitions were done."""
        return sum(least <= done and (most is None or done <= most) for done, _ in self.repetitions)

    def planned_fewer(self) -> int:
        """In how many sessions with fewer repetitions than meant no more were planned."""
        return sum(done < A_SESSION[0] and 0 < planned < A_SESSION[0] for done, planned in self.repetitions)


def adherence(records: Sequence[SessionRecord], days: Iterable[date]) -> Adherence:
    """Retraction on ``days``; other days do not count."""
    held = by_day(records)
    wanted = tuple(days)
    return Adherence(
        tuple((day, times(held.get(day, ()))) for day in wanted),
        tuple(
            _repetitions(record)
            for day in wanted
            for record in held.get(day, ())
            if record.card == RETRACTION and begun(record)
        ),
    )


def _repetitions(record: SessionRecord) -> tuple[int, int]:
    steps = [step for step in record.steps if step.step == REPETITIONS]
    return sum(step.done for step in steps), sum(step.planned for step in steps)


@dataclass(slots=True)
class Cut:
    """How often a step came up, was skipped, cut short by "next", not finished, and how often it was halted there."""

    came: int = 0
    skipped: int = 0
    short: int = 0
    left: int = 0
    halts: int = 0
    pains: int = 0
    places: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        """Everything but that it came up."""
        return self.skipped + self.short + self.left + self.halts


def cut_steps(records: Iterable[SessionRecord]) -> tuple[tuple[str, str, Cut], ...]:
    """Each card and step that was ever left out or halted, the most often first."""
    cuts: dict[tuple[str, str], Cut] = {}
    for record in records:
        for step in record.steps:
            cut = cuts.setdefault((record.card, step.step), Cut())
            cut.came += 1
            cut.skipped += step.how is StepEnd.SKIPPED
            cut.left += step.how is StepEnd.LEFT
            cut.short += step.how is StepEnd.NEXT and step.done < step.planned
        for halt in record.halts:
            where = halt.halted.where
            cut = cuts.setdefault((record.card, where.step), Cut())
            cut.halts += 1
            cut.pains += halt.halted.kind in (HaltKind.PAIN, HaltKind.RED_FLAG)
            things = f" with {' and '.join(where.place.things)}" if where.place.things else ""
            cut.places[f"{where.place.body.value}{things}"] += 1
    found = [(card, step, cut) for (card, step), cut in cuts.items() if cut.all]
    return tuple(sorted(found, key=lambda each: (-each[2].all, each[0], each[1])))


def spread(scores: Iterable[int | None]) -> tuple[int, int, int] | None:
    """The lowest, the middle and the highest of the scores that were given; None without any.

    Of an even number the lower one of the two in the middle: it is a number that somebody said.
    """
    given = sorted(score for score in scores if score is not None)
    return (given[0], given[(len(given) - 1) // 2], given[-1]) if given else None
