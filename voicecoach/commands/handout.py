"""`voicecoach print`: the handout of a session as a file, HTML or PDF."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from voicecoach.errors import CoachError, UsageError
from voicecoach.folders import Folders
from voicecoach.options import Data, Session
from voicecoach.script.find import find_card
from voicecoach.script.handout import Handout
from voicecoach.script.handout_page import handout
from voicecoach.script.presets import switches_for
from voicecoach.shells.handout_html import as_html
from voicecoach.shells.screen import show_lines
from voicecoach.shipped import shipped


class Format(Enum):
    """What a handout can be written as."""

    HTML = "html"
    PDF = "pdf"


class Paper(Enum):
    """The size of a PDF's pages; HTML takes the printer's."""

    A4 = "a4"
    LETTER = "letter"


_MARK = b"voicecoach"
"""Stands in every handout, so that printing once more replaces a handout and never another file."""


def print_(
    card: Session,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file; the session's name here if left out.")
    ] = None,
    large: Annotated[bool, typer.Option("--large", help="In large type, 18 points and more.")] = False,
    format_: Annotated[
        Format | None, typer.Option("--format", help="HTML unless the file's name ends in .pdf.")
    ] = None,
    paper: Annotated[Paper, typer.Option(help="The pages of a PDF; HTML takes the printer's.")] = Paper.A4,
    font: Annotated[
        Path | None, typer.Option(help="A TrueType file for a PDF in letters other than the Latin ones.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help='Only this setting of the card, as "first run" or "standing".')
    ] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help="Only with this option.")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", help="Only without this option.")] = None,
    data: Data = None,
) -> None:
    """Make the handout of a session: a page or two to print, with every step and dose."""
    found = find_card(card, Folders.of(data).cards, shipped("scripts"))
    kind, path = _where(found.name, output, format_)
    chosen = (
        switches_for(found, preset, tuple(with_ or ()), tuple(without or ()))
        if preset is not None or with_ or without
        else None
    )
    page = handout(found, chosen, large)
    match kind:
        case Format.HTML:
            written = as_html(page).encode()
        case Format.PDF:
            written = _pdf(page, paper, font)
    _keep(path, written)
    show_lines([f"{path}: the handout of {found.title}"])


def _where(name: str, output: Path | None, wanted: Format | None) -> tuple[Format, Path]:
    """The kind and the path of the file; the ending says the kind unless it was asked for."""
    if output is None:
        kind = wanted or Format.HTML
        return kind, Path(f"{name}.{kind.value}")
    if output.is_dir():
        kind = wanted or Format.HTML
        return kind, output / f"{name}.{kind.value}"
    ending = output.suffix.lower().lstrip(".")
    known = {"html": Format.HTML, "htm": Format.HTML, "pdf": Format.PDF}.get(ending)
    if known is None:
        raise UsageError(f"{output}: a handout ends in .html or .pdf; name the file so")
    if wanted is not None and wanted is not known:
        raise UsageError(
            f"{output}: the name ends in .{ending}, and {wanted.value} is asked for; change one of them"
        )
    return known, output


def _pdf(page: Handout, paper: Paper, font: Path | None) -> bytes:
    try:
        from voicecoach.shells.handout_pdf import as_pdf
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] != "reportlab":
            raise
        raise CoachError(
            "a PDF needs reportlab: pip install 'voicecoach[print]'; or make the HTML and print it from a browser"
        ) from missing
    return as_pdf(page, paper.value, font)


def _keep(path: Path, written: bytes) -> None:
    """Write a file that replaces nothing but an earlier handout, and that is whole or not there."""
    whole = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and _MARK not in path.read_bytes():
            raise UsageError(
                f"{path}: this file is there and is no handout of ours; name another one with -o"
            )
        whole.write_bytes(written)
        whole.replace(path)
    except OSError as error:
        whole.unlink(missing_ok=True)
        raise UsageError(
            f"{path}: the file cannot be written ({error.strerror}); name another one with -o"
        ) from error
