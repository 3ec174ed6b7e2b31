"""What `voicecoach doctor` shows: what it found, line by line, and an ear at work, live."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, assert_never

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voicecoach.core.findings import BLOCK_MS, OVERLOADED, Echo, Finding, Mark, all_well, of_echo, standing
from voicecoach.ear.hear import Heard
from voicecoach.ear.look import Look
from voicecoach.ear.near import Nearness
from voicecoach.shells.screen import clock, meter

REFRESH = 4.0
"""Times a second: a word is shown as soon as it is said."""
BAR = 24
LAST, SHOWN = 4, 4
"""So many of the last hits, and of the phrases that come nearest, are shown."""
FAINT = 0.03
NAME = 15

Looked = Callable[[], tuple[Look, int]]
"""The ear as it is now, and the blocks lost so far."""


class Watching(Protocol):
    """Shows an ear at work."""

    def told(self, heard: Heard) -> None:
        """The ear heard or dropped something; any thread."""

    def tell(self, text: str) -> None:
        """A line about the machine; any thread."""


def show_finding(finding: Finding) -> None:
    """One finding, and what to do, as soon as it is known."""
    console = Console(highlight=False)
    todo = f"-> {finding.todo}" if finding.todo else ""
    if not console.is_terminal:
        show_note(f"{finding.mark.value:8} {finding.name:{NAME}} {finding.what} {todo}".rstrip())
        return
    rows = Table.grid(padding=(0, 1))
    rows.add_column(width=8)
    rows.add_column(width=NAME)
    rows.add_column(overflow="fold")
    rows.add_row(Text(finding.mark.value, style=_style(finding.mark)), finding.name, Text(finding.what))
    if todo:
        rows.add_row("", "", Text(todo))
    console.print(rows)


def show_note(text: str) -> None:
    """A line between the findings."""
    Console(highlight=False, soft_wrap=True).print(text, markup=False)


def verdict(findings: Sequence[Finding]) -> str:
    """The last line."""
    problems = [finding.name for finding in findings if finding.mark is Mark.PROBLEM]
    if not problems:
        return "All is well for a session."
    return f"To be put right before a session by voice: {', '.join(dict.fromkeys(problems))}."


def as_json(findings: Sequence[Finding]) -> str:
    """All findings for programs."""
    table = [
        {"name": one.name, "mark": one.mark.value, "what": one.what, "todo": one.todo or None}
        for one in findings
    ]
    return json.dumps({"ok": all_well(tuple(findings)), "findings": table}, indent=2)


def ear_page(
    look: Look, lost: int, last: Sequence[Heard], note: str, echo: Echo | None = None
) -> RenderableType:
    """The whole live page; ``echo`` is what came of the test line."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", width=10)
    rows.add_column()
    level = look.measured.level
    rows.add_row(
        "microphone", f"{meter(look.level_db)} {look.level_db:4.0f} dB   noise {level.noise_db:.0f} dB"
    )
    rows.add_row("", standing(level, look.spoken))
    rows.add_row("", "")
    scores = _scores(look.nearest)
    for number, text in enumerate(scores + [Text("")] * (SHOWN - len(scores))):
        rows.add_row("" if number else "nearest to", text)
    rows.add_row("", "")
    lines = [_last(one) for one in last] or [Text("nothing yet: say stop, pain or next", style="dim")]
    for number, text in enumerate(lines + [Text("")] * (LAST - len(lines))):
        rows.add_row("" if number else "heard", text)
    rows.add_row("", "")
    rows.add_row("echo", _echo(look) if echo is None else of_echo(echo).what)
    rows.add_row("load", _load(look, lost))
    foot = Text(note or "any key ends", style="yellow" if note else "dim")
    return Panel(Group(rows, Text(), foot), title="voicecoach doctor listens", padding=(1, 2))


def _scores(nearest: Sequence[Nearness] | None) -> list[Text]:
    if nearest is None:
        return [Text("this ear gives no scores, only hits", style="dim")]
    return [_score(one) for one in nearest if one.score >= FAINT] or [Text("-", style="dim")]


def _score(near: Nearness) -> Text:
    filled = min(BAR, int(near.score * BAR))
    mark = min(BAR - 1, int(near.threshold * BAR))
    bar = "".join("│" if at == mark else "━" if at < filled else " " for at in range(BAR))
    over = near.score >= near.threshold
    return Text(f"{near.phrase:14} ") + Text(
        f"{bar} {near.score:.2f} of {near.threshold:.2f}", style="green" if over else ""
    )


def _last(heard: Heard) -> Text:
    return Text(heard.line, style="green" if heard.dropped is None else "yellow")


def _echo(look: Look) -> str:
    if look.delay is None:
        return "none found in the microphone"
    return f"comes {1000 * look.delay:.0f} ms late; {max(0.0, look.removed_db):.0f} dB taken out"


def _load(look: Look, lost: int) -> Text:
    share = look.usual_ms / BLOCK_MS
    text = f"{look.usual_ms:.1f} ms for each 10 ms ({100 * share:.0f} % of one core), worst {look.worst_ms:.0f} ms"
    told = f"; {lost} blocks lost" if lost else "; no block lost"
    if not lost and share <= OVERLOADED:
        return Text(text + told)
    return Text(text) + Text(f"{told}: this computer does not keep up", style="bold red")


class DoctorPage:
    """The live page: drawn anew by a thread of its own."""

    def __init__(self, looked: Looked, echo: Echo | None) -> None:
        self._echo = echo
        self._looked = looked
        self._last: deque[Heard] = deque(maxlen=LAST)
        self._note = ""

    def told(self, heard: Heard) -> None:
        """Keep it for the next drawing."""
        self._last.appendleft(heard)

    def tell(self, text: str) -> None:
        """Keep it for the page's last line."""
        self._note = text

    def __rich__(self) -> RenderableType:
        look, lost = self._looked()
        return ear_page(look, lost, tuple(self._last), self._note, self._echo)


class DoctorLines:
    """Plain lines where there is no terminal: each hit, and the level once a second."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._next = 0.0

    def told(self, heard: Heard) -> None:
        """Print it."""
        show_note(f"{clock(self._now())}  {heard.line}")

    def tell(self, text: str) -> None:
        """Print it."""
        show_note(f"{clock(self._now())}  {text}")

    def look(self, look: Look) -> None:
        """Print the level, if the last time was a second ago."""
        if self._now() < self._next:
            return
        self._next = self._now() + 1.0
        near = f"   nearest {look.nearest[0].phrase} {look.nearest[0].score:.2f}" if look.nearest else ""
        noise = look.measured.level.noise_db
        show_note(f"{clock(self._now())}  level {look.level_db:.0f} dB   noise {noise:.0f} dB{near}")


@contextmanager
def doctor_page(looked: Looked, echo: Echo | None) -> Iterator[DoctorPage]:
    """A live page until the end of listening."""
    page = DoctorPage(looked, echo)
    with Live(page, console=Console(), refresh_per_second=REFRESH, transient=False):
        yield page


def _style(mark: Mark) -> str:
    match mark:
        case Mark.OK:
            return "green"
        case Mark.NOTE:
            return "yellow"
        case Mark.PROBLEM:
            return "bold red"
        case _:
            assert_never(mark)
