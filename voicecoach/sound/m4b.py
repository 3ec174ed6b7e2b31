"""Sound books (M4B) with chapters, by ffmpeg where it is installed: no library under a licence like ours writes AAC."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from voicecoach.errors import DeviceError
from voicecoach.sound.tags import Tags

BITS = "64k"
WITHIN = 600.0


def m4b(wav: bytes, tags: Tags) -> bytes:
    """The WAV as an M4B; `DeviceError` without ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise DeviceError(
            "an .m4b or .m4a file needs ffmpeg, which is not installed here; .mp3 and .ogg need nothing"
        )
    with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
        about, out = Path(folder) / "about.txt", Path(folder) / "out.m4b"
        try:
            about.write_text(metadata(tags), encoding="utf-8")
            done = subprocess.run(
                [program, "-nostdin", "-v", "error", "-i", "pipe:0", "-i", str(about), "-map", "0:a",
                 "-map_metadata", "1", "-map_chapters", "1", "-c:a", "aac", "-b:a", BITS, "-f", "ipod", str(out)],
                input=wav, capture_output=True, check=False, timeout=WITHIN,
            )  # fmt: skip
            if done.returncode:
                told = done.stderr.decode(errors="replace").strip().splitlines() or [
                    f"exit code {done.returncode}"
                ]
                raise DeviceError(f"ffmpeg could not write the .m4b: {told[-1]}")
            return out.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as failed:
            raise DeviceError(f"ffmpeg could not write the .m4b: {failed}") from failed


def metadata(tags: Tags) -> str:
    """``tags`` in ffmpeg's own words."""
    named = {
        "title": tags.title,
        "artist": tags.artist,
        "album": tags.album,
        "date": tags.date,
        "genre": "Speech",
        "comment": tags.comment,
        "track": f"{tags.track}/{tags.tracks}" if tags.track else "",
    }
    lines = [";FFMETADATA1", *(f"{name}={_escaped(value)}" for name, value in named.items() if value)]
    for chapter in tags.chapters:
        start, end = round(1000 * chapter.start), round(1000 * chapter.end)
        lines += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={start}",
            f"END={end}",
            f"title={_escaped(chapter.title)}",
        ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    # ffmpeg 5 takes the end of a line for escaped when an escaped backslash stands before it.
    return "".join(f"\\{sign}" if sign in "=;#\\\n" else sign for sign in text.rstrip("\\"))
