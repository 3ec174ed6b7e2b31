"""The report for a clinician as a page: which sections there are, and in which order (content 3.8); no verdicts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from voicecoach import __version__
from voicecoach.core.locks import Locked
from voicecoach.core.past import EFFORT
from voicecoach.core.programme_tables import Why
from voicecoach.diary.counted import (
    A_DAY,
    A_SESSION,
    RETRACTION,
    Adherence,
    adherence,
    begun,
    by_day,
    days_between,
    spread,
)
from voicecoach.diary.read import SessionRecord
from voicecoach.diary.screened import Screening
from voicecoach.script.handout import Block, Cell, Handout, Line, Lines, Section, Table, Tone
from voicecoach.shells.report_answers import answers_section
from voicecoach.shells.report_cells import counted, plain, said, small, table
from voicecoach.shells.report_chart import soreness_picture
from voicecoach.shells.report_events import events_section, red_flags
from voicecoach.shells.report_use import (
    Offered,
    equipment_section,
    own_questions,
    sessions_section,
    steps_section,
)

TITLE = "Neck sessions: diary report"
FOOT = "User-entered diary. Not verified. Not a diagnosis."
NOISE = "Important change about 1.3-1.5; detectable change up to 4."
MOST_WEEKS = 18
MOST_DATES = 12
MOST_IN_FOOT = 40
"""Letters of whose report it is; a longer line at the foot of a page would be too small to read."""
WEEK = 7


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a report tells: the ``records`` are those of ``first`` to ``last``; ``since`` is the first day
    with retraction ever; ``locked`` is what is locked on the day it is ``made``; ``heard`` is how many times the ear
    gave words in these days, and how many of them were understood as nothing."""

    first: date
    last: date
    made: date
    label: str
    records: tuple[SessionRecord, ...]
    screening: Screening
    since: date | None
    offered: tuple[Offered, ...]
    locked: Locked | None = None
    heard: tuple[int, int] = (0, 0)


def report(told: Told) -> Handout:
    """The whole report."""
    sections = (
        Section("Red-flag answers", (Lines(red_flags(told.records)),), framed=True),
        Section("About this report", (Lines(tuple(_about(told))),)),
        Section("How often: cervical-retraction only", tuple(_how_often(told))),
        Section("Soreness, 0 to 10, as told", tuple(_soreness(told))),
        events_section(told.records),
        sessions_section(told.records),
        answers_section(told.screening, _locked(told), own_questions(told.offered)),
        steps_section(told.records, told.offered),
        equipment_section(told.records, told.offered),
    )
    days = f"{told.first} to {told.last} ({counted((told.last - told.first).days + 1, 'day', 'days')})"
    whose = (Line(said(told.label), "For:", by_card=True),) if told.label else ()
    lead = (*whose, Line(days, "Days:"), Line(FOOT, tone=Tone.STRONG))
    name = said(told.label) if len(told.label) <= MOST_IN_FOOT else ""
    foot = f"{FOOT} {told.first} to {told.last}.{f' For: {name}' if name else ''}"
    return Handout(TITLE, lead, sections, Line(foot, by_card=True), "en", "en")


def _about(told: Told) -> Iterator[Line]:
    programs = sorted({record.app_version for record in told.records})
    wrote = f"; the entries by {', '.join(map(said, programs))}" if programs else ""
    yield Line(f"{told.made}, by voicecoach {__version__}{wrote}.", "Made:")
    versions = sorted({(record.card, record.version) for record in told.records})
    used = "; ".join(f"{said(card)} v{version}" for card, version in versions)
    yield Line(used or "none", "Sessions in these days, with the version of each:", by_card=True)
    yield Line(
        "; ".join(each.told() for each in told.offered),
        "Offered when this was made, with the version of each:",
        by_card=True,
    )
    yield Line(
        "General movement coaching by a voice on the user's own computer, for adults; not medical care. Questions "
        f"were asked aloud, and a program heard the answers: it can mishear.{_heard(told.heard)} Days and hours are "
        "those of the user's own clock.",
        "What it is:",
    )


