"""An author types a rehearsal through: the clock stands where somebody may speak, and what is typed can be replayed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.core.beats import Talk
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.script.find import find_card
from voicecoach.script.plan import AtStep, AtTime, Plan, Says, Silent, parse_plan
from voicecoach.script.plan_moments import Moment, moment, moment_text
from voicecoach.script.plan_text import options_for, plan_text
from voicecoach.script.plan_typed import Quiet, RunOn, RunTo, Wonder, Words, typed
from voicecoach.script.presets import switches_for, switches_of
from voicecoach.script.problems import LineError
from voicecoach.shells.bench import Bench, Typing, rehearse_typed, replayed
from voicecoach.shells.rehearse import rehearse
from voicecoach.shipped import shipped

CARD = find_card("cervical-retraction", Path("none"), shipped("scripts"))
OTHERS = (
    "stop",
    "pain",
    "blah",
    "next",
    "again",
    "go on",
    "finish",
    "easier",
    "slower",
    "pause",
    "dizzy",
    "how long",
)
LINES = ("", "", "", "yes", "no", "ready", "three", "stop now", "dull", "neck", "Silence: 30 s", "?", *OTHERS,
         "at 02:00", "at 01:00.5", "at 12", "asked soreness now", "asked how strong", "asked ear check",
         "asked nothing", "at Repetitions", "at Repetitions, rep 3", "at Repetitions, rep 2, hold", "at Opening",
         "at Close", "at nowhere", "> at home", ">", "ready; at Repetitions, rep 4", "pause; at 01:40",
         "; at Close", "x" * 600)  # fmt: skip
STARTS = st.sampled_from([None, AtStep("Set up"), AtStep("Repetitions"), AtStep("Opening")])


def session() -> State:
    switches = switches_for(CARD, None)
    return begin(prepare(CARD, switches, Talk.FULL, first_time=False), switches)


class Author:
    """Types ``lines`` one after the other, and keeps where each was asked for and what was told."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.asked: list[str] = []
        self.told: list[str] = []

    def read(self, place: str) -> str | None:
        self.asked.append(place)
        return self.lines.pop(0) if self.lines else None

    def rehearse(self, start: Moment | None = None) -> Typing:
        return rehearse_typed(session(), Bench(self.read, lambda line: None, self.told.append), start=start)


@given(lines=st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=12), start=STARTS)
@settings(max_examples=150)
def test_whatever_is_typed_the_recorded_plan_replays_to_the_same_transcript_and_facts(
    lines: list[str], start: Moment | None
) -> None:
    came = Author(*lines).rehearse(start)
    for plan in (came.recorded(session()), plan_text(came.exact)):
        assert replayed(session(), plan) == (came.lines, came.facts)


def test_the_clock_stands_where_the_coach_asks_or_waits_and_at_the_place_that_is_named() -> None:
    author = Author("stop now", "three", "ready; at Repetitions, rep 2, hold", "ow, pain", "at Close")
    author.rehearse()
    assert author.asked == [
        "asked ear check", "asked soreness before", "waits", "at Repetitions, rep 2, hold", "asked signs",
    ]  # fmt: skip
    assert author.told == ['the session ended before "at Close"']


def test_what_was_typed_is_recorded_as_an_author_would_write_it() -> None:
    author = Author("stop now", "", "three", "at Repetitions, rep 2, hold", "ow, pain", "finish")
    assert author.rehearse().recorded(session()) == (
        "# A rehearsal of Cervical retraction\n"
        "Session: cervical-retraction\n"
        "asked ear check\n"
        "> stop now\n"
        "Silence: 10.7 s\n"
        "> three\n"
        "at Repetitions, rep 2, hold\n"
        "> ow, pain\n"
        "> finish\n"
    )


def test_who_types_no_more_is_followed_by_the_willing_person() -> None:
    lines: list[str] = []
    rehearse(session(), None, None, lines.append)
    assert Author().rehearse().lines == tuple(lines)


def test_enter_alone_is_silence_until_the_session_ends_by_itself() -> None:
    came = Author(*[""] * 40).rehearse()
    assert came.lines[-1].endswith("= ended by no response")


