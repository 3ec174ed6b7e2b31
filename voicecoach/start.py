"""Where the program starts: whoever looks into the diary or checks a card does not wait for what plays and listens."""

import gc
import sys
from importlib import import_module
from typing import Annotated

import typer

from voicecoach import __version__
from voicecoach.shells.plain import errors_as_lines, show_lines

COMMANDS = {
    "play": "play:play",
    "sessions": "play:sessions",
    "hear": "machine:hear",
    "voices": "machine:voices",
    "devices": "machine:devices",
    "doctor": "machine:doctor",
    "diary": "diary:diary_app",
    "rehearse": "rehearse:rehearse",
    "print": "handout:print_",
    "report": "report:report_",
    "listen-to-me": "machine:listen_to_me",
    "bake": "bake:bake",
    "check": "check:check",
    "new": "new:new",
    "preview": "preview:preview",
    "remind": "remind:remind",
    "about-me": "machine:about_me",
    "settings": "machine:settings_",
}
"""What can be typed, and where it is in the room of commands; only what is typed is loaded."""
WITH_NUMBERS = ("settings",)
"""A value of these may be -1, which would else be taken for an option."""
OVERVIEW = (
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
)


def main() -> None:
    """Run the command; what the user must put right is one line and exit code 2."""
    with errors_as_lines():
        gc.disable()  # to look for garbage in what is being loaded takes a tenth of the start, and there is none
        program = command_line(*needed(sys.argv[1:]))
        gc.freeze()
        gc.enable()
        program(prog_name="voicecoach")


def needed(words: list[str]) -> tuple[str, ...]:
    """The commands that are loaded for what was typed: all where a list of them may be asked for."""
    if not words or words == ["--version"]:
        return ()
    return (words[0],) if words[0] in COMMANDS else tuple(COMMANDS)


def command_line(*names: str) -> typer.Typer:
    """The program with the commands of these names."""
    app = typer.Typer(
        help="A hands-free, voice-guided player for neck-care sessions. Nothing leaves this computer.",
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        add_completion=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True)(start)
    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"voicecoach.commands.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name, context_settings={"ignore_unknown_options": name in WITH_NUMBERS})(found)
    return app


def start(context: typer.Context, version: Annotated[bool, typer.Option("--version")] = False) -> None:
    """Say what can be done."""
    if version:
        show_lines([f"voicecoach {__version__}"])
        raise typer.Exit
    if context.invoked_subcommand is None:
        show_lines(OVERVIEW)


if __name__ == "__main__":
    main()
