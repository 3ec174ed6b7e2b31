"""What lies beside a recording: its words as WebVTT, its chapters as a cue sheet, and the playlist of one in pieces."""

from collections.abc import Iterable, Sequence
from typing import Final

from voicecoach.shells.tape import Line
from voicecoach.sound.tags import Chapter, Tags

SHOWN_AT_LEAST: Final = 1.0
"""Seconds that a short line ("Two.") is shown, if the next one leaves that long."""


def webvtt(lines: Sequence[Line], tags: Tags) -> str:
    """https://www.w3.org/TR/webvtt1/: each line of the coach with its time, under the chapter that it is in."""
    out = ["WEBVTT", "", f"NOTE {_vtt(tags.title)}. {_vtt(tags.comment)}"]
    for number, line in enumerate(lines):
        following = lines[number + 1].at if number + 1 < len(lines) else line.until + SHOWN_AT_LEAST
        until = min(max(line.until, line.at + SHOWN_AT_LEAST), max(following, line.at + 0.001))
        begun = [chapter for chapter in tags.chapters if chapter.start <= line.at]
        entered = begun and (not number or lines[number - 1].at < begun[-1].start)
        if entered:
            out += ["", f"NOTE {_vtt(begun[-1].title)}"]
        out += ["", f"{_vtt_time(line.at)} --> {_vtt_time(until)}", _vtt(line.text)]
    return "\n".join(out) + "\n"


def cue_sheet(file: str, tags: Tags) -> str:
    """A track for each chapter of ``file``; 75 frames a second, as on a compact disc."""
    kind = "MP3" if file.casefold().endswith(".mp3") else "WAVE"
    out = [
        f'REM COMMENT "{_cue(tags.comment)}"',
        f'PERFORMER "{_cue(tags.artist)}"',
        f'TITLE "{_cue(tags.title)}"',
    ]
    out.append(f'FILE "{_cue(file)}" {kind}')
    for number, chapter in enumerate(tags.chapters, 1):
        frames = int(75 * chapter.start)
        at = f"{frames // 4500:02}:{frames // 75 % 60:02}:{frames % 75:02}"
        out += [f"  TRACK {number:02} AUDIO", f'    TITLE "{_cue(chapter.title)}"', f"    INDEX 01 {at}"]
    return "\n".join(out) + "\n"


def playlist(title: str, pieces: Iterable[tuple[str, Chapter]]) -> str:
    """An M3U of the files, each with its length and title."""
    out = ["#EXTM3U", f"#PLAYLIST:{title}"]
    for file, chapter in pieces:
        out += [f"#EXTINF:{round(chapter.end - chapter.start)},{chapter.title}", file]
    return "\n".join(out) + "\n"


def _vtt_time(at: float) -> str:
    seconds, thousandths = divmod(round(1000 * at), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def _vtt(text: str) -> str:
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cue(text: str) -> str:
    return " ".join(text.split()).replace('"', "'")
