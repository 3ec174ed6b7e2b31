"""What many commands share: options, and the clock of this machine."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from voicecoach.errors import UsageError

Data = Annotated[
    Path | None, typer.Option(help="Where diary and own cards are kept.", envvar="VOICECOACH_DATA")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Session = Annotated[
    str, typer.Argument(help="A session's name (voicecoach sessions lists them) or a card's path.")
]
Preset = Annotated[str | None, typer.Option(help='A setting of the card, as "first run" or "standing".')]
With = Annotated[list[str] | None, typer.Option("--with", help="An option of the card to turn on.")]
Without = Annotated[list[str] | None, typer.Option("--without", help="An option of the card to turn off.")]
VoiceName = Annotated[str | None, typer.Option(help="A voice by name (voicecoach voices lists them).")]
Rate = Annotated[int | None, typer.Option(help="Words a minute; 155 unless set.", min=80, max=400)]
Speaker = Annotated[str | None, typer.Option(help="The loudspeaker, by a part of its name.")]
Microphone = Annotated[str | None, typer.Option(help="The microphone, by a part of its name.")]
EarName = Annotated[str | None, typer.Option("--ear", help="The ear: own or pocketsphinx.")]


def local_now() -> datetime:
    """The time of this machine, with its zone."""
    return datetime.now().astimezone()


def day(option: str, typed: str) -> date:
    """The day that was typed behind ``option``."""
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(f'{option}: "{typed}" is no day; write it as 2026-11-20') from error
