"""The command line: what can be typed, and what each command puts together."""

import json
from typing import Annotated

import typer

from voicecoach import __version__
from voicecoach.bake import bake
from voicecoach.check import check
from voicecoach.core.beats import Talk
from voicecoach.core.session import length
from voicecoach.diary.sqlite import keep_private
from voicecoach.diary.store import open_diary
from voicecoach.diary_commands import diary_app
from voicecoach.folders import Folders
from voicecoach.handing_out import print_
from voicecoach.machine_commands import (
    AsJson,
    Data,
    EarName,
    Microphone,
    Rate,
    Speaker,
    VoiceName,
    about_me,
    devices,
    doctor,
    hear,
    listen_to_me,
    local_now,
    settings_,
    voices,
)
from voicecoach.new import new
from voicecoach.playing import Wanted, play_all
from voicecoach.preview import preview
from voicecoach.rehearsing import rehearse
from voicecoach.remind import remind
from voicecoach.reporting import report_
from voicecoach.script.find import all_cards, all_cards_translated
from voicecoach.script.presets import switches_for
from voicecoach.settings import read_settings, with_options
from voicecoach.shells.plain import errors_as_lines
from voicecoach.shells.screen import Row, show_lines, show_sessions
from voicecoach.shipped import shipped

app = typer.Typer(
    help="A hands-free, voice-guided player for neck-care sessions. Nothing leaves this computer.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

Session = Annotated[
    str, typer.Argument(help="A session's name (voicecoach sessions lists them) or a card's path.")
]
Preset = Annotated[str | None, typer.Option(help='A setting of the card, as "first run" or "standing".')]
With = Annotated[list[str] | None, typer.Option("--with", help="An option of the card to turn on.")]
Without = Annotated[list[str] | None, typer.Option("--without", help="An option of the card to turn off.")]
Speech = Annotated[Talk | None, typer.Option(help="How much is said; full the first two times, then brief.")]


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


@app.command()
def play(
    session: Session = "posterior-neck-release",
    preset: Preset = None,
    with_: With = None,
    without: Without = None,
    talk: Speech = None,
    voice: VoiceName = None,
    rate: Rate = None,
    speaker: Speaker = None,
    microphone: Microphone = None,
    text: Annotated[bool, typer.Option("--text", help="Play silently, with typed words.")] = False,
    earcons: Annotated[bool | None, typer.Option(help="The small sounds beside the words.")] = None,
    ear: EarName = None,
    data: Data = None,
) -> None:
    """Play a session: by voice, or with --text by typed words."""
    folders = Folders.of(data)
    chosen = with_options(
        read_settings(folders.settings),
        ear=ear,
        voice=voice,
        rate=rate,
        speaker=speaker,
        microphone=microphone,
        earcons=earcons,
    )
    if data is None:
        keep_private(folders.data)
    wanted = Wanted(preset, tuple(with_ or ()), tuple(without or ()), talk)
    with open_diary(folders.diary, local_now) as diary:
        play_all(session, wanted, diary, chosen, folders, text)


@app.command()
def sessions(as_json_: AsJson = False, data: Data = None) -> None:
    """List the sessions that can be played."""
    rows: list[Row] = []
    problems: list[str] = []
    own = Folders.of(data).cards
    for listed in (*all_cards(own, shipped("scripts")), *all_cards_translated(own, shipped("scripts"))):
        if listed.card is None:
            problems += listed.problem.splitlines()
            continue
        card = listed.card
        switches = switches_for(card, None)
        minutes = length(card, switches) / 60
        equipment = "; ".join(say.text for say in card.you_need if say.when.holds(switches))
        mark = " (your own)" if listed.found.own else ""
        rows.append(
            Row(listed.found.name, card.purpose, card.position, equipment, f"{minutes:.0f} min", mark)
        )
        if listed.found.shadows is not None:
            problems.append(f"{card.name}: your own card stands in for the one that came with the program")
    if as_json_:
        names = ("name", "purpose", "position", "equipment", "length", "own")
        table = [
            dict(
                zip(names, (r.name, r.purpose, r.position, r.equipment, r.length, bool(r.mark)), strict=True)
            )
            for r in rows
        ]
        show_lines([json.dumps({"sessions": table, "problems": problems}, indent=2)])
        return
    show_sessions(rows, problems)


for command in (hear, voices, devices, doctor):
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
