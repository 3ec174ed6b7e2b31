"""The real ear with sound as it should not be: odd blocks, other devices, clipping, gaps, drift, and hours of it."""

import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import cycle

import numpy as np
import pytest
import soxr
from coaching import Player, kinds, session
from conftest import ROOT
from ear_sounds import Sound, hiss, in_a_room, joined, made_up_room, pcm, recorded, silence, spoken

from voicecoach.core.messages import Heard, Hush
from voicecoach.core.pcm import RATE
from voicecoach.core.state import Phase
from voicecoach.ear.commands import CommandSpotter
from voicecoach.ear.ear import Ear
from voicecoach.ear.echo import EchoCanceller
from voicecoach.ear.likely import Likely
from voicecoach.ear.port import Hit
from voicecoach.sound.edge import FromDevice

SOUNDS = ROOT / "tests" / "sounds"
BLOCK = RATE // 100
WORDS = ("stop", "next", "pain")
LINES = "Lie on your back with your knees bent, and let the head be heavy. Breathe slowly, in and out. "


@pytest.fixture(scope="module")
def said() -> Sound:
    """Three words, a second of a quiet room around each."""
    parts = [part for word in WORDS for part in (silence(1), recorded(SOUNDS / f"{word}.wav"))]
    return joined(*parts, silence(1))


@pytest.fixture(scope="module")
def coach() -> Sound:
    return spoken(LINES + LINES, loud=0.05)


def heard(blocks: Iterator[tuple[bytes, bytes, float]] | Sequence[tuple[bytes, bytes, float]]) -> list[str]:
    """What the real ear, with spotter and canceller, hears."""
    found: list[str] = []
    ear = Ear(CommandSpotter(), None, lambda text, at, score: found.append(text), EchoCanceller())
    for near, far, at in blocks:
        ear.hear(near, far, at)
    return found


def blocks(near: Sound, far: Sound | None = None, size: int = BLOCK) -> Iterator[tuple[bytes, bytes, float]]:
    nears, fars = pcm(near), pcm(np.zeros(len(near)) if far is None else far)
    for at in range(0, len(nears), 2 * size):
        yield nears[at : at + 2 * size], fars[at : at + 2 * size], at / 2 / RATE


@pytest.mark.parametrize("size", [1_024, 441, 77])
def test_the_same_words_are_heard_in_blocks_of_any_size(said: Sound, size: int) -> None:
    assert heard(blocks(said, size=size)) == list(WORDS)


def test_a_hit_in_odd_blocks_is_dated_as_in_even_ones(said: Sound) -> None:
    dated: list[list[float]] = []
    for size in (BLOCK, 333):
        found: list[float] = []
        ear = Ear(CommandSpotter(), None, lambda text, at, score, to=found: to.append(at))  # type: ignore[misc]
        for near, far, at in blocks(said[: 3 * RATE], size=size):
            ear.hear(near, far, at)
        dated.append(found)
    assert dated[0] == pytest.approx(dated[1], abs=0.011)


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (16_000, 2), (44_100, 2), (48_000, 1)])
def test_the_same_words_are_heard_through_every_device(said: Sound, rate: int, channels: int) -> None:
    device = FromDevice(rate, channels)
    recording = np.repeat(np.frombuffer(pcm(soxr.resample(said, RATE, rate)), "<i2"), channels).tobytes()
    size = rate // 50 * 2 * channels
    given = [
        (near, bytes(len(near)), at)
        for start in range(0, len(recording), size)
        for near, at in device.blocks(recording[start : start + size], start / 2 / channels / rate)
    ]
    assert heard(given) == list(WORDS)


def test_words_that_clip_are_heard(said: Sound) -> None:
    assert heard(blocks(np.clip(6.0 * said, -1.0, 1.0))) == list(WORDS)


def test_words_on_a_cheap_card_s_offset_are_heard(said: Sound) -> None:
    assert heard(blocks(said * 0.5 + 0.3)) == list(WORDS)


