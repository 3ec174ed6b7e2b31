"""What a card says that no text of ours may say; found in its text, so that also notes and headings have a line."""

import re
import unicodedata
from collections.abc import Iterator

from voicecoach.core.wording import Kind, problems
from voicecoach.language.folder import is_known, language_of
from voicecoach.language.language import Language
from voicecoach.script.page import Page

_BRACKETS = r"\([^()]*\)"


def claims(page: Page, language: str) -> Iterator[tuple[int, str]]:
    """Each claim in the card on ``page``: its line, and what to write instead.

    A "Source" line may name a book or a study as it is called. A screening question may name a condition, but what
    an answer to it does is said to the person. A language without a folder is for its translator to judge.
    """
    if not is_known(language):
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
        for start, word, why, instead in _found(text, kind, language_of(language)):
            line = text.count("\n", 0, start) + 1
            yield line, f'"{word}" {why}; write {instead}, or leave it out'


def _found(text: str, kind: Kind, language: Language) -> Iterator[tuple[int, str, str, str]]:
    if language.is_english:
        yield from ((found.start, found.word, found.why, found.instead) for found in problems(text, kind))
    elif (
        kind is not Kind.QUESTION
    ):  # as in English: to ask about a condition is not to claim anything about it
        yield from (
            (start, word, row.why, f'"{row.instead}"') for start, word, row in language.claims_in(text)
        )
