"""The command line, as it is typed: what comes out, the exit code, and one clear line for every slip."""

import json
import sqlite3
from pathlib import Path

import pytest
import soundfile
from ear_sounds import hiss, joined, recorded, spoken
from typed import Outcome, Run

SOUNDS = Path(__file__).parent / "sounds"

ROOT = Path(__file__).parent.parent
CARD = (ROOT / "scripts" / "cervical-retraction.md").read_text(encoding="utf-8")


def test_alone_it_says_what_can_be_done(run: Run) -> None:
    outcome = run()
    assert outcome.code == 0
    for command in (
        "play",
        "sessions",
        "diary",
        "new",
        "preview",
        "rehearse",
        "hear",
        "voices",
        "devices",
        "settings",
    ):
        assert f"voicecoach {command}" in outcome.out or f", {command}" in outcome.out


def test_sessions_lists_every_shipped_card_with_a_computed_length(run: Run) -> None:
    outcome = run("sessions", "--json")
    listed = json.loads(outcome.out)
    translated = sorted(f"{p.parent.name}/{p.stem}" for p in (ROOT / "scripts").glob("*/*.md"))
    assert [row["name"] for row in listed["sessions"]] == [
        *sorted(p.stem for p in (ROOT / "scripts").glob("*.md")),
        *translated,
    ]
    assert all(row["length"].endswith(" min") and row["purpose"] for row in listed["sessions"])
    assert listed["problems"] == []


def test_a_rehearsal_tells_a_session_and_writes_what_it_is_told_to(run: Run, tmp_path: Path) -> None:
    plan = ROOT / "tests" / "rehearsals" / "cervical-retraction.pain-pacing.md"
    outcome = run(
        "rehearse", "cervical-retraction", "--plan", str(plan), "--diary", str(tmp_path / "d.sqlite3")
    )
    assert outcome.code == 0
    assert "> ow, pain" in outcome.out
    assert "= pain 1, Repetitions, rep 2 of 10, hold, sitting" in outcome.out
    (tmp_path / "data").mkdir()
    (tmp_path / "d.sqlite3").rename(tmp_path / "data" / "diary.sqlite3")
    shown = run("diary", "--json")
    session = json.loads(shown.out)["sessions"][0]
    assert session["ended_by"] == "no_response"


def test_what_a_plan_asks_for_and_did_not_come_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("# Never\nSession: cervical-retraction, sitting\n< Good night.\n")
    outcome = run("rehearse", "cervical-retraction", "--plan", str(plan))
    assert (outcome.code, outcome.err) == (1, f'{plan}:3: the coach did not say "Good night." after that\n')


def test_text_mode_plays_in_real_time_and_saves_when_the_words_end(run: Run) -> None:
    outcome = run("play", "cervical-retraction", "--text", typed="stop\nfinish\n")
    assert outcome.code == 0
    assert "> stop" in outcome.out
    assert "We end here. I wrote it down." in outcome.out
    assert "not yet reviewed by a clinician" in outcome.out
    assert "stop" in run("diary").out


def bad(words: list[str], what: str) -> object:
    return pytest.param(words, what, id=" ".join(words)[:60])


