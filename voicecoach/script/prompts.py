"""The coach's own lines, held to the rules that a card's lines are held to, with the place where each is written."""

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from voicecoach.core import enrolment_lines
from voicecoach.core.beats import Talk, everything_said, steps_of
from voicecoach.core.card import Card
from voicecoach.core.interview import interview
from voicecoach.core.past import History
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import prepare
from voicecoach.core.wording import Kind, problems
from voicecoach.core.words import named_in
from voicecoach.script.misread import misread
from voicecoach.script.problems import Problem
from voicecoach.script.rules import Rule
from voicecoach.script.spoken import not_plain, spoken, too_long

LANGUAGE = "English"
A_DAY = 739_000
"""Any day: the lines are the same on each."""
LEARNT = ("stop", "pain", "next")
"""The words that a voice is learnt by."""

ON_PURPOSE: dict[str, str] = {
    "say ": "it tells which words can be said",
    "i can do ": "it tells which words can be said",
    "?": "a question about the person, asked in the plain words for the signs",
    "sharp, numb or spreading feelings are not.": "the safety line of every session, in its words",
    "i cannot see you": "what the coach cannot do is said plainly",
    "a sudden terrible headache": "a sign that is asked for is named as people say it",
    "a tight chest or short breath": "a sign that is asked for is named as people say it",
    "i hear ": "the word that was learnt is said back",
    "i can hear you again.": "the words of a coach that was deaf; the ear does not act on what this line names",
    "smaller and softer is fine.": "the words of the safety content; the ear does not act on what this line names",
    "before doing this again.": "the words of the safety content; the ear does not act on what this line names",
}
"""Parts of the coach's own lines that may name a command, and why; while a line sounds, the ear masks what it names."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line of the coach's own, and where it is written."""

    text: str
    file: str
    line: int


def prompts(cards: Iterable[Card]) -> tuple[Prompt, ...]:
    """Every line of the coach's own in a session of any of ``cards``, or while it learns a voice."""
    texts = dict.fromkeys(text for card in cards for text in _own_lines(card))
    texts |= dict.fromkeys(enrolment_lines.every_line(LEARNT))
    places = dict(_places())
    return tuple(Prompt(text, *_place(text, places)) for text in texts)


def prompt_problems(prompt: Prompt) -> Iterator[Problem]:
    """What is wrong with one of the coach's own lines."""
    text, line = prompt.text, prompt.line
    yield from (Problem(line, found, Rule.LONG_LINE) for found in too_long(text))
    yield from (Problem(line, found, Rule.UNSPEAKABLE) for found in not_plain(text, LANGUAGE))
    yield from (Problem(line, found, Rule.MISREAD) for found in misread(text, LANGUAGE))
    for found in problems(text, Kind.QUESTION if text.endswith("?") else Kind.SPOKEN):
        what = f'"{found.word}" {found.why}; write {found.instead}, or leave it out'
        yield Problem(line, what, Rule.WORDING)
    if not on_purpose(text):
        for command in named_in(text):
            what = f'"{text}" names the command "{command}"; say it in other words'
            yield Problem(line, what, Rule.COMMAND)


def on_purpose(text: str) -> bool:
    """Whether ``text`` may name commands."""
    return any(part in text.lower() for part in ON_PURPOSE)


def _own_lines(card: Card) -> Iterator[str]:
    switches = frozenset(switch.name for switch in card.switches)
    theirs = {text for _, text, _ in spoken(card, {})} | {f"{card.title}."}
    theirs |= {text for step in steps_of(card) for text in everything_said(step)}
    talk = interview(card, History(A_DAY), switches)
    said = every_line(prepare(card, switches, Talk.FULL, first_time=True), talk)
    yield from (text for text in said if text not in theirs and not _is_cards(text, card))


def _is_cards(text: str, card: Card) -> bool:
    """Whether ``text`` is one of ours around a name that the card gave."""
    names = (*(switch.name for switch in card.switches), *(preset.name for preset in card.presets))
    return text.startswith(("Left out today:", "Today:")) and any(name in text for name in names)


def _places() -> Iterator[tuple[str, tuple[str, int]]]:
    """Each text in the core, with the file and line of it."""
    for file in sorted(files("voicecoach.core").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and node.value[-1:] in _ENDS
                ):
                    yield node.value, (f"voicecoach/core/{file.name}", node.lineno)


_ENDS = frozenset(".?!")
"""Of a text that is a sentence, and no name."""


def _place(text: str, places: dict[str, tuple[str, int]]) -> tuple[str, int]:
    if text in places:
        return places[text]
    longest = max((known for known in places if _common(known, text)), key=len, default=None)
    return places[longest] if longest is not None else ("voicecoach/core/lines.py", 1)


def _common(known: str, text: str) -> bool:
    """Whether ``text`` is made of ``known``: what stands in braces there is filled in, or words stand around it."""
    parts: Collection[str] = [part for part in known.replace("}", "{").split("{")[::2] if part.strip()]
    return bool(parts) and all(part in text for part in parts) and len("".join(parts)) >= 8
