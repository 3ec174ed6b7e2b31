"""voicecoach rehearse: a session read through, typed through by its author, drawn, or a folder of plans tried."""

import sys
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.assembly.plan_files import Tried, planned, plans_in, tried
from voicecoach.assembly.preparing import FULL_TIMES, Wanted, prepared
from voicecoach.core.beats import Talk
from voicecoach.core.state import State
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.options import Data, Preset, With, Without, local_now
from voicecoach.script.find import find_card, is_translated, read_text
from voicecoach.script.plan import AtStep, Plan
from voicecoach.script.plan_moments import settled_step
from voicecoach.script.problems import LineError
from voicecoach.shells.bench import Bench, rehearse_typed
from voicecoach.shells.plain import knows_ascii_only, show_lines, show_pieces, width
from voicecoach.shells.rehearse import rehearse as rehearse_session
from voicecoach.shells.spans import Turn, timeline
from voicecoach.shells.timeline_svg import svg
from voicecoach.shells.timeline_text import Piece, drawn
from voicecoach.shipped import shipped
from voicecoach.written import write_file

if TYPE_CHECKING:
    from voicecoach.diary.store import Diary  # only --diary waits for the diary

DIFFERENCE = {"+": "green", "-": "red", "@": "cyan"}


def rehearse(
    session: Annotated[
        str, typer.Argument(help="A session's name, a card's path, or a folder of plans to be tried.")
    ],
    plan: Annotated[
        Path | None, typer.Option(help="What the user does: a file, see docs/rehearse.md.")
    ] = None,
    preset: Preset = None,
    with_: With = None,
    without: Without = None,
    talk: Annotated[Talk | None, typer.Option(help="How much is said.")] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Type what the user says, where the coach waits.")
    ] = False,
    record: Annotated[Path | None, typer.Option(help="With --interactive: keep it as a plan.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Show it from this step on.")] = None,
    picture: Annotated[
        bool, typer.Option("--timeline", help="Draw the session: a line a step, with its times.")
    ] = False,
    svg_file: Annotated[Path | None, typer.Option("--svg", help="Draw it into this SVG file.")] = None,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="With a folder: write the transcripts anew.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    diary: Annotated[Path | None, typer.Option(help="Write the events into this diary as well.")] = None,
    data: Data = None,
) -> None:
    """Read a session through on a virtual clock: what is said when, and what the diary gets."""
    folders = Folders.of(data)
    if Path(session).is_dir() and (
        "/" in session or "\\" in session or rewrite or _no_card(session, folders)
    ):
        alone = (plan, preset, with_, without, talk, record, start, svg_file, diary)
        if interactive or picture or any(option is not None for option in alone):
            raise UsageError(f"{session}: a folder of plans takes no option but --rewrite and --data")
        _try_all(Path(session), folders, rewrite)
        return
    _refuse_what_does_not_go_together(interactive, record, rewrite, picture or svg_file is not None)
    card = find_card(session, folders.cards, shipped("scripts"))
    wanted = Wanted(preset, tuple(with_ or ()), tuple(without or ()), talk or Talk.FULL)
    state = prepared(card, wanted, FULL_TIMES, None)
    told = None
    if plan is not None:
        chosen = state.switches if preset or with_ or without else None
        told, state = planned(plan, card, talk or Talk.FULL, chosen)
    first = _step(start, state) if start is not None else None
    with ExitStack() as stack:
        kept = stack.enter_context(_opened(diary)) if diary is not None else None
        if interactive:
            called = session if is_translated(session) else card.name
            _type_through(state, kept, first, Kept(record, force, called, _before(plan)), told)
        elif picture or svg_file is not None:
            _draw(state, told, kept, picture, svg_file, force)
        else:
            _read_through(state, told, kept, first, plan)


def _opened(diary: Path) -> "AbstractContextManager[Diary]":
    from voicecoach.diary.store import open_diary  # as above

    return open_diary(diary, local_now)


def _refuse_what_does_not_go_together(
    interactive: bool, record: Path | None, rewrite: bool, drawing: bool
) -> None:
    if record is not None and not interactive:
        raise UsageError("--record keeps what is typed; add --interactive")
    if interactive and drawing:
        raise UsageError("--interactive and a timeline do not go together; record a plan, then draw that")
    if rewrite:
        raise UsageError("--rewrite is for a folder of plans; name one")


def _no_card(name: str, folders: Folders) -> bool:
    """Whether no session is called by the name of a folder here."""
    try:
        find_card(name, folders.cards, shipped("scripts"))
    except UsageError:
        return True
    return False


def _step(name: str, state: State) -> AtStep:
    """The step that ``name`` means, in a session that does it."""
    try:
        at = settled_step(AtStep(name), tuple(step.name for step in state.run.steps))
    except LineError as wrong:
        raise UsageError(f"--from: {wrong}") from wrong
    if at.phase:
        raise UsageError(f'--from: "{name}" is a place in a step; name the step alone')
    return at


