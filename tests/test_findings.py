"""What the doctor makes of measured numbers."""

import pytest

from voicecoach.core.findings import (
    Echo,
    Finding,
    Load,
    Mark,
    Measured,
    advice,
    all_well,
    of_echo,
    of_load,
    of_microphone,
    of_silence,
    standing,
)
from voicecoach.core.levels import Level, Verdict


@pytest.mark.parametrize(
    ("measured", "mark", "said"),
    [
        (Measured(Level(None, -60.0, 0.01)), Mark.OK, '"USB": noise -60 dB, loudest 1 %'),
        (Measured(Level(-25.0, -60.0, 0.3)), Mark.OK, "loudest 30 %"),
        (Measured(Level(None, -70.0, 0.0)), Mark.PROBLEM, "it gives digital silence"),
        (Measured(Level(-10.0, -60.0, 1.0)), Mark.PROBLEM, "it is cut off where it is loud"),
        (Measured(Level(None, -30.0, 0.1)), Mark.PROBLEM, "there is much noise"),
        (Measured(Level(None, -30.0, 0.1), hum=0.9), Mark.PROBLEM, "most of it mains hum"),
        (Measured(Level(None, -50.0, 0.1), hum=0.9), Mark.NOTE, "most of it mains hum"),
        (Measured(Level(None, -65.0, 0.001), hum=0.9), Mark.OK, "noise -65 dB"),
        (Measured(Level(None, -60.0, 0.1), offset=-0.08), Mark.NOTE, "a constant part of -8 %"),
    ],
)
def test_a_microphone_is_judged_by_what_it_gives(measured: Measured, mark: Mark, said: str) -> None:
    found = of_microphone(measured, "USB")
    assert (found.name, found.mark) == ("microphone", mark)
    assert said in found.what


def test_a_microphone_that_is_silent_between_sounds_is_not_muted() -> None:
    assert of_silence(0.0, "USB").mark is Mark.PROBLEM
    assert of_silence(0.3, "USB") == Finding(
        "microphone",
        Mark.NOTE,
        '"USB": sound comes, and digital silence between',
        "a noise gate may swallow short words: switch it off if you can",
    )


@pytest.mark.parametrize(
    ("echo", "mark", "said"),
    [
        (Echo(0.05, -30.0, 25.0), Mark.OK, "comes 50 ms late at -30 dB; 25 dB of it are taken out"),
        (Echo(None, None, 0.0), Mark.NOTE, "nothing of the test line was heard"),
        (Echo(0.05, None, 3.0), Mark.NOTE, "nothing of the test line was heard"),
        (Echo(None, -30.0, 0.0), Mark.NOTE, "it is not the test line"),
        (Echo(0.05, -30.0, -1.0), Mark.NOTE, "; 0 dB of it are taken out"),
        (Echo(0.4, -30.0, 25.0), Mark.NOTE, "comes 400 ms late"),
    ],
)
def test_an_echo_is_judged_by_its_delay_and_by_what_is_left(echo: Echo, mark: Mark, said: str) -> None:
    found = of_echo(echo)
    assert (found.name, found.mark) == ("echo", mark)
    assert said in found.what
    assert bool(found.todo) is (mark is not Mark.OK)


@pytest.mark.parametrize(
    ("load", "mark"),
    [
        (Load(0.4, 12.0, 0), Mark.OK),
        (Load(5.0, 12.0, 0), Mark.NOTE),
        (Load(8.5, 12.0, 0), Mark.PROBLEM),
        (Load(0.4, 3000.0, 7), Mark.PROBLEM),
    ],
)
def test_a_machine_that_does_not_keep_up_is_noticed(load: Load, mark: Mark) -> None:
    found = of_load(load)
    assert (found.name, found.mark) == ("load", mark)
    assert ("lost" in found.what) is (load.lost > 0)


def test_notes_do_not_stand_in_the_way_and_problems_do() -> None:
    ok, note, problem = (Finding("x", mark, "") for mark in Mark)
    assert all_well((ok, note))
    assert not all_well((ok, problem, note))


@pytest.mark.parametrize(
    ("now", "spoken", "said"),
    [
        (Level(None, -60.0, 0.1), None, "nobody speaks: say a word"),
        (Level(None, -60.0, 0.1), Level(-25.0, -60.0, 0.3), "the last time: your words come well"),
        (
            Level(None, -70.0, 0.0),
            Level(-25.0, -60.0, 1.0),
            "the last time: it is cut off where it is loud: ",
        ),
        (Level(-25.0, -60.0, 0.3), Level(-55.0, -70.0, 0.3), "your words come well"),
        (Level(None, -30.0, 0.3), Level(-25.0, -60.0, 0.3), "there is much noise: "),
    ],
)
def test_what_was_said_last_stands_until_there_is_something_new(
    now: Level, spoken: Level | None, said: str
) -> None:
    assert standing(now, spoken).startswith(said)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words_and_all_but_a_good_one_advice(verdict: Verdict) -> None:
    assert (": " in advice(verdict)) is (verdict is not Verdict.GOOD)
