"""Which texts of a card are spoken, and what in them cannot be."""

import unicodedata
from collections.abc import Iterator

from voicecoach.core.card import Ask, Card, Effect, Hold, Question, Reps, Say, Step
from voicecoach.core.words import named_in

MOST_WORDS = 15

_PUNCTUATION = frozenset(" .,;:!?'\u2019\"\u201c\u201d()/%&+-\u2013\u2014\u2026\u00b0")
"""What a synthesiser does not read out, or reads as it is meant."""


def lines_can_be_spoken(card: Card, lines: dict[str, int]) -> Iterator[tuple[int, str]]:
    """A spoken line is one breath, in plain words, without a word that the coach would take for a command."""
    for line, text, sided in spoken(card, lines):
        words = len(text.split())
        if words > MOST_WORDS:
            yield line, f'"{text[:40]}..." has {words} words; make lines of at most {MOST_WORDS}'
        for command in named_in(unicodedata.normalize("NFKC", text)):
            yield line, f'the coach would say the command "{command}"; say it in other words'
        if "{side}" in text and not sided:
            yield line, '"{side}" stands for a side only in a step with "Each side: ..."'
        elif mark := _unspeakable(text.replace("{side}", ""), card.language):
            yield line, f'"{mark}" cannot be spoken; write plain words (and {{side}})'
        if not any(letter.isalpha() for letter in text):
            yield line, f'"{text}" has no words to say; write a sentence'


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