def test_a_slip_is_told_and_asked_for_again_and_a_question_mark_helps() -> None:
    author = Author("at Repetition", "asked everything", "at 00:01", "?")
    author.rehearse()
    assert author.asked == ["asked ear check"] * 5
    assert author.told[:4] == [
        'there is no step "Repetition"; did you mean "Repetitions"?',
        'nothing is asked about "everything"; docs/rehearse.md says which there are',
        "it is 0.4 minutes into the session already; name a later time",
        "The person can say: stop, pain.",
    ]


def test_a_place_that_is_never_reached_is_told() -> None:
    author = Author("at Repetitions, rep 99")
    author.rehearse()
    assert author.told == ['the session ended before "at Repetitions, rep 99"']


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("", RunOn()),
        (" ?", Wonder()),
        ("ow,  pain", Words("ow, pain")),
        ("> at home it was better", Words("at home it was better")),
        ("Silence: 45 s", Quiet(45.0)),
        ("at Repetitions, rep 2, hold", RunTo(AtStep("Repetitions", 2, "hold"))),
        ("at 01:30", RunTo(AtTime(90.0))),
    ],
)
def test_what_is_typed_means_what_it_means_in_a_plan(line: str, means: object) -> None:
    assert typed(line) == means


@pytest.mark.parametrize("line", ["at", "asked", ">", "silence: 45", "x" * 501])
def test_what_is_typed_half_is_refused(line: str) -> None:
    with pytest.raises(LineError):
        typed(line)


@given(st.floats(min_value=0.001, max_value=50_000))
def test_a_time_is_written_to_its_last_digit(seconds: float) -> None:
    assert moment(moment_text(AtTime(seconds)).removeprefix("at ")) == AtTime(seconds)


def test_a_plan_is_written_so_that_reading_gives_the_same() -> None:
    entries = (
        Says("stop now", AtTime(24.2), 4),
        Silent(20.0, 6, AtStep("Turn and nod", 2, "nod", "left")),
        Says("ready", None, 7),
    )
    plan = Plan("A title", "a-card", ("no roller",), entries, 2)
    assert parse_plan(plan_text(plan), "a.plan") == plan


@pytest.mark.parametrize("path", sorted(shipped("scripts").glob("*.md")), ids=lambda path: path.stem)
def test_a_plan_can_name_the_options_of_every_preset_of_every_card(path: Path) -> None:
    card = find_card(path.stem, Path("none"), shipped("scripts"))
    for preset in [None, *(preset.name for preset in card.presets)]:
        switches = switches_for(card, preset)
        assert switches_of(card, options_for(card, switches)) == switches


def test_words_at_a_time_do_not_overtake_those_before_them() -> None:
    plan = parse_plan("# A\nSession: a\nat 02:10\n> pause\n> go on\n", "a.plan")
    lines: list[str] = []
    assert rehearse(session(), plan, None, lines.append) == ()
    said: Callable[[str], int] = lambda text: next(n for n, line in enumerate(lines) if line.endswith(text))  # noqa: E731
    assert said("> pause") < said("> go on")


# After a plan, by hand

SORE = """# Soreness, and then?
Session: cervical-retraction
at Repetitions, rep 2, hold
> ow, pain
> no
> no
"""


def test_after_a_plan_an_author_goes_on_by_hand_and_all_of_it_is_recorded() -> None:
    author = Author("no", "dull", "finish")
    told = parse_plan(SORE, "sore.md")
    came = rehearse_typed(session(), Bench(author.read, lambda line: None, author.told.append), told=told)
    assert author.asked[0] == "asked feeling or strength"
    assert author.told == []
    said = [entry.text for entry in came.plan.entries if isinstance(entry, Says)]
    assert said == ["ow, pain", "no", "no", "no", "dull", "finish"]
    again = came.recorded(session())
    assert again.splitlines()[2:6] == SORE.splitlines()[2:6]
    assert replayed(session(), again) == (came.lines, came.facts)


def test_a_plan_that_the_session_never_came_to_is_told() -> None:
    author = Author()
    told = parse_plan(SORE.replace("rep 2", "rep 99"), "sore.md")
    rehearse_typed(session(), Bench(author.read, lambda line: None, author.told.append), told=told)
    assert author.told == ["the session ended before all of the plan was done"]
    assert author.asked == []
