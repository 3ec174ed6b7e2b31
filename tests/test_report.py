"""The report for a clinician: what it counts, what stands first, that it judges nothing, and that nothing breaks it."""

import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from diary_facts import SOFIA
from report_text import as_text
from simulated_quarter import FIRST, LAST, fill
from typer.testing import CliRunner, Result

from voicecoach import __version__
from voicecoach.commands.report import period, told_of_days
from voicecoach.core.card import Body, Place
from voicecoach.core.facts import (
    Answered,
    Changed,
    Cleared,
    Decided,
    EndedBy,
    Fact,
    Halted,
    HaltKind,
    Permitted,
    Screened,
    SessionBegan,
    SessionEnded,
    StepEnd,
    StepEnded,
    Where,
)
from voicecoach.core.past import MORNING
from voicecoach.diary.briefly import first_day
from voicecoach.diary.counted import RETRACTION, adherence, cut_steps, days_between, spread
from voicecoach.diary.read import sessions
from voicecoach.diary.screened import Agreement, Change, Screening, screening
from voicecoach.diary.store import open_diary
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.script.handout import Handout
from voicecoach.shells.handout_html import as_html
from voicecoach.shells.report_letters import MARK, NOTE, settable
from voicecoach.shells.report_page import FOOT, NOISE, report
from voicecoach.start import command_line

GOLDEN = Path(__file__).parent / "diaries" / "quarter.report.txt"
DAY = date(2026, 6, 1)
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'>&amp;</td></section><img src=x onerror=alert(1)>",
    "שלום ‮abc",
    "emoji 😀👩‍⚕️",
    "bell \a null \0 escape \x1b[31m",
    "many " + "x" * 10_000,
)


