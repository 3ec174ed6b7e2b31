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


def local_now() -> datetime:
    """The time of this machine, with its zone."""
    return datetime.now().astimezone()


def day(option: str, typed: str) -> date:
    """The day that was typed behind ``option``."""
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(f'{option}: "{typed}" is no day; write it as 2026-11-20') from error
