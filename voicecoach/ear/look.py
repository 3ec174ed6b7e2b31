"""An ear that can be looked at while it works: what it hears, how sure it is, what its work costs."""

from collections.abc import Callable
from dataclasses import dataclass

from voicecoach.core.findings import Measured
from voicecoach.core.levels import Level
from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.ear.ear import Ear
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.gauge import Gauge
from voicecoach.ear.hear import Heard
from voicecoach.ear.near import Nearness, Peaks
from voicecoach.ear.port import Hit, Scored, Spotter

EVERY = 0.25
"""Seconds between two looks."""
_LOOKS_BACK = 4.0
_SHOWN = 4
_LOAD_KEEPS = 0.995
"""Of the load, from one block of 10 ms to the next: it is followed over two seconds."""


@dataclass(frozen=True, slots=True)
class Look:
    """An ear at one moment.

    ``nearest`` is None for an engine that gives no scores, ``spoken`` until somebody speaks.
    """

    level_db: float = -70.0
    measured: Measured = Measured(Level(None, -70.0, 0.0))  # noqa: RUF009 - frozen
    nearest: tuple[Nearness, ...] | None = None
    delay: float | None = None
    removed_db: float = 0.0
    usual_ms: float = 0.0
    worst_ms: float = 0.0
    blocks: int = 0
    spoken: Level | None = None


class EarAtWork:
    """An ear without answers; ``seen`` is swapped whole a few times a second, ``on_told`` gets what it hears.

    ``loudest`` is the highest peak of all that was looked at.
    """

    def __init__(
        self,
        spotter: Spotter,
        twin: Spotter | None,
        on_told: Callable[[Heard], None],
        on_broke: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._spotter = spotter
        self._on_told = on_told
        self._clock = clock
        self._canceller = EchoCanceller()
        self._gauge = Gauge(_LOOKS_BACK)
        self._peaks = Peaks()
        self._began: float | None = None
        self._due = 0.0
        self._usual = 0.0
        self._worst = 0.0
        self._blocks = 0
        self._spoken: Level | None = None
        self.loudest = 0.0
        self.seen = Look()
        self.ear = Ear(
            spotter,
            None,
            self._heard,
            self._canceller,
            twin=twin,
            on_dropped=self._dropped,
            on_broke=on_broke,
        )

    def block(self, near: bytes, far: bytes, at: float) -> None:
        """Hear the block of the microphone that began ``at``; measure it, and the work."""
        self._began = at if self._began is None else self._began
        before = self._clock()
        self.ear.hear(near, far, at)
        spent = 1000.0 * (self._clock() - before)
        blocks = max(1e-9, len(near) / SAMPLE_BYTES / RATE * 100.0)
        self._usual = _LOAD_KEEPS * self._usual + (1.0 - _LOAD_KEEPS) * spent / blocks
        self._worst = max(self._worst, spent)
        self._blocks += 1
        self._gauge.feed(near)
        if isinstance(self._spotter, Scored):
            self._peaks.take(at, self._spotter.scores)
        if at >= self._due:
            self._due = at + EVERY
            self.seen = self._looked()

    def forget(self) -> None:
        """Measure the level, and the longest work, anew from here on."""
        self._gauge = Gauge(_LOOKS_BACK)
        self._spoken = None
        self._worst = 0.0

    def _looked(self) -> Look:
        warm = 1.0 - _LOAD_KEEPS**self._blocks
        measured = self._gauge.measured
        self.loudest = max(self.loudest, measured.level.peak)
        if measured.level.speech_db is not None:
            self._spoken = measured.level
        return Look(
            self._gauge.level_db,
            measured,
            self._peaks.top(_SHOWN, self._spotter.thresholds) if isinstance(self._spotter, Scored) else None,
            self._canceller.delay,
            self._canceller.removed_db,
            self._usual / warm,
            self._worst,
            self._blocks,
            self._spoken,
        )

    def _heard(self, text: str, at: float, score: float | None) -> None:
        self._on_told(Heard.of(text, self._since(at), score))

    def _dropped(self, hit: Hit, why: str) -> None:
        self._on_told(Heard.of(hit.phrase, self._since(hit.at), hit.score, why))

    def _since(self, at: float) -> float:
        return at - (self._began or 0.0)