def _heard(counts: tuple[int, int]) -> str:
    every, lost = counts
    if not every:
        return ""
    times = counted(every, "time", "times")
    missed = f"{lost} of them it did not understand" if lost else "it understood all of them"
    return f" In these days it got words {times}, heard or typed; {missed}."


def _how_often(told: Told) -> Iterator[Block]:
    last = min(told.last, told.made - timedelta(days=1))
    if told.since is None:
        yield Lines((Line(f"It was never begun.{_in_vain(told)}"),))
        return
    days = days_between(max(told.first, told.since), last)
    if not days:
        yield Lines((Line(f"No whole day since the first session of it: nothing to count.{_in_vain(told)}"),))
        return
    found = adherence(told.records, days)
    why = ["from the first session of it on"] if told.since == days[0] else []
    why += [f"{told.made} is not over and is left out"] if last < told.last else []
    yield Lines(
        (
            Line(
                f"Meant: {A_DAY[0]} to {A_DAY[1]} sessions a day of {A_SESSION[0]} to {A_SESSION[1]} repetitions. "
                f"Counted: {days[0]} to {days[-1]}, {counted(len(days), 'day', 'days')}"
                f"{' (' + '; '.join(why) + ')' if why else ''}."
            ),
        )
    )
    yield _counts(found, len(days))
    yield Lines(tuple(_remarks(told, found)))


def _in_vain(told: Told) -> str:
    """A session that was asked for in vain is no session that was forgotten."""
    count = sum(record.card == RETRACTION and not begun(record) for record in told.records)
    times = counted(count, "time", "times")
    return f" It was asked for {times} in these days and not begun: see the reasons below." if count else ""


def _counts(found: Adherence, days: int) -> Table:
    sessions = len(found.repetitions)
    least, most = A_SESSION
    a_day = ((0, 0), (1, A_DAY[0] - 1), A_DAY, (A_DAY[1] + 1, None))
    repetitions = ((0, 0), (1, least - 1), A_SESSION, (most + 1, None))
    return table(
        ("Counted", "none", "fewer than meant", "as meant", "more than meant"),
        (28, 18, 18, 18, 18),
        (
            (
                plain(f"Sessions a day, on {counted(days, 'day', 'days')}"),
                *(plain(f"{counted(found.days_with(*of), 'day', 'days')}{_of(*of)}") for of in a_day),
            ),
            (
                plain(f"Repetitions, in {counted(sessions, 'session', 'sessions')}"),
                *(
                    plain(f"{counted(found.sessions_with(*of), 'session', 'sessions')}{_of(*of)}")
                    for of in repetitions
                ),
            ),
        ),
    )


def _of(least: int, most: int | None) -> str:
    """The same head stands over days and over repetitions: which numbers are meant stands in the cell."""
    if most is None:
        return f" (over {least - 1})"
    return f" ({least} to {most})" if most else ""


def _remarks(told: Told, found: Adherence) -> Iterator[Line]:
    yield small(
        "A session counts once it was begun, also if it ended early. No figure exists for the other sessions."
    )
    over = found.more_than_meant()
    if over:
        named = ", ".join(f"{day}" for day in over[:MOST_DATES])
        more = f" and {len(over) - MOST_DATES} more" if len(over) > MOST_DATES else ""
        yield Line(f"{named}{more}.", f"More than {A_DAY[1]} a day, which is more than meant:")
    held = by_day(told.records)
    empty = [day for day, count in found.days if not count]
    kept = sum(any(not begun(record) for record in held.get(day, ())) for day in empty)
    if kept:
        yield Line(
            f"on {kept} a session was asked for, and the program did not begin it: see the reasons below.",
            f"Of the {counted(len(empty), 'day', 'days')} with none:",
        )
    fewer = found.sessions_with(0, A_SESSION[0] - 1)
    if found.planned_fewer():
        yield Line(
            f"in {found.planned_fewer()} the program itself planned fewer than {A_SESSION[0]} (half after "
            "soreness, or a smaller form).",
            f"Of the {counted(fewer, 'session', 'sessions')} with none or fewer repetitions:",
        )


