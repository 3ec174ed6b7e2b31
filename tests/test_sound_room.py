"""The real PortAudio on a virtual room: what is played arrives, hush is quick, an unplugged microphone is survived."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pytest

pytestmark = pytest.mark.room

WORD = str(Path(__file__).parent.parent / "audio_cues" / "trouble.wav")
PATIENCE = 25.0
"""A busy machine is slow; these tests tell whether something happens, the benchmarks how quickly."""


class Room:
    """A virtual room in a folder of its own."""

    def __init__(self, script: Path, folder: Path) -> None:
        self.script, self.folder = script, folder

    def do(self, *words: str) -> str:
        word, *rest = words
        command = ["bash", str(self.script), word, str(self.folder), *rest]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout

    def environment(self) -> dict[str, str]:
        told = dict(pair.split("=", 1) for pair in self.do("env").removeprefix("export ").split())
        return {**os.environ, **told}

    @contextmanager
    def recording(self) -> Iterator[Callable[[], npt.NDArray[np.float64]]]:
        """Record the loudspeaker's monitor, 48 kHz, until the sound is asked for."""
        command = ["parec", "--device=speaker.monitor", "--rate=48000", "--channels=1", "--format=s16le"]
        with (
            tempfile.TemporaryFile() as file,
            subprocess.Popen(
                [*command, "--latency-msec=10"],
                stdout=file,
                stderr=subprocess.DEVNULL,
                env=self.environment(),
            ) as recorder,
        ):

            def finish() -> npt.NDArray[np.float64]:
                recorder.terminate()
                recorder.wait(PATIENCE)
                file.seek(0)
                return np.frombuffer(file.read(), "<i2").astype(np.float64)

            try:
                yield finish
            finally:
                recorder.kill()


class Coach:
    """The program tests/sound_room_player.py, running in the room."""

    def __init__(self, room: Room) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "sound_room_player.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            env={**room.environment(), "PYTHONPATH": str(Path(__file__).parent.parent)},
        )
        self._told: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout, self._complaints):
            assert pipe is not None
            pipe.close()

    def do(self, what: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()

    def tells(self, key: str) -> dict[str, Any]:
        """The next thing told that has this key; what comes before it is passed over."""
        end = time.monotonic() + PATIENCE
        while True:
            told = self._told.get(timeout=max(0.0, end - time.monotonic()))
            if key in told:
                return told

    def after(self, key: str, value: float) -> dict[str, Any]:
        """What it tells of itself as soon as ``key`` has reached ``value``."""
        self.do(f"until {key} {value}")
        return self.tells(key)

    def ends(self) -> str:
        """Let it end by itself; what it wrote to standard error."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(timeout=PATIENCE) == 0
        self._complaints.seek(0)
        return self._complaints.read().decode()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._told.put(json.loads(line))


def wait_for_the_end(server: int) -> None:
    """Until the server has cleared its folder away and is gone."""
    ended, end = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < end and not ended.wait(0.05):
        try:
            os.kill(server, 0)
        except ProcessLookupError:
            return
    raise AssertionError(f"the sound server {server} does not end")


@pytest.fixture
def room(room_script: Path) -> Iterator[Room]:
    """A room of its own for each test: its folder is short, for the length of a socket's path is limited."""
    with tempfile.TemporaryDirectory(prefix="vc-", dir="/tmp") as folder:
        room = Room(room_script, Path(folder))
        room.do("start")
        try:
            yield room
        finally:
            server = int((room.folder / "pulse" / "pid").read_text())
            room.do("stop")
            wait_for_the_end(server)


def loud(sound: npt.NDArray[np.float64]) -> float:
    """Seconds of 48 kHz in which there is sound, in pieces of 5 ms."""
    pieces = np.abs(sound[: len(sound) // 240 * 240].reshape(-1, 240)).max(axis=1)
    return float((pieces > 1000).sum()) * 0.005


def test_a_clip_arrives_in_the_room_and_nothing_is_written_on_the_terminal(room: Room) -> None:
    with Coach(room) as coach, room.recording() as recorded:
        coach.after("pulled", 2)
        coach.do("tone 0.5")
        told = coach.after("pulled", 4)
        sound = recorded()
        complaints = coach.ends()
    assert (told["dropped"], complaints) == (0, "")
    assert loud(sound) == pytest.approx(0.5, abs=0.05)
    spectrum = np.abs(np.fft.rfft(sound))
    assert float(np.argmax(spectrum)) * 48_000 / len(sound) == pytest.approx(1000, abs=3)


def test_hush_silences_a_line_long_before_its_end(room: Room) -> None:
    with Coach(room) as coach, room.recording() as recorded:
        coach.after("pulled", 2)
        coach.do("tone 10")
        coach.after("pulled", 3)
        coach.do("hush")
        coach.after("pulled", 5)
        sound = recorded()
        coach.ends()
    assert 0.8 < loud(sound) < 1.8
    assert not np.abs(sound[-24_000:]).any()


def test_the_persons_word_comes_in_at_the_microphone(room: Room) -> None:
    with Coach(room) as coach:
        coach.after("pulled", 2)
        room.do("say", WORD)
        told = coach.after("loud", 20)
        coach.ends()
    assert told["loud"] < 60


def test_an_unplugged_microphone_is_told_and_comes_back_and_the_coach_speaks_on(room: Room) -> None:
    with Coach(room) as coach:
        coach.after("pulled", 2)
        room.do("unplug")
        lost = coach.tells("lost")["lost"]
        with room.recording() as recorded:
            pulled = coach.after("pulled", 0)["pulled"]
            coach.do("tone 0.5")
            coach.after("pulled", pulled + 2)
            spoken = loud(recorded())
        room.do("plug")
        back = coach.tells("back")["back"]
        pulled = coach.after("pulled", 0)["pulled"]
        told = coach.after("pulled", pulled + 1)
        room.do("say", WORD)
        coach.after("loud", told["loud"] + 10)
        complaints = coach.ends()
    assert lost.startswith("the microphone")
    assert (back, complaints) == ('the microphone "default" is back', "")
    assert spoken > 0.3
