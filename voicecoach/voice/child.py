"""The child process that speaks into files: the only importer of pyttsx3 and of espeakng-loader.

It reads requests as JSON lines and answers each with one. pyttsx3 prints on standard output and cannot be
interrupted, and espeak ends the process when it finds no data: so it lives here, where it can be killed.
"""

import argparse
import contextlib
import ctypes
import json
import os
import sys
import threading
import time
import wave
from pathlib import Path
from typing import Any, Final, TextIO

SAID_WITHIN: Final = 3.0
"""pyttsx3's espeak driver returns before the file is written; this is how long its word for that is awaited."""
TRIES: Final = 4
"""One file in 40 was empty (22 November 2026); the next try is good."""
SETTLE: Final = 0.002
"""After its word that a line is done, the driver still tidies up in its own thread."""


def main() -> None:
    """Answer requests until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--bundled", action="store_true", help="use espeakng-loader's espeak-ng, not the system's"
    )
    answers = _take_stdout()
    with contextlib.redirect_stdout(sys.stderr):
        bundled = parser.parse_args().bundled
    try:
        _find_espeak(bundled)
        import pyttsx3

        engine = pyttsx3.init()
    except (ImportError, OSError, RuntimeError, KeyError, ValueError) as missing:
        _answer(
            answers, error=f"the speech engine cannot be started ({missing}): install espeak-ng", fatal=True
        )
        return
    _answer(answers, driver=str(engine))
    speech = Speech(engine)
    for line in sys.stdin:
        try:
            _answer(answers, **speech.do(json.loads(line)))
        except (OSError, RuntimeError, ValueError, KeyError) as failed:
            _answer(answers, error=f"{type(failed).__name__}: {failed}")


class Speech:
    """pyttsx3's engine, asked for one thing at a time."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._said = threading.Event()
        self._set: dict[str, object] = {}
        engine.connect("finished-utterance", self._note)

    def do(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer one request: ``voices`` or ``render``."""
        if request["do"] == "voices":
            return {"voices": [_described(voice) for voice in self._engine.getProperty("voices")]}
        self._choose("voice", request["voice"])
        self._choose("rate", request["rate"])
        for attempt in range(TRIES):
            path = Path(f"{request['path']}.{attempt}")
            if self._save(request["text"], path):
                path.replace(request["path"])
                return {"path": request["path"]}
        raise RuntimeError(f"{TRIES} times an empty file")

    def _choose(self, name: str, value: object) -> None:
        if value is not None and self._set.get(name) != value:
            self._engine.setProperty(name, value)
            self._set[name] = value

    def _save(self, text: str, path: Path) -> bool:
        self._said.clear()
        self._engine.save_to_file(text, str(path))
        self._engine.runAndWait()
        self._said.wait(SAID_WITHIN)
        time.sleep(SETTLE)
        return path.is_file() and _has_sound(path)

    def _note(self, **_: object) -> None:
        self._said.set()


def _has_sound(path: Path) -> bool:
    """Whether there is more than a header; another kind of file than WAV (macOS writes AIFF) is left to be read."""
    try:
        with wave.open(str(path)) as sound:
            frames: int = sound.getnframes()
            return frames > 0
    except (wave.Error, EOFError):
        return path.stat().st_size > 4096


def _described(voice: Any) -> dict[str, Any]:
    languages = voice.languages or []
    told = [tag.decode(errors="replace") if isinstance(tag, bytes) else str(tag) for tag in languages]
    return {"id": str(voice.id), "name": str(voice.name), "languages": [_printable(tag) for tag in told]}


def _printable(tag: str) -> str:
    return "".join(char for char in tag if char.isprintable())


def _find_espeak(bundled: bool) -> None:
    """Where the system has no espeak-ng, load the one in the wheel, before pyttsx3 looks for it by name.

    Without ESPEAK_DATA_PATH the wheel's library looks where it was built, and ends the process.
    """
    if sys.platform != "linux" or (not bundled and _loads("libespeak-ng.so.1")):
        return
    if not bundled and _loads("libespeak.so.1"):
        return
    try:
        import espeakng_loader
    except ImportError:
        return  # pyttsx3 says better what is missing
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _take_stdout() -> TextIO:
    """Standard output for us alone: what pyttsx3 and espeak print goes to standard error."""
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return ours


def _answer(answers: TextIO, **what: object) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
