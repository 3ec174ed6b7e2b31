"""What a measured level means for the person."""

import pytest

from voicecoach.core.levels import Level, Verdict, judge


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        (Level(-25.0, -60.0, 0.3), Verdict.GOOD),
        (Level(-25.0, -36.0, 0.3), Verdict.GOOD),
        (Level(-25.0, -70.0, 0.3), Verdict.GOOD),  # a gated microphone is digitally silent between words
        (Level(None, -70.0, 0.0), Verdict.SILENT),
        (Level(None, -70.0, 0.0001), Verdict.SILENT),
        (Level(-70.0, -70.0, 0.0), Verdict.SILENT),
        (Level(-12.0, -60.0, 1.0), Verdict.CLIPPED),
        (Level(None, -30.0, 0.1), Verdict.NOISY),
        (Level(-25.0, -30.0, 0.4), Verdict.NOISY),
        (Level(-45.0, -50.0, 0.1), Verdict.BURIED),
        (Level(-53.0, -69.5, 0.01), Verdict.QUIET),
        (Level(None, -60.0, 0.01), Verdict.NO_SPEECH),
    ],
)
def test_the_first_thing_to_put_right_is_named(level: Level, verdict: Verdict) -> None:
    assert judge(level) is verdict


def test_words_that_are_loud_enough_stay_so_when_they_grow_louder() -> None:
    for noise in range(-70, -25):
        judged = [judge(Level(float(speech), float(noise), 0.5)) for speech in range(-60, -10)]
        first = judged.index(Verdict.GOOD)
        assert set(judged[first:]) == {Verdict.GOOD}
