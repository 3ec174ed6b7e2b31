"""The real `voicecoach listen-to-me` on the virtual sound card: a person teaches it their voice."""

import stat
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from room import Room, Terminal, in_terminal, open_room, wait_until

from voicecoach.core import enrolment_lines as lines
from voicecoach.ear.kept import read
from voicecoach.folders import Folders
from voicecoach.voice.speech import render_lines

pytestmark = [pytest.mark.room, pytest.mark.timeout(240)]

SOUNDS = Path(__file__).parent / "sounds"
RATE = 300
AFTER = 0.9
"""Seconds after a line in which a person begins to answer, on a busy machine."""


@pytest.fixture(scope="module")
def room(room_script: Path) -> Iterator[Room]:
    with open_room() as room:
        yield room


def is_asked(terminal: Terminal, word: str, taken: int) -> bool:
    written = " ".join(terminal.text.split())
    return written.count(lines.say(word)) + written.count(lines.once_more(word)) > taken


def test_a_person_teaches_it_three_words_and_only_numbers_stay(room: Room, tmp_path: Path) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"
    environment = {**room.environment(), "XDG_CACHE_HOME": str(cache)}
    arguments = ["listen-to-me", "--data", str(data), "--rate", str(RATE)]
    with in_terminal(arguments, environment) as terminal:
        terminal.writes(lines.SILENCE, within=90)
        for word in ("stop", "pain", "next"):
            long = render_lines([lines.once_more(word)], rate=RATE, cache=cache / "voicecoach" / "lines")
            for take in range(3):
                asked_again = partial(is_asked, terminal, word, take)
                terminal.wait_for(f"{word}, take {take + 1}", asked_again)
                wait_until(time.monotonic() + long[lines.once_more(word)].seconds + AFTER)
                room.say(SOUNDS / f"{word}.wav")
        terminal.writes(lines.KEPT, within=90)
        code, settings = terminal.ends(), terminal.settings()
    kept = read(Folders.of(data).enrolment)
    assert (code, settings) == (0, terminal.settings_before)
    assert kept is not None
    assert kept.words == ("stop", "pain", "next")
    assert [file.name for file in data.iterdir()] == ["listen-to-me.npz"]
    assert stat.S_IMODE(Folders.of(data).enrolment.stat().st_mode) == 0o600


def test_where_nobody_answers_it_ends_and_keeps_nothing(room: Room, tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = {**room.environment(), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with in_terminal(["listen-to-me", "--data", str(data), "--rate", str(RATE)], environment) as terminal:
        terminal.writes(lines.NOBODY, within=120)
        code = terminal.ends()
    assert code == 1
    assert not Folders.of(data).enrolment.exists()


def test_without_a_sound_card_it_is_one_line(room: Room, tmp_path: Path) -> None:
    nowhere = {
        **room.environment(),
        "PULSE_SERVER": f"unix:{tmp_path}/nothing",
        "XDG_CACHE_HOME": str(tmp_path),
    }
    with in_terminal(
        ["listen-to-me", "--data", str(tmp_path / "data"), "--rate", str(RATE)], nowhere
    ) as terminal:
        terminal.writes("listen-to-me needs a loudspeaker and a microphone", within=90)
        code = terminal.ends()
    assert code == 2
    assert "Traceback" not in terminal.text
