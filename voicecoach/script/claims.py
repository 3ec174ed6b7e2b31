"""What a card says that no text of ours may say; found in its text, so that also notes and headings have a line."""

import re
import unicodedata
from collections.abc import Iterator

from voicecoach.core.wording import Kind, problems
from voicecoach.script.page import Page

LANGUAGE = "english"
"""The words of the table are English ones; a card in another language is for its translator to judge."""

_BRACKETS = r"\([^()]*\)"


def claims(page: Page, language: str) -> Iterator[tuple[int, str]]:
    """Each claim in the card on ``page``: its line, and what to write instead.

    A "Source" line may name a book or a study as it is called. A screening question may name a condition, but what
    an answer to it does is said to the person.
    """
    if language.lower() != LANGUAGE:
        return
    keys = {line.number: line.key.lower() for part in (page.front, *page.sections) for line in part.lines}
    spoken, asked = [], []
    for number, raw in enumerate(page.source, 1):
        key = keys.get(number, "")
        screening = key.startswith("ask first")
        spoken.append("" if key == "source" else " ".join(re.findall(_BRACKETS, raw)) if screening else raw)
        asked.append(re.sub(_BRACKETS, " ", raw) if screening else "")
    for kind, lines in ((Kind.SPOKEN, spoken), (Kind.QUESTION, asked)):
        text = unicodedata.normalize("NFKC", "\n".join(lines))
        for found in problems(text, kind):
            line = text.count("\n", 0, found.start) + 1
            yield line, f'"{found.word}" {found.why}; write {found.instead}, or leave it out'
