"""The test part as streams of sound: words in four conditions, and hours in which nothing should be heard."""

import json
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from training import wording
from training.recordings import Side, Take, ints, noises, rooms, synthetic, talk, words
from training.scenes import Said
from training.takes import SHARED
from training.voices import RATE, read
from voicecoach.ear.echo import EchoCanceller

Sound = NDArray[np.float32]
GAP = 1.2
ECHO_DELAY = 0.06
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Stream:
    """One long recording, and what is said in it."""

    name: str
    group: str
    sound: NDArray[np.int16]
    said: tuple[Said, ...]

    @property
    def hours(self) -> float:
        return len(self.sound) / RATE / 3600

    def cut(self, hours: float) -> "Stream":
        """The first ``hours`` of it."""
        return replace(self, sound=self.sound[: int(hours * 3600 * RATE)])


def word_streams(per_word: int, seed: int = 11) -> list[Stream]:
    """Every group of test voices in every condition; each word with silence (or the condition's noise) around it."""
    groups = {"human": _human(), **_synthetic(per_word)}
    streams = []
    for group, takes in groups.items():
        if not takes:
            continue
        draw = np.random.default_rng(seed)
        dry, said = laid(takes, draw)
        streams.append(Stream("clean", group, ints(dry), said))
        streams.append(Stream("room, 10 dB noise", group, ints(noisy(dry, draw)), said))
        for level in (-6, 0, 6):
            with_echo, played = echoing(dry, level, draw)
            streams.append(
                Stream(f"coach at {level:+d} dB", group, cancelled(ints(with_echo), ints(played)), said)
            )
            if level == 0:
                streams.append(Stream("0 dB, uncancelled", group, ints(with_echo), said))
    return streams


def quiet_streams() -> list[Stream]:
    """Talk, noises, music and the coach's own voice: whatever fires here is a false alarm."""
    draw = np.random.default_rng(3)
    plain = [take for take in talk(Side.TEST) if not _names_core(take.text)]
    heard = noises(Side.TEST)
    music = ("Vibe", "waltz", "Choice")
    return [
        Stream("talk", "people", ints(_joined(take.sound for take in plain)), ()),
        Stream(
            "noises",
            "things",
            ints(_joined(t.sound for t in heard if not any(m in t.voice for m in music))),
            (),
        ),
        Stream(
            "music", "music", ints(_joined(t.sound for t in heard if any(m in t.voice for m in music))), ()
        ),
        *(Stream(f"coach, {name}", "coach", ints(sound), ()) for name, sound in _own_voice(draw)),
    ]


def running_talk() -> list[tuple[str, Take]]:
    """The places in the test talk where a core word stands inside a sentence."""
    return [(word, t) for t in talk(Side.TEST) for word in wording.CORE if word in t.text.lower().split()]


