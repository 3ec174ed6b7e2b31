"""The doctor's checks of this machine, one by one and as a command."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from diary_facts import SESSION, Clock
from rich.console import Console

from voicecoach.assembly.check_up import folder_found, space_found
from voicecoach.cli import main
from voicecoach.core.findings import Echo, Finding, Mark, Measured
from voicecoach.core.levels import Level
from voicecoach.diary.intact import count_if_intact
from voicecoach.diary.store import open_diary
from voicecoach.ear.hear import Heard
from voicecoach.ear.look import Look
from voicecoach.ear.near import Nearness
from voicecoach.errors import DiaryError
from voicecoach.shells.doctor import as_json, ear_page, verdict

Doctor = Callable[..., tuple[int, dict[str, dict[str, str]]]]


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Run the command for programs, without a sound card; its exit code and findings by name."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nothing")

    def run(*words: str) -> tuple[int, dict[str, dict[str, str]]]:
        monkeypatch.setattr("sys.argv", ["voicecoach", "doctor", "--json", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        told = json.loads(capsys.readouterr().out)
        assert told["ok"] is (ended.value.code == 0)
        return int(str(ended.value.code)), {one["name"]: one for one in told["findings"]}

    return run


def test_without_a_sound_card_all_else_is_looked_at_and_the_card_is_the_problem(
    doctor: Doctor, tmp_path: Path
) -> None:
    code, found = doctor()
    marks = {name: one["mark"] for name, one in found.items()}
    assert code == 1
    assert marks.pop("loudspeaker") == "problem"
    assert "--text" in found["loudspeaker"]["todo"]
    assert {name for name, mark in marks.items() if mark == "problem"} == set()
    assert {"settings", "python", "packages", "data folder", "diary", "sessions", "voice", "ear"} <= set(
        marks
    )
    assert not (tmp_path / "data").exists()  # looking leaves nothing behind


def test_what_is_wrong_with_settings_diary_cards_and_voice_is_told_each_in_its_line(
    doctor: Doctor, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "scripts").mkdir(parents=True)
    (data / "scripts" / "broken.md").write_text("# Broken\n", encoding="utf-8")
    (data / "settings.toml").write_text("rate = 7\n", encoding="utf-8")
    (data / "diary.sqlite3").write_text("shopping list", encoding="utf-8")
    (data / "listen-to-me.npz").write_text("shopping list", encoding="utf-8")
    code, found = doctor("--voice", "nobodyy")
    assert code == 1
    said = {name: one["what"] for name, one in found.items() if one["mark"] == "problem"}
    assert "rate is 7" in said["settings"]
    assert "diary.sqlite3" in said["diary"]
    assert "broken.md" in said["sessions"]
    assert "nobodyy" in said["voice"]
    assert "listen-to-me.npz" in said["your voice"]


def test_a_data_folder_that_is_a_file_is_told(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    code, found = doctor()
    assert (code, found["data folder"]["mark"]) == (1, "problem")


def test_a_folder_that_is_still_to_be_made_is_tried_where_it_would_be(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    assert folder_found("data folder", deep) == Finding("data folder", Mark.OK, str(deep))
    assert list(tmp_path.iterdir()) == []
    assert space_found(deep, tmp_path).mark is Mark.OK


def test_a_diary_is_read_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite3"
    assert count_if_intact(path) is None
    path.touch()
    assert count_if_intact(path) == 0
    path.unlink()
    with open_diary(path, Clock()) as diary:
        for fact in SESSION:
            diary.append(fact)
    assert count_if_intact(path) == 1
    content = bytearray(path.read_bytes())
    content[-4096:] = b"\xff" * 4096
    path.write_bytes(bytes(content))
    with pytest.raises(DiaryError, match="the diary is damaged"):
        count_if_intact(path)


def test_the_last_line_names_what_must_be_put_right() -> None:
    ok, note = Finding("ear", Mark.OK, ""), Finding("echo", Mark.NOTE, "")
    wrong = Finding("microphone", Mark.PROBLEM, "", "switch it on")
    assert verdict((ok, note)) == "All is well for a session."
    assert verdict((ok, wrong, note)) == "To be put right before a session by voice: microphone."
    assert json.loads(as_json((wrong,))) == {
        "ok": False,
        "findings": [{"name": "microphone", "mark": "problem", "what": "", "todo": "switch it on"}],
    }


def page(look: Look, lost: int = 0, echo: Echo | None = None, *last: Heard) -> str:
    console = Console(width=140)
    with console.capture() as captured:
        console.print(ear_page(look, lost, last, "", echo))
    return captured.get()


def test_the_page_shows_level_scores_hits_echo_and_load() -> None:
    look = Look(
        -23.0,
        Measured(Level(-25.0, -58.0, 0.4)),
        (Nearness("stop", 0.95, 0.9), Nearness("next", 0.2, 0.9), Nearness("pain", 0.001, 0.6)),
        0.05,
        21.0,
        0.9,
        14.0,
        100,
    )
    dropped = Heard.of("next", 3.0, 0.93, "the coach says this word here")
    shown = page(look, 3, None, Heard.of("stop", 2.5, 0.95), dropped)
    for said in (
        "-23 dB   noise -58 dB",
        "your words come well",
        "0.95 of 0.90",
        "0.20 of 0.90",
        "00:02.50   0.95  stop",
        "not acted on: the coach says this word here",
        "comes 50 ms late; 21 dB taken out",
        "0.9 ms for each 10 ms (9 % of one core), worst 14 ms; 3 blocks lost",
        "any key ends",
    ):
        assert said in shown
    assert "pain" not in shown  # what came nowhere near is not shown
    assert "25 dB of it are taken out" in page(look, 0, Echo(0.05, -30.0, 25.0))


def test_the_page_says_when_the_computer_does_not_keep_up() -> None:
    slow = "this computer does not keep up"
    assert slow not in page(Look(usual_ms=0.5))
    assert slow in page(Look(usual_ms=0.5), 1)
    assert slow in page(Look(usual_ms=9.0))


def test_the_page_of_an_ear_without_scores_says_so() -> None:
    assert "gives no scores" in page(Look())
