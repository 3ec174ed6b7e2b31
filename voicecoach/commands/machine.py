"""The commands about the machine and its user: ear, voice, devices, settings, answers."""

from pathlib import Path
from typing import Annotated

import typer

from voicecoach.diary.sqlite import keep_private
from voicecoach.errors import UsageError
from voicecoach.folders import Folders
from voicecoach.options import AsJson, Data, EarName, Microphone, Rate, Speaker, VoiceName, local_now
from voicecoach.settings import read_settings, with_options
from voicecoach.shells.about_ask import typed_line
from voicecoach.shells.about_me import AboutMe
from voicecoach.shells.about_me import about_me as about_person
from voicecoach.shells.about_typed import Typed
from voicecoach.shells.screen import show_lines
from voicecoach.shells.settings import settle

Steps = Annotated[int | None, typer.Option(help="Try a sensitivity.", min=-3, max=3)]


def hear(
    file: Annotated[Path, typer.Argument(help="A recording: WAV, FLAC, OGG.")],
    far: Annotated[Path | None, typer.Option(help="What the loudspeaker played meanwhile.")] = None,
    ear: EarName = None,
    always: Steps = None,
    session: Steps = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell also what came near to a command, and why it was not one.")
    ] = False,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Run the ear over a recording: every word it hears, with time and score."""
    from voicecoach.assembly.recording import hear_recording  # the sound packages are an extra
    from voicecoach.ear.kept import read as read_kept

    folders = Folders.of(data)
    settings = read_settings(folders.settings)
    chosen = with_options(settings, ear=ear, always=always, session=session)
    voice = read_kept(folders.enrolment)
    show_lines(hear_recording(file, far, chosen, explain=explain, as_json=as_json_, voice=voice))


def listen_to_me(
    show: Annotated[bool, typer.Option("--show", help="Show what is kept of your voice.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Delete what is kept of your voice.")] = False,
    voice: VoiceName = None,
    rate: Rate = None,
    speaker: Speaker = None,
    microphone: Microphone = None,
    data: Data = None,
) -> None:
    """Teach the ear your voice, aloud, lying down: it hears you better afterwards. Only numbers are kept."""
    from voicecoach.assembly.teach import (  # the sound packages are an extra
        forget_kept,
        listen_to_me,
        show_kept,
    )

    folders = Folders.of(data)
    if show and forget:
        raise UsageError("--show and --forget do not go together")
    if show or forget:
        show_lines(forget_kept(folders) if forget else show_kept(folders))
        return
    settings = read_settings(folders.settings)
    chosen = with_options(settings, voice=voice, rate=rate, speaker=speaker, microphone=microphone)
    if data is None:
        keep_private(folders.data)
    if not listen_to_me(chosen, folders, local_now()):
        raise typer.Exit(1)


def voices(
    speak: Annotated[str | None, typer.Option(help="Say a sample with this voice.")] = None,
    speaker: Speaker = None,
    data: Data = None,
) -> None:
    """List the voices of this machine, or hear one."""
    from voicecoach.assembly.aloud import show_voices  # the sound packages are an extra

    folders = Folders.of(data)
    settings = read_settings(folders.settings)
    show_lines(show_voices(speak, speaker or settings.speaker, folders.sounds))


def devices() -> None:
    """List loudspeakers and microphones."""
    from voicecoach.assembly.aloud import show_devices  # the sound packages are an extra

    show_lines(show_devices())


def doctor(
    ear: EarName = None,
    voice: VoiceName = None,
    speaker: Speaker = None,
    microphone: Microphone = None,
    listen: Annotated[bool, typer.Option(help="Play a test line and show live what the ear hears.")] = True,
    seconds: Annotated[float | None, typer.Option(help="Listen so long.", min=0.1, max=86400)] = None,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Look at everything that a session needs, and show live what the ear hears; exit code 1: a problem."""
    from voicecoach.assembly.check_up import Wish, check_up  # the sound packages are an extra

    well = check_up(
        Folders.of(data),
        Wish(listen, seconds, as_json_),
        ear=ear,
        voice=voice,
        speaker=speaker,
        microphone=microphone,
    )
    if not well:
        raise typer.Exit(1)


def settings_(
    key: Annotated[str | None, typer.Argument(help="A setting's name; none: show all.")] = None,
    value: Annotated[str | None, typer.Argument(help="What it is to be.")] = None,
    unset: Annotated[str | None, typer.Option(metavar="KEY", help="Forget a setting.")] = None,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Show what is set, or set it for good: the ear, its sensitivity, the voice, the devices."""
    folders = Folders.of(data)
    if data is None and (key or unset):
        keep_private(folders.data)
    show_lines(settle(folders.settings, key, value, unset, as_json_))


def about_me(
    ask: Annotated[bool, typer.Option("--ask", help="Ask the questions here, by keyboard.")] = False,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=ANSWER", help='An answer, as "pregnancy=no".')
    ] = None,
    emergency: Annotated[
        str | None, typer.Option(metavar="DIGITS", help="The number that you call in an emergency.")
    ] = None,
    clearance: Annotated[
        str | None, typer.Option(metavar="NAME", help="The clinician who agreed to the sessions.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="When that was, as 2026-11-20.")] = None,
    forget: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Delete the answers to a question, or all.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking first.")] = False,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Show what you told before sessions; tell it, change it or delete it."""
    folders = Folders.of(data)
    typed = Typed(tuple(set_ or ()), emergency, clearance, on)
    wish = AboutMe(typed, ask, tuple(forget or ()), yes, as_json_)
    if data is None and wish.writes:
        keep_private(folders.data)
    about_person(folders.diary, wish, local_now, typed_line, show_lines)
