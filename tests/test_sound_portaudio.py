"""PortAudio's streams with a toy in PyAudio's place: what is asked of it, and what its callbacks do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from types import ModuleType
from typing import Any, cast

import numpy as np
import pytest

from voicecoach.core.pcm import RATE
from voicecoach.sound.portaudio import MicrophoneError, PortAudio, SpeakerError, Taken

TIMES = {"current_time": 100.0, "output_buffer_dac_time": 100.02, "input_buffer_adc_time": 99.97}


@dataclass
class ToyStream:
    """Keeps what it was opened with."""

    rate: int
    channels: int
    asked: dict[str, Any]
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class ToyApi:
    """Two devices, which take only the shapes they are said to."""

    takes: Callable[[int, int], bool] = lambda rate, channels: True
    opened: list[ToyStream] = field(default_factory=list)
    terminated: int = 0

    def get_device_count(self) -> int:
        return 2

    def get_device_info_by_index(self, index: int) -> dict[str, Any]:
        ends = {"maxInputChannels": 2 * index, "maxOutputChannels": 2 - 2 * index}
        return {"index": index, "name": ("box", "mike")[index], "defaultSampleRate": 48_000.0, **ends}

    def get_default_output_device_info(self) -> dict[str, Any]:
        return self.get_device_info_by_index(0)

    def get_default_input_device_info(self) -> dict[str, Any]:
        raise OSError("No Default Input Device Available")

    def open(self, rate: int, channels: int, sample_format: int, **asked: Any) -> ToyStream:
        if not self.takes(rate, channels):
            raise OSError(-9997, "Invalid sample rate")
        self.opened.append(ToyStream(rate, channels, asked))
        return self.opened[-1]

    def terminate(self) -> None:
        self.terminated += 1


def toy(api: ToyApi) -> PortAudio:
    module = ModuleType("toy")
    vars(module).update(PyAudio=lambda: api, paInt16=8)
    return PortAudio(module)


def pulling(asked: list[tuple[int, float]]) -> Callable[[int, float], bytes]:
    def pull(frames: int, at: float) -> bytes:
        asked.append((frames, round(at, 6)))
        return b"\x01\x00" * frames

    return pull


def test_a_device_is_asked_for_ten_milliseconds_of_16_khz_mono() -> None:
    api = ToyApi()
    toy(api).open_speaker(None, pulling([]), lambda: 5.0)
    stream = api.opened[0]
    assert (stream.rate, stream.channels, stream.asked["frames_per_buffer"]) == (RATE, 1, 160)
    assert (stream.asked["output"], stream.asked["output_device_index"]) == (True, 0)


def test_the_player_is_asked_with_the_time_at_which_the_buffer_is_heard() -> None:
    api, asked = ToyApi(), list[tuple[int, float]]()
    toy(api).open_speaker(None, pulling(asked), lambda: 5.0)
    callback = api.opened[0].asked["stream_callback"]
    assert callback(None, 160, TIMES, 0) == (b"\x01\x00" * 160, 0)
    assert asked == [(160, 5.02)]


def test_a_device_that_refuses_16_khz_is_opened_at_its_own_rate_and_converted() -> None:
    api, asked = ToyApi(lambda rate, channels: (rate, channels) == (48_000, 2)), list[tuple[int, float]]()
    toy(api).open_speaker(None, pulling(asked), lambda: 5.0)
    stream = api.opened[0]
    data, go_on = stream.asked["stream_callback"](None, 480, TIMES, 0)
    assert (stream.asked["frames_per_buffer"], len(data), go_on) == (480, 480 * 4, 0)
    assert {frames for frames, _ in asked} == {160}


def test_a_microphone_that_refuses_16_khz_gives_blocks_of_ours_all_the_same() -> None:
    api, queue = ToyApi(lambda rate, channels: rate == 48_000), SimpleQueue[Taken | None]()
    microphone = toy(api).open_microphone(None, queue, lambda: 5.0)
    callback, blocks = api.opened[0].asked["stream_callback"], list[bytes]()
    for _ in range(50):
        assert callback(np.full(480, 1000, "<i2").tobytes(), 480, TIMES, 0) == (None, 0)
        taken = queue.get_nowait()
        assert taken is not None
        blocks.extend(block for block, _ in microphone.blocks(taken))
    assert {len(block) for block in blocks} == {320}
    assert np.frombuffer(blocks[-1], "<i2").tolist() == pytest.approx([1000] * 160, abs=2)


def test_the_microphones_callback_only_copies_and_posts() -> None:
    api, queue = ToyApi(), SimpleQueue[Taken | None]()
    microphone = toy(api).open_microphone(None, queue, lambda: 5.0)
    api.opened[0].asked["stream_callback"](b"\x02\x00" * 160, 160, TIMES, 0)
    assert queue.get_nowait() == Taken(microphone, b"\x02\x00" * 160, 99.97, 100.0, 5.0)
    block, at = next(microphone.blocks(Taken(microphone, b"\x02\x00" * 160, 99.97, 100.0, 5.0)))
    assert (block, round(at, 6)) == (b"\x02\x00" * 160, 4.97)


def test_a_device_that_tells_no_latency_is_taken_to_have_none() -> None:
    api, asked = ToyApi(), list[tuple[int, float]]()
    toy(api).open_speaker(None, pulling(asked), lambda: 5.0)
    api.opened[0].asked["stream_callback"](None, 160, {**TIMES, "output_buffer_dac_time": 0.0}, 0)
    assert asked == [(160, 5.0)]


def test_a_bug_in_the_player_does_not_stop_the_stream_and_is_kept() -> None:
    def broken(frames: int, at: float) -> bytes:
        raise ZeroDivisionError

    api = ToyApi()
    speaker = toy(api).open_speaker(None, broken, lambda: 5.0)
    assert api.opened[0].asked["stream_callback"](None, 160, TIMES, 0) == (bytes(320), 0)
    assert isinstance(speaker.fault, ZeroDivisionError)


def test_a_device_that_takes_nothing_is_named_with_the_reason() -> None:
    audio = toy(ToyApi(lambda rate, channels: False))
    with pytest.raises(SpeakerError) as speaker:
        audio.open_speaker(None, pulling([]), lambda: 0.0)
    with pytest.raises(MicrophoneError) as microphone:
        audio.open_microphone(None, SimpleQueue(), lambda: 0.0)
    assert [str(told.value) for told in (speaker, microphone)] == [
        'the loudspeaker "box" cannot be opened (Invalid sample rate): is another program using it?',
        'the microphone "mike" cannot be opened (Invalid sample rate): is another program using it?',
    ]


def test_devices_are_listed_with_their_defaults() -> None:
    told = [(one.name, one.is_default_output, one.is_default_input) for one in toy(ToyApi()).devices()]
    assert told == [("box", True, False), ("mike", False, False)]


def test_a_rescan_reads_the_list_anew() -> None:
    api = ToyApi()
    audio = toy(api)
    audio.rescan()
    audio.close()
    assert api.terminated == 2


def test_closing_a_stream_whose_device_is_gone_is_no_error() -> None:
    def gone() -> None:
        raise OSError("Stream not open")

    api = ToyApi()
    speaker = toy(api).open_speaker(None, pulling([]), lambda: 0.0)
    cast(Any, api.opened[0]).close = gone
    speaker.close()
