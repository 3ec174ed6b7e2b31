"""The command `voicecoach remind`: a calendar file with reminders; nothing runs in the background."""

from datetime import date, time
from math import ceil
from pathlib import Path
from typing import Annotated

import typer

from voicecoach.core.card import Card
from voicecoach.core.session import length
from voicecoach.diary.history import history
from voicecoach.diary.read import NEVER_BEGAN
from voicecoach.diary.sqlite import COMPANIONS
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.options import Data, local_now
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.shells.calendar import Reminder, as_calendar
from voicecoach.shells.reminding import MOST_DAYS, Span, days_of, span, times_of, usual_times
from voicecoach.shells.screen import show_lines
from voicecoach.shipped import shipped
from voicecoach.written import write_file

OFTEN_DONE = "cervical-retraction"
ON_THE_FLOOR = "posterior-neck-release"


def remind(
    to: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.ics", help="A new file.")],
    session: Annotated[
        str | None, typer.Option(help=f"One session; else {OFTEN_DONE} and {ON_THE_FLOOR}.")
    ] = None,
    times: Annotated[
        str | None, typer.Option(help=f'When, as "8:00, 12:30"; without --session for {OFTEN_DONE}.')
    ] = None,
    days: Annotated[
        int | None, typer.Option(help="For how many days from tomorrow; 28 unless set.", min=1, max=MOST_DAYS)
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="The last day, as 2026-11-20.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    data: Data = None,
) -> None:
    """Write reminders to a file that your calendar can import."""
    folders, now = Folders.of(data), local_now()
    to = to.expanduser()
    if to.resolve() in {folders.diary.resolve().with_name(folders.diary.name + end) for end in COMPANIONS}:
        raise UsageError(f"{to}: this is the diary; name another file")
    chosen = span(now.date(), days, until)
    at = None if times is None else times_of(times)
    wanted = [(session or OFTEN_DONE, at)] + ([] if session else [(ON_THE_FLOOR, None)])
    reminders: list[Reminder] = []
    for name, when in wanted:
        reminders += _reminders(name, when, chosen, folders, now.date())
    if not reminders:
        raise UsageError(
            "no day is left for a reminder: after the first time comes a day off; choose more days"
        )
    write_file(to, as_calendar(reminders, now), force)
    show_lines([*_told(reminders), f"{to}: import it into your calendar. Nothing runs in the background."])


def _reminders(
    session: str, times: tuple[time, ...] | None, days: Span, folders: Folders, day: date
) -> list[Reminder]:
    card = find_card(session, folders.cards, shipped("scripts"))
    begun = [
        date.fromordinal(past.day)
        for past in history(folders.diary, day).sessions
        if past.card == card.name and past.by not in NEVER_BEGAN
    ]
    minutes = max(1, ceil(length(card, switches_for(card, None)) / 60))
    return [
        Reminder(card.name, card.title, f"voicecoach play {_playable(session, card)}", minutes, at, on)
        for at, on in days_of(card, times or usual_times(card), days, begun)
    ]


def _playable(session: str, card: Card) -> str:
    """What to type to play it from anywhere: a card that was named by its path is found by it only."""
    return card.name if session == card.name else f'"{Path(session).resolve()}"'


def _told(reminders: list[Reminder]) -> list[str]:
    by_name: dict[str, list[Reminder]] = {}
    for each in reminders:
        by_name.setdefault(each.name, []).append(each)
    return [
        f"{name}: {', '.join(f'{each.at:%H:%M}' for each in of)},"
        f" {min(each.days[0] for each in of)} to {max(each.days[-1] for each in of)}"
        for name, of in by_name.items()
    ]
