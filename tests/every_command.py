"""Runs every command once, in a folder of its own, and says as JSON with which code each ended."""

import io
import json
import sys
from pathlib import Path

from voicecoach.cli import app
from voicecoach.shells.plain import errors_as_lines

TESTS = Path(__file__).parent
CARD = "cervical-retraction"
RECORDING = str(TESTS / "sounds" / "stop.wav")

COMMANDS: tuple[tuple[str, str], ...] = (
    (f"play {CARD} --text", "stop\nfinish\n"),
    ("sessions", ""),
    (f"rehearse {CARD}", ""),
    (f"hear {RECORDING} --ear own", ""),
    ("voices", ""),
    ("devices", ""),
    ("doctor --no-listen", ""),
    ("listen-to-me --show", ""),
    ("about-me --ask", "\n"),
    ("about-me --set pregnancy=no", ""),
    ("settings rate 150", ""),
    ("diary", ""),
    ("diary --json", ""),
    ("diary --heard", ""),
    ("diary today", ""),
    ("diary week", ""),
    ("diary month", ""),
    ("diary export --format json -o e.json", ""),
    ("diary export --format csv -o e.zip", ""),
    ("diary export --format fhir -o e.fhir.json", ""),
    ("report -o r.html", ""),
    ("report -o r.pdf", ""),
    ("diary backup -o b.sqlite3", ""),
    ("diary restore b.sqlite3", ""),
    ("diary erase", "erase\n"),
    (f"rehearse {CARD} --diary other/diary.sqlite3", ""),
    ("diary encrypt --no-keyring --data other", "a long passphrase\na long passphrase\n"),
    ("diary decrypt --data other", ""),
    (f"check {CARD}", ""),
    (f"print {CARD} -o p.html", ""),
    (f"print {CARD} -o p.pdf", ""),
    (f"bake {CARD} --talk tones -o s.wav", ""),
    (f"preview {CARD} 1 --text --once", ""),
    ("remind -o r.ics", ""),
    ("new shoulder-rolls", ""),
)
"""What is typed, and what then; each command that there is must be here."""

NEED_A_SOUND_CARD = {"devices", "doctor --no-listen"}
END_EARLY = {"new shoulder-rolls", "diary decrypt --data other"}  # nobody types the answers


def main() -> None:
    codes = {}
    for words, typed in COMMANDS:
        sys.stdin = io.StringIO(typed)
        try:
            with errors_as_lines():
                app(words.split())
            codes[words] = 0
        except SystemExit as ended:
            codes[words] = ended.code if isinstance(ended.code, int) else 0
    Path("codes.json").write_text(json.dumps(codes))


if __name__ == "__main__":
    main()
