"""The documents tell what the program does."""

import json
import re
from pathlib import Path

from voicecoach.assembly.recording import Explained
from voicecoach.core.levels import Level, Verdict
from voicecoach.core.words import PHRASES, understand
from voicecoach.ear.hear import Heard
from voicecoach.ear.near import Near

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_of_commands_names_every_phrase_and_no_other() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|", (DOCS / "voice-commands.md").read_text(), re.M)
    told = {first: (first, *rest.split(", ")) for first, rest in rows}
    assert told == {word.value: phrases for word, phrases in PHRASES.items()}
    assert [phrase for phrases in told.values() for phrase in phrases if understand(phrase) is None] == []


def test_the_page_about_recordings_names_every_key_of_its_json() -> None:
    page = (DOCS / "hear.md").read_text(encoding="utf-8")
    told = Explained(
        "own", Level(None, -60.0, 0.0), (Heard.of("stop", 0.0, 1.0),), (Near(0.0, "stop", 1.0, 0.9, None),)
    )
    whole = json.loads(told.json)
    keys = {*whole, *whole["level"], *whole["heard"][0], *whole["near"][0]}
    assert {key for key in keys if f"`{key}`" not in page} == set()
    assert {verdict.value for verdict in Verdict if f"`{verdict.value}`" not in page} == set()
