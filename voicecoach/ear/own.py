"""What the coach itself sounds like in the microphone: where it names commands, and how loud its echo is."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from voicecoach.core.words import WORD_OF, Word, plain
from voicecoach.ear.voicing import NoiseFloor, loudness_db

AFTER = 0.4
"""The coach's echo and the engine's delay: so long after its sound a hit may still be its own."""
_AROUND = 0.6
"""A named word is looked for so far around the place that its letters give it in the line."""

_TELLING = 4
"""Letters; shorter words than that begin too many others ("ow", "own")."""

_FAR_SOUNDS_DB = -55.0
_LOUDER_BY_DB = 8.0
_ABOVE_FLOOR_DB = 6.0
"""So far above the room's own noise: while a line is soft, its echo is expected to be less than that noise."""
_FLOOR_RISES_DB = 0.3
_KNOWN_AFTER = 20
_LEARNING = 60
"""Windows in which the canceller still gets better by 20 dB, and the level is followed faster."""
_STEP_DB = 0.5
_QUANTILE = 0.8
_WINDOW = 10
"""Blocks in a window: levels are compared over a tenth of a second."""
_REACH = 5
"""Windows: an echo may come half a second after its sound."""


@dataclass(frozen=True, slots=True)
class Named:
    """The coach says a phrase of ``word`` somewhere between ``start`` and ``end``."""

    word: Word
    start: float
    end: float


def named(text: str, start: float, end: float, phrases: Mapping[str, Word] = WORD_OF) -> tuple[Named, ...]:
    """Where in a line of ``text``, spoken from ``start`` to ``end``, commands are named: for their time only.

    "Stopped" begins as "stop" does: a word that begins with a command names it too.
    """
    said = plain(text)
    a_letter = (end - start) / max(1, len(said))
    found = []
    for phrase, word in phrases.items():
        for place in _places(phrase, said):
            begins = start + place * a_letter
            ends = begins + len(phrase) * a_letter
            found.append(Named(word, begins - _AROUND, ends + _AROUND + AFTER))
    return tuple(found)


def _places(phrase: str, said: str) -> tuple[int, ...]:
    """Where words of ``said`` are ``phrase``, or begin with it if it is long enough to be told by that."""
    wanted, text = f" {phrase}" if len(phrase) >= _TELLING else f" {phrase} ", f" {said} "
    found, place = [], text.find(wanted)
    while place >= 0:
        found.append(place)
        place = text.find(wanted, place + 1)
    return tuple(found)


class EchoLevel:
    """Learns how loud the coach is in the microphone, so that a louder sound is known to be the person's."""

    def __init__(self) -> None:
        self._near: list[float] = []
        self._far: list[float] = []
        self._near_windows: deque[float] = deque([-70.0] * _REACH, maxlen=_REACH)
        self._far_windows: deque[float] = deque([-70.0] * _REACH, maxlen=_REACH)
        self._floor = NoiseFloor(_FLOOR_RISES_DB, -60.0)
        self._coupling_db = 0.0
        self._learnt = 0

    def feed(self, near: bytes, far: bytes) -> None:
        """Take the next 10 ms of the microphone, as cleaned as it is, and of the loudspeaker."""
        self._near.append(loudness_db(near))
        self._far.append(loudness_db(far))
        if len(self._near) < _WINDOW:
            return
        self._near_windows.append(_mean(self._near))
        self._far_windows.append(_mean(self._far))
        self._near.clear()
        self._far.clear()
        self._floor.feed(self._near_windows[-1])
        if self.sounding:
            self._learn(self._near_windows[-1] - max(self._far_windows))

    def _learn(self, coupling_db: float) -> None:
        """The level that four windows in five stay under; the person's own words hardly move it."""
        if self._learnt == 0:
            self._coupling_db = coupling_db
        above = coupling_db > self._coupling_db
        step = _STEP_DB * (4.0 if self._learnt < _LEARNING else 1.0)
        self._coupling_db += step * (_QUANTILE if above else _QUANTILE - 1.0)
        self._learnt += 1

    @property
    def sounding(self) -> bool:
        """Whether the coach can be in the microphone now."""
        return max(self._far_windows) > _FAR_SOUNDS_DB

    def outdone(self) -> bool:
        """Whether the last half second was clearly louder than the echo; at first the echo is taken to be as loud
        as what was played, the worst there is."""
        return max(self._near_windows) > self._least()

    def outdoing(self) -> bool:
        """Whether the last tenth of a second is: a word that ended before the coach began does not count."""
        return self._near_windows[-1] > self._least()

    def _least(self) -> float:
        known = self._learnt >= _KNOWN_AFTER
        expected = max(self._far_windows) + (self._coupling_db if known else 0.0)
        return max(expected + (_LOUDER_BY_DB if known else 0.0), self._floor.db + _ABOVE_FLOOR_DB)


def _mean(levels: list[float]) -> float:
    return sum(levels) / len(levels)
