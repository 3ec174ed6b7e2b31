"""Which word was meant by one with a slip of the finger in it, where only one can be."""

from collections.abc import Iterable

_SHORT = 4
"""Letters; in a word of so few one slip is allowed, in longer ones two."""


def meant(written: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that is a slip or two from ``written``; None if it is known, or if it could be two."""
    said = written.lower()
    names = {name.lower(): name for name in known}
    most = 1 if len(said) <= _SHORT else 2
    if not said or said in names or len(said) > 60:
        return None
    near = sorted((slips(said, name), name) for name in names if abs(len(name) - len(said)) <= most)
    if not near or near[0][0] > most or (len(near) > 1 and near[1][0] == near[0][0]):
        return None
    return names[near[0][1]]


def slips(one: str, other: str) -> int:
    """Letters left out, added, mistaken or swapped between the two."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
