"""What many commands share: options, and the clock of this machine."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option(help="Where diary and own cards are kept.", envvar="VOICECOACH_DATA")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def local_now() -> datetime:
    """The time of this machine, with its zone."""
    return datetime.now().astimezone()
