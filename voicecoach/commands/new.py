"""`voicecoach new`: asks for a session by keyboard and writes its card."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.core.card import Card
from voicecoach.core.session import length
from voicecoach.diary.sqlite import keep_private
from voicecoach.errors import EarError, UsageError, VoiceError
from voicecoach.folders import Folders
from voicecoach.language.folder import is_known, language_of, languages
from voicecoach.language.language import ENGLISH, Language
from voicecoach.options import Data, local_now
from voicecoach.script.find import ENDINGS, all_cards, all_cards_translated, locate, read_text
from voicecoach.script.front import NOT_REVIEWED
from voicecoach.script.new_questions import Given, read_name
from voicecoach.script.new_sheet import page_of
from voicecoach.script.new_standard import Standard, standard_of
from voicecoach.script.parse import parse
from voicecoach.script.presets import switches_for
from voicecoach.script.problems import LineError
from voicecoach.settings import Settings, read_settings
from voicecoach.shells.new import Answers, Wanted, answers_in, ask_card, draft_of, unheard
from voicecoach.shells.new_files import keyboard_line, show_wrapped, unused_draft, write_draft, write_new
from voicecoach.shells.screen import show_lines
from voicecoach.shipped import shipped

if TYPE_CHECKING:
    from voicecoach.assembly.checking import Sounding  # numpy's time is only spent where sound is

Name = Annotated[
    str | None, typer.Argument(help="What the session's file is to be called, as shoulder-rolls.")
]
To = Annotated[Path | None, typer.Option(help="Write the card there, not among your own cards.")]
DraftFile = Annotated[Path | None, typer.Option("--draft", help="Go on from what was answered before.")]

Spoken = Annotated[str, typer.Option("--language", help="The language of its lines, as German.")]
Like = Annotated[
    str | None, typer.Option(metavar="SESSION", help="Ask nothing: begin with a copy of this session.")
]
NoSound = Annotated[bool, typer.Option("--no-sound", help="Do not try how each line sounds to the ear.")]

_REVIEWED = re.compile(r"(?m)^(- Reviewed: ).*$")
TO, IN = "to: ", "language: "
"""The lines of a draft that say where the card goes, and what it is written in."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a card goes: into ``folder``, under ``name`` if that is known; ``elsewhere``: not among the own cards."""

    folder: Path
    name: str = ""
    elsewhere: bool = False


class Listening:
    """How the lines of a card sound, found out as they come up; where there is no voice it is told once."""

    def __init__(self, chosen: Settings, sounds: Path, language: Language = ENGLISH) -> None:
        self._chosen = chosen
        self._language = language
        self._sounds = sounds
        self._known: dict[str, Sounding] = {}
        self._missing = False

    def heard(self, card: Card) -> str:
        """What is wrong with how ``card`` sounds, as `voicecoach check` would tell it."""
        from voicecoach.assembly.checking import (
            heard_lines,
            lines_of,
            problems_heard,
        )  # the sound packages are an extra

        if self._missing:
            return ""
        new = [text for text in lines_of(card, {}) if text not in self._known]
        try:
            self._known |= heard_lines(new, self._chosen, self._sounds, language=self._language)
        except (VoiceError, EarError) as absent:
            self._missing = True
            show_wrapped(
                [f"  The lines are not heard here: {absent}. Wherever they are, voicecoach check does it."]
            )
            return ""
        reason = next((problem.text for problem in problems_heard(card, {}, self._known)), "")
        return re.sub(r" \(score [^()]*\)", "", reason)


def new(
    name: Name = None,
    to: To = None,
    draft: DraftFile = None,
    spoken: Spoken = ENGLISH.name,
    like: Like = None,
    no_sound: NoSound = False,
    data: Data = None,
) -> None:
    """Write a session: answer a few questions, and there is a card that can be played."""
    folders = Folders.of(data)
    if data is None:
        keep_private(folders.data)
    if like is not None:
        if draft is not None:
            raise UsageError("--like and --draft do not go together; leave one of them out")
        _copy(like, _goal(name, to, folders.cards), folders)
        return
    lines = read_text(draft).splitlines() if draft is not None else []
    if lines and lines[0].startswith(TO):
        to = to or Path(lines[0].removeprefix(TO))
        lines[0] = ""
    for number, line in enumerate(lines[:2]):
        if line.startswith(IN):
            spoken, lines[number] = line.removeprefix(IN), ""
    language = _language(spoken)
    goal = _goal(name, to, folders.cards)
    heard = (
        unheard if no_sound else Listening(read_settings(folders.settings), folders.sounds, language).heard
    )
    given = Given(_standard(language), _free(goal), language)
    wanted = Wanted(given, local_now().date().isoformat(), goal.name, heard)
    answers = answers_in(lines, str(draft), wanted)
    kept = draft or unused_draft(goal.folder, goal.name or "new-session")
    about = f"{TO}{to.absolute()}\n" if to is not None else ""
    about += "" if language.is_english else f"{IN}{language.name}\n"

    def keep(answers: Answers) -> None:
        write_draft(kept, about + draft_of(answers))

    sheet = ask_card(wanted, answers, keyboard_line, show_wrapped, keep)
    if sheet is None:
        show_lines(_told_of_the_draft(kept))
        raise typer.Exit(1)
    path, text = goal.folder / f"{sheet.name}.md", page_of(sheet, wanted.date)
    card = parse(text, sheet.name, str(path))
    write_new(path, text)
    kept.unlink(missing_ok=True)
    show_lines(_what_next(card, path, goal.elsewhere))


