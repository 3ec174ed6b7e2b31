"""A virtual room with the real program in it: a loudspeaker to record, a person who speaks, a terminal to read."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

Sound: TypeAlias = npt.NDArray[np.float32]

ROOT: Final = Path(__file__).parent.parent
SCRIPT: Final = ROOT.parent / "shared" / "room" / "room.sh"
RATE: Final = 48_000
"""Of the room's recording."""
PATIENCE: Final = 25.0
"""A busy machine is slow; tests tell whether something happens, benchmarks how quickly."""
LOUD: Final = 0.004
"""Above this (-48 dBFS) there is sound: espeak-ng's softest consonants are louder, its pauses digital silence."""
WINDOW: Final = RATE // 200
"""Sound or silence is told for 5 ms at a time."""
MISSING: Final = 4
"""A line counts as cut when so many windows, one after the other, lack the sound that they should have."""
NORMAL_LATENCY, SMALL_LATENCY = 60, 20
"""PULSE_LATENCY_MSEC: with the small one the output can stall on a busy machine; benchmarks take it all the same."""

COMMAND: Final = (sys.executable, "-m", "voicecoach.cli")


class NeverHappenedError(AssertionError):
    """What was waited for did not come."""


def wait_for(what: str, happened: Callable[[], bool], within: float = PATIENCE, every: float = 0.01) -> float:
    """Look until ``happened``; returns the moment (`time.monotonic`)."""
    pause, end = threading.Event(), time.monotonic() + within
    while not happened():
        if time.monotonic() > end:
            raise NeverHappenedError(f"not within {within} s: {what}")
        pause.wait(every)
    return time.monotonic()


