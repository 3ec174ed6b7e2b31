"""The words that the coach understands: the commands with their phrases and tiers, and the answers to its questions."""

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from voicecoach.core.card import Answers, Question


class Word(Enum):
    """A command; the value is the word to say, as help and the screen name it."""

    STOP = "stop"
    PAIN = "pain"
    DIZZY = "dizzy"
    NUMB = "numb"
    CANNOT_MOVE = "can't move"
    SLIPPED = "it slipped"
    NOT_RIGHT = "that feels wrong"
    PAUSE = "pause"
    GO_ON = "go on"
    NEXT = "next"
    SKIP = "skip this"
    AGAIN = "again"
    PREVIOUS = "go back"
    EASIER = "easier"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    QUIETER = "quieter"
    HOW_LONG = "how long"
    HELP = "help"
    FINISH = "finish"


ALWAYS_HEARD = frozenset({Word.STOP, Word.PAIN, Word.DIZZY, Word.NUMB})
"""Tier 1: anywhere in a short utterance, in every phase, from partial evidence."""
HURTS = frozenset({Word.PAIN, Word.DIZZY, Word.NUMB, Word.CANNOT_MOVE, Word.SLIPPED})
"""What halts the session and leads to the questions after pain, or straight to a row of their table."""
ALARMS = ALWAYS_HEARD | HURTS | {Word.NOT_RIGHT}
"""What counts anywhere in a short utterance."""

PHRASES: dict[Word, tuple[str, ...]] = {
    Word.STOP: ("stop", "stop now", "halt", "enough", "quit"),
    Word.PAIN: ("pain", "ow", "ouch", "it hurts", "that hurts", "hurts", "hurting", "painful", "too sore"),
    Word.DIZZY: ("dizzy", "faint", "double vision", "seeing double", "can't breathe", "cannot breathe"),
    Word.NUMB: ("numb", "tingling", "pins and needles"),
    Word.PAUSE: ("pause", "wait", "hang on", "one moment"),
    Word.GO_ON: ("go on", "carry on", "continue", "resume", "ready", "i'm ready", "okay go"),
    Word.NEXT: ("next", "next one", "move on", "done", "i'm done"),
    Word.SKIP: ("skip this", "skip", "skip it", "leave this one", "pass"),
    Word.AGAIN: ("again", "repeat", "say that again", "pardon"),
    Word.PREVIOUS: ("go back", "previous", "last one"),
    Word.EASIER: ("easier", "too hard", "too much"),
    Word.SLOWER: ("slower", "slow down", "too fast"),
    Word.FASTER: ("faster", "quicker", "too slow"),
    Word.LOUDER: ("louder", "volume up"),
    Word.QUIETER: ("quieter", "softer", "too loud"),
    Word.HOW_LONG: ("how long", "how many left", "time left", "where am i"),
    Word.HELP: ("help", "what can i say"),
    Word.FINISH: ("finish", "end the session"),
}
"""Every phrase of every command (conversation.md); help names the first; the safer commands come first."""

RARER: dict[Word, tuple[str, ...]] = {
    Word.CANNOT_MOVE: (
        "can't move", "cannot move", "can't feel my legs", "can't feel my leg", "can't feel my arms",
        "can't feel my arm",
    ),
    Word.DIZZY: (
        "spinning", "can't see", "cannot see", "slurring", "can't speak", "can't swallow", "cannot swallow",
        "terrible headache", "sudden headache", "worst headache", "electric shock", "electric shocks", "both arms",
        "both legs", "chest pain", "tight chest", "chest tightness", "breathless", "short of breath", "numb face",
        "weak arm", "weak leg", "weak arms", "weak legs", "blacking out", "passing out",
    ),
    Word.NUMB: ("prickling", "down my arm", "down the arm"),
    Word.SLIPPED: ("it slipped", "something slipped", "in the bone", "in the joint", "feels like bone"),
    Word.NOT_RIGHT: ("that feels wrong", "this feels wrong", "doesn't feel right", "does not feel right"),
}  # fmt: skip
"""Red-flag words (content section 2.5) that count anywhere in a short utterance. The ear has heads of their own for
them; help names none of them. The graver ones come first."""

