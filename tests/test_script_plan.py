"""A rehearsal plan is read as its author meant it, or every slip is told with file and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.core.facts import EndedBy, HaltKind
from voicecoach.errors import ScriptError
from voicecoach.script.plan import (
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


def moment(text: str) -> AtTime | AtStep | None:
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
        ("red flag, Turn and nod, left, rep 3 of 5, nod",
         Remembers(4, halt=HaltKind.RED_FLAG, where=AtStep("Turn and nod", 3, "nod", "left"), of=5)),
    ],
)  # fmt: skip
def test_what_the_diary_must_hold_is_read_in_the_authors_words(text: str, remembers: Remembers) -> None:
    assert parse_plan(f"# A\nSession: a\n\nDiary: {text}\n", "a.plan").entries == (remembers,)


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
        'a.plan:10: "Hello" is no part of a plan; write Session:, Diary:, Silence:, at ..., > or <',
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


@given(st.lists(st.sampled_from(PLAN.splitlines()) | st.text(max_size=20)).map("\n".join))
def test_any_text_is_a_plan_or_a_script_error(text: str) -> None:
    try:
        settle_plan(parse_plan(text, "a.plan"), STEPS, "a.plan")
    except ScriptError as error:
        said = str(error)
    else:
        said = "a.plan:"
    assert said.startswith("a.plan:")
