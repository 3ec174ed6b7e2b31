"""A rehearsed session drawn: spans of time that add up, lines for the terminal, and an SVG that stands alone."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from voicecoach.core.beats import Talk
from voicecoach.core.session import begin, prepare
from voicecoach.script.find import find_card
from voicecoach.script.plan import Plan, parse_plan
from voicecoach.script.presets import switches_for
from voicecoach.shells.rehearse import rehearse
from voicecoach.shells.spans import Kind, Row, Silence, Span, Timeline, Turn, timeline
from voicecoach.shells.timeline_svg import description, svg
from voicecoach.shells.timeline_text import drawn
from voicecoach.shipped import shipped

CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))
SMALL = Timeline(
    "Small & <plain>",
    (
        Row("Set up", 0.0, 10.0, (Span(Kind.SPEECH, 0.0, 4.0, "Sit."),), (Span(Kind.WAIT, 8.0, 10.0),),
            ((10.0, "ready"),)),
        Row("Press", 10.0, 30.0, (Span(Kind.SPEECH, 10.0, 12.0, "One."),),
            (Span(Kind.MOVE, 12.0, 16.0), Span(Kind.HOLD, 16.0, 24.0), Span(Kind.REST, 24.0, 30.0))),
    ),
    30.0,
    Silence(12.0, 30.0, "Press, rep 1 of 1, press"),
)  # fmt: skip


def of(card_name: str, plan: Plan | None = None) -> Timeline:
    card = find_card(card_name, Path("none"), shipped("scripts"))
    switches = switches_for(card, None)
    turns: list[Turn] = []
    state = begin(prepare(card, switches, Talk.FULL, first_time=False), switches)
    rehearse(state, plan, None, lambda line: None, lambda *turn: turns.append(turn))
    return timeline(turns)


def test_a_step_is_what_is_said_and_what_is_done_to_the_second() -> None:
    (row,) = [row for row in of("isometric-neck-press").rows if row.step == "Press forward"]
    said = [(round(s.start - row.start, 2), s.text) for s in row.speech[:2]]
    assert said == [
        (0.0, "Place your palm on your forehead."),
        (3.01, "Press your head gently into your palm."),
    ]
    assert [(s.kind, round(s.seconds, 2)) for s in row.doing[:4]] == [
        (Kind.MOVE, 2.0), (Kind.HOLD, 5.0), (Kind.MOVE, 2.0), (Kind.REST, 5.0),
    ]  # fmt: skip


@pytest.mark.parametrize("card", CARDS)
def test_the_steps_of_every_shipped_card_follow_without_a_gap_and_hold_their_spans(card: str) -> None:
    shown = of(card)
    edges = [shown.rows[0].start] + [row.end for row in shown.rows]
    assert [row.start for row in shown.rows] == edges[:-1]
    assert (edges[0], edges[-1]) == (0.0, shown.seconds)
    for row in shown.rows:
        for lane in (row.speech, row.doing):
            ends = [row.start] + [span.end for span in lane]
            assert all(a <= span.start < span.end for a, span in zip(ends, lane, strict=False)), row.step
        assert not row.doing or row.doing[-1].end <= row.end


@pytest.mark.parametrize("card", CARDS)
def test_no_silence_is_longer_than_the_one_that_is_named_and_it_is_where_it_is_said_to_be(card: str) -> None:
    shown = of(card)
    said = [span for row in shown.rows for span in row.speech]
    gap = shown.longest
    assert gap.end - gap.start == max(b.start - a.end for a, b in pairwise(said))
    (row,) = [row for row in shown.rows if row.start <= gap.start < row.end]
    assert gap.place == row.step or gap.place.startswith(f"{row.step}, ")


def test_a_line_that_is_hushed_ends_where_it_is_hushed() -> None:
    plan = parse_plan("# A\nSession: cervical-retraction\nat 00:04\n> stop\n", "a.plan")
    (span,) = [s for s in of("cervical-retraction", plan).rows[0].speech if s.start < 4.0 <= s.end]
    assert span.end == 4.0


def test_the_picture_in_the_terminal_is_a_line_a_step() -> None:
    assert ["".join(text for text, _ in line) for line in drawn(SMALL, 60)] == [
        "Small & <plain>, 00:30",
        "",
        "00:00  Set up ████████        ???? 00:10",
        "00:10  Press  ████────────════════════════············ 00:20",
        "",
        "█ the coach speaks 00:06   ═ hold 00:08   ─ movement 00:04   · rest 00:06   ? waits for the person 00:02   ",
        "Longest silence: 18.0 s, from 00:12, in Press, rep 1 of 1, press.",
    ]


def test_a_terminal_that_knows_ascii_only_gets_no_other_character() -> None:
    text = "\n".join(
        "".join(piece for piece, _ in line) for line in drawn(of("posterior-neck-release"), 80, plain=True)
    )
    assert text.isascii()
    assert [line for line in text.split("\n") if line[:2].isdigit() and len(line) > 80] == []


@pytest.mark.parametrize("card", CARDS)
def test_every_shipped_card_is_drawn_whole_with_nothing_past_the_edges(card: str) -> None:
    shown = of(card)
    root = ET.fromstring(svg(shown))
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    right = max(
        float(each.attrib["x"]) + float(each.attrib["width"])
        for each in root.iter()
        if each.tag.endswith("}rect") and "x" in each.attrib
    )
    texts = [each for each in root.iter() if each.tag.endswith("}text")]
    ends = [float(t.attrib["x"]) + 7.6 * len(t.text or "") for t in texts if "text-anchor" not in t.attrib]
    assert max(right, *ends) <= width
    assert max(float(t.attrib["y"]) for t in texts) < height
    assert {row.step for row in shown.rows} <= {t.text for t in texts}


def test_the_svg_has_a_title_and_a_description_and_no_script_nor_anything_from_elsewhere() -> None:
    text = svg(SMALL)
    assert '<title id="title">Small &amp; &lt;plain&gt;: timeline</title>' in text
    assert ET.fromstring(text).findtext("{http://www.w3.org/2000/svg}desc") == description(SMALL)
    assert re.findall(r"<script|href|url\((?!#)|@import|\son\w+=", text) == []
    assert description(SMALL) == (
        "00:30 in all: the coach speaks 00:06, hold 00:08, movement 00:04, rest 00:06, waits for the person 00:02. "
        "Longest silence: 18.0 s, from 00:12, in Press, rep 1 of 1, press. "
        "Steps: Set up from 00:00 for 00:10; Press from 00:10 for 00:20."
    )
