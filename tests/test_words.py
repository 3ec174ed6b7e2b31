"""What the coach understands by what is said."""

import pytest

from voicecoach.core.card import Answers, Question
from voicecoach.core.lines import number
from voicecoach.core.words import (
    CORRECTION,
    PHRASES,
    TakenBack,
    Word,
    Wrong,
    answer,
    asks_why,
    correction,
    named_in,
    phrases_for,
    understand,
)

SCORE = Question("soreness", "How sore?", Answers.SCORE)
YES_NO = Question("gate", "Could you?", Answers.YES_NO)
WHERE = Question("where", "Where?", Answers.PLACE)
LEGS = Question("legs", "Bent or straight?", Answers.CHOICE, ("bent", "straight", "no roller"))


@pytest.mark.parametrize(("word", "phrase"), [(w, p) for w, phrases in PHRASES.items() for p in phrases])
def test_every_phrase_means_its_command(word: Word, phrase: str) -> None:
    assert understand(phrase) is word
    assert understand(phrase.upper() + "!") is word


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ow, pain", Word.PAIN),
        ("oh please stop that now", Word.STOP),
        ("next, ow", Word.PAIN),
        ("stop, I feel dizzy", Word.DIZZY),
        ("next, pause", Word.PAUSE),
        ("I went to the stop and then it rained", None),
        ("what comes next", None),
        ("my back", None),
        ("stopped", None),
        ("no pain", TakenBack()),
        ("it doesn't hurt", TakenBack()),
        ("don't stop", TakenBack()),
        ("I'm not dizzy", TakenBack()),
        ("no pain but numb", Word.NUMB),
        ("", None),
    ],
)
def test_alarms_count_anywhere_and_the_rest_only_alone(said: str, meant: object) -> None:
    assert understand(said) == meant


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        (SCORE, "seven", 7),
        (SCORE, "four or five", 5),
        (SCORE, "four out of ten", 4),
        (SCORE, "nought", 0),
        (SCORE, "ten", 10),
        (SCORE, "about a 6", 6),
        (SCORE, "about a six", 6),
        (SCORE, "between three and four", 4),
        (SCORE, "ten out of ten", 10),
        (SCORE, "no pain at all", 0),
        (SCORE, "eleven", None),
        (SCORE, "maybe", None),
        (YES_NO, "Yes.", "yes"),
        (YES_NO, "no", "no"),
        (YES_NO, "I don't know", "not sure"),
        (YES_NO, "um, yes please", "yes"),
        (YES_NO, "I think so", None),
        (YES_NO, "no, I'm not sure", None),
        (YES_NO, "no pain", None),
        (YES_NO, "yesterday", None),
        (WHERE, "my left shoulder", "left shoulder"),
        (WHERE, "lower back", "low back"),
        (WHERE, "both", "both"),
        (WHERE, "bananas", None),
        (LEGS, "no roller please", "no roller"),
        (LEGS, "straight", "straight"),
        (LEGS, "the red one", None),
    ],
)
def test_answers_fit_their_question(question: Question, said: str, value: object) -> None:
    assert answer(question, said) == value


@pytest.mark.parametrize("question", [SCORE, YES_NO, WHERE, LEGS], ids=lambda q: q.name)
def test_every_phrase_of_an_answers_grammar_is_an_answer_or_asks_why(question: Question) -> None:
    strange = [p for p in phrases_for(question) if answer(question, p) is None and not asks_why(p)]
    assert strange == []


def test_a_line_names_its_commands() -> None:
    assert named_in("Say go on, or say finish.") == ("go on", "finish")
    assert named_in("Stopped. Nodding is fine.") == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "zero"), (10, "ten"), (19, "nineteen"), (20, "twenty"), (42, "forty-two"), (100, "one hundred"),
     (180, "one hundred and eighty"), (1205, "one thousand and two hundred and five")],
)  # fmt: skip
def test_numbers_are_said_in_words(value: int, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("No.", Wrong()),
        ("that's wrong", Wrong()),
        ("not that", Wrong()),
        ("no, four", Wrong(4)),
        ("no, it's four or five", Wrong(5)),
        ("no no", Wrong()),
        ("six", None),
        ("no idea", None),
        ("yes", None),
        ("", None),
    ],
)
def test_no_to_what_was_said_back(said: str, wrong: object) -> None:
    assert correction(SCORE, said) == wrong


def test_every_phrase_of_the_correction_grammar_corrects() -> None:
    assert [phrase for phrase in phrases_for(CORRECTION) if correction(SCORE, phrase) is None] == []
