"""Has each of some voices say each core word many times over: the persons by whom enrolment is measured."""

import random
import sys
import time
from pathlib import Path

import soundfile

from training import wording
from training.takes import DATA
from training.voices import KOKORO_TEST, RATE, Kokoro, trimmed

PERSONS = DATA / "persons"
TAKES = 10
TRAIN_VOICES = (
    "af_bella",
    "af_nicole",
    "am_adam",
    "am_michael",
    "bf_emma",
    "bm_george",
    "am_liam",
    "bf_alice",
)
"""Voices of the training side: what is chosen for enrolment is chosen by these."""


def speak() -> None:
    """Every take that is not there yet."""
    kokoro = Kokoro(DATA / "engines" / "kokoro-js" / "voices")
    for folder, voices in (("test", KOKORO_TEST), ("train", TRAIN_VOICES)):
        began = time.monotonic()
        for voice in voices:
            for word in wording.CORE:
                for number in range(TAKES):
                    _speak(kokoro, PERSONS / folder / voice / f"{word}__{number}.flac", voice, word)
        print(f"{folder}: {time.monotonic() - began:.0f} s", flush=True)


def _speak(kokoro: Kokoro, path: Path, voice: str, word: str) -> None:
    if path.exists():
        return
    draw = random.Random(f"person {voice} {path.stem}")
    sound = trimmed(kokoro.say(wording.spelling(word, draw), voice, draw))
    if 0.08 * RATE < len(sound) < 3 * RATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, sound * (0.7 / max(1e-6, float(abs(sound).max()))), RATE, subtype="PCM_16")


if __name__ == "__main__":
    sys.exit(speak())
