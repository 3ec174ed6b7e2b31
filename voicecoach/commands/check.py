"""`voicecoach check`: everything that is wrong with a card, with its place and what to write instead."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from voicecoach.errors import CoachError, EarError, UsageError, VoiceError
from voicecoach.folders import Folders
from voicecoach.language.folder import language_of
from voicecoach.options import AsJson, Data, EarName, Rate, VoiceName
from voicecoach.script.check_report import Report, by_file
from voicecoach.script.checked import Checked, Finding, check_file, findings
from voicecoach.script.find import ENDINGS, all_cards, all_found, locate, read_text
from voicecoach.script.fix import Fixed, fixed
from voicecoach.script.problems import Problem
from voicecoach.script.remarks import cues_are_short
from voicecoach.script.rules import Rule
from voicecoach.settings import Settings, read_settings, with_options
from voicecoach.shells.screen import progress
from voicecoach.shipped import shipped

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE]...", help="Cards, folders of cards, or names of sessions; else your own cards."
    ),
]
Prompts = Annotated[bool, typer.Option("--prompts", help="Check the coach's own lines too.")]
Fix = Annotated[bool, typer.Option("--fix", help="Put right what can only be meant in one way.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as problems.")]
NoSound = Annotated[
    bool, typer.Option("--no-sound", help="Do not speak the lines, nor let the ear hear them.")
]


def check(
    cards: Files = None,
    own_lines: Prompts = False,
    fix: Fix = False,
    strict: Strict = False,
    no_sound: NoSound = False,
    as_json_: AsJson = False,
    voice: VoiceName = None,
    rate: Rate = None,
    ear: EarName = None,
    data: Data = None,
) -> None:
    """Find what is wrong with a card: each line, and what to write instead.

    Ends with 0 if nothing is wrong, 1 if something is, 2 if a file cannot be read.
    """
    folders = Folders.of(data)
    chosen = with_options(read_settings(folders.settings), voice=voice, rate=rate, ear=ear)
    paths = _paths(cards or [], folders) if cards or not own_lines else ()
    changed = tuple(_fix_all(paths)) if fix else ()
    known = [found.name for found in all_found(folders.cards, shipped("scripts"))]
    checked = tuple(_checked(path, known) for path in paths)
    checked = tuple(map(_estimated, checked)) if no_sound else _heard(checked, chosen, folders.sounds)
    if own_lines:
        checked = (*checked, *_prompts(chosen, folders, no_sound))
    report = Report(checked, changed, strict)
    for line in [report.json] if as_json_ else report.lines:
        typer.echo(line)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _paths(wanted: list[str], folders: Folders) -> tuple[Path | Finding, ...]:
    """The files that are to be looked at, each once; a `Finding` for what is not there."""
    if not wanted:
        own = tuple(found.path for found in all_found(folders.cards, Path(os.devnull)))
        if not own:
            raise UsageError(
                f'there are no cards of your own in {folders.cards}; give a file, or "voicecoach new" writes one'
            )
        return own
    return tuple(dict.fromkeys(path for name in wanted for path in _named(name, folders)))


def _named(name: str, folders: Folders) -> Iterator[Path | Finding]:
    try:
        if Path(name).is_dir():
            inside = sorted(
                path for path in Path(name).iterdir() if path.suffix in ENDINGS and path.is_file()
            )
            yield from (path for path in inside if not path.name.startswith("."))
            if not inside:
                yield _missing(name, "there is no card in this folder; a card is a file that ends in .md")
        else:
            yield locate(name, folders.cards, shipped("scripts")).path
    except UsageError as absent:
        yield _missing(name, str(absent).removeprefix(f"{name}: "))
    except (OSError, ValueError) as odd:
        yield _missing(name, f"this cannot be read ({getattr(odd, 'strerror', None) or odd}); give a card")


def _missing(name: str, text: str) -> Finding:
    what, _, instead = text.partition("; ")
    return Finding(name, 1, None, Rule.UNREADABLE, what, instead)


def _checked(path: Path | Finding, known: list[str]) -> Checked:
    if isinstance(path, Finding):
        return Checked(path.file, (path,))
    try:
        return check_file(path, known)
    except CoachError as gone:
        return Checked(str(path), (_missing(str(path), str(gone).removeprefix(f"{path}: ")),))


def _fix_all(paths: tuple[Path | Finding, ...]) -> Iterator[tuple[str, Fixed]]:
    """What was changed in which file; what cannot be read is told by the check itself."""
    for path in paths:
        if isinstance(path, Finding) or path.suffix == ".json":
            continue
        try:
            text = read_text(path)
        except CoachError:  # the check tells it, with the line
            continue
        better, changes = fixed(text)
        if better != text:
            if path.resolve().is_relative_to(shipped("scripts").resolve()):
                raise UsageError(
                    f"{path}: this card came with the program; copy it, and use --fix on the copy"
                )
            _write(path.resolve(), better)
        yield from ((str(path), change) for change in changes)


def _write(path: Path, text: str) -> None:
    """The file whole or as it was, with the rights that it had."""
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(path, name)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as failed:
        raise UsageError(
            f"{path}: the file cannot be written ({failed.strerror}); nothing was changed"
        ) from failed


def _estimated(one: Checked) -> Checked:
    return one if one.card is None else one.more(cues_are_short(one.card))


def _heard(checked: tuple[Checked, ...], chosen: Settings, sounds: Path) -> tuple[Checked, ...]:
    """``checked`` with what the voice and the ear make of each line; without them with a note that says so."""
    _on_one_core()
    from voicecoach.assembly.checking import (  # the sound packages are an extra
        heard_lines,
        lines_of,
        problems_heard,
    )

    texts: dict[str, list[str]] = {}
    for one in checked:
        if one.card is not None:
            texts.setdefault(one.card.language, []).extend(lines_of(one.card, one.lines or {}))
    try:
        with progress("Listening to the lines") as done:
            sounding = {
                language: heard_lines(said, chosen, sounds, done, language_of(language))
                for language, said in texts.items()
            }
    except (VoiceError, EarError) as absent:
        return tuple(_estimated(_unheard(one, absent)) for one in checked)
    return tuple(
        one
        if one.card is None
        else one.more(problems_heard(one.card, one.lines or {}, sounding[one.card.language]))
        for one in checked
    )


def _on_one_core() -> None:
    """Before numpy is loaded: the ear's small products take twice as long when they are shared out (2026-11)."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _unheard(one: Checked, why: CoachError) -> Checked:
    return one if one.card is None else one.more([_not_heard(why)])


