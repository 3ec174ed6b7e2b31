"""A handout as one HTML page that needs nothing else: no script, no network, its style inside."""

from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, tostring

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
from voicecoach.script.picture import Picture
from voicecoach.shells.picture_svg import add_picture

# Sizes in pt, because paper is what it is for; nothing depends on a colour.
_FITS = ((10.5, 7000), (10.0, 7700), (9.5, 8500), (9.0, 9000), (8.5, 10_500), (8.0, 13_000))
_TOO_LONG = 9.5
"""Sizes in points, and how many letters of each."""
_PICTURE = 2500
"""As many letters make up for a picture, beside tables that have room to spare."""
_STYLE = """
html.large { --size: 18pt; --small: 18pt; --leading: 1.25; }
@page { margin: 10mm; }
* { box-sizing: border-box; }
body { font: var(--size)/var(--leading) Arial, "Liberation Sans", Helvetica, sans-serif; color: #000; background: #fff;
  max-width: 190mm; margin: 0 auto; overflow-wrap: anywhere; }
@media screen { body { padding: 8mm 4mm; font-size: max(var(--size), 12pt); max-width: 60em; } }
@media print { body { max-width: none; } }
h1 { font-size: 1.9em; line-height: 1.1; margin: 0 0 .1em; }
h2 { font-size: 1.15em; line-height: 1.2; margin: .5em 0 .15em; border-bottom: .75pt solid #000; break-after: avoid; }
.framed { border: 1.5pt solid #000; padding: .1em .6em .3em; margin: .4em 0; break-inside: avoid; }
.framed h2 { border: 0; margin: .1em 0; }
p, ul { margin: 0; }
ul { padding-left: 1.1em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 1pt 4pt 1pt 2pt; border-top: .5pt solid #777; }
thead th { border-top: 0; border-bottom: 1pt solid #000; background: #eee; }
thead { display: table-header-group; }
tbody { break-inside: avoid; }
tbody tr + tr td { border-top: 0; }
tbody th { font-weight: 400; hyphens: auto; }
.strong { font-weight: bold; }
.quiet { font-style: italic; font-weight: 400; }
.small { font-size: var(--small); }
.boxes { width: auto; }
.boxes th, .boxes td { border: .75pt solid #000; padding: .15em .5em; min-width: 2.6em; height: 1.7em; }
.boxes th { font-weight: bold; }
.boxes.wide { width: 100%; }
.wide th, .wide td { min-width: 0; padding: 0; height: 1.4em; text-align: center; background: none; }
.wide td, .wide thead tr + tr th { width: 3.57%; }
.wide td { height: 2em; }
.wide abbr { text-decoration: none; }
svg { display: block; width: 100%; margin: .2em 0; break-inside: avoid; }
section.keep { break-inside: avoid; }
footer { margin-top: .5em; font-size: var(--small); border-top: .5pt solid #777; }
@media screen { .small, footer { font-size: max(var(--small), 10pt); } }
"""


def as_html(handout: Handout) -> str:
    """The page; every text of a card becomes the text of an element, and so cannot become markup."""
    html = Element("html", {"lang": handout.language, "class": "large" if handout.large else "usual"})
    head = SubElement(html, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "generator", "content": "voicecoach"})
    SubElement(head, "title").text = _shown(handout.title)
    SubElement(head, "style").text = _sizes(handout) + _STYLE
    body = SubElement(html, "body")
    _header(SubElement(body, "header"), handout)
    main = SubElement(body, "main")
    for section in handout.sections:
        _section(main, section, handout)
    _line(SubElement(body, "footer"), "p", handout.foot, handout)
    return f"<!DOCTYPE html>\n{tostring(html, encoding='unicode', method='html')}\n"


def _sizes(handout: Handout) -> str:
    """The size of the usual type: the largest with which so many letters stand on two pages (tried with Chromium, on A4
    and Letter), or a usual one where none will do."""
    letters = sum(len(text) for text in every_line(handout))
    blocks = [block for section in handout.sections for block in section.blocks]
    letters += sum(isinstance(block, Picture) for block in blocks) * _PICTURE
    size = next((size for size, most in _FITS if letters <= most), _TOO_LONG)
    leading = 1.2 if size >= 9 else 1.13
    return f":root {{ --size: {size}pt; --small: {0.85 * size:.1f}pt; --leading: {leading}; }}"


def _header(parent: Element, handout: Handout) -> None:
    _line(parent, "h1", Line(handout.title, by_card=True), handout)
    for line in handout.lead:
        _line(parent, "p", line, handout)


