"""`voicecoach report`: what the diary holds of some weeks, as one page for a clinician, HTML or PDF."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from voicecoach.core.locks import begun_in, locked_by
from voicecoach.diary.briefly import first_day, heard_between
from voicecoach.diary.counted import RETRACTION, begun
from voicecoach.diary.history import history
from voicecoach.diary.read import sessions
from voicecoach.diary.screened import screening
from voicecoach.diary.sqlite import COMPANIONS
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.options import Data, day, local_now
from voicecoach.script.find import all_cards
from voicecoach.shells.letters import from_left, in_helvetica
from voicecoach.shells.pages import Format, Sheet, where, written
from voicecoach.shells.plain import show_lines
from voicecoach.shells.report_letters import settable
from voicecoach.shells.report_page import Told, report
from voicecoach.shells.report_use import Offered
from voicecoach.shipped import shipped
from voicecoach.written import write_file

USUAL_DAYS = 90
MOST_DAYS = 36_600


def report_(
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day, as 2026-11-20.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="The last day, else today.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(help="How many days, without --from; 90 if left out.", min=1, max=MOST_DAYS)
    ] = None,
    label: Annotated[str, typer.Option(metavar="NAME", help="Whose report it is, as you like it.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; a dated one here if left out.")
    ] = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="HTML unless the file's name ends in .pdf.")
    ] = None,
    paper: Annotated[Sheet, typer.Option(help="The pages of a PDF; HTML takes the printer's.")] = Sheet.A4,
    font: Annotated[
        Path | None, typer.Option(help="A TrueType file for a PDF in letters other than the Latin ones.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    data: Data = None,
) -> None:
    """Put the diary of some weeks on a page or two for a clinician; see docs/report.md."""
    folders = Folders.of(data)
    today = local_now().date()
    first, last = period(since, until, days, today)
    kind, path = where(f"voicecoach-report-{last}", "a report", output, format_)
    if path.resolve() in {folders.diary.resolve().with_name(folders.diary.name + end) for end in COMPANIONS}:
        raise UsageError(f"{path}: this is the diary itself; name another file")
    told = told_of_days(folders, first, last, today, label)
    shows = in_helvetica if font is None else from_left
    page = written(report(told), kind, paper, font, lambda page: settable(page, shows))
    write_file(path, page, force)
    count, vain = len(told.records), sum(not begun(record) for record in told.records)
    show_lines(
        [
            f"{path}: {count} {'session' if count == 1 else 'sessions'}"
            f"{f' ({vain} not begun)' if vain else ''}, {first} to {last}. "
            "It tells of your health: mind whom you give it to."
        ]
    )


def period(since: str | None, until: str | None, days: int | None, today: date) -> tuple[date, date]:
    """The first and the last day that are asked for."""
    last = today if until is None else day("--to", until)
    if since is None:
        try:
            return last - timedelta(days=(days or USUAL_DAYS) - 1), last
        except OverflowError as error:
            raise UsageError(
                f"--to {last}: there are not so many days before it; write a later one"
            ) from error
    if days is not None:
        raise UsageError("--from and --days say the same thing twice; leave one of them out")
    first = day("--from", since)
    if first > last:
        raise UsageError(f"--from {first} comes after the last day {last}; turn them round")
    if (last - first).days >= MOST_DAYS:
        raise UsageError(f"--from {first}: a report has at most a hundred years; write a later day")
    return first, last


def told_of_days(folders: Folders, first: date, last: date, today: date, label: str) -> Told:
    """Everything that the report of these days tells."""
    known = history(folders.diary, today)
    cards = all_cards(folders.cards, shipped("scripts"))
    return Told(
        first=first,
        last=last,
        made=today,
        label=label,
        records=tuple(
            record
            for record in sessions(folders.diary, since=first, until=last)
            if first <= record.started.date() <= last
        ),
        screening=screening(folders.diary, first, last),
        since=first_day(folders.diary, RETRACTION),
        offered=tuple(Offered(each.card, each.found.own) for each in cards if each.card is not None),
        locked=locked_by(begun_in(known), known),
        heard=heard_between(folders.diary, first, last),
    )
