"""Where a spotter's scores came near to a command, and why it was or was not acted on."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicecoach.ear.hear import Heard
from voicecoach.ear.port import Scored

NEAR = 1 / 3
"""A score of this share of its threshold is told."""
_SAME = 0.4
"""Seconds: scores nearer to each other belong to one moment."""
_AROUND = 0.35
"""A hit is dated back to the end of its word, so it may lie this far from its scores."""
_HELD = 1.5


@dataclass(frozen=True, slots=True)
class Nearness:
    """A phrase, its score and the score that is a hit."""

    phrase: str
    score: float
    threshold: float

    @property
    def share(self) -> float:
        return self.score / self.threshold


@dataclass(frozen=True, slots=True)
class Near:
    """``phrase`` came near ``at`` seconds; ``why`` it was not acted on, None if it was."""

    at: float
    phrase: str
    score: float
    threshold: float
    why: str | None

    @property
    def line(self) -> str:
        """One line for a person."""
        minutes, seconds = divmod(self.at, 60.0)
        what = "heard" if self.why is None else f"not acted on: {self.why}"
        return f"{int(minutes):02}:{seconds:05.2f} {self.score:6.2f} of {self.threshold:.2f}  {self.phrase}  {what}"


@dataclass(slots=True)
class _Run:
    """One phrase over its mark for a while."""

    best: Nearness
    at: float
    start: float
    end: float


class NearMisses:
    """Looks at a spotter after each block; knows every moment at which something came near."""

    def __init__(self, spotter: Scored) -> None:
        self._spotter = spotter
        self._seen: Mapping[str, float] = spotter.scores
        self._runs: list[_Run] = []
        self._open: dict[str, _Run] = {}

    def look(self, at: float) -> None:
        """Take the scores as they are ``at``, if they are new."""
        if self._spotter.scores is self._seen:
            return
        self._seen = self._spotter.scores
        for near in nearest(self._seen, self._spotter.thresholds):
            run = self._open.get(near.phrase)
            if run is None or at - run.end > _SAME:
                run = self._open[near.phrase] = _Run(near, at, at, at)
                self._runs.append(run)
            run.end = at
            if near.score > run.best.score:
                run.best, run.at = near, at

    def told(self, heard: Sequence[Heard]) -> tuple[Near, ...]:
        """Every moment, with what became of it by what the ear ``heard`` and dropped."""
        found = [
            Near(run.at, run.best.phrase, run.best.score, run.best.threshold, self._why(run, heard))
            for run in self._runs
        ]
        return tuple(sorted(found, key=lambda near: (near.at, near.why is not None)))

    def _why(self, run: _Run, heard: Sequence[Heard]) -> str | None:
        around = [one for one in heard if run.start - _AROUND <= one.at <= run.end + _AROUND]
        for one in around:
            if one.text == run.best.phrase:
                return one.dropped
        if run.best.share < 1.0:
            return "the score was too low"
        if around:
            return f'it was taken for the same utterance as "{around[0].text}"'
        return "it had been heard already, and had not ended"


class Peaks:
    """The highest scores of the last second or so, for someone who looks at them."""

    def __init__(self) -> None:
        self._rows: deque[tuple[float, Mapping[str, float]]] = deque()

    def take(self, at: float, scores: Mapping[str, float]) -> None:
        """Keep the scores of ``at``, if they are new."""
        if not self._rows or self._rows[-1][1] is not scores:
            self._rows.append((at, scores))
        while len(self._rows) > 1 and self._rows[0][0] < at - _HELD:
            self._rows.popleft()

    def top(self, count: int, thresholds: Mapping[str, float]) -> tuple[Nearness, ...]:
        """The ``count`` phrases that came nearest to their thresholds, nearest first."""
        best: dict[str, float] = {}
        for _, scores in self._rows:
            for phrase, score in scores.items():
                best[phrase] = max(score, best.get(phrase, 0.0))
        return nearest(best, thresholds, 0.0)[:count]


def nearest(
    scores: Mapping[str, float], thresholds: Mapping[str, float], share: float = NEAR
) -> tuple[Nearness, ...]:
    """The phrases of at least that ``share`` of their thresholds, nearest first."""
    found = [Nearness(phrase, score, thresholds[phrase]) for phrase, score in scores.items()]
    return tuple(sorted((one for one in found if one.share >= share), key=lambda one: -one.share))
