"""The live shell with fakes: the clock, the mouth, the key and what the ear reports."""

import threading
from dataclasses import replace

from coaching import session

from voicecoach.core.card import Question
from voicecoach.core.messages import Broke, Earcon, Event, Finished, Heard, Mended
from voicecoach.core.pcm import Pcm
from voicecoach.core.state import Phase
from voicecoach.shells.inbox import LiveInbox, VirtualInbox
from voicecoach.shells.live import LEAD, AnyKey, Hearing, SoundMouth, dbfs

LINE = Pcm(bytes(32_000))


class Loudspeaker:
    """Keeps what it was told to play."""

    def __init__(self) -> None:
        self.gain = 1.0
        self.done: list[object] = []

    def play(self, pcm: Pcm, at: float | None = None) -> None:
        self.done.append((pcm, at))

    def chime(self, pcm: Pcm, at: float | None = None) -> None:
        self.done.append(("chime", at))

    def hush(self) -> None:
        self.done.append("hush")


class Listening:
    """Keeps what it was told that the coach is saying."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def hear(self, near: bytes, far: bytes, at: float) -> None:
        self.told.append((near, far, at))

    def listen(self, question: Question | None) -> None:
        self.told.append(question)

    def speaking(self, text: str | None, start: float, end: float) -> None:
        self.told.append((text, start, end))


def test_a_line_sounds_a_little_after_it_is_due_and_the_ear_knows_when() -> None:
    speaker, ear = Loudspeaker(), Listening()
    mouth = SoundMouth(speaker, {"Hold.": LINE}, {}, ear, lambda: 5.0)
    mouth.speak("Hold.", 4.0)
    assert speaker.done == [(LINE, 4.0 + LEAD)]
    assert ear.told == [("Hold.", 4.0 + LEAD, 5.0 + LEAD)]


def test_hush_silences_before_anything_else_and_earcons_can_be_off() -> None:
    speaker, ear = Loudspeaker(), Listening()
    mouth = SoundMouth(speaker, {}, {Earcon.HEARD: LINE}, ear, lambda: 7.0)
    mouth.hush()
    mouth.chime(Earcon.TICK)
    mouth.chime(Earcon.HEARD)
    mouth.volume(0.5)
    assert (speaker.done, ear.told, speaker.gain) == (
        ["hush", ("chime", 7.0 + LEAD)],
        [(None, 7.0, 7.0)],
        0.5,
    )


def test_any_key_halts_and_on_hold_it_ends() -> None:
    inbox = LiveInbox()
    key = AnyKey(inbox)
    key.pressed()
    key.show(replace(session(), phase=Phase.HALTED))
    key.pressed()
    assert [event.text for event in (inbox.take(), inbox.take()) if isinstance(event, Heard)] == [
        "stop",
        "finish",
    ]


def test_the_coach_hears_again_when_everything_that_was_lost_is_back() -> None:
    inbox, told = LiveInbox(), list[str]()
    hearing = Hearing(inbox, told.append)
    hearing.lost("no microphone")
    hearing.lost("no loudspeaker")
    hearing.back("the microphone is back")
    hearing.back("the loudspeaker is back")
    events: list[Event] = [inbox.take() for _ in range(3)]
    assert [type(event) for event in events] == [Broke, Broke, Mended]
    assert told == ["no microphone", "no loudspeaker", "the microphone is back", "the loudspeaker is back"]


def test_blocks_are_measured_and_heard() -> None:
    hearing, ear = Hearing(LiveInbox(), lambda what: None), Listening()
    hearing.block(b"\xff\x7f" * 160, b"", 1.0)
    assert round(hearing.level or -100) == 0
    hearing.attach(ear)
    hearing.block(bytes(320), bytes(320), 2.0)
    assert ear.told == [(bytes(320), bytes(320), 2.0)]
    assert (dbfs(bytes(320)), dbfs(b"")) == (-100.0, -100.0)


def test_both_clocks_deliver_in_order_of_time_and_then_of_posting() -> None:
    for inbox in (LiveInbox(), VirtualInbox()):
        for turn, at in enumerate((0.02, 0.01, 0.01)):
            inbox.post(Finished(at, turn))
        assert [
            event.turn for event in (inbox.take(), inbox.take(), inbox.take()) if isinstance(event, Finished)
        ] == [
            1,
            2,
            0,
        ]
        assert inbox.now() >= 0.02


def test_what_another_thread_says_wakes_the_live_clock() -> None:
    inbox = LiveInbox()
    inbox.post(Finished(3600.0, 1))
    threading.Thread(target=lambda: inbox.post(Heard(inbox.now(), "stop"))).start()
    event = inbox.take()
    assert isinstance(event, Heard)
    assert event.text == "stop"