@pytest.fixture(scope="module")
def quarter() -> Iterator[Path]:
    """The folder with the diary of the simulated quarter; in memory where that can be, as it waits for the disk
    four thousand times."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        fill(Path(folder) / "diary.sqlite3")
        yield Path(folder)


@contextmanager
def days(path: Path) -> Iterator[Callable[..., None]]:
    """Write sessions at given moments: ``write(moment, *facts)``."""
    clock = [datetime(2026, 6, 1, 8, tzinfo=SOFIA)]
    with open_diary(path, lambda: clock[0]) as diary:

        def write(moment: datetime, *facts: Fact) -> None:
            clock[0] = moment
            for fact in facts:
                diary.append(fact)

        yield write


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 6, 1, hour, tzinfo=SOFIA) + timedelta(days=day)


def retraction(done: int = 10, planned: int = 10, by: EndedBy = EndedBy.COMPLETE) -> tuple[Fact, ...]:
    return (
        SessionBegan(0.0, RETRACTION, 1, ("sitting",), "brief"),
        Answered(5.0, 0, "soreness before", 4, "four"),
        StepEnded(60.0, "Repetitions", StepEnd.DONE, done, planned, 50.0),
        Answered(70.0, 0, "soreness after", 3, "three"),
        SessionEnded(80.0, by),
    )


def page(folder: Path, first: date = FIRST, last: date = LAST, label: str = "", made: date = LAST) -> Handout:
    return report(told_of_days(Folders.of(folder), first, last, made, label))


# The quarter


def test_the_report_of_the_simulated_quarter_is_as_it_was(
    quarter: Path, golden: Callable[[Path, str], None]
) -> None:
    made = LAST + timedelta(days=1)
    told = told_of_days(Folders.of(quarter), FIRST, LAST, made, "the simulated person")
    done = {
        record.card for record in told.records
    }  # which others are offered is none of this test's business
    offered = tuple(each for each in told.offered if each.card.name in done)
    text = as_text(report(replace(told, offered=offered)))
    golden(GOLDEN, text.replace(f"voicecoach {__version__}", "voicecoach X").replace(__version__, "X"))


def test_red_flags_stand_first_in_a_box_with_date_and_time(quarter: Path) -> None:
    first, *others = page(quarter).sections
    assert (first.heading, first.framed, [each.framed for each in others]) == (
        "Red-flag answers",
        True,
        [False] * len(others),
    )
    assert [line.lead for line in first.blocks[0].lines] == ["2026-07-11 08:20", "2026-07-26 08:32"]  # type: ignore[union-attr]


def test_it_says_what_it_is_at_the_top_and_at_the_foot_and_judges_nothing(quarter: Path) -> None:
    told = page(quarter)
    text = as_text(told)
    assert FOOT == "User-entered diary. Not verified. Not a diagnosis."
    assert FOOT in [line.text for line in told.lead]
    assert told.foot.text.startswith(FOOT)
    assert NOISE in text
    assert not re.search(
        r"improv|worse|better|good|bad|normal|abnormal|risk|success|fail|well done", text, re.I
    )


# What is counted


def test_days_and_repetitions_are_counted_against_what_is_meant_and_more_is_told(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    with days(path) as write:
        for day, often in enumerate((1, 0, 3, 4, 5)):
            for number in range(often):
                write(at(day, 8 + number), *retraction())
        write(at(1), SessionBegan(0.0, RETRACTION, 1, (), "brief"), SessionEnded(1.0, EndedBy.REFUSED))
        write(at(6), *retraction(3, 10, EndedBy.STOP))
        write(at(7), *retraction(4, 4))
    found = adherence(sessions(path), days_between(DAY, DAY + timedelta(days=7)))
    assert [count for _, count in found.days] == [1, 0, 3, 4, 5, 0, 1, 1]
    assert [found.days_with(*limits) for limits in ((0, 0), (1, 2), (3, 4), (5, None))] == [2, 3, 2, 1]
    assert found.more_than_meant() == (DAY + timedelta(days=4),)
    assert [found.sessions_with(*limits) for limits in ((1, 7), (8, 10))] == [2, 13]
    assert found.planned_fewer() == 1
    text = as_text(page(tmp_path, DAY, DAY + timedelta(days=7), made=DAY + timedelta(days=9)))
    assert "More than 4 a day, which is more than meant: 2026-06-05." in text
    assert "Of the 2 days with none: on 1 a session was asked for" in text


def test_days_before_the_first_session_and_a_day_that_is_not_over_are_no_empty_days(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(at(0), SessionBegan(0.0, RETRACTION, 1, (), "full"), SessionEnded(1.0, EndedBy.INSTEAD))
        write(at(3), *retraction())
    assert first_day(tmp_path / "diary.sqlite3", RETRACTION) == DAY + timedelta(days=3)
    text = as_text(
        page(tmp_path, DAY - timedelta(days=30), DAY + timedelta(days=5), made=DAY + timedelta(days=5))
    )
    assert (
        "Counted: 2026-06-04 to 2026-06-05, 2 days (from the first session of it on; 2026-06-06 is not over"
        in text
    )
    assert "Sessions a day, on 2 days | 1 day | 1 day (1 to 2) | 0 days (3 to 4) | 0 days (over 4)" in text


def test_the_middle_of_scores_is_one_that_was_told_and_no_answer_is_not_zero() -> None:
    assert [spread(scores) for scores in ((), (None,), (3,), (None, 1, 4), (0, 9, 5, None))] == [
        None,
        None,
        (3, 3, 3),
        (1, 1, 4),
        (0, 5, 9),
    ]


def test_a_morning_that_was_told_after_the_last_day_stands_with_its_session(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(at(0), *retraction())
        write(at(1), SessionBegan(0.0, RETRACTION, 1, (), "brief"), Answered(3.0, 0, MORNING, 6, "six"))
    assert "2026-06-01 | 1 | 4 / 4 / 4  (1) | 3 / 3 / 3  (1) | 6 / 6 / 6  (1)" in as_text(
        page(tmp_path, DAY, DAY)
    )


def test_steps_are_counted_as_skipped_cut_short_not_finished_and_halted(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    where = Where("Turn", 2, 5, "in", "left", 3.0, Place(Body.LYING, ("ball",)))
    with days(path) as write:
        write(
            at(0),
            SessionBegan(0.0, "own", 1, (), "full"),
            StepEnded(1.0, "Turn", StepEnd.NEXT, 2, 5, 1.0),
            StepEnded(2.0, "Turn", StepEnd.NEXT, 5, 5, 1.0),
            StepEnded(3.0, "Nod", StepEnd.SKIPPED, 0, 5, 1.0),
            Halted(4.0, 1, HaltKind.PAIN, "pain", "ow", None, where),
            StepEnded(5.0, "Turn", StepEnd.LEFT, 1, 5, 1.0),
            StepEnded(6.0, "Rest", StepEnd.DONE, 0, 0, 1.0),
        )
    told = [(card, step, c.came, c.skipped, c.short, c.left, c.halts, c.pains, dict(c.places)) for card, step, c in
            cut_steps(sessions(path))]  # fmt: skip
    assert told == [
        ("own", "Turn", 3, 0, 1, 1, 1, 1, {"lying with ball": 1}),
        ("own", "Nod", 1, 1, 0, 0, 0, 0, {}),
    ]


def test_answers_that_changed_are_told_with_the_one_before_also_from_before_the_days(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    with days(path) as write:
        for day, value in enumerate(("no", "no", None, "yes", "no")):
            write(
                at(day),
                SessionBegan(0.0, RETRACTION, 1, (), "brief"),
                Screened(1.0, "T1", value, "x"),
                Cleared(2.0, f"Dr {day}", (DAY + timedelta(days=day)).toordinal()),
            )
    found = screening(path, DAY + timedelta(days=2), DAY + timedelta(days=3))
    assert found == Screening(
        latest={"T1": (at(3), "yes")},
        changes=(Change(at(3), "T1", "yes", "no", at(1)),),
        clearances=tuple(Agreement(at(n), f"Dr {n}", DAY + timedelta(days=n)) for n in (2, 3)),
        agreed_before=Agreement(at(1), "Dr 1", DAY + timedelta(days=1)),
    )


def test_only_the_days_that_are_asked_for_are_read_and_told(quarter: Path) -> None:
    path = quarter / "diary.sqlite3"
    since = date(2026, 8, 1)
    every = [each for each in sessions(path) if each.started.date() >= since]
    late = list(sessions(path, since=since))
    assert late == every
    assert sessions(path, since=LAST + timedelta(days=1)) == ()


def test_a_clock_that_was_set_back_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    with days(path) as write:
        write(at(5), *retraction())
        write(at(2), *retraction())
    assert [each.started.date() for each in sessions(path, since=DAY + timedelta(days=4))] == [
        DAY + timedelta(days=5),
        DAY + timedelta(days=2),
    ]
    assert "| 1 day (1 to 2) |" in as_text(
        page(tmp_path, DAY + timedelta(days=2), DAY + timedelta(days=2), made=DAY + timedelta(days=9))
    )


def test_a_refusal_because_of_an_answer_is_a_red_flag_and_a_rest_day_is_not(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        for day, rows in enumerate((("T3",), ("sorer the morning after",))):
            write(
                at(day),
                SessionBegan(0.0, RETRACTION, 1, (), "brief"),
                Screened(1.0, "T3", "yes" if day == 0 else "no", "yes"),
                Permitted(2.0, 1, False, "clinic", rows, ()),
                SessionEnded(3.0, EndedBy.REFUSED),
            )
    first, *_ = page(tmp_path, DAY, DAY + timedelta(days=5)).sections
    assert [f"{line.lead} {line.text}" for line in first.blocks[0].lines] == [  # type: ignore[union-attr]
        "2026-06-01 08:00 Before cervical-retraction: T3 “A broken bone, known or suspected?” yes. "
        "Not begun; told to ask a clinician."
    ]


# What could be misread


def refused(score: int | None = None, advice: str = "wait", *rows: str) -> tuple[Fact, ...]:
    told = () if score is None else (Answered(1.0, 0, "soreness before", score, "x"),)
    return (
        SessionBegan(0.0, RETRACTION, 1, (), "brief"),
        *told,
        Permitted(2.0, 1, False, advice, rows, ()),
        SessionEnded(3.0, EndedBy.REFUSED),
    )


def test_a_number_that_kept_a_session_from_beginning_is_told(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(at(0), *refused(8, "clinic", "SCORE"))
    text = as_text(page(tmp_path, DAY, DAY + timedelta(days=1), made=DAY + timedelta(days=9)))
    assert (
        "2026-06-01 08:00 Before cervical-retraction: soreness before: 8. Not begun; told to ask a clinician."
        in text
    )
    assert "2026-06-01 | 0 | 8 / 8 / 8  (1) | no number | no number | not asked" in text
    assert "Before: 1 numbers, from 8 to 8" in text


def test_why_sessions_were_not_begun_is_counted_in_words_that_are_no_score(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(at(0), *refused(6, "wait", "SCORE"))
        write(at(1), *refused(None, "wait", "a day off"))
        write(at(2), *refused(None, "wait", "a day off"))
    text = as_text(page(tmp_path, DAY, DAY + timedelta(days=3), made=DAY + timedelta(days=9)))
    assert "Why the program did not begin them: a day off (2 times); soreness before (1 time)." in text
    assert (
        "It was never begun. It was asked for 3 times in these days and not begun: see the reasons below."
        in text
    )


def test_a_red_flag_told_after_pain_is_called_one_and_what_was_not_asked_is_not_called_unanswered(
    tmp_path: Path,
) -> None:
    where = Where("Repetitions", 4, 8, "hold", "", 1.0, Place(Body.SITTING))
    with days(tmp_path / "diary.sqlite3") as write:
        write(
            at(0),
            SessionBegan(0.0, RETRACTION, 1, (), "brief"),
            Halted(60.0, 1, HaltKind.PAIN, "pain", "ow", None, where),
            Answered(65.0, 1, "signs", "yes", "yes"),
            Decided(66.0, 1, 1, "emergency", ("signs",), False, "all"),
            SessionEnded(70.0, EndedBy.RED_FLAG),
        )
        write(at(1), SessionBegan(0.0, RETRACTION, 1, (), "brief"), Answered(3.0, 0, MORNING, 6, "six"))
    text = as_text(page(tmp_path, DAY, DAY, made=DAY + timedelta(days=9)))
    sign = "dizzy or faint, or trouble seeing, speaking or swallowing (asked as one)"
    assert f"In the session: {sign}, heard “ow”. cervical-retraction, Repetitions. Action: ended;" in text
    assert (
        f"2026-06-01 08:00 red flag | cervical-retraction: Repetitions | 4 of 8; no side | not asked next morning 6 "
        f"| {sign} | ended; told to call for help; everything locked | no | not known" in text
    )


def test_weeks_without_a_session_have_a_row_and_a_missing_number_says_of_how_many(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(at(0), *retraction())
        write(at(28), SessionBegan(0.0, RETRACTION, 1, (), "brief"), Answered(9.0, 0, "effort", None, "fine"))
        write(at(29), *retraction(), Answered(9.0, 0, "effort", 5, "five"))
    text = as_text(page(tmp_path, DAY, DAY + timedelta(days=34), made=DAY + timedelta(days=40)))
    *_, first, empty, last, _ = text.split("## Pain")[0].strip().splitlines()
    assert [line.split(" | ") for line in (first, empty, last)] == [
        ["2026-06-01", "1", "4 / 4 / 4  (1)", "3 / 3 / 3  (1)", "no number", "not asked"],
        ["2026-06-08, 3 weeks", "0", "no number", "no number", "no number", "not asked"],
        ["2026-06-29", "2", "4 / 4 / 4  (1 of 2)", "3 / 3 / 3  (1 of 2)", "no number", "5 / 5 / 5  (1 of 2)"],
    ]


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (0, "on 2026-06-01"),
        (6, "within the week before that"),
        (29, "within the month before that"),
        (400, "more than a month before that"),
        (12, "on 2026-05-20"),
    ],
)
def test_the_day_of_a_clearance_is_no_more_exact_than_what_was_asked(
    tmp_path: Path, ago: int, told: str
) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(
            at(0), SessionBegan(0.0, RETRACTION, 1, (), "brief"), Cleared(2.0, "Dr M", DAY.toordinal() - ago)
        )
    assert f"08:00 the user told that a clinician agreed: Dr M, {told}\n" in as_text(page(tmp_path, DAY, DAY))


def test_a_question_of_a_cards_own_is_told_in_its_words_and_its_refusal_is_in_the_box(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(
            at(0),
            SessionBegan(0.0, "neck-range-of-motion", 1, (), "brief"),
            Screened(1.0, "age", "yes", "yes"),
            Permitted(2.0, 1, False, "clinic", ("age",), ()),
            SessionEnded(3.0, EndedBy.REFUSED),
        )
    text = as_text(page(tmp_path, DAY, DAY))
    assert (
        "2026-06-01 08:00 Before neck-range-of-motion: age yes. Not begun; told to ask a clinician." in text
    )
    assert "age “Is your age sixty-five or more?”" in text


def test_each_page_says_whose_it_is_unless_that_is_too_long(tmp_path: Path) -> None:
    assert page(tmp_path, DAY, DAY, "A. B.").foot.text == f"{FOOT} 2026-06-01 to 2026-06-01. For: A. B."
    assert page(tmp_path, DAY, DAY, "x" * 41).foot.text == f"{FOOT} 2026-06-01 to 2026-06-01."


def test_the_command_tells_how_many_sessions_were_not_begun(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(at(0), *refused(6, "wait", "SCORE"))
        write(at(1), *retraction())
    done = run(tmp_path, "--from", "2026-06-01", "--to", "2026-06-02", "-o", "r.html")
    assert done.output.startswith("r.html: 2 sessions (1 not begun), 2026-06-01 to 2026-06-02.")


def test_an_option_that_a_rule_put_in_use_or_left_out_is_told(tmp_path: Path) -> None:
    with days(tmp_path / "diary.sqlite3") as write:
        write(
            at(0),
            SessionBegan(0.0, RETRACTION, 1, ("sitting",), "brief"),
            Permitted(1.0, 1, True, "", (), ("standing",)),
            Changed(2.0, "in use", "short hold"),
            Changed(3.0, "left out", "small range"),
        )
    text = as_text(page(tmp_path, DAY, DAY))
    assert "short hold 1 of 1; sitting 1 of 1; small range 0 of 1;" in text
    assert "| small range 1; standing 1" in text


# What is written


class Tags(HTMLParser):
    """Every tag with its attributes, and every text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def hostile_diary(folder: Path, text: str) -> Path:
    where = Where(text, 1, 2, text, text, 1.0, Place(Body.LYING, (text,)))
    with days(folder / "diary.sqlite3") as write:
        write(
            at(0),
            SessionBegan(0.0, text, 1, (text,), text),
            Screened(1.0, text, text, text),
            Screened(1.0, "T1", text, text),
            Screened(1.0, "T1", "no", text),
            Cleared(1.0, text, DAY.toordinal()),
            Permitted(2.0, 1, True, text, (text,), (text,)),
            StepEnded(3.0, text, StepEnd.SKIPPED, 1, 2, 3.0),
            Halted(4.0, 1, HaltKind.RED_FLAG, text, text, 0.5, where),
            Answered(5.0, 1, "where", text, text),
            Answered(5.0, 1, "how strong", text, text),
            Decided(6.0, 1, 2, text, (text,), False, text),
            SessionEnded(7.0, EndedBy.RED_FLAG),
        )
    return folder


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_was_put_in_stays_text(tmp_path: Path, text: str) -> None:
    harmless = parsed(as_html(page(hostile_diary(_folder(tmp_path, "a"), "word"), DAY, DAY, "word")))
    tags = parsed(as_html(page(hostile_diary(_folder(tmp_path, "b"), text), DAY, DAY, text)))
    assert [tag for tag, _ in tags.tags] == [tag for tag, _ in harmless.tags]
    assert {name for _, each in tags.tags for name in each} == {
        name for _, each in harmless.tags for name in each
    }
    assert not [
        letter for each in tags.texts for letter in each if not letter.isprintable() and letter != "\n"
    ]
    assert text.split()[0] in "".join(tags.texts)


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


