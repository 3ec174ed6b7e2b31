"""A recogniser in a process of its own: pocketsphinx holds the interpreter's lock while it works, for 0.1 to 0.3 s."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, Final, Self

from voicecoach.core.card import Question
from voicecoach.core.pcm import Pcm

COMMAND: Final = (sys.executable, "-m", "voicecoach.ear.apart_child")
ANSWERS_WITHIN: Final = 10.0
"""Of the first question a part is the start: 0.6 s on an idle machine, 3 s on a crowded one."""
_ONE_CORE: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class RecogniserApart:
    """Starts at once and is ready a little later; ends with ``with``, and with this process however that ends.

    Once it has failed, ``on_failed`` was told why and every answer is "": nothing waits for it any more.
    """

    def __init__(
        self,
        on_failed: Callable[[str], None],
        command: Sequence[str] = COMMAND,
        answers_within: float = ANSWERS_WITHIN,
    ) -> None:
        self._on_failed = on_failed
        self._within = answers_within
        self._answers: SimpleQueue[dict[str, str]] = SimpleQueue()
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_ONE_CORE},
                start_new_session=True,  # Ctrl-C in a terminal is for the coach: it ends when its input does
            )
        except OSError as failed:
            self._fail(f"{command[0]}: {failed.strerror}")
            return
        self._reader = threading.Thread(target=self._read, name="apart", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The number of the process, None if there is none."""
        return None if self._process is None else self._process.pid

    def recognise(self, said: Pcm, question: Question) -> str:
        """What was ``said``, from any thread but one at a time; waits without holding the lock."""
        if self._process is None or self._over.is_set():
            return ""
        asked = {"answers": question.answers.value, "options": question.options}
        header = {**asked, "rate": said.rate, "size": len(said.samples)}
        try:
            _write(self._process.stdin, json.dumps(header).encode() + b"\n" + said.samples)
            answer = self._answers.get(timeout=self._within)
        except OSError:
            return ""  # it is gone: the reader tells it
        except Empty:
            self._fail(f"no answer in {self._within:g} s")
            self._process.kill()
            return ""
        return answer.get("text", "")

    def close(self) -> None:
        """End the process, whatever it is doing; whoever waits for an answer gets none."""
        self._over.set()
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            _shut(pipe)

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            if "error" in answer:
                self._fail(answer["error"])
            self._answers.put(answer)
        if not self._over.is_set():
            self._fail(f"its process ended with status {self._process.wait()}")
        self._answers.put({})

    def _fail(self, why: str) -> None:
        if not self._over.is_set():
            self._over.set()
            self._on_failed(why)


def _write(pipe: IO[bytes] | None, content: bytes) -> None:
    assert pipe is not None
    pipe.write(content)
    pipe.flush()


def _shut(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:  # what was still to be written has no reader any more
        return
