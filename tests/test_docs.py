"""The documents tell what the program does."""

import re
from pathlib import Path

from voicecoach.core.words import PHRASES, understand

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_of_commands_names_every_phrase_and_no_other() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|", (DOCS / "voice-commands.md").read_text(), re.M)
    told = {first: (first, *rest.split(", ")) for first, rest in rows}
    assert told == {word.value: phrases for word, phrases in PHRASES.items()}
    assert [phrase for phrases in told.values() for phrase in phrases if understand(phrase) is None] == []
