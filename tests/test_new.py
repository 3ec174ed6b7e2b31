"""`voicecoach new`: whatever is typed, what is written is a card; and nothing that was answered is lost."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typed import Outcome, Run

from voicecoach.cli import main
from voicecoach.commands.new import Listening
from voicecoach.core.card import Card, Reps, Say
from voicecoach.errors import ScriptError, UsageError, VoiceError
from voicecoach.script.find import all_cards, read_card
from voicecoach.script.new_questions import Given
from voicecoach.script.new_sheet import page_of
from voicecoach.script.new_standard import fitting, standard_of
from voicecoach.script.parse import parse
from voicecoach.script.presets import switches_for
from voicecoach.script.printing import print_card
from voicecoach.script.problems import LineError
from voicecoach.settings import Settings
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.live import SilentMouth
from voicecoach.shells.new import Answers, Wanted, answers_in, ask_card, draft_of
from voicecoach.shells.new_files import write_new
from voicecoach.shells.preview import perform, state_of, steps_wanted
from voicecoach.shipped import shipped
from voicecoach.voice.speech import voices

DATE = "2026-11-22"


def nothing_is_taken(name: str) -> None:
    """Every name is free."""


CARDS = tuple(
    listed.card for listed in all_cards(Path("none"), shipped("scripts")) if listed.card is not None
)
WANTED = Wanted(Given(standard_of(CARDS), nothing_is_taken), DATE)


@dataclass
class Author:
    """Types ``lines``, then Enter, and something that fits wherever Enter is not enough; keeps what is shown."""

    lines: list[str]
    patient: bool = True
    shown: list[str] = field(default_factory=list)
    kept: Answers = ()
    tried: int = -1

    def show(self, lines: Iterable[str]) -> None:
        self.shown += lines

    def line(self) -> str | None:
        if self.lines:
            return self.lines.pop(0)
        if not self.patient:
            return None
        self.tried = self.tried + 1 if self.tried >= 0 and self.shown[-1].startswith("  Not yet") else 0
        return (
            "",
            "Sit tall.",
            "5",
            "up 2 s, down 2 s",
            "none",
            "lift off",
            "sitting",
            f"own-{len(self.kept)}",
        )[self.tried]

    def keep(self, answers: Answers) -> None:
        self.kept = answers


def write(*lines: str, known: Answers = (), wanted: Wanted = WANTED) -> tuple[str, Author]:
    """The card that comes of typing ``lines``."""
    author = Author(list(lines))
    sheet = ask_card(wanted, known, author.line, author.show, author.keep)
    assert sheet is not None
    return page_of(sheet, wanted.date), author


def card_of(page: str) -> Card:
    return parse(page, "card", "card.md")


def told(*lines: str) -> list[str]:
    """What is said to the last of ``lines``."""
    author = Author(list(lines), patient=False)
    ask_card(WANTED, (), author.line, author.show, author.keep)
    return [line.strip() for line in author.shown if line.startswith("  Not yet")]


SHOULDERS = (
    "Shoulder rolls", "", "Move the shoulders gently.", "Jane Miller", "", "a firm chair", "", "", "twice a day", "",
    "", "", "", "Sit tall.", "Let your arms hang.", "", "", "",
    "Roll", "", "", "Roll both shoulders up, back and down.", "", "", "", "8 to 10",
    "up and back 2, down 2 s, rest 3 s", "", "", "", "Smaller circles.", "5", "", "", "", "", "",
)  # fmt: skip


def test_the_answers_become_the_card_that_was_meant() -> None:
    page, author = write(*SHOULDERS)
    assert (
        page.split("\n## ", 1)[1]
        == """Set up
- Place: sitting
- Say: Sit tall.
- Say: Let your arms hang.
- Wait for: ready

## Roll
- Place: sitting
- Say: Roll both shoulders up, back and down.
- Reps: 8 to 10 times: up and back 2 s, down 2 s, rest 3 s
  - Cue up and back: Up and back.
  - Cue down: Down.
- If sore: Smaller circles.
- Reps if sore: 5 times: up and back 2 s, down 2 s, rest 3 s
  - Cue up and back: Up and back.
  - Cue down: Down.
- Source: judgement

## Close
- Say: Notice how it feels now.
- Ask: soreness now

