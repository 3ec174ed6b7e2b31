"""The check at the start of a session: what of the room is told, and how the first word is judged."""

import numpy as np
import pytest
from ear_sounds import hiss

from voicecoach.core import lines
from voicecoach.core.card import Answers, Question
from voicecoach.core.levels import Verdict
from voicecoach.core.messages import Heard, Speak
from voicecoach.ear.kept import Enrolment
from voicecoach.shells.first_seconds import NOISIER, FirstSeconds

EAR = Question("ear check", lines.EAR_CHECK, Answers.EAR)
SILENT = bytes(320)
KNOWN = Enrolment("now", "x", (), np.zeros((0, 96), np.float32), -20.0, -60.0, 0.25, ())


def blocks(loud: float, seconds: float) -> list[bytes]:
    pcm = (np.clip(hiss(seconds, loud), -1, 1) * 32767).astype("<i2").tobytes()
    return [pcm[at : at + 320] for at in range(0, len(pcm), 320)]


def told(loud: float, voice: Enrolment | None = None, far: bytes = SILENT, seconds: float = 3.0) -> list[str]:
    said: list[str] = []
    first = FirstSeconds(said.append, voice)
    for block in blocks(loud, seconds):
        first.block(block, far)
    return said


def test_a_quiet_room_is_not_talked_about() -> None:
    assert told(1e-3) == []
    assert told(0.0) == []


def asked(loud: float, seconds: float) -> list[str]:
    said: list[str] = []
    first = FirstSeconds(said.append, None)
    first.listen(EAR)
    for block in blocks(loud, seconds):
        first.block(block, SILENT)
    first.listen(None)
    return said


def test_digital_silence_instead_of_an_answer_is_named_as_a_muted_microphone() -> None:
    (line,) = asked(0.0, 8.0)
    assert line.startswith("the microphone: it gives digital silence")
    assert asked(1e-3, 8.0) == []
    assert asked(0.0, 1.0) == []


def test_a_very_noisy_room_is_told_once() -> None:
    (line,) = told(0.05, seconds=9.0)
    assert line.startswith("the microphone: there is much noise")


def test_a_room_much_noisier_than_when_the_voice_was_learnt_is_told() -> None:
    assert told(0.01) == []
    assert told(0.01, KNOWN) == [NOISIER]


def test_the_coachs_own_sound_is_not_taken_for_the_room() -> None:
    assert told(0.2, far=b"\x01\x00" * 160) == []


def test_nothing_is_told_before_two_seconds_have_passed() -> None:
    assert told(0.05, seconds=1.9) == []


@pytest.mark.parametrize(
    ("word", "noise", "voice", "verdict"),
    [
        (0.1, 3e-4, None, Verdict.GOOD),
        (2e-3, 2e-5, None, Verdict.QUIET),
        (0.01, 3e-4, None, Verdict.GOOD),
        (0.01, 3e-4, KNOWN, Verdict.QUIET),
        (0.06, 0.03, None, Verdict.NOISY),
    ],
)
def test_the_word_of_the_ear_check_is_judged(
    word: float, noise: float, voice: Enrolment | None, verdict: Verdict
) -> None:
    first = FirstSeconds(lambda line: None, voice)
    first.listen(EAR)
    quiet, loud = blocks(noise, 0.8), blocks(word, 0.4)
    for block in (*quiet, *loud, *quiet[:20]):
        first.block(block, SILENT)
    assert first.word() is verdict


def test_no_other_word_is_judged() -> None:
    first = FirstSeconds(lambda line: None, None)
    first.listen(EAR)
    first.listen(None)
    for block in blocks(0.1, 1.0):
        first.block(block, SILENT)
    assert first.word() is None


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (None, lines.EAR_GOOD),
        (Verdict.GOOD, lines.EAR_GOOD),
        (Verdict.QUIET, lines.EAR_FAINT),
        (Verdict.BURIED, lines.EAR_FAINT),
        (Verdict.NOISY, lines.EAR_NOISY),
    ],
)
def test_the_coach_says_how_the_word_came(came: Verdict | None, said: str) -> None:
    from coaching import Player

    from voicecoach.core.coach import advance

    player = Player().until(lambda s: s.asking is not None)
    _, actions = advance(player.state, Heard(player.now, "stop", 0.9, came))
    assert [a.text for a in actions if isinstance(a, Speak)] == [said]
