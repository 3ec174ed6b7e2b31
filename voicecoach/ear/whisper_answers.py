"""Answers recognised by SpeechRecognition's faster-whisper, told what may be said."""

from pathlib import Path
from typing import Any

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import SAMPLE_BYTES, Pcm
from voicecoach.core.words import NUMBER_NAMES, phrases_for
from voicecoach.ear.recogniser import absent, model_at, padded, speech_recognition, understood_freely
from voicecoach.errors import EarError

GET = "a folder such as faster-whisper-base.en (140 MB) from https://huggingface.co/Systran"
_NO_SPEECH = 0.6
_LEAST_SURE = -1.0
"""The mean logarithm below which whisper is guessing; its own usual value."""


class WhisperAnswers:
    """SpeechRecognition's adapter around one model that is loaded once: its own call loads it for every answer."""

    def __init__(self, model: Path | None) -> None:
        self._sr: Any = speech_recognition()
        try:
            from faster_whisper import WhisperModel
        except ImportError as missing:
            raise absent("whisper", missing) from missing
        folder = model_at(model, "whisper", ("model.bin", "config.json", "tokenizer.json"), GET)
        try:
            loaded = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
        except (RuntimeError, ValueError, OSError) as failed:
            raise EarError(f"{folder}: whisper cannot load this model ({failed}); get {GET}") from failed
        local = ".recognizers.whisper_local"
        adapter: Any = speech_recognition(f"{local}.faster_whisper").TranscribableAdapter(loaded)
        self._whisper: Any = speech_recognition(f"{local}.base").WhisperCompatibleRecognizer(adapter)

    def recognise(self, said: Pcm, question: Question) -> str:
        """Transcribe the whole utterance; what whisper guesses is no answer."""
        told: dict[str, Any] = self._whisper.recognize(
            self._sr.AudioData(padded(said), said.rate, SAMPLE_BYTES),
            show_dict=True,
            language="en",
            beam_size=5,
            hotwords=_hints(question),
            without_timestamps=True,
            condition_on_previous_text=False,
        )
        sure = [s for s in told["segments"] if s.no_speech_prob < _NO_SPEECH and s.avg_logprob > _LEAST_SURE]
        return understood_freely(" ".join(segment.text for segment in sure), question)


def _hints(question: Question) -> str:
    return " ".join(NUMBER_NAMES if question.answers is Answers.SCORE else phrases_for(question))
