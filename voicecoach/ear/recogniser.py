"""What turns the sound of an answer into words that the coach understands, and what every engine for it needs."""

import importlib
import re
from pathlib import Path
from types import ModuleType
from typing import Protocol

import numpy as np

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import NUMBER_NAMES, NUMBERS, answer, asks_why, phrases_for, plain
from voicecoach.ear.grammar import MARK
from voicecoach.errors import EarError

_EDGE = 0.15
_LONGEST = 8
"""Words: who says more than that was telling something."""
_SOUND_ALIKE = {
    "to": "two", "too": "two", "for": "four", "fore": "four", "ate": "eight", "won": "one", "sicks": "six",
    "nein": "nine", "oh": "", "know": "no", "nowt": "nought", "naught": "nought", "lefty": "left",
}  # fmt: skip
"""What an engine without a grammar writes for an answer of one word."""
_AROUND_NUMBERS = frozenset(
    {"a", "about", "an", "and", "around", "between", "er", "i", "i'd", "is", "it", "it's", "just", "like", "maybe",
     "now", "of", "or", "out", "please", "probably", "say", "so", "the", "think", "um", "well"}
)  # fmt: skip


class Recogniser(Protocol):
    """Turns one utterance into words."""

    def recognise(self, said: Pcm, question: Question) -> str:
        """What was ``said``, in words that `words.answer` understands; "" for none of the answers."""
        ...


def understood(text: str, question: Question) -> str:
    """``text`` without the small words around the answer, or "" if it answers nothing."""
    if MARK in text:
        return ""
    said = plain(text)
    found = next(
        (p for p in sorted(phrases_for(question), key=len, reverse=True) if _holds(said, plain(p))), ""
    )
    return found if found and (asks_why(found) or answer(question, found) is not None) else ""


def understood_freely(text: str, question: Question) -> str:
    """The same for an engine that writes any words: digits are numbers, and other words around one make it none."""
    said = " ".join(NUMBER_NAMES[int(w)] if w in _DIGITS else w for w in plain(text).split())
    said = _SOUND_ALIKE.get(said, said)
    words = said.split()
    if len(words) > _LONGEST:
        return ""
    if question.answers is Answers.SCORE:
        said = re.sub(r"\b(\w+)( \1)+\b", r"\1", said)
        strange = [word for word in words if word not in NUMBERS and word not in _AROUND_NUMBERS]
        return "" if strange or answer(question, said) is None else said
    if answer(question, said) is not None:
        return said
    return "" if question.answers is Answers.YES_NO else understood(said, question)


def padded(said: Pcm, edge: float = _EDGE) -> bytes:
    """The sound between two short silences, with the faintest noise: digital zeros have no logarithm."""
    samples = np.frombuffer(said.samples, dtype="<i2").astype(np.int32)
    quiet = np.zeros(int(edge * said.rate), dtype=np.int32)
    whole = np.concatenate((quiet, samples, quiet))
    whole += np.random.default_rng(1).integers(-2, 3, whole.size)
    return bytes(np.clip(whole, -32768, 32767).astype("<i2").tobytes())


def as_floats(pcm: bytes) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """16-bit sound as numbers from -1 to 1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0


def model_at(model: Path | None, engine: str, holds: tuple[str, ...], get: str) -> Path:
    """The folder ``model`` if every pattern of ``holds`` is in it; else `EarError`, where ``get`` says what to get."""
    say_where = f"get {get}, unpack it, then: voicecoach settings answers.model PATH"
    if model is None:
        raise EarError(
            f'answers by {engine} need a model, and the setting "answers.model" is not set; {say_where}'
        )
    if not model.is_dir():
        raise EarError(f"{model}: there is no such folder (the setting answers.model); {say_where}")
    missing = [pattern for pattern in holds if not any(model.glob(pattern))]
    if missing:
        raise EarError(
            f"{model}: this is no model for {engine}, it has no {' and no '.join(missing)}; {say_where}"
        )
    return model


def absent(engine: str, missing: ImportError) -> EarError:
    """The error for a package that is not installed."""
    return EarError(
        f'answers by {engine} cannot be used ({missing}): pip install "voicecoach[{engine}]", '
        "or: voicecoach settings answers.engine own"
    )


def speech_recognition(part: str = "") -> ModuleType:
    """The package SpeechRecognition, or a ``part`` of it, as ".recognizers"."""
    try:
        return importlib.import_module(f"speech_recognition{part}")
    except ImportError as missing:
        raise EarError(
            f'SpeechRecognition cannot be loaded ({missing}): pip install "voicecoach[sound]", or answer by key'
        ) from missing


_DIGITS = frozenset(str(value) for value in range(11))


def _holds(said: str, phrase: str) -> bool:
    return f" {phrase} " in f" {said} "
