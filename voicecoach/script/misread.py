"""Words that a synthesiser reads otherwise than an author means them: abbreviations, ranges, figures with letters."""

import re
from collections.abc import Callable, Iterator

from voicecoach.core.lines import number

LANGUAGE = "english"
"""The words to write instead are English ones."""

_UNITS = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "min": "minutes", "mins": "minutes", "h": "hours",
    "hr": "hours", "hrs": "hours", "cm": "centimetres", "mm": "millimetres", "m": "metres", "kg": "kilograms",
    "x": "times",
}  # fmt: skip
_SHORT = {
    "e.g": "for instance", "i.e": "that is", "etc": "and so on", "approx": "about", "vs": "against",
    "no": "number", "min": "minutes", "sec": "seconds", "reps": "times", "rep": "time", "ca": "about",
}  # fmt: skip
_SIGNS = {"/": "or", "&": "and", "+": "plus", "%": "percent", "\u00b0": "degrees"}


def _words(digits: str) -> str:
    return number(int(digits)) if len(digits) <= 4 else digits


def _range(found: re.Match[str]) -> str:
    return f"{_words(found['from'])} to {_words(found['to'])}"


def _dose(found: re.Match[str]) -> str:
    return f"{_words(found['count'])} {_UNITS[found['unit'].lower()]}"


def _label(found: re.Match[str]) -> str:
    parts = re.findall(r"[A-Za-z]+|[0-9]+", found[0])
    return " ".join(_words(part) if part.isdigit() else " ".join(part) for part in parts)


_TABLE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?P<from>\b[0-9]+) ?[-\u2013\u2014] ?(?P<to>[0-9]+\b)", _range),
    (
        rf"(?P<count>\b[0-9]+) ?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b(?!')",
        _dose,
    ),
    (r"\b[0-9]+ ?/ ?[0-9]+\b", lambda found: "the number in words"),
    (r"\b(?:e\.g|i\.e|etc|approx|vs|ca)\b\.?|\b(?:no|min|sec|reps?)\.(?= ?[0-9])", lambda found: _short(found[0])),
    (r"\bw/", lambda found: "with"),
    (r"\b(?=[A-Za-z0-9]*[A-Za-z])(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]+\b", _label),
    (r"\b(?!OK\b|TV\b)[A-Z]{2,}s?\b", lambda found: "the whole name, as it is said"),
    (r"[/&+%\u00b0]", lambda found: _SIGNS[found[0]]),
)  # fmt: skip
_PATTERN = re.compile("|".join(f"(?P<r{n}>{pattern})" for n, (pattern, _) in enumerate(_TABLE)))


def _short(text: str) -> str:
    return _SHORT[text.rstrip(".")]


def misread(text: str, language: str) -> Iterator[str]:
    """What in the spoken ``text`` may be read otherwise than it is meant, and what to write instead."""
    if language.lower() != LANGUAGE:
        return
    for found in _PATTERN.finditer(text):
        instead = _TABLE[int((found.lastgroup or "r0")[1:])][1](found)
        quoted = instead if instead.startswith("the ") else f'"{instead}"'
        yield f'a voice may misread "{found[0]}"; write {quoted}'