def test_a_long_text_is_cut_off_and_that_is_told(tmp_path: Path) -> None:
    text = as_text(page(hostile_diary(tmp_path, HOSTILE[-1]), DAY, DAY, HOSTILE[-1]))
    assert "… (cut off; it has 10,005 letters, and the export has all)" in text
    assert len(text) < 12_000


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_pdf_is_made_of_whatever_was_put_in(tmp_path: Path, text: str) -> None:
    pytest.importorskip("reportlab", reason="PDF needs the extra print")
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the PDF back")
    hostile_diary(tmp_path, text)
    done = run(tmp_path, "--from", "2026-06-01", "--to", "2026-06-01", "--label", text, "-o", "r.pdf")
    assert (done.exit_code, done.exception) == (0, None)
    pages = pypdf.PdfReader(BytesIO((tmp_path / "r.pdf").read_bytes())).pages
    told = "".join(each.extract_text() for each in pages)
    assert FOOT in told
    assert (MARK in told) is any(letter in text for letter in "ש😀")


def test_a_box_of_red_flags_longer_than_a_page_still_makes_a_pdf(tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="PDF needs the extra print")
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the PDF back")
    where = Where("Repetitions", 1, 8, "in", "", 1.0, Place(Body.SITTING))
    with days(tmp_path / "diary.sqlite3") as write:
        for number in range(80):
            write(
                at(0, 8) + timedelta(minutes=number),
                SessionBegan(0.0, RETRACTION, 1, (), "brief"),
                Halted(1.0, 1, HaltKind.RED_FLAG, "numb", "numb", None, where),
                SessionEnded(2.0, EndedBy.RED_FLAG),
            )
    assert run(tmp_path, "--from", "2026-06-01", "--to", "2026-06-01", "-o", "r.pdf").exit_code == 0
    told = "".join(each.extract_text() for each in pypdf.PdfReader(tmp_path / "r.pdf").pages)
    assert told.count("In the session: numb, heard") == 80


