"""Soreness before, after and the next morning as a picture: one strip each, over the days of the report."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from voicecoach.diary.counted import begun, spread, told_of
from voicecoach.diary.read import SessionRecord
from voicecoach.script.picture import Label, Mark, Picture, Shape, Stain, Stroke

WIDTH, LEFT, RIGHT = 530.0, 78.0, 44.0
TOP, STRIP, GAP, MARKS, FOOT = 4.0, 40.0, 8.0, 12.0, 14.0
MOST = 10
IMPORTANT, DETECTABLE = 1.5, 4.0
"""Points on the scale: about as much as matters, and as much as can be told from chance (content 3.8, source O49)."""
APART = timedelta(days=3)
"""No line is drawn over a longer time without a number: nothing is known of it."""

STRIPS: tuple[tuple[str, Shape, Callable[[SessionRecord], int | None]], ...] = (
    ("before", Shape.RING, lambda record: record.before),
    ("after", Shape.DOT, lambda record: record.after),
    ("next morning", Shape.SQUARE, lambda record: record.next_morning),
)


def soreness_picture(records: Sequence[SessionRecord], first: date, last: date) -> Picture:
    """The picture of the sessions ``records`` that lie between ``first`` and ``last``."""
    height = TOP + len(STRIPS) * (STRIP + GAP) + MARKS + FOOT
    done = tuple(record for record in records if begun(record))
    numbers = tuple(record for record in records if begun(record) or record.before is not None)
    told = ". ".join(_said(name, [score(record) for record in numbers]) for name, _, score in STRIPS)
    stains = [*_days(first, last, height)]
    for index, (name, shape, score) in enumerate(STRIPS):
        y = TOP + index * (STRIP + GAP)
        stains += _frame(name, y)
        stains += _curve([(_x(r, first, last), r.started, value) for r in numbers
                          if (value := score(r)) is not None], y, shape)  # fmt: skip
    y = TOP + len(STRIPS) * (STRIP + GAP) + MARKS / 2
    stains.append(Label(LEFT - 6, y + 2.5, "pain, red flag", ends=True))
    stains += [Mark(_x(record, first, last), y, Shape.CROSS, 2.2) for record in done if told_of(record)]
    return Picture(
        f"Soreness from 0 to 10, {first} to {last}",
        f"{told}. The table below has the numbers of each week.",
        WIDTH,
        height,
        tuple(stains),
    )


def _said(name: str, scores: Sequence[int | None]) -> str:
    found = spread(scores)
    count = sum(score is not None for score in scores)
    if found is None:
        return f"{name[:1].upper()}{name[1:]}: no numbers"
    least, middle, most = found
    return f"{name[:1].upper()}{name[1:]}: {count} numbers, from {least} to {most}, the middle one {middle}"


def _x(record: SessionRecord, first: date, last: date) -> float:
    moment = record.started.replace(tzinfo=None)  # the person's own days, whatever the zone
    begin = datetime.combine(first, time())
    share = (moment - begin) / timedelta(days=(last - first).days + 1)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(value: float, top: float) -> float:
    return top + STRIP * (1 - value / MOST)


def _days(first: date, last: date, height: float) -> Iterator[Stain]:
    """A line at each Monday or each first of a month, whichever are few enough, with its date."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) <= 14:
        marked = days
    elif len(days) <= 120:
        marked = [day for day in days if day.weekday() == 0]
    else:
        marked = [day for day in days if day.day == 1]
    every = -(-len(marked) // 14) if marked else 1
    bottom = height - FOOT
    for day in marked[::every]:
        x = LEFT + (day - first).days / len(days) * (WIDTH - LEFT - RIGHT)
        yield Stroke(((x, TOP), (x, bottom)), 0.3, grey=True)
        yield Label(x, height - 4, f"{day.day} {day:%b}", 6.5)


def _frame(name: str, top: float) -> Iterator[Stain]:
    """The lines at 0, 5 and 10, and at the right how high the two changes are."""
    yield Label(LEFT - 18, top + STRIP / 2 + 3, name, 8, ends=True, bold=True)
    for value in (0, 5, MOST):
        y = _y(value, top)
        yield Stroke(((LEFT, y), (WIDTH - RIGHT, y)), 0.3, grey=True)
        yield Label(LEFT - 3, y + 2.5, str(value), 6.5, ends=True)
    for x, size, text in ((WIDTH - RIGHT + 6, IMPORTANT, "1.5"), (WIDTH - RIGHT + 25, DETECTABLE, "4")):
        low, high = _y(0, top), _y(size, top)
        yield Stroke(((x - 2, low), (x + 2, low), (x, low), (x, high), (x - 2, high), (x + 2, high)), 0.9)
        yield Label(x + 4, (low + high) / 2 + 2.5, text, 6.5)


def _curve(points: Sequence[tuple[float, datetime, int]], top: float, shape: Shape) -> Iterator[Stain]:
    run: list[tuple[float, float]] = []
    before: datetime | None = None
    for x, moment, value in points:
        if before is not None and moment - before > APART:
            yield Stroke(tuple(run), 0.5)
            run = []
        run.append((x, _y(value, top)))
        before = moment
    if run:
        yield Stroke(tuple(run), 0.5)
    yield from (Mark(x, _y(value, top), shape) for x, _, value in points)
