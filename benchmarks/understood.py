"""A line beside what somebody wrote of it: the words that are not the same."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from voicecoach.core.lines import number

SAME: Final = {"ok": "okay", "cannot": "can't", "metre": "meter", "disk": "disc"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A ``line`` of so many ``words`` and what was ``heard``: the ``errors``, and the words that are ``lost``."""

    line: str
    heard: str
    words: int
    errors: int
    lost: tuple[str, ...]


def marked(line: str, heard: str) -> Marked:
    """What is wrong in ``heard``; figures, marks and words written together or apart do not count."""
    meant, written = words_of(line), words_of(heard)
    written = _joined(written, frozenset(meant))
    meant = _joined(meant, frozenset(written))
    errors, lost = _compared(meant, written)
    return Marked(line, heard, len(meant), errors, lost)


def words_of(text: str) -> list[str]:
    """The words of a text, all in one way: "911" as "nine one one"."""
    plain = re.sub(r"(?<=\d)[- ](?=\d)", "", text.lower().replace("\u2019", "'").replace("can not", "cannot"))
    spelt = re.sub(r"\d+", lambda found: f" {_spelt(found[0])} ", plain)
    found = (word.strip("'") for word in re.sub(r"[^a-z' ]", " ", spelt).split())
    return [SAME.get(word, word) for word in found if word]


def _spelt(digits: str) -> str:
    """A number; three figures or more are read one by one, as the number to call."""
    if len(digits) > 2 or digits[0] == "0":
        return " ".join(number(int(digit)) for digit in digits)
    return number(int(digits)).replace("-", " ")


def _joined(words: list[str], known: frozenset[str]) -> list[str]:
    """Two words that the other side writes as one become one."""
    found: list[str] = []
    for word in words:
        if found and found[-1] + word in known:
            found[-1] += word
        else:
            found.append(word)
    return found


def _compared(meant: list[str], written: list[str]) -> tuple[int, tuple[str, ...]]:
    """The fewest words to change, leave out or add, and which of ``meant`` are not there."""
    costs = np.zeros((len(meant) + 1, len(written) + 1), int)
    costs[:, 0], costs[0] = range(len(meant) + 1), range(len(written) + 1)
    for i, word in enumerate(meant, 1):
        for j, other in enumerate(written, 1):
            changed = costs[i - 1, j - 1] + (word != other)
            costs[i, j] = min(changed, costs[i - 1, j] + 1, costs[i, j - 1] + 1)
    lost: list[str] = []
    i, j = len(meant), len(written)
    while i or j:
        if i and j and costs[i, j] == costs[i - 1, j - 1] + (meant[i - 1] != written[j - 1]):
            lost += [meant[i - 1]] if meant[i - 1] != written[j - 1] else []
            i, j = i - 1, j - 1
        elif i and costs[i, j] == costs[i - 1, j] + 1:
            lost.append(meant[i - 1])
            i -= 1
        else:
            j -= 1
    return int(costs[-1, -1]), tuple(reversed(lost))
