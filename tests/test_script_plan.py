"""A rehearsal plan is read as its author meant it, or every slip is told with file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.core.after_pain import Action, Lock
from voicecoach.core.facts import Decided, EndedBy, HaltKind
from voicecoach.core.past import Clearance, Given, History, Past
from voicecoach.core.safety import Advice
from voicecoach.core.screening import FOLLOWS, ROW, ROWS, cautious
from voicecoach.errors import ScriptError
from voicecoach.script.find import find_card
from voicecoach.script.plan import (
    AtQuestion,
    AtStep,
    AtTime,
    Expects,
    Plan,
    Remembers,
    Says,
    Silent,
    parse_plan,
    settle_plan,
)
from voicecoach.script.plan_before import TODAY, history_of
from voicecoach.script.plan_diary import Ruled
from voicecoach.shipped import shipped

PLAN = """# Soreness in the second repetition halts everything and is written down
Session: cervical-retraction, sitting
> ready
at Repetitions, rep 2, hold
> ow, pain
< Okay. Stay still. Everything is on hold.
> no
...
> seven
< We end here today.
Silence: 10 minutes
Diary: pain 7, Repetitions, rep 2 of 10, ended by pain
"""
STEPS = (
    "Repetitions",
    "Turn and nod",
    "Second spot",
    "Second spot, roll side to side",
    "Lengthen the shoulders",
)


def complaint(text: str) -> str:
    with pytest.raises(ScriptError) as caught:
        parse_plan(text, "a.plan")
    return str(caught.value)


def moment(text: str) -> AtTime | AtStep | AtQuestion | None:
    """The moment that ``at text`` is, among the `STEPS`."""
    plan = settle_plan(parse_plan(f"# A\nSession: a\nat {text}\n> stop\n", "a.plan"), STEPS, "a.plan")
    (says,) = plan.entries
    assert isinstance(says, Says)
    return says.at


def test_the_plan_of_the_design_is_read_as_it_was_meant() -> None:
    assert parse_plan(PLAN, "a.plan") == Plan(
        "Soreness in the second repetition halts everything and is written down",
        "cervical-retraction",
        ("sitting",),
        (
            Says("ready", None, 3),
            Says("ow, pain", AtStep("Repetitions", 2, "hold"), 5),
            Expects("Okay. Stay still. Everything is on hold.", 6),
            Says("no", None, 7),
            Says("seven", None, 9),
            Expects("We end here today.", 10),
            Silent(600.0, 11),
            Remembers(
                12,
                halt=HaltKind.PAIN,
                answers=(("pain", 7),),
                where=AtStep("Repetitions", 2),
                of=10,
                ended_by=EndedBy.PAIN,
            ),
        ),
        2,
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("00:06", AtTime(6.0)),
        ("12:30.5", AtTime(750.5)),
        ("90 seconds", AtTime(90.0)),
        ("repetitions", AtStep("Repetitions")),
        ("Repetitions, rep 2", AtStep("Repetitions", 2)),
        ("Turn and nod, left, rep 1, come up", AtStep("Turn and nod", 1, "come up", "left")),
        ("Turn and nod, left", AtStep("Turn and nod", side="left")),
        ("Lengthen the shoulders, hold", AtStep("Lengthen the shoulders", phase="hold")),
        ("Second spot, roll side to side, rep 3", AtStep("Second spot, roll side to side", 3)),
    ],
)
def test_a_moment_is_a_time_or_a_place_in_the_session(text: str, at: AtTime | AtStep) -> None:
    assert moment(text) == at


@pytest.mark.parametrize(
    ("text", "remembers"),
    [
        ("stop", Remembers(4, halt=HaltKind.STOP)),
        ("ended by no response", Remembers(4, ended_by=EndedBy.NO_RESPONSE)),
        ("pain not answered", Remembers(4, halt=HaltKind.PAIN, answers=(("pain", None),))),
        ("soreness now 4, straight back not sure",
         Remembers(4, answers=(("soreness now", 4), ("straight back", "not sure")))),
        ("stop, Press back, rep 2", Remembers(4, halt=HaltKind.STOP, where=AtStep("Press back", 2))),
        ("red flag, Turn and nod, left, rep 3 of 5, nod",
         Remembers(4, halt=HaltKind.RED_FLAG, where=AtStep("Turn and nod", 3, "nod", "left"), of=5)),
    ],
)  # fmt: skip
def test_what_the_diary_must_hold_is_read_in_the_authors_words(text: str, remembers: Remembers) -> None:
    assert parse_plan(f"# A\nSession: a\n\nDiary: {text}\n", "a.plan").entries == (remembers,)


@pytest.mark.parametrize(
    ("text", "remembers"),
    [
        ("refused clinic T1", Remembers(4, ruled=(Ruled(False, Advice.CLINIC, "T1"),))),
        ("refused", Remembers(4, ruled=(Ruled(False),))),
        ("refused as often as a day allows", Remembers(4, ruled=(Ruled(False, None, "as often as a day allows"),))),
        ("permitted without roller, permitted R6",
         Remembers(4, ruled=(Ruled(True, without="roller"), Ruled(True, row="R6")))),
        ("row 9 ease, locked nothing", Remembers(4, decided=((9, Action.EASE),), locks=Lock.NONE)),
        ("row 1, locked all, ended by red flag",
         Remembers(4, decided=((1, None),), locks=Lock.ALL, ended_by=EndedBy.RED_FLAG)),
        ("T6 both, recent accident yes", Remembers(4, answers=(("t6", "both"), ("recent accident", "yes")))),
    ],
)  # fmt: skip
def test_what_came_of_the_questions_is_asked_of_the_diary_too(text: str, remembers: Remembers) -> None:
    assert parse_plan(f"# A\nSession: a\n\nDiary: {text}\n", "a.plan").entries == (remembers,)


def test_words_and_silence_may_wait_for_a_question() -> None:
    text = "# A\nSession: a\nasked Which side braced\n> front\nasked T1\nSilence: 40 s\n> yes\n"
    plan = settle_plan(parse_plan(text, "a.plan"), STEPS, "a.plan", ("t1", "which side braced"))
    assert plan.entries == (
        Says("front", AtQuestion("which side braced"), 4),
        Silent(40.0, 6, AtQuestion("t1")),
        Says("yes", None, 7),
    )


def test_a_question_that_is_not_there_is_told_with_the_nearest() -> None:
    text = "# A\nSession: a\nasked acident\n> yes\nasked xyzzy\n> no\n"
    with pytest.raises(ScriptError) as caught:
        settle_plan(parse_plan(text, "a.plan"), STEPS, "a.plan", ("accident", "t1"))
    assert str(caught.value).split("\n") == [
        'a.plan:4: nothing is asked about "acident"; did you mean "accident"?',
        'a.plan:6: nothing is asked about "xyzzy"; docs/rehearse.md says which there are',
    ]


# What is known before


CARD = find_card("neck-range-of-motion", Path("none"), shipped("scripts"))


def known(*lines: str) -> History | None:
    text = "# A\nSession: a\n" + "".join(f"Before: {line}\n" for line in lines)
    return history_of(parse_plan(text, "a.plan").before, CARD, "a.plan")


def test_without_a_line_about_before_nothing_is_asked_and_with_nothing_known_everything() -> None:
    assert known() is None
    assert known("nothing is known") == History(TODAY)


def test_all_is_well_means_that_every_row_was_answered_well_and_the_preparation_passed() -> None:
    history = known("all is well, 3 days ago")
    assert history is not None
    follows = {follow.row for follow in FOLLOWS}
    assert set(history.given) == {row.id for row in ROWS} - follows | {"emergency number", "age"}
    assert [row for row, given in history.given.items() if row in ROW and cautious(row, given.value)] == []
    assert {given.day for given in history.given.values()} == {TODAY - 3}
    assert [(past.card, past.answers) for past in history.sessions] == [
        ("forward-head-posture-prep", {"straight back": "yes"})
    ]


def test_lines_about_before_add_up_the_later_ones_over_the_earlier() -> None:
    history = known(
        "all is well, 20 days ago",
        "inflammatory arthritis yes, 10 days ago",
        "T6 not sure",
        "age yes, yesterday",
        "clearance by a physiotherapist, 5 days ago",
        "neck-range-of-motion two days ago, before 3, after 6, row 4",
        "cervical-retraction yesterday, before 2, morning 5, ended by no response, straight back not sure",
    )
    assert history is not None
    assert history.given["HIST-2"] == Given("yes", TODAY - 10, TODAY - 10)
    assert history.given["T6"] == Given("not sure", TODAY, TODAY)
    assert history.given["age"] == Given("yes", TODAY - 1, TODAY - 1)
    assert history.clearance == Clearance("physiotherapist", TODAY - 5)
    decided = Decided(60.0, 1, 4, "rest", (), may_resume=False, locks="none")
    assert history.sessions[1:] == (
        Past("neck-range-of-motion", TODAY - 2, EndedBy.PAIN, 3, 6, decisions=(decided,)),
        Past("cervical-retraction", TODAY - 1, EndedBy.NO_RESPONSE, 2, None, 5,
             answers={"straight back": "not sure"}),
    )  # fmt: skip


def test_slips_about_before_are_told_with_their_lines() -> None:
    lines = ("all is wel", "T1 yes, some day", "nothing is known, 3 days ago", "a-card 1 day ago, before 12",
             "a-card today, sore", "a-card today, ended by pian", "clearance by a doctor, 5 days ago, 3")  # fmt: skip
    text = "# A\nSession: a\n" + "".join(f"Before: {line}\n" for line in lines)
    told = complaint(text).split("\n")
    assert [line.split(":")[1] for line in told] == ["3", "4", "5", "6", "7", "8", "9"]
    assert told[0].startswith(
        'a.plan:3: "all is wel" says nothing about before; write for instance "nothing is'
    )
    assert told[1:] == [
        'a.plan:4: "some day" is no day; write for instance "3 days ago", "yesterday" or "today"',
        'a.plan:5: "3 days ago" is too much here; leave it out',
        'a.plan:6: "before 12" is out of range; it is 0 to 10',
        'a.plan:7: "sore" is no part of an earlier session; write before 3, after 4, morning 5, row 4, '
        "settled no, ended by pain, or a question with its answer",
        'a.plan:8: a session is not ended by "pian"; did you mean "pain"?',
        'a.plan:9: "3" is too much here; leave it out',
    ]


def test_a_row_or_a_session_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(ScriptError) as caught:
        known("all is well", "recent acident yes", "cervical-retracton yesterday", "nothing is known")
    assert str(caught.value).split("\n") == [
        'a.plan:4: nothing is asked about "recent acident"; did you mean "recent accident"?',
        'a.plan:5: there is no session "cervical-retracton"; did you mean "cervical-retraction"?',
        'a.plan:6: "nothing is known" stands alone; leave it out, or the other lines with "Before:"',
    ]


def test_a_step_that_is_not_there_is_told_with_the_nearest() -> None:
    text = "# A\nSession: a\nat Turn and not, rep 2\n> stop\nDiary: pain 7, Repetition, rep 2\n"
    with pytest.raises(ScriptError) as caught:
        settle_plan(parse_plan(text, "a.plan"), STEPS, "a.plan")
    assert str(caught.value).split("\n") == [
        'a.plan:4: there is no step "Turn and not"; did you mean "Turn and nod"?',
        'a.plan:5: there is no step "Repetition"; did you mean "Repetitions"?',
    ]


def test_all_slips_are_told_at_once() -> None:
    text = (
        "# A\nSesion: x\nat Repetitions\n< bar\nat Set up, rep 0\n>\nDiary: ended by pian\nSilence: 10\n"
        "at\nHello\nSession:\nat rep 2\nat Turn, rep 1, hold, right, more\nat Turn"
    )
    assert complaint(text).split("\n") == [
        'a.plan:1: the plan names no session; add a line like "Session: cervical-retraction, sitting"',
        'a.plan:2: "Sesion: x" is no part of a plan; did you mean "Session"?',
        'a.plan:4: after "at" comes what the person says; write "> words"',
        'a.plan:5: repetitions are counted from 1; write at least "rep 1"',
        "a.plan:6: there are no words; write what is said",
        'a.plan:7: a session is not ended by "pian"; did you mean "pain"?',
        'a.plan:8: "10" has no unit; write "10 seconds" or "10 minutes"',
        'a.plan:9: "at" names no place; write for instance "at Repetitions, rep 2, hold" or "at 00:06"',
        'a.plan:10: "Hello" is no part of a plan; write Session:, Before:, Diary:, Silence:, at ..., asked ..., > or <',
        'a.plan:11: there is nothing after "Session:"; write it on the same line',
        'a.plan:12: "at" names no step; write for instance "at Repetitions, rep 2, hold"',
        'a.plan:13: "more" is too much here; write the step, the side, the repetition, the phase',
        'a.plan:14: "at" is followed by nothing said; add a line "> words"',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", 'a.plan:1: the file is empty; a plan begins with "# " and what must come of it'),
        ("Session: a\n", 'a.plan:1: the plan has no title; begin with "# " and what must come of it'),
        ("x" * 2_000_000, "a.plan:1: the file is larger than 1 MB; a plan is a page"),
    ],
    ids=["empty", "untitled", "large"],
)
def test_what_is_no_plan_is_refused_in_one_line(text: str, said: str) -> None:
    assert complaint(text) == said


def test_notes_are_for_the_reader() -> None:
    assert parse_plan("# A\nSession: a\n> ready\n\n## Notes\nFree text.\n", "a.plan").entries == (
        Says("ready", None, 3),
    )


LINES = (*PLAN.splitlines(), "Before: all is well, 3 days ago", "Before: T1 yes", "asked T1", "Diary: row 4")


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=20)).map("\n".join))
def test_any_text_is_a_plan_or_a_script_error(text: str) -> None:
    try:
        settle_plan(parse_plan(text, "a.plan"), STEPS, "a.plan")
    except ScriptError as error:
        said = str(error)
    else:
        said = "a.plan:"
    assert said.startswith("a.plan:")
