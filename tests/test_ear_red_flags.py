"""The red-flag phrases in the ear: before the words within them, masked where the coach names them."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from ear_sounds import Firing, Sound, joined, pcm, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.lines import BREATH
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.words import ALARMS, RARER, WORD_OF, Word, understand
from voicecoach.ear.answers import AnswerEar, at_once
from voicecoach.ear.commands import RED_FLAGS, CommandSpotter, Decision, Phrase, Sensitivity, load
from voicecoach.ear.denial import SecondLook
from voicecoach.ear.ear import Ear
from voicecoach.ear.own import named
from voicecoach.ear.port import Hit

SOUNDS = Path(__file__).parent / "sounds"
COMMANDS, RARE = load(), load(name=RED_FLAGS)
PAIN, CHEST = Phrase("pain", 1, 0.5), Phrase("chest pain", 0, 0.5)
COACH = spoken("Lie on your back with your knees bent, and let the head be heavy. Breathe slowly.", loud=0.05)


def test_the_heads_know_every_row_that_a_rarer_phrase_leads_to_and_nothing_else() -> None:
    assert {WORD_OF[phrase.text] for phrase in RARE.phrases} == set(RARER)
    assert [phrase.text for phrase in RARE.phrases if phrase.text not in RARER[WORD_OF[phrase.text]]] == []


def test_what_a_hit_says_is_understood_as_its_row() -> None:
    assert [p.text for p in RARE.phrases if understand(p.text) is not WORD_OF[p.text]] == []


def test_each_is_always_obeyed_and_its_threshold_is_a_probability() -> None:
    assert {phrase.tier for phrase in RARE.phrases} == {0}
    assert {WORD_OF[phrase.text] for phrase in RARE.phrases} <= ALARMS
    assert [phrase for phrase in RARE.phrases if not 0.0 < phrase.threshold < 1.0] == []


def test_the_commands_are_heard_as_without_them_to_the_last_digit() -> None:
    sound = pcm(joined(silence(0.5), spoken("stop"), silence(1), spoken("again"), silence(1)))
    alone, both = CommandSpotter(model=COMMANDS), CommandSpotter()
    for at in range(0, len(sound), 2_560):
        alone.feed(sound[at : at + 2_560])
        both.feed(sound[at : at + 2_560])
        assert {phrase: both.scores[phrase] for phrase in alone.scores} == alone.scores


def test_the_spotter_as_shipped_can_be_looked_at_for_both() -> None:
    assert set(CommandSpotter().scores) == {p.text for model in (COMMANDS, RARE) for p in model.phrases}


@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in (SOUNDS / "red_flags").glob("*.wav")),
)
def test_a_voice_that_it_never_learnt_from_is_heard_as_the_row(name: str) -> None:
    with wave.open(str(SOUNDS / "red_flags" / f"{name}.wav")) as file:
        said = file.readframes(file.getnframes())
    spotter, sound = CommandSpotter(), bytes(RATE) + said + bytes(2 * RATE)
    hits = [hit for at in range(0, len(sound), 640) for hit in spotter.feed(sound[at : at + 640])]
    assert WORD_OF[name.replace("_", "'").replace("-", " ")] in {WORD_OF[hit.phrase] for hit in hits}


@pytest.mark.parametrize("voice", ["en-us", "en-us+m3", "en-gb+f5"])
@pytest.mark.parametrize(
    "answer",
    [
        "no pain",
        "not sore at all",
        "dull",
        "something else",
        "bone",
        "joint",
        "the joint",
        "bone or joint",
        "three",
    ],
)
def test_an_answer_sets_off_no_red_flag(answer: str, voice: str) -> None:
    assert red_flags_in(answer, voice) == []


@pytest.mark.parametrize("voice", ["en-us", "en-us+m3", "en-gb+f5"])
@pytest.mark.parametrize("phrase", ["in the joint", "numb face", "passing out"])
def test_the_red_flag_that_an_answer_sounds_like_is_still_heard_from_the_same_voice(
    phrase: str, voice: str
) -> None:
    assert red_flags_in(phrase, voice) == [phrase]


def red_flags_in(text: str, voice: str) -> list[str]:
    spotter, known = CommandSpotter(), {phrase.text for phrase in RARE.phrases}
    sound = pcm(joined(silence(0.5), spoken(text, voice), silence(1.0)))
    hits = [hit for at in range(0, len(sound), 2_560) for hit in spotter.feed(sound[at : at + 2_560])]
    return [hit.phrase for hit in hits if hit.phrase in known]


@pytest.mark.parametrize(
    ("rows", "heard"),
    [
        ([(0.9, 0.9), (0.9, 0.9)], ["chest pain"]),
        ([(0.9, 0.0), (0.9, 0.0), (0.9, 0.9), (0.9, 0.9)], ["pain", "chest pain"]),
        ([(0.0, 0.9), (0.0, 0.9), (0.9, 0.9), (0.9, 0.9)], ["chest pain"]),
    ],
    ids=["at once", "the word first", "the word last"],
)
def test_the_word_within_it_never_stands_in_its_way(
    rows: Sequence[tuple[float, float]], heard: list[str]
) -> None:
    decision = Decision((PAIN, CHEST), Sensitivity())
    hits = [hit for at, row in enumerate(rows) for hit in decision.take(np.array(row, np.float32), at * 0.04)]
    assert [hit.phrase for hit in hits] == heard


class Kept:
    """What an ear passed on and what it dropped."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.dropped: list[tuple[str, str]] = []

    def on_heard(self, text: str, at: float, score: float | None) -> None:
        self.heard.append(text)

    def on_dropped(self, hit: Hit, why: str) -> None:
        self.dropped.append((hit.phrase, why))


