"""Answers recognised by SpeechRecognition's pocketsphinx, with a grammar for the question at hand."""

import tempfile
from pathlib import Path
from typing import Any

from voicecoach.core.card import Question
from voicecoach.core.pcm import SAMPLE_BYTES, Pcm
from voicecoach.core.words import phrases_for, plain
from voicecoach.ear.dictionary import as_file, pronunciations
from voicecoach.ear.grammar import DECOYS, MARK, grammar_for
from voicecoach.ear.recogniser import padded, speech_recognition, understood
from voicecoach.ear.sphinx import model_folder
from voicecoach.errors import EarError

_TINY_MODEL = """\\data\\
ngram 1=2

\\1-grams:
-0.3 <s>
-0.3 </s>

\\end\\
"""
"""SpeechRecognition always loads a language model first; the real one takes 0.2 s and 60 MB, and is not used."""


class SphinxAnswers:
    """SpeechRecognition's own pocketsphinx adapter, given a small dictionary and grammar for each question."""

    def __init__(self) -> None:
        self._sr: Any = speech_recognition()
        self._recogniser = self._sr.Recognizer()
        self._model = model_folder()

    def recognise(self, said: Pcm, question: Question) -> str:
        """Load what the question needs (50 ms) and decode the whole utterance at once."""
        with tempfile.TemporaryDirectory(prefix="voicecoach-answer-") as folder:
            grammar = self._write(Path(folder), question)
            sound = self._sr.AudioData(padded(said), said.rate, SAMPLE_BYTES)
            try:
                text = self._recogniser.recognize_sphinx(
                    sound,
                    language=(
                        str(self._model / "en-us"),
                        str(grammar / "none.lm"),
                        str(grammar / "words.dict"),
                    ),
                    grammar=str(grammar / "answer.gram"),
                )
            except self._sr.UnknownValueError:
                return ""
            except (self._sr.RequestError, RuntimeError) as failed:
                raise EarError(f"answers cannot be recognised: {failed}; answer by key") from failed
        return understood(text, question)

    def _write(self, folder: Path, question: Question) -> Path:
        """Fill a fresh ``folder``: the adapter cannot read back the grammar it compiled into an old one."""
        asked = (word for phrase in phrases_for(question) for word in plain(phrase).split())
        known = pronunciations((*asked, *DECOYS), self._model)
        grammar = grammar_for(question, frozenset(known))
        entries = {word: known[word.removeprefix(MARK)] for word in grammar.words}
        folder.joinpath("answer.gram").write_text(grammar.text, encoding="utf-8")
        folder.joinpath("words.dict").write_text(as_file(entries), encoding="utf-8")
        folder.joinpath("none.lm").write_text(_TINY_MODEL, encoding="utf-8")
        return folder