def _not_heard(why: CoachError) -> Problem:
    text = f"the lines were not spoken and not heard: {str(why).replace('; ', ', ')}; see voicecoach doctor"
    return Problem(1, text, Rule.NO_SOUND)


def _prompts(chosen: Settings, folders: Folders, no_sound: bool) -> tuple[Checked, ...]:
    """The coach's own lines, by the file in which each is written."""
    from voicecoach.script.prompts import prompt_problems, prompts

    cards = [
        listed.card for listed in all_cards(folders.cards, shipped("scripts")) if listed.card is not None
    ]
    every = prompts(cards)
    found = [one for prompt in every for one in findings(prompt.file, prompt_problems(prompt), ())]
    if not no_sound:
        _on_one_core()
        from voicecoach.assembly.checking import exempt_in, heard_lines, taken_for

        try:
            with progress("Listening to the coach's own lines") as done:
                sounding = heard_lines([prompt.text for prompt in every], chosen, folders.sounds, done)
        except (VoiceError, EarError) as absent:
            return by_file((*found, *findings(every[0].file, [_not_heard(absent)], ())))
        for prompt in every:
            exempt = exempt_in(prompt.text)
            heard = (
                Problem(prompt.line, text, Rule.EAR)
                for text in taken_for(prompt.text, sounding[prompt.text], exempt)
            )
            found += findings(prompt.file, heard, ())
    return by_file(found) or (Checked("voicecoach/core", ()),)
