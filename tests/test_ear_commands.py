"""The command ear: any block size, any sound, one hit for one utterance."""

import tracemalloc
import wave
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicecoach.ear.commands import FADE, CommandSpotter, Decision, Model, Phrase, Sensitivity, load
from voicecoach.ear.port import Hit

SOUNDS = Path(__file__).parent / "sounds"
STOP, NEXT = Phrase("stop", 1, 0.5), Phrase("next", 2, 0.5)
MODEL = load()


def test_two_high_rows_are_one_hit_and_the_rest_of_the_word_is_none() -> None:
    decision = Decision((STOP, NEXT), Sensitivity())
    hits = [hit for row in range(5) for hit in decision.take(np.array([0.9, 0.0], np.float32), row * 0.08)]
    assert [(hit.phrase, round(hit.score, 2)) for hit in hits] == [("stop", 0.9)]


def test_the_same_word_is_heard_again_after_it_has_faded() -> None:
    decision = Decision((STOP, NEXT), Sensitivity())
    rows = [0.9, 0.9, *[0.0] * (FADE + 1), 0.9, 0.9]
    assert len(_taken(decision, [(score, 0.0) for score in rows])) == 2


def test_a_lesser_phrase_in_the_same_breath_is_not_a_second_hit() -> None:
    decision = Decision((STOP, NEXT), Sensitivity())
    assert [h.phrase for h in _taken(decision, [(0.9, 0.0), (0.9, 0.0), (0.0, 1.0), (0.0, 1.0)])] == ["stop"]


def test_stop_breaks_into_the_breath_of_a_lesser_phrase() -> None:
    decision = Decision((STOP, NEXT), Sensitivity())
    taken = _taken(decision, [(0.0, 0.9), (0.0, 0.9), (1.0, 0.0), (1.0, 0.0)])
    assert [h.phrase for h in taken] == ["next", "stop"]


def test_sensitivity_moves_one_tier_and_not_the_other() -> None:
    eager = Decision((STOP, NEXT), Sensitivity(always=2.0))
    assert [h.phrase for h in _taken(eager, [(0.3, 0.0), (0.3, 0.0)])] == ["stop"]
    eager = Decision((STOP, NEXT), Sensitivity(always=2.0))
    assert _taken(eager, [(0.0, 0.3), (0.0, 0.3)]) == []


@pytest.mark.parametrize("word", ["stop", "pain", "next"])
def test_a_spoken_word_is_heard_once_and_put_at_its_end(word: str) -> None:
    sound = _said(word)
    hits = _heard(CommandSpotter(model=MODEL), sound, 640)
    assert [hit.phrase for hit in hits] == [word]
    assert hits[0].at == pytest.approx(len(sound) / 32_000 - 1.0, abs=0.4)


@pytest.mark.parametrize("size", [1, 7, 2_559, 2_560, 48_000])
def test_the_size_of_the_blocks_changes_nothing(size: int) -> None:
    sound = _said("stop")[: 32_000 * 3]
    assert _heard(CommandSpotter(model=MODEL), sound, size) == _heard(CommandSpotter(model=MODEL), sound, 640)


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(48_000, np.int16),
        np.full(48_000, 32_767, np.int16),
        np.tile(np.array([32_767, -32_768], np.int16), 24_000),
        np.full(48_000, -3_000, np.int16),
    ],
    ids=["digital silence", "stuck at the top", "clipping", "an offset"],
)
def test_hostile_sound_is_no_command_and_every_score_stays_a_number(sound: NDArray[np.int16]) -> None:
    spotter = CommandSpotter(model=MODEL)
    assert spotter.feed(sound.tobytes()) == ()
    assert all(0.0 <= score <= 1.0 for score in spotter.scores.values())


def test_a_word_is_heard_on_top_of_an_offset_and_after_clipping() -> None:
    loud = np.frombuffer(_said("stop"), np.int16).astype(np.int32) * 4 + 1_500
    sound = np.clip(loud, -32_768, 32_767).astype(np.int16).tobytes()
    assert [hit.phrase for hit in _heard(CommandSpotter(model=MODEL), sound, 640)] == ["stop"]


def test_scores_name_every_phrase_of_the_model() -> None:
    spotter = CommandSpotter(model=MODEL)
    assert set(spotter.scores) == {phrase.text for phrase in MODEL.phrases}


def test_nothing_grows_while_it_listens() -> None:
    spotter = CommandSpotter(model=MODEL)
    tracemalloc.start()
    for _ in range(10):
        spotter.feed(bytes(32_000))
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(20):
        spotter.feed(bytes(32_000))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 20_000


def test_every_threshold_is_a_probability() -> None:
    assert isinstance(MODEL, Model)
    assert [p.text for p in MODEL.phrases if not 0.0 < p.threshold < 1.0] == []


def _taken(decision: Decision, rows: Sequence[tuple[float, float]]) -> list[Hit]:
    return [h for at, row in enumerate(rows) for h in decision.take(np.array(row, np.float32), at * 0.08)]


def _heard(spotter: CommandSpotter, pcm: bytes, size: int) -> list[Hit]:
    """The hits, their scores to four places: sums of another order end in other digits."""
    hits = [hit for at in range(0, len(pcm), size) for hit in spotter.feed(pcm[at : at + size])]
    return [replace(hit, score=round(hit.score, 4)) for hit in hits]


def _said(word: str) -> bytes:
    """The word after one second of silence and before another."""
    with wave.open(str(SOUNDS / f"{word}.wav")) as file:
        spoken: bytes = file.readframes(file.getnframes())
    return bytes(32_000) + spoken + bytes(32_000)
