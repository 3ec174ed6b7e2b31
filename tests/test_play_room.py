"""The real `voicecoach play` in a terminal on the virtual sound card: it speaks, hears, halts, writes down and ends."""

import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from room import (
    COMMAND,
    PATIENCE,
    ROOT,
    Place,
    Recording,
    Room,
    Sound,
    Terminal,
    as_recorded,
    find,
    in_terminal,
    open_room,
    sounding,
    sounds_after,
    wait_for,
)

from voicecoach.core import interview_lines, lines
from voicecoach.core.asked import NUMBER
from voicecoach.core.facts import Screened
from voicecoach.core.screening import ROWS, Kind
from voicecoach.diary.store import open_diary
from voicecoach.voice.speech import render_lines

pytestmark = [pytest.mark.room, pytest.mark.timeout(90)]

SAID = Path(__file__).parent / "room_sounds"
LOUD_STOP = Path(__file__).parent / "sounds" / "stop.wav"
HUMAN_STOP = "words/stop/0ac15fe9_nohash_0.flac"
HUMAN_NO = "words/no/37e8db82_nohash_1.flac"
HUMAN_THREE = "words/three/3_lucas_2.flac"
RATE = 300
"""Words a minute: brisk, for the sake of those who wait for the tests."""
SAME = 0.8
"""A line is found if what was recorded is so much like what was rendered."""
LINE = lines.OPENER[0]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the program is played: a room, and folders of its own."""

    room: Room
    data: Path
    cache: Path

    def arguments(self) -> list[str]:
        return ["play", str(SAID / "small-session.md"), "--rate", str(RATE), "--data", str(self.data)]

    def environment(self) -> dict[str, str]:
        return {**self.room.environment(), "XDG_CACHE_HOME": str(self.cache)}

    @contextmanager
    def playing(self) -> Iterator[tuple[Terminal, Recording]]:
        """The program in a terminal, and the room recorded."""
        with self.room.recorded() as recording, in_terminal(self.arguments(), self.environment()) as terminal:
            try:
                yield terminal, recording
            except AssertionError:
                recording.save(self.data.parent / "room.wav")
                raise

    def told_before(self) -> None:
        """All was well when it was asked two days ago, so that only what is new is asked."""
        then = datetime.now().astimezone() - timedelta(days=2)
        self.data.mkdir(mode=0o700)
        with open_diary(self.data / "diary.sqlite3", lambda: then) as diary:
            diary.append_about(Screened(0.0, NUMBER, "112", ""))
            for row in ROWS:
                well = "yes" if row.kind is Kind.NEED else "back" if row.kind is Kind.SIDE else "no"
                diary.append_about(Screened(0.0, row.id, well, ""))

    def line(self, text: str) -> Sound:
        """``text`` as the program rendered it."""
        pcm = render_lines([text], rate=RATE, cache=self.cache / "voicecoach" / "lines")[text]
        return as_recorded(pcm.samples, pcm.rate)

    def halts(self) -> list[tuple[str, str]]:
        """What halted the session, as the diary's file has it now: the kind and what was heard."""
        path = self.data / "diary.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as diary:
            found = diary.execute("SELECT kind, heard_text FROM halts ORDER BY entry").fetchall()
        return [(str(kind), str(heard)) for kind, heard in found]


@pytest.fixture(scope="module")
def room(room_script: Path) -> Iterator[Room]:
    with open_room() as room:
        yield room


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered lines are kept from test to test."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def stage(room: Room, cache: Path, tmp_path: Path) -> Stage:
    return Stage(room, tmp_path / "data", cache)


def heard(stage: Stage, recording: Recording, text: str, since: float = 0.0) -> Place:
    """Where the loudspeaker said ``text`` to its end, since ``since``; waits for it."""
    clip, found = stage.line(text), [Place(0.0, 0.0)]

    def is_there() -> bool:
        found.append(find(clip, recording.loudspeaker()[round(since * 48_000) :]))
        return found[-1].alike > SAME

    wait_for(f"{text!r} sounds", is_there)
    return Place(since + found[-1].at, found[-1].alike)


def test_it_speaks_and_a_persons_stop_silences_it_and_it_goes_on_with_the_same_line(
    stage: Stage, shared_dir: Path
) -> None:
    with stage.playing() as (terminal, recording):
        shown = terminal.shows(LINE) - recording.began
        stage.room.say(shared_dir / "voices" / HUMAN_STOP)
        terminal.shows("on hold")
        stopped = heard(stage, recording, lines.STOPPED)
        held = heard(stage, recording, lines.ON_HOLD, stopped.at)
        stage.room.say(SAID / "go-on.wav")
        again = heard(stage, recording, LINE, held.at)
        terminal.press("x")
        terminal.shows("on hold")
        person, loudspeaker = recording.both()
    clip = stage.line(LINE)
    first = find(clip[:12_000], loudspeaker[: round(stopped.at * 48_000)])
    word = sounds_after(person, first.at, above=0.1)
    assert first.alike > SAME
    assert word is not None
    assert first.at - 0.3 < shown < first.at + 1.0  # the screen says it when it is said
    assert word < stopped.at < held.at < again.at
    # the line was cut before "Stopped." began: it would have gone on beside it
    assert not sounding(
        loudspeaker[round((stopped.at - 0.04) * 48_000) : round((stopped.at - 0.01) * 48_000)]
    ).any()


