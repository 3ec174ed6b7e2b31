"""Answers by our own head, and what the grammar adds to it."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from ear_sounds import as_pcm, hiss, joined, silence, spoken

from voicecoach.core.after_pain import (
    QUALITIES,
    QUALITY,
    QUESTIONS,
    STRENGTH,
    TISSUE,
    TISSUES,
    WHERE,
    Findings,
    decide,
)
from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.words import CORRECTION, PLACES, answer, phrases_for, plain
from voicecoach.ear.answer_engines import recogniser
from voicecoach.ear.answer_head import AnswerHead, AnswerModel, load, rows_of
from voicecoach.ear.commands import Layer
from voicecoach.ear.embedding import CHUNK, WIDTH, load_network
from voicecoach.ear.own_answers import OwnAnswers, Rule, Taught, in_english

SCORE = Question("soreness", "How strong is it?", Answers.SCORE)
YES_NO = Question("better", "Is it better?", Answers.YES_NO)
PLACE = Question("where", "Where is it?", Answers.PLACE)
LEGS = Question("legs", "Which way?", Answers.CHOICE, ("knees bent", "legs straight"))
MILD: dict[str, str | int | None] = dict.fromkeys((question.name for question in QUESTIONS), "no")
MILD |= {QUALITY.name: "dull", WHERE.name: "neck", STRENGTH.name: 2, TISSUE.name: "muscle"}
"""Answers after which a session may go on."""
SOUND = as_pcm(hiss(0.5, 0.05))
RULE = Rule(alone=0.7, together=0.2, longer=0.5)


@dataclass
class Hears:
    """A grammar that always hears the same, and counts how often it was asked."""

    text: str
    asked: list[str] = field(default_factory=list)

    def recognise(self, said: Pcm, question: Question) -> str:
        self.asked.append(question.name)
        return self.text


def sure_of(**probable: float) -> AnswerModel:
    """A head that finds these words, so probable, in every sound; the rest is "none of these"."""
    words = tuple(word.replace("_", " ") for word in probable)
    shares = np.array([0.0, max(1e-9, 1 - sum(probable.values())), *probable.values()], np.float32)
    bias = np.log(np.maximum(shares, 1e-9))
    layer = Layer(np.zeros((1, WIDTH, len(bias)), np.float32), bias.astype(np.float32), 1)
    head = AnswerHead(np.zeros(WIDTH, np.float32), np.ones(WIDTH, np.float32), (layer,))
    return AnswerModel(words, (head,), load_network())


@pytest.mark.parametrize(
    ("heard", "grammar", "question", "text", "asks"),
    [
        ({"four": 0.9}, "five", SCORE, "four", 0),
        ({"four": 0.5, "five": 0.1}, "four", SCORE, "four", 1),
        ({"four": 0.5, "five": 0.4}, "five", SCORE, "", 1),
        ({"four": 0.5}, "", SCORE, "", 1),
        ({"four": 0.1}, "four", SCORE, "", 1),
        ({"four": 0.1}, "four or five", SCORE, "four or five", 1),
        ({"four": 0.6}, "four or five", SCORE, "", 1),
        ({"zero": 0.3, "nought": 0.45, "one": 0.2}, "", SCORE, "nought", 0),
        ({"no": 0.9, "one": 0.05}, "", SCORE, "", 1),
        ({"yes": 0.4, "yeah": 0.4, "no": 0.1}, "", YES_NO, "yes", 0),
        ({"not_sure": 0.9}, "", YES_NO, "not sure", 0),
        ({"left": 0.9}, "left shoulder", PLACE, "left", 0),
        ({"left": 0.4}, "left shoulder", PLACE, "left shoulder", 1),
        ({"ten": 0.9, "left": 0.01}, "head", PLACE, "head", 1),
        ({"no": 0.9}, "", CORRECTION, "no", 0),
        ({"no": 0.9}, "knees bent", LEGS, "knees bent", 1),
    ],
)
def test_the_head_and_the_grammar_agree_or_one_is_sure_or_nothing_was_understood(
    heard: dict[str, float], grammar: str, question: Question, text: str, asks: int
) -> None:
    second = Hears(grammar)
    assert OwnAnswers(second, (Taught(sure_of(**heard), RULE),)).recognise(SOUND, question) == text
    assert len(second.asked) == asks


@pytest.mark.parametrize(
    ("question", "numbers", "pains", "text"),
    [
        (SCORE, {"four": 0.9, "left": 0.05}, {"dull": 0.9}, "four"),
        (YES_NO, {"yes": 0.9, "not_sure": 0.05}, {"not_sure": 0.9}, "yes"),
        (QUALITY, {"four": 0.05, "not_sure": 0.9}, {"dull": 0.9, "not_sure": 0.05}, "dull"),
        (PLACE, {"left": 0.9}, {"left": 0.05, "left_neck": 0.9}, "left neck"),
        (LEGS, {"left": 0.9}, {"dull": 0.9}, "knees bent"),
    ],
)
def test_the_head_that_knows_most_of_the_answers_is_asked(
    question: Question, numbers: dict[str, float], pains: dict[str, float], text: str
) -> None:
    taught = (Taught(sure_of(**numbers), RULE), Taught(sure_of(**pains), RULE))
    assert OwnAnswers(Hears("knees bent"), taught).recognise(SOUND, question) == text


@pytest.mark.parametrize(
    ("heard", "grammar", "text"),
    [
        ({"sharp": 0.75}, "", "sharp"),
        ({"dull": 0.75}, "", ""),
        ({"dull": 0.3}, "dull", ""),
        ({"dull": 0.95}, "", "dull"),
        ({"dull": 0.45, "sharp": 0.5}, "sharp", "sharp"),
    ],
)
def test_some_answers_must_be_surer_than_the_others(heard: dict[str, float], grammar: str, text: str) -> None:
    stricter = {"dull": Rule(alone=0.9, together=0.5, longer=0.5)}
    own = OwnAnswers(Hears(grammar), (Taught(sure_of(**heard), RULE, stricter),))
    assert own.recognise(SOUND, QUALITY) == text


def test_every_answer_after_which_a_session_may_go_on_must_be_surer() -> None:
    goes_on = [
        word
        for question, words in ((QUALITY, QUALITIES), (TISSUE, TISSUES))
        for word in words
        if decide(Findings(answers={**MILD, question.name: word})).may_resume
    ]
    after_pain = in_english()[1]
    assert sorted(after_pain.others) == sorted(goes_on)
    assert all(rule.alone > after_pain.rule.alone for rule in after_pain.others.values())


@pytest.mark.parametrize("question", [QUALITY, TISSUE, WHERE])
def test_a_head_knows_every_answer_to_the_questions_after_pain(question: Question) -> None:
    asked = {plain(phrase) for phrase in phrases_for(question)}
    assert any(asked <= set(one.model.words) for one in in_english())


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 3.2])
def test_an_utterance_of_any_length_has_scores(seconds: float) -> None:
    scores = load().scores(as_pcm(hiss(seconds, 0.05)))
    assert all(0 <= score <= 1 for score in scores.values())
    assert sum(scores.values()) < 1.001


def test_how_loud_an_answer_is_makes_no_difference() -> None:
    network = load_network()
    loud, faint = (rows_of(as_pcm(spoken("seven", loud=level)), 0, network) for level in (0.1, 0.02))
    assert np.abs(loud - faint).mean() < 0.05 * np.abs(loud).mean()


def test_a_later_look_covers_the_same_sound() -> None:
    rows = [len(rows_of(Pcm(bytes(2 * 3 * CHUNK)), look, load_network())) for look in (0, 1)]
    assert rows == [7, 8]


NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@pytest.mark.parametrize("room", [3e-4, 0.01])
@pytest.mark.parametrize(
    ("question", "words"),
    [
        (SCORE, NUMBERS),
        (YES_NO, ("yes", "no", "maybe")),
        (WHERE, ("right", "both", *PLACES, "left shoulder", "right arm")),
        (QUALITY, QUALITIES),
        (TISSUE, TISSUES),
    ],
)
def test_answers_said_by_a_synthesiser_are_understood(
    question: Question, words: tuple[str, ...], room: float
) -> None:
    own = recogniser("own", None)
    said = {word: as_pcm(joined(silence(0.2), spoken(word), silence(0.15), room=room)) for word in words}
    texts = {word: own.recognise(sound, question) for word, sound in said.items()}
    wrong = [w for w, text in texts.items() if text and answer(question, text) != answer(question, w)]
    assert wrong == []
    assert sum(map(bool, texts.values())) >= 0.8 * len(words)


@pytest.mark.parametrize("question", [SCORE, QUALITY, TISSUE, WHERE])
def test_other_words_and_noise_are_no_answer(question: Question) -> None:
    own = recogniser("own", None)
    for other in ("computer", "music", "window", "house"):
        assert own.recognise(as_pcm(joined(silence(0.2), spoken(other), silence(0.15))), question) == ""
    assert own.recognise(as_pcm(hiss(1.0, 0.05)), question) == ""
    assert own.recognise(Pcm(bytes(RATE)), question) == ""


@pytest.mark.parametrize(
    ("question", "near"),
    [
        (QUALITY, ("doll", "duck", "not dull", "making", "shark", "turning", "seven", "pain")),
        (TISSUE, ("missile", "phone", "point", "not muscle", "seven", "pain")),
    ],
)
def test_nothing_that_sounds_like_it_is_an_answer_after_which_a_session_may_go_on(
    question: Question, near: tuple[str, ...]
) -> None:
    own = recogniser("own", None)
    said = {word: as_pcm(joined(silence(0.2), spoken(word), silence(0.15))) for word in near}
    texts = {word: own.recognise(sound, question) for word, sound in said.items()}
    assert {word: text for word, text in texts.items() if text in ("dull", "aching", "muscle")} == {}