def test_letters_that_a_pdf_cannot_set_are_marked_and_the_rest_is_left_as_it_is(quarter: Path) -> None:
    told = page(quarter, label="Иван Петров and שלום, Ana")
    found = settable(told, lambda letter: letter.isascii())
    assert found.lead[0].text == f"{MARK} and {MARK}, Ana"
    assert found.lead[-1].text == NOTE
    assert settable(told, lambda letter: True) is told


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(quarter: Path) -> None:
    html = as_html(page(quarter))
    tags = parsed(html).tags
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & {tag for tag, _ in tags}
    assert not [name for _, each in tags for name in each if name.startswith("on") or name in ("src", "href")]
    assert "url(" not in html
    assert "@import" not in html


def test_a_screen_reader_is_told_what_everything_is(quarter: Path) -> None:
    tags = parsed(as_html(page(quarter)))
    every = [tag for tag, _ in tags.tags]
    (html,) = (each for tag, each in tags.tags if tag == "html")
    (drawing,) = (each for tag, each in tags.tags if tag == "svg")
    ids = {each["id"] for _, each in tags.tags if "id" in each}
    assert html["lang"] == "en"
    assert drawing["role"] == "img"
    assert set(str(drawing["aria-labelledby"]).split()) <= ids
    assert [every.count(tag) for tag in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    assert all(each.get("scope") in ("row", "col", "rowgroup") for tag, each in tags.tags if tag == "th")
    assert not re.search(r"#(?!000|fff|999|bbb|eee|777)[0-9a-f]{3,6}\b", as_html(page(quarter)))  # greys only


def test_a_quarter_stands_on_two_pages(quarter: Path, tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="PDF needs the extra print")
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the PDF back")
    for paper in ("a4", "letter"):
        to = tmp_path / f"{paper}.pdf"
        done = run(quarter, "--from", f"{FIRST}", "--to", f"{LAST}", "--paper", paper, "-o", f"{to}")
        assert done.exit_code == 0
        assert len(pypdf.PdfReader(to).pages) == 2


def test_chromium_prints_the_page_on_two_pages(quarter: Path, tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium here to print with")
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the PDF back")
    (tmp_path / "r.html").write_text(as_html(page(quarter)), encoding="utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
    subprocess.run(
        [chromium, *flags, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
         f"--print-to-pdf={tmp_path / 'r.pdf'}", (tmp_path / "r.html").as_uri()],
        check=True, capture_output=True, timeout=50,
    )  # fmt: skip
    assert len(pypdf.PdfReader(tmp_path / "r.pdf").pages) <= 2


# The command


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(
        command_line("report"), ["report", *words, "--data", str(folder)], catch_exceptions=True
    )


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_file_is_the_users_alone_and_replaces_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "-o", "r.html").exit_code == 0
    assert stat.S_IMODE((tmp_path / "r.html").stat().st_mode) == 0o600
    again = run(tmp_path, "-o", "r.html")
    assert (str(again.exception), type(again.exception)) == (
        "r.html: this file is there already; --force replaces it, -o names another",
        UsageError,
    )
    assert run(tmp_path, "-o", "r.html", "--force").exit_code == 0


def test_without_a_diary_the_report_says_that_there_is_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "--to", "2026-08-31").exit_code == 0
    text = (tmp_path / "voicecoach-report-2026-08-31.html").read_text(encoding="utf-8")
    assert "No session was begun." in text
    assert "None was written in these days." in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "x"), '--from: "x" is no day; write it as 2026-11-20'),
        (("--from", "2026-06-02", "--to", "2026-06-01"),
         "--from 2026-06-02 comes after the last day 2026-06-01; turn them round"),
        (("--from", "2026-06-02", "--days", "3"),
         "--from and --days say the same thing twice; leave one of them out"),
        (("-o", "r.txt"), "r.txt: a report ends in .html or .pdf; name the file so"),
        (("-o", "r.pdf", "--format", "html"),
         "r.pdf: the name ends in .pdf, and html is asked for; change one of them"),
        (("--to", "0001-01-02"), "--to 0001-01-02: there are not so many days before it; write a later one"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told_in_one_line(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    found = run(tmp_path, *words)
    assert (str(found.exception), type(found.exception)) == (told, UsageError)
    assert list(tmp_path.iterdir()) == []


def test_the_period_is_90_days_to_today_unless_another_is_asked_for() -> None:
    today = date(2026, 8, 31)
    assert period(None, None, None, today) == (date(2026, 6, 3), today)
    assert period(None, "2026-06-30", 30, today) == (date(2026, 6, 1), date(2026, 6, 30))
    assert period("2026-01-01", None, None, today) == (date(2026, 1, 1), today)


def test_the_diary_itself_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "diary.sqlite3").write_bytes(b"")
    (tmp_path / "diary.html").symlink_to(tmp_path / "diary.sqlite3")
    found = run(tmp_path, "-o", "diary.html", "--force")
    assert str(found.exception) == "diary.html: this is the diary itself; name another file"


def test_a_report_tells_the_days_it_was_asked_for_and_no_others(quarter: Path) -> None:
    told = told_of_days(Folders.of(quarter), date(2026, 7, 1), date(2026, 7, 31), LAST, "")
    moments = [record.started.date() for record in told.records]
    assert (min(moments) >= date(2026, 7, 1), max(moments) <= date(2026, 7, 31)) == (True, True)
    assert replace(told, records=()).records == ()
