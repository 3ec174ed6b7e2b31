"""The program as it is typed: its whole command line in this process, with what it wrote and how it ended."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from voicecoach.cli import main


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def typing_in(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type commands in ``folder``, with an empty data folder in it; ``typed`` are the lines that are typed to them."""
    monkeypatch.setenv("VOICECOACH_DATA", str(folder / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(folder)

    def run(*words: str, typed: str | bytes = "") -> Outcome:
        raw = typed.encode() if isinstance(typed, str) else typed
        monkeypatch.setattr(sys, "argv", ["voicecoach", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 0
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