def _soreness(told: Told) -> Iterator[Block]:
    numbers = [record for record in told.records if begun(record) or record.before is not None]
    if not numbers:
        yield Lines((Line("No session was begun."),))
        return
    yield soreness_picture(told.records, told.first, told.last)
    yield Lines(
        (
            Line(
                f"{NOISE} At the right of each strip: how high 1.5 and 4 points are.",
                "When comparing numbers:",
            ),
            small(
                "A cross marks a session with pain or a red flag. No line is drawn over more than 3 days without a "
                "number. A next morning stands at the session that it follows, not at its own day; it is asked at the "
                "next session, up to a week later. “Before” has also the numbers after which a session was not begun."
            ),
        )
    )
    yield _weeks(told, numbers)
    yield Lines(
        (
            small(
                "All sessions together. Lowest, middle and highest are numbers that were told; in brackets: how many, "
                "and of how many sessions where some have none. No answer is not zero: it is left out. Effort is how "
                "hard it was, 0 to 10, where the session asks; it is not in the picture."
            ),
        )
    )


def _weeks(told: Told, numbers: list[SessionRecord]) -> Table:
    by_month = (told.last - told.first).days > MOST_WEEKS * WEEK

    def period(day: date) -> str:
        monday = max(day - timedelta(days=day.weekday()), told.first)
        return f"{day:%Y-%m}" if by_month else f"{monday}"

    held = [record.started.date() for record in numbers]
    until = max(*held, min(told.last, told.made))
    # Weeks without a session have a row: left out, the rows around them would look like neighbours.
    groups: dict[str, list[SessionRecord]] = {period(day): [] for day in days_between(min(held), until)}
    for record in numbers:
        groups[period(record.started.date())].append(record)
    heads = ("before", "after", "next morning", "effort")
    return table(
        (
            "Month" if by_month else "Week from",
            "Sessions begun",
            *(f"{head}: lowest / middle / highest" for head in heads),
        ),
        (14, 14, 18, 18, 18, 18),
        tuple(_rows(groups, "months" if by_month else "weeks")),
    )


def _rows(groups: dict[str, list[SessionRecord]], many: str) -> Iterator[tuple[Cell, ...]]:
    """A row for each week, and one for all that are empty in a row."""
    for empty, names in groupby(groups, lambda name: not groups[name]):
        run = tuple(names)
        if empty and len(run) > 1:
            yield _week(f"{run[0]}, {len(run)} {many}", [])
        else:
            yield from (_week(name, groups[name]) for name in run)


def _week(name: str, group: list[SessionRecord]) -> tuple[Cell, ...]:
    done = [record for record in group if begun(record)]
    return (
        plain(name),
        plain(str(len(done))),
        _spread([each.before for each in group], len(group)),
        _spread([each.after for each in done], len(done)),
        _spread([each.next_morning for each in done], None),
        _effort(done),
    )


def _spread(scores: list[int | None], asked: int | None) -> Cell:
    found = spread(scores)
    if found is None:
        return plain("no number")
    given = sum(score is not None for score in scores)
    of = f" of {asked}" if asked is not None and asked != given else ""
    return plain(f"{' / '.join(map(str, found))}  ({given}{of})")


def _effort(group: list[SessionRecord]) -> Cell:
    asked = [each for each in group if any(answer.question == EFFORT for answer in each.answers)]
    return _spread([each.effort for each in asked], len(asked)) if asked else plain("not asked")


def _locked(told: Told) -> str:
    if told.locked is None:
        return f"nothing, on {told.made}."
    what = "all sessions" if told.locked.why is Why.SIGNS else "ball, lengthening and presses"
    since = date.fromordinal(told.locked.since)
    return (
        f"on {told.made}, until a clinician agrees: {what} (because of: {told.locked.why.value}; "
        f"the last thing that locks is of {since})."
    )
