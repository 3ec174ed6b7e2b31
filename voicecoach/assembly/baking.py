"""A session baked into a sound file, put together: its tape, brought to one loudness, written with chapters."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final, assert_never

import numpy as np
import numpy.typing as npt

from voicecoach.core.card import Card
from voicecoach.core.messages import Earcon
from voicecoach.core.pcm import RATE, Pcm
from voicecoach.core.recorded import lines_of, recorded
from voicecoach.core.recorded_lines import CANNOT_HEAR
from voicecoach.core.session import begin
from voicecoach.core.state import Run
from voicecoach.errors import UsageError, VoiceError
from voicecoach.language.folder import language_of
from voicecoach.shells.beside import cue_sheet, playlist, webvtt
from voicecoach.shells.placed import place, refuse_to_overwrite
from voicecoach.shells.tape import Taped, tape
from voicecoach.shipped import shipped
from voicecoach.sound.earcons import load_earcons
from voicecoach.sound.id3 import with_id3
from voicecoach.sound.loudness import brought_to, loudness, true_peak
from voicecoach.sound.m4b import m4b
from voicecoach.sound.tags import Chapter, Tags
from voicecoach.sound.vorbis_comments import with_flac_comments, with_ogg_comments
from voicecoach.sound.wav_cues import with_cues
from voicecoach.voice.files import Container, UnreadableError, read_file, written

Samples = npt.NDArray[np.float32]
Render = Callable[[tuple[str, ...]], dict[str, Pcm]]

LOUD: Final = -18.0
"""LUFS: what AES TD1008 (2021) recommends for speech on phones. At -16, as music has it, an espeak voice would need its
peaks bent by 9 dB and keep 11 dB from what that leaves behind; at -18 it keeps 20 dB (November 2026)."""
PEAK: Final = -2.0
"""dBTP before it is written: coding moves peaks."""
HIGHEST: Final = -1.0
"""dBTP in the file, measured after it was written."""
LOWER: Final = 1.0
"""dB by which the peaks are bent further when the file is found too high."""


class Form(Enum):
    """A kind of sound file."""

    WAV = "wav"
    FLAC = "flac"
    VORBIS = "ogg"
    OPUS = "opus"
    MP3 = "mp3"
    M4B = "m4b"


ENDINGS: Final = {**{f".{form.value}": form for form in Form}, ".oga": Form.VORBIS, ".m4a": Form.M4B}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be baked: ``pieces`` makes a file of each step."""

    run: Run
    switches: frozenset[str]
    wait: float
    out: Path
    earcons: bool = True
    pieces: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """How loud a written file is; ``coded`` False: measured before it was coded, as nothing here can read it."""

    lufs: float
    peak: float
    coded: bool = True


def bake(order: Order, render: Render) -> list[str]:
    """Bake, and what came of it as lines."""
    form = form_of(order.out)
    folder = order.out.with_suffix("")
    outputs = (
        [folder] if order.pieces else [order.out, *(order.out.with_suffix(end) for end in (".vtt", ".cue"))]
    )
    if not order.out.parent.is_dir():
        raise UsageError(f"{order.out.parent}: there is no such folder")
    if not order.force:
        refuse_to_overwrite(outputs)
    taped = on_tape(order, render)
    samples = taped.samples.astype(np.float32) / np.float32(32768)
    tags = tags_of(order.run.card, taped)
    if order.pieces:
        return _in_pieces(folder, samples, tags, form)
    data, measured = file_of(samples, tags, form)
    words, cues = webvtt(taped.lines, tags).encode(), cue_sheet(order.out.name, tags).encode()
    place(dict(zip((*outputs[1:], order.out), (words, cues, data), strict=True)))
    minutes, seconds = divmod(round(taped.seconds), 60)
    return [
        f"{order.out}: {minutes}:{seconds:02} min, {_size(len(data))}, {len(tags.chapters)} chapters,"
        f" {_told(measured)}",
        f"beside it: {outputs[1].name} (the words) and {outputs[2].name} (the chapters)",
        "It cannot hear whoever follows it, and says so. Hand out the printed page with it.",
    ]


def form_of(out: Path) -> Form:
    """The kind of file that ``out`` names."""
    if out.suffix.casefold() not in ENDINGS:
        raise UsageError(
            f"{out}: the ending says what is written; choose one of {', '.join(sorted(ENDINGS))}"
        )
    return ENDINGS[out.suffix.casefold()]


