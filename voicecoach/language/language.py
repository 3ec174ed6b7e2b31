"""A language: what is said for each English line of the coach, and the English words for what a person says in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from voicecoach.core.lines import number
from voicecoach.core.words import plain

_COUNTED = re.compile(r"(?P<count>[A-Z][a-z-]*(?: [a-z-]+)*)\.(?: (?P<cue>.+))?")
_PLACEHOLDER = re.compile(r"\{(?P<name>[a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """An English line with places to fill, as a ``pattern``, and the line ``said`` for it."""

    pattern: re.Pattern[str]
    said: str


@dataclass(frozen=True, slots=True)
class Meant:
    """The ``english`` words that a phrase stands for; a ``command`` counts only as it was said."""

    english: str
    command: bool


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Words that no text may have, what to write ``instead`` and ``why``."""

    pattern: re.Pattern[str]
    instead: str
    why: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ``code`` and ``name``; English is the one without any entry: it is what the core speaks.

    ``lines`` and ``templates`` are what is said for the core's English, ``parts`` what stands in the templates'
    places, ``numbers`` the names from zero on, ``phrases`` what the person may say, in plain words.
    """

    code: str
    name: str
    own_name: str
    voice: str | None = None
    lines: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[Template, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    phrases: Mapping[str, Meant] = field(default_factory=dict)
    spoken_as: Mapping[str, str] = field(default_factory=dict)
    small: frozenset[str] = frozenset()
    forbidden: tuple[Forbidden, ...] = ()

    @property
    def is_english(self) -> bool:
        """Whether nothing is translated."""
        return not self.lines

    def say(self, text: str) -> str:
        """What is said and shown for the English ``text`` of the core; a card's own text is as it is."""
        if self.is_english:
            return text
        if text in self.lines or text in self.parts:
            return self.lines.get(text) or self.parts[text]
        for template in self.templates:
            if found := template.pattern.fullmatch(text):
                return template.said.format(**{n: self._part(part) for n, part in found.groupdict().items()})
        counted = _COUNTED.fullmatch(text)
        if counted is None or counted["count"].lower() not in _values():
            return text
        count = _capital(self._part(counted["count"]))
        return f"{count}. {self.say(counted['cue'])}" if counted["cue"] else f"{count}."

    def word(self, english: str) -> str:
        """How a person says what the core knows as ``english``: "ready", "three", "left shoulder"."""
        if self.is_english:
            return english
        said = self.spoken_as.get(plain(english))
        if said is not None:
            return said
        words = [self.spoken_as.get(word, "") for word in plain(english).split()]
        return " ".join(words) if len(words) > 1 and all(words) else self._part(english)

    def understand(self, said: str) -> str:
        """What was ``said`` in words that the core understands; what is no phrase of this language stays as it is."""
        if not self.phrases:
            return said
        known, around, commands = self._sorted(said)
        if known and not commands and all(word in self.small for word in around):
            return " ".join(known)
        parts = re.split(r"([,.;:!?]+)", said)
        return "".join(part if n % 2 else self._translated(part) for n, part in enumerate(parts))

    def commands_in(self, line: str) -> tuple[str, ...]:
        """Every command of this language that occurs in a spoken ``line``."""
        said = f" {plain(line)} "
        return tuple(p for p, meant in self.phrases.items() if meant.command and f" {p} " in said)

    def claims_in(self, text: str) -> tuple[tuple[int, str, Forbidden], ...]:
        """Every word of ``text`` that no text may have: where it begins, the word, and the row that forbids it."""
        found = [(hit.start(), hit[0], row) for row in self.forbidden for hit in row.pattern.finditer(text)]
        return tuple(sorted(found, key=lambda one: one[0]))

    def _part(self, text: str) -> str:
        """What stands in a template's place: a known word, a number, digits one by one, or the card's own text."""
        if text in self.parts:
            return self.parts[text]
        value = _values().get(text.lower())
        if value is not None:
            return self.numbers[value] if value < len(self.numbers) else str(value)
        digits = [_values().get(word) for word in text.split()]
        if digits and all(digit is not None and digit < 10 for digit in digits):
            return " ".join(self.numbers[digit] for digit in digits if digit is not None)
        return self.say(text) if text in self.lines else text

    def _sorted(self, said: str) -> tuple[list[str], list[str], bool]:
        """The phrases in ``said`` in English, the words around them, and whether one of the phrases is a command."""
        found = self._found(said)
        known = [meant.english for _, meant in found if meant is not None]
        around = [word for word, meant in found if meant is None]
        return known, around, any(meant is not None and meant.command for _, meant in found)

    def _translated(self, segment: str) -> str:
        found = self._found(segment)
        if all(meant is None for _, meant in found):
            return segment
        before = segment[: len(segment) - len(segment.lstrip())]
        return before + " ".join(meant.english if meant is not None else word for word, meant in found)

    def _found(self, said: str) -> list[tuple[str, Meant | None]]:
        """The words of ``said``, with what they mean together: the longest phrases first."""
        words = plain(said).split()
        out: list[tuple[str, Meant | None]] = []
        while words:
            length = next((n for n in range(len(words), 1, -1) if " ".join(words[:n]) in self.phrases), 1)
            phrase = " ".join(words[:length])
            out.append((phrase, self.phrases.get(phrase)))
            words = words[length:]
        return out


ENGLISH = Language("en", "English", "English")


def template(english: str, said: str) -> Template:
    """The template of a line with {places}."""
    pieces = _PLACEHOLDER.split(english)
    pattern = "".join(f"(?P<{piece}>.+?)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces))
    return Template(re.compile(pattern), said)


def places_in(text: str) -> frozenset[str]:
    """The names of the {places} in ``text``."""
    return frozenset(_PLACEHOLDER.findall(text))


@cache
def _values() -> dict[str, int]:
    """The numbers that the core can name, by their English names."""
    return {number(value): value for value in range(1000)}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
