"""Shipped cards with something spoilt in them, as hypothesis draws them."""

from pathlib import Path

from hypothesis import strategies as st

from voicecoach.shipped import shipped

CARDS = tuple(path.read_bytes() for path in sorted(Path(shipped("scripts")).glob("*.md")))
ODD = (
    b"\xef\xbb\xbf", b"\x00", b"\xff\xfe", b"\xc3", b"\r", b"\r\n", b"\n", b"\t", b"  ", b"\xe2\x80\x8b", b"\xc2\xa0",
    b"\xe2\x80\xa8", b"\xc2\x85", b"{side}", b"{left}", b"{", b"}", b'"', b"\xe2\x80\x9c", b"**", b"__", b"`", b"<b>",
    b"[x](y)", b"\\", b":", b"::", b";", b",", b"(", b")", b"#", b"## ", b"# ", b"### ", b"- ", b"1. ", b"> ", b"---\n",
    b"stop", b" if ", b" if sore", b"not ", b"\xf0\x9f\x98\x80", b"\xd9\xa3", b"\xef\xbc\x9a", b"2-3", b"T2", b"no ",
)  # fmt: skip
NUMBERS = (
    b"0",
    b"-1",
    b"1e9",
    b"99999999999999999999",
    b"0.00000000001",
    b"1" * 5_000,
    b"\xc2\xbd",
    b"six",
    b"NaN",
)
DEEP = (
    b"- " * 40 + b"Say: Deep.",
    b" " * 200 + b"- Say: Far.",
    b"> " * 60 + b"Say: Quoted.",
    b"(" * 300,
    b"- Again: " * 9,
)


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """One card with one to six changes."""
    lines = draw(st.sampled_from(CARDS)).split(b"\n")
    for _ in range(draw(st.integers(1, 6))):
        lines = _changed(draw, lines)
    whole = draw(st.sampled_from((b"\n", b"\n", b"\n", b"\r\n", b"\r"))).join(lines)
    return draw(st.sampled_from((b"", b"", b"", b"\xef\xbb\xbf"))) + whole


def _changed(draw: st.DrawFn, lines: list[bytes]) -> list[bytes]:
    at = draw(st.integers(0, len(lines) - 1))
    other = draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    place = draw(st.integers(0, len(line)))
    match draw(st.integers(0, 9)):
        case 0:
            return (lines[:at] + lines[at + 1 :]) or [b""]
        case 1:
            return [*lines[:at], line, *lines[at:]]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = line[:place] + draw(st.sampled_from(ODD)) + line[place:]
        case 4:
            lines[at] = line[:place] + draw(st.binary(max_size=4)) + line[place:]
        case 5:
            lines[at] = (
                line[:place] + draw(st.text(max_size=4)).encode("utf-8", "surrogatepass") + line[place:]
            )
        case 6:
            digits = next((n for n in range(len(line)) if line[n : n + 1].isdigit()), None)
            if digits is not None:
                lines[at] = line[:digits] + draw(st.sampled_from(NUMBERS)) + line[digits + 1 :]
        case 7:
            return [*lines[:at], draw(st.sampled_from(DEEP)), *lines[at:]]
        case 8:
            return lines[: at + 1]
        case _:
            lines[at] = line[:place] + line[place + 1 :]
    return lines
