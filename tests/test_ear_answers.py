"""Answers to questions, said by espeak-ng and by people, recognised through SpeechRecognition."""

import pytest
from conftest import SHARED
from ear_sounds import Sound, as_pcm, joined, pcm, recorded, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.words import CORRECTION, answer, phrases_for
from voicecoach.ear.answers import AnswerEar, at_once
from voicecoach.ear.grammar import DECOYS, MARK, grammar_for
from voicecoach.ear.sphinx_answers import SphinxAnswers

SCORE = Question("soreness", "How strong is it?", Answers.SCORE)
YES_NO = Question("better", "Is it better?", Answers.YES_NO)
PLACE = Question("where", "Where is it?", Answers.PLACE)
LEGS = Question("legs", "Which way?", Answers.CHOICE, ("knees bent", "legs straight"))
KEYS = Question("words", "Which?", Answers.CHOICE, ("xyzzy", "plugh"))


@pytest.fixture(scope="module")
def recogniser() -> SphinxAnswers:
    return SphinxAnswers()


@pytest.mark.parametrize(
    ("question", "said", "means"),
    [
        (SCORE, "zero", 0),
        (SCORE, "three", 3),
        (SCORE, "four or five", 5),
        (SCORE, "three out of ten", 3),
        (YES_NO, "yes", "yes"),
        (YES_NO, "not sure", "not sure"),
        (PLACE, "left shoulder", "left shoulder"),
        (PLACE, "low back", "low back"),
        (LEGS, "knees bent", "knees bent"),
        (LEGS, "legs straight", "legs straight"),
    ],
)
def test_an_answer_is_understood(
    recogniser: SphinxAnswers, question: Question, said: str, means: str | int
) -> None:
    text = recogniser.recognise(as_pcm(joined(silence(0.3), spoken(said), silence(0.5))), question)
    assert answer(question, text) == means


@pytest.mark.parametrize("question", [SCORE, YES_NO, PLACE, LEGS])
def test_silence_is_no_answer(recogniser: SphinxAnswers, question: Question) -> None:
    assert recogniser.recognise(Pcm(bytes(32_000)), question) == ""


@pytest.mark.parametrize("question", [YES_NO, LEGS])
def test_something_else_is_no_answer(recogniser: SphinxAnswers, question: Question) -> None:
    for other in ("computer", "music", "window"):
        assert recogniser.recognise(as_pcm(joined(silence(0.3), spoken(other), silence(0.5))), question) == ""


def test_words_that_nobody_can_pronounce_are_no_answer_and_no_crash(recogniser: SphinxAnswers) -> None:
    assert recogniser.recognise(as_pcm(joined(silence(0.3), spoken("hello"), silence(0.5))), KEYS) == ""


def test_a_grammar_holds_all_answers_and_marked_decoys_and_no_answer_twice() -> None:
    known = frozenset(word for phrase in phrases_for(PLACE) for word in phrase.split()) | frozenset(DECOYS)
    grammar = grammar_for(PLACE, known)
    assert set(grammar.words) >= {"left", "shoulder", "low", "back", MARK + "house"}
    assert MARK + "back" not in grammar.words
    assert "public <answer> = <said> | <other>;" in grammar.text


def asked(question: Question, said: Sound, recogniser: SphinxAnswers) -> str:
    """The answer that comes out when ``said`` is said after ``question``."""
    ear = AnswerEar(recogniser, at_once)
    ear.open(question)
    samples = pcm(joined(silence(1), said, silence(1.3)))
    texts = [ear.feed(samples[at : at + 320]) for at in range(0, len(samples), 320)]
    return next((text for text in texts if text is not None), "")


@pytest.mark.shared
def test_people_are_understood_as_well_as_was_measured(recogniser: SphinxAnswers) -> None:
    folder = SHARED / "voices" / "words"
    right = {}
    for question, word in ((YES_NO, "yes"), (YES_NO, "no"), (SCORE, "zero"), (SCORE, "eight")):
        takes = sorted((folder / word).glob("*nohash*.flac"))[:8]
        texts = [asked(question, recorded(take), recogniser) for take in takes]
        right[word] = sum(bool(text) and answer(question, text) == answer(question, word) for text in texts)
    assert min(right.values()) >= 5, right


def test_a_no_to_what_was_said_back_is_told_while_there_is_time(recogniser: SphinxAnswers) -> None:
    ear = AnswerEar(recogniser, at_once)
    ear.open(CORRECTION)
    said = spoken("no")
    samples = pcm(joined(silence(0.5), said, silence(1.3)))
    texts = [(at, ear.feed(samples[at : at + 320])) for at in range(0, len(samples), 320)]
    told = [(at / 2 / RATE - 0.5 - len(said) / RATE, text) for at, text in texts if text is not None]
    assert [text for _, text in told] == ["no"]
    assert told[0][0] < 0.8
