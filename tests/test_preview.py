"""`voicecoach preview`: a step as the session would play it, anew whenever it is saved, and nothing is remembered."""

import io
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest
from room import RATE, as_recorded, find, in_terminal, open_room

from voicecoach.cli import main
from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.messages import Finished
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.errors import ScriptError, UsageError
from voicecoach.script.find import read_card
from voicecoach.script.parse import parse
from voicecoach.script.presets import switches_for
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.live import SilentMouth
from voicecoach.shells.preview import Listed, WatchedInbox, lines_needed, perform, state_of, steps_wanted
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.watch import Saved, Watch, whenever_saved
from voicecoach.shipped import shipped
from voicecoach.voice.speech import render_lines

CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))
ROLLS = """# Shoulder rolls

- Purpose: Move the shoulders gently.
- Version: 1, 2026-11-22
- Position: sitting
- Ask first: emergency signs
- Variant: sitting (usual), standing

## Set up
- Only if: sitting
- Place: sitting
- Say: Sit tall.
- Wait for: ready

## On your feet
- Only if: standing
- Place: standing
- Say: Stand tall.

## Roll
- Say: Roll both shoulders.
- Reps: 2 times: up 2 s, hold 2 s, down 2 s
  - Cue up: Up.
- If sore: Smaller circles.
- Reps if sore: once: up 2 s, down 2 s

## Close
- Ask: soreness now

## Way out: sitting
- Say: Rest your hands in your lap.

## Way out: standing
- Say: Sit down.
"""


def card_of(text: str = ROLLS) -> Card:
    return parse(text, "rolls", "rolls.md")


def heard(state: State) -> list[str]:
    """What a preview of ``state`` shows."""
    out: list[str] = []
    perform(state, VirtualInbox(), SilentMouth(), out.append)
    return [line.strip() for line in out]


def of(
    card: Card, step: str | None = None, onwards: str | None = None, easier: bool = False, **on: str
) -> State:
    switches = switches_for(card, None, tuple(on.values()))
    return state_of(card, switches, steps_wanted(card, switches, step, onwards), easier=easier)


def test_a_step_sounds_on_its_beats_with_counts_and_earcons() -> None:
    assert heard(of(card_of(), "Roll")) == [
        "## Roll",
        "00:00.0  < Roll both shoulders.",
        "00:01.9  < One. Up.",
        "00:03.9  ~ hold begins",
        "00:05.9  ~ hold ends",
        "00:07.9  < Two. Up.",
        "00:09.9  ~ hold begins",
        "00:11.9  ~ hold ends",
    ]


def test_it_is_ready_by_itself_and_answers_itself() -> None:
    shown = heard(of(card_of()))
    assert [line for line in shown if " > " in line] == ["00:05.6  > ready", "00:24.0  > three"]


def test_the_easier_form_is_said_and_done() -> None:
    assert heard(of(card_of(), "roll", easier=True))[1:] == [
        "00:00.0  < Smaller circles.",
        "00:01.6  < Roll both shoulders.",
        "00:03.5  < One.",
    ]


@pytest.mark.parametrize("name", CARDS)
def test_a_preview_of_all_is_what_the_session_says_between_opening_and_farewell(name: str) -> None:
    """Not what is said now and then: that depends on when the session began."""
    card = read_card(shipped("scripts") / f"{name}.md")
    card = replace(card, reminders=(), steps=tuple(replace(step, reminders=()) for step in card.steps))
    switches = switches_for(card, None)
    rehearsed: list[str] = []
    rehearse(begin(prepare(card, switches, Talk.FULL, False), switches), None, None, rehearsed.append)
    first = next(step.name for step in card.steps if step.when.holds(switches))
    whole = [line for line in (line.strip() for line in rehearsed) if " = " not in line]
    part = whole[whole.index(f"## {first}") : whole.index("## Farewell")]
    assert sounds(heard(of(card))) == sounds(part)


def sounds(lines: list[str]) -> list[tuple[float, str]]:
    """What is heard, and how long after the line before it."""
    found = [re.fullmatch(r"([0-9]+):([0-9.]+)  (.+)", line) for line in lines]
    timed = [(60 * int(m[1]) + float(m[2]), m[3]) for m in found if m is not None]
    return [(round(at - before, 0), text) for (before, _), (at, text) in pairwise(timed)]


