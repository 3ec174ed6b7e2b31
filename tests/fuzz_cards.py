"""Coverage-guided fuzzing of the card reader, by hand and for an hour: the tests draw a thousand cards, this millions.

``python tests/fuzz_cards.py CORPUS -max_total_time=3600`` needs ``pip install atheris`` and an empty folder for what
it keeps; it begins with the shipped cards. It ends at the first card that raises, gets an error without a line of
the card, or takes more than a second of CPU.
"""

import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["voicecoach.script", "voicecoach.core", "markdown_it"]):
    from voicecoach.script.checked import check_text
    from voicecoach.script.fix import fixed
    from voicecoach.script.rules import Severity
from voicecoach.shipped import shipped

SECOND = 1.0


def look_at(card: bytes) -> None:
    """What `voicecoach check` promises of any card at all."""
    text = card.decode("utf-8", "replace")
    began = time.process_time()
    checked = check_text(text, "card", "card.md", ("a-card",))
    better, changes = fixed(text)
    took = time.process_time() - began
    lines = max(1, len(text.splitlines()) + 1)
    errors = [one for one in checked.findings if one.severity is Severity.ERROR]
    assert all(1 <= one.line <= lines for one in checked.findings), "a finding beyond the card's lines"
    assert all(one.instead for one in errors), "an error that does not say what to write instead"
    assert bool(errors) or checked.card is not None, "neither a card nor an error"
    assert bool(changes) == (better != text), "a fix that changes nothing, or a change that is not told"
    assert took < 2 * SECOND, f"checked and fixed in {took:.1f} s"


def main() -> None:
    """Fuzz from the shipped cards on."""
    folder = Path(next(word for word in sys.argv[1:] if not word.startswith("-")))
    folder.mkdir(parents=True, exist_ok=True)
    for path in Path(shipped("scripts")).rglob("*.md"):
        (folder / f"shipped-{path.parent.name}-{path.name}").write_bytes(path.read_bytes())
    atheris.Setup(sys.argv, look_at)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
