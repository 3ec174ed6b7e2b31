"""What an author types while a session is rehearsed: the words of the person, a place to run to, a silence."""

import re
from dataclasses import dataclass
from typing import TypeAlias

from voicecoach.script import values
from voicecoach.script.plan_moments import Moment, moment, question_named
from voicecoach.script.problems import LineError


@dataclass(frozen=True, slots=True)
class Words:
    """The person says ``text``."""

    text: str


@dataclass(frozen=True, slots=True)
class RunOn:
    """Nothing is said; the clock runs on to whatever comes next."""


@dataclass(frozen=True, slots=True)
class RunTo:
    """The clock runs on to ``moment``."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class Quiet:
    """The person says nothing for ``seconds``, whatever is asked."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Wonder:
    """What can be said and typed here?"""


Typed: TypeAlias = Words | RunOn | RunTo | Quiet | Wonder
MOST_TYPED = 500
"""Characters of one line: nobody says more at once."""


def parts(line: str) -> tuple[str, ...]:
    """``line`` cut in two where a place to run to follows the words: "ready; at Repetitions, rep 2"."""
    found = re.fullmatch(r"(.*\S)\s*;\s*((?:at|asked)\b.*)", " ".join(line.split()), re.IGNORECASE)
    return (found[1], found[2]) if found else (line,)


def typed(line: str) -> Typed:
    """What ``line`` means; a line that is nothing else is what the person says. `LineError` says what is wrong."""
    text = " ".join(line.split())
    if len(text) > MOST_TYPED:
        raise LineError("that is too long to be said at once; type a sentence")
    if not text:
        return RunOn()
    if text == "?":
        return Wonder()
    if text.startswith(">"):
        if not text[1:].strip():
            raise LineError("there are no words; write what is said")
        return Words(text[1:].strip())
    if re.match(r"at\b(?!:)", text, re.IGNORECASE):
        return RunTo(moment(text[2:].strip()))
    if re.match(r"asked\b(?!:)", text, re.IGNORECASE):
        return RunTo(question_named(text[5:].strip()))
    if text.lower().startswith("silence:"):
        return Quiet(values.seconds(text.partition(":")[2].strip()))
    return Words(text)
