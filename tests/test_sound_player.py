"""What the player gives to the card: lines at their time, earcons over them, and silence."""

import sys
import threading

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.core.pcm import RATE, Pcm
from voicecoach.sound.player import DUCKED, DUCKS_IN, FADE, RING, Player


def tone(frames: int, level: int = 1000) -> Pcm:
    return Pcm(np.full(frames, level, "<i2").tobytes())


def pulled(player: Player, frames: int, now: float) -> npt.NDArray[np.int16]:
    return np.frombuffer(player.pull(frames, now), "<i2")


def test_an_idle_player_gives_silence() -> None:
    assert Player().pull(160, 0.0) == bytes(320)


def test_a_line_is_played_whole_and_then_there_is_silence() -> None:
    player = Player()
    player.play(tone(200))
    assert [int(pulled(player, 160, index / 100).sum()) for index in range(3)] == [160_000, 40_000, 0]
    assert player.idle


def test_a_line_begins_at_its_sample() -> None:
    player = Player()
    player.play(tone(RATE), at=0.02 + 37 / RATE)
    whole = np.concatenate([pulled(player, 160, index / 100) for index in range(4)])
    assert np.flatnonzero(whole)[0] == 2 * 160 + 37


@given(
    st.integers(0, 5000),
    st.lists(st.integers(1, 700), min_size=30, max_size=40),
    st.integers(1, 3000),
)
def test_a_line_is_whole_and_on_time_however_the_buffers_are_cut(
    start: int, buffers: list[int], length: int
) -> None:
    player, now, parts = Player(), 0, []
    player.play(tone(length), at=start / RATE)
    for frames in [*buffers, start + length]:
        parts.append(pulled(player, frames, now / RATE))
        now += frames
    assert list(np.flatnonzero(np.concatenate(parts))) == list(range(start, start + length))


def test_a_line_that_is_late_begins_at_once() -> None:
    player = Player()
    player.play(tone(160), at=1.0)
    assert pulled(player, 160, 5.0).tolist() == [1000] * 160


def test_the_line_before_goes_on_until_the_next_begins() -> None:
    player = Player()
    player.play(tone(RATE, 1000))
    pulled(player, 160, 0.0)
    player.play(tone(RATE, 3000), at=0.02)
    assert pulled(player, 160, 0.01).tolist() == [1000] * 160
    assert pulled(player, 160, 0.02)[FADE:].tolist() == [3000] * (160 - FADE)


def test_the_next_line_given_at_once_takes_the_place_of_one_that_plays() -> None:
    player = Player()
    player.play(tone(RATE, 1000))
    pulled(player, 160, 0.0)
    player.play(tone(RATE, 3000))
    assert pulled(player, 160, 0.01)[FADE:].tolist() == [3000] * (160 - FADE)


def test_after_hush_there_is_silence_within_one_buffer() -> None:
    player = Player()
    player.play(tone(RATE))
    player.chime(tone(RATE))
    pulled(player, 160, 0.0)
    player.hush()
    cut = pulled(player, 160, 0.01)
    assert (cut[FADE:].tolist(), bool((np.diff(cut.astype(int)) <= 0).all())) == ([0] * (160 - FADE), True)
    assert player.pull(160, 0.02) == bytes(320)


def test_hush_drops_what_waits_for_its_time() -> None:
    player = Player()
    player.play(tone(RATE), at=1.0)
    player.chime(tone(RATE), at=1.0)
    player.hush()
    assert player.pull(160, 1.0) == bytes(320)


def test_a_hushed_line_does_not_come_back_with_the_next_earcon() -> None:
    player = Player()
    player.play(tone(RATE, 1000))
    pulled(player, 160, 0.0)
    player.hush()
    pulled(player, 160, 0.01)
    player.chime(tone(RATE, 70))
    assert pulled(player, 160, 0.02).tolist() == [70] * 160


