"""The Markdown of a session card, taken apart into headings and `Word: value` lines with their numbers."""

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

from voicecoach.script.problems import Problems
from voicecoach.script.rules import Rule

MOST_CHARACTERS = 1_000_000
MOST_LINES = 2_000
"""A card has about a hundred lines; markdown-it takes seconds for a list of a hundred thousand items."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
"""Characters that nobody sees: in a spoken line they could hide a command word from the check."""

_LINE = re.compile(r"(?P<mark>\*\*|__|)(?P<key>[^:]*?)\s*(?::(?P=mark)|(?P=mark)\s*:)\s*(?P<value>.*)")
"""The word before the colon may be bold; then the bold ends before or after the colon."""


@dataclass(frozen=True, slots=True)
class Line:
    """``key: value`` on line ``number``."""

    number: int
    key: str
    value: str


@dataclass(slots=True)
class Section:
    """A heading, the lines under it, and its raw ``text`` (for notes)."""

    heading: str
    number: int
    lines: list[Line] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A card as text: its title, the lines in front of the first step, the sections; and all lines as they stand."""

    title: str
    title_line: int
    front: Section
    sections: tuple[Section, ...]
    source: tuple[str, ...]


def read_page(text: str, problems: Problems) -> Page:
    """The page that ``text`` is; what cannot be a card at all ends here with `ScriptError`."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    _refuse_what_is_no_card(text, problems)
    tokens = MarkdownIt("zero").enable(["heading", "list", "hr"])
    tokens.core.ruler.enableOnly(["normalize", "block"])
    source = text.split("\n")
    title: str | None = None
    title_line = 1
    sections = [Section("", 1)]
    seen: set[int] = set()
    level = 0
    for token in tokens.parse(text):
        start, end = token.map or (0, 0)
        match token.type:
            case "heading_open":
                level = int(token.tag[1:])
                seen |= set(range(start, end))
            case "hr":
                seen |= set(range(start, end))
            case "inline" if level:
                named = title is not None
                title = _heading(token.content, level, start + 1, title, sections, problems)
                title_line = title_line if named or title is None else start + 1
                level = 0
            case "inline":
                seen |= set(range(start, end))
                for offset, raw in enumerate(token.content.split("\n")):
                    _line(raw, start + 1 + offset, sections[-1], problems)
            case _:
                pass
    _refuse_what_markdown_lost(source, seen, problems)
    _fill_notes(source, sections)
    if title is None:
        problems.add(1, 'the card has no title; begin with "# " and the name of the session', Rule.MISSING)
    return Page(title or "", title_line, sections[0], tuple(sections[1:]), tuple(source))


def is_notes(section: Section) -> bool:
    """Whether ``section`` is for the reader and not spoken."""
    return section.heading.lower().rstrip(":") == "notes"


def _refuse_what_is_no_card(text: str, problems: Problems) -> None:
    if len(text) > MOST_CHARACTERS:
        problems.add(1, "the file is larger than 1 MB; a session card is a few pages", Rule.NO_CARD)
    elif text.count("\n") > MOST_LINES:
        problems.add(
            MOST_LINES, f"the card has more than {MOST_LINES} lines; make several cards of it", Rule.NO_CARD
        )
    elif not text.strip():
        problems.add(1, "the file is empty; docs/write-a-session.md shows what a card needs", Rule.NO_CARD)
    elif unseen := _UNSEEN.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        text = f"an invisible character (U+{ord(unseen[0]):04X}) is here; type the line anew"
        problems.add(line, text, Rule.INVISIBLE)
    problems.settle()


def _heading(
    content: str, level: int, number: int, title: str | None, sections: list[Section], problems: Problems
) -> str | None:
    name = " ".join(content.split())
    if level == 2:
        if not name:
            problems.add(number, "the heading is empty; give the step a name", Rule.LAYOUT)
        sections.append(Section(name, number))
        return title
    if is_notes(sections[-1]):
        return title
    if level > 2:
        problems.add(number, f'"{"#" * level}" is no part of a card; a step begins with "##"', Rule.LAYOUT)
        return title
    if title is not None:
        text = f'there is a second title; "# {title}" is the title, a step begins with "##"'
        problems.add(number, text, Rule.LAYOUT)
        return title
    if not name:
        problems.add(number, "the title is empty; write the name of the session", Rule.LAYOUT)
    return name


def _line(raw: str, number: int, section: Section, problems: Problems) -> None:
    if is_notes(section):
        return
    raw = " ".join(raw.split())
    if raw.startswith("#"):
        problems.add(number, 'a heading needs a space after "#"; write "## Set up"', Rule.LAYOUT)
        return
    found = _LINE.fullmatch(raw)
    if found is None:
        problems.add(
            number,
            f'"{short(raw)}" does not begin with a word and a colon; write "Say: ..." to have it spoken, '
            'or put it under "## Notes"',
            Rule.LAYOUT,
        )
        return
    section.lines.append(Line(number, found["key"].strip(), found["value"].strip()))


def short(text: str, most: int = 40) -> str:
    """``text`` cut to ``most`` characters, for a message."""
    return text if len(text) <= most else text[: most - 3] + "..."


def _refuse_what_markdown_lost(source: list[str], seen: set[int], problems: Problems) -> None:
    """Markdown drops what is nested too deep; on a card nothing may be skipped silently."""
    for index, raw in enumerate(source):
        if raw.strip(" \t-+*>.)0123456789") and index not in seen:
            text = "this line is nested too deep to be read; move it to the left"
            problems.add(index + 1, text, Rule.LAYOUT)
            return


def _fill_notes(source: list[str], sections: list[Section]) -> None:
    ends = [section.number - 1 for section in sections[1:]] + [len(source)]
    for section, end in zip(sections, ends, strict=True):
        lines = source[section.number : end]
        section.text = "\n".join(line.rstrip() for line in lines).strip("\n")
