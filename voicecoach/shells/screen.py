"""What is shown: the calm live page of a session, plain lines where there is no terminal, lists and progress."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voicecoach.core.messages import Action, Event, Heard, Speak, Unwritten
from voicecoach.core.state import Phase, State
from voicecoach.core.view import View, view
from voicecoach.language.folder import language_of
from voicecoach.language.language import ENGLISH, Language
from voicecoach.shells.plain import show_lines as show_lines

REFRESH = 2.0
"""Times a second that the page is drawn anew: enough for a bar, cheap beside the sound."""
BAR = 32
LEVELS = "▁▂▃▄▅▆▇█"
QUIETEST_DBFS, LOUDEST_DBFS = -60.0, -12.0

_PHASES = {
    Phase.OPENING: "before we begin",
    Phase.SETUP: "set-up",
    Phase.WAITING: "waiting for you",
    Phase.PACING: "moving",
    Phase.RESTING: "rest",
    Phase.HALTED: "on hold",
    Phase.ASKING: "a question",
    Phase.OVER: "the end",
}


class Screen(Protocol):
    """Sees every state of a session."""

    def show(self, state: State, event: Event, actions: tuple[Action, ...]) -> None:
        """Show ``state``, what led to it and what comes of it; returns at once."""

    def tell(self, text: str) -> None:
        """Show one line about the machine."""


@dataclass(frozen=True, slots=True)
class Ears:
    """What is shown of the hearing: the level in dBFS, and the last words heard."""

    level: float | None = None
    heard: str = ""


def page(seen: View, ears: Ears, language: Language = ENGLISH) -> RenderableType:
    """The whole live page, in the ``language`` of the card."""
    say = language.say
    top = Table.grid(expand=True)
    top.add_column(ratio=1)
    top.add_column(justify="right")
    top.add_row(Text(seen.title, style="bold"), Text(say(f"{clock(seen.left)} left")))
    name = say(seen.step)
    where = say(f"Step {seen.number} of {seen.steps}: {name}") if seen.number else name
    top.add_row(
        Text(where), Text(say(_PHASES[seen.phase]), style="bold yellow" if seen.phase is Phase.HALTED else "")
    )
    foot = Table.grid(padding=(0, 2))
    foot.add_row(say("microphone"), Text(say(meter(ears.level))), say("heard"), Text(ears.heard or "-"))
    can_say = "   ".join(map(language.word, seen.say))
    words = Text(f"{say('you can say')}   ", style="dim") + Text(can_say, style="green")
    parts: list[RenderableType] = [
        top,
        Text(),
        Text(say(seen.now) or " ", style="bold cyan"),
        Text(),
        _beat(seen, say),
    ]
    return Panel(Group(*parts, Text(), foot, words), padding=(1, 2))


def _beat(seen: View, say: Callable[[str], str]) -> Text:
    if seen.progress is None:
        return Text(" ")
    filled = round(seen.progress * BAR)
    rep = f"{say(f'{seen.rep} of {seen.of}')}  " if seen.rep else ""
    side = f"{seen.side}  " if seen.side else ""
    return (
        Text(f"{rep}{side}{say(seen.beat)}  ")
        + Text("━" * filled, style="cyan")
        + Text("━" * (BAR - filled), style="dim")
    )


def meter(level: float | None) -> str:
    """``level`` in dBFS as a small picture; None: no microphone."""
    if level is None:
        return "none"
    share = (level - QUIETEST_DBFS) / (LOUDEST_DBFS - QUIETEST_DBFS)
    top = min(len(LEVELS) - 1, max(0, int(share * len(LEVELS))))
    return LEVELS[: top + 1].ljust(len(LEVELS))


def clock(seconds: float) -> str:
    """``seconds`` as minutes and seconds."""
    whole = round(max(0.0, seconds))
    return f"{whole // 60}:{whole % 60:02d}"


class LivePage:
    """One calm page in the terminal, drawn anew a few times a second by a thread of its own."""

    def __init__(self, now: Callable[[], float], level: Callable[[], float | None]) -> None:
        self._now = now
        self._level = level
        self._state: State | None = None
        self._heard = ""
        self._note = ""

    def show(self, state: State, event: Event, actions: tuple[Action, ...]) -> None:
        """Keep ``state`` for the next drawing."""
        if isinstance(event, Heard):
            self._heard = event.text
        if isinstance(event, Unwritten):
            self._note = event.what
        self._state = state

    def tell(self, text: str) -> None:
        """Keep ``text`` for the page's last line."""
        self._note = text

    def __rich__(self) -> RenderableType:
        state = self._state
        if state is None:
            return Text("One moment.")
        language = language_of(state.run.card.language)
        drawn = page(view(state, self._now()), Ears(self._level(), self._heard), language)
        return Group(drawn, Text(self._note, style="dim")) if self._note else drawn


