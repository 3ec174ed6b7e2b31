"""How the diary is looked at: which sessions, how today stands, a week, a month; plain where there is no terminal."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from diary_facts import SOFIA
from rich.console import Console
from typer.testing import CliRunner, Result

from voicecoach.commands.diary import diary_app
from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Caught,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    SessionBegan,
    SessionEnded,
    Where,
)
from voicecoach.core.past import MORNING
from voicecoach.diary.briefly import heard_between
from voicecoach.diary.counted import RETRACTION
from voicecoach.diary.read import SessionRecord, sessions
from voicecoach.diary.store import open_diary
from voicecoach.errors import UsageError
from voicecoach.shells.diary_looking import Look, Span, look, look_at
from voicecoach.shells.diary_views import Kept, calendar, day_lines, for_eyes, standing, weeks_to

MONDAY = date(2026, 6, 1)
WHERE = Where("Turn", 2, 5, "in", "left", 3.0, Place(Body.LYING, ("ball",)))
PAIN = Halted(4.0, 1, HaltKind.PAIN, "pain", "ow", None, WHERE)


@contextmanager
def days(path: Path) -> Iterator[Callable[..., None]]:
    """Write sessions: ``write(day, card, *facts)``, the first day is 0."""
    clock = [datetime(2026, 6, 1, 8, tzinfo=SOFIA)]
    count = 0
    with open_diary(path, lambda: clock[0]) as diary:

        def write(day: int, card: str = RETRACTION, *facts: Fact, by: EndedBy = EndedBy.COMPLETE) -> None:
            nonlocal count
            count += 1
            clock[0] = datetime(2026, 6, 1, 8, count, tzinfo=SOFIA) + timedelta(days=day)
            for fact in (SessionBegan(0.0, card, 1, (), "brief"), *facts, SessionEnded(9.0, by)):
                diary.append(fact)

        yield write


def scores(before: int, after: int) -> tuple[Fact, ...]:
    return Answered(1.0, 0, "soreness before", before, ""), Answered(8.0, 0, "soreness after", after, "")


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """A diary of a fortnight that ends on Sunday, the 14th."""
    path = tmp_path / "diary.sqlite3"
    with days(path) as write:
        write(0, RETRACTION, *scores(5, 4))
        write(1, RETRACTION, Answered(0.5, 0, MORNING, 10, "ten"), *scores(4, 4), PAIN, by=EndedBy.PAIN)
        for _ in range(4):
            write(12, RETRACTION, *scores(2, 1))
        write(13, "neck-range-of-motion", *scores(3, 0))
        write(13, RETRACTION, *scores(3, 2))
        write(13, RETRACTION)
        write(13, RETRACTION, by=EndedBy.REFUSED)
    return path


SUNDAY = date(2026, 6, 14)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "cervical-retraction: 0 of 3 to 4 today."),
        (2, "cervical-retraction: 2 of 3 to 4 today."),
        (4, "cervical-retraction: 4 of 3 to 4 today."),
        (5, "cervical-retraction: 5 today, more than the 3 to 4 that are meant."),
    ],
)
def test_today_stands_beside_what_is_meant_and_more_is_not_praised(
    tmp_path: Path, count: int, told: str
) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(0)
        for _ in range(count):
            write(1)
        write(1, RETRACTION, by=EndedBy.REFUSED)
        write(1, "neck-range-of-motion")
    assert standing(sessions(tmp_path / "diary.sqlite3"), MONDAY + timedelta(days=1)) == told


def test_every_day_has_its_line_with_all_that_the_calendar_shows(diary: Path) -> None:
    lines = day_lines(sessions(diary), date(2026, 6, 1), SUNDAY)
    assert [line for line in lines if "no session" not in line] == [
        "2026-06-01 Mon: cervical-retraction 1; soreness before 5, after 4, next morning 10",
        "2026-06-02 Tue: cervical-retraction 1; soreness before 4, after 4; pain or red flag in 1",
        "2026-06-13 Sat: cervical-retraction 4; soreness before 2, after 1",
        "2026-06-14 Sun: neck-range-of-motion 1, cervical-retraction 2, not begun 1; soreness before 3, after 0 to 2",
    ]
    assert lines[2] == "2026-06-03 Wed: no session"
    assert len(lines) == 14


def test_the_calendar_says_in_numbers_what_it_says_in_shades(diary: Path) -> None:
    text = drawn(sessions(diary), SUNDAY)
    weeks = [line.split() for line in text if line.strip().startswith("2026-06-0")]
    assert weeks == [
        ["2026-06-01", "1", "░", "1", "░!", "·", "·", "·", "·", "·"],
        ["2026-06-08", "·", "·", "·", "·", "·", "4", "█", "3", "▓"],
    ]
    empty = "·" * 28
    index = next(n for n, line in enumerate(text) if line.strip().startswith("before"))
    assert [line.strip() for line in text[index + 1 : index + 6 : 2]] == [
        f"{empty}54··········23",
        f"{empty}44··········12",
        f"{empty}X·············",
    ]


def test_a_day_that_has_not_come_is_left_empty(diary: Path) -> None:
    (week,) = [
        line.split()
        for line in drawn(sessions(diary), date(2026, 6, 3))
        if line.strip().startswith("2026-06-01")
    ]
    assert week == ["2026-06-01", "1", "░", "1", "░!", "·"]


def drawn(records: tuple[SessionRecord, ...], last: date) -> list[str]:
    console = Console(file=StringIO(), width=80, no_color=True, force_terminal=False)
    console.print(calendar(records, last))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return [str(line).rstrip() for line in text.splitlines()]


def test_the_calendar_begins_on_the_monday_five_weeks_before() -> None:
    assert [weeks_to(MONDAY), weeks_to(SUNDAY)] == [date(2026, 4, 27), date(2026, 5, 4)]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Look(), 10),
        (Look(last=3), 3),
        (Look(Kept(events=True)), 1),
        (Look(Kept("neck-range-of-motion")), 1),
        (Look(Kept(RETRACTION), last=2), 2),
        (Look(since="2026-06-13"), 8),
        (Look(since="2026-06-02", until="2026-06-13"), 5),
        (Look(until="2026-06-01"), 1),
        (Look(Kept("neck-range-of-motion"), until="2026-06-02"), 0),
    ],
)
def test_only_the_sessions_that_are_wanted_are_shown(
    diary: Path, capsys: pytest.CaptureFixture[str], wanted: Look, told: int
) -> None:
    look(diary, Look(wanted.kept, wanted.since, wanted.until, wanted.last, as_json=True))
    assert len(json.loads(capsys.readouterr().out)["sessions"]) == told
    look(diary, wanted)
    shown = capsys.readouterr().out
    assert sum(line.startswith("2026-") for line in shown.splitlines()) == told
    assert ("The diary has no such session." in shown) is (told == 0)


def test_the_last_of_a_rare_kind_are_found_behind_many_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "diary.sqlite3"
    with days(path) as write:
        write(0, "rare", PAIN)
        write(1, "rare")
        for _ in range(25):
            write(2)
    look(path, Look(Kept("rare"), last=1))
    assert capsys.readouterr().out.startswith("2026-06-02")
    look(path, Look(Kept("rare", events=True), last=1))
    assert capsys.readouterr().out.startswith("2026-06-01")


@pytest.mark.parametrize("span", Span)
def test_each_view_begins_with_how_today_stands_and_is_plain_without_a_terminal(
    diary: Path, capsys: pytest.CaptureFixture[str], span: Span
) -> None:
    look_at(diary, span, SUNDAY, Look())
    first, blank, *lines = capsys.readouterr().out.splitlines()
    assert (first, blank) == ("cervical-retraction: 2 of 3 to 4 today.", "")
    begun = [line for line in lines if line.startswith("2026-")]
    assert len(begun) == {Span.TODAY: 4, Span.WEEK: 7, Span.MONTH: 42}[span]
    assert not set("░▒▓█▁▂▃▄▅▆▇\x1b") & set("".join(lines))


@pytest.mark.parametrize(
    ("width", "encoding", "drawn"),
    [(61, "utf-8", True), (60, "utf-8", False), (120, "ascii", False), (120, "iso-8859-1", False)],
)
def test_a_calendar_is_drawn_only_where_it_stands_whole_and_its_letters_exist(
    width: int, encoding: str, drawn: bool
) -> None:
    terminal = TextIOWrapper(BytesIO(), encoding=encoding)
    assert for_eyes(Console(file=terminal, force_terminal=True, width=width)) is drawn


def test_a_number_that_kept_a_session_from_beginning_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "diary.sqlite3"
    with open_diary(path, lambda: datetime(2026, 6, 14, 8, tzinfo=SOFIA)) as diary:
        diary.append(SessionBegan(0.0, RETRACTION, 1, (), "brief"))
        diary.append(Answered(1.0, 0, "soreness before", 8, "eight"))
        diary.append(SessionEnded(2.0, EndedBy.REFUSED))
    look_at(path, Span.WEEK, SUNDAY, Look())
    assert "2026-06-14 Sun: no session, not begun 1; soreness before 8\n" in capsys.readouterr().out


def test_today_without_a_session_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    look_at(tmp_path / "diary.sqlite3", Span.TODAY, SUNDAY, Look())
    assert capsys.readouterr().out.splitlines() == [
        "cervical-retraction: 0 of 3 to 4 today.",
        "",
        "No session on 2026-06-14.",
    ]


def test_an_empty_diary_says_that_it_is_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    look(tmp_path / "diary.sqlite3", Look())
    assert capsys.readouterr().out == "The diary is empty.\n"


def test_a_name_that_steers_a_terminal_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(13, "\x1b[2J[red]x")
    look_at(tmp_path / "diary.sqlite3", Span.WEEK, SUNDAY, Look())
    assert "2026-06-14 Sun: \\x1b[2J[red]x 1" in capsys.readouterr().out


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(diary_app, [*words, "--data", str(folder)])


def test_the_views_are_commands(diary: Path) -> None:
    for words in (("today",), ("week",), ("month", "--events"), ("week", "--session", RETRACTION, "--json")):
        assert run(diary.parent, *words).exit_code == 0
    assert run(diary.parent, "--from", "2026-06-13", "--to", "2026-06-13").output.count("2026-06-13 ") == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "yesterday"), '--from: "yesterday" is no day; write it as 2026-11-20'),
        (("--from", "2026-06-02", "--to", "2026-06-01"),
         "--from 2026-06-02 comes after --to 2026-06-01; turn them round"),
        (("--session", "x"),
         '--session: the diary has no session "x"; it has cervical-retraction, neck-range-of-motion'),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_one_line(diary: Path, words: tuple[str, ...], told: str) -> None:
    found = run(diary.parent, *words)
    assert (str(found.exception), type(found.exception)) == (told, UsageError)


def test_what_the_ear_heard_is_shown_only_on_wish(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(
            0, RETRACTION, Caught(3.0, "", "the radio", 0.25, False), Caught(4.0, "stop", "halt", None, True)
        )
    told = [
        '  heard at 00:03: "the radio", score 0.25, not understood',
        '  heard at 00:04: "halt", understood as "stop"',
    ]
    assert run(tmp_path, "--heard").stdout.splitlines()[-2:] == told
    assert "heard" not in run(tmp_path).stdout
    (with_it,) = json.loads(run(tmp_path, "--heard", "--json").stdout)["sessions"]
    (without,) = json.loads(run(tmp_path, "--json").stdout)["sessions"]
    assert [each["heard_text"] for each in with_it.pop("heard")] == ["the radio", "halt"]
    assert with_it == without


def test_of_some_days_it_is_counted_what_the_ear_heard_and_did_not_understand(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    assert heard_between(path, MONDAY, MONDAY) == (0, 0)
    noise, stop = Caught(3.0, "", "the radio", 0.25, False), Caught(4.0, "stop", "halt", None, True)
    with days(path) as write:
        write(0, RETRACTION, noise, stop)
        write(1, RETRACTION, noise, noise, stop)
        write(2, RETRACTION, stop)
    assert heard_between(path, MONDAY + timedelta(1), MONDAY + timedelta(1)) == (3, 2)
    assert heard_between(path, MONDAY, MONDAY + timedelta(9)) == (6, 3)
    assert heard_between(path, MONDAY + timedelta(5), MONDAY + timedelta(9)) == (0, 0)


def test_how_hard_it_was_stands_in_the_line_of_its_day(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    with days(path) as write:
        write(0, RETRACTION, Answered(8.0, 0, "effort", 3, "three"))
        write(0, RETRACTION, Answered(8.0, 0, "effort", 5, "five"))
    assert day_lines(sessions(path), MONDAY, MONDAY) == (
        "2026-06-01 Mon: cervical-retraction 2; effort 3 to 5",
    )