def _goal(name: str | None, to: Path | None, own: Path) -> Goal:
    goal = Goal(own)
    if to is not None and to.is_dir():
        goal = Goal(to, elsewhere=True)
    elif to is not None:
        if name is not None:
            raise UsageError(f"--to {to} names the file already; leave out {name}, or give a folder")
        if to.suffix != ".md":
            raise UsageError(f"--to {to}: a card is a Markdown file; let its name end in .md")
        if to.exists():
            raise UsageError(f"{to}: there is such a file already; choose another")
        return Goal(to.parent, to.stem, elsewhere=True)
    if name is None:
        return goal
    try:
        return Goal(goal.folder, read_name(_free(goal), name), goal.elsewhere)
    except LineError as wrong:
        raise UsageError(str(wrong)) from None


def _free(goal: Goal) -> Callable[[str], None]:
    def free(name: str) -> None:
        taken = [path for ending in ENDINGS if (path := goal.folder / f"{name}{ending}").exists()]
        if taken:
            raise LineError(f"{taken[0]}: there is such a card already; choose another name")
        if not goal.elsewhere and (shipped("scripts") / f"{name}.md").exists():
            raise LineError(f'a session "{name}" came with the program; choose another name')

    return free


def _copy(like: str, goal: Goal, folders: Folders) -> None:
    """A card of one's own with all that the session ``like`` has; nobody has reviewed it in its new form."""
    found = locate(like, folders.cards, shipped("scripts"))
    if not goal.name:
        raise UsageError(f"a copy needs a name: voicecoach new my-session --like {like}")
    if found.path.suffix != ".md":
        raise UsageError(f"{found.path}: only a Markdown card can be copied")
    text = _REVIEWED.sub(rf"\1{NOT_REVIEWED}", read_text(found.path))
    path = goal.folder / f"{goal.name}.md"
    card = parse(text, goal.name, str(path))
    write_new(path, text)
    show_lines(_what_next(card, path, goal.elsewhere))
    show_lines([f"It is a copy of {like}: first change its title, version and author in the file."])


def _language(name: str) -> Language:
    if not is_known(name):
        known = ", ".join(language.name for language in languages())
        raise UsageError(f"--language {name[:40]}: the coach does not speak it; there are: {known}")
    return language_of(name)


def _standard(language: Language) -> Standard:
    own = Path("no own cards: only the shipped ones are a standard")
    listed = (all_cards if language.is_english else all_cards_translated)(own, shipped("scripts"))
    cards = (each.card for each in listed if each.card is not None)
    return standard_of(card for card in cards if language_of(card.language) == language)


def _told_of_the_draft(draft: Path) -> list[str]:
    if not draft.exists():
        return ["", "Nothing was answered, and nothing is kept."]
    return ["", f"What you answered is kept: {draft}", f'To go on: voicecoach new --draft "{draft}"']


def _what_next(card: Card, path: Path, elsewhere: bool) -> list[str]:
    by = f'"{path}"' if elsewhere else card.name
    took = length(card, switches_for(card, None))
    minutes = f"{took / 60:.0f} minutes" if took >= 90 else f"{took:.0f} seconds"
    return [
        "",
        f"Your session is written: {path}",
        f"It takes about {minutes}. What to do next:",
        f"  voicecoach check {by}       what can still be better",
        f"  voicecoach preview {by}     hear it, and once more whenever you save the file",
        f"  voicecoach rehearse {by}    read it through, with times",
        f"  voicecoach print {by}       the handout",
        f"  voicecoach play {by}        do it yourself, before anybody else does",
        "Change it with any text editor; docs/write-a-session.md has every word. Let a clinician read it.",
    ]
