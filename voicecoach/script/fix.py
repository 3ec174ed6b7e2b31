"""What in a card can be put right without asking its author: slips of which only one thing can be meant."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from voicecoach.language.folder import language_of
from voicecoach.script import values
from voicecoach.script.problems import LineError
from voicecoach.script.rules import Rule
from voicecoach.script.slips import meant
from voicecoach.script.vocabulary import FRONT, OUT, QUESTIONS, SCREENING, STEP, Key, Named, Shape, read_key

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_BREAKS = re.compile(r"(\r\n|\r|\n)")
_BULLET = re.compile("^([ \t]*)[\u2022\u00b7\u25cf\u25aa\u2013\u2014][ \t]+")
_ENTRY = re.compile(
    r"(?P<lead>[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)?)(?P<mark>\*\*|__|)(?P<key>[^:*_]*?)"
    r"(?P<colon>[ \t]*(?::(?P=mark)|(?P=mark)[ \t]*:))(?P<value>.*)"
)
_LANGUAGE = re.compile(r"^[ \t]*[-*+][ \t]+Language:[ \t]*(\S.*)$", re.MULTILINE | re.IGNORECASE)
_SINGLE, _DOUBLE = (
    re.compile("[\u2018\u2019\u201a\u201b]"),
    re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb]"),
)
_SECONDS = re.compile(r"[0-9] ?(?:s|sec|secs|seconds?)\b")
_OTHER_UNIT = re.compile(r"\b(?:min|mins|minutes?|h|hours?)\b")
_BARE = re.compile(r"(?<=[A-Za-z] )([0-9]+(?:\.[0-9]+)?)(?=\s*(?:,|$))")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was changed on ``line``, as a sentence, and the rule that it is for."""

    line: int
    what: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a card a line stands: the words that may begin it; None in the notes."""

    words: dict[str, Shape] | None


Changed = tuple[str, str, Rule]
"""The line as it is now, what was changed, and the rule that it is for."""


def fixed(text: str) -> tuple[str, tuple[Fixed, ...]]:
    """``text`` with every slip put right, otherwise letter for letter as it was; and what was changed."""
    start = "\ufeff" if text.startswith("\ufeff") else ""
    pieces = _BREAKS.split(text[len(start) :])
    found: list[Fixed] = []
    place = Place(FRONT)
    english = _written_in_english(text)
    for number in range(0, len(pieces), 2):
        line = _UNSEEN.sub("", pieces[number])
        if line != pieces[number]:
            found.append(Fixed(number // 2 + 1, "an invisible character is left out", Rule.INVISIBLE))
        line, place = _heading(line, place, number // 2 + 1, found)
        if place.words is not None and not line.startswith("#"):
            line = _line(line, place.words, number // 2 + 1, found, english)
        pieces[number] = line
    return start + "".join(pieces), tuple(found)


def _heading(line: str, place: Place, number: int, found: list[Fixed]) -> tuple[str, Place]:
    """A heading put right, and where the lines under it stand."""
    if place.words is not None and re.match(r"#{1,2}[^#\s]", line):
        line = re.sub(r"^#+", lambda marks: f"{marks[0]} ", line)
        found.append(Fixed(number, 'there is a space after "#" now', Rule.LAYOUT))
    heading = re.fullmatch(r"(##[ \t]+)(.*?)([ \t]*)", line)
    if heading is None:
        return line, place
    name = heading[2]
    kind, colon, value = name.partition(":")
    if not colon and name.lower().startswith("way out "):
        kind, colon, value = name[:7], ":", name[7:]
        found.append(Fixed(number, 'there is a colon after "Way out" now', Rule.LAYOUT))
    if colon and (near := meant(kind.strip(), ("Way out", "Put away"))):
        found.append(_respelt(number, kind.strip(), near))
        kind = near
    line = f"{heading[1]}{kind}{colon}{value}{heading[3]}"
    match kind.strip().lower():
        case "notes" if not value.strip():
            return line, Place(None)
        case "way out" | "put away" if colon:
            return line, Place(OUT)
        case _:
            return line, Place(STEP)


def _written_in_english(text: str) -> bool:
    """Whether the quotes of this card are to be plain; other languages have marks of their own."""
    said = _LANGUAGE.search(text)
    return said is None or language_of(said[1]).is_english


def _line(line: str, words: dict[str, Shape], number: int, found: list[Fixed], english: bool) -> str:
    quotes = (_quotes,) if english else ()
    for change in (_bullet, *quotes, _spaces, _colon, _word(words), _unit(words), _value(words)):
        for now, what, rule in change(line):
            line = now
            found.append(Fixed(number, what, rule))
    return line


def _bullet(line: str) -> Iterator[Changed]:
    now = _BULLET.sub(r"\1- ", line)
    if now != line:
        yield now, 'the line begins with "-" now', Rule.LAYOUT


def _quotes(line: str) -> Iterator[Changed]:
    now = _DOUBLE.sub('"', _SINGLE.sub("'", line))
    if now != line:
        yield now, "the quotes are plain ones now", Rule.QUOTES


def _spaces(line: str) -> Iterator[Changed]:
    now = re.sub(r"(?<=\S)(?: {2,}|[ \t]*\t[ \t]*)(?=\S)", " ", line)
    if now != line and not re.match(r"[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]{2,}", line):
        yield now, "of several spaces one is left", Rule.SPACES


def _colon(line: str) -> Iterator[Changed]:
    if ":" not in line and "\uff1a" in line:
        yield re.sub("\uff1a ?", ": ", line, count=1).rstrip(" "), "the colon is a plain one now", Rule.LAYOUT


def _word(words: dict[str, Shape]) -> Callable[[str], Iterator[Changed]]:
    def change(line: str) -> Iterator[Changed]:
        entry = _ENTRY.fullmatch(line)
        if entry is None or not entry["key"] or _key(entry["key"], words) is not None:
            return
        for size in (3, 2, 1):
            parts = entry["key"].split(" ")
            written, rest = " ".join(parts[:size]), parts[size:]
            near = meant(written, [word for word in words if len(word.split()) == size])
            if len(parts) >= size and near and _takes(words[near], rest):
                key = " ".join((near, *rest))
                now = line[: entry.start("key")] + key + line[entry.end("key") :]
                yield now, f'"{written}" is "{near}" now', Rule.WORD
                return

    return change


def _unit(words: dict[str, Shape]) -> Callable[[str], Iterator[Changed]]:
    def change(line: str) -> Iterator[Changed]:
        entry = _ENTRY.fullmatch(line)
        key = _key(entry["key"], words) if entry is not None else None
        if entry is None or key is None:
            return
        head, value = line[: entry.start("value")], entry["value"]
        word = key.word
        now = value
        if word in ("Reps", "Breathe"):
            count, colon, rest = value.partition(":")
            now = f"{_with_times(count)}{colon}{_with_seconds(rest, word)}" if colon else value
        elif word == "Again":
            steps, semicolon, count = value.partition(";")
            now = f"{steps}{semicolon}{_with_times(count)}"
        if now != value:
            yield head + now, f'"{value.strip()}" is "{now.strip()}" now', Rule.UNIT

    return change


def _value(words: dict[str, Shape]) -> Callable[[str], Iterator[Changed]]:
    """The names that the format itself has as values: positions, screening questions, questions."""

    def change(line: str) -> Iterator[Changed]:
        entry = _ENTRY.fullmatch(line)
        key = _key(entry["key"], words) if entry is not None else None
        if entry is None or key is None:
            return
        known: dict[str, Iterable[str]] = {
            "Place": values.BODIES,
            "Place after": values.BODIES,
            "Ask": QUESTIONS,
            "Ask first": SCREENING,
        }
        if key.word not in known or key.name is not None:
            return
        pattern = r"[^,()]+(?=\s*(?:[,(]|$))" if key.word == "Ask first" else r"^.+?(?=\.?$| with )"
        for part in re.finditer(pattern, entry["value"]):
            written = part[0].strip()
            if near := meant(written.rstrip("."), known[key.word]):
                start = entry.start("value") + part.start() + part[0].index(written)
                now = line[:start] + near + line[start + len(written.rstrip(".")) :]
                yield now, f'"{written}" is "{near}" now', Rule.NAME
                yield from change(now)  # a second slip on the same line
                return

    return change


def _key(text: str, words: dict[str, Shape]) -> Key | None:
    """What ``text`` is before a colon, spaced as the parser sees it; None if it is no word of the format."""
    try:
        return read_key(" ".join(text.split()), words)
    except LineError:
        return None


def _takes(shape: Shape, rest: list[str]) -> bool:
    if not rest:
        return shape.named is not Named.MUST
    return shape.named is not Named.NO or (shape.conditional and rest[0].lower() == "if")


def _with_times(count: str) -> str:
    """``count`` with its unit, if that is all it lacks."""
    bare = count.rstrip()
    try:
        values.count(bare.strip().removesuffix(" each"))
    except LineError as wrong:
        if wrong.rule is Rule.UNIT:
            each = " each" if bare.endswith(" each") else ""
            return f"{bare.removesuffix(' each')} times{each}{count[len(bare) :]}"
    return count


def _with_seconds(phases: str, word: str) -> str:
    """Each bare number with the unit that the others have; breaths are of seconds."""
    if _OTHER_UNIT.search(phases) or (word == "Reps" and not _SECONDS.search(phases)):
        return phases
    return _BARE.sub(r"\1 s", phases)


def _respelt(line: int, written: str, near: str) -> Fixed:
    return Fixed(line, f'"{written}" is "{near}" now', Rule.WORD)
