"""Devices with another rate or two channels."""

import numpy as np
import numpy.typing as npt
import pytest

from voicecoach.core.pcm import RATE
from voicecoach.sound.edge import BLOCK, FromDevice, ToDevice


def sine(rate: int, seconds: float, pitch: float = 440.0) -> npt.NDArray[np.int16]:
    return (8000 * np.sin(2 * np.pi * pitch * np.arange(int(rate * seconds)) / rate)).astype("<i2")


def pitch_of(samples: npt.NDArray[np.int16], rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


def test_a_device_like_us_gets_what_the_player_gives() -> None:
    assert ToDevice(lambda frames, _: b"\1\2" * frames, RATE, 1).fill(160, 0.0) == b"\1\2" * 160


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (RATE, 2)])
def test_another_device_gets_the_same_tone_in_every_channel(rate: int, channels: int) -> None:
    source, given = sine(RATE, 1.5), [0]

    def pull(frames: int, _: float) -> bytes:
        given[0] += frames
        return source[given[0] - frames : given[0]].tobytes()

    device = ToDevice(pull, rate, channels)
    data = b"".join(device.fill(rate // 100, 0.0) for _ in range(100))
    frames = np.frombuffer(data, "<i2").reshape(-1, channels)
    assert (frames.shape, (frames == frames[:, :1]).all()) == ((rate, channels), True)
    assert abs(pitch_of(frames[:, 0], rate) - 440) < 2


def test_the_player_is_told_the_time_of_what_it_is_asked_for() -> None:
    times: list[float] = []

    def pull(frames: int, at: float) -> bytes:
        times.append(at)
        return bytes(2 * frames)

    device = ToDevice(pull, 48_000, 1)
    for index in range(50):
        device.fill(480, index / 100)
    assert float(np.abs(np.diff(times) - 0.01).max()) < 1e-9


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (RATE, 1)])
def test_what_a_device_records_comes_in_blocks_of_ten_milliseconds(rate: int, channels: int) -> None:
    device, recorded = FromDevice(rate, channels), sine(rate, 1.5)
    blocks: list[tuple[bytes, float]] = []
    for start in range(0, rate, rate // 100):
        part = np.repeat(recorded[start : start + rate // 100], channels)
        blocks.extend(device.blocks(part.tobytes(), start / rate))
    assert {len(block) for block, _ in blocks} == {2 * BLOCK}
    assert abs(pitch_of(np.frombuffer(b"".join(block for block, _ in blocks), "<i2"), RATE) - 440) < 3
    assert 96 <= len(blocks) <= 100
    assert float(np.abs(np.diff([at for _, at in blocks]) - 0.01).max()) < 1e-9


def test_odd_pieces_are_joined_without_a_seam() -> None:
    device, recorded = FromDevice(RATE, 1), sine(RATE, 0.2)
    out: list[tuple[bytes, float]] = []
    for start in range(0, len(recorded), 77):
        out.extend(device.blocks(recorded[start : start + 77].tobytes(), start / RATE))
    joined = b"".join(block for block, _ in out)
    assert joined == recorded.tobytes()[: len(joined)]
    assert [round(at, 6) for _, at in out] == [round(index / 100, 6) for index in range(len(out))]