@pytest.mark.parametrize("times", [0, 2])
def test_words_are_heard_where_the_card_drops_or_doubles_a_block_now_and_then(
    said: Sound, times: int
) -> None:
    every = cycle([1] * 24 + [times])
    assert heard([one for one in blocks(said) for _ in range(next(every))]) == list(WORDS)


def test_words_over_the_coach_are_heard_although_the_clocks_drift(coach: Sound, said: Sound) -> None:
    """200 parts in a million: a microphone and a loudspeaker of two cheap makers."""
    far = np.concatenate((coach, coach))[: 20 * RATE]
    fine = soxr.resample(in_a_room(far, made_up_room(), 0.06, gain=0.5), RATE, 8 * RATE)
    echo = np.interp(8 * np.arange(len(far)) * (1 + 200e-6), np.arange(len(fine)), fine)
    near = echo + hiss(len(far) / RATE)[: len(far)]
    begin = len(far) - len(said)
    near[begin:] += said
    assert heard(blocks(near, far)) == list(WORDS)


def test_zeros_squares_and_nothing_leave_only_numbers_behind_and_the_ear_whole(said: Sound) -> None:
    square = np.where(np.arange(2 * RATE) // 40 % 2, 1.0, -1.0)
    spotter, canceller, found = CommandSpotter(), EchoCanceller(), list[str]()
    ear = Ear(spotter, None, lambda text, at, score: found.append(text), canceller)
    begins = 0.0
    for near, far in ((silence(2), silence(2)), (square, square), (square, silence(2)), (silence(2), square)):
        for block in blocks(near, far):
            ear.hear(block[0], block[1], begins + block[2])
        begins += 2.0
        assert all(np.isfinite(score) for score in spotter.scores.values())
        assert np.isfinite([canceller.removed_db, canceller.drift]).all()
    found.clear()
    for near_pcm, far_pcm, at in blocks(np.concatenate((silence(1), said))):
        ear.hear(near_pcm, far_pcm, begins + at)
    assert found == list(WORDS)


class Deaf:
    """A spotter that hears nothing and keeps nothing."""

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        return ()


def test_more_of_the_same_sound_takes_no_more_memory(coach: Sound) -> None:
    ear = Ear(Deaf(), None, lambda text, at, score: None, EchoCanceller())
    far = coach[: 2 * RATE]
    near = in_a_room(far, made_up_room(), 0.06) + hiss(2)

    def sounds(times: int) -> None:
        for _ in range(times):
            for number, (mine, its, at) in enumerate(blocks(near, far, size=163)):
                if number % 100 == 0:
                    ear.speaking(f"Say stop, line {number}.", at, at + 1.0)
                ear.hear(mine, its, at)
            ear.speaking(None, 1e9, 1e9)

    sounds(1)
    tracemalloc.start()
    try:
        sounds(1)
        before = tracemalloc.get_traced_memory()[0]
        sounds(2)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 20_000


class Told:
    """The coach at the end of the ear: every word goes to the core at the moment it is heard."""

    def __init__(self, *hits: Hit) -> None:
        self.person = Player(session()).at("Repetitions")
        self.begins = self.person.now
        self.steps: list[tuple[str, str]] = []
        self._hits = list(hits)
        self._fed = 0.0
        self.dropped: list[tuple[str, str]] = []

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        self._fed += len(pcm) / 2 / RATE
        due = [hit for hit in self._hits if hit.at <= self._fed]
        self._hits = [hit for hit in self._hits if hit.at > self._fed]
        return due

    def hears(self, seconds: float) -> "Told":
        ear = Ear(self, None, self._heard, on_dropped=lambda hit, why: self.dropped.append((hit.phrase, why)))
        for near, far, at in blocks(hiss(seconds)):
            ear.hear(near, far, self.begins + at)
        return self

    def _heard(self, text: str, at: float, score: float | None) -> None:
        while self.person.due is not None and self.person.due[0] <= at:
            due = self.person.due
            self.person.on()
            if self.person.due == due:
                break
        actions = self.person.give(Heard(at, text, score))
        self.steps.append((text, "heard, silent" if Hush in kinds(actions) else "heard"))


def test_one_next_heard_twice_within_a_second_and_a_half_counts_once() -> None:
    told = Told(Hit("next", 0.5, 0.9), Hit("next", 1.4, 0.9), Hit("next", 3.5, 0.9)).hears(4.0)
    assert [what for _, what in told.steps] == ["heard, silent", "heard", "heard, silent"]


def test_stop_is_never_taken_for_the_stop_before_it() -> None:
    told = Told(Hit("stop", 0.5, 0.9), Hit("stop", 0.9, 0.9), Hit("stop", 1.3, 0.9)).hears(2.0)
    assert [text for text, _ in told.steps] == ["stop", "stop", "stop"]
    assert all(what.endswith("silent") for _, what in told.steps)
    assert told.person.state.phase is Phase.HALTED


def test_of_next_and_pain_in_one_breath_the_pain_is_what_is_acted_upon() -> None:
    told = Told(Hit("next", 0.5, 0.9), Hit("pain", 1.0, 0.9)).hears(2.0)
    assert (told.steps[-1][0], told.person.state.hurt is not None) == ("pain", True)


def test_of_stop_and_go_on_in_one_breath_the_stop_counts() -> None:
    told = Told(Hit("stop", 0.5, 0.9), Hit("go on", 1.1, 0.9)).hears(2.0)
    assert (told.person.state.phase, told.dropped) == (
        Phase.HALTED,
        [("go on", "it was said in one breath with an alarm")],
    )


def gives_way(*speaks: tuple[float, bool]) -> list[tuple[float, bool]]:
    """When the coach gives way and comes back, for a voice that is there or not for so many seconds each."""
    told: list[tuple[float, bool]] = []
    at = 0
    likely = Likely(lambda down: told.append((at / 100, down)))
    for seconds, there in speaks:
        for _ in range(round(100 * seconds)):
            likely.feed(there)
            at += 1
    return told


def test_the_coach_gives_way_at_once_and_comes_back_half_a_second_after_the_voice() -> None:
    assert gives_way((1.0, False), (0.4, True), (2.0, False)) == [(1.0, True), (1.89, False)]


def test_a_radio_keeps_the_coach_down_for_no_longer_than_a_word() -> None:
    assert gives_way((1.0, False), (9.0, True), (0.2, False), (3.0, True)) == [(1.0, True), (2.2, False)]


def test_a_heard_word_brings_the_coach_back_at_once_and_its_end_is_no_new_voice() -> None:
    told: list[bool] = []
    likely = Likely(told.append)
    likely.feed(True)
    likely.heard()
    for there in [True] * 30 + [False] * 49 + [True]:
        likely.feed(there)
    assert told == [True, False]
    for there in [False] * 50 + [True]:
        likely.feed(there)
    assert told == [True, False, True]


def test_the_coach_gives_way_to_a_voice_over_it_and_not_to_its_own(coach: Sound) -> None:
    """Echo as loud as the words, in a room that is not of this world; the first four seconds are for learning."""
    told: list[tuple[float, bool]] = []
    at = 0.0
    ear = Ear(
        Deaf(),
        None,
        lambda text, at, score: None,
        EchoCanceller(),
        on_likely=lambda down: told.append((at, down)),
    )
    near = in_a_room(coach, made_up_room(), 0.06, gain=0.5) + hiss(len(coach) / RATE)[: len(coach)]
    word = recorded(SOUNDS / "stop.wav", loud=0.025)
    begin = 8.0
    near[int(begin * RATE) :][: len(word)] += word
    for mine, its, now in blocks(near, coach):
        at = now
        ear.hear(mine, its, now)
    (down, is_down), (_, is_up) = told
    assert (is_down, is_up, begin < down < begin + 0.35) == (True, False, True)
