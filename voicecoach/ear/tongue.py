"""The ear of a session in another language: heads of that language on the same embedding, and English "stop" beside."""

from collections.abc import Mapping
from functools import partial
from importlib.resources import files

from voicecoach.core.words import WORD_OF, Word
from voicecoach.ear import answer_head
from voicecoach.ear.commands import CommandSpotter, Sensitivity, load
from voicecoach.ear.ear import Naming, OnHeard
from voicecoach.ear.own import Named, named
from voicecoach.ear.own_answers import OwnAnswers, Rule, Taught
from voicecoach.ear.port import Spotter
from voicecoach.ear.recogniser import Recogniser
from voicecoach.errors import UsageError
from voicecoach.language.language import Language

RULE = Rule(alone=0.6, together=0.6, longer=1.0)
"""Softer than in English, where a grammar stands beside: of 97 answers by a voice that it never heard 41 were right and
none wrong, where 0.75 left 33 right (2026-11). Numbers are said back, so that a wrong one can be taken back.
"""
ENGINE = "own"
"""The only ear that was taught other languages; the English "stop" and "pain" are in its heads too."""


def is_heard(language: Language) -> bool:
    """Whether an ear knows the commands and the answers of ``language``."""
    names = (weights("commands", language), weights("answers", language))
    return language.is_english or all((files("voicecoach.ear") / name).is_file() for name in names)


def spotter(language: Language, engine: str | None, sensitivity: Sensitivity) -> Spotter:
    """What hears the commands of ``language``; its hits are the English phrases that the core knows."""
    if engine not in (None, ENGINE):
        raise UsageError(
            f'the ear "{engine}" hears English only; a session in {language.name} needs --ear own'
        )
    return CommandSpotter(sensitivity, load(name=weights("commands", language)))


def recogniser(language: Language, engine: str) -> Recogniser:
    """What understands the answers of ``language``: whatever its head is not sure of is asked again."""
    if engine != ENGINE:
        raise UsageError(
            f"answers by {engine} are understood in English only; for a session in {language.name}: "
            "voicecoach settings answers.engine own"
        )
    model = answer_head.load(name=weights("answers", language))
    return OwnAnswers(None, (Taught(model, RULE),))


def naming(language: Language) -> Naming:
    """Where in a line of the coach, as it is said in ``language``, commands of it are named."""
    if language.is_english:
        return named
    return partial(_named, language, phrases_of(language))


def phrases_of(language: Language) -> Mapping[str, Word]:
    """Every command phrase of ``language``, and those of English."""
    own = {phrase: meant.english for phrase, meant in language.phrases.items() if meant.command}
    return {**WORD_OF, **{phrase: WORD_OF[english] for phrase, english in own.items()}}


def in_its_words(language: Language, on_heard: OnHeard) -> OnHeard:
    """``on_heard``, told what was heard as it is said in ``language``."""
    return lambda text, at, score: on_heard(language.word(text) if text else text, at, score)


def _named(
    language: Language, phrases: Mapping[str, Word], text: str, start: float, end: float
) -> tuple[Named, ...]:
    return named(language.say(text), start, end, phrases)


def weights(what: str, language: Language) -> str:
    """The file of the heads for the "commands" or the "answers" of ``language``."""
    return f"{what}_{language.code}.npz"
