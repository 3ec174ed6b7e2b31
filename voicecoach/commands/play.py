"""`voicecoach play` and `voicecoach sessions`: a session played, and what there is to play."""

import json
from typing import Annotated

import typer

from voicecoach.assembly.playing import play_all
from voicecoach.assembly.preparing import Wanted
from voicecoach.core.beats import Talk
from voicecoach.core.session import length
from voicecoach.diary.sqlite import keep_private
from voicecoach.diary.store import open_diary
from voicecoach.folders import Folders
from voicecoach.options import (
    AsJson,
    Data,
    EarName,
    Microphone,
    Preset,
    Rate,
    Session,
    Speaker,
    VoiceName,
    With,
    Without,
    local_now,
)
from voicecoach.script.find import all_cards, all_cards_translated
from voicecoach.script.presets import switches_for
from voicecoach.settings import read_settings, with_options
from voicecoach.shells.screen import Row, show_lines, show_sessions
from voicecoach.shipped import shipped

Speech = Annotated[Talk | None, typer.Option(help="How much is said; full the first two times, then brief.")]


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
        mark = "(your own)" if listed.found.own else ""
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
