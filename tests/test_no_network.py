"""Nothing leaves this computer: no command opens a socket that could reach another one."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from every_command import COMMANDS, END_EARLY, NEED_A_SOUND_CARD
from test_diary_crash import can_trace

from voicecoach.cli import app

TESTS = Path(__file__).parent
SOCKETS_WITHIN = {"AF_UNIX", "AF_NETLINK"}
"""To the sound server, which is a file, and to the kernel."""


@dataclass(frozen=True)
class Ran:
    """How a program ended, the sockets it was refused, and the kinds of all it had, None where nobody can see."""

    code: int
    refused: tuple[str, ...]
    kinds: frozenset[str] | None
    said: str


def watched(folder: Path, *program: str) -> Ran:
    """Run Python with ``program`` where every socket is refused but those within this machine."""
    log, trace = folder / "refused", folder / "trace"
    tracer = ("strace", "-f", "-e", "trace=socket", "-o", str(trace)) if can_trace() else ()
    ended = subprocess.run(
        [*tracer, sys.executable, *program],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(TESTS / "no_network"), str(TESTS.parent))),
            "VOICECOACH_SOCKETS": str(log),
            "VOICECOACH_DATA": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PYTHONWARNINGS": "ignore",  # that what is typed could be seen: nobody is there
        },
        start_new_session=True,  # no terminal: a passphrase is read from what is typed here
        capture_output=True,
        text=True,
        check=False,
    )
    refused = tuple(log.read_text().splitlines()) if log.exists() else ()
    kinds = frozenset(re.findall(r"socket\((AF_\w+)", trace.read_text())) if tracer else None
    return Ran(ended.returncode, refused, kinds, ended.stdout + ended.stderr)


@pytest.mark.timeout(240)
def test_no_command_opens_a_socket_that_leaves_this_computer(tmp_path: Path) -> None:
    ran = watched(tmp_path, str(TESTS / "every_command.py"))
    assert ran.code == 0, ran.said
    assert ran.refused == ()
    assert ran.kinds is None or ran.kinds <= SOCKETS_WITHIN
    codes = json.loads((tmp_path / "codes.json").read_text())
    left = NEED_A_SOUND_CARD | END_EARLY
    assert {words: code for words, code in codes.items() if code and words not in left} == {}, ran.said


def test_every_command_there_is_was_among_them() -> None:
    typed = {words.split(" ")[0] for words, _ in COMMANDS}
    below = {words.split(" ")[1] for words, _ in COMMANDS if words.startswith("diary ")}
    commands = getattr(typer.main.get_command(app), "commands", {})
    missing = set(commands) - typed
    missing |= {f"diary {each}" for each in commands["diary"].commands if each not in below}
    assert missing == set(), "add them to tests/every_command.py"


@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])",
    ],
)
def test_who_wants_the_network_is_seen(tmp_path: Path, program: str) -> None:
    assert watched(tmp_path, "-c", program).refused != ()


@pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to use it")
def test_a_socket_that_is_opened_behind_the_back_of_python_is_seen(tmp_path: Path) -> None:
    behind = "import ctypes; ctypes.CDLL(None).socket(2, 1, 0)"
    assert watched(tmp_path, "-c", behind).kinds == frozenset({"AF_INET"})
