"""A session baked into a sound file: every line at its time, one loudness, chapters, and no promise to hear."""

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from voicecoach.assembly.baking import HIGHEST, LOUD, Order, bake, file_of, form_of, on_tape, tags_of
from voicecoach.cli import app
from voicecoach.core import lines
from voicecoach.core.beats import Talk
from voicecoach.core.card import Answers, Ask, Card, Question, Step, WaitFor
from voicecoach.core.messages import Action, Event, Speak
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.recorded import checklist, lines_of, recorded, seconds_of_run
from voicecoach.core.recorded_lines import CANNOT_HEAR, GET_SET, IF_NOT, IF_SIGNS, IF_SO
from voicecoach.core.screening import ROW
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.errors import DeviceError, UsageError
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.shells.beside import cue_sheet, playlist, webvtt
from voicecoach.shells.placed import place, refuse_to_overwrite
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.tape import PAD, Line, tape
from voicecoach.shipped import shipped
from voicecoach.sound.loudness import loudness, true_peak
from voicecoach.sound.m4b import metadata
from voicecoach.sound.tags import Chapter, Tags
from voicecoach.voice.files import read_file
from voicecoach.voice.speech import render_lines

CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))
ENDINGS = ("wav", "flac", "ogg", "opus", "mp3")
ON_TIME = 0.02
"""Seconds that a line of the file may be off the rehearsal."""
Sound = npt.NDArray[np.float32]

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffmpeg is not installed")


def card_called(name: str) -> Card:
    return find_card(name, Path("none"), shipped("scripts"))


def order_for(name: str, out: Path, wait: float = 8.0, talk: Talk = Talk.FULL, **more: bool) -> Order:
    card = card_called(name)
    switches = switches_for(card, None)
    return Order(prepare(card, switches, talk, False), switches, wait, out, **more)


def fake_voice(texts: tuple[str, ...]) -> dict[str, Pcm]:
    """Each line a noise of its own, peaky as a voice, as long as the estimate says."""
    out = {}
    for text in texts:
        noise = np.random.default_rng(list(text.encode()))
        sound = noise.normal(0, 2500, round(RATE * lines.estimate(text))).clip(-30_000, 30_000)
        out[text] = Pcm(sound.astype("<i2").tobytes())
    return out


def rehearsed(order: Order, lengths: Mapping[str, float]) -> list[tuple[float, str]]:
    """When the rehearsal of the same session says what."""
    run = recorded(replace(order.run, lengths=lengths), order.switches, order.wait)
    said: list[tuple[float, str]] = []

    def watch(_: State, event: Event, actions: tuple[Action, ...]) -> None:
        said.extend(
            (event.at, action.text) for action in actions if isinstance(action, Speak) and action.text
        )

    assert rehearse(begin(run, order.switches), None, None, lambda line: None, watch) == ()
    return said


def found_at(clip: Sound, sound: Sound, around: float) -> float:
    """Where ``clip`` lies in ``sound`` within half a second ``around``, by cross-correlation."""
    start = max(0, round((around - 0.5) * RATE))
    part = sound[start : start + len(clip) + RATE]
    size = 1 << (len(part) + len(clip)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(clip, size)), size)
    return (start + int(np.argmax(alike[: len(part) - len(clip) + 1]))) / RATE


def off_by(file: bytes, said: list[tuple[float, str]], voice: Mapping[str, Pcm]) -> float:
    """The worst distance in seconds between a line of the rehearsal and the same line in ``file``."""
    sound, rate = read_file(file)
    assert rate == RATE
    clips = {text: np.frombuffer(voice[text].samples, "<i2").astype(np.float32) for _, text in said}
    return max(abs(found_at(clips[text], sound[:, 0], at + PAD) - at - PAD) for at, text in said)


# On the beat


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_line_of_the_rehearsal_is_in_the_file_at_its_time(tmp_path: Path, ending: str) -> None:
    order = order_for("triceps-release", tmp_path / f"short.{ending}")
    voice: dict[str, Pcm] = {}

    def render(texts: tuple[str, ...]) -> dict[str, Pcm]:
        voice.update(fake_voice(texts))
        return fake_voice(texts)

    bake(order, render)
    said = rehearsed(order, {text: pcm.seconds for text, pcm in voice.items()})
    assert len(said) > 50
    assert off_by(order.out.read_bytes(), said, voice) <= ON_TIME


