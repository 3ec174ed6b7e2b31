"""Rendering with an engine that has faults: checked, tried again once, told in one line."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from voicecoach.core.pcm import RATE
from voicecoach.errors import VoiceError
from voicecoach.voice.speech import Pyttsx, VoiceInfo, choose, render_lines

LINE = "Draw your chin back."
CHILD = str(Path(__file__).parent / "voice_fake_child.py")


def faulty(folder: Path, *faults: str) -> tuple[str, ...]:
    """The command for a child whose first start has the first fault, the second the second, and so on."""
    return sys.executable, CHILD, str(folder), *faults


def starts(folder: Path) -> int:
    return len(list(folder.glob("start*")))


def asked(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "asked").read_text().splitlines()]


def test_a_line_comes_trimmed_levelled_and_at_our_rate(tmp_path: Path) -> None:
    with Pyttsx(command=faulty(tmp_path)) as engine:
        pcm = engine.render(LINE)
    samples = np.frombuffer(pcm.samples, "<i2") / 32768
    sound = samples[round(0.03 * RATE) : -round(0.07 * RATE)]
    assert pcm.rate == RATE
    assert pcm.seconds == pytest.approx(0.06 * len(LINE) + 0.08, abs=0.015)
    assert float(np.sqrt((sound**2).mean())) == pytest.approx(0.1, rel=0.05)
    assert (float(samples[0]), float(samples[-1])) == (0.0, 0.0)


def test_the_voice_and_the_rate_are_passed_on(tmp_path: Path) -> None:
    with Pyttsx("spanish (spain)", 140, command=faulty(tmp_path)) as engine:
        engine.render(LINE)
    assert asked(tmp_path)[-1] == {"do": "render", "text": LINE, "voice": "roa/es", "rate": 140}


@pytest.mark.parametrize(
    "fault",
    [
        "empty", "silent", "short", "broken off", "truncated", "no file", "no sound", "die", "nonsense", "complain",
    ],
)  # fmt: skip
def test_a_line_that_went_wrong_is_rendered_again_in_a_fresh_child(tmp_path: Path, fault: str) -> None:
    with Pyttsx(command=faulty(tmp_path, fault, "none")) as engine:
        assert engine.render(LINE).seconds > 1
    assert starts(tmp_path) == 2


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("empty", "an empty file"),
        ("silent", "nothing but silence"),
        ("short", r"only 0\.0\d s long"),
        ("broken off", "it ends in the middle of a sound"),
        ("truncated", "the file is cut off"),
        ("no file", r"no file \(No such file or directory\)"),
        ("no sound", "the file is not sound"),
        ("die", "it ended with status 1: espeak: no data"),
        ("nonsense", "an answer that is no JSON: 'Audio saved'"),
        ("complain", "RuntimeError: cannot"),
    ],
)
def test_a_line_that_goes_wrong_twice_is_named_in_one_line(tmp_path: Path, fault: str, why: str) -> None:
    with Pyttsx(command=faulty(tmp_path, fault)) as engine, pytest.raises(VoiceError) as told:
        engine.render(LINE)
    assert (str(told.value).count("\n"), starts(tmp_path)) == (0, 2)
    told.match(rf'^the voice cannot say "Draw your chin back\.": {why}$')


def test_a_child_that_hangs_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()
    engine = Pyttsx(command=faulty(tmp_path, "hang"), answers_within=0.3)
    with engine, pytest.raises(VoiceError, match=r"no answer in 0\.3 s"):
        engine.render(LINE)
    assert time.monotonic() - began < 10


def test_without_an_engine_there_is_one_line_and_no_second_try(tmp_path: Path) -> None:
    with Pyttsx(command=faulty(tmp_path, "no engine")) as engine, pytest.raises(VoiceError) as told:
        engine.render(LINE)
    assert str(told.value) == "the speech engine cannot be started (no espeak): install espeak-ng"
    assert starts(tmp_path) == 1


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Pyttsx(command=(str(tmp_path / "gone"),)) as engine, pytest.raises(VoiceError, match="cannot start"):
        engine.render(LINE)


@pytest.mark.parametrize("text", ["", "  ", "...", "—"])
def test_a_line_without_a_word_is_refused(tmp_path: Path, text: str) -> None:
    with (
        Pyttsx(command=faulty(tmp_path)) as engine,
        pytest.raises(VoiceError, match="nothing that can be said"),
    ):
        engine.render(text)
    assert starts(tmp_path) == 0


@pytest.mark.parametrize("rate", [0, -5, 79, 401])
def test_a_rate_that_nobody_could_follow_is_refused(rate: int) -> None:
    with pytest.raises(VoiceError, match=f"a rate of {rate} words a minute: choose one from 80 to 400"):
        Pyttsx(rate=rate)


def test_lines_are_rendered_once_and_then_come_from_the_cache(tmp_path: Path) -> None:
    lines, told = ["One.", "Two.", "One."], list[tuple[int, int]]()
    cache = tmp_path / "cache"
    first = render_lines(
        lines, cache=cache, command=faulty(tmp_path), progress=lambda done, total: told.append((done, total))
    )
    again = render_lines(lines, cache=cache, command=("no-such-program",))
    assert (list(first), again == first, told) == (["One.", "Two."], True, [(0, 2), (1, 2), (2, 2)])
    assert [request["text"] for request in asked(tmp_path) if request["do"] == "render"] == ["One.", "Two."]


def test_another_voice_or_rate_is_another_sound(tmp_path: Path) -> None:
    for voice, rate in ((None, 155), ("gmw/en", 155), (None, 140), (None, 155)):
        render_lines(["One."], voice=voice, rate=rate, cache=tmp_path / "cache", command=faulty(tmp_path))
    rendered = [request for request in asked(tmp_path) if request["do"] == "render"]
    assert [(request["voice"], request["rate"]) for request in rendered] == [
        ("gmw/en-us", 155),
        ("gmw/en", 155),
        ("gmw/en-us", 140),
    ]


def test_what_was_rendered_before_a_failure_is_kept(tmp_path: Path) -> None:
    with pytest.raises(VoiceError):
        render_lines(["One.", "..."], cache=tmp_path / "cache", command=faulty(tmp_path))
    assert list(render_lines(["One."], cache=tmp_path / "cache", command=("no-such-program",))) == ["One."]


FOUND = (
    VoiceInfo("gmw/en-us", "English (America)", ("en-us",)),
    VoiceInfo("gmw/en", "English (Great Britain)", ("en-gb",)),
    VoiceInfo("roa/es", "Spanish (Spain)", ("es",)),
)


@pytest.mark.parametrize(
    ("wanted", "driver", "chosen"),
    [
        (None, "espeak", "gmw/en-us"),
        (None, "nsss", ""),
        ("GMW/en", "espeak", "gmw/en"),
        ("en-us", "espeak", "gmw/en-us"),
        ("Spanish (Spain)", "espeak", "roa/es"),
        ("en-gb", "espeak", "gmw/en"),
        ("en-us+f3", "espeak", "gmw/en-us+f3"),
        ("EN-US+Mr serious", "espeak", "gmw/en-us+Mr serious"),
    ],
)
def test_a_voice_is_chosen_by_id_name_or_language(wanted: str | None, driver: str, chosen: str) -> None:
    assert choose(FOUND, wanted, driver) == chosen


def test_an_unknown_voice_is_told_with_its_neighbours(tmp_path: Path) -> None:
    with pytest.raises(VoiceError) as told:
        render_lines(["One."], voice="en-uss", cache=tmp_path / "cache", command=faulty(tmp_path))
    assert str(told.value) == (
        'there is no voice "en-uss"; near it: gmw/en-us; "voicecoach voices" lists them all'
    )
