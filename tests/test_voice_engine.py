"""What every engine must do, tried on the real one: pyttsx3 in its child process."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voicecoach.errors import VoiceError
from voicecoach.voice.process import COMMAND
from voicecoach.voice.speech import Pyttsx, Voice, render_lines

pytest.importorskip("pyttsx3")

BUNDLED = (*COMMAND, "--bundled")
LINES = (
    "One.",
    "Three more, about half a minute.",
    "Slowly draw your chin straight back, as if to make a double chin, and keep your eyes level.",
    "Für Élise — 45°, 10 × 2.",
)


def sounding(text: str, voice: Voice) -> float:
    """Seconds of the line, if it is a line: of our loudness, begun and ended softly."""
    pcm = voice.render(text)
    samples = np.frombuffer(pcm.samples, "<i2") / 32768
    assert 0.04 < float(np.sqrt((samples**2).mean())) < 0.12
    assert float(np.abs(samples).max()) <= 0.96
    assert float(np.abs(np.concatenate((samples[:160], samples[-160:]))).max()) < 0.01
    return pcm.seconds


@pytest.mark.parametrize("command", [COMMAND, BUNDLED], ids=["system", "bundled"])
def test_an_engine_says_every_line_whole(command: tuple[str, ...]) -> None:
    if command == BUNDLED:
        pytest.importorskip("espeakng_loader")
    with Pyttsx(command=command) as engine:
        lengths = [sounding(line, engine) for line in LINES]
    assert lengths == sorted(lengths[:3]) + lengths[3:]
    assert (lengths[0] < 1.0, 4.0 < lengths[2] < 8.0) == (True, True)


def test_a_slower_rate_takes_longer() -> None:
    with Pyttsx(rate=120) as slow, Pyttsx(rate=200) as quick:
        assert slow.render(LINES[2]).seconds > 1.3 * quick.render(LINES[2]).seconds


def test_forty_lines_are_all_there_and_saved_files_are_cleared_away(tmp_path: Path) -> None:
    lines = [f"Number {count}, and breathe out." for count in range(40)]
    rendered = render_lines(lines, cache=tmp_path)
    assert all(0.8 < rendered[line].seconds < 4.0 for line in lines)
    assert {path.suffix for path in tmp_path.iterdir()} == {".pcm"}


def test_the_voices_of_the_machine_are_listed_with_printable_languages() -> None:
    with Pyttsx() as engine:
        found = engine.voices()
    assert any("en" in language for info in found for language in info.languages)
    assert all(language.isprintable() for info in found for language in info.languages)


def test_an_unknown_voice_is_an_error_before_the_session() -> None:
    with Pyttsx("en-uss") as engine, pytest.raises(VoiceError, match='there is no voice "en-uss"; near it'):
        engine.render("One.")


@pytest.mark.skipif(sys.platform != "linux", reason="how a library is hidden is Linux's way")
def test_where_the_system_has_no_espeak_the_bundled_one_speaks(tmp_path: Path) -> None:
    """The loader finds a broken library before the system's; only the one in the wheel is left."""
    pytest.importorskip("espeakng_loader")
    for name in ("libespeak-ng.so.1", "libespeak.so.1"):
        (tmp_path / name).write_bytes(b"no library")
    hidden = {**os.environ, "LD_LIBRARY_PATH": str(tmp_path)}
    load = "import ctypes; ctypes.CDLL('libespeak-ng.so.1')"
    assert subprocess.run([sys.executable, "-c", load], env=hidden, capture_output=True).returncode == 1
    with Pyttsx(command=("env", f"LD_LIBRARY_PATH={tmp_path}", *COMMAND)) as engine:
        assert sounding("One.", engine) > 0.2
