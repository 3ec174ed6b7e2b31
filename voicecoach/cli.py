"""The command line: every command under its name, and what is shown where none is named."""

from typing import Annotated

import typer

from voicecoach import __version__
from voicecoach.commands.bake import bake
from voicecoach.commands.check import check
from voicecoach.commands.diary import diary_app
from voicecoach.commands.handout import print_
from voicecoach.commands.machine import about_me, devices, doctor, hear, listen_to_me, settings_, voices
from voicecoach.commands.new import new
from voicecoach.commands.play import play, sessions
from voicecoach.commands.preview import preview
from voicecoach.commands.rehearse import rehearse
from voicecoach.commands.remind import remind
from voicecoach.commands.report import report_
from voicecoach.shells.plain import errors_as_lines
from voicecoach.shells.screen import show_lines

app = typer.Typer(
    help="A hands-free, voice-guided player for neck-care sessions. Nothing leaves this computer.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command; what the user must put right is one line and exit code 2."""
    with errors_as_lines():
        app()


@app.callback(invoke_without_command=True)
def start(context: typer.Context, version: Annotated[bool, typer.Option("--version")] = False) -> None:
    """Say what can be done."""
    if version:
        show_lines([f"voicecoach {__version__}"])
        raise typer.Exit
    if context.invoked_subcommand is None:
        show_lines(
            [
                "voicecoach plays neck-care sessions by voice, and listens all the time.",
                "",
                "  voicecoach play                  play posterior-neck-release",
                "  voicecoach play SESSION          play another; --text plays it silently, with typed words",
                "  voicecoach sessions              what there is to play",
                "  voicecoach diary                 what was done and what happened",
                "  voicecoach report                the diary of three months on a page, for a clinician",
                "  voicecoach remind -o FILE.ics    reminders for your calendar",
                "  voicecoach about-me              what you told before sessions; changes and deletes it",
                "  voicecoach check CARD            what is wrong with a card, and what to write instead",
                "  voicecoach new                   write a session of your own: questions, and there is a card",
                "  voicecoach preview CARD [STEP]   hear a step, and once more whenever you save the card",
                "  voicecoach rehearse CARD         read a session through, in a moment; --timeline draws it",
                "  voicecoach print CARD            its handout for paper, as HTML or PDF",
                "  voicecoach bake CARD -o FILE     a sound file of it for a phone; it cannot hear",
                "  voicecoach hear FILE.wav         what the ear hears in a recording",
                "  voicecoach listen-to-me          teach the ear your voice, lying down",
                "  voicecoach voices, devices       what can speak, sound and listen here",
                "  voicecoach doctor                looks at all that a session needs, and shows what the ear hears",
                "  voicecoach settings              what you chose for good, as the voice or the sensitivity",
                "",
                'While it plays, say "stop", "pain" or "next" at any time. Any key halts too.',
                "It is general movement coaching, not medical care. No clinician has reviewed the sessions yet.",
                "It is for adults, and not for emergencies.",
            ]
        )


for command in (play, sessions, hear, voices, devices, doctor):
    app.command()(command)
app.add_typer(diary_app, name="diary")
app.command()(rehearse)
app.command("print")(print_)
app.command("report")(report_)
app.command("listen-to-me")(listen_to_me)
app.command()(bake)
app.command()(check)
app.command()(new)
app.command()(preview)
app.command()(remind)
app.command("about-me")(about_me)
# A value may be -1, which would else be taken for an option.
app.command("settings", context_settings={"ignore_unknown_options": True})(settings_)


if __name__ == "__main__":
    main()
