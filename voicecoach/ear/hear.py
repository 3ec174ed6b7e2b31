"""The real ear over a recording: every word that it hears or drops, with its time, score and reason."""

from collections.abc import Callable
from dataclasses import dataclass

from voicecoach.core.card import Question
from voicecoach.core.pcm import RATE, SAMPLE_BYTES, Pcm
from voicecoach.core.words import ALARMS, WORD_OF
from voicecoach.ear.answers import AnswerEar
from voicecoach.ear.ear import Canceller, Ear
from voicecoach.ear.port import Hit, Spotter

_BLOCK = RATE // 100 * SAMPLE_BYTES
_TAIL = 1.5
"""Silence after the recording, so that a last word is ended by it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """``text`` was heard ``at`` seconds into the recording; ``dropped`` says why the coach would not act on it."""

    at: float
    text: str
    score: float | None
    tier: int
    dropped: str | None

    @classmethod
    def of(cls, text: str, at: float, score: float | None, dropped: str | None = None) -> "Heard":
        """What the ear told, with the tier of its text."""
        return cls(at, text, score, _tier(text), dropped)

    @property
    def line(self) -> str:
        """One line for a person."""
        minutes, seconds = divmod(self.at, 60.0)
        score = "      " if self.score is None else f"{self.score:6.2f}"
        why = "" if self.dropped is None else f"  not acted on: {self.dropped}"
        return f"{int(minutes):02}:{seconds:05.2f} {score}  {self.text or '(not understood)'}{why}"


def hear(
    near: Pcm,
    far: Pcm | None,
    spotter: Spotter,
    *,
    canceller: Canceller | None = None,
    twin: Spotter | None = None,
    answers: AnswerEar | None = None,
    question: Question | None = None,
    on_block: Callable[[float], None] = lambda at: None,
) -> tuple[Heard, ...]:
    """What the ear makes of ``near`` while the loudspeaker plays ``far``, both of 16 kHz, from one moment on.

    ``on_block`` is called with the end of each block when the ear has heard it.
    """
    for sound in (near, far):
        if sound is not None and sound.rate != RATE:
            raise ValueError(f"sound of {sound.rate} samples a second; the ear takes {RATE}")
    found: list[Heard] = []

    def on_heard(text: str, at: float, score: float | None) -> None:
        found.append(Heard.of(text, at, score))

    def on_dropped(hit: Hit, why: str) -> None:
        found.append(Heard.of(hit.phrase, hit.at, hit.score, why))

    ear = Ear(spotter, answers, on_heard, canceller, twin=twin, on_dropped=on_dropped)
    ear.listen(question)
    tail = bytes(int(_TAIL * RATE) * SAMPLE_BYTES)

    def take(near: bytes, far: bytes, at: float) -> None:
        ear.hear(near, far, at)
        on_block(at + len(near) / SAMPLE_BYTES / RATE)

    _through(take, near.samples + tail, far.samples if far is not None else b"")
    return tuple(sorted(found, key=lambda heard: heard.at))


def _through(take: Callable[[bytes, bytes, float], None], near: bytes, far: bytes) -> None:
    for start in range(0, len(near), _BLOCK):
        take(near[start : start + _BLOCK], far[start : start + _BLOCK], start / SAMPLE_BYTES / RATE)


def _tier(text: str) -> int:
    word = WORD_OF.get(text)
    if word is None:
        return 3
    return 1 if word in ALARMS else 2