@needs_espeak
def test_with_a_real_voice_every_line_of_the_rehearsal_is_in_the_file_at_its_time(tmp_path: Path) -> None:
    order = order_for("neck-range-of-motion", tmp_path / "short.wav", talk=Talk.BRIEF)
    voice: dict[str, Pcm] = {}

    def render(texts: tuple[str, ...]) -> dict[str, Pcm]:
        voice.update(render_lines(texts, cache=tmp_path / "lines"))
        return voice

    bake(order, render)
    said = rehearsed(order, {text: pcm.seconds for text, pcm in voice.items()})
    assert len(said) > 50
    assert off_by(order.out.read_bytes(), said, voice) <= ON_TIME


def test_the_tape_holds_to_the_sample_what_was_said_when_and_nothing_between() -> None:
    order = order_for("triceps-release", Path("x.wav"), earcons=False)
    taped = on_tape(order, lambda texts: dict.fromkeys(texts, Pcm(np.full(4000, 9000, "<i2").tobytes())))
    edges = np.flatnonzero(np.diff((taped.samples != 0).astype(int)) == 1) + 1
    apart = [
        line.at for line, before in zip(taped.lines[1:], taped.lines, strict=False) if line.at > before.until
    ]
    assert [round(at * RATE) for at in (taped.lines[0].at, *apart)] == edges.tolist()
    assert taped.lines[0].at == PAD


def test_earcons_sound_beside_the_words_unless_they_are_off() -> None:
    silent = Pcm(bytes(3200))
    on, off = (
        on_tape(
            order_for("triceps-release", Path("x.wav"), earcons=on),
            lambda texts: dict.fromkeys(texts, silent),
        )
        for on in (True, False)
    )
    assert (bool(np.any(on.samples)), bool(np.any(off.samples))) == (True, False)


@pytest.mark.parametrize("card", CARDS)
def test_a_recording_of_any_card_comes_to_its_end_without_an_answer(card: str) -> None:
    for talk in Talk:
        order = order_for(card, Path("x.wav"), talk=talk)
        run = recorded(order.run, order.switches)
        silent = {
            text: Pcm(bytes(2 * round(RATE * lines.estimate(text)))) for text in lines_of(run, order.switches)
        }
        taped = tape(begin(run, order.switches), silent, {})
        assert taped.seconds == pytest.approx(seconds_of_run(run, order.switches) + 2 * PAD, abs=1.0)
        assert [mark.at for mark in taped.marks] == sorted({mark.at for mark in taped.marks})


def test_a_session_that_waits_for_a_word_cannot_be_taped() -> None:
    card = card_called("triceps-release")
    switches = switches_for(card, None)
    state = begin(prepare(card, switches, Talk.FULL, False), switches)
    every = {text: Pcm(bytes(320)) for text in rehearsed_lines(card, switches)}
    with pytest.raises(ValueError, match="cannot wait for an answer: Opening"):
        tape(state, every, {})


def rehearsed_lines(card: Card, switches: frozenset[str]) -> tuple[str, ...]:
    run = prepare(card, switches, Talk.FULL, False)
    return (*lines_of(run, switches), *(question.text for question in questions(run.steps)), lines.READY)


def questions(steps: tuple[Step, ...]) -> list[Question]:
    return [item.question for step in steps for item in step.items if isinstance(item, Ask)]


# What it says


@pytest.mark.parametrize("card", CARDS)
def test_it_says_first_that_it_cannot_hear_and_never_asks_to_be_told_anything(card: str) -> None:
    found = card_called(card)
    switches = switches_for(found, None)
    run = recorded(prepare(found, switches, Talk.FULL, False), switches)
    said = lines_of(run, switches)
    assert said.index(CANNOT_HEAR) == 2
    assert [line for line in said if len(line.split()) > 15] == []
    told_to_say = [line for line in said if "Say " in line or "tell me" in line or "I wrote" in line]
    assert told_to_say == []
    heard = {Answers.EAR, Answers.SCORE}
    asked = [item for step in run.steps for item in step.items if isinstance(item, Ask | WaitFor)]
    assert (asked, [question for question in questions(run.steps) if question.answers in heard]) == ([], [])


