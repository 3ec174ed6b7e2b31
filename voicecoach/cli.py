"""The command line: what can be typed, and what each command puts together."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach import __version__
from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.facts import EndedBy
from voicecoach.core.messages import Heard, Unwritten
from voicecoach.core.session import begin, length, prepare
from voicecoach.core.state import State
from voicecoach.diary.read import sessions as diary_sessions
from voicecoach.diary.read import times_done
from voicecoach.diary.show import as_json, as_lines
from voicecoach.diary.sqlite import keep_private
from voicecoach.diary.store import Diary, open_diary
from voicecoach.errors import CoachError, DeviceError, ScriptError, UsageError
from voicecoach.folders import Folders
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
from voicecoach.script.find import all_cards, find_card, read_text
from voicecoach.script.front import NOT_REVIEWED
from voicecoach.script.plan import Plan, parse_plan, settle_plan
from voicecoach.script.presets import switches_for, switches_of
from voicecoach.settings import read_settings, with_options
from voicecoach.shells.inbox import LiveInbox
from voicecoach.shells.keys import read_words
from voicecoach.shells.live import SilentMouth, ended_by_signals
from voicecoach.shells.loop import Ports
from voicecoach.shells.loop import play as play_session
from voicecoach.shells.notebook import PatientNotebook
from voicecoach.shells.rehearse import rehearse as rehearse_session
from voicecoach.shells.screen import PlainLines, Row, show_lines, show_sessions
from voicecoach.shipped import shipped

if TYPE_CHECKING:
    from voicecoach.ear.kept import Enrolment  # numpy's time is only spent where sound is

FULL_TIMES = 2
"""The first sessions hear the full set-up, take the smaller counts and the words about what the coach is."""

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
    try:
        app()
    except CoachError as error:
        show_lines((f"voicecoach: {line}" for line in str(error).splitlines()), error=True)
        sys.exit(2)


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
                "  voicecoach about-me              what you told before sessions; changes and deletes it",
                "  voicecoach rehearse CARD         read a session through, in a moment",
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
    card = find_card(session, folders.cards, shipped("scripts"))
    times = times_done(folders.diary, card.name)
    wanted = _first_of(card, preset, folders.diary) if preset else preset
    state = _prepared(card, wanted, with_, without, talk, times)
    show_lines(_before(card, state.switches))
    if data is None:
        keep_private(folders.data)
    with open_diary(folders.diary, local_now) as diary:
        if not text:
            from voicecoach.aloud import play_aloud  # the sound packages are an extra

            voice_kept = _kept_voice(folders, times)
            try:
                play_aloud(state, diary, chosen, folders, voice_kept)
                return
            except DeviceError as missing:
                if chosen.speaker or chosen.microphone:
                    raise
                show_lines([f"{missing}. Playing in text mode instead: type the words and press Enter."])
        _play_text(state, diary)


def _kept_voice(folders: Folders, times: int) -> "Enrolment | None":
    """What is kept of the user's voice; where that is nothing, or no longer fits, it is said what to do."""
    from voicecoach.ear.enrolment import fits
    from voicecoach.ear.kept import read

    kept = read(folders.enrolment)
    if kept is None and times < FULL_TIMES:
        show_lines(['"voicecoach listen-to-me" takes three minutes; the coach hears you better afterwards.'])
    if kept is not None and not fits(kept):
        show_lines(
            ['The ear has changed since it learnt your voice: "voicecoach listen-to-me" teaches it anew.']
        )
    return kept


def _first_of(card: Card, preset: str, diary: Path) -> str:
    """The preset "first X" in place of "X", until a session with all of X on was played to its end."""
    first = next((known.name for known in card.presets if known.name == f"first {preset}"), None)
    if first is None:
        return preset
    wanted = switches_for(card, preset)
    done = (
        set(r.switches) for r in diary_sessions(diary) if r.card == card.name and r.by is EndedBy.COMPLETE
    )
    return preset if any(wanted <= switches for switches in done) else first


def _prepared(
    card: Card,
    preset: str | None,
    with_: list[str] | None,
    without: list[str] | None,
    talk: Talk | None,
    times: int,
) -> State:
    usual = (card.first_preset if times == 0 else card.usual_preset) or None
    switches = switches_for(card, preset or usual, tuple(with_ or ()), tuple(without or ()))
    early = times < FULL_TIMES
    return begin(prepare(card, switches, talk or (Talk.FULL if early else Talk.BRIEF), early), switches)


