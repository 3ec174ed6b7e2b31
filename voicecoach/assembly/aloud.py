"""A session by voice, put together: voice, sound card, ear and keyboard around the one loop."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from voicecoach.core.card import Question
from voicecoach.core.messages import Action, Earcon, Event, Unwritten
from voicecoach.core.pcm import Pcm
from voicecoach.core.repertoire import every_line
from voicecoach.core.state import State
from voicecoach.ear.answer_engines import recogniser
from voicecoach.ear.commands import Sensitivity
from voicecoach.ear.kept import Enrolment
from voicecoach.ear.usual import build, usual_ear
from voicecoach.folders import Folders
from voicecoach.language.folder import language_of
from voicecoach.settings import Settings
from voicecoach.shells.first_seconds import FirstSeconds
from voicecoach.shells.inbox import LiveInbox
from voicecoach.shells.keys import any_key
from voicecoach.shells.live import PAD, AnyKey, Hearing, SoundMouth, ended_by_signals, let_it_sound
from voicecoach.shells.loop import Notebook, Ports, play
from voicecoach.shells.notebook import PatientNotebook
from voicecoach.shells.screen import PlainLines, Screen, is_terminal, live_page, progress, show_lines
from voicecoach.shipped import shipped
from voicecoach.sound.card import Device, devices, open_card
from voicecoach.sound.earcons import load_earcons
from voicecoach.sound.player import Player
from voicecoach.voice.speech import render_lines, voices

SAMPLE = "Keep your chin a little down, and keep breathing."
"""What a voice says to be judged by."""


def play_aloud(
    state: State, diary: Notebook, chosen: Settings, folders: Folders, voice: Enrolment | None = None
) -> State:
    """Play a session aloud, for the ``voice`` that was learnt; returns its last state.

    `DeviceError` without loudspeaker or microphone.
    """
    inbox, player = LiveInbox(), Player()
    language = language_of(state.run.card.language)
    with ExitStack() as stack:
        # The ear takes the longest to wake; it does so while the card opens and the lines are read.
        starter = stack.enter_context(ThreadPoolExecutor(max_workers=1, thread_name_prefix="ear"))
        waking = starter.submit(
            build, chosen.ear, Sensitivity(chosen.always, chosen.session), voice, language
        )
        answering = starter.submit(recogniser, chosen.answers_engine, chosen.answers_model, language)
        screen = Told()
        hearing = Hearing(inbox, screen.tell)
        first = FirstSeconds(screen.tell, voice)
        hearing.came = first.word

        _open_card(stack, player, chosen, hearing, first, screen.tell, inbox.now)
        opened = inbox.now()
        if not language.is_english:
            waking.result()  # what is missing is told now, not after the voice was prepared
        if chosen.answers_model is not None or chosen.answers_engine not in ("own", "pocketsphinx"):
            answering.result()
        lines = _rendered(state, chosen, folders.sounds)
        ear = stack.enter_context(
            usual_ear(
                hearing.heard,
                hearing.lost,
                waking.result(),
                answering.result(),
                player.duck,
                screen.tell,
                language,
            )
        )
        hearing.attach(ear)
        mouth = SoundMouth(player, lines, _earcons(chosen.earcons), ear, inbox.now)
        key = AnyKey(inbox)
        screen.to = stack.enter_context(_screen(inbox, hearing))
        stack.enter_context(any_key(key.pressed))
        stack.enter_context(ended_by_signals(inbox))

        def listen(question: Question | None) -> None:
            first.listen(question)
            ear.listen(question)

        def show(state: State, event: Event, actions: tuple[Action, ...]) -> None:
            key.show(state)
            screen.show(state, event, actions)

        lengths = {text: pcm.seconds for text, pcm in lines.items()}
        ready = replace(state, run=replace(state.run, lengths=lengths))
        notebook = PatientNotebook(diary, lambda what: inbox.post(Unwritten(inbox.now(), what)))
        last = play(ready, inbox, Ports(mouth, notebook, listen, show), max(inbox.now(), opened + PAD))
        let_it_sound(player)
    notebook.settle()
    return last


def _open_card(
    stack: ExitStack,
    player: Player,
    chosen: Settings,
    hearing: Hearing,
    first: FirstSeconds,
    tell: Callable[[str], None],
    now: Callable[[], float],
) -> None:
    """The card stays open until ``stack`` is left; its blocks go to the first seconds and to the ear."""

    def block(near: bytes, far: bytes, at: float) -> None:
        first.block(near, far)
        hearing.block(near, far, at)

    stack.enter_context(
        open_card(
            player,
            speaker=chosen.speaker,
            microphone=chosen.microphone,
            on_block=block,
            on_lost=hearing.lost,
            on_back=hearing.back,
            on_behind=tell,
            clock=now,
        )
    )


class Told:
    """The screen of a session, and plain lines as long as there is none."""

    def __init__(self) -> None:
        self.to: Screen | None = None

    def show(self, state: State, event: Event, actions: tuple[Action, ...]) -> None:
        """Show a state."""
        if self.to is not None:
            self.to.show(state, event, actions)

    def tell(self, text: str) -> None:
        """Show a line about the machine."""
        if self.to is None:
            show_lines([text], error=True)
        else:
            self.to.tell(text)


def _rendered(state: State, chosen: Settings, sounds: Path) -> dict[str, Pcm]:
    with progress("Preparing the voice") as done:
        return render_lines(
            every_line(state.run, state.interview, state.emergency),
            voice=chosen.voice,
            rate=chosen.rate,
            cache=sounds,
            progress=done,
            language=language_of(state.run.card.language),
        )


def _earcons(on: bool) -> dict[Earcon, Pcm]:
    if not on:
        return {}
    found = load_earcons(shipped("audio_cues"), [earcon.value for earcon in Earcon])
    return {earcon: found[earcon.value] for earcon in Earcon}


@contextmanager
def _screen(inbox: LiveInbox, hearing: Hearing) -> Iterator[Screen]:
    if not is_terminal():
        yield PlainLines(inbox.now)
        return
    with live_page(inbox.now, lambda: hearing.level) as page:
        yield page


def show_voices(speak: str | None, speaker: str | None, sounds: Path) -> list[str]:
    """The voices of this machine as lines, or one of them heard."""
    if speak is None:
        return [f"{info.id:24} {info.name:32} {', '.join(info.languages)}" for info in voices()]
    pcm = render_lines([SAMPLE], voice=speak, cache=sounds)[SAMPLE]
    player, clock = Player(), LiveInbox()
    with open_card(
        player,
        speaker=speaker,
        hears=False,
        on_block=_ignore,
        on_lost=_ignore,
        on_back=_ignore,
        clock=clock.now,
    ):
        player.play(pcm, clock.now() + PAD)
        time.sleep(PAD + pcm.seconds)
        let_it_sound(player)
    return [f'{speak}: "{SAMPLE}"']


def show_devices() -> list[str]:
    """Loudspeakers and microphones as lines."""
    return [_device_line(device) for device in devices()] or ["There is no loudspeaker and no microphone."]


def _device_line(device: Device) -> str:
    ends = (
        ("loudspeaker", device.outputs, device.is_default_output),
        ("microphone", device.inputs, device.is_default_input),
    )
    what = ", ".join(name + (" (usual)" if usual else "") for name, channels, usual in ends if channels)
    return f"{device.name:48} {what}"


def _ignore(*_: object) -> None:
    """Nobody listens while a voice is tried."""
