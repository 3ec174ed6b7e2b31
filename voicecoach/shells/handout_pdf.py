"""A handout as PDF, imported only when a PDF is wanted."""

from bisect import bisect_left
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, assert_never

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

from voicecoach.script.handout import (
    Block,
    Boxes,
    Cell,
    Handout,
    Lines,
    Section,
    Table,
    Tone,
    every_line,
    paragraphs,
)
from voicecoach.script.picture import Picture
from voicecoach.shells.pdf_picture import Drawn
from voicecoach.shells.pdf_type import LARGE, Type, fonts, marked

_Mark: TypeAlias = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]
"""How reportlab styles a table: what, from which cell to which, and its values."""
PAPERS = {"a4": A4, "letter": LETTER}
MOST_PAGES = 2
_HOPELESS = 20_000
"""So many letters do not stand on two pages in any size, and need not be tried."""
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.25, 8.0)
_USUAL = 9.5
_MARGIN = 10 * mm
_FOOT = 5 * mm
_KEPT, _KEPT_LARGE = 12, 6
"""Paragraphs that are kept on one page, so that the way out is not torn from what leads to it."""
_TALL = 1000
"""Letters in a cell from which on its row may be torn by the end of a page."""
_SMALLEST = 5.0
"""Points below which nobody could read the line at the foot of a page."""
_GREY = colors.Color(0.93, 0.93, 0.93)
_RULE = ("LINEABOVE", (0, 0), (-1, 0), 0.5, colors.grey)
_TIGHT = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 2),
          ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 1),
          ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]  # fmt: skip


def as_pdf(handout: Handout, paper: str = "a4", font: Path | None = None) -> bytes:
    """The pages, in the largest of the sizes with which they are two, or else in the usual one; ``font``: a TrueType
    file for letters that the usual font has not."""
    texts = every_line(handout)
    names = fonts(font, texts)
    if handout.large:
        return _set(handout, paper, names, LARGE)[0]
    if sum(map(len, texts)) > _HOPELESS:
        return _set(handout, paper, names, _USUAL)[0]
    fits = bisect_left(SIZES, True, key=lambda size: _set(handout, paper, names, size)[1] <= MOST_PAGES)
    return _set(handout, paper, names, SIZES[fits] if fits < len(SIZES) else _USUAL)[0]


def _set(handout: Handout, paper: str, names: tuple[str, str, str], size: float) -> tuple[bytes, int]:
    """The document with text of ``size`` points, and how many pages it has."""
    width, height = PAPERS[paper]
    kind = Type(size, names, width - 2 * _MARGIN)
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=(width, height), title=handout.title, author="voicecoach", creator="voicecoach",
        lang=handout.language, invariant=1,
    )  # fmt: skip
    frame = Frame(_MARGIN, _MARGIN + _FOOT, kind.width, height - 2 * _MARGIN - _FOOT, 0, 0, 0, 0)

    def foot(canvas: Canvas, _: BaseDocTemplate) -> None:
        text = handout.title if handout.large else handout.foot.text
        room = kind.width - 4 * kind.small
        size = min(kind.small, kind.small * room / max(1.0, canvas.stringWidth(text, kind.plain, kind.small)))
        if size >= _SMALLEST:
            canvas.setFont(kind.plain, size)
            canvas.drawString(_MARGIN, _MARGIN, text)
        canvas.setFont(kind.plain, kind.small)
        canvas.drawRightString(width - _MARGIN, _MARGIN, str(canvas.getPageNumber()))

    document.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    document.build(_story(handout, kind))
    return out.getvalue(), document.page


def _story(handout: Handout, kind: Type) -> list[Flowable]:
    title = kind.style(Tone.STRONG, 1.9 * kind.size)
    story: list[Flowable] = [Paragraph(marked(handout.title), title)]
    story += [kind.paragraph((line,)) for line in handout.lead]
    for section in handout.sections:
        story += _section(section, kind)
    if handout.large:
        story.append(kind.paragraph((handout.foot,)))
    return story