class _From:
    """Lets lines through once a step begins; what comes before happens all the same, so places and options fit."""

    def __init__(self, first: AtStep | None) -> None:
        self._heading = f"\n## {first.step}" if first is not None else ""
        self._begun = first is None
        self._shown = False

    def out(self, line: str) -> None:
        """Show ``line``, or not yet."""
        self._begun = self._begun or line == self._heading
        if self._begun:
            typer.echo(line if self._shown else line.removeprefix("\n"))
            self._shown = True

    def settle(self) -> None:
        """`UsageError` if the step never came."""
        if not self._begun:
            name = self._heading.removeprefix("\n## ")
            raise UsageError(f'--from: this session does not come to "{name}" with these options')


def _read_through(
    state: State, told: Plan | None, kept: "Diary | None", first: AtStep | None, path: Path | None
) -> None:
    shown = _From(first)
    problems = rehearse_session(state, told, kept, shown.out)
    if problems:
        show_lines((f"{path}:{problem}" for problem in problems), error=True)
        raise typer.Exit(1)
    shown.settle()


@dataclass(frozen=True, slots=True)
class Kept:
    """Where what is typed is kept as a plan, how the card is ``called`` there, and the lines ``before`` it."""

    record: Path | None
    force: bool
    called: str
    before: str


def _before(plan: Path | None) -> str:
    """What the ``plan`` that goes before says of what is known before, for the one that is recorded."""
    lines = read_text(plan).splitlines() if plan is not None else []
    return "".join(f"\n{line.strip()}" for line in lines if line.lstrip().lower().startswith("before:"))


def _type_through(
    state: State, diary: "Diary | None", first: AtStep | None, kept: Kept, told: Plan | None
) -> None:
    record, force = kept.record, kept.force
    if record is not None and not force and record.exists():
        raise UsageError(f"{record}: this file is there already; --force replaces it")
    if record is not None and not record.parent.is_dir():  # told before anything is typed
        raise UsageError(f"{record}: its folder is not there; make it first, or choose another place")
    shown = _From(first)
    terminal = sys.stdin.isatty()
    if terminal:
        with suppress(ImportError):
            import readline  # noqa: F401  the line can be edited then
        show_lines(["Type what the person says; Enter alone runs on; ? shows what can be typed.", ""])
    elif hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")

    def read(place: str) -> str | None:
        try:
            return input(f"[{place}] " if terminal else "")
        except EOFError:
            show_lines([""] if terminal else [])  # the next line stands under what was asked
            return None

    bench = Bench(read, shown.out, lambda line: show_lines([line], error=not terminal))
    came = rehearse_typed(state, bench, diary, None if told else first, told=told)
    if record is not None:
        card = f"\nSession: {state.run.card.name}"
        head, named, rest = came.recorded(state).partition(card)
        options, _, entries = rest.partition("\n")
        called = named.replace(state.run.card.name, kept.called)
        text = f"{head}{called}{options}{kept.before}\n{entries}"
        write_file(record, text.encode(errors="replace"), force=force)
        show_lines(["", f"{record}: what you typed, as a plan; add what must come of it."])
    shown.settle()


def _draw(
    state: State, told: Plan | None, kept: "Diary | None", picture: bool, to: Path | None, force: bool
) -> None:
    turns: list[Turn] = []
    rehearse_session(state, told, kept, lambda line: None, lambda *turn: turns.append(turn))
    shown = timeline(turns)
    if picture:
        show_pieces(drawn(shown, width(), knows_ascii_only()))
    if to is not None:
        write_file(to, svg(shown).encode(), force=force)
        show_lines([f"{to}: the timeline of {shown.title}"])


def _try_all(folder: Path, folders: Folders, rewrite: bool) -> None:
    all_tried = [tried(path, folders.cards, rewrite) for path in plans_in(folder)]
    for each in all_tried:
        if each.written:
            show_lines([f"{each.path.with_suffix('.txt')}: written anew"])
        show_lines(each.problems, error=True)
        show_pieces(_coloured(line) for line in each.difference)
    show_lines([summary(all_tried)])
    if not all(each.passed for each in all_tried):
        raise typer.Exit(1)


def _coloured(line: str) -> tuple[Piece, ...]:
    return ((line, DIFFERENCE.get(line[:1], "")),)


def summary(all_tried: list[Tried]) -> str:
    """What came of all plans, in a line."""
    good = sum(each.passed for each in all_tried)
    alone = sum(not each.compared and not each.written for each in all_tried if each.passed)
    one, count = len(all_tried) == 1, len(all_tried)
    parts = [f"1 plan: {good} came as it must" if one else f"{count} plans: {good} came as they must"]
    if differ := sum(bool(each.difference) for each in all_tried):
        parts.append(
            "1 differs from its transcript" if differ == 1 else f"{differ} differ from their transcripts"
        )
    if untrue := sum(bool(each.problems) for each in all_tried):
        parts.append(f"{untrue} did not come true")
    if alone:
        parts.append(f"{alone} without a transcript yet")
    if written := sum(each.written for each in all_tried):
        parts.append("1 transcript written" if written == 1 else f"{written} transcripts written")
    return ", ".join(parts) + "."
