"""The ear's pipeline: what it passes on, what it drops and why, with spotters that fire when they are told to."""

from collections.abc import Sequence
from concurrent.futures import Future

import numpy as np
import pytest
from ear_sounds import Firing, Sound, as_pcm, hiss, in_a_room, joined, made_up_room, pcm, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.ear.answers import AnswerEar, at_once
from voicecoach.ear.ear import Ear
from voicecoach.ear.hear import Heard, hear
from voicecoach.ear.own import named
from voicecoach.ear.port import Hit, Spotter
from voicecoach.errors import EarError

HOW_STRONG = Question("soreness", "How strong?", Answers.SCORE)
BLOCK = RATE // 100
COACH = spoken("Lie on your back with your knees bent, and let the head be heavy. Breathe slowly.", loud=0.05)


class Reading:
    """Recognises every utterance as the same text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.said: list[float] = []

    def recognise(self, said: Pcm, question: Question) -> str:
        self.said.append(said.seconds)
        return self.text


class Broken:
    """Fails with every block."""

    def feed(self, pcm: bytes) -> Sequence[Hit]:
        raise EarError("the model is gone")


def run(ear: Ear, near: Sound, far: Sound | None = None, begins: float = 0.0) -> None:
    nears = pcm(near)
    fars = pcm(far) if far is not None else b""
    for at in range(0, len(nears), 2 * BLOCK):
        ear.hear(nears[at : at + 2 * BLOCK], fars[at : at + 2 * BLOCK], begins + at / 2 / RATE)


class Kept:
    """What an ear passed on and what it dropped."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float]] = []
        self.dropped: list[tuple[str, str]] = []
        self.broke: list[str] = []

    def ear(self, spotter: Spotter, answers: AnswerEar | None = None, twin: Spotter | None = None) -> Ear:
        return Ear(
            spotter,
            answers,
            lambda text, at, score: self.heard.append((text, round(at, 2))),
            twin=twin,
            on_dropped=lambda hit, why: self.dropped.append((hit.phrase, why)),
            on_broke=self.broke.append,
        )


def test_hits_are_told_on_the_clock_of_the_session() -> None:
    kept = Kept()
    run(kept.ear(Firing(Hit("stop", 1.0, 0.99), Hit("next", 2.0, 0.8))), hiss(3), begins=40.0)
    assert kept.heard == [("stop", 41.0), ("next", 42.0)]


def test_a_word_in_one_breath_with_an_alarm_does_not_undo_it() -> None:
    kept = Kept()
    run(kept.ear(Firing(Hit("stop", 1.0, 0.9), Hit("go on", 1.8, 0.9), Hit("go on", 2.4, 0.9))), hiss(3))
    assert kept.heard == [("stop", 1.0), ("go on", 2.4)]
    assert kept.dropped == [("go on", "it was said in one breath with an alarm")]


def test_one_utterance_is_one_alarm_and_the_first_of_two_counts() -> None:
    kept = Kept()
    run(
        kept.ear(
            Firing(Hit("stop", 1.0, 0.9), Hit("ow", 1.2, 0.9), Hit("stop", 1.4, 0.9), Hit("ow", 2.5, 0.9))
        ),
        hiss(3),
    )
    assert kept.heard == [("stop", 1.0), ("stop", 1.4), ("ow", 2.5)]
    assert kept.dropped == [("ow", "it was the same utterance as the word before")]


def test_a_word_that_the_coach_names_is_masked_while_it_names_it() -> None:
    kept = Kept()
    line = "You can say stop at any time."
    echo = in_a_room(COACH, made_up_room(), 0.02)
    ear = kept.ear(Firing(Hit("stop", 1.4, 0.99), Hit("pain", 1.5, 0.99)))
    ear.speaking(line, 0.0, 3.0)
    run(ear, echo, COACH)
    assert kept.dropped == [("stop", "the coach says this word here")]
    assert kept.heard == [("pain", 1.5)]


def test_the_mask_ends_with_the_word_and_not_with_the_line() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("stop", 3.6, 0.99)))
    ear.speaking("Say stop, and then take all the time that you want for the way back.", 0.0, 4.5)
    run(ear, in_a_room(COACH, made_up_room(), 0.02), COACH)
    assert kept.heard == [("stop", 3.6)]


def test_hush_ends_the_mask() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("stop", 2.2, 0.99)))
    ear.speaking("Lie down, take a breath, and say stop.", 0.0, 3.0)
    ear.speaking(None, 1.0, 1.0)
    run(ear, in_a_room(COACH, made_up_room(), 0.02), COACH)
    assert kept.heard == [("stop", 2.2)]


def test_names_are_looked_for_where_their_letters_stand() -> None:
    (one,) = named("Say stop at any time.", 10.0, 14.0)
    assert (one.word.value, 10.0 < one.start + 0.6 < 11.0, one.end < 12.7) == ("stop", True, True)


def test_a_word_that_begins_with_a_command_is_masked_as_that_command() -> None:
    assert [one.word.value for one in named("Stopped.", 0.0, 1.0)] == ["stop"]
    assert [one.word.value for one in named("Own it, numbers count.", 0.0, 1.0)] == ["numb"]


