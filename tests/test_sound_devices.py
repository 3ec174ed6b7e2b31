"""Devices chosen by a part of their name, with one clear line when that does not work."""

import pytest

from voicecoach.errors import DeviceError
from voicecoach.sound.portaudio import Device, choose_microphone, choose_speaker

DESK = Device(0, "Desk Speakers", 0, 2, 48_000)
HEADSET = Device(1, "USB Headset", 1, 2, 44_100, is_default_output=True)
WEBCAM = Device(2, "USB Webcam", 2, 0, 48_000, is_default_input=True)
ALL = (DESK, HEADSET, WEBCAM)


@pytest.mark.parametrize(
    ("name", "device"), [(None, HEADSET), ("desk", DESK), ("usb", HEADSET), ("usb headset", HEADSET)]
)
def test_a_loudspeaker_is_chosen_by_part_of_its_name(name: str | None, device: Device) -> None:
    assert choose_speaker(ALL, name) == device


def test_a_microphone_without_a_name_is_the_default_one() -> None:
    assert choose_microphone(ALL, None) == WEBCAM


def test_without_a_default_the_first_that_fits_is_taken() -> None:
    assert choose_microphone((DESK, HEADSET), None) == HEADSET


def test_a_whole_name_goes_before_a_part() -> None:
    pulse, pulses = Device(0, "pulse", 2, 2, 44_100), Device(1, "pulse two", 2, 2, 44_100)
    assert choose_speaker((pulses, pulse), "Pulse") == pulse


@pytest.mark.parametrize(
    ("devices", "name", "message"),
    [
        ((), None, "no microphone found: connect one, then start again"),
        ((DESK,), "desk", "no microphone found: connect one, then start again"),
        (ALL, "blue", 'no microphone with "blue" in its name; there are: "USB Headset", "USB Webcam"'),
        (
            ALL,
            "usb",
            '"usb" fits more than one microphone: "USB Headset", "USB Webcam"; give more of the name',
        ),
    ],
)
def test_a_microphone_that_cannot_be_chosen_is_told_in_one_line(
    devices: tuple[Device, ...], name: str | None, message: str
) -> None:
    with pytest.raises(DeviceError) as told:
        choose_microphone(devices, name)
    assert str(told.value) == message