def heard_after(first: str, second: str) -> list[str]:
    kept = Kept()
    hits = Firing(Hit(first, 0.50, 0.9), Hit(second, 0.70, 0.9))
    run(Ear(hits, None, kept.on_heard, on_dropped=kept.on_dropped), silence(1.5))
    return kept.heard


@pytest.mark.parametrize(
    ("first", "second"), [("pain", "chest pain"), ("numb", "numb face"), ("can't breathe", "can't move")]
)
def test_a_graver_red_flag_counts_after_what_was_heard_in_it(first: str, second: str) -> None:
    assert heard_after(first, second) == [first, second]


@pytest.mark.parametrize(
    ("first", "second"), [("dizzy", "spinning"), ("stop", "that feels wrong"), ("numb face", "numb")]
)
def test_the_same_row_or_a_lesser_one_in_the_same_breath_is_not_told_twice(first: str, second: str) -> None:
    assert heard_after(first, second) == [first]


def test_a_red_flag_counts_at_once_while_a_question_is_open() -> None:
    kept = Kept()
    ear = Ear(Firing(Hit("can't move", 0.5, 0.9)), AnswerEar(Reading("six"), at_once), kept.on_heard)
    ear.listen(Question("soreness", "How strong?", Answers.SCORE))
    run(ear, joined(silence(0.3), spoken("six"), silence(1.5)))
    assert kept.heard == ["can't move"]


@pytest.mark.parametrize("phrase", ["chest tightness", "tight chest", "short of breath"])
def test_the_coach_does_not_alarm_itself_with_what_its_question_names(phrase: str) -> None:
    kept = Kept()
    ear = Ear(Firing(Hit(phrase, 2.0, 0.95)), None, kept.on_heard, on_dropped=kept.on_dropped)
    ear.speaking(BREATH, 0.0, 4.0)
    run(ear, np.zeros(len(COACH)), COACH)
    assert (kept.heard, kept.dropped) == ([], [(phrase, "the coach says this word here")])


def test_what_the_coach_names_is_named_as_its_row() -> None:
    assert {one.word for one in named("A tight chest, or something slipped?", 0.0, 3.0)} == {
        Word.DIZZY,
        Word.SLIPPED,
    }


class Waiting:
    """A recogniser whose answers come when they are asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def recognise(self, said: Pcm, question: Question) -> str:
        self.asked += 1
        return "not numb"


def test_nobody_denies_a_red_flag_nor_the_word_that_fired_in_it() -> None:
    recogniser, kept = Waiting(), Kept()
    look = SecondLook(recogniser, at_once)
    sound = joined(silence(1.0), spoken("numb face"), silence(0.5))
    ends = len(sound) / RATE - 0.5
    hits = Firing(Hit("numb", ends - 0.3, 0.9), Hit("numb face", ends - 0.3, 0.9))
    run(Ear(hits, None, kept.on_heard, second_look=look), sound)
    assert (kept.heard, recogniser.asked) == (["numb", "numb face"], 1)


class Reading:
    """Recognises every utterance as the same text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def recognise(self, said: Pcm, question: Question) -> str:
        return self.text


def run(ear: Ear, near: Sound, far: Sound | None = None) -> None:
    nears, fars = pcm(near), pcm(far) if far is not None else b""
    for at in range(0, len(nears), 320):
        ear.hear(nears[at : at + 320], fars[at : at + 320], at / 2 / RATE)
