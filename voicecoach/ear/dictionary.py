"""How words sound, in the phones of pocketsphinx's English model, from its dictionary and from ours."""

import functools
from collections.abc import Iterable
from pathlib import Path

_OURS: dict[str, tuple[str, ...]] = {
    "nought": ("N AO T",),
    # The model's own "ow" is also said like "oh": half of all speech would be pain.
    "ow": ("AW",),
    "ouch": ("AW CH",),
    # American phones only: these are nearest to how others say the word.
    "can't": ("K AE N T", "K AA N T"),
    "pass": ("P AE S", "P AA S"),
    "last": ("L AE S T", "L AE S", "L AA S T"),
    "fast": ("F AE S T", "F AA S T"),
    "faster": ("F AE S T ER", "F AA S T ER"),
    "halt": ("HH AO L T", "HH AA L T"),
    "stop": ("S T AA P", "S T AO P"),
    "dizzy": ("D IH Z IY",),
    "tingling": ("T IH NG G L IH NG", "T IH NG G AH L IH NG", "T IH NG L IH NG"),
    "numb": ("N AH M",),
    "pardon": ("P AA R D AH N", "P AA D AH N"),
    "resume": ("R IH Z UW M", "R IY Z UW M", "R IH Z Y UW M"),
    "arm": ("AA R M", "AA M"),
    "four": ("F AO R", "F AO"),
    "sore": ("S AO R", "S AO"),
    "sure": ("SH UH R", "SH AO R", "SH AO"),
    "voicecoach": ("V OY S K OW CH",),
}


def pronunciations(words: Iterable[str], model: Path) -> dict[str, tuple[str, ...]]:
    """The ways to say ``words``, from ours or the ``model``'s dictionary; unknown ones are left out."""
    theirs = _read(model / "cmudict-en-us.dict")
    found = {word: _OURS.get(word) or theirs.get(word, ()) for word in sorted(set(words))}
    return {word: ways for word, ways in found.items() if ways}


def as_file(known: dict[str, tuple[str, ...]]) -> str:
    """The text of a dictionary file with ``known`` words only: it loads in a millisecond."""
    lines = []
    for word, ways in known.items():
        for number, way in enumerate(ways, start=1):
            lines.append(f"{word} {way}" if number == 1 else f"{word}({number}) {way}")
    return "\n".join(lines) + "\n"


@functools.cache
def _read(path: Path) -> dict[str, tuple[str, ...]]:
    ways: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, phones = line.partition(" ")
        ways.setdefault(word.partition("(")[0], []).append(phones.strip())
    return {word: tuple(phones) for word, phones in ways.items()}
