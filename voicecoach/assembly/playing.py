"""A session from its card to its end: prepared by what is known, played, and what follows it."""

import locale
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.assembly.preparing import FULL_TIMES, Wanted, prepared
from voicecoach.core import lines
from voicecoach.core.card import Card
from voicecoach.core.facts import EndedBy
from voicecoach.core.messages import Heard, Unwritten
from voicecoach.core.past import History, Past
from voicecoach.core.programme import companions, done_today, yes_or_no
from voicecoach.core.session import Afterwards
from voicecoach.core.state import State
from voicecoach.diary.history import history
from voicecoach.diary.read import sessions as diary_sessions
from voicecoach.diary.read import times_done
from voicecoach.diary.store import Diary
from voicecoach.errors import DeviceError, UsageError
from voicecoach.folders import Folders
from voicecoach.language import handout_words as words
from voicecoach.language.folder import is_known, language_of
from voicecoach.language.language import Language
from voicecoach.language.printed import paper_of
from voicecoach.options import local_now
from voicecoach.script.find import find_card, in_language
from voicecoach.script.front import NOT_REVIEWED
from voicecoach.script.presets import switches_for
from voicecoach.settings import Settings
from voicecoach.shells.inbox import LiveInbox
from voicecoach.shells.keys import read_words
from voicecoach.shells.live import SilentMouth, ended_by_signals
from voicecoach.shells.loop import Ports, play
from voicecoach.shells.notebook import PatientNotebook
from voicecoach.shells.screen import PlainLines, show_lines
from voicecoach.shipped import shipped

if TYPE_CHECKING:
    from voicecoach.ear.kept import Enrolment  # numpy's time is only spent where sound is

SEVERAL_A_DAY = "cervical-retraction"
"""The session whose count of the day is told at its end (A11: 3 to 4 a day)."""
_NUMBERS = {"US": "911", "CA": "911", "GB": "999", "AU": "000", "NZ": "111"}
_ALL_NUMBERS = ("112", "999", "911", "000", "111")


def play_all(name: str, wanted: Wanted, diary: Diary, chosen: Settings, folders: Folders, text: bool) -> None:
    """Play the session ``name``, and each one that the person agreed to do instead of it or after it."""
    while name:
        card = find_card(name, folders.cards, shipped("scripts"))
        times = times_done(folders.diary, card.name)
        if wanted.preset:
            wanted = Wanted(
                _first_of(card, wanted.preset, folders.diary), wanted.with_, wanted.without, wanted.talk
            )
        known = replace(history(folders.diary, local_now().date()), numbers=likely_numbers())
        state = prepared(card, wanted, times, known, _afterwards(card, known, folders))
        if not text:
            _refuse_what_no_ear_knows(card, name)
        show_lines(_before(card, state.switches))
        follows = _play(state, diary, chosen, folders, text, times).instead
        name = in_language(follows, language_of(card.language).code, folders.cards, shipped("scripts"))
        wanted = Wanted(talk=wanted.talk)


def _play(state: State, diary: Diary, chosen: Settings, folders: Folders, text: bool, times: int) -> State:
    if not text:
        from voicecoach.assembly.aloud import play_aloud  # the sound packages are an extra

        voice_kept = _kept_voice(folders, times, language_of(state.run.card.language))
        try:
            return play_aloud(state, diary, chosen, folders, voice_kept)
        except DeviceError as missing:
            if chosen.speaker or chosen.microphone:
                raise
            show_lines([f"{missing}. Playing in text mode instead: type the words and press Enter."])
    return _play_text(state, diary)


def _afterwards(card: Card, known: History, folders: Folders) -> Afterwards:
    """The companion that may be done today, and how often this session was done."""
    often = done_today(card, known)
    told = ""
    if card.name == SEVERAL_A_DAY:
        told = lines.HOW_OFTEN_TODAY[min(often, len(lines.HOW_OFTEN_TODAY) - 1)]
    passed = dict.fromkeys(yes_or_no(card), "yes")
    done = Past(card.name, known.today, EndedBy.COMPLETE, answers=passed)
    language = language_of(card.language)
    for name in companions(card, replace(known, sessions=(*known.sessions, done))):
        called = in_language(name, language.code, folders.cards, shipped("scripts"))
        if called == name and not language.is_english:
            continue  # nobody is offered a session in a language that was not chosen
        return Afterwards(told, name, find_card(called, folders.cards, shipped("scripts")).title)
    return Afterwards(told)


def _refuse_what_no_ear_knows(card: Card, name: str) -> None:
    """No coach begins to listen for words that it cannot hear."""
    language = language_of(card.language)
    if language.is_english:
        return
    from voicecoach.ear.tongue import is_heard

    if not is_heard(language):
        raise UsageError(
            f"{name} is in {card.language}, and no ear knows its command words: "
            f"play it with --text, or make a sound file: voicecoach bake {name} -o FILE.mp3"
        )


def likely_numbers() -> tuple[str, ...]:
    """The emergency numbers, that of the country this computer is set to first."""
    country = (locale.getlocale()[0] or "").partition("_")[2][:2]
    likely = _NUMBERS.get(country, _ALL_NUMBERS[0])
    return (likely, *(number for number in _ALL_NUMBERS if number != likely))


def _kept_voice(folders: Folders, times: int, language: Language) -> "Enrolment | None":
    """What is kept of the user's voice; where that is nothing, or no longer fits, it is said what to do.

    It was learnt from English words: in another language only its loudness counts, and nobody is sent to learn it.
    """
    from voicecoach.ear.enrolment import fits
    from voicecoach.ear.kept import read

    kept = read(folders.enrolment)
    if not language.is_english:
        return kept
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


def _before(card: Card, switches: frozenset[str]) -> list[str]:
    """What is good to know before lying down."""
    paper = paper_of(language_of(card.language))
    review = paper.say(words.REVIEWED).format(who=card.reviewed)
    review = paper.say(words.NOT_REVIEWED) if card.reviewed == NOT_REVIEWED else review
    about = paper.say(words.ABOUT_TO_PLAY)
    date = paper.day(card.date)
    lines = [about.format(title=card.title, version=card.version, date=date, review=review)]
    needed = [say.text for say in card.you_need if say.when.holds(switches)]
    if needed:
        lines.append(f"{paper.say(words.NEED)}: {'; '.join(needed)}.")
    if card.do_not_use:
        lines.append(f"{paper.say(words.NOT_USE)}: {'; '.join(card.do_not_use)}.")
    if not is_known(card.language):
        lines.append(f"The coach does not speak {card.language}: its own lines and its words are English.")
    lines.append(paper.say(words.IF_UNSURE))
    return lines


def _play_text(state: State, diary: Diary) -> State:
    inbox = LiveInbox()
    shown = PlainLines(inbox.now, echo=not sys.stdin.isatty())
    notebook = PatientNotebook(diary, lambda what: inbox.post(Unwritten(inbox.now(), what)))
    ports = Ports(SilentMouth(), notebook, lambda question: None, shown.show)
    with ended_by_signals(inbox):
        read_words(sys.stdin, lambda words: inbox.post(Heard(inbox.now(), words)))
        last = play(state, inbox, ports, inbox.now())
    notebook.settle()
    return last
