"""Vorbis comments with chapters (CHAPTER001=, CHAPTER001NAME=) put into FLAC and Ogg files.

Our own for the reason in `sound.id3`. https://xiph.org/vorbis/doc/v-comment.html and RFC 9639, RFC 3533, RFC 7845;
the chapters: https://wiki.xiph.org/Chapter_Extension
"""

import zlib
from collections.abc import Iterator

from voicecoach.sound.tags import Tags

_VENDOR = b"voicecoach"
_COMMENT_BLOCK = 4
_LAST_BLOCK = 0x80
_PAGE = 27
_MOST_SEGMENTS = 255
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def with_flac_comments(file: bytes, tags: Tags) -> bytes:
    """The FLAC in ``file`` with ``tags`` in place of its own."""
    if not file.startswith(b"fLaC"):
        raise ValueError("no FLAC file")
    blocks: list[tuple[int, bytes]] = []
    at, last = 4, False
    while not last:
        last, kind, size = (
            bool(file[at] & _LAST_BLOCK),
            file[at] & 0x7F,
            int.from_bytes(file[at + 1 : at + 4], "big"),
        )
        blocks.append((kind, file[at + 4 : at + 4 + size]))
        at += 4 + size
    kept = [block for block in blocks if block[0] != _COMMENT_BLOCK]
    kept.insert(1, (_COMMENT_BLOCK, _comments(tags)))
    out = b"fLaC"
    for number, (kind, body) in enumerate(kept):
        mark = _LAST_BLOCK if number == len(kept) - 1 else 0
        out += bytes([kind | mark]) + len(body).to_bytes(3, "big") + body
    return out + file[at:]


def with_ogg_comments(file: bytes, tags: Tags) -> bytes:
    """The Ogg Vorbis or Ogg Opus in ``file`` with ``tags`` in place of its own; its pages are counted anew."""
    pages = list(_pages(file))
    first = pages[0][_PAGE + pages[0][26] :]
    if first.startswith(b"OpusHead"):
        headers, comment = 2, b"OpusTags" + _comments(tags)
    elif first.startswith(b"\x01vorbis"):
        headers, comment = 3, b"\x03vorbis" + _comments(tags) + b"\x01"
    else:
        raise ValueError("no Ogg Vorbis or Ogg Opus file")
    packets, used = _packets(pages, headers)
    serial = pages[0][14:18]
    front = [pages[0], *_paged([comment, *packets[2:]], serial)]
    return b"".join(_numbered(page, number) for number, page in enumerate((*front, *pages[used:])))


def _comments(tags: Tags) -> bytes:
    lines = [
        f"TITLE={tags.title}",
        f"ARTIST={tags.artist}",
        f"ALBUM={tags.album}",
        f"DATE={tags.date}",
        "GENRE=Speech",
        f"COMMENT={tags.comment}",
    ]
    if tags.track:
        lines += [f"TRACKNUMBER={tags.track}", f"TRACKTOTAL={tags.tracks}"]
    for number, chapter in enumerate(tags.chapters, 1):
        hours, rest = divmod(round(1000 * chapter.start), 3_600_000)
        minutes, thousandths = divmod(rest, 60_000)
        at = f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
        lines += [f"CHAPTER{number:03}={at}", f"CHAPTER{number:03}NAME={chapter.title}"]
    out = _sized(_VENDOR) + len(lines).to_bytes(4, "little")
    return out + b"".join(_sized(line.encode()) for line in lines)


def _sized(text: bytes) -> bytes:
    return len(text).to_bytes(4, "little") + text


def _pages(file: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(file):
        if file[at : at + 4] != b"OggS":
            raise ValueError("no Ogg file")
        segments = file[at + 26]
        end = at + _PAGE + segments + sum(file[at + _PAGE : at + _PAGE + segments])
        yield file[at:end]
        at = end


def _packets(pages: list[bytes], count: int) -> tuple[list[bytes], int]:
    """The first ``count`` packets, which end with a page, and how many pages they take."""
    packets, part = [], b""
    for number, page in enumerate(pages, 1):
        at = _PAGE + page[26]
        for size in page[_PAGE : _PAGE + page[26]]:
            part += page[at : at + size]
            at += size
            if size < 255:
                packets.append(part)
                part = b""
        if len(packets) >= count:
            return packets, number
    raise ValueError("an Ogg file without its headers")


def _paged(packets: list[bytes], serial: bytes) -> Iterator[bytes]:
    """``packets`` of a header on fresh pages, which no other packet shares."""
    segments: list[bytes] = []
    for packet in packets:
        segments += [packet[at : at + 255] for at in range(0, len(packet) + 1, 255)]
    for first in range(0, len(segments), _MOST_SEGMENTS):
        these = segments[first : first + _MOST_SEGMENTS]
        continued = first > 0 and len(segments[first - 1]) == 255
        whole = any(len(segment) < 255 for segment in these)
        position = bytes(8) if whole else b"\xff" * 8
        head = b"OggS\0" + bytes([continued]) + position + serial + bytes(8) + bytes([len(these)])
        yield head + bytes(map(len, these)) + b"".join(these)


def _numbered(page: bytes, number: int) -> bytes:
    """``page`` with its ``number`` and a checksum that is right again."""
    page = page[:18] + number.to_bytes(4, "little") + bytes(4) + page[26:]
    return page[:22] + _checksum(page).to_bytes(4, "little") + page[26:]


def _checksum(page: bytes) -> int:
    """Ogg's CRC-32: the one of zlib with every byte mirrored, from 0 and not turned over at the end."""
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