def wait_until(moment: float) -> None:
    """Until `time.monotonic` is ``moment``."""
    threading.Event().wait(max(0.0, moment - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Room:
    """A room that is open; ``folder`` holds its sound server's socket and settings."""

    folder: Path
    latency_ms: int = NORMAL_LATENCY

    def do(self, word: str, *rest: str) -> str:
        """Do what room.sh calls ``word``."""
        command = ["bash", str(SCRIPT), word, str(self.folder), *rest]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    def environment(self) -> dict[str, str]:
        """What a program must be told to be in this room."""
        told = dict(pair.split("=", 1) for pair in self.do("env").removeprefix("export ").split())
        return {**os.environ, **told, "PULSE_LATENCY_MSEC": str(self.latency_ms)}

    def say(self, recording: Path) -> None:
        """The person says it: WAV or FLAC; returns when said."""
        self.do("say", str(recording))

    @contextmanager
    def saying(self, recording: Path) -> Iterator[None]:
        """The person says it meanwhile."""
        command = ["paplay", "--device=person", str(recording)]
        with subprocess.Popen(command, env=self.environment(), stderr=subprocess.DEVNULL) as person:
            yield
            person.wait(PATIENCE)

    @contextmanager
    def recorded(self) -> Iterator["Recording"]:
        """Record the room from now on."""
        command = ["parec", "--device=room.monitor", f"--rate={RATE}", "--channels=2", "--format=s16le"]
        recorder = subprocess.Popen(
            [*command, "--latency-msec=10", "--process-time-msec=5"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment(),
        )
        recording = Recording(recorder)
        try:
            wait_for("the room is recorded", lambda: recording.frames > 0)
            yield recording
        finally:
            recorder.terminate()
            recorder.wait(PATIENCE)
            recording.end()


@contextmanager
def open_room(latency_ms: int = NORMAL_LATENCY, echo_db: float | None = None) -> Iterator[Room]:
    """A room of its own; the folder is short, for the length of a socket's path is limited."""
    with tempfile.TemporaryDirectory(prefix="vc-", dir="/tmp") as folder:
        room = Room(Path(folder), latency_ms)
        room.do("start", *([] if echo_db is None else [str(echo_db)]))
        server = int((room.folder / "pulse" / "pid").read_text())
        try:
            yield room
        finally:
            room.do("stop")
            wait_for(f"the sound server {server} ends", lambda: not _is_there(server))


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class Recording:
    """What sounds in the room, while it goes on: the microphone's channel and the loudspeaker's.

    Times are of `time.monotonic`: a frame counts as heard when the sound server hands it out, which is up to
    one of its buffers (10 ms while it is recorded) before a real card would sound it.
    """

    def __init__(self, recorder: "subprocess.Popen[bytes]") -> None:
        self._recorder = recorder
        self._chunks: list[bytes] = []
        self._starts: list[float] = []
        self.frames = 0
        self._reader = threading.Thread(target=self._read, name="recording", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        pipe = self._recorder.stdout
        assert pipe is not None
        rest = b""
        while data := os.read(pipe.fileno(), 1 << 16):
            now = time.monotonic()
            data = rest + data
            whole = len(data) - len(data) % 4
            rest = data[whole:]
            self._starts.append(now - self.frames / RATE)
            self._chunks.append(data[:whole])
            self.frames += whole // 4

    def end(self) -> None:
        """Nothing more comes; what there is stays."""
        self._reader.join(PATIENCE)
        if self._recorder.stdout is not None:
            self._recorder.stdout.close()

    @property
    def began(self) -> float:
        """When the first frame was heard: a read can only be late, so one of the earliest is the truest."""
        return float(np.percentile(self._starts[: len(self._chunks)], 5))

    def now(self) -> float:
        """Seconds since the recording began."""
        return time.monotonic() - self.began

    def heard_at(self, at: float) -> float:
        """When the frame at ``at`` was heard on the clock, by the reads around it; both in seconds since the begin."""
        reads = len(self._chunks)
        middle = round(at * RATE / self.frames * reads)
        near = self._starts[max(0, middle - 1000) : min(reads, middle + 1000)]
        return at + float(np.percentile(near, 5)) - self.began

    def drift(self) -> float:
        """How much later than at its begin a frame comes at the end (s): frames that were lost, or a slow server."""
        return float(np.percentile(self._starts[-2000:], 5) - np.percentile(self._starts[:2000], 5))

    def both(self) -> Sound:
        """Everything so far, one row a channel: at the microphone, and of the loudspeaker."""
        raw = b"".join(self._chunks)
        return np.asarray(np.frombuffer(raw, "<i2").reshape(-1, 2).T, np.float32) / np.float32(32768)

    def person(self) -> Sound:
        """What came to the microphone."""
        return np.asarray(self.both()[0])

    def loudspeaker(self) -> Sound:
        """What the loudspeaker gave out."""
        return np.asarray(self.both()[1])

    def loudspeaker_since(self, at: float) -> Sound:
        """What the loudspeaker gave out from ``at`` (s) on: quick, however long the recording is."""
        chunks = tuple(self._chunks)  # the count of frames may be that of a moment before or after
        wanted, latest = max(0, sum(map(len, chunks)) // 4 - round(at * RATE)), []
        for chunk in reversed(chunks):
            if wanted <= 0:
                break
            latest.append(chunk)
            wanted -= len(chunk) // 4
        sound = np.frombuffer(b"".join(reversed(latest)), "<i2").reshape(-1, 2)[:, 1]
        return np.asarray(sound[max(0, -wanted) :], np.float32) / np.float32(32768)

    def save(self, path: Path) -> None:
        """Write it down as a file."""
        soundfile.write(path, self.both().T, RATE)


def sounding(sound: Sound, above: float = LOUD) -> npt.NDArray[np.bool_]:
    """Whether there is sound, for each window of 5 ms."""
    whole = len(sound) // WINDOW * WINDOW
    return np.asarray(np.abs(sound[:whole].reshape(-1, WINDOW)).max(axis=1) > above)


def sounds_after(sound: Sound, start: float, above: float = LOUD) -> float | None:
    """The first moment (s) from ``start`` on that is not silent, or None."""
    heard = np.flatnonzero(sounding(sound, above)[max(0, round(start * 200)) :])
    return None if heard.size == 0 else round(start * 200) / 200 + float(heard[0]) / 200


def silent_after(sound: Sound, start: float, lasting: float = 0.3) -> float | None:
    """The first moment (s) from ``start`` on that ``lasting`` seconds of silence begin, or None."""
    begins = max(0, round(start * 200))
    loud = sounding(sound)[begins:]
    needed = round(lasting * 200)
    quiet = 0
    for at, is_loud in enumerate(loud):
        quiet = 0 if is_loud else quiet + 1
        if quiet == needed:
            return (begins + at + 1 - needed) / 200
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sound was found in a longer one: its begin in seconds, and how alike they are (1: the same)."""

    at: float
    alike: float


def as_recorded(pcm: bytes, rate: int) -> Sound:
    """16-bit mono ``pcm`` at the recording's rate."""
    return np.asarray(
        soxr.resample(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768, rate, RATE), np.float32
    )


def find(clip: Sound, sound: Sound) -> Place:
    """Where ``clip`` lies in ``sound``, by normalised cross-correlation."""
    if len(sound) < len(clip):
        return Place(0.0, 0.0)
    size = 1 << (len(sound) + len(clip)).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(clip, size))
    matching = np.fft.irfft(spectrum, size)[: len(sound) - len(clip) + 1]
    energy = np.concatenate(([0.0], np.cumsum(sound.astype(np.float64) ** 2)))
    here = energy[len(clip) :] - energy[: -len(clip)]
    wanted = float(np.sum(clip.astype(np.float64) ** 2))
    alike = matching / np.sqrt(np.maximum(here, wanted / 100) * wanted)
    best = int(np.argmax(alike))
    return Place(best / RATE, float(alike[best]))


def cut_at(clip: Sound, sound: Sound, at: float) -> float | None:
    """When ``clip``, which begins at ``at`` in ``sound``, falls silent although it should go on; None: it was whole."""
    meant = sounding(clip)
    begins = round(at * 200)
    heard = sounding(sound)[begins : begins + len(meant)]
    missing = 0
    for window, (should, does) in enumerate(zip(meant, heard, strict=False)):
        if should:
            missing = 0 if does else missing + 1
        if missing == MISSING:
            back = [w for w in range(window + 1) if meant[w] and not heard[w]][-MISSING:]
            return at + back[0] / 200
    return None


def spoken(text: str, folder: Path, voice: str = "en-us", speed: int = 140) -> Path:
    """``text`` said by espeak-ng, as a WAV in ``folder``."""
    path = folder / (re.sub(r"\W+", "-", f"{text}-{voice}-{speed}") + ".wav")
    subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(path), text], check=True, timeout=30
    )
    return path


_ESCAPES: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|\r")


@dataclass(slots=True)
class Terminal:
    """The program in a pseudo-terminal, read as it goes; ``shown`` holds every piece with the time it came."""

    process: "subprocess.Popen[bytes]"
    keyboard: int
    settings_before: list[object]
    shown: list[tuple[float, str]] = field(default_factory=list)
    _reader: threading.Thread | None = None

    def start_reading(self) -> None:
        """Read in a thread of its own."""
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.keyboard, 1 << 16)
            except OSError:  # the other end is closed: Linux says so with EIO
                return
            if not data:
                return
            self.shown.append((time.monotonic(), data.decode(errors="replace")))

    @property
    def text(self) -> str:
        """Everything that was written, without colours and cursor moves."""
        return _ESCAPES.sub("", "".join(piece for _, piece in tuple(self.shown)))

    @property
    def page(self) -> str:
        """The live page as it is now: what was written since its frame was drawn last."""
        pieces = self.shown[-60:]
        text = _ESCAPES.sub("", "".join(piece for _, piece in pieces))
        before, _, last = text.rpartition("╭")
        if "╰" not in last:
            last = before.rpartition("╭")[2]
        return " ".join(last.replace("│", " ").split())

    def wait_for(self, what: str, happened: Callable[[], bool], within: float = PATIENCE) -> float:
        """Wait for something that only a running program can do."""

        def now_or_never() -> bool:
            if happened():
                return True
            if self.process.poll() is not None:
                code, last = self.process.returncode, self.text[-1500:]
                raise NeverHappenedError(f"the program ended ({code}) before: {what}; it wrote: {last}")
            return False

        return wait_for(what, now_or_never, within)

    def shows(self, text: str, within: float = PATIENCE) -> float:
        """Wait until the live page shows ``text``; returns when."""
        try:
            return self.wait_for(f"the page shows {text!r}", lambda: text in self.page, within)
        except NeverHappenedError as never:
            raise NeverHappenedError(f"{never}; it shows: {self.page or self.text[-500:]}") from never

    def writes(self, text: str, within: float = PATIENCE) -> float:
        """Wait until ``text`` was written at any time; returns when that was seen."""
        try:
            return self.wait_for(f"{text!r} is written", lambda: text in " ".join(self.text.split()), within)
        except NeverHappenedError as never:
            raise NeverHappenedError(f"{never}; it wrote: {self.text[-1500:]}") from never

    @property
    def hides_its_cursor(self) -> bool:
        """Whether the cursor was hidden and not shown again."""
        raw = "".join(piece for _, piece in tuple(self.shown))
        return raw.rfind("\x1b[?25l") > raw.rfind("\x1b[?25h")

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self.keyboard, key.encode())

    def ends(self, within: float = PATIENCE) -> int:
        """Wait for the program to end by itself; returns its exit code."""
        return self.process.wait(within)

    def settings(self) -> list[object]:
        """How the terminal is set now: it echoes, it waits for whole lines, and so on."""
        return list(termios.tcgetattr(self.keyboard))

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)


@contextmanager
def in_terminal(
    arguments: Sequence[str], environment: dict[str, str], command: Sequence[str] = COMMAND
) -> Iterator[Terminal]:
    """Run the program with ``arguments`` in a pseudo-terminal of 100 columns."""
    with ExitStack() as stack:
        ours, theirs = pty.openpty()
        stack.callback(os.close, ours)
        held = stack.enter_context(os.fdopen(theirs, "rb", buffering=0, closefd=True))
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        before = list(termios.tcgetattr(ours))
        process = subprocess.Popen(
            [*command, *arguments],
            stdin=held,
            stdout=held,
            stderr=held,
            cwd=ROOT,
            env={**environment, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        terminal = Terminal(process, ours, before)
        terminal.start_reading()
        try:
            yield terminal
        finally:
            terminal.close()


def of_process(process: int) -> tuple[float, float, float]:
    """Seconds of processor time, memory now and at most (MiB), of a process, from /proc."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    now, most = (float(re.findall(rf"{name}:\s+(\d+)", status)[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return seconds, now, most


def load() -> str:
    """How busy the machine is, to be printed beside every figure."""
    return "load average " + " ".join(f"{one:.1f}" for one in os.getloadavg()) + f", {os.cpu_count()} cores"
