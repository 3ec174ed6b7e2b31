"""The card without a card: what is lost is told once, tried again, and told when it is back."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import cast

import pytest

from voicecoach.core.pcm import RATE, Pcm
from voicecoach.sound.card import Audio, Card, Misled
from voicecoach.sound.player import Player
from voicecoach.sound.portaudio import Device, MicrophoneError, Speaker, SpeakerError, Taken

DEVICE = Device(0, "toy", 1, 1, RATE)


@dataclass
class ToyStream:
    """A stream that calls when the test says so."""

    called_at: float
    device: Device = DEVICE
    buffers: int = 0
    closed: bool = False

    def close(self) -> None:
        self.closed = True

    def blocks(self, taken: Taken) -> Iterator[tuple[bytes, float]]:
        yield taken.data, taken.now


@dataclass
class ToySpeaker(Speaker):
    """A loudspeaker that calls when the test says so."""

    def __init__(self, now: float) -> None:
        super().__init__(DEVICE, lambda frames, _: bytes(2 * frames), lambda: now)

    def close(self) -> None:
        self.stream = "closed"


@dataclass
class ToyAudio:
    """Gives out toy streams, or raises what it was told to."""

    refused: dict[str, int] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    speaker: ToySpeaker = field(default_factory=lambda: ToySpeaker(0.0))
    microphone: ToyStream = field(default_factory=lambda: ToyStream(0.0))

    def open_speaker(self, name: str | None, pull: object, clock: Callable[[], float]) -> ToySpeaker:
        self._open("speaker", SpeakerError)
        self.speaker = ToySpeaker(clock())
        return self.speaker

    def open_microphone(self, name: str | None, queue: object, clock: Callable[[], float]) -> ToyStream:
        self._open("microphone", MicrophoneError)
        self.microphone = ToyStream(clock())
        return self.microphone

    def _open(self, what: str, error: type[Exception]) -> None:
        self.done.append(what)
        if self.refused.get(what, 0):
            self.refused[what] -= 1
            raise error(f"no {what}")

    def rescan(self) -> None:
        self.done.append("rescan")

    def close(self) -> None:
        self.done.append("close")


class Scene:
    """A card, its toy devices and a clock that the test moves."""

    def __init__(
        self, on_block: Callable[[bytes, bytes, float], None] | None = None, hears: bool = True
    ) -> None:
        self.now = 0.0
        self.told: list[tuple[float, str]] = []
        self.heard: list[tuple[bytes, bytes, float]] = []
        self.monitor: str | None = None
        self.audio = ToyAudio()
        self.player = Player()
        self.card = Card(
            self.player,
            cast(Audio, self.audio),
            speaker=None,
            microphone=None,
            hears=hears,
            on_block=on_block or (lambda near, far, at: self.heard.append((near, far, at))),
            on_lost=lambda reason: self.told.append((self.now, f"lost: {reason}")),
            on_back=lambda what: self.told.append((self.now, f"back: {what}")),
            clock=lambda: self.now,
            misled=Misled(lambda: self.monitor, lambda: self.monitor),
            changed=threading.Event(),
            on_behind=lambda what: self.told.append((round(self.now, 2), f"behind: {what}")),
        )

    def live(
        self, until: float, *, speaker: bool = True, microphone: bool = True, changed: bool = False
    ) -> None:
        """Let time pass in steps of 0.1 s, with the devices calling or not."""
        while self.now < until - 1e-9:
            self.now = round(self.now + 0.1, 6)
            for calls, stream in ((speaker, self.audio.speaker), (microphone, self.audio.microphone)):
                if calls:
                    stream.called_at = self.now
                    stream.buffers += 10
            self.card.look(changed)

    def listen(self, *blocks: tuple[bytes, float]) -> None:
        """Let the listening thread's body work off these blocks of the current microphone."""
        queue: SimpleQueue[Taken | None] = self.card._queue  # noqa: SLF001 - the callback's end of it
        for data, at in blocks:
            queue.put(Taken(self.audio.microphone, data, at, at, at))  # type: ignore[arg-type]  # a toy
        queue.put(None)
        self.card.listen()


