"""What is seen of a session at a glance."""

import io

from coaching import Player
from rich.console import Console

from voicecoach.core.messages import Heard
from voicecoach.core.state import Phase
from voicecoach.core.view import View, view
from voicecoach.shells.screen import Ears, LivePage, clock, meter, page


def shown(seen: View, ears: Ears) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(page(seen, ears))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_in_a_hold_the_page_tells_step_repetition_progress_and_words() -> None:
    player = Player().at("Repetitions", "hold", 2)
    seen = view(player.state, player.now + 2.5)
    assert (seen.step, seen.number, seen.steps, seen.rep, seen.of, seen.beat) == (
        "Repetitions",
        2,
        9,
        2,
        3,
        "hold",
    )
    assert seen.progress == 0.5
    text = shown(seen, Ears(-30.0, "ready"))
    for part in ("Step 2 of 9: Repetitions", "2 of 3  hold", "moving", "ready", "stop   pain   next"):
        assert part in text


def test_on_hold_the_page_tells_the_two_words_that_count() -> None:
    player = Player().at("Repetitions", "hold", 2)
    player.say("stop")
    seen = view(player.state, player.now)
    assert (seen.phase, seen.say, seen.progress) == (Phase.HALTED, ("go on", "finish"), None)
    assert "on hold" in shown(seen, Ears(None, ""))


def test_a_question_tells_what_can_be_answered() -> None:
    player = Player().until(lambda s: s.asking is not None and s.asking.question.name == "soreness before")
    assert view(player.state, player.now).say == ("stop", "pain", "zero to ten")


def test_the_time_left_shrinks_to_nothing() -> None:
    player = Player()
    lefts = []
    while player.state.phase is not Phase.OVER:
        player.until(lambda s, step=player.state.step: s.step != step or s.phase is Phase.OVER)  # type: ignore[misc]
        lefts.append(round(view(player.state, player.now).left))
    assert lefts == sorted(lefts, reverse=True)
    assert lefts[-1] == 0


def test_the_meter_and_the_clock_are_readable() -> None:
    assert [meter(level).strip() for level in (None, -90.0, -36.0, 0.0)] == ["none", "▁", "▁▂▃▄▅", "▁▂▃▄▅▆▇█"]
    assert [clock(seconds) for seconds in (-1.0, 59.6, 754.0)] == ["0:00", "1:00", "12:34"]


def test_the_live_page_keeps_the_last_word_and_the_last_trouble() -> None:
    player = Player().at("Repetitions", "hold", 2)
    live = LivePage(lambda: player.now, lambda: -30.0)
    live.show(player.state, Heard(player.now, "slower"), ())
    live.tell("the microphone is gone")
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(live)
    assert isinstance(console.file, io.StringIO)
    assert "slower" in console.file.getvalue()
    assert "the microphone is gone" in console.file.getvalue()
