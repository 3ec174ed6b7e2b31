"""The clock of a stream: smooth in bursts, without drift, quick after a gap."""

import random
from itertools import pairwise

from voicecoach.core.pcm import RATE
from voicecoach.sound.pace import LEAP, Offset, Pace

BLOCK = 160


def test_steady_buffers_are_where_the_device_says() -> None:
    pace = Pace()
    assert [round(pace.at(BLOCK, 5 + index / 100), 9) for index in range(4)] == [5.0, 5.01, 5.02, 5.03]


def test_buffers_in_bursts_are_spread_evenly() -> None:
    pace = Pace()
    told = [pace.at(BLOCK, (index // 4) * 0.04) for index in range(2000)]
    steps = [after - before for before, after in pairwise(told[500:])]
    assert all(abs(step - 0.01) < 0.0005 for step in steps)


def test_a_card_that_runs_fast_is_followed_for_a_quarter_of_an_hour() -> None:
    chance = random.Random(1)
    pace, errors = Pace(), []
    for index in range(90_000):
        truth = index * 0.01 * (1 - 100e-6)
        errors.append(pace.at(BLOCK, truth + chance.uniform(-0.005, 0.005)) - truth)
    assert max(abs(error) for error in errors[500:]) < 0.003


def test_one_wild_reading_hardly_moves_the_beat() -> None:
    pace = Pace()
    for index in range(500):
        pace.at(BLOCK, index / 100)
    pace.at(BLOCK, 5.0 + 0.2)
    assert abs(pace.at(BLOCK, 5.01) - 5.01) < 0.0015


def test_a_gap_that_lasts_is_believed_after_a_quarter_second() -> None:
    pace = Pace()
    for index in range(500):
        pace.at(BLOCK, index / 100)
    for index in range(500, 530):
        last = pace.at(BLOCK, index / 100 + 0.1)
    assert abs(last - (5.29 + 0.1)) < 0.001


def test_a_stream_that_only_now_begins_is_believed_at_once() -> None:
    pace = Pace()
    pace.at(BLOCK, 0.0)
    assert pace.at(BLOCK, 1.0 + LEAP) == 1.0 + LEAP


def test_another_rate_counts_its_own_frames() -> None:
    pace = Pace(44_100)
    pace.at(441, 0.0)
    assert round(pace.at(441, 0.01), 9) == 0.01


def test_the_offset_is_the_smallest_difference_seen() -> None:
    offset = Offset()
    told = [
        offset.update(device, device + 100 + late) for device, late in ((1.0, 0.02), (2.0, 0.0), (3.0, 0.05))
    ]
    assert [round(value, 4) for value in told] == [100.02, 100.0, 100.0]


def test_the_offset_follows_a_clock_that_was_set() -> None:
    offset = Offset()
    offset.update(1.0, 101.0)
    assert offset.update(2.0, 5.0) == 3.0
    assert offset.update(3.0, 303.0) == 300.0


def test_a_block_is_ten_milliseconds() -> None:
    assert BLOCK * 100 == RATE
