"""`voicecoach print`: the handout of a session as a file, HTML or PDF."""

from pathlib import Path
from typing import Annotated

import typer

from voicecoach.core.card import Card
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.language.folder import language_of
from voicecoach.options import Data, Session
from voicecoach.script.find import all_cards, all_cards_translated, find_card, in_language
from voicecoach.script.handout_page import handout
from voicecoach.script.presets import switches_for
from voicecoach.shells.pages import Format, Sheet, where, written
from voicecoach.shells.plain import show_lines
from voicecoach.shipped import shipped

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
    paper: Annotated[Sheet, typer.Option(help="The pages of a PDF; HTML takes the printer's.")] = Sheet.A4,
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
    folders = Folders.of(data)
    found = find_card(card, folders.cards, shipped("scripts"))
    code = language_of(found.language).code
    # Beside the English one, which has the same name, it must not take its place.
    name = found.name if language_of(found.language).is_english else f"{found.name}-{code}"
    kind, path = where(name, "a handout", output, format_)
    chosen = (
        switches_for(found, preset, tuple(with_ or ()), tuple(without or ()))
        if preset is not None or with_ or without
        else None
    )
    page = handout(found, chosen, large, _titles(found, code, folders))
    _keep(path, written(page, kind, paper, font))
    show_lines([f"{path}: the handout of {found.title}"])


def _titles(card: Card, code: str, folders: Folders) -> dict[str, str]:
    """What the sessions are called that come before ``card``; one that cannot be read keeps its name."""
    own, theirs = folders.cards, shipped("scripts")
    listed = {
        each.found.name: each.card for each in (*all_cards(own, theirs), *all_cards_translated(own, theirs))
    }
    cards = {name: listed.get(in_language(name, code, own, theirs)) for name in card.first}
    return {name: found.title for name, found in cards.items() if found is not None}


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
