"""A quarter of varied use: real rehearsals, one after another, on a clock that is moved day by day into a diary.

Run by hand it fills a diary to try things with: python tests/simulated_quarter.py FOLDER [SEED]
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path

from voicecoach.assembly.preparing import FULL_TIMES, Wanted, prepared
from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.facts import Fact, Permitted
from voicecoach.core.past import History
from voicecoach.core.programme import asks_morning
from voicecoach.core.words import NUMBER_NAMES
from voicecoach.diary.history import history
from voicecoach.diary.read import times_done
from voicecoach.diary.store import Diary, open_diary
from voicecoach.script.find import find_card
from voicecoach.script.plan import parse_plan, settle_plan
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.willing import questions_of
from voicecoach.shipped import shipped

FIRST = date(2026, 6, 1)
DAYS = 92
LAST = FIRST + timedelta(days=DAYS - 1)
SEED = 20260601
ZONE = timezone(timedelta(hours=3))

PREPARATION = "forward-head-posture-prep"
RETRACTION = "cervical-retraction"
MOTION = "neck-range-of-motion"
FLOOR = "posterior-neck-release"
EFFORT_ASKED = (RETRACTION, MOTION, PREPARATION)
PLACES = {
    RETRACTION: "at Repetitions, rep 4, hold",
    MOTION: "at Turn",
    FLOOR: "at Pin and release",
}
"""Where something happens in each session."""

FALL, TINGLING, ASKED_AGAIN, CLEARED = 40, 55, 59, 66
"""The days (the first is 0) of a fall, of tingling, of a session in vain, and of a clinician's word."""
AWAY = range(23, 30)
HOURS = (8, 11, 14, 17, 20)

NO_MORE_THAN_SORE = ("no", "no", "no")
HURTS = {
    "dull": ("it hurts", *NO_MORE_THAN_SORE, "dull", "right side of the neck", "three", "muscle", "go on"),
    "stronger": ("pain", *NO_MORE_THAN_SORE, "aching", "left shoulder", "six", "muscle"),
    "silent": ("ow",),
    "stop": ("stop", "go on"),
}
"""What the person says, beginning where it happens."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One session that the person begins: ``lines`` of a plan for what happens in it, ``hour`` of the day."""

    card: str
    day: int
    hour: int
    before: int
    after: int
    morning: int
    lines: tuple[str, ...] = ()


class MovedClock:
    """A wall clock that stands where it was put."""

    def __init__(self) -> None:
        self.moment = datetime.combine(FIRST, time(8), ZONE)

    def __call__(self) -> datetime:
        return self.moment


class Dated:
    """A diary whose clock goes with the session's own time."""

    def __init__(self, diary: Diary, clock: MovedClock) -> None:
        self._diary = diary
        self._clock = clock
        self._began = clock.moment
        self.allowed = True

    def append(self, fact: Fact) -> None:
        if isinstance(fact, Permitted):
            self.allowed = fact.allowed
        self._clock.moment = self._began + timedelta(seconds=fact.at)
        self._diary.append(fact)


def fill(path: Path, seed: int = SEED, days: int = DAYS) -> int:
    """Write the quarter into the diary at ``path``; how many sessions were begun or refused."""
    clock = MovedClock()
    count = 0
    with open_diary(path, clock) as diary:
        sent_home = -1
        for visit in visits(random.Random(seed), days):
            if visit.day == sent_home:
                continue
            began = datetime.combine(FIRST + timedelta(days=visit.day), time(visit.hour), ZONE)
            clock.moment = began + timedelta(minutes=count * 7 % 45)
            if not _hold(visit, path, Dated(diary, clock)):
                sent_home = visit.day
            count += 1
    return count


