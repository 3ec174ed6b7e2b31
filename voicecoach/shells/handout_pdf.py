"""A handout as PDF; the only importer of reportlab, and itself imported only when a PDF is wanted."""

import unicodedata
from io import BytesIO
from pathlib import Path
from typing import assert_never
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
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

from voicecoach.errors import UsageError
from voicecoach.script.handout import (
    Block,
    Boxes,
    Cell,
    Facts,
    Handout,
    Line,
    Lines,
    Section,
    Table,
    Tone,
    every_line,
)

PAPERS = {"a4": A4, "letter": LETTER}
_MARGIN = 12 * mm
_FOOT = 8 * mm
_GREY = colors.Color(0.93, 0.93, 0.93)
_RULE = ("LINEABOVE", (0, 0), (-1, 0), 0.5, colors.grey)
_TIGHT = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 2),
          ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
          ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]  # fmt: skip


class _Type:
    """The styles of one handout: ``size`` of the text in points, and the width that it may fill."""

    def __init__(self, large: bool, font: Path | None, texts: tuple[str, ...], width: float) -> None:
        self.size = 18.0 if large else 9.5
        self.small = 18.0 if large else 7.5
        self.width = width
        self.plain, self.bold, self.italic = _fonts(font, texts)

    def style(self, tone: Tone = Tone.PLAIN, size: float | None = None, **more: object) -> ParagraphStyle:
        size = size or (self.small if tone is Tone.SMALL else self.size)
        name = {Tone.STRONG: self.bold, Tone.QUIET: self.italic}.get(tone, self.plain)
        return ParagraphStyle(tone.value, fontName=name, fontSize=size, leading=1.2 * size, **more)

    def paragraph(self, line: Line, bullet: bool = False) -> Paragraph:
        lead = f'<font name="{self.bold}">{_marked(line.lead)}</font> ' if line.lead else ""
        indent = self.size if bullet else 0
        style = self.style(line.tone, leftIndent=indent, spaceAfter=0.15 * self.size)
        return Paragraph(lead + _marked(line.text), style, bulletText="•" if bullet else None)

    def heading(self, text: str) -> Flowable:
        return _Heading(_marked(text), self.style(Tone.STRONG, 1.2 * self.size, spaceAfter=2), text)


class _Heading(Paragraph):
    """A heading that the viewer lists beside the page."""

    def __init__(self, markup: str, style: ParagraphStyle, text: str) -> None:
        super().__init__(markup, style)
        self.named = text

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self.named, 0, self.height)
        self.canv.addOutlineEntry(self.named, self.named, 0, False)
        super().draw()


def as_pdf(handout: Handout, paper: str = "a4", font: Path | None = None) -> bytes:
    """The pages; ``font``: a TrueType file for letters that the usual one has not."""
    width, height = PAPERS[paper]
    kind = _Type(handout.large, font, every_line(handout), width - 2 * _MARGIN)
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=(width, height), title=handout.title, author="voicecoach", creator="voicecoach",
        lang=handout.language, invariant=1,
    )  # fmt: skip
    frame = Frame(_MARGIN, _MARGIN + _FOOT, kind.width, height - 2 * _MARGIN - _FOOT, 0, 0, 0, 0)

    def foot(canvas: Canvas, _: BaseDocTemplate) -> None:
        size = min(kind.small, 9)
        canvas.setFont(kind.plain, size)
        canvas.drawString(_MARGIN, _MARGIN, handout.foot.text[: int(kind.width / size * 1.8)])
        canvas.drawRightString(width - _MARGIN, _MARGIN, str(canvas.getPageNumber()))

    document.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    document.build(_story(handout, kind))
    return out.getvalue()


def _story(handout: Handout, kind: _Type) -> list[Flowable]:
    title = kind.style(Tone.STRONG, 1.9 * kind.size, spaceAfter=2)
    story: list[Flowable] = [Paragraph(_marked(handout.title), title)]
    story += [kind.paragraph(line) for line in handout.lead]
    for section in handout.sections:
        story += _section(section, kind)
    return story


def _section(section: Section, kind: _Type) -> list[Flowable]:
    blocks = [flowable for block in section.blocks for flowable in _block(block, kind)]
    gap = Spacer(0, 0.55 * kind.size)
    if section.framed:
        inside = Grid([[[kind.heading(section.heading), *blocks]]], colWidths=[kind.width])
        inside.setStyle([("BOX", (0, 0), (-1, -1), 1.5, colors.black)])
        return [gap, inside]
    rule = Grid([[kind.heading(section.heading)]], colWidths=[kind.width])
    rule.setStyle(
        [*_TIGHT, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("LINEBELOW", (0, 0), (-1, -1), 0.75, colors.black)]
    )
    if any(isinstance(block, Table) for block in section.blocks):
        return [CondPageBreak(8 * kind.size), gap, rule, Spacer(0, 2), *blocks]
    return [KeepTogether([gap, rule, Spacer(0, 2), *blocks])]


