"""A session's timeline as lines of characters: a line a step, all on one scale."""

from typing import TypeAlias

from voicecoach.shells.spans import Kind, Row, Timeline

Piece: TypeAlias = tuple[str, str]
"""Some text, and its style in the terminal."""

MARKS = {Kind.SPEECH: "█", Kind.HOLD: "═", Kind.MOVE: "─", Kind.REST: "·", Kind.WAIT: "?"}
PLAIN_MARKS = {Kind.SPEECH: "#", Kind.HOLD: "=", Kind.MOVE: "-", Kind.REST: ".", Kind.WAIT: "?"}
STYLES = {
    Kind.SPEECH: "cyan",
    Kind.HOLD: "yellow",
    Kind.MOVE: "green",
    Kind.REST: "dim",
    Kind.WAIT: "magenta",
}
MOST_NAME, LEAST_BAR = 30, 20
HEARD_IN_A_CELL = 0.4
"""Speech is shown where it fills this share of a character, so that short cues are seen in a long step."""


def drawn(shown: Timeline, width: int, plain: bool = False) -> tuple[tuple[Piece, ...], ...]:
    """The lines of the picture, ``width`` characters wide; ``plain`` for a terminal that knows ASCII only."""
    marks = PLAIN_MARKS if plain else MARKS
    name = min(MOST_NAME, max(len(row.step) for row in shown.rows))
    room = max(LEAST_BAR, width - name - len("00:00  ") - len("  00:00"))
    scale = max(row.end - row.start for row in shown.rows) / room
    lines: list[tuple[Piece, ...]] = [((f"{shown.title}, {clock(shown.seconds)}", "bold"),), ()]
    for row in shown.rows:
        cells = max(1, round((row.end - row.start) / scale))
        bar = tuple(_cell(row, row.start + n * scale, scale, marks) for n in range(cells))
        left = f"{clock(row.start)}  {_short(row.step, name, plain):{name}} "
        lines.append(((left, ""), *_joined(bar), (f" {clock(row.end - row.start)}", "dim")))
    lines += [(), _legend(shown, marks), ((silence_line(shown), ""),)]
    return tuple(lines)


def silence_line(shown: Timeline) -> str:
    """The longest silence in words."""
    gap = shown.longest
    return f"Longest silence: {gap.end - gap.start:.1f} s, from {clock(gap.start)}, in {gap.place}."


def clock(seconds: float) -> str:
    """``seconds`` as "03:20"."""
    whole = round(seconds)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _short(name: str, room: int, plain: bool) -> str:
    more = "..." if plain else "…"
    return name if len(name) <= room else name[: room - len(more)] + more


def _cell(row: Row, start: float, width: float, marks: dict[Kind, str]) -> Piece:
    end = start + width
    said = sum(max(0.0, min(end, s.end) - max(start, s.start)) for s in row.speech)
    if said >= HEARD_IN_A_CELL * width:
        return marks[Kind.SPEECH], STYLES[Kind.SPEECH]
    parts = [(max(0.0, min(end, s.end) - max(start, s.start)), s.kind) for s in row.doing]
    share, kind = max(parts, key=lambda part: part[0], default=(0.0, Kind.MOVE))
    return (marks[kind], STYLES[kind]) if share > 0 else (" ", "")


def _joined(bar: tuple[Piece, ...]) -> tuple[Piece, ...]:
    out: list[Piece] = []
    for text, style in bar:
        if out and out[-1][1] == style:
            out[-1] = (out[-1][0] + text, style)
        else:
            out.append((text, style))
    return tuple(out)


def _legend(shown: Timeline, marks: dict[Kind, str]) -> tuple[Piece, ...]:
    out: list[Piece] = []
    for kind in Kind:
        seconds = shown.total(kind)
        if seconds:
            out += [(marks[kind], STYLES[kind]), (f" {kind.value} {clock(seconds)}   ", "")]
    return tuple(out)