@contextmanager
def live_page(now: Callable[[], float], level: Callable[[], float | None]) -> Iterator[LivePage]:
    """A live page until the session is over."""
    from rich.live import Live  # whoever only reads does not wait for it

    shown = LivePage(now, level)
    with Live(shown, console=Console(), refresh_per_second=REFRESH, transient=False):
        yield shown


class PlainLines:
    """Lines for a pipe, a log or text mode: what the coach says and what it heard, with the time."""

    def __init__(self, now: Callable[[], float], *, echo: bool = True) -> None:
        self._now = now
        self._echo = echo
        self._console = Console(highlight=False, soft_wrap=True)
        self._lock = threading.Lock()
        self._step = -1

    def show(self, state: State, event: Event, actions: tuple[Action, ...]) -> None:
        """Print what is new."""
        if isinstance(event, Heard) and self._echo:
            self._line(event.at, f"> {event.text}")
        if isinstance(event, Unwritten):
            self._line(event.at, event.what)
        say = language_of(state.run.card.language).say
        if state.step != self._step and state.phase is not Phase.OVER:
            self._step = state.step
            self._line(event.at, f"## {say(state.run.steps[state.step].name)}")
        for action in actions:
            if isinstance(action, Speak) and action.text is not None:
                self._line(event.at, say(action.text))

    def tell(self, text: str) -> None:
        """Print a line about the machine."""
        self._line(self._now(), text)

    def _line(self, at: float, text: str) -> None:
        with self._lock:
            self._console.print(f"{clock(at)}  {text}", markup=False)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that takes long; nothing is shown if all is done at the first call."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # as above

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None, visible=False)

        def done(count: int, total: int) -> None:
            bar.update(task, completed=count, total=total, visible=count < total)

        yield done


@dataclass(frozen=True, slots=True)
class Row:
    """One card in the list of sessions; ``mark`` says that it is the user's own."""

    name: str
    purpose: str
    position: str
    equipment: str
    length: str
    mark: str = ""


_NAME = 28
"""The widest that the names of sessions stand in a table."""


def show_sessions(rows: Sequence[Row], problems: Iterable[str]) -> None:
    """The cards that can be played, and what is wrong with those that cannot."""
    console = Console()
    table = Table(box=None, padding=(0, 2, 1, 0), show_edge=False)
    for title in ("session", "what for", "position", "you need", "takes"):
        # A long name must not take the room of all that tells what the session is; a usual one is not torn.
        wide = min(_NAME, max((len(row.name) for row in rows), default=0)) if title == "session" else None
        table.add_column(title, header_style="bold", overflow="fold", min_width=wide, max_width=wide)
    for row in rows:
        table.add_row(f"{row.name}\n{row.mark}".strip(), row.purpose, row.position, row.equipment, row.length)
    console.print(table)
    for problem in problems:
        console.print(problem, style="yellow", markup=False, soft_wrap=True)


def is_terminal() -> bool:
    """Whether somebody looks at a terminal."""
    return Console().is_terminal
