"""The doctor, put together: everything that a session needs is looked at, one thing after the other."""

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from voicecoach import __version__
from voicecoach.assembly.check_sound import TEST_LINE, Listening, check_sound
from voicecoach.core.findings import Finding, Mark, all_well
from voicecoach.core.messages import Earcon
from voicecoach.core.pcm import Pcm
from voicecoach.diary.intact import count_if_intact
from voicecoach.ear.answer_engines import recogniser
from voicecoach.ear.commands import Sensitivity, load
from voicecoach.ear.enrolment import personal
from voicecoach.ear.kept import read as kept_of
from voicecoach.ear.port import Spotter
from voicecoach.ear.usual import build
from voicecoach.errors import CoachError, SettingsError
from voicecoach.folders import Folders
from voicecoach.script.find import all_cards
from voicecoach.settings import Settings, Value, read_settings, with_options
from voicecoach.shells.doctor import as_json, show_finding, show_note, verdict
from voicecoach.shells.screen import is_terminal, show_lines
from voicecoach.shipped import shipped
from voicecoach.sound.earcons import load_earcons
from voicecoach.voice.speech import Pyttsx

PACKAGES = (
    "PyAudio",
    "SpeechRecognition",
    "espeakng-loader",
    "pocketsphinx",
    "pyttsx3",
    "soundfile",
    "soxr",
)
"""What `voicecoach[sound]` installs."""
INSTALL = 'pip install "voicecoach[sound]"'
LEAST_SPACE = 100 * 1024 * 1024
"""Bytes: the lines of all sessions in one voice take some tens of MB."""

Built = tuple[str, Spotter, Spotter | None]
Tell = Callable[[Finding], None]
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Wish:
    """How the doctor was called; ``listen`` False: no sound is made and nothing is shown live."""

    listen: bool
    seconds: float | None
    as_json: bool

    @property
    def live(self) -> bool:
        """Whether it listens: without a terminal only for a time that was given."""
        return self.listen and not self.as_json and (self.seconds is not None or is_terminal())


def check_up(folders: Folders, wish: Wish, **options: Value | None) -> bool:
    """Look at everything, show it, and say whether all is well."""
    findings: list[Finding] = []

    def tell(finding: Finding) -> None:
        findings.append(finding)
        if not wish.as_json:
            show_finding(finding)

    if not wish.as_json:
        show_note(f"voicecoach {__version__} looks at what a session needs.")
    chosen = with_options(_settings(folders, tell), **options)
    _machine(folders, tell)
    line = _tried("voice", lambda: _voice(chosen, tell), tell)
    built = _tried("ear", lambda: _ear(chosen, tell), tell)
    _tried("answers", lambda: _answers(chosen, tell), tell)
    _tried("your voice", lambda: tell(_enrolment(folders.enrolment)), tell)
    if built is not None:
        check_sound(chosen, built, Listening(line, wish.seconds) if wish.live else None, tell)
    show_lines([as_json(findings)] if wish.as_json else ["", verdict(findings)])
    return all_well(tuple(findings))


def _tried(name: str, do: Callable[[], Thing], tell: Tell) -> Thing | None:
    """What ``do`` makes, or None when it told its error: the checks after it go on."""
    try:
        return do()
    except CoachError as wrong:
        tell(Finding(name, Mark.PROBLEM, str(wrong)))
        return None


def _settings(folders: Folders, tell: Tell) -> Settings:
    try:
        found = read_settings(folders.settings)
    except SettingsError as wrong:
        tell(Finding("settings", Mark.PROBLEM, str(wrong), "voicecoach settings KEY VALUE puts it right"))
        return Settings()
    where = str(folders.settings) if folders.settings.exists() else "none set"
    tell(Finding("settings", Mark.OK, where))
    return found


