"""The earcons: made by their script, short, soft, and read with a clear error when one is wrong."""

import runpy
import wave
from pathlib import Path

import numpy as np
import pytest

from voicecoach.errors import DeviceError
from voicecoach.sound.earcons import NAMES, load_earcons

CUES = Path(__file__).parent.parent / "audio_cues"


def test_the_script_makes_the_files_that_lie_beside_it(tmp_path: Path) -> None:
    runpy.run_path(str(CUES / "make_earcons.py"))["write"](tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in CUES.glob("*.wav")}


def test_every_earcon_has_a_file_and_every_file_is_one() -> None:
    assert {path.stem for path in CUES.glob("*.wav")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_earcon_is_short_soft_and_without_a_click(name: str) -> None:
    pcm = load_earcons(CUES)[name]
    samples = np.frombuffer(pcm.samples, "<i2") / 32768
    loudness = 20 * np.log10(np.sqrt((samples**2).mean()))
    assert (0.04 if name == "tick" else 0.12) <= pcm.seconds <= (0.04 if name == "tick" else 0.4)
    assert loudness == pytest.approx(-18, abs=0.1)
    assert float(np.abs(np.concatenate((samples[:16], samples[-16:]))).max()) < 0.02


def test_a_missing_earcon_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"heard\.wav: the earcon cannot be read \(No such file"):
        load_earcons(tmp_path)


def written(path: Path, rate: int, frames: int, channels: int = 1) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, frames, "NONE", "not compressed"))
        file.writeframes(bytes(2 * channels * frames))


@pytest.mark.parametrize(
    ("rate", "frames", "channels", "why"),
    [
        (44_100, 100, 1, "must be 16-bit mono at 16000 Hz"),
        (16_000, 100, 2, "must be 16-bit mono at 16000 Hz"),
        (16_000, 0, 1, "must be whole and at most 2 s long"),
        (16_000, 32_001, 1, "must be whole and at most 2 s long"),
    ],
)
def test_an_earcon_of_another_shape_is_refused(
    tmp_path: Path, rate: int, frames: int, channels: int, why: str
) -> None:
    written(tmp_path / "heard.wav", rate, frames, channels)
    with pytest.raises(DeviceError, match=f"heard.wav: an earcon {why}"):
        load_earcons(tmp_path, ["heard"])


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"not a sound at all, but long enough to be read as a head"]
)
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "heard.wav").write_bytes(content)
    with pytest.raises(DeviceError, match=r"heard\.wav: the earcon is not a WAV file"):
        load_earcons(tmp_path, ["heard"])


def test_a_cut_off_earcon_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "heard.wav", 16_000, 1000)
    data = (tmp_path / "heard.wav").read_bytes()
    (tmp_path / "heard.wav").write_bytes(data[:500])
    with pytest.raises(DeviceError, match=r"heard\.wav: an earcon must be whole"):
        load_earcons(tmp_path, ["heard"])
