"""The command `voicecoach diary` and those below it."""

from pathlib import Path
from typing import Annotated

import typer

from voicecoach.diary.sqlite import keep_private
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.options import AsJson, Data, local_now
from voicecoach.shells.diary_looking import Look, Span, look, look_at
from voicecoach.shells.diary_views import Kept as Kinds
from voicecoach.shells.exporting import Export, Form, export_diary
from voicecoach.shells.plain import show_lines

diary_app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


Only = Annotated[str, typer.Option("--session", metavar="NAME", help="Only sessions of this name.")]
Events = Annotated[bool, typer.Option("--events", help="Only sessions with pain or red flags.")]
Heard = Annotated[bool, typer.Option("--heard", help="With every word that the ear heard, and its score.")]


@diary_app.callback(invoke_without_command=True)
def diary(
    context: typer.Context,
    last: Annotated[
        int | None, typer.Option(help="How many sessions; 10, or all of --from and --to.", min=1)
    ] = None,
    session: Only = "",
    events: Events = False,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day, as 2026-11-20.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day.")] = None,
    heard: Heard = False,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Show what was done and what happened."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context.invoked_subcommand, context)
        return
    look(Folders.of(data).diary, Look(Kinds(session, events), since, until, last, as_json_, heard))


@diary_app.command()
def today(
    session: Only = "",
    events: Events = False,
    heard: Heard = False,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Show how today stands, and its sessions."""
    wanted = Look(Kinds(session, events), as_json=as_json_, heard=heard)
    look_at(Folders.of(data).diary, Span.TODAY, local_now().date(), wanted)


@diary_app.command()
def week(session: Only = "", events: Events = False, as_json_: AsJson = False, data: Data = None) -> None:
    """Show the last seven days, a line for each."""
    wanted = Look(Kinds(session, events), as_json=as_json_)
    look_at(Folders.of(data).diary, Span.WEEK, local_now().date(), wanted)


@diary_app.command()
def month(session: Only = "", events: Events = False, as_json_: AsJson = False, data: Data = None) -> None:
    """Show the last six weeks: a calendar and the soreness, or a line for each day where there is no terminal."""
    wanted = Look(Kinds(session, events), as_json=as_json_)
    look_at(Folders.of(data).diary, Span.MONTH, local_now().date(), wanted)


@diary_app.command("export")
def export_(
    form: Annotated[Form, typer.Option("--format", help="Tables, one JSON file, or one for health records.")],
    to: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE|FOLDER", help="A new file; for csv a folder or a .zip."),
    ],
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day, as 2026-11-20.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there already.")] = False,
    data: Data = None,
) -> None:
    """Write the diary to files that other programs read: see docs/export.md."""
    wish = Export(form, to, since, until, force)
    show_lines(export_diary(Folders.of(data).diary, wish, local_now))


@diary_app.command()
def backup(
    to: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the copy goes; else a dated one here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
    data: Data = None,
) -> None:
    """Copy the diary to a file, also while a session runs."""
    from voicecoach.shells.keeping import back_up  # who only looks does not wait for it

    show_lines(back_up(Folders.of(data).diary, to, local_now().date(), force))


@diary_app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup of the diary.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Do not keep the diary that is there now; it is removed for good."),
    ] = False,
    data: Data = None,
) -> None:
    """Put a backup in the diary's place; the diary that is there now is kept beside it."""
    from voicecoach.shells.keeping import bring_back  # as above

    folders = Folders.of(data)
    lines = bring_back(folders.diary, file, local_now().date(), replace)
    if data is None:
        keep_private(folders.data)
    show_lines(lines)


@diary_app.command()
def erase(
    all_: Annotated[
        bool,
        typer.Option("--all", help="Also what is kept of your voice, the settings and the rendered lines."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking first.")] = False,
    data: Data = None,
) -> None:
    """Remove the whole diary for good, after asking."""
    from voicecoach.shells.about_ask import typed_line  # as above
    from voicecoach.shells.keeping import Kept, erase_all

    folders = Folders.of(data)
    others = (folders.enrolment, folders.settings, folders.sounds) if all_ else ()
    erase_all(Kept(folders.diary, others), yes, typed_line, show_lines)


@diary_app.command()
def encrypt(
    keyring: Annotated[
        bool, typer.Option(help="Let this computer's keyring keep the passphrase; else it is asked for.")
    ] = True,
    data: Data = None,
) -> None:
    """Encrypt the diary with a passphrase; needs pip install 'voicecoach[encrypted]'."""
    from getpass import getpass

    from voicecoach.shells.sealing import encrypt  # what it needs is an extra

    show_lines(encrypt(Folders.of(data).diary, getpass, keyring))


@diary_app.command()
def decrypt(data: Data = None) -> None:
    """Take the encryption away again."""
    from voicecoach.shells.sealing import decrypt  # what it needs is an extra

    show_lines(decrypt(Folders.of(data).diary))


def _refuse_options_before(command: str, context: typer.Context) -> None:
    """An option that stands before ``command`` would not reach it: better said than left out unseen."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise UsageError(f"options stand behind {command}: voicecoach diary {command} ...")