@pytest.mark.parametrize(
    ("words", "what"),
    [
        bad(["play", "cervical-retractoin", "--text"], "did you mean cervical-retraction"),
        bad(["play", "nowhere.md", "--text"], "nowhere.md: there is no such file"),
        bad(["play", "posterior-neck-release", "--text", "--preset", "fulll"], "did you mean full"),
        bad(["play", "posterior-neck-release", "--text", "--with", "rollr"], "did you mean roller"),
        bad(["play", "cervical-retraction", "--microphone", "banana"], "no "),
        bad(["voices", "--speak", "nobodyy"], "nobodyy"),
        bad(["hear", "nothing.wav"], "nothing.wav: "),
        bad(["settings", "colour", "red"], 'there is no setting "colour"; there are: ear, '),
        bad(["settings", "rate"], "voicecoach settings rate VALUE sets it"),
        bad(["settings", "rate", "90", "--unset", "rate"], "--unset KEY stands alone"),
        bad(["play", "."], "."),
        bad(["rehearse", "./folder.md"], "folder.md: there is no plan in it"),
        bad(["rehearse", "unknown.md"], '"Purpos" is not a word of a card; did you mean "Purpose"?'),
        bad(["rehearse", "unitless.md"], "unitless.md:"),
        bad(["rehearse", "latin.md"], "latin.md:2: this is not UTF-8"),
        bad(["rehearse", "empty.md"], "empty.md:1: "),
        bad(["rehearse", "long.md"], "long.md:1: the file is larger than 1 MB"),
        bad(
            ["rehearse", "cervical-retraction", "--plan", "nostep.md"],
            'nostep.md:4: there is no step "Repetition"',
        ),
        bad(["rehearse", "cervical-retraction", "--plan", "other.md"], "other.md:2: the plan is for"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    run: Run, tmp_path: Path, words: list[str], what: str
) -> None:
    files = {
        "unknown.md": CARD.replace("Purpose:", "Purpos:").encode(),
        "unitless.md": CARD.replace("chin in 2 s", "chin in 2", 1).encode(),
        "latin.md": b"# Title\n- Purpose: caf\xe9\n",
        "empty.md": b"",
        "long.md": b"# " + b"x" * 10_000_000,
        "nostep.md": b"# x\nSession: cervical-retraction\nat Repetition\n> stop\n",
        "other.md": b"# x\nSession: posterior-neck-release\n> stop\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.md").mkdir()
    outcome = run(*words)
    assert outcome.code == 2
    assert what in outcome.err
    assert all(line.startswith("voicecoach: ") for line in outcome.err.splitlines())
    assert "Traceback" not in outcome.err


def test_a_diary_that_is_none_or_too_new_or_cannot_be_written_is_told_and_left_alone(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    diary = folder / "diary.sqlite3"
    diary.write_text("shopping list")
    outcome = run("play", "cervical-retraction", "--text")
    assert (outcome.code, len(outcome.err.splitlines())) == (2, 1)
    assert diary.read_text() == "shopping list"
    diary.unlink()
    run("play", "cervical-retraction", "--text", typed="finish\n")
    with sqlite3.connect(diary) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    newer = run("play", "cervical-retraction", "--text")
    assert (newer.code, len(newer.err.splitlines())) == (2, 1)
    assert "newer" in newer.err


def test_a_data_folder_that_is_a_file_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    outcome = run("play", "cervical-retraction", "--text", typed="finish\n")
    assert (outcome.code, len(outcome.err.splitlines())) == (2, 1)


def test_own_cards_stand_in_for_shipped_ones_and_the_list_says_so(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "data" / "scripts"
    own.mkdir(parents=True)
    (own / "cervical-retraction.md").write_text(CARD)
    (own / "broken.md").write_text("# Broken\n")
    listed = json.loads(run("sessions", "--json").out)
    assert [row["name"] for row in listed["sessions"] if row["own"]] == ["cervical-retraction"]
    assert any("your own card stands in" in problem for problem in listed["problems"])
    assert any("broken.md:" in problem for problem in listed["problems"])


def test_a_setting_is_shown_set_used_and_forgotten(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "data" / "settings.toml"
    assert "Nothing is set" in run("settings").out
    assert not file.parent.exists()
    assert run("settings", "sensitivity.always", "-1").out == "sensitivity.always is set: -1\n"
    run("settings", "microphone", "banana")
    assert "sensitivity.always  -1  (set)" in run("settings").out
    assert json.loads(run("settings", "--json").out)["settings"]["sensitivity.always"]["value"] == -1
    assert run("play", "cervical-retraction").code == 2  # not text mode: this microphone was asked for
    assert run("settings", "--unset", "microphone").out == "microphone is not set any more.\n"
    assert run("settings", "--unset", "microphone").out == "microphone was not set.\n"
    assert file.read_text(encoding="utf-8") == "[sensitivity]\nalways = -1\n"


def test_a_wrong_setting_stops_what_would_use_it_and_can_be_put_right(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "data" / "settings.toml"
    file.parent.mkdir()
    file.write_text("rate = 1000\n", encoding="utf-8")
    told = f"voicecoach: {file}: rate is 1000; it must be a whole number from 80 to 400\n"
    assert run("play", "cervical-retraction", "--text", typed="finish\n") == Outcome(2, "", told)
    assert run("settings") == Outcome(2, "", told)
    assert run("settings", "rate", "140").code == 0
    assert run("play", "cervical-retraction", "--text", typed="finish\n").code == 0


def test_a_recording_is_heard_in_a_form_for_programs_that_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    sound = joined(hiss(0.5, 0.001), recorded(SOUNDS / "pain.wav"), hiss(1.0, 0.001))
    soundfile.write(tmp_path / "pain.wav", sound, 16_000)
    plain = json.loads(run("hear", "pain.wav", "--json").out)
    assert [(one["text"], one["tier"], one["dropped"]) for one in plain] == [("pain", 1, None)]
    assert set(plain[0]) == {"at", "text", "score", "tier", "dropped"}
    whole = json.loads(run("hear", "pain.wav", "--json", "--explain").out)
    assert (whole["ear"], whole["verdict"], whole["heard"]) == ("own", "good", plain)
    assert [near["why"] for near in whole["near"] if near["phrase"] == "pain"] == [None]
    shown = run("hear", "pain.wav", "--explain").out.splitlines()
    assert shown[0].endswith(": your words come well")
    assert any(line.endswith("pain  heard") for line in shown[1:])


def test_a_sensitivity_is_tried_on_a_recording_before_what_is_set(run: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "pain.wav", joined(hiss(0.5, 0.001), spoken("pain"), hiss(1.0, 0.001)), 16_000)

    def needed(*options: str) -> float:
        near = json.loads(run("hear", "pain.wav", "--json", "--explain", *options).out)["near"]
        return next(float(one["threshold"]) for one in near if one["phrase"] == "pain")

    shipped = needed()
    run("settings", "sensitivity.always", "1")
    easier = needed()
    assert needed("--always", "3") < easier < shipped
    assert needed("--always", "0") == shipped
    assert needed("--session", "3") == easier
