"""Two spotters as one ear."""

from collections.abc import Sequence

from voicecoach.ear.port import Hit
from voicecoach.ear.together import PIECE, Together

BLOCK = bytes(PIECE)


class Told:
    """A spotter that was told what it hears in each block."""

    def __init__(self, *blocks: Sequence[Hit]) -> None:
        self._blocks = list(blocks)

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        return self._blocks.pop(0)


STOP, LATER, AGAIN = Hit("stop", 1.0, 0.9), Hit("stop now", 1.3, 0.5), Hit("stop", 2.0, 0.9)


def test_what_either_hears_is_heard() -> None:
    ear = Together((Told([STOP], []), Told([], [Hit("pain", 1.1, 0.8)])))
    assert [*ear.feed(BLOCK), *ear.feed(BLOCK)] == [STOP, Hit("pain", 1.1, 0.8)]


def test_one_utterance_that_both_hear_is_told_once() -> None:
    ear = Together((Told([STOP], []), Told([], [LATER])))
    assert [*ear.feed(BLOCK), *ear.feed(BLOCK)] == [STOP]


def test_the_same_word_said_again_is_told_again() -> None:
    ear = Together((Told([STOP], [AGAIN]), Told([LATER], [])))
    assert [*ear.feed(BLOCK), *ear.feed(BLOCK)] == [STOP, AGAIN]


def test_blocks_of_any_size_are_fed_in_pieces_of_one_size() -> None:
    ear = Together((Told([STOP], [AGAIN]),))
    assert [list(ear.feed(bytes(size))) for size in (100, 540, 639, 1)] == [[], [STOP], [], [AGAIN]]
