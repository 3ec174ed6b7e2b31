"""A child process that is asked in JSON lines, and killed when it does not answer."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Final, Self

COMMAND: Final = (sys.executable, "-m", "voicecoach.voice.child")
STARTS_WITHIN: Final = 20.0
"""A first start on a slow disk took 2 s."""
ANSWERS_WITHIN: Final = 15.0


class ChildError(Exception):
    """The child did not answer, or answered with an error; ``lasting``: another child would not do better."""

    def __init__(self, what: str, *, lasting: bool = False) -> None:
        super().__init__(what)
        self.lasting = lasting


class Child:
    """The process and its two pipes, closed by ``with``."""

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        *,
        starts_within: float = STARTS_WITHIN,
        answers_within: float = ANSWERS_WITHIN,
    ) -> None:
        self._within = answers_within
        self._answers: SimpleQueue[str] = SimpleQueue()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                encoding="utf-8",
            )
        except OSError as failed:
            self._complaints.close()
            raise ChildError(f"cannot start {command[0]} ({failed.strerror})", lasting=True) from failed
        self._reader = threading.Thread(target=self._read, name="voice-child", daemon=True)
        self._reader.start()
        try:
            self.driver = str(self._next(starts_within).get("driver", ""))
        except ChildError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, **request: object) -> dict[str, Any]:
        """The answer to one request; ChildError when there is none in time, or it says so."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as gone:
            raise ChildError(self._last_words()) from gone
        return self._next(self._within)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._complaints):
            if pipe is not None:
                _close(pipe)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")

    def _next(self, within: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=within)
        except Empty:
            self._process.kill()
            raise ChildError(f"no answer in {within:g} s") from None
        if not line:
            raise ChildError(self._last_words())
        try:
            answer = json.loads(line)
        except ValueError:
            raise ChildError(f"an answer that is no JSON: {line.strip()[:60]!r}") from None
        if "error" in answer:
            raise ChildError(str(answer["error"]), lasting=bool(answer.get("fatal")))
        return dict(answer)

    def _last_words(self) -> str:
        status = self._process.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        return f"it ended with status {status}" + (f": {lines[-1]}" if lines else "")


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what was still to be written has no reader any more
        return
