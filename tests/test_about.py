"""voicecoach about-me: what was told before sessions is shown, asked, changed and deleted."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import pytest
from diary_facts import SOFIA
from typed import Outcome, Run

from voicecoach.core.asked import NUMBER
from voicecoach.core.facts import Cleared, Screened
from voicecoach.core.past import Clearance, Given
from voicecoach.core.screening import EVERY_TIME, FOLLOWS, ROW, ROWS
from voicecoach.diary.history import history
from voicecoach.diary.read import sessions
from voicecoach.diary.store import open_diary
from voicecoach.errors import UsageError
from voicecoach.shells.about_me import AboutMe, about_me
from voicecoach.shells.about_typed import Typed, answers_of

TODAY = date(2026, 11, 22)
ASKED = [row.id for row in ROWS if row.lasts != EVERY_TIME]
FIRST = [row for row in ASKED if row not in {follow.row for follow in FOLLOWS}]


def noon(day: date = TODAY) -> Callable[[], datetime]:
    return lambda: datetime(day.year, day.month, day.day, 12, 0, tzinfo=SOFIA)


def did(file: Path, wish: AboutMe, typed: Iterable[str] = (), day: date = TODAY) -> list[str]:
    """What about-me shows when this is typed."""
    keyboard = iter(typed)
    shown: list[str] = []
    about_me(file, wish, noon(day), lambda: next(keyboard, None), shown.extend)
    return shown


def told(file: Path, *answers: str, day: date = TODAY, **more: str) -> list[str]:
    return did(file, AboutMe(Typed(answers, **more)), day=day)


def shown(file: Path, day: date = TODAY) -> list[str]:
    return did(file, AboutMe(Typed()), day=day)


def asked(file: Path, *typed: str) -> list[str]:
    return did(file, AboutMe(Typed(), ask=True), typed)


def forgot(file: Path, *names: str, typed: Iterable[str] = (), yes: bool = False) -> list[str]:
    return did(file, AboutMe(Typed(), forget=names, yes=yes), typed)


def values(file: Path) -> dict[str, str | int]:
    return {row: given.value for row, given in history(file, TODAY).given.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "diary.sqlite3"


# Shown


def test_before_anything_was_told_it_says_so_and_makes_no_diary(file: Path) -> None:
    lines = shown(file)
    assert lines[0] == f"What you told before sessions. It is kept in {file}, on this computer only."
    assert lines[2].startswith("Emergency number: not told yet; ")
    assert lines[3] == "Clearance by a clinician: none told"
    assert all(f"({row})" in lines[5] for row in FIRST)
    assert not file.exists()


def test_an_answer_is_shown_with_its_question_its_days_and_when_it_is_asked_again(file: Path) -> None:
    told(file, "pregnancy=no", day=date(2026, 11, 1))
    told(file, "pregnancy=no", "T3=yes", "adult=yes", "T1=no", day=date(2026, 11, 20))
    answers = {line: lines for line, *lines in zip(*(shown(file)[n:] for n in range(3)), strict=False)}
    assert answers["pregnancy (P1): no"] == [
        "    Are you pregnant, sixteen weeks or more?",
        "    told on 2026-11-20, the same since 2026-11-01; asked again from 2026-12-20 on",
    ]
    next_time = "    told on 2026-11-20; asked again at the next session that needs it"
    assert answers["broken bone (T3): yes"][1] == next_time, "a bone may be whole by tomorrow"
    assert answers["recent accident (T1): no"][1] == next_time, "asked every time"
    assert answers["adult (P7): yes"][1] == "    told on 2026-11-20; not asked again"


def test_an_answer_that_is_too_old_is_asked_again_at_the_next_session(file: Path) -> None:
    told(file, "pregnancy=no", day=date(2026, 10, 23))
    assert "asked again from 2026-11-22 on" in "".join(shown(file, date(2026, 11, 21)))
    assert "asked again at the next session that needs it" in "".join(shown(file, date(2026, 11, 22)))


def test_what_a_session_heard_is_shown_too_and_an_odd_name_cannot_steer_the_terminal(file: Path) -> None:
    with open_diary(file, noon()) as diary:
        diary.append_about(Screened(0.0, "my own\x1b[2J question", "not sure", "well"))
    at = shown(file).index(r"my own\x1b[2J question: not sure")
    assert shown(file)[at + 1] == "    A question of a session card."


def test_a_clearance_is_shown_with_the_last_day_on_which_it_counts(file: Path) -> None:
    told(file, clearance="Dr Miller", on="2026-10-24")
    line = "Clearance by a clinician: Dr Miller, 2026-10-24; "
    assert shown(file)[3] == f"{line}counts until 2026-11-22"
    assert shown(file, date(2026, 11, 23))[3] == f"{line}counted until 2026-11-22"


def test_the_form_for_programs_has_every_answer_and_every_open_question(file: Path) -> None:
    told(file, "pregnancy=no", "floor=not sure", emergency="112", clearance="Dr Miller")
    (text,) = did(file, AboutMe(Typed(), as_json=True))
    found = json.loads(text)
    assert (found["emergency_number"], found["clearance"]) == (
        "112",
        {"by": "Dr Miller", "date": "2026-11-22", "counts_until": "2026-12-21"},
    )
    assert [each["question_id"] for each in found["answers"]] == ["P1", "P5"]
    assert found["answers"][0] == {
        "question_id": "P1",
        "name": "pregnancy",
        "question": ROW["P1"].question,
        "why": ROW["P1"].why,
        "value": "no",
        "told_on": "2026-11-22",
        "since": "2026-11-22",
        "asked_again_on": "2026-12-22",
    }
    assert {each["question_id"] for each in found["not_answered"]} == set(ROW) - {"P1", "P5"}


def test_the_page_about_it_shows_what_is_really_shown_and_names_every_key(file: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "about-me.md").read_text(encoding="utf-8")
    told(file, "pregnancy=no", day=date(2026, 11, 1))
    answers = ("pregnancy=no", "arthritis=yes", "recent accident=no", "adult=yes")
    day = date(2026, 11, 20)
    told(file, *answers, emergency="112", clearance="Dr Miller", on="2026-11-20", day=day)
    assert "\n".join(shown(file)[2:-4]) in page
    (text,) = did(file, AboutMe(Typed(), as_json=True))
    assert set(re.findall(r'"(\w+)":', text)) - set(re.findall(r"`(\w+)`", page)) == set()


# Typed with the command


def test_answers_are_set_by_name_or_row_in_small_or_large_letters(file: Path) -> None:
    lines = told(file, "Pregnancy = No", "t6=BACK", "arm symptoms=y", "P7=unsure")
    assert values(file) == {"P1": "no", "T6": "back", "R1": "yes", "P7": "not sure"}
    assert lines[0] == (
        "pregnancy (P1): Are you pregnant, sixteen weeks or more? no; asked again from 2026-12-22 on"
    )
    assert sessions(file) == (), "it is no session"


def test_the_emergency_number_is_kept_as_its_digits(file: Path) -> None:
    assert told(file, emergency="000") == ["Emergency number: 000 (told on 2026-11-22)"]
    assert values(file) == {NUMBER: "000"}


def test_a_clearance_is_of_today_unless_it_is_said(file: Path) -> None:
    told(file, clearance=" Ana, physiotherapist ")
    assert history(file, TODAY).clearance == Clearance("Ana, physiotherapist", TODAY.toordinal())
    told(file, clearance="Dr Miller", on="2026-11-20")
    assert history(file, TODAY).clearance == Clearance("Dr Miller", date(2026, 11, 20).toordinal())


def test_a_sign_that_needs_care_now_is_met_with_the_advice_to_call(file: Path) -> None:
    call = "If that is so now, call your emergency number."
    assert told(file, "EMERG-6=not sure")[1:] == [call]
    assert call not in told(file, "EMERG-6=no")


def wrong(wish: AboutMe, what: str) -> object:
    return pytest.param(wish, what, id=what[:50])


WRONG = [
    wrong(AboutMe(Typed(("pregnancy",))), '--set "pregnancy" has no "="'),
    wrong(AboutMe(Typed(("pregnant=no",))), 'there is no question "pregnant"; did you mean "pregnancy"?'),
    wrong(
        AboutMe(Typed(("xyzzy=no",))), 'there is no question "xyzzy"; voicecoach about-me --json names all'
    ),
    wrong(
        AboutMe(Typed(("pregnancy=maybe",))),
        '"maybe" is no answer to pregnancy (P1); it is yes, no or not sure',
    ),
    wrong(AboutMe(Typed(("pregnancy=",))), '"" is no answer to pregnancy (P1)'),
    wrong(AboutMe(Typed(("T6=yes",))), "it is front, back, both or not sure"),
    wrong(AboutMe(Typed(("unchecked accident=no",))), "name one: T2a, T2b, T2c, T2d, T2e"),
    wrong(AboutMe(Typed(("emergency number=112",))), "--emergency 112"),
    wrong(AboutMe(Typed(("clearance=yes",))), "a clearance is told with --clearance"),
    *(
        wrong(AboutMe(Typed(emergency=typed)), f'"{typed}" is no emergency number; type 2 to 15 digits')
        for typed in ("", "1", "1" * 16, "+49112", "one one two", "１１２")
    ),
    wrong(AboutMe(Typed(clearance=" ")), "--clearance takes the name of who agreed"),
    wrong(AboutMe(Typed(clearance="Dr\nMiller")), "--clearance takes the name of who agreed"),
    wrong(AboutMe(Typed(clearance="x" * 81)), "at most 80 characters"),
    wrong(AboutMe(Typed(clearance="X", on="20261120")), '"20261120" is no day; write it as 2026-11-20'),
    wrong(AboutMe(Typed(clearance="X", on="2026-02-30")), '"2026-02-30" is no day'),
    wrong(AboutMe(Typed(clearance="X", on="2026-11-23")), "2026-11-23 has not come yet"),
    wrong(AboutMe(Typed(on="2026-11-20")), "--on DAY goes with --clearance"),
    wrong(AboutMe(Typed(("P1=no",)), ask=True), "each stand alone"),
    wrong(AboutMe(Typed(), forget=("all",), as_json=True), "each stand alone"),
    wrong(AboutMe(Typed(), yes=True), "--yes goes with --forget"),
    wrong(AboutMe(Typed(), forget=("pregnanci",)), 'did you mean "pregnancy"?'),
]


@pytest.mark.parametrize(("wish", "what"), WRONG)
def test_what_is_typed_wrong_is_one_clear_line_and_nothing_is_written(
    file: Path, wish: AboutMe, what: str
) -> None:
    with pytest.raises(UsageError) as caught:
        did(file, wish, ["yes"])
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not file.exists()


def test_of_several_answers_none_is_written_if_one_is_wrong(file: Path) -> None:
    told(file, "P7=yes")
    with pytest.raises(UsageError):
        told(file, "P1=no", "P4=perhaps", emergency="112")
    assert values(file) == {"P7": "yes"}


# Asked by keyboard


def test_every_question_that_can_be_told_ahead_is_asked_in_its_order(file: Path) -> None:
    lines = asked(file, "112", *("no" for _ in FIRST))
    assert lines[-1] == "That is all. voicecoach about-me shows it."
    questions = [line for line in lines if line in {ROW[row].question for row in ROW}]
    assert questions == [ROW[row].question for row in FIRST]
    assert values(file) == {NUMBER: "112", **dict.fromkeys(FIRST, "no")}


def test_what_follows_from_an_answer_is_asked_after_it_and_only_then(file: Path) -> None:
    until_accident = 1 + ASKED.index("T0")
    asked(file, *[""] * until_accident, "yes", "not sure", "no", "no", "no", "no", "front")
    assert values(file) == {
        "T0": "yes",
        "T2a": "not sure",
        **dict.fromkeys(("T2b", "T2c", "T2d", "T2e"), "no"),
        "T6": "front",
    }


def test_enter_leaves_an_answer_why_tells_why_and_a_slip_is_asked_again(file: Path) -> None:
    told(file, "T0=no")
    lines = asked(file, "", "", "why", "perhaps", "Yes", *[""] * len(ASKED))
    question = lines.index(ROW["T3"].question)
    assert lines[question + 1 : question + 7] == [
        "  yes, no, not sure, why, or Enter:",
        f"  {ROW['T3'].why}",
        "  yes, no, not sure, or Enter:",
        '  "perhaps" is no answer to broken bone (T3); it is yes, no or not sure',
        "  yes, no, not sure, why, or Enter:",
        "  Noted: yes; asked again at the next session that needs it.",
    ]
    assert f"{ROW['T0'].question}  (now: no)" in lines
    assert values(file) == {"T0": "no", "T3": "yes"}


def test_what_was_answered_is_kept_when_nobody_types_any_more(file: Path) -> None:
    assert asked(file, "112", "no")[-1] == "The rest stays as it was."
    assert values(file) == {NUMBER: "112", "T0": "no"}


@pytest.mark.parametrize("row", [*ROW, "a card's own question"])
def test_every_question_has_its_answers_and_not_sure_is_always_one(row: str) -> None:
    assert "not sure" in answers_of(row)


# Deleted


def written(file: Path) -> None:
    told(file, "P1=no", "P4=not sure", "R1=yes", "R1-new=no", emergency="112", clearance="Dr Miller")


def test_an_answer_is_deleted_for_good_once_that_is_confirmed(file: Path) -> None:
    written(file)
    assert forgot(file, "pregnancy", typed=["yes"]) == [
        "Delete for good: pregnancy (P1)? Type yes:",
        "Deleted: 1 answer.",
    ]
    assert set(values(file)) == {"P4", "R1", "R1-new", NUMBER}


@pytest.mark.parametrize("typed", [["no"], [""], []])
def test_nothing_is_deleted_without_a_yes(file: Path, typed: list[str]) -> None:
    written(file)
    assert forgot(file, "all", typed=typed)[-1] == "Nothing was deleted."
    assert len(values(file)) == 5


def test_a_name_of_more_than_one_question_deletes_them_all(file: Path) -> None:
    written(file)
    assert forgot(file, "arm symptoms", "Clearance", "emergency number", yes=True) == ["Deleted: 4 answers."]
    assert (set(values(file)), history(file, TODAY).clearance) == ({"P1", "P4"}, None)


def test_all_is_deleted_and_not_a_byte_of_it_is_left(file: Path) -> None:
    written(file)
    with open_diary(file, noon()) as diary:
        diary.append_about(Screened(0.0, "my card's question", "yes", "a secret of mine"))
        diary.append_about(Cleared(0.0, "Dr Hidden", 739_000))
    assert forgot(file, "all", yes=True) == ["Deleted: 8 answers."]
    assert (values(file), history(file, TODAY).clearance) == ({}, None)
    left = b"".join(each.read_bytes() for each in file.parent.iterdir())
    assert [word for word in (b"secret", b"Hidden", b"Miller", b"not sure") if word in left] == []
    assert forgot(file, "all", yes=True) == ["There was nothing to delete."]


def test_where_nothing_is_kept_nothing_is_made_to_delete_it(file: Path) -> None:
    assert forgot(file, "all") == ["Nothing is kept."]
    assert not file.exists()


def test_what_is_told_anew_after_deleting_counts_from_that_day(file: Path) -> None:
    told(file, "P1=no", day=date(2026, 11, 1))
    forgot(file, "P1", yes=True)
    told(file, "P1=no")
    day = TODAY.toordinal()
    assert history(file, TODAY).given == {"P1": Given("no", day, day)}


# As it is typed


@pytest.fixture
def run(run: Run) -> Run:
    """Type the command; what is typed to it need not be letters."""

    def command(*words: str, typed: str = "") -> Outcome:
        return run("about-me", *words, typed=typed.encode("latin-1"))

    return command


def test_on_the_command_line_it_is_set_shown_asked_and_forgotten(run: Run) -> None:
    assert run("--set", "pregnancy=no", "--set", "adult=yes", "--emergency", "112").code == 0
    assert run("--clearance", "Dr Miller", "--on", "2026-11-20").code == 0
    found = json.loads(run("--json").out)
    assert {each["question_id"]: each["value"] for each in found["answers"]} == {"P1": "no", "P7": "yes"}
    assert (found["emergency_number"], found["clearance"]["by"]) == ("112", "Dr Miller")
    assert "Noted: 999." in run("--ask", typed="999\n\n").out
    assert "Emergency number: 999" in run().out
    assert run("--forget", "all", typed="no\n").out.endswith("Nothing was deleted.\n")
    assert run("--forget", "pregnancy", "--forget", "clearance", "--yes").out == "Deleted: 2 answers.\n"
    assert [each["question_id"] for each in json.loads(run("--json").out)["answers"]] == ["P7"]


def test_a_slip_on_the_command_line_is_one_line_and_exit_code_2(run: Run) -> None:
    assert run("--set", "pregnant=no") == Outcome(
        2,
        "",
        'voicecoach: there is no question "pregnant"; did you mean "pregnancy"?'
        " voicecoach about-me --json names all\n",
    )


def test_letters_that_are_none_are_asked_again(run: Run) -> None:
    assert run("--ask", typed="\xff\n112\n").out.count("is no emergency number") == 1
