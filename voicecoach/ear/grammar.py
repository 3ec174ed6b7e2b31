"""What may be said after a question, as a grammar that can also end in "none of these"."""

from dataclasses import dataclass

from voicecoach.core.card import Question
from voicecoach.core.words import phrases_for, plain

DECOYS = (
    "house", "bird", "cat", "dog", "happy", "tree", "down", "off", "wow", "up", "day", "people", "water",
    "school", "table", "little", "because", "again", "money", "morning", "family", "sorry", "music", "okay",
    "number", "window", "problem", "stop", "pain", "next", "help", "sheila", "marvin", "visual", "follow",
    "backward", "forward", "wait", "please", "computer", "today", "fish", "back", "hard",
)  # fmt: skip
"""Words of every shape; what fits one of them better than the answers is not an answer.

Chosen on 527 single words (2026-11): very short ones ("was", "go", "him") also took "one", "no" and "six" away.
Small words around an answer ("about four") are left out: they cost one number in four.
"""

MARK = "not-"
"""Stands before a decoy in the dictionary, so that it is never taken for an answer of the same letters."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The ``text`` of a JSGF grammar called ``answer``, and the ``words`` that it uses."""

    text: str
    words: tuple[str, ...]


def grammar_for(question: Question, known: frozenset[str]) -> Grammar:
    """A grammar of all answers to ``question`` that can be said in ``known`` words, beside decoys."""
    answers = tuple(dict.fromkeys(plain(phrase) for phrase in phrases_for(question)))
    sayable = tuple(phrase for phrase in answers if all(word in known for word in phrase.split()))
    taken = {word for phrase in sayable for word in phrase.split()}
    decoys = tuple(MARK + word for word in DECOYS if word in known and word not in taken)
    text = (
        "#JSGF V1.0;\n"
        "grammar answer;\n"
        "public <answer> = <said> | <other>;\n"
        f"<said> = {' | '.join(sayable) or '<VOID>'};\n"
        f"<other> = {' | '.join(decoys)};\n"
    )
    return Grammar(text, (*sorted(taken), *decoys))
