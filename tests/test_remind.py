"""Reminders for the calendar: at the clock's times, no more of them than the rules allow, and read back as meant."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from voicecoach.cli import main
from voicecoach.core.card import Card
from voicecoach.core.facts import EndedBy, SessionBegan, SessionEnded
from voicecoach.core.past import History, Past
from voicecoach.core.programme import today
from voicecoach.core.programme_tables import OFTEN
from voicecoach.diary.store import open_diary
from voicecoach.errors import UsageError
from voicecoach.script.find import find_card
from voicecoach.shells.calendar import Reminder, as_calendar
from voicecoach.shells.reminding import Span, days_of, most_a_day, span, times_of, usual_times
from voicecoach.shipped import shipped

NOW = datetime(2026, 3, 20, 18, 30, tzinfo=UTC)
MONDAY = date(2026, 3, 23)
FLOOR, OFTEN_DONE, PRESS = "posterior-neck-release", "cervical-retraction", "isometric-neck-press"
CARDS = {name: find_card(name, Path("none"), shipped("scripts")) for name in OFTEN}


def days(first: date, count: int) -> Span:
    return Span(first, first + timedelta(days=count - 1))


def on(first: date, *numbers: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=number) for number in numbers)


def clocks(*hours: int) -> tuple[time, ...]:
    return tuple(time(hour) for hour in hours)


def reminder(
    name: str = "a", title: str = "A", at: time = time(8), when: Sequence[date] = (MONDAY,)
) -> Reminder:
    return Reminder(name, title, f"voicecoach play {name}", 5, at, tuple(when))


def events(file: bytes) -> list[Any]:
    return list(Calendar.from_ical(file).walk("VEVENT"))


def rung(event: Any) -> tuple[datetime, ...]:
    """Every moment at which the calendar rings."""
    start: datetime = event["dtstart"].dt
    last: datetime = event["rrule"]["until"][0] if "rrule" in event else start
    out = {each.dt for each in event["exdate"].dts} if "exdate" in event else set()
    return tuple(
        at for at in (start + timedelta(days=n) for n in range((last - start).days + 1)) if at not in out
    )


# Which days and times


def test_the_floor_session_leaves_a_day_free_after_its_first_time() -> None:
    assert days_of(CARDS[FLOOR], clocks(19), days(MONDAY, 5), ()) == ((time(19), on(MONDAY, 0, 2, 3, 4)),)


def test_who_did_it_before_has_had_the_day_off() -> None:
    long_ago, yesterday = MONDAY - timedelta(days=30), MONDAY - timedelta(days=1)
    assert days_of(CARDS[FLOOR], clocks(19), days(MONDAY, 3), [long_ago]) == (
        (time(19), on(MONDAY, 0, 1, 2)),
    )
    assert days_of(CARDS[FLOOR], clocks(19), days(MONDAY, 3), [yesterday]) == ((time(19), on(MONDAY, 1, 2)),)


def test_presses_come_every_other_day_in_the_first_week_and_then_twice_a_day() -> None:
    assert days_of(CARDS[PRESS], clocks(8, 19), days(MONDAY, 9), ()) == (
        (time(8), on(MONDAY, 0, 2, 4, 6, 7, 8)),
        (time(19), on(MONDAY, 7, 8)),
    )


def test_retraction_is_reminded_of_four_times_on_every_day() -> None:
    card = CARDS[OFTEN_DONE]
    found = days_of(card, usual_times(card), days(MONDAY, 3), ())
    assert found == tuple((at, on(MONDAY, 0, 1, 2)) for at in (time(8), time(12, 30), time(17), time(21)))


@pytest.mark.parametrize("name", OFTEN)
def test_the_most_times_a_day_are_those_of_the_table(name: str) -> None:
    assert most_a_day(CARDS[name]) == OFTEN[name].a_day
    assert len(usual_times(CARDS[name])) == (OFTEN[name].a_day or 1)


@pytest.mark.parametrize(
    ("name", "hours", "line"),
    [
        (
            OFTEN_DONE,
            (8, 10, 12, 14, 16),
            "cervical-retraction is done at most 4 times a day, and these are 5 times; leave some out",
        ),
        (
            FLOOR,
            (8, 19),
            "posterior-neck-release is done at most once a day, and these are 2 times; leave some out",
        ),
        (
            PRESS,
            (8, 12, 19),
            "isometric-neck-press is done at most twice a day, and these are 3 times; leave some out",
        ),
    ],
)
def test_more_than_a_day_allows_is_refused(name: str, hours: tuple[int, ...], line: str) -> None:
    with pytest.raises(UsageError, match=f"^{re.escape(line)}$"):
        days_of(CARDS[name], clocks(*hours), days(MONDAY, 2), ())


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(OFTEN)),
    st.lists(
        st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=5, unique=True
    ),
    st.integers(1, 20),
    st.lists(st.integers(1, 20), max_size=4),
)
def test_whoever_follows_every_reminder_is_never_refused(
    name: str, times: list[time], count: int, ago: list[int]
) -> None:
    card, begun = CARDS[name], sorted(MONDAY - timedelta(days=number) for number in ago)
    most = OFTEN[name].a_day
    if most is not None and len(times) > most:
        return
    found = days_of(card, sorted(times), days(MONDAY, count), begun)
    past = tuple(Past(name, each.toordinal(), EndedBy.COMPLETE) for each in begun)
    for moment in sorted(datetime.combine(day, at) for at, when in found for day in when):
        day = moment.toordinal()
        assert today(card, History(day, past)).refused is None
        past += (Past(name, day, EndedBy.COMPLETE),)


def own(how_often: str) -> Card:
    return replace(CARDS[OFTEN_DONE], name="mine", how_often=how_often)


@pytest.mark.parametrize(
    ("how_often", "most"), [("at most twice a day", 2), ("at most 3 times a day", 3), ("", None)]
)
def test_a_card_of_ones_own_is_held_to_what_it_says(how_often: str, most: int | None) -> None:
    assert most_a_day(own(how_often)) == most


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("8:00", (time(8),)),
        ("21:00, 8:00,12:30", (time(8), time(12, 30), time(21))),
        ("0:00,23:59", (time(0), time(23, 59))),
    ],
)
def test_times_are_read_and_put_in_order(typed: str, found: tuple[time, ...]) -> None:
    assert times_of(typed) == found


@pytest.mark.parametrize(
    "typed", ["", "8", "24:00", "8:60", "8:00,,9:00", "8.00", "8:00 9:00", "-8:00", "８:00"]
)
def test_what_is_no_time_is_one_clear_line(typed: str) -> None:
    with pytest.raises(
        UsageError, match=r'^--times: ".*" is no time of the day; write them as "8:00, 12:30"$'
    ):
        times_of(typed)


def test_days_begin_tomorrow_and_end_as_asked() -> None:
    day = date(2026, 3, 20)
    assert [
        span(day, None, None),
        span(day, 1, None),
        span(day, None, "2026-03-21"),
        span(day, None, "2027-03-21"),
    ] == [
        Span(date(2026, 3, 21), date(2026, 4, 17)),
        Span(date(2026, 3, 21), date(2026, 3, 21)),
        Span(date(2026, 3, 21), date(2026, 3, 21)),
        Span(date(2026, 3, 21), date(2027, 3, 21)),
    ]


# The file


def test_a_reminder_is_an_event_with_an_alarm_that_the_calendar_reads_as_it_was_meant() -> None:
    file = as_calendar([reminder(FLOOR, "Posterior neck release", time(19), on(MONDAY, 0, 2, 3))], NOW)
    (event,) = events(file)
    (alarm,) = event.walk("VALARM")
    assert rung(event) == tuple(datetime.combine(day, time(19)) for day in on(MONDAY, 0, 2, 3))
    assert {key: str(event[key]) for key in ("summary", "description", "class", "transp")} == {
        "summary": "Posterior neck release",
        "description": "If it suits you now: voicecoach play posterior-neck-release\n"
        "It looks first at what today allows. Leave it out if you are unsure.",
        "class": "PRIVATE",
        "transp": "TRANSPARENT",
    }
    assert (event["duration"].dt, event["dtstamp"].dt) == (timedelta(minutes=5), NOW)
    assert (str(alarm["action"]), alarm["trigger"].dt, str(alarm["description"])) == (
        "DISPLAY",
        timedelta(),
        "Posterior neck release",
    )


def test_times_have_no_zone_so_that_a_change_of_the_clocks_leaves_them_where_they_are() -> None:
    file = as_calendar(
        [reminder(when=on(date(2026, 3, 28), 0, 1, 2))], NOW
    )  # in between: the night of the change
    assert b"DTSTART:20260328T080000\r\n" in file
    assert b"TZID" not in file
    assert b"VTIMEZONE" not in file
    assert [(at.hour, at.tzinfo) for at in rung(events(file)[0])] == [(8, None)] * 3


def test_the_same_reminder_has_the_same_id_again_and_a_later_file_is_the_newer_one() -> None:
    first, later = (events(as_calendar([reminder()], now))[0] for now in (NOW, NOW + timedelta(days=1)))
    assert first["uid"] == later["uid"]
    assert (first["sequence"] < later["sequence"], first["dtstamp"].dt < later["dtstamp"].dt) == (True, True)
    uids = {
        str(each["uid"])
        for each in events(as_calendar([reminder(), reminder(at=time(9)), reminder(name="b")], NOW))
    }
    assert len(uids) == 3


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200))
def test_lines_are_folded_as_the_standard_wants_and_every_title_is_read_back(title: str) -> None:
    file = as_calendar([reminder(title=title)], NOW)
    assert file.endswith(b"END:VCALENDAR\r\n")
    lines = file.removesuffix(b"\r\n").split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    for line in lines:
        line.decode("utf-8")  # no letter is torn in two
    assert str(events(file)[0]["summary"]) == title


def test_a_title_cannot_add_a_line_of_its_own() -> None:
    (event,) = events(as_calendar([reminder(title="a\r\nATTACH:http://x\nEND:VEVENT;,\\")], NOW))
    assert "attach" not in event


# As it is typed


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command; its data folder is a new one."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def command(*typed: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["voicecoach", "remind", *typed])
        try:
            main()
            code = 0
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def local_day(number: int = 0) -> date:
    return datetime.now().astimezone().date() + timedelta(days=number)


def test_without_a_session_it_is_retraction_and_the_floor(run: Run) -> None:
    code, out, err = run("-o", "neck.ics", "--days", "3")
    first, last = local_day(1), local_day(3)
    assert (code, out, err) == (
        0,
        f"cervical-retraction: 08:00, 12:30, 17:00, 21:00, {first} to {last}\n"
        f"posterior-neck-release: 19:00, {first} to {last}\n"
        "neck.ics: import it into your calendar. Nothing runs in the background.\n",
        "",
    )
    found = Counter(
        (str(event["summary"]), at.date())
        for event in events(Path("neck.ics").read_bytes())
        for at in rung(event)
    )
    assert found == {
        **{("Cervical retraction", day): 4 for day in on(first, 0, 1, 2)},
        **{("Posterior neck release", day): 1 for day in on(first, 0, 2)},
    }
    assert Path("neck.ics").stat().st_mode & 0o777 == 0o600


def test_a_first_time_that_is_in_the_diary_is_minded(run: Run) -> None:
    with open_diary(Path("data") / "diary.sqlite3", lambda: datetime.now().astimezone()) as diary:
        diary.append(SessionBegan(0.0, FLOOR, 1, (), "full"))
        diary.append(SessionEnded(9.0, EndedBy.COMPLETE))
    assert run("-o", "a.ics", "--session", FLOOR, "--days", "1") == (
        2,
        "",
        "voicecoach: no day is left for a reminder: after the first time comes a day off; choose more days\n",
    )
    assert run("-o", "a.ics", "--session", FLOOR, "--until", str(local_day(2)))[0] == 0
    assert [rung(event) for event in events(Path("a.ics").read_bytes())] == [
        (datetime.combine(local_day(2), time(19)),)
    ]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (
            ("--times", "8:00,9:00,10:00,11:00,12:00"),
            "cervical-retraction is done at most 4 times a day, and these are 5 times; leave some out",
        ),
        (("--times", "noon"), '--times: "noon" is no time of the day; write them as "8:00, 12:30"'),
        (("--times", "8:00, 8:00"), "--times: one time stands there twice; write each once"),
        (("--days", "3", "--until", "2026-12-01"), "--days and --until do not go together"),
        (("--until", "soon"), '--until: "soon" is no day; write it as 2026-11-20'),
        (
            ("--session", "cervical-retractoin"),
            'there is no session "cervical-retractoin"; did you mean cervical-retraction?',
        ),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_no_file(run: Run, typed: tuple[str, ...], line: str) -> None:
    assert run("-o", "a.ics", *typed) == (2, "", f"voicecoach: {line}\n")
    assert not Path("a.ics").exists()


def test_a_day_that_is_over_is_one_line(run: Run) -> None:
    assert run("-o", "a.ics", "--until", "2020-01-01") == (
        2,
        "",
        f"voicecoach: --until 2020-01-01: choose a day from {local_day(1)} to {local_day(366)}\n",
    )


def test_a_file_that_is_there_stays_unless_force_is_said(run: Run) -> None:
    Path("a.ics").write_text("mine")
    assert (
        run("-o", "a.ics")[2]
        == "voicecoach: a.ics: this file is there already; --force replaces it, -o names another\n"
    )
    assert Path("a.ics").read_text() == "mine"
    assert run("-o", "a.ics", "--force")[0] == 0
    assert len(events(Path("a.ics").read_bytes())) == 5


def test_a_card_in_a_file_is_played_by_its_path(run: Run, tmp_path: Path) -> None:
    card = tmp_path / "my neck.md"
    card.write_bytes((shipped("scripts") / "neck-range-of-motion.md").read_bytes())
    assert run("-o", "a.ics", "--session", "./my neck.md", "--times", "9:15")[0] == 0
    (event,) = events(Path("a.ics").read_bytes())
    assert str(event["description"]).startswith(f'If it suits you now: voicecoach play "{card}"\n')
