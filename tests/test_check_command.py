"""`voicecoach check` as a person, an editor and a CI run it."""

import json
import os
import stat
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from voicecoach.assembly.checking import (
    Sounding,
    Taken,
    exempt_in,
    heard_lines,
    lines_of,
    problems_heard,
    taken_for,
)
from voicecoach.cli import app
from voicecoach.core.words import named_in
from voicecoach.errors import EarError, VoiceError
from voicecoach.script.checked import check_file
from voicecoach.script.find import all_cards
from voicecoach.script.prompts import ON_PURPOSE, on_purpose, prompt_problems, prompts
from voicecoach.script.rules import Severity
from voicecoach.settings import Settings
from voicecoach.shipped import shipped

CARD = """# Shoulder rolls

- Purpose: Move the shoulders gently.
- Version: 1, 2026-11-22
- Reviewed: Jane Miller, physiotherapist, 2026-11-22
- Position: sitting
- Ask first: emergency signs

## Set up
- Place: sitting
- Say: Sit tall.
- Wait for: ready

## Roll
- Say: Roll both shoulders.
- Reps: 5 times: roll 3 s, rest 3 s
  - Cue roll: Roll up.

## Way out: sitting
- Say: Rest your hands in your lap.
"""
SHIPPED = sorted(shipped("scripts").glob("*.md"))
SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "check.schema.json").read_text(encoding="utf-8"))


