"""Lays takes into scenes as a microphone on the floor hears them: rooms, noise, other talk, the coach's echo."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from training import wording
from training.recordings import Take, ints
from training.voices import RATE
from voicecoach.ear.echo import EchoCanceller

Sound = NDArray[np.float32]
Random = np.random.Generator
RUNS_ON = 0.15
"""Seconds between two words that a listener does not take for a pause."""


@dataclass(frozen=True, slots=True)
class Said:
    """A command that begins at ``start`` and ends at ``end`` seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Scene:
    """Sound as a microphone gives it, the same without room, noise and echo, and the commands in it."""

    sound: NDArray[np.int16]
    said: tuple[Said, ...]
    clean: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Stock:
    """What scenes are made of."""

    commands: dict[str, list[Take]]
    near: list[Take]
    words: list[Take]
    talk: list[Take]
    coach: list[Take]
    residual: list[Take]
    noises: list[Take]
    rooms: list[Sound]
    weights: dict[str, float]
    """How often each command is said, in proportion."""
    anywhere: tuple[str, ...] = wording.TIER_1
    """The commands that count right after other words too."""


def scene(stock: Stock, draw: Random, seconds: float = 12.0) -> Scene:
    """Commands and other utterances with gaps between them, in one room, by one microphone.

    A command of tier 2 that follows other words without a gap is no command: it counts only as a whole utterance.
    """
    room = room_of(stock, draw) if draw.random() < 0.7 else None
    dry = np.zeros(int(seconds * RATE), np.float32)
    said: list[Said] = []
    at, gap = int(draw.uniform(0.1, 1.0) * RATE), 1.0
    while True:
        text, sound = _utterance(stock, draw)
        if at + len(sound) + RATE // 2 > len(dry):
            break
        dry[at : at + len(sound)] += sound * 10 ** (draw.uniform(-4, 4) / 20)
        if text and (gap > RUNS_ON or text in stock.anywhere):
            said.append(Said(text, at / RATE, (at + len(sound)) / RATE))
        gap = draw.uniform(0.3, 1.4) if draw.random() < 0.8 else draw.uniform(0.02, RUNS_ON)
        at += len(sound) + int(gap * RATE)
    wet = dry if room is None else signal.fftconvolve(dry, room)[: len(dry)].astype(np.float32)
    return Scene(microphone(under(wet, stock, draw), draw), tuple(said), ints(dry))


def other_scene(stock: Stock, draw: Random, seconds: float = 12.0) -> Scene:
    """Talk, music, machines, bodies and the coach: nothing that should be acted upon."""
    sound = np.zeros(int(seconds * RATE), np.float32)
    kind = draw.random()
    if kind < 0.45:
        _fill(sound, stock.talk, draw)
    elif kind < 0.53:
        _fill(sound, stock.coach, draw)
    elif kind < 0.6:
        sound += _stretch(stock.residual[draw.integers(len(stock.residual))], len(sound), draw)
    elif kind < 0.75:
        _fill(sound, stock.near + stock.words, draw)
    elif kind < 0.88:
        sound += _stretch(stock.noises[draw.integers(len(stock.noises))], len(sound), draw)
    else:
        _bodies(sound, draw)
    clean = ints(sound)
    if draw.random() < 0.5 and stock.rooms:
        sound = signal.fftconvolve(sound, room_of(stock, draw))[: len(sound)].astype(np.float32)
    return Scene(microphone(under(sound, stock, draw), draw), (), clean)


def residuals(coach: list[Take], some_rooms: list[Sound], count: int, draw: Random) -> list[Take]:
    """What the product's canceller leaves of the coach's voice, in a dozen seconds each."""
    made = []
    for _ in range(count):
        far = np.zeros(12 * RATE, np.float32)
        _fill(far, coach, draw)
        late = np.concatenate([np.zeros(int(draw.uniform(0.02, 0.15) * RATE), np.float32), far])[: len(far)]
        room = some_rooms[draw.integers(len(some_rooms))]
        echo = signal.fftconvolve(late, room)[: len(far)] * 10 ** (draw.uniform(-12, 0) / 20)
        near = echo + draw.normal(size=len(far)) * 10 ** (draw.uniform(-80, -50) / 20)
        made.append(Take("", "residual", "", _cancelled(ints(near.astype(np.float32)), ints(far))))
    return made


