"""What came near to a command, and why it was not one; an ear that is looked at while it works."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from ear_sounds import hiss, joined, pcm, silence, spoken

from voicecoach.assembly.recording import explained, recorded
from voicecoach.core.pcm import Pcm
from voicecoach.ear.hear import Heard
from voicecoach.ear.look import EarAtWork
from voicecoach.ear.near import Near, NearMisses, Nearness, Peaks
from voicecoach.ear.port import Hit
from voicecoach.errors import EarError
from voicecoach.settings import Settings

THRESHOLDS = {"stop": 0.9, "pain": 0.6}
BLOCK = bytes(320)


class FakeScored:
    """Gives the scores, and the hits, that it is told to give."""

    def __init__(self, *rows: tuple[float, float], hits: Mapping[int, Hit] | None = None) -> None:
        self.scores: Mapping[str, float] = {"stop": 0.0, "pain": 0.0}
        self.thresholds: Mapping[str, float] = THRESHOLDS
        self._rows = list(rows)
        self._hits = dict(hits or {})
        self._fed = 0

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        self._fed += 1
        if self._rows:
            self.scores = dict(zip(THRESHOLDS, self._rows.pop(0), strict=True))
        hit = self._hits.get(self._fed)
        return () if hit is None else (hit,)


def told(heard: Sequence[Heard], *rows: tuple[float, float]) -> tuple[Near, ...]:
    """What is told of rows 0.1 s apart."""
    spotter = FakeScored(*rows)
    misses = NearMisses(spotter)
    for number in range(len(rows)):
        spotter.feed(BLOCK)
        misses.look(round(0.1 * (number + 1), 3))
    return misses.told(heard)


def test_a_score_below_a_third_of_its_threshold_is_not_told() -> None:
    assert told((), (0.29, 0.19), (0.0, 0.0)) == ()


def test_a_score_that_was_too_low_is_told_at_its_highest() -> None:
    assert told((), (0.35, 0.0), (0.5, 0.0), (0.4, 0.0)) == (
        Near(0.2, "stop", 0.5, 0.9, "the score was too low"),
    )


def test_a_hit_is_told_as_heard_and_a_dropped_one_with_its_reason() -> None:
    rows = ((0.95, 0.0), (0.0, 0.0))
    assert told((Heard.of("stop", 0.02, 0.95),), *rows)[0].why is None
    assert told((Heard.of("stop", 0.02, 0.95, "the coach says it"),), *rows)[0].why == "the coach says it"


def test_what_belonged_to_another_words_utterance_says_so() -> None:
    assert told((Heard.of("stop", 0.02, 0.95),), (0.95, 0.7)) == (
        Near(0.1, "stop", 0.95, 0.9, None),
        Near(0.1, "pain", 0.7, 0.6, 'it was taken for the same utterance as "stop"'),
    )


def test_a_word_that_goes_on_is_not_a_new_one() -> None:
    assert told((), (0.95, 0.0))[0].why == "it had been heard already, and had not ended"


def test_two_moments_are_two() -> None:
    rows = [(0.5, 0.0), *[(0.0, 0.0)] * 6, (0.6, 0.0)]
    assert [near.at for near in told((), *rows)] == [0.1, 0.8]


def test_the_highest_scores_of_the_last_second_and_a_half_are_kept() -> None:
    peaks = Peaks()
    for at, stop in ((0.0, 0.9), (1.0, 0.5), (1.1, 0.2), (2.0, 0.1)):
        peaks.take(at, {"stop": stop, "pain": 0.1})
    assert peaks.top(1, THRESHOLDS) == (Nearness("stop", 0.5, 0.9),)
    assert peaks.top(9, THRESHOLDS)[1] == Nearness("pain", 0.1, 0.6)


def test_an_ear_at_work_tells_hits_scores_level_and_load() -> None:
    ticks = iter(range(1000))
    heard: list[Heard] = []
    broken: list[str] = []
    spotter = FakeScored((0.95, 0.1), hits={1: Hit("stop", 0.01, 0.95)})
    work = EarAtWork(spotter, None, heard.append, broken.append, lambda: next(ticks) * 0.002)
    sound = pcm(hiss(0.5, 0.01))
    for number in range(50):
        work.block(sound[320 * number : 320 * (number + 1)], BLOCK, 7.0 + 0.01 * number)
    assert [(one.text, round(one.at, 3), one.dropped) for one in heard] == [("stop", 0.01, None)]
    assert broken == []
    look = work.seen
    assert look.nearest == (Nearness("stop", 0.95, 0.9), Nearness("pain", 0.1, 0.6))
    assert look.usual_ms == pytest.approx(2.0)
    assert look.worst_ms == pytest.approx(2.0)
    assert look.level_db == pytest.approx(-40.0, abs=2.0)
    assert look.delay is None
    assert work.loudest > 0.0


def test_a_recording_is_explained_by_the_real_ear() -> None:
    sound = joined(hiss(1, 0.001), spoken("stop"), hiss(1, 0.001))
    told = explained(Pcm(pcm(sound)), None, Settings())
    assert [one.text for one in told.heard] == ["stop"]
    assert told.near is not None
    assert [near.why for near in told.near if near.phrase == "stop"] == [None]
    assert told.lines[0].endswith("your words come well")
    deaf = explained(Pcm(pcm(0.5 * sound + hiss(len(sound) / 16_000, 0.1))), None, Settings(always=-3))
    assert all(near.why is not None for near in deaf.near or () if near.score < near.threshold)


def test_an_ear_without_scores_says_so() -> None:
    told = explained(
        Pcm(pcm(joined(silence(0.5), spoken("stop"), silence(1)))), None, Settings(ear="pocketsphinx")
    )
    assert told.near is None
    assert "gives no scores" in told.lines[-1]


def test_a_recording_without_sound_is_told(tmp_path: Path) -> None:
    file = tmp_path / "empty.wav"
    file.write_bytes(b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0data\0\0\0\0")
    with pytest.raises(EarError, match=r"empty\.wav: "):
        recorded(file)
