"""A report whose every letter can be set in a PDF: what cannot be shown is marked, and that is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from voicecoach.script.handout import Block, Boxes, Cell, Handout, Line, Lines, Row, Section, Table, Tone
from voicecoach.script.picture import Picture

MARK = "[?]"
NOTE = f"{MARK} stands for letters that this PDF's font has not; the HTML page shows them."


def settable(page: Handout, shows: Callable[[str], bool]) -> Handout:
    """``page`` with a mark in place of each run of letters that cannot be set, and a note where there is one."""
    found = _page(page, lambda text: _marked(text, shows))
    if found == page:
        return page
    return replace(found, lead=(*found.lead, Line(NOTE, tone=Tone.STRONG)))


def _marked(text: str, shows: Callable[[str], bool]) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    kept = "".join(letter if shows(letter) else "\0" for letter in printable)
    if kept == printable:
        return text
    return re.sub("\0(?:[\0\\s]*\0)?", MARK, kept)


def _page(page: Handout, change: Callable[[str], str]) -> Handout:
    sections = tuple(
        Section(change(section.heading), tuple(_block(b, change) for b in section.blocks), section.framed)
        for section in page.sections
    )
    return replace(
        page,
        title=change(page.title),
        lead=_cell(page.lead, change),
        sections=sections,
        foot=_line(page.foot, change),
    )


def _block(block: Block, change: Callable[[str], str]) -> Block:
    match block:
        case Lines():
            return replace(block, lines=_cell(block.lines, change))
        case Table():
            rows = tuple(
                Row(
                    _cell(row.head, change),
                    tuple(tuple(_cell(c, change) for c in part) for part in row.parts),
                )
                for row in block.rows
            )
            return replace(block, heads=tuple(map(change, block.heads)), rows=rows)
        case Boxes() | Picture():
            return block  # our own words
        case _:
            assert_never(block)


def _cell(cell: Cell, change: Callable[[str], str]) -> Cell:
    return tuple(_line(line, change) for line in cell)


def _line(line: Line, change: Callable[[str], str]) -> Line:
    return replace(line, text=change(line.text), lead=change(line.lead))
