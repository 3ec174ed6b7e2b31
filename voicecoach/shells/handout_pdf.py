"""A handout as PDF; the only importer of reportlab, and itself imported only when a PDF is wanted."""

import unicodedata
from bisect import bisect_left
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, assert_never
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
from reportlab.platypus.paraparser import ParaFrag

from voicecoach.errors import UsageError
from voicecoach.script.handout import (
    Block,
    Boxes,
    Cell,
    Handout,
    Line,
    Lines,
    Section,
    Table,
    Tone,
    every_line,
    paragraphs,
)
from voicecoach.script.picture import Label, Mark, Picture, Shape, Stain, Stroke

_Mark: TypeAlias = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]
"""How reportlab styles a table: what, from which cell to which, and its values."""
PAPERS = {"a4": A4, "letter": LETTER}
LARGE = 18.0
MOST_PAGES = 2
_HOPELESS = 20_000
"""So many letters do not stand on two pages in any size, and need not be tried."""
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.25, 8.0)
_USUAL = 9.5
_MARGIN = 10 * mm
_FOOT = 5 * mm
_KEPT = 6
"""Paragraphs that are kept on one page."""
_TALL = 1000
"""Letters in a cell from which on its row may be torn by the end of a page."""
_GREY = colors.Color(0.93, 0.93, 0.93)
_RULE = ("LINEABOVE", (0, 0), (-1, 0), 0.5, colors.grey)
_TIGHT = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 2),
          ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 1),
          ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]  # fmt: skip


class _Type:
    """The styles of one handout: ``size`` of the text in points, and the width that it may fill."""

    def __init__(self, size: float, names: tuple[str, str, str], width: float) -> None:
        self.size = size
        self.small = size if size >= LARGE else 0.85 * size
        self.width = width
        self.plain, self.bold, self.italic = names
        self._styles: dict[tuple[Tone, float | None, float], ParagraphStyle] = {}
        self._bares: dict[Tone, ParaFrag] = {}

    def style(self, tone: Tone = Tone.PLAIN, size: float | None = None, indent: float = 0) -> ParagraphStyle:
        kept = self._styles.get((tone, size, indent))
        if kept is None:
            kept = self._styles[tone, size, indent] = self._style(tone, size, indent)
        return kept

    def _style(self, tone: Tone, size: float | None, indent: float) -> ParagraphStyle:
        size = size or (self.small if tone is Tone.SMALL else self.size)
        name = {Tone.STRONG: self.bold, Tone.QUIET: self.italic}.get(tone, self.plain)
        leading = (1.13 if size < 9 else 1.18) * size
        return ParagraphStyle(
            tone.value, fontName=name, fontSize=size, leading=leading, leftIndent=indent, bulletFontSize=size
        )

    def paragraph(self, lines: Cell, bullet: bool = False) -> Paragraph:
        line = lines[0]
        if len(lines) == 1 and line.text and not line.lead and not bullet:
            bare = self._bare(line.tone).clone(text=_printable(line.text))
            return _Text("", self.style(line.tone), frags=[bare])
        text = " ".join(
            self._run(each)
            if each.tone is line.tone
            else f'<font name="{self.style(each.tone).fontName}">{self._run(each)}</font>'
            for each in lines
        )
        style = self.style(line.tone, indent=self.size if bullet else 0)
        return _Text(text, style, bulletText="•" if bullet else None)

    def _bare(self, tone: Tone) -> ParaFrag:
        """What reportlab makes of a text without markup; it reads markup letter by letter, and most cells have none."""
        kept = self._bares.get(tone)
        if kept is None:
            [kept] = Paragraph("x", self.style(tone)).frags
            self._bares[tone] = kept
        return kept

    def _run(self, line: Line) -> str:
        lead = f'<font name="{self.bold}">{_marked(line.lead)}</font> ' if line.lead else ""
        return lead + _marked(line.text)

    def heading(self, text: str) -> Flowable:
        return _Heading(_marked(text), self.style(Tone.STRONG, 1.15 * self.size), text)


class _Text(Paragraph):
    """A paragraph that is broken into lines once for each width: a table asks for that on every page it goes over."""

    blPara: Any  # noqa: N815 reportlab's name for the lines
    _broken: tuple[float, tuple[float, float], Any] | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self._broken is None or self._broken[0] != width:
            self._broken = width, super().wrap(width, height), self.blPara
        _, size, self.blPara = self._broken  # reportlab takes the lines away where it found no room for them
        return size


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
    """The pages, in the largest of the sizes with which they are two, or else in the usual one; ``font``: a TrueType
    file for letters that the usual font has not."""
    texts = every_line(handout)
    names = _fonts(font, texts)
    if handout.large:
        return _set(handout, paper, names, LARGE)[0]
    if sum(map(len, texts)) > _HOPELESS:
        return _set(handout, paper, names, _USUAL)[0]
    fits = bisect_left(SIZES, True, key=lambda size: _set(handout, paper, names, size)[1] <= MOST_PAGES)
    return _set(handout, paper, names, SIZES[fits] if fits < len(SIZES) else _USUAL)[0]


