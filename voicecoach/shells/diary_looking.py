"""What `voicecoach diary`, today, week and month show, and of which days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import assert_never

from voicecoach.diary.briefly import cards
from voicecoach.diary.read import SessionRecord, sessions
from voicecoach.diary.show import as_json, as_lines, printable
from voicecoach.errors import UsageError
from voicecoach.options import day
from voicecoach.shells.diary_views import WEEK, Kept, calendar, day_lines, for_eyes, show, standing, weeks_to
from voicecoach.shells.plain import show_lines

USUAL = 10


class Span(Enum):
    """Of which days: the one of now, or the last ones."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Look:
    """Which sessions are wanted: ``last`` None: as many as usual, or all where days are named; ``heard``: with what
    the ear heard in them."""

    kept: Kept = field(default_factory=Kept)
    since: str | None = None
    until: str | None = None
    last: int | None = None
    as_json: bool = False
    heard: bool = False


def look(diary: Path, wanted: Look) -> None:
    """The sessions that are wanted, one after the other."""
    since = None if wanted.since is None else day("--from", wanted.since)
    until = None if wanted.until is None else day("--to", wanted.until)
    if since is not None and until is not None and since > until:
        raise UsageError(f"--from {since} comes after --to {until}; turn them round")
    _refuse_unknown(diary, wanted.kept.card)
    named = since is not None or until is not None
    last = wanted.last or (None if named else USUAL)
    found = _found(diary, wanted, since, until, last)
    _tell(found, wanted, "The diary has no such session." if named or wanted.kept != Kept() else "")


def _refuse_unknown(diary: Path, card: str) -> None:
    """A name that is not in the diary is most likely misspelt."""
    known = cards(diary) if card else ()
    if known and card not in known:
        raise UsageError(
            f'--session: the diary has no session "{card}"; it has {", ".join(map(printable, known))}'
        )


def _found(
    diary: Path, wanted: Look, since: date | None, until: date | None, last: int | None
) -> tuple[SessionRecord, ...]:
    """The last sessions of the kind; of a long diary no more is read than is needed."""
    enough: tuple[SessionRecord, ...] = ()
    kept = wanted.kept
    for many in _ever_more(kept, since, until, last):
        # Of a count those that end in these days are the last ones only where no later ones are left out.
        read = sessions(diary, many, since, wanted.heard, until if many is None else None)
        enough = tuple(each for each in kept.of(read) if _within(each, since, until))
        if many is None or (last is not None and len(enough) >= last) or len(read) < many:
            break
    return enough if last is None else enough[-last:]


def _ever_more(kept: Kept, since: date | None, until: date | None, last: int | None) -> Iterator[int | None]:
    if last is not None and kept == Kept() and since is None and until is None:
        yield last
    elif last is not None:
        yield from (last * 10, last * 100)
    yield None


def _within(record: SessionRecord, since: date | None, until: date | None) -> bool:
    began = record.started.date()
    return (since is None or began >= since) and (until is None or began <= until)


def look_at(diary: Path, span: Span, today: date, wanted: Look) -> None:
    """How today stands, then the days of ``span``."""
    _refuse_unknown(diary, wanted.kept.card)
    first = _first(span, today)
    read = sessions(diary, since=first, heard=wanted.heard)
    every = tuple(each for each in read if _within(each, first, today))
    kept = wanted.kept.of(every)
    if wanted.as_json:
        show_lines([as_json(kept, wanted.heard)])
        return
    show_lines([standing(every, today), ""])
    match span:
        case Span.TODAY:
            such = "session" if wanted.kept == Kept() else "such session"
            _tell(kept, wanted, f"No {such} on {today}.")
        case Span.MONTH if for_eyes():
            show(calendar(kept, today))
        case Span.WEEK | Span.MONTH:
            show_lines(day_lines(kept, first, today))
        case _:
            assert_never(span)


def _first(span: Span, today: date) -> date:
    match span:
        case Span.TODAY:
            return today
        case Span.WEEK:
            return today - timedelta(days=WEEK - 1)
        case Span.MONTH:
            return weeks_to(today)
        case _:
            assert_never(span)


def _tell(records: tuple[SessionRecord, ...], wanted: Look, nothing: str) -> None:
    if wanted.as_json:
        show_lines([as_json(records, wanted.heard)])
    elif not records and nothing:
        show_lines([nothing])
    else:
        show_lines(as_lines(records, wanted.heard))