def _section(parent: Element, section: Section, handout: Handout) -> None:
    short = not any(isinstance(block, Table) for block in section.blocks)
    kind = "framed" if section.framed else "keep" if short else "long"
    element = SubElement(parent, "section", {"class": kind})
    SubElement(element, "h2").text = section.heading
    for block in section.blocks:
        _block(element, block, handout)


def _block(parent: Element, block: Block, handout: Handout) -> None:
    match block:
        case Lines() if block.listed:
            points = SubElement(parent, "ul")
            for lines in paragraphs(block.lines):
                _line(points, "li", lines[0], handout, lines[1:])
        case Lines():
            _cell(parent, block.lines, handout)
        case Table():
            _table(parent, block, handout)
        case Boxes():
            _boxes(parent, block)
        case Picture():
            add_picture(parent, block, "picture")
        case _:
            assert_never(block)


def _table(parent: Element, block: Table, handout: Handout) -> None:
    table = SubElement(parent, "table", {"class": "steps" if len(block.heads) > 2 else "lines"})
    columns = SubElement(table, "colgroup")
    for width in block.widths:
        SubElement(columns, "col", {"style": f"width: {width}%"})
    _heads(table, block.heads)
    for row in block.rows:
        # One body a row, so that a row of several parts is not torn in two by a page break.
        rows = SubElement(table, "tbody")
        for index, part in enumerate(row.parts):
            line = SubElement(rows, "tr")
            if index == 0:
                many = {"scope": "rowgroup", "rowspan": str(len(row.parts))}
                _cell(
                    SubElement(line, "th", many if len(row.parts) > 1 else {"scope": "row"}),
                    row.head,
                    handout,
                )
            for cell in part:
                _cell(SubElement(line, "td"), cell, handout)


def _heads(table: Element, heads: tuple[str, ...]) -> None:
    line = SubElement(SubElement(table, "thead"), "tr")
    for head in heads:
        SubElement(line, "th", {"scope": "col"}).text = head


def _boxes(parent: Element, block: Boxes) -> None:
    table = SubElement(parent, "table", {"class": "boxes wide" if block.wide else "boxes"})
    if block.wide:
        head, body = SubElement(table, "thead"), SubElement(table, "tbody")
        weeks, days, boxes = SubElement(head, "tr"), SubElement(head, "tr"), SubElement(body, "tr")
        for name in block.names:
            SubElement(weeks, "th", {"scope": "colgroup", "colspan": str(len(block.heads))}).text = name
            for day in block.heads:
                SubElement(SubElement(days, "th", {"scope": "col"}), "abbr", {"title": day}).text = day[:1]
                SubElement(boxes, "td")
        return
    _heads(table, ("", *block.heads))
    rows = SubElement(table, "tbody")
    for name in block.names:
        line = SubElement(rows, "tr")
        SubElement(line, "th", {"scope": "row"}).text = name
        for _ in block.heads:
            SubElement(line, "td")


def _cell(parent: Element, cell: Cell, handout: Handout) -> None:
    for lines in paragraphs(cell):
        _line(parent, "p", lines[0], handout, lines[1:])


def _line(parent: Element, tag: str, line: Line, handout: Handout, more: Cell = ()) -> None:
    attributes = {} if line.tone is Tone.PLAIN else {"class": line.tone.value}
    if line.by_card:
        # A card in Hebrew on a page with our words in English reads from the right where it should.
        attributes["dir"] = "auto"
        if handout.card_language != handout.language:
            attributes["lang"] = handout.card_language
    element = SubElement(parent, tag, attributes)
    element.text, last = "", None
    for index, each in enumerate((line, *more)):
        text = _shown(each.text)
        space = " " if index else ""
        if each.lead:
            _after(element, last, space)
            last = SubElement(element, "b")
            last.text, space = _shown(each.lead), " "
        if each.tone is not line.tone:
            _after(element, last, space)
            last = SubElement(element, "span", {"class": each.tone.value})
            last.text = text
            continue
        last = _after(element, last, space + text)


def _after(element: Element, last: Element | None, text: str) -> Element | None:
    """Put ``text`` behind what ``element`` has so far, the end of which is ``last``."""
    if last is None:
        element.text = (element.text or "") + text
    else:
        last.tail = (last.tail or "") + text
    return last


def _shown(text: str) -> str:
    """Without control characters, which no page may have."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t\xa0")
