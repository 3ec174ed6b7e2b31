"""What is measured of a microphone's sound."""

import numpy as np
import pytest
from ear_sounds import Sound, hiss, joined, pcm, silence, spoken

from voicecoach.core.findings import Measured
from voicecoach.core.levels import Level, Verdict, judge
from voicecoach.core.pcm import RATE
from voicecoach.ear.gauge import Gauge


def measured(sound: Sound, block: int = 320, seconds: float | None = None) -> Measured:
    gauge, samples = Gauge(seconds), pcm(sound)
    for at in range(0, len(samples), block):
        gauge.feed(samples[at : at + block])
    return gauge.measured


def tone(hertz: float, seconds: float, loud: float) -> Sound:
    time = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(loud * np.sin(2 * np.pi * hertz * time), np.float32)


def test_nothing_and_zeros_are_silent() -> None:
    nothing = Measured(Level(None, -70.0, 0.0))
    assert Gauge().measured == nothing
    assert measured(silence(2)) == nothing


def test_words_and_noise_are_told_apart() -> None:
    sound = joined(
        hiss(1, 0.001), 0.3 * spoken("stop") + hiss(len(spoken("stop")) / RATE, 0.001), hiss(1, 0.001)
    )
    level = measured(sound).level
    assert level.noise_db == pytest.approx(-60.0, abs=2.0)
    assert level.speech_db is not None
    assert -40.0 < level.speech_db < -15.0
    assert judge(level) is Verdict.GOOD


def test_a_click_is_no_word() -> None:
    sound = np.array(hiss(2, 0.001))
    sound[RATE : RATE + 200] = 0.9
    assert measured(sound).level.speech_db is None


def test_noise_alone_is_no_speech_and_no_hum() -> None:
    found = measured(hiss(3, 0.01))
    assert found.level.speech_db is None
    assert found.level.noise_db == pytest.approx(-40.0, abs=1.0)
    assert found.hum < 0.2


@pytest.mark.parametrize("base", [50, 60])
def test_hum_is_known_at_both_mains_and_a_tone_is_none(base: int) -> None:
    humming = tone(base, 3, 0.01) + tone(3 * base, 3, 0.005) + hiss(3, 0.001)
    assert measured(humming).hum > 0.8
    assert measured(tone(440, 3, 0.02) + hiss(3, 0.001)).hum < 0.1


def test_clipping_and_a_constant_part_are_measured() -> None:
    assert judge(measured(np.clip(tone(300, 2, 2.0), -1.0, 1.0)).level) is Verdict.CLIPPED
    found = measured(hiss(2, 0.001) + np.float32(0.1))
    assert found.offset == pytest.approx(0.1, abs=0.001)
    assert found.level.noise_db == pytest.approx(-60.0, abs=1.0)


def test_odd_blocks_measure_the_same() -> None:
    sound = joined(hiss(0.5, 0.01), spoken("pause"), hiss(0.5, 0.01))
    assert {measured(sound, block) for block in (2, 14, 320, 4096, 2 * len(sound))} == {measured(sound)}


def test_only_the_last_seconds_count_where_that_is_asked() -> None:
    sound = joined(np.clip(tone(300, 1, 2.0), -1.0, 1.0), hiss(3, 0.001))
    assert measured(sound, seconds=2.0).level.peak < 0.1
    assert measured(sound).level.peak > 0.99