def test_where_the_loudspeaker_itself_sounds_like_a_command_it_does_not_count() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("pain", 2.0, 0.99), Hit("stop", 2.6, 0.99)), twin=Firing(Hit("pain", 1.9, 0.6)))
    run(ear, in_a_room(COACH, made_up_room(), 0.02), COACH)
    assert kept.dropped == [("pain", "the coach's own voice sounds like it here")]
    assert kept.heard == [("stop", 2.6)]


def test_next_in_the_echo_alone_does_not_count() -> None:
    kept = Kept()
    run(kept.ear(Firing(Hit("next", 4.0, 0.99))), in_a_room(COACH, made_up_room(), 0.02), COACH)
    assert kept.heard == []
    assert kept.dropped == [("next", "the coach is talking, and this was not louder than its echo")]


def test_an_unsure_stop_in_the_echo_alone_does_not_count_but_a_sure_one_does() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("stop", 3.5, 0.7), Hit("stop", 4.0, 0.99)))
    run(ear, in_a_room(COACH, made_up_room(), 0.02), COACH)
    assert kept.heard == [("stop", 4.0)]
    assert kept.dropped == [("stop", "the coach is talking, and this was not louder than its echo")]


def test_with_headphones_every_word_is_heard_while_the_coach_talks() -> None:
    kept = Kept()
    word = spoken("next", "en-gb")
    near = np.zeros(len(COACH))
    near[int(3.6 * RATE) :][: len(word)] = word
    run(kept.ear(Firing(Hit("next", 4.0, 0.99))), near + hiss(len(near) / RATE)[: len(near)], COACH)
    assert kept.heard == [("next", 4.0)]


def test_an_answer_is_given_a_second_after_its_end() -> None:
    kept = Kept()
    reading = Reading("four")
    ear = kept.ear(Firing(), AnswerEar(reading, at_once))
    ear.listen(HOW_STRONG)
    word = spoken("four")
    run(ear, joined(silence(1), word, silence(2)))
    ((text, at),) = kept.heard
    assert text == "four"
    assert 0.8 < at - 1 - len(word) / RATE < 1.3
    assert len(reading.said) == 1


def test_nothing_is_collected_without_a_question() -> None:
    kept = Kept()
    ear = kept.ear(Firing(), AnswerEar(Reading("four"), at_once))
    run(ear, joined(silence(1), spoken("four"), silence(2)))
    ear.listen(HOW_STRONG)
    ear.listen(None)
    run(ear, joined(silence(1), spoken("four"), silence(2)))
    assert kept.heard == []


def test_talk_without_end_is_cut_after_three_seconds() -> None:
    reading = Reading("")
    kept = Kept()
    ear = kept.ear(Firing(), AnswerEar(reading, at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(0.5), spoken("one two three four five six seven eight nine ten and then eleven")))
    assert reading.said[0] == pytest.approx(3.2, abs=0.05)
    assert kept.heard[0][0] == ""


def test_a_click_is_no_answer() -> None:
    kept = Kept()
    ear = kept.ear(Firing(), AnswerEar(Reading("four"), at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), hiss(0.04, 0.2), silence(2)))
    assert kept.heard == []


def test_stop_in_an_answer_is_told_at_once_and_is_no_answer() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("stop", 1.3, 0.99)), AnswerEar(Reading("four"), at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("stop"), silence(2)))
    assert kept.heard == [("stop", 1.3)]


def test_an_answer_outdoes_a_command_that_it_sounds_like() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("go on", 1.3, 0.6)), AnswerEar(Reading("four"), at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("four"), silence(2)))
    assert [text for text, _ in kept.heard] == ["four"]


def test_a_command_instead_of_an_answer_counts() -> None:
    kept = Kept()
    ear = kept.ear(Firing(Hit("skip", 1.3, 0.6)), AnswerEar(Reading(""), at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("skip"), silence(2)))
    assert kept.heard == [("skip", 1.3)]


@pytest.mark.parametrize(
    "hit", [Hit("faint", 1.3, 0.66), Hit("in the joint", 1.3, 0.95)], ids=lambda hit: hit.phrase
)
def test_an_answer_outdoes_a_red_flag_that_it_may_sound_like(hit: Hit) -> None:
    kept = Kept()
    ear = kept.ear(Firing(hit), AnswerEar(Reading("eight"), at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("eight"), silence(2)))
    assert ([text for text, _ in kept.heard], kept.dropped) == (
        ["eight"],
        [(hit.phrase, 'it was an answer: "eight"')],
    )


@pytest.mark.parametrize(
    "hit", [Hit("faint", 1.3, 0.66), Hit("it slipped", 1.3, 0.95)], ids=lambda hit: hit.phrase
)
def test_a_red_flag_instead_of_an_answer_counts_once_no_answer_came_of_it(hit: Hit) -> None:
    kept = Kept()
    ear = kept.ear(Firing(hit, Hit("skip", 1.4, 0.6)), AnswerEar(Reading(""), at_once))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("it slipped"), silence(2)))
    assert kept.heard == [(hit.phrase, 1.3)]


