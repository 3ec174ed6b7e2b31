"""What the sound libraries write on the terminal is held back; what others write is not lost."""

import os
import subprocess
import sys

import pytest

from voicecoach.sound.quiet import is_noise


def run(body: str) -> str:
    """What a program with this body writes to standard error."""
    program = f"import os, sys, threading\nfrom voicecoach.sound.quiet import *\n{body}"
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stderr


def test_remarks_of_alsa_and_jack_are_held_back() -> None:
    assert (
        run("with quiet_stderr(): os.write(2, b'ALSA lib pcm.c:1: no\\njack server is not running\\n\\n')")
        == ""
    )


def test_what_python_and_others_write_meanwhile_comes_afterwards() -> None:
    body = "with quiet_stderr():\n    print('a bug', file=sys.stderr)\n    os.write(2, b'ALSA lib x\\nlibfoo: fire\\n')"
    assert run(body) == "a bug\nlibfoo: fire\n"


def test_an_exception_passes_through_with_its_traceback() -> None:
    assert run("with quiet_stderr(): raise KeyError('here')").endswith("KeyError: 'here'\n")


def test_afterwards_standard_error_is_the_terminal_again() -> None:
    assert run("with quiet_stderr(): pass\nos.write(2, b'ALSA lib but mine\\n')") == "ALSA lib but mine\n"


def test_it_can_be_asked_for_within_itself_and_by_many_threads() -> None:
    body = (
        "def work():\n    for i in range(50):\n        with quiet_stderr(), quiet_stderr(): os.write(2, b'seen\\n')\n"
        "threads = [threading.Thread(target=work) for _ in range(4)]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]\n"
        "print(len(os.listdir('/proc/self/fd')) < 12, file=sys.stderr)"
    )
    assert run(body) == "seen\n" * 200 + "True\n"


def test_without_a_standard_error_it_does_nothing() -> None:
    assert run("os.close(2)\nwith quiet_stderr(): pass") == ""


def test_alsas_own_remarks_are_silenced_for_good() -> None:
    body = (
        "import ctypes\nsilence_alsa()\n"
        "try: alsa = ctypes.CDLL('libasound.so.2')\nexcept OSError: sys.exit()\n"
        "alsa.snd_pcm_open(ctypes.byref(ctypes.c_void_p()), b'no-such-device', 0, 0)"
    )
    assert run(body) == ""


@pytest.mark.parametrize(
    ("line", "noise"),
    [
        (b"ALSA lib pcm_dsnoop.c:601:(snd_pcm_dsnoop_open) unable to open slave\n", True),
        (b"Cannot connect to server socket err = No such file or directory\n", True),
        (b"JackShmReadWritePtr::~JackShmReadWritePtr - Init not done for -1, skipping unlock\n", True),
        (b"\n", True),
        (b"Traceback (most recent call last):\n", False),
        (b"Segmentation fault\n", False),
    ],
)
def test_only_the_known_remarks_are_noise(line: bytes, noise: bool) -> None:
    assert is_noise(line) == noise