def test_a_card_that_works_tells_nothing() -> None:
    scene = Scene()
    scene.card.open()
    assert scene.card.names == ("toy", "toy")
    scene.live(20.0)
    assert (scene.told, scene.audio.done) == ([], ["speaker", "microphone"])


def test_a_microphone_that_falls_silent_is_told_once_and_told_when_it_is_back() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(2.0)
    scene.audio.refused["microphone"] = 4
    scene.live(5.0, microphone=False)
    scene.live(8.0)
    assert scene.told == [
        (3.1, 'lost: the microphone "toy" is gone: no sound for 1.1 s'),
        (5.1, 'back: the microphone "toy" is back'),
    ]


def test_a_lost_microphone_is_tried_again_more_and_more_slowly() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(2.0)
    scene.audio.refused["microphone"] = 100
    scene.player.play(Pcm(bytes(320)))
    scene.live(13.2, microphone=False)
    assert scene.audio.done[2:].count("microphone") == 9
    assert "rescan" not in scene.audio.done


def test_devices_are_looked_for_anew_when_nothing_is_being_said() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(2.0)
    scene.audio.refused["microphone"] = 3
    scene.live(4.0, microphone=False)
    assert scene.audio.done[2:] == [
        "microphone",
        "microphone",
        "rescan",
        "speaker",
        "microphone",
        "microphone",
    ]


def test_news_from_the_sound_server_hasten_the_next_try() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(2.0)
    scene.player.play(Pcm(bytes(320)))
    scene.audio.refused["microphone"] = 7
    scene.live(8.7, microphone=False)
    assert scene.audio.refused["microphone"] == 0
    scene.live(9.0, microphone=False, changed=True)
    scene.live(9.3)
    assert scene.told[-1] == (9.1, 'back: the microphone "toy" is back')


def test_a_microphone_that_turns_into_the_loudspeakers_echo_is_lost() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(1.0)
    scene.monitor = "Monitor of Desk"
    scene.live(1.1, changed=True)
    scene.live(4.0)
    assert scene.told == [
        (
            1.1,
            'lost: the microphone is gone: the sound server gives what "Monitor of Desk" plays in its place',
        )
    ]
    scene.monitor = None
    scene.live(6.0)
    assert scene.told[1][1] == 'back: the microphone "toy" is back'


def test_while_the_microphone_is_lost_nothing_is_heard() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(1.0)
    scene.monitor = "Monitor of Desk"
    scene.live(1.1, changed=True)
    scene.listen((bytes(320), 1.1))
    assert scene.heard == []


def test_a_loudspeaker_that_does_not_pull_is_lost_and_opened_again() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(1.0)
    scene.live(4.5, speaker=False)
    scene.live(4.7)
    assert scene.told == [
        (4.1, 'lost: the loudspeaker "toy" is gone: no sound for 3.1 s'),
        (4.6, 'back: the loudspeaker "toy" is back'),
    ]


def test_the_first_call_may_take_three_seconds() -> None:
    scene = Scene()
    scene.card.open()
    scene.live(2.9, microphone=False, speaker=False)
    assert scene.told == []
    scene.live(3.2, microphone=False, speaker=False)
    assert len(scene.told) == 2


def test_without_a_microphone_the_card_does_not_open_and_nothing_stays_open() -> None:
    scene = Scene()
    scene.audio.refused["microphone"] = 1
    with pytest.raises(MicrophoneError, match="no microphone"):
        scene.card.open()
    assert scene.audio.speaker.stream == "closed"


def test_only_a_monitor_to_record_is_no_microphone() -> None:
    scene = Scene()
    scene.monitor = "Monitor of Desk"
    with pytest.raises(MicrophoneError, match='only what "Monitor of Desk" plays'):
        scene.card.open()
    assert "microphone" not in scene.audio.done