def test_a_step_is_found_by_name_or_number_among_those_that_are_done() -> None:
    names = [step.name for step in of(card_of(), "2").run.steps[1:-1]]
    onwards = [step.name for step in of(card_of(), onwards="roll").run.steps[1:-1]]
    standing = [step.name for step in of(card_of(), a="standing").run.steps[1:-1]]
    assert (names, onwards, standing) == (["Roll"], ["Roll", "Close"], ["On your feet", "Roll", "Close"])


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("Rol", 'there is no step "Rol"; did you mean "Roll"?'),
        ("9", 'there is no step "9"; the steps are: Set up, Roll, Close'),
        (
            "On your feet",
            'the step "On your feet" is only done if standing; see --with, --without and --preset',
        ),
    ],
)
def test_a_step_that_is_not_there_is_one_line(step: str, reason: str) -> None:
    with pytest.raises(UsageError) as wrong:
        of(card_of(), step)
    assert str(wrong.value) == reason


@pytest.mark.parametrize("easier", [False, True])
@pytest.mark.parametrize("name", CARDS)
def test_every_line_that_is_said_was_prepared_however_long_the_voice_takes(name: str, easier: bool) -> None:
    card = read_card(shipped("scripts") / f"{name}.md")
    state = of(card, easier=easier)
    prepared = set(lines_needed(state))
    for slower in (0.3, 0.7, 1.5):
        lengths = {text: slower * state.run.length(text) for text in prepared}
        listed = Listed()
        timed = replace(state, run=replace(state.run, lengths=lengths))
        perform(timed, VirtualInbox(), listed, lambda line: None)
        assert set(listed.texts) <= prepared | set(lines_needed(timed))


# Anew whenever it is saved


@dataclass
class Desk:
    """An author at work: what is done at each pause, and what was shown and previewed."""

    path: Path
    saves: list[str]
    shown: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    pauses: int = 0

    def pause(self, seconds: float) -> None:
        self.pauses += 1
        if seconds < 0.5:
            return
        if not self.saves:
            raise KeyboardInterrupt
        self.save(self.saves.pop(0))

    def save(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")
        os.utime(self.path, ns=(self.pauses, self.pauses))

    def make(self) -> Card:
        return read_card(self.path)

    def do(self, card: Card) -> None:
        self.done.append(card.title)

    def show(self, lines: Iterable[str]) -> None:
        self.shown += lines

    def work(self) -> None:
        with pytest.raises(KeyboardInterrupt):
            whenever_saved(Watch(self.path, self.pause), self.make, self.do, self.show, once=False)


@pytest.fixture
def card_file(tmp_path: Path) -> Path:
    path = tmp_path / "rolls.md"
    path.write_text(ROLLS, encoding="utf-8")
    return path


def test_each_save_is_heard_and_a_broken_one_shows_its_mistakes_and_waits(card_file: Path) -> None:
    broken = ROLLS.replace("up 2 s", "up 2")
    desk = Desk(card_file, [broken, ROLLS.replace("Shoulder rolls", "Rolls anew")])
    desk.work()
    assert desk.done == ["Shoulder rolls", "Rolls anew"]
    mistakes = [line for line in desk.shown if line.startswith(f"{card_file}:")]
    assert [line.partition(": ")[2][:36] for line in mistakes] == ['"up 2" has a number without a unit; '] * 2


def test_a_card_that_is_broken_from_the_start_is_waited_for_too(card_file: Path) -> None:
    desk = Desk(card_file, [ROLLS])
    desk.save("# Nothing\n")
    desk.work()
    assert desk.done == ["Shoulder rolls"]


def test_a_card_that_is_gone_for_a_moment_is_waited_for(card_file: Path) -> None:
    desk = Desk(card_file, [ROLLS, ROLLS])
    original = desk.do

    def do(card: Card) -> None:
        original(card)
        if len(desk.done) == 1:
            card_file.unlink()

    with pytest.raises(KeyboardInterrupt):
        whenever_saved(Watch(card_file, desk.pause), desk.make, do, desk.show, once=False)
    assert desk.done[:2] == ["Shoulder rolls", "Shoulder rolls"]


def test_a_key_plays_it_once_more_but_not_one_that_was_pressed_while_it_played(card_file: Path) -> None:
    desk = Desk(card_file, [])
    keys = [True, False, True, True, False, False]
    watch = Watch(
        card_file, lambda seconds: None if keys else desk.pause(seconds), lambda: bool(keys and keys.pop(0))
    )
    with pytest.raises(KeyboardInterrupt):
        whenever_saved(watch, desk.make, desk.do, desk.show, once=False)
    assert desk.done == ["Shoulder rolls", "Shoulder rolls"]


def test_once_it_ends_after_the_first_time_and_a_mistake_is_an_error(card_file: Path) -> None:
    desk = Desk(card_file, [])
    whenever_saved(Watch(card_file, desk.pause), desk.make, desk.do, desk.show, once=True)
    assert (desk.done, desk.shown) == (["Shoulder rolls"], [])
    card_file.write_text("# Nothing\n")
    with pytest.raises(ScriptError):
        whenever_saved(Watch(card_file, desk.pause), desk.make, desk.do, desk.show, once=True)


def test_a_save_ends_what_is_being_played_within_half_a_second(card_file: Path) -> None:
    clock = [0.0]
    watch = Watch(card_file, lambda seconds: None)

    def pause(seconds: float) -> None:
        clock[0] += seconds
        if clock[0] > 3.0:
            card_file.write_text(ROLLS + "\n## Notes\nSaved.\n")

    inbox = WatchedInbox(lambda: clock[0], pause, watch.look)
    with pytest.raises(Saved):
        perform(of(card_of(), "Roll"), inbox, SilentMouth(), lambda line: None)
    assert 3.0 < clock[0] < 4.1


def test_the_inbox_gives_events_at_their_time_and_not_before() -> None:
    clock = [10.0]

    def pause(seconds: float) -> None:
        clock[0] += seconds

    inbox = WatchedInbox(lambda: clock[0], pause, lambda: None)
    for at in (12.5, 11.0):
        inbox.post(Finished(at, 1))
    taken = [(inbox.take().at, clock[0]), (inbox.take().at, clock[0])]
    assert taken == [(11.0, 11.0), (12.5, 12.5)]


# The command, as it is typed

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["voicecoach", *words])
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_as_text_it_is_shown_at_once_and_nothing_is_written(
    run: Run, card_file: Path, tmp_path: Path
) -> None:
    code, out, err = run("preview", "rolls.md", "Roll", "--text", "--once")
    assert (code, err, "00:03.9  ~ hold begins" in out, "diary" in out) == (0, "", True, True)
    assert [path.name for path in tmp_path.rglob("*")] == ["rolls.md"]