def test_pain_is_in_the_diary_before_the_next_word_sounds(stage: Stage) -> None:
    with stage.playing() as (terminal, recording):
        terminal.shows(LINE)
        with stage.room.saying(SAID / "pain.wav"):
            seen = wait_for("the diary has it", lambda: bool(stage.halts()), every=0.002)
        written = seen - recording.began
        spoken = heard(stage, recording, lines.HURT[0], written - 1.0)
        terminal.shows(lines.HURT[0])
    assert stage.halts() == [("pain", "pain")]
    assert written <= spoken.at


def test_a_key_halts_and_a_second_one_ends_with_the_way_out_and_the_terminal_is_as_before(
    stage: Stage, shared_dir: Path
) -> None:
    stage.told_before()
    with stage.playing() as (terminal, recording):
        terminal.shows("a question")
        heard(stage, recording, lines.EAR_CHECK)
        stage.room.say(LOUD_STOP)
        heard(stage, recording, interview_lines.NEWS[-1])
        stage.room.say(shared_dir / "voices" / HUMAN_NO)
        heard(stage, recording, lines.SORE_BEFORE)
        stage.room.say(shared_dir / "voices" / HUMAN_THREE)
        terminal.shows("Step 1 of 2: Set up")
        terminal.press("x")
        stopped = heard(stage, recording, lines.STOPPED)
        terminal.press("x")
        way_out = heard(stage, recording, "Ease off slowly. Let your head come to the middle.", stopped.at)
        end = heard(stage, recording, lines.FINISHED, stopped.at)
        code = terminal.ends()
        settings = terminal.settings()
    assert (code, settings) == (0, terminal.settings_before)
    assert stopped.at < way_out.at < end.at
    assert terminal.hides_its_cursor is False


def test_an_unplugged_microphone_is_said_and_shown_and_nothing_goes_on_until_the_person_says_so(
    stage: Stage,
) -> None:
    with stage.playing() as (terminal, recording):
        terminal.shows(LINE)
        stage.room.do("unplug")
        try:
            terminal.writes("the microphone")
            terminal.shows("on hold")
            deaf = heard(stage, recording, lines.DEAF[0])
            how_to_end = heard(stage, recording, lines.DEAF[1], deaf.at)
            said = how_to_end.at + len(stage.line(lines.DEAF[1])) / 48_000 + 0.1
            wait_for("two seconds pass", lambda: recording.frames / 48_000 > said + 2.0)
        finally:
            stage.room.do("plug")
        back = heard(stage, recording, lines.MENDED, how_to_end.at)
        on_hold = heard(stage, recording, lines.ON_HOLD, back.at)
        loudspeaker = recording.loudspeaker()
        page = terminal.page
    between = loudspeaker[round(said * 48_000) : round((back.at - 0.05) * 48_000)]
    assert deaf.at < how_to_end.at < back.at < on_hold.at
    assert len(between) > 48_000
    assert not sounding(between).any()  # nothing goes on, and nothing is repeated
    assert "on hold" in page


def test_without_a_sound_card_it_says_so_in_a_line_and_plays_in_text_mode(stage: Stage) -> None:
    nowhere = {**stage.environment(), "PULSE_SERVER": f"unix:{stage.data}/nothing"}
    with in_terminal(stage.arguments(), nowhere) as terminal:
        terminal.writes("text mode")
        terminal.writes(LINE)
        terminal.press("finish\n")
        code = terminal.ends()
        written = terminal.text.splitlines()
    assert code == 0
    assert len([line for line in written if "loudspeaker" in line]) == 1
    assert not [line for line in written if "ALSA" in line or "Traceback" in line]


def test_where_there_is_no_terminal_it_writes_plain_lines(stage: Stage) -> None:
    with subprocess.Popen(
        [*COMMAND, *stage.arguments()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=stage.environment(),
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        written = []
        for line in program.stdout:
            written.append(line)
            if LINE in line:
                program.send_signal(signal.SIGTERM)
        complaints = program.stderr.read()
        code = program.wait(PATIENCE)
    said = "".join(written)
    assert (code, complaints) == (0, "")
    assert "\x1b" not in said
    assert lines.FINISHED in said