def coach_voice(voice: str) -> Sound:
    """All lines of the shipped sessions, one after the other, as espeak-ng says them."""
    lines = wording.coach_lines(SHARED / "content" / "sessions.json")
    pieces = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "line.wav"
        for line in lines:
            subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(out), line], check=True)
            pieces += [read(out), np.zeros(RATE // 4, np.float32)]
    sound = np.concatenate(pieces)
    return np.asarray(sound / level_of(sound) * LEVEL, np.float32)


def cancelled(heard: NDArray[np.int16], played: NDArray[np.int16]) -> NDArray[np.int16]:
    """The microphone after the product's echo canceller, in its blocks of 20 ms."""
    canceller = EchoCanceller()
    near, far, size = heard.tobytes(), played.tobytes(), RATE // 50 * 2
    whole = len(near) // size * size
    return np.frombuffer(
        b"".join(canceller.cancel(near[at : at + size], far[at : at + size]) for at in range(0, whole, size)),
        np.int16,
    )


def _human() -> list[Take]:
    return [take for take in words(Side.TEST) if take.text == "stop"] * 3


def _synthetic(per_word: int) -> dict[str, list[Take]]:
    groups: dict[str, list[Take]] = {"held-out engines": [], "held-out Kokoro voices": []}
    counts: dict[tuple[str, str], int] = {}
    for take in synthetic(Side.TEST):
        count = counts.get((take.text, take.maker), 0)
        if take.text in wording.COMMANDS and count < per_word * (4 if take.text in wording.CORE else 1):
            counts[take.text, take.maker] = count + 1
            groups["held-out Kokoro voices" if take.maker == "kokoro" else "held-out engines"].append(take)
    return groups


def laid(takes: list[Take], draw: np.random.Generator) -> tuple[Sound, tuple[Said, ...]]:
    pieces, said, at = [], [], 0
    for take in takes:
        gap = int((GAP + draw.uniform(0, 0.08)) * RATE)
        sound = take.sound.astype(np.float32)
        sound = sound / (level_of(sound) + 1e-6) * LEVEL
        pieces += [np.zeros(gap, np.float32), sound]
        said.append(Said(take.text, (at + gap) / RATE, (at + gap + len(sound)) / RATE))
        at += gap + len(sound)
    dry = np.concatenate([*pieces, np.zeros(2 * RATE, np.float32)])
    return (dry + draw.normal(size=len(dry)) * 1e-4).astype(np.float32), tuple(said)


def noisy(dry: Sound, draw: np.random.Generator) -> Sound:
    """A minute in each room, with each noise at 10 dB below the words in turn."""
    answers, sources = rooms(Side.TEST), noises(Side.TEST)
    out = []
    for number, at in enumerate(range(0, len(dry), 60 * RATE)):
        part = signal.fftconvolve(dry[at : at + 60 * RATE], answers[number % len(answers)])
        part = part[: len(dry[at : at + 60 * RATE])]
        source = sources[number % len(sources)].sound.astype(np.float32)
        noise = np.resize(source, len(part))
        out.append(part / level_of(part) * LEVEL + noise / level_of(noise) * LEVEL * 10 ** (-10 / 20))
    return np.concatenate(out).astype(np.float32)


def echoing(dry: Sound, level: float, draw: np.random.Generator) -> tuple[Sound, Sound]:
    """The coach talks all the time; its echo comes 60 ms late through a room, ``level`` dB against the words."""
    played = np.resize(np.concatenate([coach_voice("en-us"), coach_voice("en-gb")]), len(dry))
    late = np.concatenate([np.zeros(int(ECHO_DELAY * RATE), np.float32), played])[: len(dry)]
    answers = rooms(Side.TEST)
    echo = signal.fftconvolve(late, answers[int(draw.integers(len(answers)))])[: len(dry)]
    return (dry + echo / level_of(echo) * LEVEL * 10 ** (level / 20)).astype(np.float32), played


def _own_voice(draw: np.random.Generator) -> Iterable[tuple[str, Sound]]:
    answers = rooms(Side.TEST)
    for number, voice in enumerate(("en-us", "en-gb")):
        sound = coach_voice(voice)
        yield f"{voice}, dry", sound
        echo = signal.fftconvolve(sound, answers[number])[: len(sound)]
        yield f"{voice}, in a room", np.asarray(echo / level_of(echo) * LEVEL * 2, np.float32)


def _joined(parts: Iterable[NDArray[np.int16]]) -> Sound:
    pieces: list[Sound] = []
    for part in parts:
        pieces += [(part / 32_768).astype(np.float32), np.zeros(RATE // 2, np.float32)]
    return np.concatenate(pieces)


def _names_core(transcript: str) -> bool:
    try:
        text = (
            " ".join(json.loads(transcript.removeprefix("slots: ")).values())
            if "{" in transcript
            else transcript
        )
    except json.JSONDecodeError:
        text = transcript
    return any(word in text.lower().split() for word in ("stop", "pain", "next"))


def level_of(sound: Sound) -> float:
    """Root mean square of the louder parts."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    loud = power[power > power.max() * 0.01]
    return float(np.sqrt(loud.mean())) + 1e-9
