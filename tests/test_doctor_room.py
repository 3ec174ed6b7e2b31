"""The real `voicecoach doctor` in a terminal on the virtual sound card."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from room import COMMAND, ROOT, Room, Terminal, in_terminal, open_room, wait_for

pytestmark = [pytest.mark.room, pytest.mark.timeout(180)]

PAIN = Path(__file__).parent / "room_sounds" / "pain.wav"
ECHO_DB = -12.0


@pytest.fixture(scope="module")
def room(room_script: Path) -> Iterator[Room]:
    with open_room(echo_db=ECHO_DB) as room:
        yield room


def doctor(tmp_path: Path, *rest: str) -> list[str]:
    return ["doctor", "--data", str(tmp_path / "data"), *rest]


def says_until_heard(room: Room, terminal: Terminal, recording: Path) -> None:
    """A person repeats a word that is not heard, and so does this one."""

    def heard() -> bool:
        room.say(recording)
        return "pain" in terminal.page.partition("heard 00:")[2].partition("echo ")[0]

    wait_for("the page shows what was heard", heard, every=0.5)


def test_it_checks_plays_a_line_shows_live_what_it_hears_and_a_key_ends_it(
    room: Room, tmp_path: Path
) -> None:
    with in_terminal(doctor(tmp_path), room.environment()) as terminal:
        terminal.shows("any key ends", within=60.0)
        says_until_heard(room, terminal, PAIN)
        terminal.shows("your words come well")
        terminal.press("x")
        code = terminal.ends()
        written = " ".join(terminal.text.split())
        settings = terminal.settings()
    problems = set(re.findall(r"problem +(\w+)", written))
    assert problems <= {"load"}  # which is true of a machine that runs other tests too
    assert code == len(problems)
    assert "ms late" in written  # the echo of the test line was found
    assert settings == terminal.settings_before
    assert terminal.hides_its_cursor is False


def test_a_microphone_that_goes_is_shown_and_told_at_the_end_and_ctrl_c_ends_it(
    room: Room, tmp_path: Path
) -> None:
    with in_terminal(doctor(tmp_path), room.environment()) as terminal:
        terminal.shows("any key ends", within=60.0)
        room.do("unplug")
        try:
            terminal.shows("the microphone is gone")
        finally:
            room.do("plug")
        terminal.process.send_signal(signal.SIGINT)
        code = terminal.ends()
        settings = terminal.settings()
    assert code == 1
    assert "To be put right before a session by voice: " in " ".join(terminal.text.split())
    assert settings == terminal.settings_before


def test_where_there_is_no_terminal_it_writes_lines_for_the_time_that_was_given(
    room: Room, tmp_path: Path
) -> None:
    command = [*COMMAND, *doctor(tmp_path, "--seconds", "2")]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=room.environment(),
        timeout=60,
    )
    assert done.stderr == ""
    assert "I listen. Say: stop, pain, next." in done.stdout
    assert "level -" in done.stdout
    assert "\x1b" not in done.stdout
