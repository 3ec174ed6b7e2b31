"""The type of a handout as PDF: its fonts, its styles, and its paragraphs."""

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Flowable, Paragraph
from reportlab.platypus.paraparser import ParaFrag

from voicecoach.errors import UsageError
from voicecoach.script.handout import Cell, Line, Tone
from voicecoach.shells.letters import from_left, in_helvetica

LARGE = 18.0


class Type:
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
        lead = f'<font name="{self.bold}">{marked(line.lead)}</font> ' if line.lead else ""
        return lead + marked(line.text)

    def heading(self, text: str) -> Flowable:
        return _Heading(marked(text), self.style(Tone.STRONG, 1.15 * self.size), text)


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


def marked(text: str) -> str:
    """As reportlab's markup, in which nothing of the text counts as markup."""
    return escape(_printable(text))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\xa0" else " " for letter in text)


def fonts(font: Path | None, texts: tuple[str, ...]) -> tuple[str, str, str]:
    """The names of the plain, the bold and the italic font; what they cannot show is told, not left out."""
    letters = sorted({letter for text in texts for letter in text if letter.isprintable()})
    for letter in letters:
        if not from_left(letter):
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
