"""Which texts of a card are spoken, and what in them cannot be."""

import unicodedata
from collections.abc import Iterator

from voicecoach.core.card import Ask, Card, Effect, Hold, Question, Reps, Say, Step
from voicecoach.core.words import named_in
from voicecoach.language.folder import language_of

MOST_WORDS = 15

_PUNCTUATION = frozenset(" .,;:!?'\u2019\"\u201c\u201d()/%&+-\u2013\u2014\u2026\u00b0")
"""What a synthesiser does not read out, or reads as it is meant."""


def lines_are_short(card: Card, lines: dict[str, int]) -> Iterator[tuple[int, str]]:
    """A spoken line is one breath."""
    for line, text, _ in spoken(card, lines):
        yield from ((line, problem) for problem in too_long(text))


def lines_name_no_command(card: Card, lines: dict[str, int]) -> Iterator[tuple[int, str]]:
    """No word that the coach would take for a command is in a spoken line."""
    for line, text, _ in spoken(card, lines):
        said = unicodedata.normalize("NFKC", text)
        for command in (*named_in(said), *language_of(card.language).commands_in(said)):
            yield line, f'the coach would say the command "{command}"; say it in other words'


def sides_are_known(card: Card, lines: dict[str, int]) -> Iterator[tuple[int, str]]:
    """The one symbol of a card stands where there is something for it to stand for."""
    for line, text, sided in spoken(card, lines):
        if "{side}" in text and not sided:
            yield line, '"{side}" stands for a side only in a step with "Each side: ..."; name the side'


def lines_are_plain(card: Card, lines: dict[str, int]) -> Iterator[tuple[int, str]]:
    """A spoken line has words, and nothing in it that is not read as it is meant."""
    for line, text, sided in spoken(card, lines):
        if sided or "{side}" not in text:
            yield from ((line, problem) for problem in not_plain(text, card.language))


def too_long(text: str) -> Iterator[str]:
    """That ``text`` is more than one breath."""
    words = len(text.split())
    if words > MOST_WORDS:
        yield f'"{text[:40]}..." has {words} words; make lines of at most {MOST_WORDS}'


def not_plain(text: str, language: str) -> Iterator[str]:
    """What in ``text`` cannot be spoken."""
    if mark := _unspeakable(text.replace("{side}", ""), language):
        yield f'"{mark}" cannot be spoken; write plain words (and {{side}})'
    if not any(letter.isalpha() for letter in text):
        yield f'"{text}" has no words to say; write a sentence'


def _unspeakable(text: str, language: str) -> str | None:
    """The first character that would be read out as a name, or that only looks like one of the language's."""
    for letter in text:
        if letter in _PUNCTUATION or letter in "0123456789":
            continue
        latin = unicodedata.name(letter, "").startswith("LATIN ")
        if not letter.isalpha() or (language.lower() == "english" and not latin):
            return letter
    return None


def spoken(card: Card, lines: dict[str, int]) -> Iterator[tuple[int, str, bool]]:
    """Every text of the card that is spoken, with its line and whether it may name a side."""
    yield from ((lines.get(f"reminder {text}", 1), text, False) for text in card.reminders)
    if card.title:
        yield lines.get("title", 1), card.title, False
    for own in card.ask_first:
        advice = own.value if own.effect is Effect.REFUSE else ""
        yield from ((own.line, text, False) for text in (own.text, advice) if text)
    for step in card.steps:
        sided = step.sides is not None
        yield from ((lines.get(f"reminder {text}", 1), text, sided) for text in step.reminders)
        yield from ((line, text, sided) for line, text in _spoken_in(step))
    yield from ((say.line, say.text, False) for say in says_aside(card))


def says_aside(card: Card) -> Iterator[Say]:
    for way in card.ways_out:
        yield from way.says
    for away in card.put_away:
        yield from away.says


def _spoken_in(step: Step) -> Iterator[tuple[int, str]]:
    yield step.line, step.name
    if step.easier is not None:
        yield step.easier.line, step.easier.text
    if step.sides is not None:
        yield from ((step.line, name) for name in step.sides.names)
    for item in (*step.items, *(step.easier.items if step.easier else ())):
        match item:
            case Say():
                yield item.line, item.text
            case Reps():
                yield from ((phase.line, phase.cue) for phase in item.phases if phase.cue is not None)
            case Hold():
                yield from ((cue.line, cue.text) for cue in item.cues)
            case Ask():
                yield from ((item.line, text) for text in _question_texts(item.question))
            case _:
                pass


def _question_texts(question: Question) -> Iterator[str]:
    yield question.text
    yield from question.options
