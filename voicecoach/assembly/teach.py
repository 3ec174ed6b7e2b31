"""`voicecoach listen-to-me`, put together: sound card, voice, ear and file around the learning of a voice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime

from voicecoach.core import enrolment_lines
from voicecoach.core.enrolment_messages import WORDS, Outcome
from voicecoach.core.messages import Earcon, Heard
from voicecoach.ear.kept import Enrolment, forget, read, write
from voicecoach.ear.learner import Learner
from voicecoach.errors import DeviceError, EarError
from voicecoach.folders import Folders
from voicecoach.settings import Settings
from voicecoach.shells.enrol import Inbox, Takes, Teaching
from voicecoach.shells.keys import END_KEY_WORDS, any_key
from voicecoach.shells.live import PAD, SoundMouth, ended_by_signals, let_it_sound
from voicecoach.shells.screen import progress, show_lines
from voicecoach.shipped import shipped
from voicecoach.sound.card import open_card
from voicecoach.sound.earcons import load_earcons
from voicecoach.sound.player import Player
from voicecoach.voice.speech import render_lines

WORD_TEXTS = tuple(word.value for word in WORDS)


def listen_to_me(chosen: Settings, folders: Folders, when: datetime) -> bool:
    """Learn the user's voice aloud; whether it is kept now. `DeviceError` where there is no sound card."""
    if chosen.ear not in (None, "own"):
        raise EarError(f'the ear "{chosen.ear}" learns no voice; "own" does: --ear own')
    learner = Learner()
    with progress("Preparing the voice") as done:
        lines = render_lines(
            enrolment_lines.every_line(WORD_TEXTS),
            voice=chosen.voice,
            rate=chosen.rate,
            cache=folders.sounds,
            progress=done,
        )
    inbox, player = Inbox(), Player()
    with ExitStack() as stack:
        learning = stack.enter_context(ThreadPoolExecutor(max_workers=1, thread_name_prefix="learning"))
        takes = Takes(inbox, learner, learning, lambda text: show_lines([text], error=True))
        try:
            stack.enter_context(
                open_card(
                    player,
                    speaker=chosen.speaker,
                    microphone=chosen.microphone,
                    on_block=takes.block,
                    on_lost=takes.lost,
                    on_back=takes.back,
                    clock=inbox.now,
                )
            )
        except DeviceError as missing:
            raise DeviceError(f"{missing}; listen-to-me needs a loudspeaker and a microphone") from missing
        stack.enter_context(any_key(lambda: inbox.post(Heard(inbox.now(), END_KEY_WORDS))))
        stack.enter_context(ended_by_signals(inbox))
        earcons = load_earcons(shipped("audio_cues"), [Earcon.HEARD.value]) if chosen.earcons else {}
        sounds = {Earcon.HEARD: earcons[Earcon.HEARD.value]} if earcons else {}

        def keep(made: Enrolment) -> None:
            write(folders.enrolment, made)

        mouth = SoundMouth(player, lines, sounds, None, inbox.now)
        teaching = Teaching(inbox, mouth, takes, learner, learning, keep, _show)
        lengths = {text: pcm.seconds for text, pcm in lines.items()}
        outcome = teaching.play(lengths, when.isoformat(timespec="minutes"), inbox.now() + PAD)
        let_it_sound(player)
    if (fault := takes.fault or teaching.fault) is not None:
        raise fault
    return outcome is Outcome.KEPT


def show_kept(folders: Folders) -> list[str]:
    """What is kept, as lines: numbers only."""
    kept = read(folders.enrolment)
    if kept is None:
        return ['Nothing is kept of your voice. "voicecoach listen-to-me" learns it.']
    shares = dict(kept.heard)
    lines = [f"Your voice, learnt {kept.when.replace('T', ' ')}, in {folders.enrolment}:"]
    for word in kept.words:
        count = len({take.number for take in kept.takes if take.word == word})
        lines.append(f"  {word:6} {count} takes, {100 * shares.get(word, 0.0):.0f} % of them heard")
    lines.append(f"  your words {kept.level_db:.0f} dB, the room {kept.noise_db:.0f} dB below full scale")
    lines.append(f"  from the end of a word to its being heard: {kept.delay:.2f} s")
    lines.append("Only numbers are kept, never sound. --forget deletes them.")
    return lines


def forget_kept(folders: Folders) -> list[str]:
    """Delete what is kept."""
    if forget(folders.enrolment):
        return ["What was kept of your voice is deleted."]
    return ["Nothing was kept of your voice."]


def _show(text: str) -> None:
    show_lines([text])
