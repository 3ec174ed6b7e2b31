"""The diary as it is read: one record a session, told in plain words and as JSON, with no verdict in it."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from diary_facts import SCREENED, SESSION, SOFIA, Clock

from voicecoach import __version__
from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Changed,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Screened,
    SessionBegan,
    SessionEnded,
    StepEnded,
    Where,
)
from voicecoach.core.past import MORNING
from voicecoach.diary.read import HaltRecord, SessionRecord, entries, sessions, times_done
from voicecoach.diary.show import as_json, as_lines
from voicecoach.diary.store import open_diary

STORED = Path(__file__).parent / "diaries"
NEWEST = 3


def told(path: Path, *facts: Fact) -> tuple[SessionRecord, ...]:
    with open_diary(path, Clock()) as diary:
        for fact in facts:
            diary.append(fact)
    return sessions(path)


def began(card: str) -> SessionBegan:
    return SessionBegan(0.0, card, 1, (), "full")


def test_a_session_is_joined_to_one_record(tmp_path: Path) -> None:
    (record,) = told(tmp_path / "diary.sqlite", *SESSION)
    pain, stop = (fact for fact in SESSION if isinstance(fact, Halted))
    assert record == SessionRecord(
        session_id=record.session_id,
        app_version=__version__,
        card="posterior-neck-release",
        version=3,
        switches=("roller", "both spots"),
        talk="full",
        started=datetime(2026, 3, 29, 2, 59, 51, tzinfo=SOFIA),
        ended=datetime(2026, 3, 29, 3, 0, 5, tzinfo=SOFIA),
        by=EndedBy.FINISH,
        seconds=181.0,
        before=4,
        after=3,
        next_morning=None,
        screened=(),
        cleared=(),
        permitted=None,
        steps=tuple(fact for fact in SESSION if isinstance(fact, StepEnded)),
        halts=(
            HaltRecord(
                datetime(2026, 3, 29, 2, 59, 55, tzinfo=SOFIA),
                pain,
                (
                    Answered(104.0, 1, "how strong", 5, "four or five"),
                    Answered(112.0, 1, "where", None, "the thing"),
                ),
                (),
                130.0,
            ),
            HaltRecord(datetime(2026, 3, 29, 3, 0, 0, tzinfo=SOFIA), stop, (), (), None),
        ),
        answers=(
            Answered(20.0, 0, "ear check", "yes", "stop"),
            Answered(31.5, 0, "soreness before", 4, "four"),
            Answered(180.0, 0, "soreness after", 3, "three"),
        ),
        changes=(Changed(140.0, "tempo", "slower"),),
    )


def test_a_session_that_was_cut_off_has_no_end(tmp_path: Path) -> None:
    (record,) = told(tmp_path / "diary.sqlite", *SESSION[:6])
    assert (record.ended, record.by, record.seconds, record.after) == (None, None, 104.0, None)
    assert (
        as_lines((record,))[0]
        == "2026-03-29 02:59  posterior-neck-release  2 min  cut off: no ending was written"
    )


def test_asked_again_the_last_answer_counts_and_the_first_is_kept(tmp_path: Path) -> None:
    asked = (Answered(5.0, 0, "soreness before", None, ""), Answered(15.0, 0, "soreness before", 2, "two"))
    (record,) = told(tmp_path / "diary.sqlite", began("a"), *asked)
    assert (record.before, record.answers) == (2, asked)


def test_only_the_last_sessions_are_read_when_only_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    told(path, began("one"), began("two"), Changed(1.0, "tempo", "slower"), began("three"))
    assert [record.card for record in sessions(path, last=2)] == ["two", "three"]
    assert [entry.fact for entry in entries(path, last=2)] == [
        began("two"),
        Changed(1.0, "tempo", "slower"),
        began("three"),
    ]


def test_only_sessions_of_this_card_that_were_played_to_the_end_count_as_done(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    for card, by in (
        ("a", EndedBy.COMPLETE),
        ("a", EndedBy.FINISH),
        ("b", EndedBy.COMPLETE),
        ("a", EndedBy.PAIN),
    ):
        told(path, began(card), SessionEnded(9.0, by))
    told(path, began("a"))
    assert [times_done(path, card) for card in ("a", "b", "c")] == [1, 1, 0]


def test_reading_makes_no_diary_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "none" / "diary.sqlite"
    assert (sessions(path), entries(path), times_done(path, "a")) == ((), (), 0)
    assert list(tmp_path.iterdir()) == []


def stored(version: int) -> tuple[SessionRecord, ...]:
    """A stored diary, the newest one with what the ear heard."""
    return sessions(STORED / f"version-{version}.sqlite", heard=version == NEWEST)


@pytest.mark.parametrize("version", [1, 2, NEWEST])
def test_the_diary_is_told_in_plain_words(golden: Callable[[Path, str], None], version: int) -> None:
    lines = as_lines(stored(version), heard=version == NEWEST)
    golden(STORED / f"version-{version}.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("version", [1, 2, NEWEST])
def test_the_diary_is_told_to_programs(golden: Callable[[Path, str], None], version: int) -> None:
    golden(STORED / f"version-{version}.json", as_json(stored(version), heard=version == NEWEST) + "\n")


def test_a_session_is_joined_to_what_was_asked_before_and_decided_in_it() -> None:
    done, refused = sessions(STORED / "version-2.sqlite")
    facts = SCREENED
    assert (done.screened, done.cleared, done.permitted) == (facts[1:5], (facts[5],), facts[7])
    assert [halt.decisions for halt in done.halts] == [(facts[10],), (facts[13],)]
    assert (done.next_morning, refused.next_morning, refused.by) == (3, None, EndedBy.REFUSED)


def begun_on(path: Path, day: int, *told: Fact) -> None:
    """Write a session that begins at noon of a day in May."""
    clock = Clock()
    clock.moment = datetime(2026, 5, day, 12, 0, tzinfo=SOFIA)
    with open_diary(path, clock) as diary:
        for fact in (began("a"), *told):
            diary.append(fact)


def test_answers_that_are_alike_stand_together_and_one_that_was_put_right_tells_both(tmp_path: Path) -> None:
    asked = (
        ("T1", "no"),
        ("T3", "yes"),
        ("P7", "yes"),
        ("T3", "no"),
        ("own", "no"),
        ("T4", "no"),
        ("T4", "no"),
    )
    facts = (Screened(1.0, row, value, "") for row, value in asked)
    lines = as_lines(told(tmp_path / "diary.sqlite", began("a"), *facts))
    assert lines[2:] == (
        "  asked, no: T1 recent accident, T3 broken bone (before that: yes), own, T4 out of place",
        "  asked, yes: P7 adult",
    )


MORNING_3 = Answered(1.0, 0, MORNING, 3, "three")
REFUSED = SessionEnded(2.0, EndedBy.REFUSED)
DONE = SessionEnded(2.0, EndedBy.COMPLETE)


@pytest.mark.parametrize(
    ("told", "mornings"),
    [
        pytest.param(
            [(1, DONE), (1, DONE), (2, MORNING_3)], [None, 3, None], id="the last of the day before"
        ),
        pytest.param([(1, DONE), (2, DONE), (2, MORNING_3)], [3, None, None], id="not one of the same day"),
        pytest.param(
            [(1, DONE), (2, REFUSED), (3, MORNING_3)], [3, None, None], id="not one that never began"
        ),
        pytest.param([(5, DONE), (2, MORNING_3)], [None, None], id="the clock was set back"),
        pytest.param([(1, REFUSED), (2, MORNING_3)], [None, None], id="nothing was done before"),
        pytest.param([(1, DONE), (2, Answered(1.0, 0, MORNING, None, ""))], [None, None], id="no answer"),
    ],
)
def test_the_morning_stands_with_the_session_that_it_tells_of(
    tmp_path: Path, told: list[tuple[int, Fact]], mornings: list[int | None]
) -> None:
    for day, fact in told:
        begun_on(tmp_path / "diary.sqlite", day, fact)
    assert [record.next_morning for record in sessions(tmp_path / "diary.sqlite")] == mornings


def test_no_diary_is_told_too() -> None:
    assert as_lines(()) == ("The diary is empty.",)
    assert json.loads(as_json(())) == {"diary": "voicecoach", "schema": 2, "sessions": []}


def test_what_was_heard_cannot_steer_the_terminal(tmp_path: Path) -> None:
    heard = "ow\x1b[2J\nsecond line\x9b31m\u202e"
    halted = Halted(
        1.0, 1, HaltKind.PAIN, "pain", heard, None, Where("A", 0, 0, "", "", 0.0, Place(Body.PRONE))
    )
    records = told(tmp_path / "diary.sqlite", began("a"), halted)
    lines = as_lines(records)
    assert lines[2] == r'  00:01 pain (heard "ow\x1b[2J\nsecond line\x9b31m\u202e"): A, prone; did not go on'
    assert json.loads(as_json(records))["sessions"][0]["halts"][0]["heard_text"] == heard


def test_every_way_to_halt_and_to_end_has_its_words(tmp_path: Path) -> None:
    where = Where("A", 0, 0, "", "", 0.0, Place(Body.SITTING))
    for by in EndedBy:
        halts = (Halted(1.0, each, kind, "", "", None, where) for each, kind in enumerate(HaltKind, start=1))
        told(tmp_path / "diary.sqlite", began("a"), *halts, SessionEnded(2.0, by))
    lines = as_lines(sessions(tmp_path / "diary.sqlite"))
    assert [line.split("  ")[3] for line in lines if line.startswith("2026")] == [
        "complete",
        "ended by finish",
        "ended after stop",
        "ended after pain",
        "ended after a red flag",
        "ended without an answer",
        "not begun: refused",
        "not begun: another session instead",
        "left before the end",
    ]
    assert [line.split(": ")[0] for line in lines[2:7]] == [
        "  00:01 stop",
        "  00:01 pain",
        "  00:01 red flag",
        "  00:01 pause",
        "  00:01 the coach could not hear",
    ]


def test_the_page_about_the_diary_shows_what_is_really_told_and_names_every_key() -> None:
    page = (Path(__file__).parent.parent / "docs" / "diary.md").read_text(encoding="utf-8")
    assert (STORED / "version-1.txt").read_text(encoding="utf-8") in page
    assert (STORED / "version-2.txt").read_text(encoding="utf-8") in page
    assert (STORED / "version-3.txt").read_text(encoding="utf-8") in page
    told = as_json(stored(2)) + as_json(stored(NEWEST), heard=True)
    assert set(re.findall(r'"(\w+)":', told)) - set(re.findall(r"`(\w+)`", page)) == set()
