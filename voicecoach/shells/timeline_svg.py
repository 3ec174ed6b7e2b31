"""A session's timeline as one SVG file that stands alone: readable in grey, and by a screen reader."""

from html import escape

from voicecoach.shells.spans import Kind, Row, Span, Timeline
from voicecoach.shells.timeline_text import clock, silence_line

BAR = 900.0
"""Width of the longest step's bar."""
LETTER = 7.6
"""Width of a letter of 14 pixels, at most on average: names are never cut."""
ROW, SPEECH, DOING = 34.0, 10.0, 12.0
"""Heights: of a row, of the lane of speech in it and of the lane below."""
TOP, EDGE, FOOT = 96.0, 24.0, 64.0
TICKS = (5, 10, 15, 30, 60, 120, 300, 600)
FEWEST_PIXELS = 70.0
"""Between two times on the scale."""
FILLS = {
    Kind.SPEECH: 'fill="#12456b"',
    Kind.HOLD: 'fill="url(#hold)" stroke="#8a4b08" stroke-width="0.8"',
    Kind.MOVE: 'fill="#b9dcb0" stroke="#3d7a33" stroke-width="0.8"',
    Kind.REST: 'fill="url(#rest)" stroke="#777" stroke-width="0.8"',
    Kind.WAIT: 'fill="#fff" stroke="#7a2f7a" stroke-width="1" stroke-dasharray="3 2"',
}
"""Dark, striped, light, dotted and empty: no two look alike without their colours."""
PATTERNS = """<defs>
<pattern id="hold" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="6" height="6" fill="#f6d9a8"/><rect width="2.4" height="6" fill="#8a4b08"/></pattern>
<pattern id="rest" width="6" height="6" patternUnits="userSpaceOnUse">
<rect width="6" height="6" fill="#f4f4f4"/><circle cx="3" cy="3" r="1.1" fill="#777"/></pattern>
</defs>"""


def svg(shown: Timeline) -> str:
    """The whole file."""
    left = EDGE + 52 + LETTER * max(len(row.step) for row in shown.rows) + 14
    scale = BAR / max(row.end - row.start for row in shown.rows)
    legend, legend_end = _legend(shown, EDGE, 62)
    width = max(left + BAR + 64, legend_end) + EDGE
    foot = TOP + ROW * len(shown.rows)
    height = foot + FOOT
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" style="max-width: 100%; height: auto" role="img" '
        'aria-labelledby="title desc" '
        'font-family="Helvetica, Arial, sans-serif" font-size="14" fill="#1a1a1a">',
        f'<title id="title">{escape(shown.title)}: timeline</title>',
        f'<desc id="desc">{escape(description(shown))}</desc>',
        PATTERNS,
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        _text(EDGE, 34, f"{shown.title}, {clock(shown.seconds)}", 'font-size="20" font-weight="bold"'),
        *legend,
        *_scale(left, scale, foot),
    ]
    for number, row in enumerate(shown.rows):
        body += _row(row, left, TOP + number * ROW, scale, shown)
    body += [_text(EDGE, foot + 44, silence_line(shown)), "</svg>"]
    return "\n".join(body) + "\n"


def description(shown: Timeline) -> str:
    """The picture in words."""
    kinds = ", ".join(f"{kind.value} {clock(shown.total(kind))}" for kind in Kind if shown.total(kind))
    steps = "; ".join(
        f"{row.step} from {clock(row.start)} for {clock(row.end - row.start)}" for row in shown.rows
    )
    return f"{clock(shown.seconds)} in all: {kinds}. {silence_line(shown)} Steps: {steps}."


def _row(row: Row, left: float, top: float, scale: float, shown: Timeline) -> list[str]:
    middle = top + 17
    out = [
        _text(EDGE, middle, clock(row.start), 'fill="#555"'),
        _text(EDGE + 52, middle, row.step),
        f'<rect x="{left:.1f}" y="{top + 1 + SPEECH:.1f}" width="{(row.end - row.start) * scale:.1f}" '
        f'height="{DOING:.0f}" fill="#ededed"/>',
    ]
    out += [_bar(span, row, left, top, scale) for span in (*row.doing, *row.speech)]
    for at, text in row.heard:
        x = left + (at - row.start) * scale
        points = f"{x:.1f},{top + 3 + SPEECH + DOING:.1f} {x - 4:.1f},{top + 10 + SPEECH + DOING:.1f}"
        out.append(
            f'<polygon points="{points} {x + 4:.1f},{top + 10 + SPEECH + DOING:.1f}" fill="#7a2f7a">'
            f"<title>{clock(at)} the person: {escape(text)}</title></polygon>"
        )
    gap = shown.longest
    if row.start <= gap.start < row.end:
        x, end = (left + (min(at, row.end) - row.start) * scale for at in (gap.start, gap.end))
        out.append(
            f'<path d="M{x:.1f} {top + SPEECH:.1f}v-5H{end:.1f}v5" fill="none" stroke="#b00020" stroke-width="1.6">'
            f"<title>{escape(silence_line(shown))}</title></path>"
        )
    after = left + (row.end - row.start) * scale + 8
    clear = 'fill="#555" stroke="#fff" stroke-width="4" paint-order="stroke"'
    return [*out, _text(after, middle, clock(row.end - row.start), clear)]


def _bar(span: Span, row: Row, left: float, top: float, scale: float) -> str:
    x, width = left + (span.start - row.start) * scale, span.seconds * scale
    speech = span.kind is Kind.SPEECH
    y, height = (top, SPEECH) if speech else (top + 1 + SPEECH, DOING)
    told = span.text or f"{span.kind.value}, {span.seconds:.1f} s"
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{height:.0f}" {FILLS[span.kind]}>'
        f"<title>{clock(span.start)} {escape(told)}</title></rect>"
    )


def _legend(shown: Timeline, x: float, y: float) -> tuple[list[str], float]:
    """What each mark means, and where that ends."""
    out: list[str] = []
    for kind in Kind:
        seconds = shown.total(kind)
        if not seconds:
            continue
        label = f"{kind.value} {clock(seconds)}"
        out += [
            f'<rect x="{x:.1f}" y="{y - 11:.1f}" width="22" height="12" {FILLS[kind]}/>',
            _text(x + 28, y, label),
        ]
        x += 28 + LETTER * len(label) + 18
    if any(row.heard for row in shown.rows):
        out += [
            f'<polygon points="{x + 4:.1f},{y - 9:.1f} {x:.1f},{y - 1:.1f} {x + 8:.1f},{y - 1:.1f}" fill="#7a2f7a"/>',
            _text(x + 14, y, "the person speaks"),
        ]
        x += 14 + LETTER * len("the person speaks") + 18
    bracket = f'<path d="M{x:.1f} {y:.1f}v-6h20v6" fill="none" stroke="#b00020" stroke-width="1.6"/>'
    label = "longest silence"
    return [*out, bracket, _text(x + 28, y, label)], x + 28 + LETTER * len(label)


def _scale(left: float, scale: float, foot: float) -> list[str]:
    every = next((tick for tick in TICKS if tick * scale >= FEWEST_PIXELS), TICKS[-1])
    out: list[str] = []
    for number in range(int(BAR / scale / every) + 1):
        x = left + number * every * scale
        out.append(f'<path d="M{x:.1f} {TOP - 8:.0f}V{foot:.0f}" stroke="#d0d0d0" stroke-width="1"/>')
        out.append(
            _text(x, foot + 16, clock(number * every), 'fill="#555" font-size="12" text-anchor="middle"')
        )
    return out


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(text)}</text>'.replace(" >", ">")