def test_whoever_should_not_start_is_named_in_the_words_of_the_talk_before_a_session() -> None:
    card = card_called("triceps-release")
    entries = tuple(checklist(card, switches_for(card, None)))
    signs = next(entry for entry in entries if entry.closing == IF_SIGNS)
    assert ROW["EMERG-3"].brief in signs.lines
    single = {entry.closing: entry.lines[-1] for entry in entries if entry.asks}
    assert set(single) <= {IF_SO, IF_NOT}
    said = "\n".join(line for entry in entries for line in entry.lines)
    rows = {"broken bone": "T3", "serious illness": "HIST-1", "neck surgery": "HIST-3", "skin or blood": "P3"}
    for name, row in rows.items():
        if name in {own.name for own in card.ask_first}:
            assert ROW[row].brief in said or ROW[row].question in said


def test_what_needs_no_answer_any_more_is_not_on_the_list_and_an_own_question_is() -> None:
    card = card_called("cervical-retraction")
    sitting = [line for e in checklist(card, switches_for(card, "sitting")) for line in e.lines]
    prone = [line for e in checklist(card, switches_for(card, "prone")) for line in e.lines]
    own = next(screening.text for screening in card.ask_first if screening.text)
    assert (ROW["P6"].question in sitting, ROW["P6"].question in prone) == (False, True)
    assert (own in sitting, own in prone) == (False, True)


def test_a_wait_becomes_a_pause_of_the_length_that_was_asked_for() -> None:
    for wait in (4.0, 8.0, 45.0):
        order = order_for("triceps-release", Path("x.wav"), wait)
        said = rehearsed(order, {})
        index = next(n for n, (_, text) in enumerate(said) if text == GET_SET)
        after = next(at for at, text in said[index + 1 :] if text != lines.BREATHE)
        assert after - said[index][0] == pytest.approx(wait)


def test_a_question_of_the_card_is_said_and_left_to_think_about() -> None:
    said = rehearsed(order_for("forward-head-posture-prep", Path("x.wav")), {})
    asked = next(n for n, (_, text) in enumerate(said) if text.startswith("Could you move straight back"))
    question, after = said[asked], said[asked + 1]
    assert after[0] - question[0] == pytest.approx(lines.estimate(question[1]) + 4.0)
    assert "go back in this recording" in after[1]


# How loud


@pytest.mark.parametrize(
    ("levels", "wanted"),
    [
        # EBU Tech 3341, cases 1 to 4, in one channel, which reads 3.01 LU less than their two.
        (((-23.0, 20),), -23.0),
        (((-33.0, 20),), -33.0),
        (((-36.0, 10), (-23.0, 60), (-36.0, 10)), -23.0),
        (((-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)), -23.0),
    ],
)
@pytest.mark.parametrize("rate", [RATE, 48_000])
def test_the_loudness_of_the_test_signals_is_read_as_the_standard_has_it(
    levels: tuple[tuple[float, int], ...], wanted: float, rate: int
) -> None:
    parts = [
        10 ** (level / 20) * np.sin(2 * np.pi * 1000 * np.arange(seconds * rate) / rate)
        for level, seconds in levels
    ]
    assert loudness(np.concatenate(parts).astype(np.float32), rate) == pytest.approx(wanted - 3.01, abs=0.1)


def test_a_peak_between_the_samples_is_seen() -> None:
    wave = np.sin(2 * np.pi * np.arange(RATE) / 4 + np.pi / 4).astype(np.float32)
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak(wave) == pytest.approx(0.0, abs=0.2)