def on_tape(order: Order, render: Render) -> Taped:
    """The session on tape, on the beat of its rendered lines."""
    lines: dict[str, Pcm] = {}
    run = order.run
    while True:
        ready = recorded(run, order.switches, order.wait)
        # The line that tells the length depends on the length of all the others.
        missing = tuple(text for text in lines_of(ready, order.switches) if text not in lines)
        if not missing:
            taped = tape(begin(ready, order.switches), lines, _earcons(order.earcons))
            return _in_its_language(taped, run.card)
        lines |= render(missing)
        run = replace(run, lengths={text: pcm.seconds for text, pcm in lines.items()})


def _in_its_language(taped: Taped, card: Card) -> Taped:
    """The words that lie beside the sound, as they were said."""
    say = language_of(card.language).say
    lines = tuple(replace(line, text=say(line.text)) for line in taped.lines)
    return replace(
        taped, lines=lines, marks=tuple(replace(mark, title=say(mark.title)) for mark in taped.marks)
    )


def tags_of(card: Card, taped: Taped) -> Tags:
    """What the file says about itself."""
    ends = (*(mark.at for mark in taped.marks[1:]), taped.seconds)
    chapters = tuple(Chapter(mark.at, end, mark.title) for mark, end in zip(taped.marks, ends, strict=True))
    comment = language_of(card.language).say(CANNOT_HEAR)
    return Tags(card.title, card.author, "voicecoach", card.date, comment, chapters)


def file_of(samples: Samples, tags: Tags, form: Form) -> tuple[bytes, Measured]:
    """The whole file, as loud as it should be, and how loud it came out."""
    peak = PEAK
    while True:
        data, measured = _coded(brought_to(samples, RATE, LOUD, peak), tags, form)
        if measured.peak <= HIGHEST or peak < PEAK - 4 * LOWER:
            return data, measured
        peak -= LOWER


def _coded(samples: Samples, tags: Tags, form: Form) -> tuple[bytes, Measured]:
    try:
        match form:
            case Form.WAV:
                data = with_cues(written(samples, RATE, Container.WAV), tags, RATE)
            case Form.FLAC:
                data = with_flac_comments(written(samples, RATE, Container.FLAC), tags)
            case Form.VORBIS:
                data = with_ogg_comments(written(samples, RATE, Container.VORBIS), tags)
            case Form.OPUS:
                data = with_ogg_comments(written(samples, RATE, Container.OPUS), tags)
            case Form.MP3:
                data = with_id3(written(samples, RATE, Container.MP3), tags)
            case Form.M4B:
                book = m4b(written(samples, RATE, Container.WAV), tags)
                return book, Measured(loudness(samples, RATE), true_peak(samples), coded=False)
            case _:
                assert_never(form)
        heard, rate = read_file(data)
    except UnreadableError as failed:
        raise VoiceError(f"the .{form.value} cannot be written: {failed}") from failed
    except ImportError as missing:
        raise UsageError(
            '"voicecoach bake" needs the extra "sound": pip install "voicecoach[sound]"'
        ) from missing
    return data, Measured(loudness(heard[:, 0], rate), true_peak(heard[:, 0]))


def _in_pieces(folder: Path, samples: Samples, tags: Tags, form: Form) -> list[str]:
    """A file of each chapter in ``folder``, all from one loudness, and a playlist of them."""
    level = brought_to(samples, RATE, LOUD, PEAK)
    files: dict[Path, bytes] = {}
    named: list[tuple[str, Chapter]] = []
    for number, chapter in enumerate(tags.chapters, 1):
        part = level[round(chapter.start * RATE) : round(chapter.end * RATE)]
        own = replace(
            tags, title=chapter.title, album=tags.title, chapters=(), track=number, tracks=len(tags.chapters)
        )
        name = f"{number:02} {_as_name(chapter.title)}.{form.value}"
        files[folder / name] = _coded(part, own, form)[0]
        named.append((name, chapter))
    files[folder / f"{folder.name}.m3u8"] = playlist(tags.title, named).encode()
    made = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        place(files)
    except OSError as failed:
        raise UsageError(f"{folder}: cannot be made ({failed.strerror})") from failed
    finally:
        if made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    size = _size(sum(map(len, files.values())))
    return [f"{folder}: {len(named)} files, {size}, and {folder.name}.m3u8, which plays them in order"]


def _as_name(title: str) -> str:
    """``title`` as every computer takes it for a file's name."""
    return " ".join("".join(sign if sign.isalnum() or sign in " -,()" else " " for sign in title).split())[
        :60
    ]


def _earcons(on: bool) -> dict[Earcon, Pcm]:
    if not on:
        return {}
    found = load_earcons(shipped("audio_cues"), [earcon.value for earcon in Earcon])
    return {earcon: found[earcon.value] for earcon in Earcon}


def _told(measured: Measured) -> str:
    before = "" if measured.coded else " before it was coded"
    return f"{measured.lufs:.1f} LUFS, peak {measured.peak:.1f} dBTP{before}"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1000:.0f} kB"
