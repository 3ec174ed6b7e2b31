"""`voicecoach preview`: a step of a card as it sounds, at once, and anew whenever the card is saved."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Event
from typing import Annotated

import typer

from voicecoach.core.beats import Talk
from voicecoach.core.state import State
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.options import Data, Preset, Rate, Speaker, VoiceName, With, Without
from voicecoach.script.find import locate, read_card
from voicecoach.script.presets import switches_for
from voicecoach.settings import Settings, read_settings, with_options
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.keys import any_key
from voicecoach.shells.live import SilentMouth
from voicecoach.shells.preview import perform, state_of, steps_wanted
from voicecoach.shells.screen import show_lines
from voicecoach.shells.watch import Watch, whenever_saved
from voicecoach.shipped import shipped

SessionCard = Annotated[str, typer.Argument(metavar="CARD", help="A session's name, or the path of a card.")]
StepName = Annotated[
    str | None, typer.Argument(metavar="[STEP]", help="One step, by name or number; else all.")
]
From = Annotated[str | None, typer.Option("--from", metavar="STEP", help="Begin with this step.")]
Easier = Annotated[bool, typer.Option("--easier", help="Every step in its easier form.")]
Speech = Annotated[Talk, typer.Option(help="How much is said.")]
Silent = Annotated[bool, typer.Option("--text", help="Show it with times; nothing sounds.")]
Once = Annotated[bool, typer.Option("--once", help="End after the first time, whatever is saved.")]


def preview(
    card: SessionCard,
    step: StepName = None,
    onwards: From = None,
    easier: Easier = False,
    preset: Preset = None,
    with_: With = None,
    without: Without = None,
    talk: Speech = Talk.FULL,
    text: Silent = False,
    once: Once = False,
    voice: VoiceName = None,
    rate: Rate = None,
    speaker: Speaker = None,
    data: Data = None,
) -> None:
    """Hear a step, or the whole session, as it sounds; and anew whenever the card is saved. Ctrl-C ends."""
    if step is not None and onwards is not None:
        raise UsageError(f"--from {onwards} and the step {step} do not go together; give one of them")
    folders = Folders.of(data)
    chosen = with_options(read_settings(folders.settings), voice=voice, rate=rate, speaker=speaker)
    path = locate(card, folders.cards, shipped("scripts")).path
    pressed = Event()
    watch = Watch(path, pressed.wait, partial(_was, pressed))

    def make() -> State:
        read = read_card(path)
        switches = switches_for(read, preset, tuple(with_ or ()), tuple(without or ()))
        return state_of(read, switches, steps_wanted(read, switches, step, onwards), talk, easier)

    with ExitStack() as stack:
        play = _written if text else _aloud(stack, chosen, folders, watch)
        stack.enter_context(_as_ctrl_c())
        if not once:
            stack.enter_context(any_key(pressed.set))
        try:
            whenever_saved(watch, make, play, show_lines, once)
        except KeyboardInterrupt:
            show_lines([""])  # below the ^C of the terminal


@contextmanager
def _as_ctrl_c() -> Iterator[None]:
    """A closed terminal and `kill` end it as Ctrl-C does, so that the terminal is as it was before."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), signal.default_int_handler) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _was(pressed: Event) -> bool:
    """Whether a key was pressed since this was asked last."""
    was = pressed.is_set()
    pressed.clear()
    return was


def _written(state: State) -> None:
    _head(state)
    perform(state, VirtualInbox(), SilentMouth(), _line)


def _aloud(stack: ExitStack, chosen: Settings, folders: Folders, watch: Watch) -> Callable[[State], None]:
    """Play aloud; the loudspeaker is opened for the first card without a mistake, and stays open."""
    from voicecoach.assembly.preview_aloud import Aloud, aloud  # the sound packages are an extra

    opened: list[Aloud] = []

    def play(state: State) -> None:
        if not opened:
            opened.append(stack.enter_context(aloud(chosen, folders)))
        _head(state)
        opened[0].play(state, watch.look, _line)

    return play


def _head(state: State) -> None:
    """What is played, and what it leaves out."""
    lines = [f"{state.run.card.title}. It answers itself, and nothing is written into the diary."]
    without = [step.name for step in state.run.steps[1:-1] if step.easier is None]
    if state.gentle and without:
        lines.append(f"No easier form, so as usual: {', '.join(dict.fromkeys(without))}.")
    show_lines(lines)


def _line(text: str) -> None:
    show_lines([text])
