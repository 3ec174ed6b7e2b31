"""`voicecoach preview` aloud: voice and loudspeaker, without any microphone, ear or diary."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from voicecoach.core.messages import Earcon
from voicecoach.core.pcm import Pcm
from voicecoach.core.state import State
from voicecoach.errors import DeviceError
from voicecoach.folders import Folders
from voicecoach.language.folder import language_of
from voicecoach.settings import Settings
from voicecoach.shells.live import PAD, SoundMouth, let_it_sound
from voicecoach.shells.preview import WatchedInbox, lines_needed, perform
from voicecoach.shells.screen import progress, show_lines
from voicecoach.shipped import shipped
from voicecoach.sound.card import open_card
from voicecoach.sound.earcons import load_earcons
from voicecoach.sound.player import Player
from voicecoach.voice.speech import render_lines


class Aloud:
    """What sounds: every line is rendered before the first is said."""

    def __init__(self, player: Player, chosen: Settings, folders: Folders) -> None:
        self._player = player
        self._chosen = chosen
        self._folders = folders
        earcons = load_earcons(shipped("audio_cues"), [e.value for e in Earcon]) if chosen.earcons else {}
        self._earcons = {earcon: earcons[earcon.value] for earcon in Earcon} if earcons else {}

    def play(self, state: State, look: Callable[[], None], out: Callable[[str], None]) -> None:
        """Play ``state`` to its end; whatever ``look`` raises ends it, and it is silent at once."""
        lines = self._rendered(state)
        look()
        lengths = {text: pcm.seconds for text, pcm in lines.items()}
        state = replace(state, run=replace(state.run, lengths=lengths))
        inbox = WatchedInbox(time.monotonic, time.sleep, look)
        mouth = SoundMouth(self._player, lines, self._earcons, None, inbox.now)
        try:
            perform(state, inbox, mouth, out, inbox.now() + PAD)
            let_it_sound(self._player)
        finally:
            self._player.hush()

    def _rendered(self, state: State) -> dict[str, Pcm]:
        """Every line that may be said; how long the lines are may change which are, so it is looked once more."""
        lines: dict[str, Pcm] = {}
        while missing := [text for text in lines_needed(state) if text not in lines]:
            with progress("Preparing the voice") as done:
                lines |= render_lines(
                    missing,
                    voice=self._chosen.voice,
                    rate=self._chosen.rate,
                    cache=self._folders.sounds,
                    progress=done,
                    language=language_of(state.run.card.language),
                )
            lengths = {text: pcm.seconds for text, pcm in lines.items()}
            state = replace(state, run=replace(state.run, lengths=lengths))
        return lines


@contextmanager
def aloud(chosen: Settings, folders: Folders) -> Iterator[Aloud]:
    """The loudspeaker is open until this is left; no microphone is."""
    player = Player()
    try:
        card = open_card(
            player,
            speaker=chosen.speaker,
            hears=False,
            on_block=_ignore,
            on_lost=_tell,
            on_back=_tell,
            clock=time.monotonic,
        )
        with card:
            yield Aloud(player, chosen, folders)
    except DeviceError as missing:
        raise DeviceError(f"{missing}; preview --text shows it with times") from missing


def _tell(what: str) -> None:
    show_lines([what], error=True)


def _ignore(*_: object) -> None:
    """Nobody listens."""
