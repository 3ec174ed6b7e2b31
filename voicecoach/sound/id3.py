"""ID3v2.3 tags with chapters (CHAP and CTOC frames) put before an MP3.

Our own, because the well-kept libraries that write them (mutagen, pytaglib, eyeD3) are under the GPL and this program
is not. The format is closed since 1999, its chapters since 2005: https://id3.org/id3v2-chapters-1.0
"""

from voicecoach.sound.tags import Chapter, Tags

_UTF_16 = b"\x01"
_NO_OFFSET = b"\xff" * 4


def with_id3(file: bytes, tags: Tags) -> bytes:
    """The MP3 in ``file`` with ``tags``."""
    texts = {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TYER": tags.date[:4],
        "TCON": "Speech",
        "TRCK": f"{tags.track}/{tags.tracks}" if tags.track else "",
    }
    frames = b"".join(_text(name, value) for name, value in texts.items() if value)
    frames += _frame("COMM", _UTF_16 + b"eng" + _utf16("") + _utf16(tags.comment))
    if tags.chapters:
        frames += _contents(len(tags.chapters))
        frames += b"".join(_chapter(number, chapter) for number, chapter in enumerate(tags.chapters))
    return b"ID3\x03\x00\x00" + _synchsafe(len(frames)) + frames + _untagged(file)


def _untagged(file: bytes) -> bytes:
    if not file.startswith(b"ID3"):
        return file
    return file[10 + sum(byte << 7 * place for place, byte in enumerate(reversed(file[6:10]))) :]


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + len(body).to_bytes(4, "big") + b"\0\0" + body


def _text(name: str, value: str) -> bytes:
    return _frame(name, _UTF_16 + _utf16(value))


def _utf16(value: str) -> bytes:
    return b"\xff\xfe" + value.encode("utf-16-le") + b"\0\0"


def _chapter(number: int, chapter: Chapter) -> bytes:
    times = b"".join(round(1000 * at).to_bytes(4, "big") for at in (chapter.start, chapter.end))
    return _frame("CHAP", _id(number) + times + 2 * _NO_OFFSET + _text("TIT2", chapter.title))


def _contents(count: int) -> bytes:
    """A frame has room for 255 chapters; more are still found, without an order of their own."""
    listed = min(count, 255)
    top_level_in_order = b"\x03"
    children = b"".join(_id(number) for number in range(listed))
    return _frame("CTOC", b"toc\0" + top_level_in_order + bytes([listed]) + children)


def _id(number: int) -> bytes:
    return f"chp{number}".encode() + b"\0"


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