## Way out: sitting
- Say: Ease off slowly. Let your head come to the middle.
- Say: Rest your hands in your lap.
"""
    )
    assert author.lines == []


def test_enter_takes_the_cautious_questions_and_others_can_be_added_or_left_out() -> None:
    begin = SHOULDERS[:9]
    usual = [own.name for own in card_of(write(*SHOULDERS)[0]).ask_first]
    assert {"emergency signs", "arm symptoms", "pregnancy", "adult"} <= set(usual)
    more = [own.name for own in card_of(write(*begin, "and skin or blood")[0]).ask_first]
    assert more == [*usual, "skin or blood"]
    fewer = [own.name for own in card_of(write(*begin, "without blood pressure, arthritis")[0]).ask_first]
    assert fewer == [name for name in usual if name not in ("blood pressure", "arthritis")]
    assert told(*begin, "without blod pressure") == [
        'Not yet: "blod pressure" is not in the cautious set; did you mean "blood pressure"?'
    ]


def test_lying_with_a_ball_asks_for_what_belongs_to_it_and_offers_the_way_out_of_the_shipped_card() -> None:
    page, author = write("Ball", "", "Rest on the ball.", "", "lying with ball")
    card = card_of(page)
    assert {"floor", "spinning", "ball", "skin or blood"} <= {own.name for own in card.ask_first}
    shipped_card = read_card(shipped("scripts") / "posterior-neck-release.md")
    theirs = next(w for w in shipped_card.ways_out if (w.body.value, w.things) == ("lying", ("ball",)))
    assert [say.text for say in card.ways_out[0].says] == [say.text for say in theirs.says]
    assert any("2  (rhomboid-release) Roll onto one side, off the ball." in line for line in author.shown)
    assert [away.thing for away in card.put_away] == ["ball"]


def test_nobody_is_left_lying_on_a_thing_at_the_end() -> None:
    card = card_of(write("Ball", "", "Rest on the ball.", "", "lying with ball")[0])
    last = card.steps[-1]
    assert (last.place.things, last.after.things) == (("ball",), ())
    assert [item.text for item in last.items if isinstance(item, Say)][:-1] == [
        say.text for say in card.put_away[0].says
    ]
    assert [way.things for way in card.ways_out] == [("ball",), ()]


@pytest.mark.parametrize(
    ("place", "thing", "ways"),
    [
        (
            "lying with ball",
            "ball",
            ["Hold your head with both hands and lift it.", "Roll onto one side, off the ball."],
        ),
        ("at a wall with ball", "ball", ["Step away from the wall. Let the ball fall."]),
        ("at a table with roller", "roller", ["Lift your arm off the roller."]),
        (
            "lying with roller",
            "roller",
            ["Bend your knees. Press your feet down and lift your hips a little."],
        ),
        ("standing with ball", "ball", []),
    ],
)
def test_how_a_thing_is_put_away_is_only_offered_for_the_position_it_is_meant_for(
    place: str, thing: str, ways: list[str]
) -> None:
    body = place.partition(" with ")[0]
    assert [way.lines[0] for way in fitting(WANTED.given.standard.put_away[thing], frozenset({body}))] == ways
    assert [away.thing for away in card_of(write("Try", "", "Try it.", "", place)[0]).put_away] == [thing]


@pytest.mark.parametrize(
    ("before", "typed", "reason"),
    [
        ((), "Stop the tension", 'the coach would say the command "stop"; say it in other words'),
        ((), "It heals", '"heals" promises what nobody can; write "may feel easier", or leave it out'),
        (SHOULDERS[:1], "Shoulder Rolls", '"Shoulder Rolls" cannot be the name; it has small letters, digits and '
         'hyphens; write "shoulder-rolls"'),
        (SHOULDERS[:4], "siting", '"siting" is not a position; did you mean "sitting"?'),
        (SHOULDERS[:4], "on my back", '"on my back" is not a position; did you mean "lying"?'),
        (SHOULDERS[:25], "3 sets of 10", "type only how many repetitions one set has; the sets are asked for later"),
        (SHOULDERS[:29], "ten sets", '"ten sets" is not a number of sets; type 1 to 5'),
        (SHOULDERS[:10], "Notes", "a step cannot be called so, for that is another part of a card"),
        (SHOULDERS[:10], "Way out: lying", "a step cannot be called so, for that is another part of a card"),
        (SHOULDERS[:13], "word " * 16, '"word word word word word word word word ..." has 16 words; '
         "make lines of at most 15"),
        (SHOULDERS[:13], "Lift your {side} arm.", '"{side}" stands for a side only in a step with "Each side: ..."'),
        (SHOULDERS[:17], "repetitons", '"repetitons" is not known here; did you mean repetitions?'),
        (SHOULDERS[:18], "Set up", 'another step is called "Set up" too; rename one'),
        (SHOULDERS[:25], "ten or so", '"ten or so" is not a count; type a number or a range, as 10 or 8 to 10'),
        (SHOULDERS[:26], "up quickly", '"up quickly" is not a phase; write a name and a time, for instance '
         '"hold 5 s"'),
        (SHOULDERS[:27], "Now roll them all the way up and back.",
         'that takes about 3.5 s to say, and "up and back" lasts 2 s; say it in fewer words'),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_once_and_asked_anew(
    before: tuple[str, ...], typed: str, reason: str
) -> None:
    assert [line[: len(f"Not yet: {reason}")] for line in told(*before, typed)] == [f"Not yet: {reason}"]
    assert card_of(write(*before, typed)[0]).title


def test_sets_are_the_same_repetitions_with_a_rest_between() -> None:
    page, _ = write(*SHOULDERS[:29], "3 sets", "60", "Smaller circles.", "5")
    roll = card_of(page).steps[1]
    assert [type(item).__name__ for item in roll.items] == ["Say", "Reps", "Rest", "Reps", "Rest", "Reps"]
    assert roll.items[1] == roll.items[3] == roll.items[5]
    assert roll.easier is not None
    assert [type(item).__name__ for item in roll.easier.items] == ["Reps"]


def test_a_line_that_does_not_sound_well_is_asked_for_anew_and_never_proposed() -> None:
    def heard(card: Card) -> str:
        said = [say.text for step in card.steps for say in step.items if isinstance(say, Say)]
        cues = [
            p.cue for step in card.steps for reps in step.items if isinstance(reps, Reps) for p in reps.phases
        ]
        return (
            "that sounds like a command; say it in other words"
            if {"Return.", "Down."} & {*said, *cues}
            else ""
        )

    listening = replace(WANTED, heard=heard)
    page, author = write(*SHOULDERS[:13], "Return.", *SHOULDERS[13:], wanted=listening)
    assert author.shown.count("  Not yet: that sounds like a command; say it in other words") == 1
    assert "Return." not in page
    assert "Cue down" not in page


def test_back_goes_to_the_question_before_and_enter_takes_what_was_answered_there() -> None:
    page, author = write("Shoulder rols", "", "Move.", "back", "back", "back", "Shoulder rolls", "", "")
    card = card_of(page)
    assert (card.title, card.purpose) == ("Shoulder rolls", "Move.")
    assert author.shown.count("  Enter: Shoulder rols") == 1
    assert told("back") == []


@pytest.mark.parametrize(
    ("title", "name"),
    [("Übungen für's Dehnen", "ubungen-furs-dehnen"), ("  A  b/c! ", "a-b-c"), ("Éé", "ee")],
)
def test_the_file_is_called_as_the_session(title: str, name: str) -> None:
    author = Author([title, ""], patient=False)
    ask_card(WANTED, (), author.line, author.show, author.keep)
    assert author.kept[-1].text == name


def test_a_question_mark_explains_and_asks_on() -> None:
    _, author = write("?")
    assert "  The coach says it first, and it stands at the top of the handout." in author.shown


def test_without_an_answer_nothing_is_left_out_that_is_needed() -> None:
    assert told("") == ["Not yet: something is needed here; for instance: Shoulder rolls"]


ANSWERS = st.one_of(
    st.sampled_from([*SHOULDERS, "", "yes", "no", "back", "?", "none", "a hold", "breaths", "nothing", "repetitions"]),
    st.sampled_from(
        ["lying with ball", "prone", "standing", "at a table with roller", "lying with a blanket", "left, right"]
    ),
    st.sampled_from(
        [
            "# x", "## Notes", "- Say: x", "Say: x", "{side}", "Notes", "Way out: lying", "Put away: ball", "stop",
            "**Roll**", "Close", "close", "1", "2", "0", "9" * 30, "²", "10 s: Breathe.", "0 s: Rest.", "30",
            "hold 3", "rest 3 s", "if 2 s", "emergency signs", "and ball", "without adult", "a (use b)", "\u200b", "\t",
            "fever: hot?", "Each side: a, b", "\x1b[D", "x" * 500, "---", "***", "> x", "1. x", "<b>", "`x`", "[x](y)",
        ]
    ),
    st.text(max_size=20).filter(lambda text: "\n" not in text),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ANSWERS, max_size=60))
def test_whatever_is_typed_what_is_written_is_a_card_that_round_trips(lines: list[str]) -> None:
    page, author = write(*lines)
    card = card_of(page)
    assert parse(print_card(card), "card", "printed.md") == card
    assert answers_in(draft_of(author.kept).splitlines(), "draft", WANTED) == author.kept
    switches = switches_for(card, None)
    previewed: list[str] = []
    state = state_of(card, switches, steps_wanted(card, switches, None, None))
    perform(state, VirtualInbox(), SilentMouth(), previewed.append)
    assert [line.strip() for line in previewed if line.startswith("\n## ")] == [
        f"## {s.name}" for s in card.steps
    ]
    assert card.steps[-1].after.things == ()


@settings(max_examples=15, deadline=None)
@given(st.lists(ANSWERS, max_size=40))
def test_wherever_it_ends_the_draft_goes_on_to_the_same_card(lines: list[str]) -> None:
    author = Author(list(lines), patient=False)
    ended = ask_card(WANTED, (), author.line, author.show, author.keep)
    assert ended is None or author.kept
    whole, _ = write(known=answers_in(draft_of(author.kept).splitlines(), "draft", WANTED))
    same, _ = write(known=author.kept)
    assert whole == same


def test_a_draft_that_was_changed_is_told_with_its_line() -> None:
    with pytest.raises(ScriptError) as wrong:
        answers_in(["title: Rolls", "name: rolls", "purpose: It heals."], "d.txt", WANTED)
    assert str(wrong.value).startswith('d.txt:3: "heals" promises')
    with pytest.raises(ScriptError) as wrong:
        answers_in(["title: Rolls", "author: Jane"], "d.txt", WANTED)
    assert str(wrong.value) == (
        'd.txt:2: here comes the answer to "name", not to "author"; put it right, or delete it and what follows'
    )


# The command, as it is typed


@pytest.fixture
def run(run: Run) -> Run:
    """Type a command; `voicecoach new` without sound unless it is wished for."""

    def command(*words: str, typed: Iterable[str] = (), sound: bool = False) -> Outcome:
        silent = ["--no-sound"] if words[0] == "new" and not sound else []
        return run(*words, *silent, typed="".join(f"{line}\n" for line in typed))

    return command


def test_the_card_lies_among_the_users_own_and_can_be_rehearsed(run: Run, tmp_path: Path) -> None:
    outcome = run("new", typed=SHOULDERS)
    path = tmp_path / "data" / "scripts" / "shoulder-rolls.md"
    assert (outcome.code, f"Your session is written: {path}" in outcome.out) == (0, True)
    assert [file.name for file in path.parent.iterdir()] == ["shoulder-rolls.md"]
    assert "Roll both shoulders up, back and down." in run("rehearse", "shoulder-rolls").out


def test_what_was_answered_is_kept_when_the_typing_ends_and_a_draft_goes_on(run: Run, tmp_path: Path) -> None:
    outcome = run("new", "rolls", typed=[SHOULDERS[0], *SHOULDERS[2:20]])
    draft = tmp_path / "data" / "scripts" / "rolls.draft.txt"
    assert (outcome.code, f"What you answered is kept: {draft}" in outcome.out) == (1, True)
    assert run("new", "--draft", str(draft), typed=SHOULDERS[20:]).code == 0
    assert not draft.exists()
    expected = page_of(WANTED.reached(())[0], DATE)
    card = read_card(draft.with_name("rolls.md"))
    assert [step.name for step in card.steps] == ["Set up", "Roll", "Close"]
    assert expected  # what an empty sheet is, is a card too


def test_a_file_that_is_there_already_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "rolls.md"
    mine.write_text("mine")
    outcome = run("new", "--to", "rolls.md", typed=SHOULDERS)
    assert (outcome.code, outcome.err) == (
        2,
        "voicecoach: rolls.md: there is such a file already; choose another\n",
    )
    assert mine.read_text() == "mine"
    run("new", typed=SHOULDERS)
    again = run("new", "shoulder-rolls")
    assert again.code == 2
    assert "there is such a card already; choose another name" in again.err


def test_a_card_goes_where_it_is_wanted_also_after_a_draft(run: Run, tmp_path: Path) -> None:
    assert run("new", "--to", "My rolls.md", typed=[SHOULDERS[0], *SHOULDERS[2:9]]).code == 1
    draft = tmp_path / "My rolls.draft.txt"
    assert run("new", "--draft", str(draft), typed=SHOULDERS[9:]).code == 0
    assert read_card(tmp_path / "My rolls.md").title == "Shoulder rolls"
    assert not draft.exists()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["new", "Shoulder Rolls"], 'write "shoulder-rolls"'),
        (["new", "cervical-retraction"], 'a session "cervical-retraction" came with the program'),
        (["new", "--to", "rolls.txt"], "let its name end in .md"),
        (["new", "rolls", "--to", "other.md"], "names the file already"),
        (["new", "--draft", "nowhere.draft.txt"], "there is no such file"),
        (["new", "--to", "file/rolls.md"], "cannot be written"),
    ],
)
def test_every_slip_is_one_line_and_exit_code_2(
    run: Run, tmp_path: Path, words: list[str], what: str
) -> None:
    (tmp_path / "file").write_text("a file and no folder")
    outcome = run(*words, typed=SHOULDERS)
    assert (outcome.code, outcome.err.count("\n"), what in outcome.err) == (2, 1, True)


def test_nothing_answered_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    outcome = run("new")
    assert (outcome.code, "Nothing was answered, and nothing is kept." in outcome.out) == (1, True)
    assert list((tmp_path / "data").glob("scripts/*")) == []


def test_the_name_of_another_card_is_refused_while_it_is_asked_for() -> None:
    def taken(name: str) -> None:
        raise LineError(f"{name}.md: there is such a card already; choose another name")

    author = Author(["Rolls", "rolls"], patient=False)
    ask_card(Wanted(Given(WANTED.given.standard, taken), DATE), (), author.line, author.show, author.keep)
    assert "  Not yet: rolls.md: there is such a card already; choose another name" in author.shown


def test_where_there_is_a_voice_the_ear_hears_each_line(run: Run) -> None:
    try:
        voices()
    except VoiceError as absent:
        pytest.skip(f"no voice here: {absent}")
    outcome = run("new", typed=[*SHOULDERS[:13], "Return."], sound=True)
    assert 'sounds like the command "resume" to the ear; say it in other words' in " ".join(
        outcome.out.split()
    )


@dataclass
class Interrupted:
    """A keyboard at which somebody types Ctrl-C when there are no more lines."""

    lines: list[str]

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        if not self.lines:
            raise KeyboardInterrupt
        return self.lines.pop(0) + "\n"


def test_ctrl_c_keeps_what_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voicecoach", "new", "--no-sound", "--to", str(tmp_path / "rolls.md")])
    monkeypatch.setattr(sys, "stdin", Interrupted(["Shoulder rolls", "Move."]))
    with pytest.raises(SystemExit) as ended:
        main()
    draft = tmp_path / "rolls.draft.txt"
    assert (ended.value.code, f"What you answered is kept: {draft}" in capsys.readouterr().out) == (1, True)
    assert draft.read_text().split("\n")[1:] == ["title: Shoulder rolls", "name: rolls", "purpose: Move.", ""]


def test_a_disk_without_second_names_takes_a_card_too_and_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, other: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_new(tmp_path / "a.md", "one")
    with pytest.raises(UsageError):
        write_new(tmp_path / "a.md", "two")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.md": "one"}


def test_without_the_voice_it_is_told_once_that_lines_are_not_heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listening = Listening(Settings(voice="nobodyy"), tmp_path)
    assert [listening.heard(CARDS[0]), listening.heard(CARDS[1])] == ["", ""]
    assert " ".join(capsys.readouterr().out.split()).count("The lines are not heard here: ") == 1


# In another language

GERMAN_SHOULDERS = (
    "Schulterkreisen im Büro", "", "Die Schultern sanft bewegen.", "Praxis Müller", "", "einen festen Stuhl", "", "",
    "twice a day", "", "", "", "", "Setzen Sie sich aufrecht hin.", "", "", "",
    "Kreisen", "", "yes", "Heben Sie die Schulter {side}.", "", "", "", "8 to 10",
    "zurück und hoch 2, halten 3 s (hold), Ruhe 3 s (rest)", "", "", "", "", "", "", "", "", "", "",
)  # fmt: skip


def test_a_card_is_written_in_german_and_all_that_is_proposed_is_german(run: Run, tmp_path: Path) -> None:
    outcome = run("new", "--language", "Deutsch", typed=GERMAN_SHOULDERS)
    assert outcome.code == 0, outcome.out
    card = read_card(tmp_path / "data" / "scripts" / "schulterkreisen-im-buro.md")
    assert card.language == "German"
    assert [step.name for step in card.steps] == ["Aufbau", "Kreisen", "Abschluss"]
    turn = next(item for item in card.steps[1].items if isinstance(item, Reps))
    assert [(phase.name, phase.motion.value, phase.cue) for phase in turn.phases] == [
        ("zurück und hoch", "move", "Zurück und hoch."),
        ("halten", "hold", "Halten, und ruhig atmen."),
        ("Ruhe", "rest", None),
    ]
    assert card.steps[1].sides is not None
    assert card.steps[1].sides.names == ("rechts", "links")
    assert card.ways_out[0].says[0].text == "Geben Sie langsam nach. Der Kopf kommt zur Mitte."
    assert run("print", card.name, "-o", "page.html").code == 0
    assert "Bei Beschwerden" in Path("page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Jetzt noch einmal hoch.", 'the coach would say the command "noch einmal"'),
        ("Das heilt den Nacken.", '"heilt" promises what nobody can'),
    ],
)
def test_a_german_line_is_held_to_german_words_while_it_is_typed(run: Run, line: str, reason: str) -> None:
    outcome = run("new", "--language", "German", typed=(*GERMAN_SHOULDERS[:13], line))
    assert f"Not yet: {reason}" in outcome.out


def test_a_draft_remembers_the_language(run: Run, tmp_path: Path) -> None:
    typed = [GERMAN_SHOULDERS[0], *GERMAN_SHOULDERS[2:20]]
    run("new", "--language", "German", "--to", str(tmp_path / "k.md"), typed=typed)
    draft = tmp_path / "k.draft.txt"
    assert draft.read_text(encoding="utf-8").splitlines()[1] == "language: German"
    assert run("new", "--draft", str(draft), typed=GERMAN_SHOULDERS[20:]).code == 0
    assert read_card(tmp_path / "k.md").language == "German"


def test_a_language_that_the_coach_does_not_speak_is_one_line(run: Run) -> None:
    outcome = run("new", "--language", "Klingon")
    assert (outcome.code, outcome.err) == (
        2, "voicecoach: --language Klingon: the coach does not speak it; there are: English, German\n",
    )  # fmt: skip


# A copy of another session


def test_a_copy_of_a_session_is_a_card_of_ones_own_that_nobody_has_reviewed(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "data" / "scripts" / "reviewed.md"
    assert run("new", "reviewed", "--like", "cervical-retraction").code == 0
    text = own.read_text(encoding="utf-8")
    assert text == (shipped("scripts") / "cervical-retraction.md").read_text(encoding="utf-8")
    own.write_text(
        text.replace("not yet reviewed by a clinician", "Jane Miller, 2026-12-01"), encoding="utf-8"
    )
    outcome = run("new", "changed", "--like", "reviewed")
    assert outcome.code == 0
    assert "It is a copy of reviewed: first change its title, version and author in the file." in outcome.out
    assert read_card(own.with_name("changed.md")).reviewed == "not yet reviewed by a clinician"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            ("--like", "cervical-retraction"),
            "a copy needs a name: voicecoach new my-session --like cervical-",
        ),
        (("mine", "--like", "cervical-retractoin"), "did you mean cervical-retraction?"),
        (("triceps-release", "--like", "cervical-retraction"), "came with the program; choose another name"),
        (("mine", "--like", "triceps-release", "--draft", "d.txt"), "--like and --draft do not go together"),
    ],
)
def test_what_cannot_be_copied_is_one_line(run: Run, words: tuple[str, ...], reason: str) -> None:
    outcome = run("new", *words)
    assert outcome.code == 2
    assert reason in outcome.err
    assert outcome.err.count("\n") == 1
