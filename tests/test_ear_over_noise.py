"""Where an answer begins and ends in a noisy room."""

import numpy as np
import pytest
from ear_sounds import hiss, joined, pcm, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.ear.answers import AnswerEar, at_once
from voicecoach.ear.over_noise import OverNoise
from voicecoach.ear.voicing import FRAME_BYTES

SCORE = Question("soreness", "How strong is it?", Answers.SCORE)


class Keeps:
    """A recogniser that keeps how long each utterance was."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def recognise(self, said: Pcm, question: Question) -> str:
        self.seconds.append(said.seconds)
        return "six"


def told(samples: bytes) -> tuple[list[float], list[float]]:
    """When an answer came, and how long each was."""
    keeps = Keeps()
    ear = AnswerEar(keeps, at_once)
    ear.open(SCORE)
    times = [at / 2 / RATE for at in range(0, len(samples), 320) if ear.feed(samples[at : at + 320])]
    return times, keeps.seconds


@pytest.mark.parametrize("noise", [1e-4, 0.003, 0.01, 0.03])
def test_an_answer_ends_within_a_good_second_of_the_word_however_loud_the_room_hisses(noise: float) -> None:
    word = spoken("seven")
    length = len(word) / RATE
    (at,), (seconds,) = told(pcm(joined(silence(2), word, silence(3), room=noise)))
    assert 0.6 < at - 2 - length < 1.2
    assert 0.5 * length < seconds < length + 0.5


def test_a_room_that_grows_louder_is_no_answer_for_more_than_three_seconds() -> None:
    quiet, loud = hiss(3, 1e-3), hiss(12, 0.02)
    times, _ = told(pcm(np.concatenate((quiet, loud))))
    assert len(times) <= 1
    assert all(at < 6.3 for at in times)


def test_the_noise_is_what_was_quietest_and_a_word_does_not_raise_it() -> None:
    ears = OverNoise()
    samples = pcm(joined(hiss(2, 0.01), spoken("seven")))
    before = 0.0
    for at in range(0, len(samples) - FRAME_BYTES, FRAME_BYTES):
        ears.feed(samples[at : at + FRAME_BYTES])
        if at < 2 * 2 * RATE:
            before = ears.noise_db
    assert abs(ears.noise_db - before) < 2.0
    assert abs(before - 20 * np.log10(0.01)) < 2.0


def test_only_what_is_nearly_as_loud_as_the_loudest_is_near_the_peak() -> None:
    ears = OverNoise()
    samples = pcm(np.concatenate((hiss(0.5, 0.1), hiss(0.5, 0.02))))
    near = []
    for at in range(0, len(samples), FRAME_BYTES):
        ears.feed(samples[at : at + FRAME_BYTES])
        near.append(ears.near_peak)
    assert near[5:25] == [True] * 20
    assert near[25:] == [False] * 25
    ears.again()
    ears.feed(samples[-FRAME_BYTES:])
    assert ears.near_peak
