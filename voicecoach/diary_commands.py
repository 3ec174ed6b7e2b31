"""The command `voicecoach diary` and those below it."""

from typing import Annotated

import typer

from voicecoach.diary.read import sessions
from voicecoach.diary.show import as_json, as_lines
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.machine_commands import AsJson, Data
from voicecoach.shells.screen import show_lines

diary_app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@diary_app.callback(invoke_without_command=True)
def diary(
    context: typer.Context,
    last: Annotated[int, typer.Option(help="How many sessions.", min=1)] = 10,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Show what was done and what happened."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context.invoked_subcommand, context)
        return
    records = sessions(Folders.of(data).diary, last)
    show_lines([as_json(records)] if as_json_ else as_lines(records))


def _refuse_options_before(command: str, context: typer.Context) -> None:
    """An option that stands before ``command`` would not reach it: better said than left out unseen."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise UsageError(f"options stand behind {command}: voicecoach diary {command} ...")