class Run:
    """What the command printed, and its exit code."""

    def __init__(self, data: Path, *words: str | Path) -> None:
        done = CliRunner().invoke(app, ["check", *map(str, words), "--data", str(data)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        self.lines = done.stdout.splitlines()
        self.code = done.exit_code


def written(folder: Path, text: str = CARD, name: str = "rolls.md") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def sorted_rules(lines: list[str]) -> list[str]:
    return sorted(line.rpartition("[")[2].rstrip("]") for line in lines if line.endswith("]"))


def test_a_good_card_ends_with_0_and_tells_its_length_and_its_longest_silence(tmp_path: Path) -> None:
    path = written(tmp_path)
    run = Run(tmp_path, path, "--no-sound")
    assert (run.code, run.lines) == (
        0,
        [
            f"{path}:1: note: with the usual options it takes about a minute [length]",
            f'{path}:14:4: note: the longest time without a word is about 5 s, in "Roll" [silence]',
            "1 file: 0 errors, 0 warnings, 2 notes.",
        ],
    )


def test_a_bad_card_ends_with_1_and_names_line_column_rule_and_what_to_write(tmp_path: Path) -> None:
    path = written(tmp_path, CARD.replace("- Say: Sit", "- Sai: Sit"))
    run = Run(tmp_path, path, "--no-sound")
    assert run.code == 1
    assert run.lines[0] == (
        f'{path}:11:3: error: "Sai" is not a word of a card; did you mean "Say"? '
        "(Say: Sit tall near the front of your chair.) [word]"
    )


@pytest.mark.parametrize("spoil", ["missing", "latin", "folder", "name", "nul"])
def test_what_cannot_be_read_ends_with_2_and_the_rest_is_checked_all_the_same(
    tmp_path: Path, spoil: str
) -> None:
    good = written(tmp_path)
    bad: dict[str, str | Path] = {
        "missing": tmp_path / "nowhere.md",
        "latin": tmp_path / "latin.md",
        "folder": tmp_path / "empty",
        "name": "no-such-session",
        "nul": "a\0b.md",
    }
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin.md").write_bytes(b"# na\xefve\n")
    run = Run(tmp_path, bad[spoil], good, "--no-sound")
    assert run.code == 2
    assert sorted_rules(run.lines) == ["length", "silence", "unreadable"]


def test_warnings_alone_end_with_0_and_with_strict_with_1(tmp_path: Path) -> None:
    path = written(tmp_path, CARD.replace("Sit tall.", "Sit tall, e.g. on a chair."))
    assert (Run(tmp_path, path, "--no-sound").code, Run(tmp_path, path, "--no-sound", "--strict").code) == (
        0,
        1,
    )


def test_a_folder_a_name_and_no_name_at_all_find_their_cards(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    own = written(tmp_path / "scripts")
    for words in ((tmp_path / "scripts",), ("rolls",), ()):
        assert Run(tmp_path, *words, "--no-sound").lines[0].startswith(f"{own}:1: note: ")
    assert Run(tmp_path, own, "rolls", tmp_path / "scripts", "--no-sound").lines[-1].startswith("1 file: ")


def test_without_own_cards_and_without_a_name_it_says_what_to_give(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--data", str(tmp_path)])
    assert str(done.exception) == (
        f"there are no cards of your own in {tmp_path / 'scripts'}; give a file, "
        'or "voicecoach new" writes one'
    )


def test_the_json_keeps_to_its_schema_and_tells_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, CARD.replace("- Say: Sit", "- Sai: Sit"))
    run = Run(tmp_path, path, "--no-sound", "--json", "--fix")
    told = json.loads("\n".join(run.lines))
    jsonschema.validate(told, SCHEMA)
    assert told["changed"] == [
        {"file": str(path), "line": 11, "rule": "word", "message": '"Sai" is "Say" now'}
    ]
    assert (told["exit"], run.code, told["counts"]["error"]) == (0, 0, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_fix_changes_the_slips_and_not_one_other_byte(tmp_path: Path, start: str, end: str) -> None:
    better = start + CARD.replace("\n", end) + f"## Notes{end}Two  spaces, “quotes” and a tail.  "
    worse = better.replace("- Say: Sit", "- Sai: Sit").replace("5 times:", "5:").replace("## Roll", "##Roll")
    worse = worse.replace("- Place", "* Palce")
    path = written(tmp_path, worse)
    path.chmod(0o640)
    run = Run(tmp_path, path, "--no-sound", "--fix")
    assert path.read_bytes() == better.replace("- Place", "* Place").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [line.partition(": ")[2] for line in run.lines if ": changed: " in line] == [
        'changed: "Palce" is "Place" now [word]',
        'changed: "Sai" is "Say" now [word]',
        'changed: there is a space after "#" now [layout]',
        'changed: "5: roll 3 s, rest 3 s" is "5 times: roll 3 s, rest 3 s" now [unit]',
    ]
    assert [entry.name for entry in tmp_path.iterdir()] == ["rolls.md"]


def test_fix_does_not_touch_a_card_that_needs_nothing_nor_one_that_came_with_the_program(
    tmp_path: Path,
) -> None:
    path = written(tmp_path)
    before = path.stat().st_mtime_ns
    Run(tmp_path, path, "--no-sound", "--fix")
    assert path.stat().st_mtime_ns == before
    assert Run(tmp_path, shipped("scripts"), "--no-sound", "--fix").code == 0


def test_fix_writes_through_a_link_and_says_when_it_may_not_write(tmp_path: Path) -> None:
    real = written(tmp_path, CARD.replace("- Say: Sit", "- Sai: Sit"), "real.md")
    link = tmp_path / "link.md"
    link.symlink_to(real)
    assert Run(tmp_path, link, "--no-sound", "--fix").code == 0
    assert (link.is_symlink(), real.read_text()) == (True, CARD)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_card_is_without_error_and_warning(path: Path) -> None:
    known = [card.stem for card in SHIPPED]
    assert [one.text for one in check_file(path, known).findings if one.severity is not Severity.NOTE] == []


def test_the_coachs_own_lines_pass_the_same_check(tmp_path: Path) -> None:
    run = Run(tmp_path, "--prompts", "--no-sound")
    assert (run.code, run.lines) == (0, ["1 file: 0 errors, 0 warnings, 0 notes."])


def test_every_line_of_the_coach_that_names_a_command_does_it_for_a_reason_and_every_reason_counts() -> None:
    cards = [listed.card for listed in all_cards(Path(os.devnull), shipped("scripts")) if listed.card]
    own = prompts(cards)
    naming = [prompt.text.lower() for prompt in own if named_in(prompt.text)]
    assert [text for text in naming if not on_purpose(text)] == []
    assert [part for part in ON_PURPOSE if not any(part in text for text in naming)] == []
    assert [prompt for prompt in own if list(prompt_problems(prompt))] == []
    assert len(own) > 300


def test_a_line_of_the_coach_is_told_with_the_file_that_it_is_written_in() -> None:
    card = next(listed.card for listed in all_cards(Path(os.devnull), shipped("scripts")) if listed.card)
    place = next(prompt for prompt in prompts([card]) if prompt.text == "Take your time. Say ready.")
    source = (Path(__file__).parent.parent / place.file).read_text(encoding="utf-8").splitlines()
    assert place.text in source[place.line - 1]


# As it sounds: with a voice and an ear of the test's own


def test_a_cue_that_is_too_long_is_named_with_how_much(tmp_path: Path) -> None:
    checked = check_file(written(tmp_path), ())
    assert checked.card is not None
    sounding = {text: Sounding(3.2, ()) for text in lines_of(checked.card, {})}
    assert [one.text for one in problems_heard(checked.card, checked.lines or {}, sounding)] == [
        '"Roll up." takes 3.20 s and the phase "roll" of 3 s has room for 2.85 s, so it is 0.35 s too '
        "long; use fewer words, or a longer phase"
    ]


def test_a_line_that_the_ear_takes_for_a_command_is_named_with_the_word_and_the_score(tmp_path: Path) -> None:
    checked = check_file(written(tmp_path), ())
    assert checked.card is not None
    sounding = {text: Sounding(1.0, ()) for text in lines_of(checked.card, {})}
    sounding["Sit tall."] = Sounding(1.0, (Taken("stop", 0.4, 0.95, 0.9),))
    found = list(problems_heard(checked.card, checked.lines or {}, sounding))
    assert [(one.line, one.text) for one in found] == [
        (
            11,
            '"Sit tall." sounds like the command "stop" to the ear (score 0.95, 0.90 is enough; 0.4 s into '
            "the line); say it in other words",
        )
    ]


def test_what_a_line_names_on_purpose_is_no_news() -> None:
    sounding = Sounding(1.0, (Taken("stop", 0.4, 0.95, None), Taken("pain", 0.8, 0.95, None)))
    assert len(list(taken_for("Say stop.", sounding, frozenset({"stop"})))) == 1


def test_every_line_that_a_session_says_of_a_shipped_card_has_its_place() -> None:
    for path in SHIPPED:
        checked = check_file(path, ())
        assert checked.card is not None
        places = lines_of(checked.card, checked.lines or {})
        assert {line for line in places.values() if not 0 < line <= len(checked.source)} == set()
        assert [text for text in places if "{" in text] == []


def test_lines_are_heard_once_and_kept_for_the_next_check(tmp_path: Path) -> None:
    lines = ("Sit tall.", "Stop.")
    try:
        first = heard_lines(lines, Settings(), tmp_path)
    except (VoiceError, EarError) as absent:
        pytest.skip(f"no voice here: {absent}")
    kept = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert (heard_lines(lines, Settings(), tmp_path), first["Sit tall."].taken) == (first, ())
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == kept
    for file in tmp_path.glob("*.heard"):
        file.write_text("{", encoding="utf-8")
    assert heard_lines(lines, Settings(), tmp_path) == first


def test_a_line_sounds_the_same_to_the_ear_whatever_was_said_before_it(tmp_path: Path) -> None:
    lines = ("Say stop.", "Sit tall near the front of your chair.", "Carry on?", "Pain.")
    try:
        forward = heard_lines(lines, Settings(), tmp_path)
    except (VoiceError, EarError) as absent:
        pytest.skip(f"no voice here: {absent}")
    for file in tmp_path.glob("*.heard"):
        file.unlink()
    backward = heard_lines(reversed(lines), Settings(), tmp_path)
    assert {text: _rounded(sound) for text, sound in forward.items()} == {
        text: _rounded(sound) for text, sound in backward.items()
    }


def _rounded(sound: Sounding) -> list[tuple[str, float]]:
    return [(one.phrase, round(one.score, 1)) for one in sound.taken]


def test_without_a_voice_a_note_says_that_nothing_was_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    run = Run(tmp_path, written(tmp_path), "--voice", "nobody-has-this-voice")
    assert (run.code, sorted_rules(run.lines)) == (0, ["length", "no-sound", "silence"])


def test_a_word_that_begins_as_a_command_is_masked_as_the_command() -> None:
    assert "stop" in exempt_in("Stopped.")
    assert exempt_in("Sit tall.") == frozenset()
