"""The program as it is, with the moments at which its parts begin and end written to a file for the benchmarks.

`python -m benchmarks.timed_play FILE play SESSION` is `voicecoach play SESSION`; a line of FILE is a moment
(`time.monotonic`), what happened, and a word about it.
"""

import functools
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


class Log:
    """Writes moments down, from any thread, each at once."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, what: str, about: str = "") -> None:
        """It happens now."""
        line = json.dumps([time.monotonic(), what, about]) + "\n"
        os.write(self._file, line.encode())


def timed(log: Log, owner: Any, name: str, about: Callable[..., str] = lambda *_, **__: "") -> None:
    """Note the begin and the end of every call of ``owner``'s ``name``."""
    inner = getattr(owner, name, None)
    if inner is None:  # the program has changed: its other moments are still good
        log.note(f"{name} is not there")
        return

    @functools.wraps(inner, updated=())
    def outer(*args: Any, **named: Any) -> Any:
        log.note(name, about(*args, **named))
        result = inner(*args, **named)
        log.note(f"{name} done")
        return result

    setattr(owner, name, outer)


def main() -> None:
    log = Log(sys.argv.pop(1))
    log.note("python")
    from voicecoach import cli

    log.note("cli imported")
    from voicecoach.assembly import aloud
    from voicecoach.ear import usual
    from voicecoach.shells.live import Hearing, SoundMouth
    from voicecoach.sound.card import Card
    from voicecoach.sound.player import Player

    log.note("aloud imported")
    timed(log, cli, "find_card")
    timed(log, cli, "_prepared")
    timed(log, Card, "open")
    timed(log, aloud, "render_lines")
    timed(log, usual, "build")
    timed(log, usual, "CommandSpotter")
    timed(log, usual, "SphinxSpotter")
    timed(log, usual, "EchoCanceller")
    timed(log, aloud, "load_earcons")
    timed(log, Hearing, "heard", lambda _, text, *rest: str(text))
    timed(log, SoundMouth, "speak", lambda _, text, *rest: str(text))
    timed(log, Player, "hush")
    cli.main()


if __name__ == "__main__":
    main()
