"""The engines for answers that there are, by the name that the setting answers.engine has."""

from collections.abc import Callable, Mapping
from pathlib import Path

from voicecoach.ear import tongue
from voicecoach.ear.own_answers import OwnAnswers, in_english
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.sherpa_answers import SherpaAnswers
from voicecoach.ear.sphinx_answers import SphinxAnswers
from voicecoach.ear.vosk_answers import VoskAnswers
from voicecoach.ear.whisper_answers import WhisperAnswers
from voicecoach.errors import UsageError
from voicecoach.language.language import ENGLISH, Language

ANSWER_ENGINES: Mapping[str, Callable[[Path | None], Recogniser]] = {
    "own": lambda model: OwnAnswers(SphinxAnswers(), in_english()),
    "pocketsphinx": lambda model: SphinxAnswers(),
    "vosk": VoskAnswers,
    "whisper": WhisperAnswers,
    "sherpa": SherpaAnswers,
}


def recogniser(engine: str, model: Path | None, language: Language = ENGLISH) -> Recogniser:
    """The ``engine`` with its ``model`` loaded; `EarError` if a part is missing: nothing else takes its place."""
    if engine not in ANSWER_ENGINES:
        raise UsageError(f'no answers by "{engine}"; there are: {", ".join(ANSWER_ENGINES)}')
    if not language.is_english:
        return tongue.recogniser(language, engine)
    return ANSWER_ENGINES[engine](model)