def test_pain_after_a_red_flag_that_waits_is_told_at_once() -> None:
    kept = Kept()
    ear = kept.ear(
        Firing(Hit("faint", 1.2, 0.66), Hit("pain", 1.3, 0.9)), AnswerEar(Reading("four"), at_once)
    )
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("pain"), silence(2)))
    assert kept.heard == [("pain", 1.3)]


def test_an_emergency_that_is_sure_is_told_at_once_whatever_the_question() -> None:
    kept = Kept()
    never: Future[str] = Future()
    ear = kept.ear(Firing(Hit("can't see", 1.3, 0.85)), AnswerEar(Reading(""), lambda work: never))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("can't see"), silence(0.3)))
    assert kept.heard == [("can't see", 1.3)]


def test_the_spotter_goes_on_while_an_answer_is_recognised() -> None:
    kept = Kept()
    never: Future[str] = Future()
    ear = kept.ear(Firing(Hit("pain", 4.0, 0.99)), AnswerEar(Reading(""), lambda work: never))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("four"), silence(4)))
    assert kept.heard == [("pain", 4.0)]


def test_an_answer_to_a_closed_question_is_dropped() -> None:
    kept = Kept()
    late: Future[str] = Future()
    ear = kept.ear(Firing(), AnswerEar(Reading(""), lambda work: late))
    ear.listen(HOW_STRONG)
    run(ear, joined(silence(1), spoken("four"), silence(2)))
    ear.listen(None)
    late.set_result("four")
    run(ear, hiss(1))
    assert kept.heard == []


def test_the_coach_s_own_question_is_no_answer() -> None:
    kept = Kept()
    ear = kept.ear(Firing(), AnswerEar(Reading("four"), at_once))
    ear.listen(HOW_STRONG)
    far = np.concatenate((silence(0.5), COACH, silence(2)))
    run(ear, in_a_room(far, made_up_room(), 0.05) + hiss(len(far) / RATE)[: len(far)], far)
    assert kept.heard == []


def test_the_end_of_the_coach_s_own_question_is_no_answer_however_late_it_comes() -> None:
    question = spoken("Is that right? Yes or no?")
    far = joined(question, silence(2.5))
    late = joined(silence(0.4), 0.2 * question, silence(2.1))
    own, somebody_else = Kept(), Kept()
    for kept, near in (
        (own, late),
        (somebody_else, joined(0.2 * question, silence(0.2), spoken("no", "en-gb+f3"))),
    ):
        ear = kept.ear(Firing(), AnswerEar(Reading("no"), at_once))
        near, far_too = (np.concatenate((sound, silence(3)))[: len(far)] for sound in (near, far))
        opens = len(question) // BLOCK * BLOCK
        run(ear, near[:opens], far_too[:opens])
        ear.listen(HOW_STRONG)
        run(ear, near[opens:], far_too[opens:], opens / RATE)
    assert [text for text, _ in somebody_else.heard] == ["no"]
    assert (own.heard, own.dropped) == ([], [("no", "the coach's own voice sounded just like it")])


def test_a_broken_recogniser_is_told_once() -> None:
    kept = Kept()
    run(kept.ear(Broken()), hiss(1))
    assert kept.broke == ["the model is gone"]


def test_a_sound_card_s_offset_does_not_reach_the_spotter() -> None:
    fed: list[bytes] = []

    class Keeping:
        def feed(self, pcm: bytes) -> Sequence[Hit]:
            fed.append(pcm)
            return ()

    run(Kept().ear(Keeping()), hiss(4) + 0.2)
    assert abs(np.frombuffer(b"".join(fed[-100:]), "<i2").mean()) < 20


@pytest.mark.parametrize("near", [np.ones(RATE), -np.ones(RATE), np.zeros(RATE), np.zeros(0), np.zeros(77)])
def test_clipped_silent_and_odd_blocks_are_taken(near: Sound) -> None:
    kept = Kept()
    run(kept.ear(Firing(), AnswerEar(Reading("four"), at_once)), near, near)
    assert kept.heard == []


def test_a_recording_is_heard_with_the_reasons_of_what_was_dropped() -> None:
    echo = in_a_room(COACH, made_up_room(), 0.02)
    found = hear(
        as_pcm(echo),
        as_pcm(COACH),
        Firing(Hit("next", 2.0, 0.99), Hit("stop", 3.0, 0.99)),
        twin=Firing(Hit("next", 1.9, 0.6)),
    )
    assert found == (
        Heard(2.0, "next", 0.99, 2, "the coach's own voice sounds like it here"),
        Heard(3.0, "stop", 0.99, 1, None),
    )
    assert [one.line for one in found] == [
        "00:02.00   0.99  next  not acted on: the coach's own voice sounds like it here",
        "00:03.00   0.99  stop",
    ]


def test_a_recording_of_another_rate_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="sound of 44100 samples a second; the ear takes 16000"):
        hear(Pcm(b"", 44_100), None, Firing())