def _cancelled(near: NDArray[np.int16], far: NDArray[np.int16]) -> NDArray[np.int16]:
    canceller, size = EchoCanceller(), RATE // 100
    pieces = [
        canceller.cancel(near[at : at + size].tobytes(), far[at : at + size].tobytes())
        for at in range(0, len(near) // size * size, size)
    ]
    return np.frombuffer(b"".join(pieces), np.int16)


def varied(take: Take, draw: Random) -> Sound:
    """The take a little faster or slower, higher or lower (both at once, as tape does), and with another tone."""
    sound = take.sound.astype(np.float32) / 32_768
    if draw.random() < 0.7:
        ratio = float(np.clip(draw.normal(1.0, 0.09), 0.8, 1.22))
        size = max(1, int(len(sound) / ratio))
        sound = np.interp(np.linspace(0, len(sound) - 1, size), np.arange(len(sound)), sound).astype(
            np.float32
        )
    if draw.random() < 0.6:
        sound = _tilted(sound, draw)
    return sound / (float(np.sqrt((sound**2).mean())) + 1e-6) * 0.06


def _utterance(stock: Stock, draw: Random) -> tuple[str, Sound]:
    kind = draw.random()
    if kind < 0.56:
        names = list(stock.weights)
        shares = np.array([stock.weights[n] for n in names])
        text = names[int(draw.choice(len(names), p=shares / shares.sum()))]
        takes = stock.commands[text]
        return text, varied(takes[draw.integers(len(takes))], draw)
    pool = stock.near if kind < 0.8 else stock.words if kind < 0.9 else stock.talk
    sound = varied(pool[draw.integers(len(pool))], draw)
    if len(sound) > 2.5 * RATE:
        start = int(draw.integers(len(sound) - 2 * RATE))
        sound = sound[start : start + int(draw.uniform(0.6, 2.5) * RATE)]
    return "", sound


def under(front: Sound, stock: Stock, draw: Random) -> Sound:
    """The foreground over a background: noise, people, the coach, or what the canceller leaves of the coach."""
    kind = draw.random()
    if kind < 0.15:
        return front
    level = _active(front)
    if level < 1e-6:
        level = 0.06
    back = np.zeros_like(front)
    if kind < 0.62:
        below = draw.uniform(3, 26)
        if draw.random() < 0.3:
            back += _coloured(len(front), draw)
        else:
            back += _stretch(stock.noises[draw.integers(len(stock.noises))], len(front), draw)
    elif kind < 0.7:
        below = draw.uniform(6, 26)
        _fill(back, stock.talk, draw)
    elif kind < 0.78:
        below = draw.uniform(-6, 20)
        _fill(back, stock.coach, draw)
        back = signal.fftconvolve(back, room_of(stock, draw))[: len(front)].astype(np.float32)
    else:
        below = draw.uniform(2, 26)
        back += _stretch(stock.residual[draw.integers(len(stock.residual))], len(front), draw)
    scale = level / (_active(back) + 1e-9) * 10 ** (-below / 20)
    return (front + back * scale).astype(np.float32)


def microphone(sound: Sound, draw: Random) -> NDArray[np.int16]:
    """Band limits, a tone, a level between far and clipping, hum, hiss and offset."""
    kind = draw.random()
    if kind < 0.15:
        low, high = draw.uniform(100, 400), draw.uniform(3_000, 3_800)
        sound = signal.sosfilt(signal.butter(3, (low, high), "band", fs=RATE, output="sos"), sound)
    elif kind < 0.4:
        sound = _tilted(sound, draw)
    peak = 10 ** (draw.uniform(-36, 0) / 20)
    if draw.random() < 0.05:
        peak *= draw.uniform(1.5, 4)
    sound = sound / (float(np.abs(sound).max()) + 1e-6) * peak
    if draw.random() < 0.8:
        sound = sound + draw.normal(size=len(sound)) * 10 ** (draw.uniform(-90, -55) / 20)
    if draw.random() < 0.05:
        sound = sound + draw.uniform(-0.1, 0.1)
    return np.asarray(np.clip(sound, -1, 1) * 32_767, np.int16)


def _fill(sound: Sound, takes: list[Take], draw: Random) -> None:
    at = -int(draw.uniform(0, 1.5) * RATE)
    while at < len(sound):
        piece = varied(takes[draw.integers(len(takes))], draw)
        head = max(0, -at)
        tail = min(len(piece), len(sound) - at)
        if tail > head:
            sound[at + head : at + tail] += piece[head:tail]
        at += len(piece) + int(draw.exponential(0.35) * RATE)


def _bodies(sound: Sound, draw: Random) -> None:
    """Breaths, coughs, grunts, knocks and rustling, made from noise and pulses shaped by vowel-like resonances."""
    at = 0
    while at < len(sound) - RATE:
        size = int(draw.uniform(0.05, 1.2) * RATE)
        kind = draw.random()
        if kind < 0.4:
            source = draw.normal(size=size)
        elif kind < 0.75:
            pitch = (
                np.cumsum(draw.uniform(70, 300) * (1 + draw.uniform(-0.4, 0.4) * np.linspace(0, 1, size)))
                / RATE
            )
            source = (
                np.where(np.diff(np.floor(pitch), prepend=0) > 0, 1.0, 0.0) * 12
                + draw.normal(size=size) * 0.2
            )
        else:
            source = draw.normal(size=size) * (draw.random(size) < 0.002) * 30
        for _ in range(int(draw.integers(1, 4))):
            centre = draw.uniform(250, 3_200)
            b, a = signal.iirpeak(centre, draw.uniform(2, 9), fs=RATE)
            source = signal.lfilter(b, a, source) + 0.1 * source
        shape = np.interp(np.linspace(0, 1, size), (0, draw.uniform(0.02, 0.6), 1), (0, 1, 0))
        piece = (source * shape).astype(np.float32)
        piece *= 0.06 / (float(np.sqrt((piece**2).mean())) + 1e-9)
        tail = min(size, len(sound) - at)
        sound[at : at + tail] += piece[:tail]
        at += size + int(draw.uniform(0.1, 1.5) * RATE)


def room_of(stock: Stock, draw: Random) -> Sound:
    """A room from the stock with more or less of its tail, or a made one."""
    if draw.random() < 0.3:
        size = int(draw.uniform(0.1, 0.7) * RATE)
        tail = draw.normal(size=size) * np.exp(-6.9 * np.arange(size) / size) * draw.uniform(0.02, 0.2)
        tail[0] = 1.0
        return np.asarray(tail / np.sqrt((tail**2).sum()), np.float32)
    room = stock.rooms[draw.integers(len(stock.rooms))].copy()
    room[400:] *= draw.uniform(0.3, 1.2)
    return room


def _stretch(take: Take, size: int, draw: Random) -> Sound:
    start = int(draw.integers(max(1, len(take.sound) - size)))
    piece = take.sound[start : start + size].astype(np.float32) / 32_768
    return np.resize(piece, size)


def _coloured(size: int, draw: Random) -> Sound:
    spectrum = np.fft.rfft(draw.normal(size=size))
    spectrum *= np.maximum(np.fft.rfftfreq(size, 1 / RATE), 30) ** -draw.uniform(0, 1.2)
    return np.asarray(np.fft.irfft(spectrum, size), np.float32)


def _tilted(sound: Sound, draw: Random) -> Sound:
    """First-order shelf up or down."""
    k = draw.uniform(-0.6, 0.6)
    return np.asarray(signal.lfilter([1, k], [1], sound), np.float32)


def _active(sound: Sound) -> float:
    """The level of the parts in which there is something."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    power = (frames**2).mean(axis=1)
    loud = power[power > power.max() * 0.01]
    return float(np.sqrt(loud.mean())) if len(loud) else 0.0
