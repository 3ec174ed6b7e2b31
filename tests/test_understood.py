"""What the benchmark of the coach's voice counts, and how it slows the voice down."""

import sys

import pytest

from benchmarks.understood import Marked, marked
from voicecoach.voice.speech import Pyttsx


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("Call nine one one.", "Call 911."),
        ("Call nine one one.", "call 9-1-1"),
        ("About twenty-one minutes.", "About 21 minutes"),
        ("I cannot call.", "I can't call."),
        ("It is not medical care.", "It is not medical-care!"),
        ("Low-back soreness now.", "Lowback soreness now"),
        ("Sit upright.", "Sit up right."),
        ("A bulging disc.", "A bulging disk"),
    ],
)
def test_figures_marks_and_compounds_are_no_errors(line: str, heard: str) -> None:
    assert (marked(line, heard).errors, marked(line, heard).lost) == (0, ())


def test_words_that_are_changed_left_out_or_added_are_errors_and_the_lost_ones_are_named() -> None:
    heard = "That rained the motion now."
    assert marked("Neck range of motion.", heard) == Marked(
        "Neck range of motion.", heard, 4, 4, ("neck", "range", "of")
    )


def test_nothing_heard_is_every_word_lost() -> None:
    assert marked("Say stop now.", "") == Marked("Say stop now.", "", 3, 3, ("say", "stop", "now"))


def test_the_voice_process_of_the_benchmark_leaves_silence_between_words() -> None:
    pytest.importorskip("pyttsx3")
    seconds = []
    for gap in ("0", "4"):
        with Pyttsx(command=(sys.executable, "-m", "benchmarks.gapped_voice", gap)) as engine:
            seconds.append(engine.render("Keep still. Do not move your neck.").seconds)
    assert 1.1 * seconds[0] < seconds[1] < 1.4 * seconds[0]
