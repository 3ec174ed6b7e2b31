"""A page as plain text, in the order in which it is read: for golden files, and to look for words in."""

from typing import assert_never

from voicecoach.script.handout import Block, Boxes, Cell, Handout, Lines, Table
from voicecoach.script.picture import Picture


def as_text(page: Handout) -> str:
    """Headings, lines and tables, a line each; a picture by what is said of it."""
    lines = [f"# {page.title}", *_lines(page.lead)]
    for section in page.sections:
        lines += ["", f"## {section.heading}{' (framed)' if section.framed else ''}"]
        for block in section.blocks:
            lines += _block(block)
    return "\n".join([*lines, "", *_lines((page.foot,))]) + "\n"


def _block(block: Block) -> list[str]:
    match block:
        case Lines():
            return _lines(block.lines)
        case Table():
            rows = [(row.head, *part) for row in block.rows for part in row.parts]
            return [" | ".join(block.heads), *(" | ".join(map(_cell, row)) for row in rows)]
        case Picture():
            return [f"({block.name}. {block.says})"]
        case Boxes():
            return [" | ".join((*block.heads, *block.names))]
        case _:
            assert_never(block)


def _lines(cell: Cell) -> list[str]:
    return [f"{line.lead} {line.text}".strip() for line in cell]


def _cell(cell: Cell) -> str:
    return " ".join(_lines(cell))
