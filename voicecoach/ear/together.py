"""Several spotters as one: what any of them hears is heard, and once."""

from collections.abc import Sequence

from voicecoach.core.words import PHRASES, Word
from voicecoach.ear.port import Hit, Spotter

SAME_UTTERANCE = 0.6
"""Two spotters that hear one command within so many seconds heard the same utterance."""
PIECE = 640
"""Bytes that all are fed at a time (20 ms), so that who is first does not depend on the size of the blocks."""

_WORDS: dict[str, Word] = {phrase: word for word, phrases in PHRASES.items() for phrase in phrases}


class Together:
    """Feeds each spotter in turn; the first to hear an utterance tells it."""

    def __init__(self, spotters: Sequence[Spotter]) -> None:
        self._spotters = tuple(spotters)
        self._told: dict[Word, tuple[float, int]] = {}
        self._rest = b""

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        """What was heard in ``pcm``, as `Spotter` promises."""
        sound = self._rest + pcm
        whole = len(sound) // PIECE * PIECE
        self._rest = sound[whole:]
        return [hit for at in range(0, whole, PIECE) for hit in self._piece(sound[at : at + PIECE])]

    def _piece(self, pcm: bytes) -> list[Hit]:
        fresh: list[Hit] = []
        for number, spotter in enumerate(self._spotters):
            for hit in spotter.feed(pcm):
                word = _WORDS[hit.phrase]
                at, by = self._told.get(word, (-SAME_UTTERANCE, number))
                if by != number and abs(hit.at - at) < SAME_UTTERANCE:
                    continue
                self._told[word] = (hit.at, number)
                fresh.append(hit)
        return fresh