def _section(section: Section, kind: Type) -> list[Flowable]:
    blocks = [flowable for block in section.blocks for flowable in _block(block, kind)]
    gap = Spacer(0, 0.4 * kind.size)
    if section.framed:
        inside = Grid([[[kind.heading(section.heading), *blocks]]], colWidths=[kind.width], splitInRow=1)
        inside.setStyle([("BOX", (0, 0), (-1, -1), 1.5, colors.black)])
        return [gap, inside]
    rule = Grid([[kind.heading(section.heading)]], colWidths=[kind.width])
    rule.setStyle(
        [*_TIGHT, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("LINEBELOW", (0, 0), (-1, -1), 0.75, colors.black)]
    )
    if any(isinstance(block, Table) for block in section.blocks) or len(blocks) > (
        _KEPT_LARGE if kind.size >= LARGE else _KEPT
    ):
        return [CondPageBreak(8 * kind.size), gap, rule, Spacer(0, 2), *blocks]
    return [KeepTogether([gap, rule, Spacer(0, 2), *blocks])]


def _block(block: Block, kind: Type) -> list[Flowable]:
    match block:
        case Lines():
            return [kind.paragraph(lines, block.listed) for lines in paragraphs(block.lines)]
        case Table():
            return [_table(block, kind)]
        case Boxes():
            return [_boxes(block, kind)]
        case Picture():
            return [Drawn(block, kind)]
        case _:
            assert_never(block)


def _table(block: Table, kind: Type) -> Flowable:
    rows: list[list[object]] = [[Paragraph(marked(head), kind.style(Tone.STRONG)) for head in block.heads]]
    marks: list[_Mark] = [*_TIGHT, ("BACKGROUND", (0, 0), (-1, 0), _GREY)]
    for row in block.rows:
        first = len(rows)
        for index, part in enumerate(row.parts):
            rows.append([_cell(row.head if index == 0 else (), kind), *(_cell(cell, kind) for cell in part)])
        marks.append(("LINEABOVE", (0, first), (-1, first), 0.5, colors.grey))
        if 1 < len(row.parts) <= 4:
            marks.append(("NOSPLIT", (0, first), (-1, len(rows) - 1)))
            marks.append(("SPAN", (0, first), (0, len(rows) - 1)))
    widths = [kind.width * width / 100 for width in block.widths]
    tall = any(_letters(cell) > _TALL for row in block.rows for cell in (row.head, *chain(*row.parts)))
    grid = Grid(rows, colWidths=widths, repeatRows=1, splitInRow=int(tall))
    grid.setStyle(marks)
    return grid


def _cell(cell: Cell, kind: Type) -> list[Flowable]:
    return [kind.paragraph(lines) for lines in paragraphs(cell)]


def _letters(cell: Cell) -> int:
    return sum(len(line.lead) + len(line.text) for line in cell)


def _boxes(block: Boxes, kind: Type) -> Flowable:
    if block.wide:
        return _wide_boxes(block, kind)
    style = kind.style(Tone.STRONG)
    rows: list[list[object]] = [["", *(Paragraph(head, style) for head in block.heads)]]
    rows += [[Paragraph(name, style), *("" for _ in block.heads)] for name in block.names]
    widths = [6 * kind.size, *(3.2 * kind.size for _ in block.heads)]
    grid = Grid(rows, colWidths=widths, rowHeights=[1.7 * kind.size] * len(rows), hAlign="LEFT")
    grid.setStyle([*_TIGHT, ("GRID", (0, 0), (-1, -1), 0.75, colors.black)])
    return grid


def _wide_boxes(block: Boxes, kind: Type) -> Flowable:
    """All weeks side by side: their names, the letters of the days, the boxes."""
    many, weeks = len(block.heads), len(block.names)
    named = [cell for name in block.names for cell in (name, *[""] * (many - 1))]
    days = [day[:1] for _ in block.names for day in block.heads]
    grid = Grid(
        [named, days, [""] * len(days)],
        colWidths=[kind.width / len(days)] * len(days),
        rowHeights=[1.5 * kind.size, 1.5 * kind.size, 2 * kind.size],
    )
    marks: list[_Mark] = [
        ("GRID", (0, 0), (-1, -1), 0.75, colors.black),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONT", (0, 0), (-1, -1), kind.bold, kind.size),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    marks += [("SPAN", (week * many, 0), ((week + 1) * many - 1, 0)) for week in range(weeks)]
    grid.setStyle(marks)
    return grid