def visits(chance: random.Random, days: int) -> Iterator[Visit]:
    """When the person comes and what happens then."""
    for day in range(days):
        start = max(1, 4 - day // 30) + chance.choice((-1, 0, 0, 1))
        morning = (
            0 if day in (FALL, TINGLING, ASKED_AGAIN, CLEARED) else max(0, start - chance.choice((0, 0, 1)))
        )
        for number, card in enumerate(_cards_of(day, chance)):
            before = start + chance.choice((0, 0, 0, 1))
            after = max(0, before + chance.choice((-2, -1, -1, 0, 0, 1)))
            hour = HOURS[min(number, len(HOURS) - 1)]
            yield Visit(card, day, hour, before, after, morning, tuple(_happens(card, day, chance)))


def _cards_of(day: int, chance: random.Random) -> tuple[str, ...]:
    if day == 0:
        return (PREPARATION, RETRACTION)
    if day in (FALL, TINGLING):
        return (RETRACTION,)
    if day in (ASKED_AGAIN, CLEARED):
        return (FLOOR,)
    if day in AWAY or chance.random() < 0.12:
        return ()
    often = chance.choices((1, 2, 3, 4, 5), (2, 3, 5, 4, 1))[0]
    more = (*((FLOOR,) if day % 4 == 3 else ()), *((MOTION,) if chance.random() < 0.2 else ()))
    return (*(RETRACTION for _ in range(often)), *more)


def _happens(card: str, day: int, chance: random.Random) -> Iterator[str]:
    """The lines of a plan between the opening and the end."""
    drawn = chance.random()
    if card == PREPARATION:
        return
    if day == TINGLING:
        yield from (PLACES[card], "> tingling")
    elif drawn < 0.035:
        kind = chance.choice(("dull", "dull", "dull", "stronger", "silent"))
        yield from (PLACES[card], *(f"> {words}" for words in HURTS[kind]))
    elif drawn < 0.07:
        yield from (PLACES[card], *(f"> {words}" for words in HURTS["stop"]))
    elif drawn < 0.14:
        yield from _cut_short(card, chance)
    elif drawn < 0.17:
        yield from (PLACES[card], "> slower")
    elif drawn < 0.19:
        yield from (PLACES[card], "> finish")


def _cut_short(card: str, chance: random.Random) -> tuple[str, ...]:
    if card == FLOOR:
        return ("at Untuck and retuck", "> skip this")
    return (PLACES[card], chance.choice(("> next", "> skip this")))


@cache
def _card(name: str) -> Card:
    return find_card(name, Path("none"), shipped("scripts"))


def _hold(visit: Visit, path: Path, diary: Dated) -> bool:
    """Rehearse it; whether the session was allowed."""
    card = _card(visit.card)
    known = history(path, FIRST + timedelta(days=visit.day))
    times = times_done(path, visit.card)
    state = prepared(card, Wanted(talk=Talk.FULL if times < FULL_TIMES else Talk.BRIEF), times, known)
    plan = parse_plan("\n".join(_plan(visit, card, known)) + "\n", "a simulated visit")
    names = tuple(step.name for step in state.run.steps)
    rehearse(
        state, settle_plan(plan, names, "a simulated visit", questions_of(state)), diary, lambda line: None
    )
    return diary.allowed


def _plan(visit: Visit, card: Card, known: History) -> Iterator[str]:
    yield "# A visit"
    yield f"Session: {card.name}"
    if asks_morning(known):
        yield from ("asked soreness next morning", f"> {NUMBER_NAMES[visit.morning]}")
    if visit.day == FALL:
        yield from ("asked news", "> yes", "asked T1", "> yes")
    if visit.day == CLEARED:
        yield from (
            "asked clearance",
            "> yes",
            "asked who",
            "> a physiotherapist",
            "asked when",
            "> this week",
        )
    yield from ("asked soreness before", f"> {NUMBER_NAMES[visit.before]}")
    yield from visit.lines
    if card.name != PREPARATION:
        yield from ("asked soreness after", f"> {NUMBER_NAMES[visit.after]}")
    if card.name in EFFORT_ASKED:
        if (visit.day + visit.hour) % 7 == 0:
            yield from ("asked effort", "> it was fine")  # nobody understands that as a number
        yield from ("asked effort", f"> {NUMBER_NAMES[2 + (visit.day * 3 + visit.hour) % 4]}")


def main() -> None:
    folder = Path(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "diary.sqlite3"
    print(f"{fill(path, seed)} sessions in {path}")


if __name__ == "__main__":
    main()