def _set(handout: Handout, paper: str, names: tuple[str, str, str], size: float) -> tuple[bytes, int]:
    """The document with text of ``size`` points, and how many pages it has."""
    width, height = PAPERS[paper]
    kind = _Type(size, names, width - 2 * _MARGIN)
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=(width, height), title=handout.title, author="voicecoach", creator="voicecoach",
        lang=handout.language, invariant=1,
    )  # fmt: skip
    frame = Frame(_MARGIN, _MARGIN + _FOOT, kind.width, height - 2 * _MARGIN - _FOOT, 0, 0, 0, 0)

    def foot(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(kind.plain, kind.small)
        text = handout.title if handout.large else handout.foot.text
        while text and canvas.stringWidth(text) > kind.width - 4 * kind.small:
            text = text[: -1 - len(text) // 20]
        canvas.drawString(_MARGIN, _MARGIN, text)
        canvas.drawRightString(width - _MARGIN, _MARGIN, str(canvas.getPageNumber()))

    document.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    document.build(_story(handout, kind))
    return out.getvalue(), document.page


def _story(handout: Handout, kind: _Type) -> list[Flowable]:
    title = kind.style(Tone.STRONG, 1.9 * kind.size)
    story: list[Flowable] = [Paragraph(_marked(handout.title), title)]
    story += [kind.paragraph((line,)) for line in handout.lead]
    for section in handout.sections:
        story += _section(section, kind)
    if handout.large:
        story.append(kind.paragraph((handout.foot,)))
    return story


def _section(section: Section, kind: _Type) -> list[Flowable]:
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
    if any(isinstance(block, Table) for block in section.blocks) or len(blocks) > _KEPT:
        return [CondPageBreak(8 * kind.size), gap, rule, Spacer(0, 2), *blocks]
    return [KeepTogether([gap, rule, Spacer(0, 2), *blocks])]


def _block(block: Block, kind: _Type) -> list[Flowable]:
    match block:
        case Lines():
            return [kind.paragraph(lines, block.listed) for lines in paragraphs(block.lines)]
        case Table():
            return [_table(block, kind)]
        case Boxes():
            return [_boxes(block, kind)]
        case Picture():
            return [_Picture(block, kind)]
        case _:
            assert_never(block)


def _table(block: Table, kind: _Type) -> Flowable:
    rows: list[list[object]] = [[Paragraph(_marked(head), kind.style(Tone.STRONG)) for head in block.heads]]
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


def _cell(cell: Cell, kind: _Type) -> list[Flowable]:
    return [kind.paragraph(lines) for lines in paragraphs(cell)]


def _letters(cell: Cell) -> int:
    return sum(len(line.lead) + len(line.text) for line in cell)


def _boxes(block: Boxes, kind: _Type) -> Flowable:
    if block.wide:
        return _wide_boxes(block, kind)
    style = kind.style(Tone.STRONG)
    rows: list[list[object]] = [["", *(Paragraph(head, style) for head in block.heads)]]
    rows += [[Paragraph(name, style), *("" for _ in block.heads)] for name in block.names]
    widths = [6 * kind.size, *(3.2 * kind.size for _ in block.heads)]
    grid = Grid(rows, colWidths=widths, rowHeights=[1.7 * kind.size] * len(rows), hAlign="LEFT")
    grid.setStyle([*_TIGHT, ("GRID", (0, 0), (-1, -1), 0.75, colors.black)])
    return grid


def _wide_boxes(block: Boxes, kind: _Type) -> Flowable:
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


class _Picture(Flowable):
    """A picture as wide as the page."""

    def __init__(self, picture: Picture, kind: _Type) -> None:
        super().__init__()
        self.picture = picture
        self.kind = kind
        self.scale = kind.width / picture.width

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.kind.width, self.picture.height * self.scale

    def draw(self) -> None:
        canvas = self.canv
        canvas.scale(self.scale, self.scale)
        for stain in self.picture.stains:
            _draw(canvas, stain, self.picture.height, self.kind)


def _draw(canvas: Canvas, stain: Stain, height: float, kind: _Type) -> None:
    """``height``: the paper's y goes up, the picture's down."""
    match stain:
        case Stroke():
            canvas.setLineWidth(stain.wide)
            canvas.setStrokeColor(colors.grey if stain.grey else colors.black)
            path = canvas.beginPath()
            path.moveTo(stain.points[0][0], height - stain.points[0][1])
            for x, y in stain.points[1:]:
                path.lineTo(x, height - y)
            canvas.drawPath(path)
        case Mark():
            _draw_mark(canvas, stain, height)
        case Label():
            canvas.setFont(kind.bold if stain.bold else kind.plain, stain.size)
            canvas.setFillColor(colors.black)
            write = canvas.drawRightString if stain.ends else canvas.drawString
            write(stain.x, height - stain.y, stain.text)
        case _:
            assert_never(stain)


def _draw_mark(canvas: Canvas, mark: Mark, height: float) -> None:
    x, y, size = mark.x, height - mark.y, mark.size
    canvas.setLineWidth(0.6)
    canvas.setStrokeColor(colors.black)
    match mark.shape:
        case Shape.RING | Shape.DOT:
            canvas.setFillColor(colors.black if mark.shape is Shape.DOT else colors.white)
            canvas.circle(x, y, size, fill=1)
        case Shape.SQUARE:
            canvas.setFillColor(colors.Color(0.73, 0.73, 0.73))
            canvas.rect(x - size, y - size, 2 * size, 2 * size, fill=1)
        case Shape.CROSS:
            canvas.line(x - size, y - size, x + size, y + size)
            canvas.line(x - size, y + size, x + size, y - size)
        case _:
            assert_never(mark.shape)


def _marked(text: str) -> str:
    """As reportlab's markup, in which nothing of the text counts as markup."""
    return escape(_printable(text))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\xa0" else " " for letter in text)


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
            if not in_helvetica(letter):
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


def in_helvetica(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
