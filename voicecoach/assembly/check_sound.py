"""The doctor's look at the sound card, put together: it opens, gives sound, echoes, and the ear hears."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from voicecoach.core.findings import Echo, Finding, Load, Mark, of_echo, of_load, of_microphone, of_silence
from voicecoach.core.levels import Verdict, judge
from voicecoach.core.messages import Event, Heard
from voicecoach.core.pcm import Pcm
from voicecoach.ear.hear import Heard as Told
from voicecoach.ear.look import EarAtWork, Look
from voicecoach.ear.port import Spotter
from voicecoach.errors import DeviceError
from voicecoach.settings import Settings
from voicecoach.shells.doctor import DoctorLines, Watching, doctor_page, show_note
from voicecoach.shells.inbox import LiveInbox
from voicecoach.shells.keys import END_KEY_WORDS, any_key
from voicecoach.shells.live import PAD, ended_by_signals
from voicecoach.shells.screen import is_terminal
from voicecoach.sound.card import Card, MicrophoneError, SpeakerError, open_card
from voicecoach.sound.player import Player

TEST_LINE = "This is a test of the sound. I listen for my own voice, to learn how it comes back to me."
"""Names no command, and is long enough for the canceller to learn the room."""
FIRST_WITHIN = 4.0
"""Seconds for the first sound: sound servers took up to 1.7 s."""
QUIET_FOR = 1.5
RETURNS_WITHIN = 0.3
"""Seconds after the test line in which its end may still come back."""
LOOK_EVERY = 0.05
TEXT_TOO = "a session can still be played as text: voicecoach play --text"

Tell = Callable[[Finding], None]


@dataclass(frozen=True, slots=True)
class Listening:
    """What is wanted beyond the checks: ``line`` is played; None ``seconds``: until a key or Ctrl-C."""

    line: Pcm | None
    seconds: float | None


class Scene:
    """A card, and the ear at work on it."""

    def __init__(self, spotter: Spotter, twin: Spotter | None) -> None:
        self.inbox = LiveInbox()
        self.player = Player()
        self.shown: Watching | None = None
        self.gone: list[str] = []
        self.lines: DoctorLines | None = None
        self.work = EarAtWork(spotter, twin, self._told, self.tell, time.perf_counter)

    def block(self, near: bytes, far: bytes, at: float) -> None:
        """A block from the card."""
        before = self.work.seen
        self.work.block(near, far, at)
        if self.lines is not None and self.work.seen is not before:
            self.lines.look(self.work.seen)

    def tell(self, text: str) -> None:
        """A line about the machine."""
        if self.shown is not None:
            self.shown.tell(text)

    def lost(self, text: str) -> None:
        """A device is gone."""
        self.gone.append(text)
        self.tell(text)

    def _told(self, heard: Told) -> None:
        if self.shown is not None:
            self.shown.told(heard)


def check_sound(
    chosen: Settings, built: tuple[str, Spotter, Spotter | None], listening: Listening | None, tell: Tell
) -> None:
    """Look at the card, and listen if that is wanted; everything found is told at once."""
    _, spotter, twin = built
    scene = Scene(spotter, twin)
    try:
        with open_card(
            scene.player,
            speaker=chosen.speaker,
            microphone=chosen.microphone,
            on_block=scene.block,
            on_lost=scene.lost,
            on_back=scene.tell,
            on_behind=scene.tell,
            clock=scene.inbox.now,
        ) as card:
            _on_card(card, scene, listening, tell)
    except MicrophoneError as missing:
        tell(Finding("loudspeaker", Mark.OK, "it opens"))
        tell(Finding("microphone", Mark.PROBLEM, str(missing), TEXT_TOO))
    except DeviceError as missing:
        tell(Finding("loudspeaker", Mark.PROBLEM, str(missing), TEXT_TOO))
        tell(Finding("microphone", Mark.NOTE, "not looked at: without a loudspeaker there is no session"))


def _on_card(card: Card, scene: Scene, listening: Listening | None, tell: Tell) -> None:
    speaker, microphone = card.names
    tell(Finding("loudspeaker", Mark.OK, f'"{speaker}" opens'))
    if not _comes(scene):
        todo = "choose another: voicecoach devices, voicecoach settings microphone NAME"
        tell(Finding("microphone", Mark.PROBLEM, f'"{microphone}" opens, and no sound comes', todo))
        return
    scene.work.forget()
    time.sleep(QUIET_FOR)
    quiet = scene.work.seen.measured
    if listening is None:
        tell(of_microphone(quiet, microphone))
        _tell_load(card, scene, tell)
        return
    # Digital silence may be a switch, or a noise gate that opens for words: the end tells which.
    silent = judge(quiet.level) is Verdict.SILENT
    if not silent:
        tell(of_microphone(quiet, microphone))
    echo = _played(scene, listening.line) if listening.line is not None else None
    if echo is not None:
        tell(of_echo(echo))
    _listen(card, scene, listening.seconds, echo)
    if silent:
        tell(of_silence(scene.work.loudest, microphone))
    _tell_load(card, scene, tell)
    for text in scene.gone:
        tell(Finding("while listening", Mark.PROBLEM, text, "look at the plugs, and at what else is running"))


def _comes(scene: Scene) -> bool:
    end = scene.inbox.now() + FIRST_WITHIN
    while scene.work.seen.blocks == 0:
        if scene.inbox.now() > end:
            return False
        time.sleep(LOOK_EVERY)
    return True


def _played(scene: Scene, line: Pcm) -> Echo:
    """Play the test line; the echo is looked at while it sounds, for afterwards there is none."""
    begin = scene.inbox.now() + PAD
    end = begin + line.seconds
    scene.work.forget()
    scene.work.ear.speaking(TEST_LINE, begin, end)
    scene.player.play(line, begin)
    looks: list[Look] = []
    while scene.inbox.now() < end or not (scene.player.idle or scene.inbox.now() > end + FIRST_WITHIN):
        time.sleep(LOOK_EVERY)
        looks.append(scene.work.seen)
    if not scene.player.idle:
        raise SpeakerError("the loudspeaker opens, and takes no sound: choose another (voicecoach devices)")
    time.sleep(RETURNS_WITHIN)
    looks.append(scene.work.seen)
    learnt = [look.removed_db for look in looks[len(looks) // 2 :] if look.delay is not None]
    removed = median(learnt) if learnt else 0.0
    return Echo(looks[-1].delay, looks[-1].measured.level.speech_db, removed)


def _listen(card: Card, scene: Scene, seconds: float | None, echo: Echo | None) -> None:
    """Show the ear at work until a key, a signal or the end of the time."""
    inbox = scene.inbox
    scene.work.forget()
    if seconds is not None:
        inbox.post(Heard(inbox.now() + seconds, END_KEY_WORDS))
    with ExitStack() as stack:
        if is_terminal():
            scene.shown = stack.enter_context(doctor_page(lambda: (scene.work.seen, card.dropped), echo))
        else:
            scene.lines = scene.shown = DoctorLines(inbox.now)
            show_note("I listen. Say: stop, pain, next.")
        stack.enter_context(any_key(lambda: inbox.post(Heard(inbox.now(), END_KEY_WORDS))))
        stack.enter_context(ended_by_signals(inbox))
        _until_ended(inbox)
        scene.shown = scene.lines = None


def _until_ended(inbox: LiveInbox) -> Event:
    return inbox.take()  # only keys, signals and the time post here


def _tell_load(card: Card, scene: Scene, tell: Tell) -> None:
    look = scene.work.seen
    tell(of_load(Load(look.usual_ms, look.worst_ms, card.dropped)))
