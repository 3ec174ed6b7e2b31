"""The second look at what halted: "no pain" is found, and "pain" is never taken for it."""

from collections.abc import Sequence

import pytest
from ear_sounds import Sound, joined, pcm, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.words import TakenBack, Word, understand
from voicecoach.ear.answers import at_once
from voicecoach.ear.denial import DENIED, SecondLook
from voicecoach.ear.ear import Ear
from voicecoach.ear.port import Hit
from voicecoach.ear.recogniser import Recogniser
from voicecoach.ear.sphinx_answers import SphinxAnswers

EAR_CHECK = Question("ear check", "Say stop now.", Answers.EAR)


class Always:
    """A recogniser that understands the same each time, and keeps what it was given."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seconds: list[float] = []

    def recognise(self, said: Pcm, question: Question) -> str:
        self.seconds.append(said.seconds)
        return self.text


def looked(said: Sound, word: Word, recogniser: Recogniser, coach_sounds: bool = False) -> list[str]:
    """What the second look finds when ``word`` fired at the end of ``said``."""
    look, found = SecondLook(recogniser, at_once), []
    sound = pcm(joined(silence(1.0), said))
    for at in range(0, len(sound), 320):
        found.append(look.feed(sound[at : at + 320], coach_sounds))
    look.alarm(word)
    found += [look.feed(bytes(320), False) for _ in range(3)]
    return [text for text in found if text is not None]


@pytest.mark.parametrize(("word", "phrase"), [(w, p) for w, phrases in DENIED.items() for p in phrases])
def test_every_denial_takes_back(word: Word, phrase: str) -> None:
    assert understand(phrase) == TakenBack()


def test_a_denial_is_told_once() -> None:
    assert looked(spoken("no pain"), Word.PAIN, Always("no pain")) == ["no pain"]


@pytest.mark.parametrize("text", ["pain", "", "don't stop", "oh pain"])
def test_anything_but_a_denial_of_that_very_word_is_nothing(text: str) -> None:
    assert looked(spoken("no pain"), Word.PAIN, Always(text)) == []


def test_only_the_last_utterance_is_looked_at() -> None:
    recogniser = Always("")
    looked(
        joined(spoken("a long story about the garden"), silence(0.5), spoken("pain")), Word.PAIN, recogniser
    )
    assert recogniser.seconds[0] < 0.9


def test_nothing_is_looked_at_that_the_coach_talked_over() -> None:
    assert looked(spoken("no pain"), Word.PAIN, Always("no pain"), coach_sounds=True) == []


@pytest.fixture(scope="module")
def recogniser() -> SphinxAnswers:
    return SphinxAnswers()


@pytest.mark.parametrize("voice", ["en-us", "en-gb", "en-us+f3"])
@pytest.mark.parametrize("word", [Word.PAIN, Word.STOP])
def test_a_plain_alarm_is_never_undone(recogniser: SphinxAnswers, voice: str, word: Word) -> None:
    assert looked(spoken(word.value, voice), word, recogniser) == []


def test_a_denial_is_found(recogniser: SphinxAnswers) -> None:
    assert looked(spoken("it doesn't hurt"), Word.PAIN, recogniser) == ["it doesn't hurt"]
    assert looked(spoken("don't stop"), Word.STOP, recogniser) == ["don't stop"]


class Firing:
    """A spotter that hears ``hit`` in the block that it ends in."""

    def __init__(self, hit: Hit) -> None:
        self.hit = hit
        self.fed = 0

    def feed(self, block: bytes) -> Sequence[Hit]:
        before, self.fed = self.fed / RATE, self.fed + len(block) // 2
        return (self.hit,) if before < self.hit.at <= self.fed / RATE else ()


def test_the_ear_halts_at_once_and_tells_the_denial_after_it(recogniser: SphinxAnswers) -> None:
    heard: list[str] = []
    sound = joined(silence(1.0), spoken("it doesn't hurt"), silence(0.5))
    fires = Hit("it hurts", len(sound) / RATE - 0.45, 0.9)
    look = SecondLook(recogniser, at_once)
    ear = Ear(Firing(fires), None, lambda text, at, score: heard.append(text), second_look=look)
    samples = pcm(sound)
    for at in range(0, len(samples), 320):
        ear.hear(samples[at : at + 320], bytes(320), at / 2 / RATE)
    assert heard == ["it hurts", "it doesn't hurt"]


def test_the_word_that_the_ear_check_asks_for_is_not_looked_at_twice() -> None:
    """The second look holds up the sound of the answer, and nobody denies what was asked for."""
    looked_at = []
    for question in (EAR_CHECK, None):
        recogniser = Always("don't stop")
        sound = pcm(joined(silence(1.0), spoken("stop"), silence(0.5)))
        fires = Hit("stop", len(sound) / 2 / RATE - 0.3, 0.9)
        look = SecondLook(recogniser, at_once)
        ear = Ear(Firing(fires), None, lambda text, at, score: None, second_look=look)
        ear.listen(question)
        for at in range(0, len(sound), 320):
            ear.hear(sound[at : at + 320], bytes(320), at / 2 / RATE)
        looked_at.append(len(recogniser.seconds))
    assert looked_at == [0, 1]
