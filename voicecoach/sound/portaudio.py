"""Loudspeakers and microphones through PortAudio: the only importer of PyAudio."""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from types import ModuleType
from typing import Any, Final

from voicecoach.core.pcm import RATE, SAMPLE_BYTES
from voicecoach.errors import DeviceError
from voicecoach.sound.edge import BLOCK, FromDevice, ToDevice
from voicecoach.sound.pace import Offset, Pace
from voicecoach.sound.quiet import quiet_stderr, silence_alsa

Clock = Callable[[], float]
Pull = Callable[[int, float], bytes]
LONGEST_LATENCY: Final = 3.0
PULSE_LATENCY: Final = "30"
"""Without it ALSA's PulseAudio plugin asks for no latency of the server, and ran dry hundreds of times a second."""


class SpeakerError(DeviceError):
    """Nothing can be played."""


class MicrophoneError(DeviceError):
    """Nothing can be heard."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device as PortAudio lists it."""

    index: int
    name: str
    inputs: int
    outputs: int
    rate: int
    is_default_input: bool = False
    is_default_output: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What the microphone's callback copies: everything else is done by the thread that takes it."""

    source: "Microphone"
    data: bytes
    recorded_at: float
    device_now: float
    now: float


class Speaker:
    """An open loudspeaker, always fed."""

    def __init__(self, device: Device, pull: Pull, clock: Clock) -> None:
        self.device = device
        self.called_at = clock()
        self.buffers = 0
        self.fault: BaseException | None = None
        self.stream: Any = None
        self._pull = pull
        self._clock = clock
        self._pace = Pace()
        self._offset = Offset()

    def shaped(self, rate: int, channels: int) -> "Callable[..., tuple[bytes, int]]":
        """The callback for a stream of this shape."""
        edge, self._pace = ToDevice(self._pull, rate, channels), Pace(rate)

        def fill(_: object, frames: int, times: dict[str, float], __: int) -> tuple[bytes, int]:
            try:
                self.called_at = now = self._clock()
                self.buffers += 1
                ours = self._offset.update(times["current_time"], now)
                latency = times["output_buffer_dac_time"] - times["current_time"]
                if not 0.0 <= latency <= LONGEST_LATENCY:
                    latency = 0.0
                at = self._pace.at(frames, times["current_time"] + ours + latency)
                return edge.fill(frames, at), 0
            except BaseException as fault:  # noqa: BLE001 - it would stop the stream silently; the watchdog tells it
                self.fault = fault
                return bytes(frames * channels * SAMPLE_BYTES), 0

        return fill

    def close(self) -> None:
        """Stop and forget the stream."""
        _close(self.stream)


class Microphone:
    """An open microphone, whose callback only copies and posts."""

    def __init__(self, device: Device, queue: "SimpleQueue[Taken | None]", clock: Clock) -> None:
        self.device = device
        self.called_at = clock()
        self.buffers = 0
        self.stream: Any = None
        self._queue = queue
        self._clock = clock
        self._rate = RATE
        self._pace = Pace()
        self._offset = Offset()
        self._edge = FromDevice(RATE, 1)
        self._channels = 1

    def shaped(self, rate: int, channels: int) -> "Callable[..., tuple[None, int]]":
        """The callback for a stream of this shape."""
        self._edge, self._pace = FromDevice(rate, channels), Pace(rate)
        self._channels = channels

        def post(data: bytes, _: int, times: dict[str, float], __: int) -> tuple[None, int]:
            self.called_at = now = self._clock()
            self.buffers += 1
            self._queue.put(Taken(self, data, times["input_buffer_adc_time"], times["current_time"], now))
            return None, 0

        return post

    def blocks(self, taken: Taken) -> Iterator[tuple[bytes, float]]:
        """Blocks of 10 ms with the time at which they were recorded. For one thread, in order."""
        ours = self._offset.update(taken.device_now, taken.now)
        latency = taken.device_now - taken.recorded_at
        if not 0.0 <= latency <= LONGEST_LATENCY:
            latency = 0.0
        frames = len(taken.data) // (SAMPLE_BYTES * self._channels)
        at = self._pace.at(frames, taken.device_now + ours - latency)
        return self._edge.blocks(taken.data, at)

    def close(self) -> None:
        """Stop and forget the stream."""
        _close(self.stream)


