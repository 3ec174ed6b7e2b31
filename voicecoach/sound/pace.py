"""When the frames of a sound stream are heard, on the session's clock, smoothed."""

from voicecoach.core.pcm import RATE

EASE = 0.02
"""How far one buffer may pull the estimate: 10 ms buffers of a card 100 ppm off stay within 0.1 ms."""
STEP = 0.05
"""An error beyond this is a lost buffer when it lasts, and a burst when it does not."""
PATIENCE = 25
"""So many buffers in a row must say the same before a step is believed."""
LEAP = 0.3
"""An error beyond this is believed at once: the stream has only now begun to run."""


class Pace:
    """Counts frames and asks the device's own idea of the time only to correct itself slowly.

    Sound servers ask for buffers in bursts; a clip begun at the time of such a call would be off the beat.
    """

    def __init__(self, rate: int = RATE) -> None:
        self._rate = rate
        self._next: float | None = None
        self._seen = 0
        self._off = 0

    def at(self, frames: int, observed: float) -> float:
        """The time of the first of the next ``frames`` frames; ``observed`` is what the device says it is."""
        expected = observed if self._next is None else self._next
        error = observed - expected
        self._off = self._off + 1 if abs(error) > STEP else 0
        if abs(error) > LEAP or self._off >= PATIENCE:
            expected, self._seen, self._off = observed, 0, 0
        else:
            self._seen += 1
            expected += max(EASE, 1 / self._seen) * max(-STEP, min(STEP, error))
        self._next = expected + frames / self._rate
        return expected


class Offset:
    """What to add to a time on the device's clock to have it on ours."""

    SLACK = 1e-5
    """A callback can only be late, so the smallest difference is the truest; it may grow by this a call."""

    def __init__(self) -> None:
        self._least: float | None = None

    def update(self, device_now: float, now: float) -> float:
        """``now`` was read on our clock just after ``device_now`` on the device's."""
        difference = now - device_now
        grown = difference if self._least is None else min(difference, self._least + self.SLACK)
        self._least = difference if abs(difference - grown) > 1.0 else grown
        return self._least