def _before(card: Card, switches: frozenset[str]) -> list[str]:
    """What is good to know before lying down."""
    reviewed = card.reviewed if card.reviewed == NOT_REVIEWED else f"reviewed by {card.reviewed}"
    lines = [f"{card.title}, version {card.version} of {card.date}: {reviewed}."]
    needed = [say.text for say in card.you_need if say.when.holds(switches)]
    if needed:
        lines.append(f"You need: {'; '.join(needed)}.")
    if card.do_not_use:
        lines.append(f"Do not use: {'; '.join(card.do_not_use)}.")
    lines.append("If you are not sure that it is for you, ask a clinician first.")
    return lines


def _play_text(state: State, diary: Diary) -> None:
    inbox = LiveInbox()
    shown = PlainLines(inbox.now, echo=not sys.stdin.isatty())
    notebook = PatientNotebook(diary, lambda what: inbox.post(Unwritten(inbox.now(), what)))
    ports = Ports(SilentMouth(), notebook, lambda question: None, shown.show)
    with ended_by_signals(inbox):
        read_words(sys.stdin, lambda words: inbox.post(Heard(inbox.now(), words)))
        play_session(state, inbox, ports, inbox.now())
    notebook.settle()


@app.command()
def sessions(as_json_: AsJson = False, data: Data = None) -> None:
    """List the sessions that can be played."""
    rows: list[Row] = []
    problems: list[str] = []
    for listed in all_cards(Folders.of(data).cards, shipped("scripts")):
        if listed.card is None:
            problems += listed.problem.splitlines()
            continue
        card = listed.card
        switches = switches_for(card, None)
        minutes = length(card, switches) / 60
        equipment = "; ".join(say.text for say in card.you_need if say.when.holds(switches))
        mark = " (your own)" if listed.found.own else ""
        rows.append(Row(card.name, card.purpose, card.position, equipment, f"{minutes:.0f} min", mark))
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


@app.command()
def rehearse(
    session: Session,
    plan: Annotated[
        Path | None, typer.Option(help="What the user does: a file, see docs/rehearse.md.")
    ] = None,
    preset: Preset = None,
    with_: With = None,
    without: Without = None,
    talk: Speech = None,
    diary: Annotated[Path | None, typer.Option(help="Write the events into this diary as well.")] = None,
    data: Data = None,
) -> None:
    """Read a session through on a virtual clock: what is said when, and what the diary gets."""
    folders = Folders.of(data)
    card = find_card(session, folders.cards, shipped("scripts"))
    state = _prepared(card, preset, with_, without, talk or Talk.FULL, times=FULL_TIMES)
    told = None
    if plan is not None:
        told, state = planned(
            plan, card, talk or Talk.FULL, state.switches if preset or with_ or without else None
        )
    with ExitStack() as stack:
        kept = stack.enter_context(open_diary(diary, local_now)) if diary is not None else None
        problems = rehearse_session(state, told, kept, typer.echo)
    if problems:
        show_lines((f"{plan}:{problem}" for problem in problems), error=True)
        raise typer.Exit(1)


def planned(path: Path, card: Card, talk: Talk, switches: frozenset[str] | None = None) -> tuple[Plan, State]:
    """The plan at ``path`` and the session that it is for; ``switches`` go before those that it names."""
    plan = parse_plan(read_text(path), str(path))
    if plan.card != card.name:
        raise ScriptError(f'{path}:{plan.session_line}: the plan is for "{plan.card}", not for "{card.name}"')
    try:
        chosen = switches_of(card, plan.options) if switches is None else switches
    except UsageError as wrong:
        raise ScriptError(f"{path}:{plan.session_line}: {wrong}") from wrong
    state = begin(prepare(card, chosen, talk, False), chosen)
    return settle_plan(plan, tuple(step.name for step in state.run.steps), str(path)), state


@app.command()
def diary(
    last: Annotated[int, typer.Option(help="How many sessions.", min=1)] = 10,
    as_json_: AsJson = False,
    data: Data = None,
) -> None:
    """Show what was done and what happened."""
    records = diary_sessions(Folders.of(data).diary, last)
    show_lines([as_json(records)] if as_json_ else as_lines(records))


for command in (hear, voices, devices, doctor):
    app.command()(command)
app.command("listen-to-me")(listen_to_me)
app.command("about-me")(about_me)
# A value may be -1, which would else be taken for an option.
app.command("settings", context_settings={"ignore_unknown_options": True})(settings_)


if __name__ == "__main__":
    main()