def test_options_choose_what_is_heard(run: Run, card_file: Path) -> None:
    assert "Stand tall." in run("preview", "rolls.md", "--text", "--once", "--with", "standing")[1]
    assert "Stand tall." in run("preview", "rolls.md", "--text", "--once", "--preset", "standing")[1]
    easier = run("preview", "rolls.md", "--from", "Roll", "--easier", "--text", "--once")[1]
    assert "Smaller circles." in easier
    assert "No easier form, so as usual: Close." in easier


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["nowhere.md"], "there is no such file"),
        (["rolls.md", "Rol"], 'did you mean "Roll"?'),
        (["rolls.md", "Roll", "--from", "Roll"], "do not go together"),
        (["rolls.md", "--with", "standin"], "did you mean standing"),
        (["broken.md"], "broken.md:"),
    ],
)
def test_every_slip_is_told_with_exit_code_2(run: Run, card_file: Path, words: list[str], what: str) -> None:
    card_file.with_name("broken.md").write_text(ROLLS.replace("2 times", "2"))
    code, _, err = run("preview", *words, "--text", "--once")
    assert (code, what in err, "Traceback" in err) == (2, True, False)


@pytest.mark.room
@pytest.mark.timeout(90)
def test_aloud_it_is_on_the_beat_begins_anew_with_a_save_and_ends_with_ctrl_c(
    room_script: Path, card_file: Path, tmp_path: Path
) -> None:
    arguments = ["preview", str(card_file), "Roll", "--rate", "300", "--data", str(tmp_path / "data")]
    with open_room() as room:
        environment = {**room.environment(), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        with room.recorded() as recording, in_terminal(arguments, environment) as terminal:
            terminal.wait_for("the first time is over", lambda: "Ctrl-C: ends" in terminal.text)
            first = round(recording.now() * RATE)
            card_file.write_text(ROLLS.replace("Roll both shoulders.", "Now the other way."))
            terminal.wait_for("it begins anew", lambda: "Now the other way." in terminal.text)
            terminal.wait_for("the second time is over", lambda: terminal.text.count("Ctrl-C: ends") == 2)
            terminal.process.send_signal(signal.SIGINT)
            assert terminal.ends() == 0
        sound = recording.loudspeaker()[:first]
    rendered = render_lines(
        ["One. Up.", "Two. Up."], rate=300, cache=tmp_path / "cache" / "voicecoach" / "lines"
    )
    one, two = (find(as_recorded(pcm.samples, pcm.rate), sound) for pcm in rendered.values())
    assert (one.alike > 0.8, two.alike > 0.8, round(two.at - one.at, 1)) == (True, True, 6.0)
    assert [path.name for path in (tmp_path / "data").glob("*")] == []