def test_an_earcon_is_mixed_over_the_line() -> None:
    player = Player()
    player.play(tone(160, 1000))
    player.chime(tone(80, 500))
    assert pulled(player, 160, 0.0).tolist() == [1500] * 80 + [1000] * 80


def test_what_is_too_loud_saturates_and_never_wraps() -> None:
    player = Player(gain=3.0)
    player.play(tone(160, 30_000))
    player.chime(tone(160, 30_000))
    assert pulled(player, 160, 0.0).tolist() == [32_767] * 160
    player.play(tone(160, -30_000))
    assert pulled(player, 160, 0.01)[FADE:].tolist() == [-32_768] * (160 - FADE)


def test_an_empty_sound_is_silence() -> None:
    player = Player()
    player.play(Pcm(b""))
    assert (player.pull(160, 0.0), player.idle) == (bytes(320), True)


def test_what_was_played_is_found_by_its_time() -> None:
    player = Player(gain=2.0)
    player.play(tone(160, 50), at=0.03)
    for index in range(10):
        player.pull(160, index / 100)
    assert np.frombuffer(player.played(320, 0.025), "<i2").tolist() == [0] * 80 + [100] * 160 + [0] * 80


def test_what_was_not_played_yet_or_is_forgotten_is_silence() -> None:
    player = Player()
    player.play(tone(2 * RING))
    for index in range(2 * RING // 160):
        player.pull(160, index / 100)
    end = 2 * RING / RATE
    assert (player.played(160, end + 1), player.played(160, end - RING / RATE), player.played(160, -9.0)) == (
        bytes(320),
        bytes(320),
        bytes(320),
    )


def test_hush_holds_while_other_threads_play_chime_and_pull() -> None:
    """A hush between reading and writing the stage must not be undone: nothing given before it may sound."""
    player, over = Player(), threading.Event()

    def chiming() -> None:
        while not over.is_set():
            player.chime(tone(400, 7))

    def pulling() -> None:
        now = 0.0
        while not over.is_set():
            player.pull(160, now)
            now += 0.01

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=body) for body in (chiming, pulling)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(300):
            player.play(tone(10 * RATE, 1000))
            player.hush()
    finally:
        over.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)
    player.pull(160, 0.0)
    assert max(int(pulled(player, 160, 0.0).max()) for _ in range(10)) <= 7


def test_a_ducked_line_is_15_db_quieter_within_20_ms_and_comes_back_without_a_step() -> None:
    player = Player()
    player.play(tone(RATE, 10_000))
    before = pulled(player, 160, 0.0)
    player.duck(True)
    down = np.concatenate([pulled(player, 160, 0.01 + index / 100) for index in range(3)])
    player.duck(False)
    up = np.concatenate([pulled(player, 160, 0.04 + index / 100) for index in range(3)])
    whole = np.concatenate((before, down, up)).astype(int)
    assert set(before) == {10_000}
    assert set(down[DUCKS_IN:]) == {round(10_000 * DUCKED)}
    assert set(up[DUCKS_IN:]) == {10_000}
    assert np.abs(np.diff(whole)).max() <= 10_000 // DUCKS_IN + 1


def test_what_the_ear_is_told_was_played_is_what_was_played_ducked() -> None:
    player = Player()
    player.duck(True)
    player.play(tone(RATE, 10_000))
    given = [player.pull(160, index / 100) for index in range(6)]
    assert player.played(160, 0.05) == given[5]


def test_ducking_leaves_the_volume_that_the_user_chose_and_ends_with_hush() -> None:
    player = Player(gain=0.5)
    player.duck(True)
    player.play(tone(RATE, 10_000))
    for index in range(3):
        player.pull(160, index / 100)
    assert pulled(player, 160, 0.03)[0] == round(5_000 * DUCKED)
    player.hush()
    for index in range(3):
        player.pull(160, 0.04 + index / 100)
    player.play(tone(RATE, 10_000))
    for index in range(3):
        player.pull(160, 0.07 + index / 100)
    assert (player.gain, pulled(player, 160, 0.1)[0]) == (0.5, 5_000)
