"""`voicecoach bake`: a whole session as a sound file, for a phone."""

from pathlib import Path
from typing import Annotated

import typer

from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.pcm import Pcm
from voicecoach.core.recorded import LONGEST_WAIT, SHORTEST_WAIT, USUAL_WAIT
from voicecoach.core.session import prepare
from voicecoach.folders import Folders
from voicecoach.language.folder import language_of
from voicecoach.options import Data, Preset, Rate, Session, VoiceName, With, Without
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.settings import read_settings, with_options
from voicecoach.shells.screen import progress, show_lines
from voicecoach.shipped import shipped


def bake(
    card: Session,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="The file; its ending says which kind: mp3, ogg, opus, m4b, flac, wav."
        ),
    ],
    preset: Preset = None,
    with_: With = None,
    without: Without = None,
    talk: Annotated[Talk, typer.Option(help="How much is said.")] = Talk.FULL,
    first_time: Annotated[
        bool, typer.Option("--first-time", help="As the first two times: the smaller counts.")
    ] = False,
    wait: Annotated[
        float,
        typer.Option(
            help='Seconds of pause where the coach would wait for "ready".',
            min=SHORTEST_WAIT,
            max=LONGEST_WAIT,
        ),
    ] = USUAL_WAIT,
    voice: VoiceName = None,
    rate: Rate = None,
    earcons: Annotated[bool | None, typer.Option(help="The small sounds beside the words.")] = None,
    pieces: Annotated[
        bool, typer.Option("--pieces", help="A file for each step in a folder, and a playlist.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there already.")] = False,
    data: Data = None,
) -> None:
    """Make a sound file of a whole session, for a phone. It cannot hear, and says so."""
    from voicecoach.assembly.baking import Order
    from voicecoach.assembly.baking import bake as baked  # numpy's time is only spent where sound is
    from voicecoach.voice.speech import render_lines

    folders = Folders.of(data)
    chosen = with_options(read_settings(folders.settings), voice=voice, rate=rate, earcons=earcons)
    found = find_card(card, folders.cards, shipped("scripts"))
    switches = switches_for(
        found, preset or _usual(found, first_time), tuple(with_ or ()), tuple(without or ())
    )
    run = prepare(found, switches, talk, first_time)

    def render(texts: tuple[str, ...]) -> dict[str, Pcm]:
        with progress("Preparing the voice") as done:
            return render_lines(
                texts,
                voice=chosen.voice,
                rate=chosen.rate,
                cache=folders.sounds,
                progress=done,
                language=language_of(found.language),
            )

    order = Order(run, switches, wait, output, chosen.earcons, pieces, force)
    show_lines(baked(order, render))


def _usual(card: Card, first_time: bool) -> str | None:
    """The setting that `voicecoach play` would take."""
    return (card.first_preset if first_time else card.usual_preset) or None
