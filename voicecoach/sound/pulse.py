"""What PulseAudio or PipeWire did with our microphone, which PortAudio cannot tell.

When a microphone is pulled out, PulseAudio may move our recording to the loudspeaker's monitor: blocks go on,
and the coach is deaf without noticing (seen with PulseAudio 16 on 22 November 2026).
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

ANSWERS_WITHIN: Final = 2.0


def recorded_monitor(pid: int) -> str | None:
    """The loudspeaker that this process records in place of a microphone; None also where unknown."""
    outputs, sources = _listed("source-outputs"), _listed("sources")
    monitors = {source.get("index"): source for source in sources if source.get("monitor_source")}
    for output in outputs:
        owner = output.get("properties", {}).get("application.process.id")
        if owner == str(pid) and output.get("source") in monitors:
            source = monitors[output["source"]]
            return str(source.get("description") or source.get("name"))
    return None


def default_monitor() -> str | None:
    """The loudspeaker that a recording would get now in place of a microphone; None also where unknown."""
    default = _told("info")
    name = default.get("default_source_name") if isinstance(default, dict) else None
    for source in _listed("sources"):
        if source.get("name") == name and source.get("monitor_source"):
            return str(source.get("description") or name)
    return None


def _listed(what: str) -> list[dict[str, Any]]:
    found = _told("list", what)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _told(*question: str) -> Any:  # JSON
    """A server that is not there, or a pactl before 16 that knows no JSON, tells nothing: None."""
    pactl = _pactl()
    if pactl is None:
        return None
    command = [pactl, "--format=json", *question]
    try:
        told = subprocess.run(command, capture_output=True, timeout=ANSWERS_WITHIN, check=True)
        return json.loads(told.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


@contextmanager
def watched_sources() -> Iterator[threading.Event]:
    """An event that is set whenever the server says that sources or recordings have changed."""
    watch = _Watch()
    pactl = _pactl()
    if pactl is None:
        yield watch.changed
        return
    reader = threading.Thread(target=watch.read, args=(pactl,), name="pactl", daemon=True)
    reader.start()
    try:
        yield watch.changed
    finally:
        watch.stop()
        reader.join()


class _Watch:
    """Reads what the server tells, also of a server that was started again."""

    def __init__(self) -> None:
        self.changed = threading.Event()
        self._over = threading.Event()
        self._told: subprocess.Popen[bytes] | None = None

    def read(self, pactl: str) -> None:
        while not self._over.is_set():
            with subprocess.Popen(
                [pactl, "subscribe"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as self._told:
                if self._over.is_set():
                    self._told.kill()
                self.changed.set()
                self._note_changes(self._told)
            self._over.wait(ANSWERS_WITHIN)

    def _note_changes(self, told: subprocess.Popen[bytes]) -> None:
        assert told.stdout is not None
        for line in told.stdout:
            if b" on source" in line or b" on server" in line:
                self.changed.set()

    def stop(self) -> None:
        self._over.set()
        if self._told is not None:
            self._told.kill()


def _pactl() -> str | None:
    return shutil.which("pactl") if sys.platform == "linux" else None