def test_silence_has_a_loudness_too() -> None:
    assert (loudness(np.zeros(RATE, np.float32), RATE), loudness(np.zeros(9, np.float32), RATE)) == (
        -70.0,
        -70.0,
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_of_any_kind_is_as_loud_as_it_says_and_below_the_highest_peak(
    tmp_path: Path, ending: str
) -> None:
    order = order_for("triceps-release", tmp_path / f"x.{ending}")
    taped = on_tape(order, fake_voice)
    samples = taped.samples[: 60 * RATE].astype(np.float32) / np.float32(32768)
    data, measured = file_of(samples, tags_of(order.run.card, taped), form_of(order.out))
    heard, rate = read_file(data)
    assert loudness(heard[:, 0], rate) == pytest.approx(measured.lufs, abs=0.01)
    assert (abs(measured.lufs - LOUD) <= 0.3, measured.peak <= HIGHEST) == (True, True)


@needs_ffmpeg
def test_ffmpeg_reads_the_same_loudness(tmp_path: Path) -> None:
    order = order_for("triceps-release", tmp_path / "x.wav")
    bake(order, fake_voice)
    told = subprocess.run(
        ["ffmpeg", "-nostats", "-hide_banner", "-i", order.out, "-af", "ebur128", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert float(told.rpartition("I:")[2].split()[0]) == pytest.approx(LOUD, abs=0.2)


# Chapters and what lies beside

TAGS = Tags(
    'Neck & "chin", <slow>', "José Müller", "voicecoach", "2026-11-22", CANNOT_HEAR,
    tuple(Chapter(61.5 * n, 61.5 * (n + 1), f"Step {n} = é;#\\ x") for n in range(70)),
)  # fmt: skip


@needs_ffmpeg
@pytest.mark.parametrize("ending", [*ENDINGS, "m4b"])
def test_players_find_title_and_chapters_in_a_file_of_any_kind(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    noise = np.random.default_rng(1).standard_normal(5 * RATE, np.float32) / np.float32(20)
    tags = replace(
        TAGS, chapters=tuple(Chapter(n / 20, (n + 1) / 20, c.title) for n, c in enumerate(TAGS.chapters))
    )
    path.write_bytes(file_of(noise, tags, form_of(path))[0])
    asked = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters"]
    told = json.loads(subprocess.run([*asked, path], capture_output=True, check=True).stdout)
    shown = {**told["format"].get("tags", {}), **told["streams"][0].get("tags", {})}
    found = {key.lower(): value for key, value in shown.items()}
    assert (found["title"], found["artist"], found["comment"]) == (TAGS.title, TAGS.artist, CANNOT_HEAR)
    assert [chapter["tags"]["title"] for chapter in told["chapters"]] == [c.title for c in tags.chapters]
    starts = [float(chapter["start_time"]) for chapter in told["chapters"]]
    assert starts == pytest.approx([c.start for c in tags.chapters], abs=0.002)
    decoded = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-f", "null", "-"], capture_output=True
    )
    assert decoded.stderr == b""


def test_the_words_are_shown_while_they_are_said() -> None:
    said = (Line(0.5, 2.0, "Sit tall & <still>."), Line(61.5, 62.0, "Two."), Line(62.2, 63.0, "Three."))
    assert webvtt(said, replace(TAGS, title="Neck", chapters=TAGS.chapters[:2])) == (
        f"WEBVTT\n\nNOTE Neck. {CANNOT_HEAR}\n"
        "\nNOTE Step 0 = é;#\\ x\n"
        "\n00:00:00.500 --> 00:00:02.000\nSit tall &amp; &lt;still&gt;.\n"
        "\nNOTE Step 1 = é;#\\ x\n"
        "\n00:01:01.500 --> 00:01:02.200\nTwo.\n"
        "\n00:01:02.200 --> 00:01:03.200\nThree.\n"
    )


def test_the_cue_sheet_counts_in_frames_of_a_disc() -> None:
    sheet = cue_sheet("my session.mp3", replace(TAGS, chapters=TAGS.chapters[:2]))
    assert sheet.splitlines()[2:] == [
        "TITLE \"Neck & 'chin', <slow>\"",
        'FILE "my session.mp3" MP3',
        "  TRACK 01 AUDIO",
        '    TITLE "Step 0 = é;#\\ x"',
        "    INDEX 01 00:00:00",
        "  TRACK 02 AUDIO",
        '    TITLE "Step 1 = é;#\\ x"',
        "    INDEX 01 01:01:37",
    ]


def test_a_playlist_names_the_files_in_order() -> None:
    pieces = [("01 a.mp3", Chapter(0, 61.4, "A")), ("02 b.mp3", Chapter(61.4, 70, "B"))]
    assert (
        playlist("Neck", pieces) == "#EXTM3U\n#PLAYLIST:Neck\n#EXTINF:61,A\n01 a.mp3\n#EXTINF:9,B\n02 b.mp3\n"
    )


def test_what_ffmpeg_would_take_for_its_own_signs_is_escaped() -> None:
    assert "title=Step 0 \\= é\\;\\#\\\\ x\n" in metadata(TAGS)


def test_in_pieces_each_step_is_a_file_and_together_they_are_the_whole(tmp_path: Path) -> None:
    order = order_for("triceps-release", tmp_path / "set.flac", pieces=True)
    bake(order, fake_voice)
    files = sorted((tmp_path / "set").glob("*.flac"))
    whole = on_tape(order, fake_voice)
    assert [file.stem[3:] for file in files] == [mark.title for mark in whole.marks]
    assert sum(len(read_file(file)[0]) for file in files) == len(whole.samples)
    assert [line for line in (tmp_path / "set" / "set.m3u8").read_text().splitlines() if line[0] != "#"] == [
        file.name for file in files
    ]


# Nothing half, nothing over another file


def test_what_is_there_stays_unless_forced(tmp_path: Path) -> None:
    order = order_for("triceps-release", tmp_path / "x.wav")
    (tmp_path / "x.cue").write_text("mine")
    with pytest.raises(UsageError, match=r"x\.cue: this is there already; --force"):
        bake(order, fake_voice)
    assert [path.name for path in tmp_path.iterdir()] == ["x.cue"]
    bake(replace(order, force=True), fake_voice)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.cue", "x.vtt", "x.wav"]
    assert (tmp_path / "x.cue").read_text() != "mine"


def test_when_the_disk_is_full_nothing_half_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        if os.fstat(descriptor).st_size > 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match=r"b: this cannot be written \(No space left on device\)"):
        place({tmp_path / "a": b"abc", tmp_path / "b": b"abcd"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.wav").mkdir()
    with pytest.raises(UsageError, match=r"x\.wav: this is a folder"):
        place({tmp_path / "x.wav": b"abc"})
    with pytest.raises(UsageError, match="there already"):
        refuse_to_overwrite([tmp_path / "x.wav"])


def test_an_unknown_ending_and_a_missing_folder_are_told_before_anything_is_rendered(tmp_path: Path) -> None:
    def never(texts: tuple[str, ...]) -> dict[str, Pcm]:
        raise AssertionError(texts)

    for out, told in ((tmp_path / "x.mp4", "choose one of"), (tmp_path / "no" / "x.mp3", "no such folder")):
        with pytest.raises(UsageError, match=told):
            bake(order_for("triceps-release", out), never)


def test_without_ffmpeg_a_sound_book_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceError, match="needs ffmpeg, which is not installed here"):
        bake(order_for("triceps-release", tmp_path / "x.m4b"), fake_voice)
    assert list(tmp_path.iterdir()) == []


def test_a_card_with_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    card = tmp_path / "bad.md"
    card.write_text("# Bad\n- Nonsense: 1\n", encoding="utf-8")
    outcome = CliRunner().invoke(app, ["bake", str(card), "-o", str(tmp_path / "x.wav")])
    assert "bad.md:2" in str(outcome.exception)
    assert not (tmp_path / "x.wav").exists()


@needs_espeak
def test_the_command_bakes_a_card_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    out = tmp_path / "mine.mp3"
    asked = ["bake", "triceps-release", "-o", str(out), "--talk", "brief", "--wait", "5", "--rate", "200"]
    outcome = CliRunner().invoke(app, [*asked, "--data", str(tmp_path)])
    assert outcome.exit_code == 0, outcome.output
    assert "LUFS, peak -" in outcome.output
    assert sorted(path.suffix for path in tmp_path.glob("mine.*")) == [".cue", ".mp3", ".vtt"]
