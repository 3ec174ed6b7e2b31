"""Answers recognised by Vosk, held to the phrases of the question at hand."""

import json
from pathlib import Path
from typing import Any

from voicecoach.core.card import Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import phrases_for, plain
from voicecoach.ear.recogniser import absent, model_at, padded, understood
from voicecoach.errors import EarError

GET = "vosk-model-small-en-us-0.15 (40 MB) from https://alphacephei.com/vosk/models"
_NONE_OF_THESE = "[unk]"
_SILENT = -3
"""With -1 it still warns on the user's screen, once an answer."""


class VoskAnswers:
    """One model for the whole session, and a fresh grammar for each utterance.

    SpeechRecognition's own adapter loads the model anew for every answer (seconds), from a fixed folder inside the
    installed package, and takes no grammar.
    """

    def __init__(self, model: Path | None) -> None:
        try:
            import vosk
        except ImportError as missing:
            raise absent("vosk", missing) from missing
        folder = model_at(model, "vosk", ("am/final.mdl", "conf"), GET)
        self._vosk: Any = vosk
        vosk.SetLogLevel(_SILENT)
        try:
            self._model = vosk.Model(str(folder))
        except Exception as failed:  # vosk raises nothing narrower
            raise EarError(f"{folder}: vosk cannot load this model ({failed}); get {GET}") from failed

    def recognise(self, said: Pcm, question: Question) -> str:
        """Decode the whole utterance; what fits no phrase is no answer."""
        phrases = dict.fromkeys(plain(phrase) for phrase in phrases_for(question))
        grammar = json.dumps([*phrases, _NONE_OF_THESE], ensure_ascii=False)
        decoder = self._vosk.KaldiRecognizer(self._model, said.rate, grammar)
        decoder.AcceptWaveform(padded(said))
        text = str(json.loads(decoder.FinalResult())["text"])
        return understood(text.replace(_NONE_OF_THESE, " "), question)
