"""What a hearing that has fallen behind leaves out, so that it hears what is said now."""

from collections import deque
from typing import Final

TOO_LATE: Final = 1.0
"""Seconds from the microphone's call to the ear's: a "stop" heard later than that is no stop."""
CAUGHT_UP: Final = 0.25
LOOKED_AT: Final = 500
"""Blocks of 10 ms: five seconds."""


class Backlog:
    """Is told of each block how late it is; all calls from the listening thread but `deaf`, from any."""

    def __init__(self) -> None:
        self._catching_up = False
        self._lately: deque[bool] = deque(maxlen=LOOKED_AT)
        self._left_out = 0
        self.times = 0

    def leaves_out(self, behind: float) -> bool:
        """Whether to leave out a block that waited for ``behind`` seconds; ``times`` counts the leaps."""
        if behind > TOO_LATE and not self._catching_up:
            self._catching_up = True
            self.times += 1
        elif behind < CAUGHT_UP:
            self._catching_up = False
        if len(self._lately) == LOOKED_AT:
            self._left_out -= self._lately[0]
        self._lately.append(self._catching_up)
        self._left_out += self._catching_up
        return self._catching_up

    @property
    def deaf(self) -> bool:
        """Whether more than half of the last five seconds was left out: that is no hearing."""
        return self._left_out > LOOKED_AT // 2