def _block(block: Block, kind: _Type) -> list[Flowable]:
    match block:
        case Lines():
            return [kind.paragraph(line, block.listed) for line in block.lines]
        case Table():
            return [_table(block, kind)]
        case Facts():
            return [_facts(block, kind)]
        case Boxes():
            return [_boxes(block, kind)]
        case _:
            assert_never(block)


def _table(block: Table, kind: _Type) -> Flowable:
    rows = [[Paragraph(_marked(head), kind.style(Tone.STRONG)) for head in block.heads]]
    marks: list[tuple[object, ...]] = [*_TIGHT, ("BACKGROUND", (0, 0), (-1, 0), _GREY)]
    bold_heads = len(block.heads) == 2
    for row in block.rows:
        first = len(rows)
        head = tuple(
            Line(line.text, line.lead, Tone.STRONG if bold_heads else line.tone) for line in row.head
        )
        for index, part in enumerate(row.parts):
            rows.append([_cell(head if index == 0 else (), kind), *(_cell(cell, kind) for cell in part)])
        marks.append(("LINEABOVE", (0, first), (-1, first), 0.5, colors.grey))
        if 1 < len(row.parts) <= 4:
            marks.append(("NOSPLIT", (0, first), (-1, len(rows) - 1)))
    widths = [kind.width * width / 100 for width in block.widths]
    grid = Grid(rows, colWidths=widths, repeatRows=1, splitInRow=1)
    grid.setStyle(marks)
    return grid


def _cell(cell: Cell, kind: _Type) -> list[Flowable]:
    return [kind.paragraph(line) for line in cell]


def _facts(block: Facts, kind: _Type) -> Flowable:
    cells = [
        [Paragraph(_marked(name), kind.style(Tone.STRONG)), _cell(cell, kind)] for name, cell in block.pairs
    ]
    half = -(-len(cells) // block.columns)
    columns = [cells[n * half : (n + 1) * half] for n in range(block.columns)]
    blank: list[object] = ["", ""]
    rows = [
        [part for column in columns for part in (column[n] if n < len(column) else blank)]
        for n in range(half)
    ]
    named = 0.18 if block.columns == 1 else 0.13
    each = kind.width / block.columns
    grid = Grid(
        rows, colWidths=[width for _ in columns for width in (named * kind.width, each - named * kind.width)]
    )
    grid.setStyle(_TIGHT)
    return grid


def _boxes(block: Boxes, kind: _Type) -> Flowable:
    style = kind.style(Tone.STRONG)
    rows: list[list[object]] = [["", *(Paragraph(head, style) for head in block.heads)]]
    rows += [[Paragraph(name, style), *("" for _ in block.heads)] for name in block.names]
    widths = [6 * kind.size, *(3.2 * kind.size for _ in block.heads)]
    grid = Grid(rows, colWidths=widths, rowHeights=[1.7 * kind.size] * len(rows), hAlign="LEFT")
    grid.setStyle([*_TIGHT, ("GRID", (0, 0), (-1, -1), 0.75, colors.black)])
    return grid


def _marked(text: str) -> str:
    """As reportlab's markup, in which nothing of the text counts as markup."""
    return escape("".join(letter if letter.isprintable() else " " for letter in text))


def _fonts(font: Path | None, texts: tuple[str, ...]) -> tuple[str, str, str]:
    """The names of the plain, the bold and the italic font; what they cannot show is told, not left out."""
    letters = sorted({letter for text in texts for letter in text if letter.isprintable()})
    for letter in letters:
        if unicodedata.bidirectional(letter) in ("R", "AL"):
            raise UsageError(
                f'the PDF cannot be set from right to left ("{letter}"); make the HTML and print it from a browser'
            )
    if font is None:
        for letter in letters:
            if not _in_helvetica(letter):
                raise UsageError(
                    f'the letter "{letter}" is not in the PDF\'s own font; name a TrueType file with --font, '
                    "or make the HTML and print it from a browser"
                )
        return "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
    try:
        loaded = TTFont("handout", str(font))
    except (TTFError, OSError) as error:
        raise UsageError(f"{font}: this is not a TrueType font that can be used ({error})") from error
    missing = [letter for letter in letters if ord(letter) not in loaded.face.charToGlyph]
    if missing:
        raise UsageError(f'{font}: the font has no letter "{missing[0]}"; name another one')
    pdfmetrics.registerFont(loaded)
    return "handout", "handout", "handout"


def _in_helvetica(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