WORD_OF: dict[str, Word] = {
    phrase: word for table in (PHRASES, RARER) for word, phrases in table.items() for phrase in phrases
}
"""What each phrase means."""

GRAVEST_FIRST = (Word.CANNOT_MOVE, Word.DIZZY, Word.NUMB, Word.SLIPPED, Word.PAIN, Word.STOP, Word.NOT_RIGHT)
"""Of two alarms in one breath the first of these counts."""

SURE = 0.8
"""The ear's score from which a red-flag word is taken as said: below it everything halts all the same, and the danger
questions decide (content 3.1: "low confidence: halt anyway and ask"; the number is judgement). A person's "three", of
which "faint" had 0.6, once ended a first talk with the words for an emergency."""

LONGEST_ALARM = 5
"""A tier 1 word counts anywhere in an utterance of up to this many words."""

_TAKEN_BACK = (
    r"\bno (more )?pain\b",
    r"\b(does not|doesn't|do not|don't|not|isn't|is not|never) (hurt|hurts|hurting|painful)\b",
    r"\b(not|isn't|never) (dizzy|numb|faint|tingling)\b",
    r"\b(don't|do not|not) (stop|halt|quit)\b",
    r"\bno (dizziness|numbness|tingling)\b",
    r"\bnot enough\b",
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A tier 1 word that was said only to deny it: "no pain", "don't stop"."""


def plain(text: str) -> str:
    """``text`` in lower case, one space between words, without punctuation but apostrophes."""
    spaced = re.sub(r"[^\w' ]+", " ", text.lower().replace("\u2019", "'"))
    return " ".join(spaced.split())


def understand(text: str) -> Word | TakenBack | None:
    """The command in ``text``: tier 1 anywhere in a short utterance, the rest only as the whole of it.

    Of two commands in one breath ("next, ow") the safer one counts.
    """
    said = plain(text)
    words = said.split()
    denied = False
    for pattern in _TAKEN_BACK:
        remaining = re.sub(pattern, " ", said)
        denied = denied or remaining != said
        said = " ".join(remaining.split())
    if len(words) <= LONGEST_ALARM:
        for word in GRAVEST_FIRST:
            if any(_within(phrase, said) for phrase in (*PHRASES.get(word, ()), *RARER.get(word, ()))):
                return word
    if denied:
        return TakenBack()
    return next((word for word, phrases in PHRASES.items() if said in phrases), None) or _safest_of_many(text)


def _safest_of_many(text: str) -> Word | None:
    """The safest command of an utterance that is commands and nothing else ("next, pause": pause)."""
    parts = [plain(part) for part in re.split(r"[,.;]", text) if plain(part)]
    if len(parts) < 2:
        return None
    found = [next((word for word, phrases in PHRASES.items() if part in phrases), None) for part in parts]
    if None in found:
        return None
    return min((word for word in found if word is not None), key=list(PHRASES).index)


def _within(phrase: str, said: str) -> bool:
    return f" {phrase} " in f" {said} "


def named_in(line: str) -> tuple[str, ...]:
    """Every command phrase that occurs in a spoken ``line``: what must be masked while it plays."""
    said = plain(line)
    every = (*PHRASES.values(), *RARER.values())
    return tuple(phrase for phrases in every for phrase in phrases if _within(phrase, said))


class YesNo(Enum):
    """An answer to a yes-or-no question; the value goes into the diary."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not sure"


NUMBERS: dict[str, int] = {
    "zero": 0, "nought": 0, "none": 0, "nothing": 0, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
NUMBER_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_YES_NO: dict[str, YesNo] = {
    "yes": YesNo.YES, "yeah": YesNo.YES, "yep": YesNo.YES, "yes please": YesNo.YES, "i could": YesNo.YES,
    "no": YesNo.NO, "nope": YesNo.NO, "no thanks": YesNo.NO,
    "not sure": YesNo.NOT_SURE, "i'm not sure": YesNo.NOT_SURE, "maybe": YesNo.NOT_SURE,
    "i don't know": YesNo.NOT_SURE, "don't know": YesNo.NOT_SURE,
}  # fmt: skip

WHY = ("why", "why is that", "why do you ask", "why do you ask that")
"""Asks for the reason of a question."""

PLACES = ("neck", "head", "shoulder", "arm", "low back", "elsewhere")
"""Where it can be sore (content section 3.3, Q5)."""
PLACE_SIDES = ("left", "right", "middle", "both")


def answer(question: Question, text: str) -> str | int | None:
    """What ``text`` answers to ``question``, or None if it is no answer to it; of two numbers the higher."""
    said = plain(text)
    match question.answers:
        case Answers.SCORE:
            return _score(said)
        case Answers.YES_NO:
            found = _YES_NO.get(said) or _YES_NO.get(_without_small_words(said))
            return None if found is None else found.value
        case Answers.CHOICE:
            return next((option for option in question.options if _within(plain(option), said)), None)
        case Answers.PLACE:
            return _place(said)
        case Answers.EAR:
            return "heard" if understand(text) is Word.STOP else None


def asks_why(text: str) -> bool:
    """Whether the person wants to know why something is asked."""
    return plain(text) in WHY


_NO_PAIN = ("no pain", "no pain at all", "not at all", "not sore", "not sore at all", "it doesn't hurt")


def _score(said: str) -> int | None:
    if said in _NO_PAIN:
        return 0
    said = re.sub(r"\b(out of|of) (ten|10)\b", "", said)
    found = [NUMBERS[word] for word in said.split() if word in NUMBERS]
    found += [int(word) for word in said.split() if word.isdecimal() and int(word) <= 10]
    return max(found, default=None)


_SMALL_WORDS = frozenset(
    {"a", "an", "and", "erm", "hm", "i", "it", "is", "just", "oh", "please", "say", "so", "that", "the", "think",
     "uh", "um", "well"}
)  # fmt: skip


def _without_small_words(said: str) -> str:
    """``said`` without what people put around an answer ("um, yes I think so"): more words make it another one."""
    return " ".join(word for word in said.split() if word not in _SMALL_WORDS)


def _place(said: str) -> str | None:
    place = next((place for place in PLACES if _within(place, said)), None)
    side = next((side for side in PLACE_SIDES if _within(side, said)), None)
    if place is None:
        place = "low back" if _within("back", said) else place
    if place is None and side is None:
        return None
    return " ".join(part for part in (side, place) if part is not None)


def phrases_for(question: Question) -> tuple[str, ...]:
    """Every phrase that the grammar for an answer to ``question`` must hold."""
    match question.answers:
        case Answers.SCORE:
            pairs = tuple(pairwise(NUMBER_NAMES))
            return (
                *NUMBERS,
                *(f"{name} out of ten" for name in NUMBER_NAMES),
                *(f"about {article}{name}" for name in NUMBER_NAMES for article in ("", "a ", "an ")),
                *(f"{a} or {b}" for a, b in pairs),
                *(f"between {a} and {b}" for a, b in pairs),
            )
        case Answers.YES_NO:
            return (*_YES_NO, *(phrase for phrase in WHY if " " in phrase))
        case Answers.CHOICE:
            return question.options
        case Answers.PLACE:
            sided = tuple(f"{side} {place}" for side in ("left", "right") for place in PLACES[:4])
            return (*PLACES, *PLACE_SIDES, *sided)
        case Answers.EAR:
            return PHRASES[Word.STOP]


_WRONG = ("that's not right", "that is not right", "that's wrong", "that is wrong", "not right", "not that",
          "wrong", "no")  # fmt: skip
CORRECTION = Question("correction", "", Answers.CHOICE, (*_WRONG, "no no"))
"""What the ear is open for while a number is said back.

No numbers: with them one "no" in 13 was "no, eight" to pocketsphinx (2026-11).
"""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was said back is wrong; ``value`` is right instead, None if that was not said."""

    value: str | int | None = None


def correction(question: Question, text: str) -> Wrong | None:
    """What ``text`` says against the answer to ``question`` that was just said back: "no", or "no, four"."""
    said = f"{plain(text)} "
    rest = re.sub(rf"^(({'|'.join(_WRONG)}) )+", "", said)
    if rest == said:
        return None
    value = answer(question, rest) if rest else None
    return Wrong(value) if value is not None or not rest else None