def test_a_card_that_only_plays_needs_no_microphone() -> None:
    scene = Scene(hears=False)
    scene.card.open()
    scene.live(9.0, microphone=False)
    assert (scene.told, scene.audio.done) == ([], ["speaker"])


def test_each_block_comes_with_what_was_played_then() -> None:
    scene = Scene()
    scene.card.open()
    scene.player.play(Pcm(b"\x07\0" * 16_000))
    for index in range(40):
        scene.player.pull(160, index / 100)
    scene.listen((b"\1\0" * 160, 0.2), (b"\2\0" * 160, 0.21))
    assert scene.heard == [(b"\1\0" * 160, b"\x07\0" * 160, 0.2), (b"\2\0" * 160, b"\x07\0" * 160, 0.21)]


def test_far_blocks_have_no_seam_where_the_clocks_shiver() -> None:
    scene = Scene()
    scene.card.open()
    ramp = b"".join(index.to_bytes(2, "little") for index in range(16_000))
    scene.player.play(Pcm(ramp))
    for index in range(90):
        scene.player.pull(160, index / 100)
    scene.listen(*((bytes(320), 0.2 + index / 100 + (index % 3) * 0.001) for index in range(30)))
    far = b"".join(far for _, far, _ in scene.heard)
    begin = ramp.index(far[:320])
    assert far == ramp[begin : begin + len(far)]


def working(seconds: float, blocks: int) -> tuple[Scene, list[float]]:
    """An ear that works so long on each 10 ms, and how late each block that it got was."""
    late: list[float] = []

    def work(near: bytes, far: bytes, at: float) -> None:
        scene.now = max(scene.now, at)
        late.append(scene.now - at)
        scene.now += seconds

    scene = Scene(work)
    scene.card.open()
    scene.listen(*((bytes(320), index / 100) for index in range(blocks)))
    return scene, late


def test_an_ear_that_is_quick_enough_hears_every_block_and_nothing_is_said() -> None:
    scene, late = working(0.0099, 1000)
    assert (scene.card.dropped, len(late), max(late), scene.told) == (0, 1000, 0.0, [])


def test_an_ear_that_falls_behind_leaves_the_oldest_blocks_out_so_that_it_hears_what_is_said_now() -> None:
    scene, late = working(0.013, 2000)
    assert max(late) < 1.02
    assert scene.card.dropped + len(late) == 2000
    assert 0.15 < scene.card.dropped / 2000 < 0.3
    ((at, what),) = scene.told
    assert (3.0 < at < 5.0, what) == (
        True,
        "behind: the computer is too busy to listen in time: close other programs",
    )


def test_an_ear_that_misses_most_of_what_is_said_counts_as_stuck_and_mends_when_it_keeps_up() -> None:
    scene, late = working(0.05, 2000)
    assert max(late) < 1.06
    scene.live(scene.now + 0.1)
    scene.listen(*((bytes(320), scene.now + 0.1 * index) for index in range(500)))
    scene.live(scene.now + 0.1)
    assert [what for _, what in scene.told if "behind" not in what] == [
        "lost: the computer is too busy to listen",
        "back: listening goes on",
    ]


def test_a_bug_in_the_ear_is_told_as_deafness_and_kept() -> None:
    def broken(near: bytes, far: bytes, at: float) -> None:
        raise ZeroDivisionError("oh")

    scene = Scene(broken)
    scene.card.open()
    scene.listen((bytes(320), 0.0))
    scene.live(0.3)
    assert (scene.told, type(scene.card.fault)) == ([(0.1, "lost: listening failed: oh")], ZeroDivisionError)


def test_an_ear_that_hangs_is_told_after_five_seconds_and_when_it_goes_on() -> None:
    def hanging(near: bytes, far: bytes, at: float) -> None:
        scene.live(6.0)

    scene = Scene(hanging)
    scene.card.open()
    scene.listen((bytes(320), 0.0))
    scene.live(7.0)
    assert scene.told == [(5.1, "lost: listening is stuck"), (6.1, "back: listening goes on")]