def _machine(folders: Folders, tell: Tell) -> None:
    tell(
        Finding("python", Mark.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    )
    tell(_packages())
    for name, folder in (("data folder", folders.data), ("cache folder", folders.cache)):
        tell(folder_found(name, folder))
    tell(space_found(folders.cache, _nearest(folders.cache)))
    _tried("diary", lambda: tell(_diary(folders.diary)), tell)
    _tried("sessions", lambda: tell(_cards(folders)), tell)


def _packages() -> Finding:
    missing = [name for name in PACKAGES if not _version(name)]
    if missing:
        return Finding("packages", Mark.PROBLEM, f"missing: {', '.join(missing)}", INSTALL)
    return Finding("packages", Mark.OK, ", ".join(f"{name} {_version(name)}" for name in PACKAGES))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def folder_found(name: str, folder: Path) -> Finding:
    """Whether files can be written into ``folder``, or into where it would be made."""
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)):
            pass
    except OSError as refused:
        todo = "open it to yourself, or choose another place with --data or VOICECOACH_DATA"
        return Finding(name, Mark.PROBLEM, f"{folder}: nothing can be written ({refused.strerror})", todo)
    return Finding(name, Mark.OK, str(folder))


def space_found(folder: Path, place: Path) -> Finding:
    """Whether there is room for the rendered lines."""
    free = shutil.disk_usage(place).free
    what = f"{free / 1e9:.1f} GB free for {folder}"
    if free < LEAST_SPACE:
        return Finding("disk", Mark.PROBLEM, what, "make room: 100 MB are enough")
    return Finding("disk", Mark.OK, what)


def _nearest(folder: Path) -> Path:
    """``folder``, or the nearest one above it that exists."""
    return next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))


def _diary(path: Path) -> Finding:
    count = count_if_intact(path)
    if count is None:
        return Finding("diary", Mark.OK, "none yet: the first session makes it")
    return Finding("diary", Mark.OK, f"whole, {count} session{'' if count == 1 else 's'}")


def _cards(folders: Folders) -> Finding:
    listed = all_cards(folders.cards, shipped("scripts"))
    wrong = [one.problem.splitlines()[0] for one in listed if one.card is None]
    if wrong:
        return Finding("sessions", Mark.PROBLEM, "; ".join(wrong), "voicecoach rehearse CARD tells all of it")
    own = sum(one.found.own for one in listed)
    return Finding("sessions", Mark.OK, f"{len(listed)}, {own} of them your own")


def _voice(chosen: Settings, tell: Tell) -> Pcm:
    """Rendered anew: what lies in the cache says nothing about the engine."""
    load_earcons(shipped("audio_cues"), [earcon.value for earcon in Earcon])
    began = time.perf_counter()
    with Pyttsx(chosen.voice, chosen.rate) as engine:
        pcm = engine.render(TEST_LINE)
    took = time.perf_counter() - began
    name = chosen.voice or "the usual one"
    tell(Finding("voice", Mark.OK, f"{name} said {pcm.seconds:.1f} s of sound in {took:.1f} s"))
    return pcm


def _ear(chosen: Settings, tell: Tell) -> Built:
    began = time.perf_counter()
    built = build(chosen.ear, Sensitivity(chosen.always, chosen.session))
    took = time.perf_counter() - began
    steps = f"sensitivity {chosen.always:+d} and {chosen.session:+d}"
    what = f"{built[0]}, ready in {took:.1f} s, {steps}"
    if chosen.ear is None and built[0] != "own":
        todo = "voicecoach settings ear own, then voicecoach doctor says what is missing"
        tell(Finding("ear", Mark.NOTE, f"{what}: the better one cannot be used", todo))
    else:
        tell(Finding("ear", Mark.OK, what))
    return built


def _answers(chosen: Settings, tell: Tell) -> None:
    recogniser(chosen.answers_engine, chosen.answers_model)
    tell(Finding("answers", Mark.OK, chosen.answers_engine))


def _enrolment(file: Path) -> Finding:
    """Whether the ear has learnt this person's voice, and for the model that it has now."""
    kept = kept_of(file)
    if kept is None:
        todo = "voicecoach listen-to-me takes two minutes, and the ear hears you better"
        return Finding("your voice", Mark.NOTE, "not learnt yet", todo)
    if personal(kept, load()) is None:
        todo = "voicecoach listen-to-me learns it anew"
        return Finding("your voice", Mark.NOTE, f"learnt {kept.when}, for an older ear", todo)
    levels = f"words {kept.level_db:.0f} dB, noise {kept.noise_db:.0f} dB"
    return Finding("your voice", Mark.OK, f"learnt {kept.when}: {', '.join(kept.words)}; {levels}")
