"""The diary as it is looked at: how today stands, a week day by day, a month as a calendar; numbers and no verdicts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from voicecoach.diary.counted import A_DAY, RETRACTION, begun, by_day, days_between, spread, times, told_of
from voicecoach.diary.read import SessionRecord
from voicecoach.diary.show import printable

WEEKS = 6
"""In the calendar, the one of the last day included."""
WEEK = 7
BLOCKS = "▁▂▃▄▅▆▇█"
MOST = 10
SHADES = "·░▒▓█"
"""Beside the number, for no session, one, two, three, and four or more: no colour is needed."""
NARROWEST = 61
"""Columns in which the calendar and the soreness under it stand whole."""
_SERIES = ("before", "after", "next morning")


@dataclass(frozen=True, slots=True)
class Kept:
    """Which sessions are shown: those of one ``card`` ("": all), only those with pain or red flags (``events``)."""

    card: str = ""
    events: bool = False

    def of(self, records: Sequence[SessionRecord]) -> tuple[SessionRecord, ...]:
        """Those of ``records`` that are shown."""
        return tuple(
            each
            for each in records
            if (not self.card or each.card == self.card) and (not self.events or told_of(each))
        )


def standing(records: Sequence[SessionRecord], today: date) -> str:
    """How often retraction was begun ``today``, beside how often it is meant."""
    count = times(by_day(records).get(today, ()))
    least, most = A_DAY
    if count > most:
        return f"{RETRACTION}: {count} today, more than the {least} to {most} that are meant."
    return f"{RETRACTION}: {count} of {least} to {most} today."


def day_lines(records: Sequence[SessionRecord], first: date, last: date) -> tuple[str, ...]:
    """A line for every day: what was begun, the soreness that was told, pain and red flags."""
    held = by_day(records)
    return tuple(printable(_day_line(day, held.get(day, ()))) for day in days_between(first, last))


def _day_line(day: date, records: Sequence[SessionRecord]) -> str:
    done = [record for record in records if begun(record)]
    cards = dict.fromkeys(record.card for record in done)
    told = ", ".join(f"{card} {times(done, card)}" for card in cards) or "no session"
    not_begun = len(records) - len(done)
    parts = [f"{told}, not begun {not_begun}" if not_begun else told]
    # Also the number after which a session was not begun: it is most often the highest one.
    scores = [f"{name} {_range(values)}" for name, values in _scores(records) if spread(values)]
    if scores:
        parts.append(f"soreness {', '.join(scores)}")
    effort = [each.effort for each in done]
    if spread(effort):
        parts.append(f"effort {_range(effort)}")
    events = sum(told_of(record) for record in done)
    if events:
        parts.append(f"pain or red flag in {events}")
    return f"{day} {day:%a}: {'; '.join(parts)}"


def _scores(records: Sequence[SessionRecord]) -> Iterator[tuple[str, list[int | None]]]:
    values = (
        [each.before for each in records],
        [each.after for each in records],
        [each.next_morning for each in records],
    )
    yield from zip(_SERIES, values, strict=True)


def _range(scores: Sequence[int | None]) -> str:
    found = spread(scores)
    if found is None:
        return "not answered"
    least, _, most = found
    return str(least) if least == most else f"{least} to {most}"


def weeks_to(last: date) -> date:
    """The Monday with which the calendar that ends on ``last`` begins."""
    return last - timedelta(days=last.weekday() + (WEEKS - 1) * WEEK)


def calendar(records: Sequence[SessionRecord], last: date) -> RenderableType:
    """The last weeks as a calendar with a number in each day, and the soreness under it: for eyes on a terminal."""
    held = by_day(records)
    grid = Table(
        box=None, padding=(0, 1), show_edge=False, title="Sessions begun each day", title_justify="left"
    )
    grid.add_column("week from", style="bold")
    first = weeks_to(last)
    for day in days_between(first, first + timedelta(days=WEEK - 1)):
        grid.add_column(f" {day:%a}")
    for start in range(WEEKS):
        monday = first + timedelta(days=start * WEEK)
        days = days_between(monday, monday + timedelta(days=WEEK - 1))
        grid.add_row(f"{monday}", *(_cell(held.get(day, ()), day <= last) for day in days))
    key = Text("The darker, the more. A dot: none. !: with pain or a red flag.", style="dim")
    return Group(grid, key, Text(), *_soreness(held, first, last))


def _cell(records: Sequence[SessionRecord], over: bool) -> Text:
    if not over:
        return Text("")
    count = sum(begun(record) for record in records)
    mark = "!" if any(told_of(record) for record in records) else " "
    shade = SHADES[min(count, len(SHADES) - 1)]
    number = f"{count:2}" if count else "  "
    return Text(f"{number} {shade}{mark}", style="" if count else "dim")


def _soreness(held: dict[date, tuple[SessionRecord, ...]], first: date, last: date) -> Iterator[Text]:
    """For each of the three numbers the highest of each day, as bars and as figures under them."""
    days = days_between(first, last)
    yield Text("Soreness, 0 to 10: the highest of each day", style="italic")
    for index, name in enumerate(_SERIES):
        highest: list[int | None] = []
        for day in days:
            scores = list(_scores(held.get(day, ())))[index][1]
            found = spread(scores)
            highest.append(None if found is None else found[2])
        bars = "".join(" " if value is None else BLOCKS[_level(value)] for value in highest)
        figures = "".join("·" if value is None else "X" if value == MOST else str(value) for value in highest)
        yield Text(f"{name:>12}  {bars}")
        yield Text(f"{'':>12}  {figures}")
    yield Text(f"{'':>12}  {first} to {last}; X is 10, a dot: no number", style="dim")
    yield Text(f"{'':>12}  a next morning stands at the day of its session", style="dim")


def _level(value: int) -> int:
    return min(len(BLOCKS) - 1, max(0, value) * len(BLOCKS) // (MOST + 1))


def show(drawn: RenderableType) -> None:
    """Put it on the terminal."""
    Console(highlight=False).print(drawn)


def for_eyes(console: Console | None = None) -> bool:
    """Whether there is a terminal on which a calendar can be drawn: wide enough, and with its letters."""
    console = console or Console()
    return console.is_terminal and console.width >= NARROWEST and _has_letters(console.encoding)


def _has_letters(encoding: str) -> bool:
    try:
        f"{SHADES}{BLOCKS}·".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
