"""Every word of the card's format, where it may stand and an example of it."""

import re
from dataclasses import dataclass
from enum import Enum

from voicecoach.core.card import Answers, Question
from voicecoach.script.problems import LineError
from voicecoach.script.rules import Rule
from voicecoach.script.values import nearest


class Named(Enum):
    """Whether a word takes a name before its colon: `Cue chin in:`."""

    NO = "no"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a word is used; ``repeats``: it may stand more than once; ``conditional``: it takes "if ..."."""

    example: str
    named: Named = Named.NO
    conditional: bool = False
    repeats: bool = False


FRONT: dict[str, Shape] = {
    "Purpose": Shape("Purpose: Practise moving the head in line with the neck."),
    "Version": Shape("Version: 1, 2026-11-22"),
    "Author": Shape("Author: Jane Miller"),
    "Reviewed": Shape("Reviewed: not yet reviewed by a clinician"),
    "Language": Shape("Language: English"),
    "Position": Shape("Position: sitting"),
    "You need": Shape("You need: a firm chair", conditional=True, repeats=True),
    "Do not use": Shape("Do not use: a hard ball", repeats=True),
    "How often": Shape("How often: 3 to 4 times a day"),
    "Ask first": Shape("Ask first: emergency signs, recent accident", Named.MAY, repeats=True),
    "First": Shape("First: forward-head-posture-prep", repeats=True),
    "Afterwards": Shape("Afterwards: rhomboid-release", repeats=True),
    "Switch": Shape("Switch: roller (usual), traction", repeats=True),
    "Variant": Shape("Variant: sitting (usual), standing"),
    "Choice": Shape("Choice legs: bent (usual), straight", Named.MUST, repeats=True),
    "Preset": Shape("Preset first run: no roller, no traction", Named.MUST, repeats=True),
    "First time": Shape("First time: first run"),
    "Usual": Shape("Usual: no traction"),
    "Reminder": Shape("Reminder: Keep your jaw soft.", repeats=True),
    "Source": Shape("Source: Cervical retraction article, A11", repeats=True),
}
STEP: dict[str, Shape] = {
    "Place": Shape("Place: lying with ball"),
    "Place after": Shape("Place after: lying"),
    "Only if": Shape("Only if: traction, not small range"),
    "Each side": Shape("Each side: right, left; change over 5 s"),
    "Say": Shape("Say: Sit tall near the front of your chair.", conditional=True, repeats=True),
    "Brief": Shape("Brief: Sit tall.", conditional=True, repeats=True),
    "Wait for": Shape("Wait for: ready", conditional=True, repeats=True),
    "Time": Shape("Time: 20 s", conditional=True, repeats=True),
    "Rest": Shape("Rest: 30 s", conditional=True, repeats=True),
    "Reps": Shape("Reps: 8 to 10 times: chin in 2 s, hold 5 s, let go 3 s", conditional=True, repeats=True),
    "Cue": Shape("Cue chin in: Chin in.", Named.MUST, repeats=True),
    "Hold": Shape("Hold: 30 s", conditional=True, repeats=True),
    "Explore": Shape("Explore: 30 s", conditional=True, repeats=True),
    "At": Shape("At 10 s: Breathe.", Named.MUST, repeats=True),
    "Breathe": Shape("Breathe: 3 times: in 4 s, out 6 s", conditional=True, repeats=True),
    "Ask": Shape("Ask: soreness now", Named.MAY, conditional=True, repeats=True),
    "If no": Shape("If no: repeat Guided slide", repeats=True),
    "Again": Shape("Again: Roll side to side, Turn and nod; 3 times each"),
    "Reminder": Shape("Reminder: Keep your eyes level.", repeats=True),
    "If sore": Shape("If sore: Half the way."),
    "Source": Shape("Source: count: A11; tempo: judgement"),
    "Note": Shape("Note: Not below the base of the neck.", repeats=True),
}
OUT: dict[str, Shape] = {"Say": Shape("Say: Let your head rest.", conditional=True, repeats=True)}

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question("soreness before", "From zero to ten, how sore is your neck now?", Answers.SCORE),
        Question("soreness now", "From zero to ten, how sore is it now?", Answers.SCORE),
        Question("effort", "From zero to ten, how hard was that?", Answers.SCORE),
        Question("where", "Where do you feel it?", Answers.PLACE),
    )
}
"""The questions that a card asks by name alone."""

SCREENING: dict[str, str] = {
    "emergency signs": "EMERG",
    "recent accident": "T1",
    "unchecked accident": "T2",
    "broken bone": "T3",
    "out of place": "T4",
    "bone or joint soreness": "T5",
    "which side braced": "T6",
    "serious illness": "HIST-1",
    "inflammatory arthritis": "HIST-2",
    "neck surgery": "HIST-3",
    "infection": "HIST-4",
    "arm symptoms": "R1",
    "neck condition": "R2",
    "arthritis": "R3",
    "disc or nerve": "R4",
    "spine problem": "R5",
    "low-back soreness": "R6",
    "no traction before": "R7",
    "pregnancy": "P1",
    "blood pressure": "P2",
    "skin or blood": "P3",
    "spinning": "P4",
    "floor": "P5",
    "face down": "P6",
    "adult": "P7",
    "sore neck": "ELIG",
    "reason": "WHY",
    "feels safe": "SAFE",
    "ball": "BALL",
    "preparation": "PREP",
    "soreness before": "SCORE",
}
"""The screening questions that a card names, and their rows in the safety table."""

SORE = "sore"
"""`Reps if sore:` is the dose of the easier form, so no switch may have this name."""


@dataclass(frozen=True, slots=True)
class Key:
    """What stands before a colon: the ``word``, its ``name`` ("chin in") and its condition."""

    word: str
    name: str | None = None
    condition: str | None = None


_MEANT = {
    "equipment": "You need",
    "repetitions": "Reps",
    "pause": "Rest",
    "instruction": "Say",
    "side": "Each side",
    "sides": "Each side",
    "references": "Source",
    "frequency": "How often",
    "screening": "Ask first",
    "goal": "Purpose",
    "option": "Switch",
    "options": "Switch",
}
"""Words that authors reach for, and the word of the format that is meant."""

_REST = re.compile(r"(?: (?P<name>(?!if ).+?))?(?: if (?P<when>.+))?", re.IGNORECASE)


def read_key(text: str, words: dict[str, Shape]) -> Key:
    """The key that ``text`` is, if it is one of ``words``."""
    lowered = text.lower()
    for word in sorted(words, key=len, reverse=True):
        if lowered != word.lower() and not lowered.startswith(word.lower() + " "):
            continue
        rest = _REST.fullmatch(text[len(word) :])
        if rest is None:
            continue
        return _fitting(Key(word, rest["name"], rest["when"]), words[word], words)
    raise LineError(_unknown(text, words), Rule.WORD)


def _fitting(key: Key, shape: Shape, words: dict[str, Shape]) -> Key:
    if key.name is not None and shape.named is Named.NO:
        raise LineError(_unknown(f"{key.word} {key.name}", words, beside=key.word), Rule.WORD)
    if key.name is None and shape.named is Named.MUST:
        raise LineError(f'"{key.word}" needs a name; write for instance "{shape.example}"', Rule.WORD)
    if key.condition is not None and not shape.conditional:
        raise LineError(f'"{key.word}" takes no "if"; write for instance "{shape.example}"', Rule.WORD)
    return key


def _unknown(text: str, words: dict[str, Shape], beside: str | None = None) -> str:
    shown = text[:40]
    elsewhere = {"in front of the first step": FRONT, "in a step, under its ## heading": STEP}
    for where, others in elsewhere.items():
        word = next((word for word in others if word.lower() == text.lower()), None)
        if word is not None and word not in words:
            return f'"{word}" does not belong here; write it {where}'
    near = _MEANT.get(text.lower())
    if near is None or near not in words:
        near = nearest(text.split(" if ")[0], words) or beside
    if near is None and text.split():
        near = nearest(text.split()[0], words)
    if near is None:
        return f'"{shown}" is not a word of a card; the words here are: {", ".join(words)}'
    return f'"{shown}" is not a word of a card; did you mean "{near}"? ({words[near].example})'
