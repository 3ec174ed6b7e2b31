"""The handout of a session as a page model: frozen sections, lines and tables that HTML and PDF are drawn from."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from voicecoach.script.picture import Label, Picture


class Tone(Enum):
    """How a line stands out, in grey as well as in colour."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    """An aside, as the condition of a step."""
    SMALL = "small"
    """Small print."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``lead`` stands before it in bold; ``by_card``: in the card's language, else ours; ``goes_on``:
    in the same paragraph as the line before it."""

    text: str
    lead: str = ""
    tone: Tone = Tone.PLAIN
    by_card: bool = False
    goes_on: bool = False


Cell: TypeAlias = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs one under the other; ``listed``: with a mark before each."""

    lines: tuple[Line, ...]
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about (``head``), and its ``parts`` under each other, each with one cell a column."""

    head: Cell
    parts: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column ``heads``, the first of which stands over the heads of the rows; ``widths`` are in
    hundredths of the page."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Empty boxes to tick, one for each of ``heads`` in each of ``names``; ``wide``: all of them side by side."""

    names: tuple[str, ...]
    heads: tuple[str, ...]
    wide: bool = False


Block: TypeAlias = Lines | Table | Boxes | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; ``framed``: nobody may overlook it."""

    heading: str
    blocks: tuple[Block, ...]
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Handout:
    """A whole handout: ``language`` is the tag ("en") of our own words, ``card_language`` that of the card's."""

    title: str
    lead: Cell
    sections: tuple[Section, ...]
    foot: Line
    language: str
    card_language: str
    large: bool = False


def every_line(handout: Handout) -> tuple[str, ...]:
    """Every text of ``handout``, in its order."""
    texts = [handout.title, *(_text(line) for line in handout.lead)]
    for section in handout.sections:
        texts.append(section.heading)
        for block in section.blocks:
            texts += _texts(block)
    return (*texts, _text(handout.foot))


def _texts(block: Block) -> list[str]:
    match block:
        case Lines():
            return [_text(line) for line in block.lines]
        case Table():
            cells = [
                cell for row in block.rows for cell in (row.head, *(c for part in row.parts for c in part))
            ]
            return [*block.heads, *(_text(line) for cell in cells for line in cell)]
        case Boxes():
            return [*block.heads, *block.names]
        case Picture():
            return [stain.text for stain in block.stains if isinstance(stain, Label)]


def paragraphs(cell: Cell) -> tuple[Cell, ...]:
    """The lines of ``cell``, those of one paragraph together."""
    out: list[list[Line]] = []
    for line in cell:
        if out and line.goes_on:
            out[-1].append(line)
        else:
            out.append([line])
    return tuple(tuple(lines) for lines in out)


def _text(line: Line) -> str:
    return f"{line.lead} {line.text}".strip()