class PortAudio:
    """PortAudio, opened: its list of devices is read once and anew only by ``rescan``."""

    def __init__(self, module: ModuleType | None = None) -> None:
        self._module = module or _pyaudio()
        silence_alsa()
        os.environ.setdefault("PULSE_LATENCY_MSEC", PULSE_LATENCY)
        with quiet_stderr():
            self._api = self._module.PyAudio()

    def devices(self) -> tuple[Device, ...]:
        """Every device there was at the last scan."""
        default_in, default_out = self._default("input"), self._default("output")
        found = []
        for index in range(self._api.get_device_count()):
            info = self._api.get_device_info_by_index(index)
            found.append(
                Device(
                    index,
                    str(info["name"]),
                    int(info["maxInputChannels"]),
                    int(info["maxOutputChannels"]),
                    int(info["defaultSampleRate"]),
                    index == default_in,
                    index == default_out,
                )
            )
        return tuple(found)

    def _default(self, direction: str) -> int | None:
        try:
            return int(getattr(self._api, f"get_default_{direction}_device_info")()["index"])
        except OSError:
            return None

    def open_speaker(self, name: str | None, pull: Pull, clock: Clock) -> Speaker:
        """Open the loudspeaker with this in its name, or the default one."""
        speaker = Speaker(choose_speaker(self.devices(), name), pull, clock)
        speaker.stream = self._open(speaker, "output", speaker.device.outputs, SpeakerError)
        return speaker

    def open_microphone(
        self, name: str | None, queue: "SimpleQueue[Taken | None]", clock: Clock
    ) -> Microphone:
        """Open the microphone with this in its name, or the default one."""
        microphone = Microphone(choose_microphone(self.devices(), name), queue, clock)
        microphone.stream = self._open(microphone, "input", microphone.device.inputs, MicrophoneError)
        return microphone

    def _open(self, end: Speaker | Microphone, direction: str, most: int, error: type[DeviceError]) -> Any:
        """Ask for 16 kHz mono; a device that refuses it gets its own rate, and we convert."""
        device = end.device
        refusal = ""
        for rate, channels in ((RATE, 1), (device.rate, 1), (device.rate, min(2, most))):
            try:
                with quiet_stderr():
                    return self._api.open(
                        rate,
                        channels,
                        self._module.paInt16,
                        frames_per_buffer=rate * BLOCK // RATE,
                        stream_callback=end.shaped(rate, channels),
                        **{direction: True, f"{direction}_device_index": device.index},
                    )
            except (OSError, ValueError) as refused:
                refusal = next((told for told in refused.args if isinstance(told, str)), str(refused))
        what = "loudspeaker" if direction == "output" else "microphone"
        raise error(f'the {what} "{device.name}" cannot be opened ({refusal}): is another program using it?')

    def rescan(self) -> None:
        """Read the list of devices anew; every stream must be closed."""
        with quiet_stderr():
            self._api.terminate()
            self._api = self._module.PyAudio()

    def close(self) -> None:
        """Let PortAudio go."""
        with quiet_stderr():
            self._api.terminate()


def choose_speaker(devices: tuple[Device, ...], name: str | None) -> Device:
    """The loudspeaker with ``name`` in its name, or the default one."""
    fit = tuple(device for device in devices if device.outputs)
    default = next((device for device in fit if device.is_default_output), None)
    return _choose(fit, name, default, "loudspeaker", SpeakerError)


def choose_microphone(devices: tuple[Device, ...], name: str | None) -> Device:
    """The microphone with ``name`` in its name, or the default one."""
    fit = tuple(device for device in devices if device.inputs)
    default = next((device for device in fit if device.is_default_input), None)
    return _choose(fit, name, default, "microphone", MicrophoneError)


def _choose(
    fit: tuple[Device, ...], name: str | None, default: Device | None, what: str, error: type[DeviceError]
) -> Device:
    if not fit:
        raise error(f"no {what} found: connect one, then start again")
    if name is None:
        return default or fit[0]
    wanted = name.casefold()
    exact = [device for device in fit if device.name.casefold() == wanted]
    found = exact or [device for device in fit if wanted in device.name.casefold()]
    if not found:
        raise error(f'no {what} with "{name}" in its name; there are: {_names(fit)}')
    if len({device.name for device in found}) > 1:
        raise error(f'"{name}" fits more than one {what}: {_names(tuple(found))}; give more of the name')
    return found[0]


def _names(devices: tuple[Device, ...]) -> str:
    return ", ".join(dict.fromkeys(f'"{device.name}"' for device in devices))


def _pyaudio() -> ModuleType:
    try:
        import pyaudio
    except ImportError as missing:
        raise DeviceError(f"PyAudio cannot be loaded ({missing}): install voicecoach[sound]") from missing
    module: ModuleType = pyaudio
    return module


def _close(stream: Any) -> None:
    if stream is None:
        return
    with quiet_stderr(), contextlib.suppress(OSError):  # a device that has gone cannot be stopped
        stream.close()
