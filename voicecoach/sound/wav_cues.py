"""Titles and cue points put into a WAV file, where audio editors and some players find them as chapters.

RIFF chunks "LIST INFO", "cue " and "LIST adtl", as Microsoft and IBM described them in 1991.
"""

from voicecoach.sound.tags import Tags


def with_cues(file: bytes, tags: Tags, rate: int) -> bytes:
    """The WAV in ``file``, of ``rate`` samples a second, with ``tags``."""
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise ValueError("no WAV file")
    named = {
        b"INAM": tags.title,
        b"IART": tags.artist,
        b"IPRD": tags.album,
        b"ICRD": tags.date,
        b"ICMT": tags.comment,
        b"ITRK": str(tags.track or ""),
    }
    info = b"".join(_chunk(name, _text(value)) for name, value in named.items() if value)
    body = file[12:] + b"\0" * (len(file) % 2) + _chunk(b"LIST", b"INFO" + info)
    if tags.chapters:
        starts = [round(chapter.start * rate) for chapter in tags.chapters]
        points = b"".join(_point(number, frame) for number, frame in enumerate(starts, 1))
        labels = b"".join(
            _chunk(b"labl", number.to_bytes(4, "little") + _text(chapter.title))
            for number, chapter in enumerate(tags.chapters, 1)
        )
        body += _chunk(b"cue ", len(starts).to_bytes(4, "little") + points)
        body += _chunk(b"LIST", b"adtl" + labels)
    return _chunk(b"RIFF", b"WAVE" + body)


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _text(value: str) -> bytes:
    return value.encode() + b"\0"


def _point(number: int, frame: int) -> bytes:
    at = frame.to_bytes(4, "little")
    return number.to_bytes(4, "little") + at + b"data" + bytes(8) + at
