"""The form of a question that is asked for a new card, and how answers of the common kinds are read."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias

from voicecoach.script.problems import LineError

YES, NO = "yes", "no"
THAT_IS_ALL = "that is all"
LEFT_OUT = "it is left out"
ONE_LINE = "One line is one breath: at most 15 words, none of them a command like stop, wait or next."


def as_typed(typed: str) -> str:
    """What was typed, with single spaces."""
    return " ".join(typed.split())


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` with an ``example``; ``why`` explains, ``shown`` are lines to choose from.

    Enter takes the ``proposal`` if there is one; ``briefly`` is how a long one is shown. ``leave`` says what comes of
    it when the answer is left out; "": it must be given. ``read`` is given what was typed, and gives the answer or says
    in a `LineError` what is wrong; given an answer it gives the same.
    """

    key: str
    text: str
    example: str
    why: str
    proposal: str = ""
    leave: str = ""
    shown: tuple[str, ...] = ()
    briefly: str = ""
    read: Callable[[str], str] = as_typed


Asking: TypeAlias = Generator[Question, str, None]
"""Questions one after the other; each is sent its answer."""


def yes_no(typed: str) -> str:
    """ "yes" or "no"."""
    said = as_typed(typed).lower().rstrip(".")
    found = {"y": YES, "yes": YES, "n": NO, "no": NO}.get(said)
    if found is None:
        raise LineError(f'"{typed[:40]}" is not an answer here; type yes or no')
    return found


def many(into: list[str], key: str, text: str, example: str, why: str, least: int = 0) -> Asking:
    """Lines one after the other, ``into`` a list, until Enter alone; ``least`` of them must be given."""
    while True:
        leave = "" if len(into) < least else THAT_IS_ALL if into else LEFT_OUT
        asked = "And then?" if into else text
        answer = yield Question(f"{key} {len(into) + 1}", asked, "" if into else example, why, leave=leave)
        if not answer:
            return
        into.append(answer)
