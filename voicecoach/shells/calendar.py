"""Reminders as an iCalendar file (RFC 5545), for the calendar that the user has already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from voicecoach import __version__

_OURS = UUID("0c1f7a2e-5b8d-4e0a-9c57-3d9be6a4f1c2")
"""The ids of our events come from it: a file that is imported anew replaces the events of the one before."""
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Reminder:
    """The session ``name`` (it is played with ``command``) at one time of the day on these ``days``, one or more."""

    name: str
    title: str
    command: str
    minutes: int
    at: time
    days: tuple[date, ...]


def as_calendar(reminders: Sequence[Reminder], now: datetime) -> bytes:
    """The file. Its times have no zone: they are those of the clock on the wall, in summer as in winter."""
    calendar = Calendar()
    calendar.add("prodid", f"-//voicecoach//voicecoach {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "voicecoach")
    for each in reminders:
        calendar.add_component(_event(each, now))
    return bytes(calendar.to_ical())


def _event(reminder: Reminder, now: datetime) -> Event:
    first, last = reminder.days[0], reminder.days[-1]
    event = Event()
    event.add("uid", f"{uuid5(_OURS, f'{reminder.name} {reminder.at:%H:%M}')}@voicecoach")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", int(now.timestamp()) // _MINUTE)  # a later file counts as the newer one
    event.add("summary", reminder.title)
    event.add(
        "description",
        f"If it suits you now: {reminder.command}\n"
        "It looks first at what today allows. Leave it out if you are unsure.",
    )
    event.add("dtstart", datetime.combine(first, reminder.at))
    event.add("duration", timedelta(minutes=reminder.minutes))
    span = (last - first).days + 1
    if span > 1:
        # The last day and not their number: calendars differ in whether a day left out counts.
        event.add("rrule", {"freq": "daily", "until": datetime.combine(last, reminder.at)})
    free = [day for day in (first + timedelta(days=n) for n in range(span)) if day not in set(reminder.days)]
    if free:
        event.add("exdate", [datetime.combine(day, reminder.at) for day in free])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # nobody is kept from meeting the user
    event.add_component(_alarm(reminder))
    return event


def _alarm(reminder: Reminder) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", reminder.title)
    alarm.add("trigger", timedelta())
    return alarm
