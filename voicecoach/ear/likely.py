"""Decides for how long the coach gives way to a voice that may become a word."""

from collections.abc import Callable

_WORD_FOLLOWS = 50
"""Blocks of 10 ms without that voice: no word will come of it."""
_LONGEST = 120
"""Longer than any word: a cough, a neighbour or a radio does not keep the coach down."""
_RESTS = 50
"""Blocks of quiet after one that was too long, before the next counts."""


class Likely:
    """Takes for each block whether somebody likely speaks; tells once when that begins and once when it is over."""

    def __init__(self, tell: Callable[[bool], None]) -> None:
        self._tell = tell
        self._on = False
        self._blocks = 0
        self._quiet = _RESTS

    def feed(self, speaks: bool) -> None:
        """Take the next block."""
        rested = self._quiet >= _RESTS
        self._quiet = 0 if speaks else self._quiet + 1
        if self._on:
            self._blocks += 1
            if self._quiet >= _WORD_FOLLOWS or self._blocks >= _LONGEST:
                self._on = False
                self._tell(False)
        elif speaks and rested:
            self._on, self._blocks = True, 0
            self._tell(True)

    def heard(self) -> None:
        """A word was heard: what is left of it is no new voice, and the line that answers it is not given way to."""
        self._quiet = 0
        if self._on:
            self._on = False
            self._tell(False)
