"""A handout as one HTML page that needs nothing else: no script, no network, its style inside."""

from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, tostring

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
    paragraphs,
)

# Sizes in pt, because paper is what it is for; nothing depends on a colour.
_STYLE = """
:root { --size: 10pt; --small: 8pt; }
html.large { --size: 18pt; --small: 18pt; }
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { font: var(--size)/1.25 Arial, "Liberation Sans", Helvetica, sans-serif; color: #000; background: #fff;
  max-width: 190mm; margin: 0 auto; overflow-wrap: anywhere; hyphens: auto; }
@media screen { body { padding: 8mm 4mm; } }
h1 { font-size: 2em; line-height: 1.1; margin: 0 0 .15em; }
h2 { font-size: 1.2em; margin: .75em 0 .25em; border-bottom: .75pt solid #000; break-after: avoid; }
.framed { border: 1.5pt solid #000; padding: .1em .7em .4em; margin: .6em 0; break-inside: avoid; }
.framed h2 { border: 0; margin-top: .3em; }
p, ul, dl, dd { margin: 0; }
ul { padding-left: 1.1em; }
table { border-collapse: collapse; width: 100%; margin: .2em 0; table-layout: fixed; }
th, td { text-align: start; vertical-align: top; padding: .15em .4em; border-top: .5pt solid #777; }
thead th { border-top: 0; border-bottom: 1pt solid #000; background: #eee; }
thead { display: table-header-group; }
tbody { break-inside: avoid; }
tbody tr + tr td { border-top: 0; }
tbody th { font-weight: normal; }
table.lines tbody th { font-weight: bold; }
.strong { font-weight: bold; }
.quiet { font-style: italic; font-weight: normal; }
.small { font-size: var(--small); margin-bottom: .2em; }
.facts > div { display: flex; gap: .6em; break-inside: avoid; padding: .05em 0; }
.facts dt { flex: 0 0 9em; font-weight: bold; }
.facts dd { flex: 1; }
.columns2 { columns: 2; column-gap: 2em; }
.columns2 dt { flex-basis: 7em; }
.columns3 { columns: 3; column-gap: 1.5em; }
.columns3 dt { flex-basis: 5.8em; }
.large .facts > div { display: block; }
.boxes { width: auto; table-layout: auto; }
.boxes th, .boxes td { border: .75pt solid #000; padding: .15em .5em; min-width: 2.6em; height: 1.7em; }
.boxes.wide { width: 100%; table-layout: fixed; }
.wide th, .wide td { min-width: 0; padding: .1em; text-align: center; }
.wide abbr { text-decoration: none; }
section.keep { break-inside: avoid; }
footer { margin-top: .8em; font-size: var(--small); border-top: .5pt solid #777; }
"""


def as_html(handout: Handout) -> str:
    """The page; every text of a card becomes the text of an element, and so cannot become markup."""
    html = Element("html", {"lang": handout.language, "class": "large" if handout.large else "usual"})
    head = SubElement(html, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "generator", "content": "voicecoach"})
    SubElement(head, "title").text = _shown(handout.title)
    SubElement(head, "style").text = _STYLE
    body = SubElement(html, "body")
    _header(SubElement(body, "header"), handout)
    main = SubElement(body, "main")
    for section in handout.sections:
        _section(main, section, handout)
    _line(SubElement(body, "footer"), "p", handout.foot, handout)
    return f"<!DOCTYPE html>\n{tostring(html, encoding='unicode', method='html')}\n"


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
            for line in block.lines:
                _line(points, "li", line, handout)
        case Lines():
            for line in block.lines:
                _line(parent, "p", line, handout)
        case Table():
            _table(parent, block, handout)
        case Facts():
            facts = SubElement(parent, "dl", {"class": f"facts columns{block.columns}"})
            for name, cell in block.pairs:
                pair = SubElement(facts, "div")
                SubElement(pair, "dt").text = _shown(name)
                _cell(SubElement(pair, "dd"), cell, handout)
        case Boxes():
            _boxes(parent, block)
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
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
