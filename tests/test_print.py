"""A handout says all that a card says and nothing else, whatever the card says, as HTML and as PDF."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from voicecoach.cli import app
from voicecoach.core.card import Card, When
from voicecoach.core.safety import Refuse, effects_of
from voicecoach.core.screening import ROWS
from voicecoach.core.wording import Kind, problems
from voicecoach.core.words import Word
from voicecoach.errors import CoachError, UsageError
from voicecoach.language import handout_words as words
from voicecoach.script.find import find_card
from voicecoach.script.handout import Boxes, Handout, Table, every_line
from voicecoach.script.handout_page import handout
from voicecoach.script.parse import parse
from voicecoach.script.presets import switches_for
from voicecoach.shells.handout_html import as_html
from voicecoach.shells.handout_pdf import as_pdf
from voicecoach.shipped import shipped

CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))
SMALL = """# Shoulder rolls

- Purpose: Move the shoulders gently.
- Version: 3, 2026-11-22
- Author: Jane Miller
- Position: sitting
- You need: a firm chair
- How often: twice a day
- Ask first: emergency signs, arm symptoms
- Ask first fever: Any fever this week? (refuse: Please come back once it is over.)

## Roll
- Place: sitting
- Each side: right, left; change over 5 s
- Say: Roll the {side} shoulder.
- Reps: 8 to 10 times: up 2 s, hold 1.5 s, down 2 s
- Rest: 10 s
- If sore: Smaller circles.
- Reps if sore: 5 times: up 2 s, down 2 s

## Way out: sitting
- Say: Let your arms hang.
"""


def card_called(name: str) -> Card:
    return find_card(name, Path("none"), shipped("scripts"))


def small(text: str = SMALL) -> Card:
    return parse(text, "shoulder-rolls", "shoulder-rolls.md")


def told(page: Handout) -> str:
    return " ".join(" ".join(every_line(page)).split())


class Tree(HTMLParser):
    """Every element with its attributes, in order, and every text; unclosed elements are told."""

    VOID = frozenset({"meta", "col", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.found]

    def text(self) -> str:
        return " ".join("".join(f"{text} " for text in self.texts).split())


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


# What it says


def test_a_handout_says_what_the_card_says() -> None:
    text = told(handout(small()))
    for said in (
        "Shoulder rolls Move the shoulders gently. Version 3, 2026-11-22, by Jane Miller; not yet reviewed",
        "You need: a firm chair",
        "How often: twice a day",
        "How long: about 2 minutes",
        "1. Roll right, then left; change over 5\N{NO-BREAK SPACE}s",
        "Roll the right/left shoulder. If sore: Smaller circles.",
        "8 to 10 times: up 2 s, hold 1.5 s, down 2 s; rest 10 s If sore, 5 times: up 2 s, down 2 s",
        "sitting: Let your arms hang.",
        "“Yes” to: Any fever this week? Please come back once it is over.",
    ):
        assert " ".join(said.split()) in text


def test_sets_are_told_as_sets() -> None:
    reps = "- Reps: 8 to 10 times: up 2 s, hold 1.5 s, down 2 s\n"
    twice = SMALL.replace(f"{reps}- Rest: 10 s\n", f"{reps}- Rest: 30 s\n{reps}")
    said = "8 to 10 times: up 2 s, hold 1.5 s, down 2 s; 2 sets of these, rest 30 s between them If sore, 5 times:"
    assert " ".join(said.split()) in told(handout(small(twice)))
    other = SMALL.replace(f"{reps}- Rest: 10 s\n", f"{reps}- Rest: 30 s\n{reps.replace('up 2 s', 'up 3 s')}")
    assert "sets of these" not in told(handout(small(other)))


def test_who_reviewed_a_card_is_named() -> None:
    card = replace(small(), reviewed="Jane Miller, physiotherapist, 2026-12-01")
    assert "reviewed by Jane Miller, physiotherapist, 2026-12-01." in told(handout(card))


@pytest.mark.parametrize("name", CARDS)
def test_every_instruction_dose_and_question_of_a_shipped_card_is_on_its_handout(name: str) -> None:
    card = card_called(name)
    text = told(handout(card))
    for step in card.steps:
        assert step.name in text
        if step.easier is not None:
            assert step.easier.text in text
        for item in step.items:
            side = "/".join(step.sides.names) if step.sides else ""
            said = getattr(item, "text", "")
            assert getattr(item, "brief", False) or said.replace("{side}", side) in text
    for need in card.you_need:
        assert need.text in text
    for source in card.sources:
        assert source in text


@pytest.mark.parametrize("name", CARDS)
def test_every_row_that_changes_a_shipped_session_is_in_the_screening(name: str) -> None:
    card = card_called(name)
    text = told(handout(card)).lower()
    effects = effects_of(card)
    for rows, phrase in words.PHRASES:
        refusing = [row for row in rows if any(isinstance(its, Refuse) for its in effects.get(row, ()))]
        assert not refusing or phrase.lower() in text
    for own in card.ask_first:
        assert own.text.lower() in text


def test_every_row_of_the_screening_has_its_words_and_rows_that_share_them_do_the_same() -> None:
    assert sorted(row for rows, _ in words.PHRASES for row in rows) == sorted(row.id for row in ROWS)
    for card in map(card_called, CARDS):
        effects = effects_of(card)
        for rows, _ in words.PHRASES:
            assert len({effects.get(row, ()) for row in rows}) == 1


def test_what_must_be_helped_at_once_stands_before_what_can_wait() -> None:
    text = told(handout(card_called("posterior-neck-release")))
    order = [
        text.index(part)
        for part in (words.NOW, "Do not start. Be seen", "Do not start. Ask", "Only if a doctor")
    ]
    assert order == sorted(order)
    assert text.index("a bulging disc") > text.index(
        "Without gentle lengthening and roller, with small range:"
    )


def test_the_words_to_say_are_words_that_the_coach_knows() -> None:
    said = {word for commands, _ in words.SAYABLE for word in commands}
    assert said - {word.value for word in Word} == {"ready"}


@pytest.mark.parametrize("name", CARDS)
def test_no_handout_promises_or_frightens(name: str) -> None:
    page = handout(card_called(name))
    found = [(one.word, line) for line in every_line(page) for one in problems(line, Kind.QUESTION)]
    assert found == []


@pytest.mark.parametrize(
    "said",
    ["general information", "not medical care", "puts you in the care of a clinician", "not for emergencies",
     "adults", "ask a clinician first", "you can end at any time", "not yet reviewed by a clinician"],
)  # fmt: skip
def test_the_disclaimers_are_on_every_handout(said: str) -> None:
    assert [name for name in CARDS if said not in told(handout(card_called(name)))] == []


# Options


def test_conditions_are_told_as_options() -> None:
    text = told(handout(card_called("posterior-neck-release")))
    assert "4. Roller under the pelvis with roller" in text
    assert "(With roller: Keep the ball and the roller within reach.)" in text
    assert "(Without roller: Keep the ball within reach.) Rest your feet flat" in text
    assert "With first lengthening: hold 20\N{NO-BREAK SPACE}s".replace("\N{NO-BREAK SPACE}", " ") in text


def test_a_preset_leaves_only_what_is_done_with_it() -> None:
    card = card_called("posterior-neck-release")
    text = told(handout(card, switches_for(card, "first run")))
    assert "This page is for: bent; without roller; without rocking; without second spot" in text
    steps = text[text.index(words.STEPS) :]
    assert "roller" not in steps.replace("ball, roller or lengthening", "")
    assert "With roller" not in text
    assert "Options:" not in text


def test_a_step_that_is_the_same_sitting_and_standing_stands_once() -> None:
    text = told(handout(card_called("cervical-retraction")))
    assert text.count("2. Learn it") == 2  # the other is for lying on the front
    assert "2. Learn it sitting or standing" in text
    assert "5. Close Rest for a moment." in text


def test_the_same_way_out_is_told_once() -> None:
    text = told(handout(card_called("posterior-neck-release")))
    assert text.count("If lifting seems wrong, stay still and call someone.") == 1


# HTML


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("large", [False, True])
def test_the_html_is_whole_and_needs_nothing_from_outside(name: str, large: bool) -> None:
    html = as_html(handout(card_called(name), large=large))
    tree = Tree(html)
    assert tree.open == []
    assert set(tree.tags()) <= {
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "p",
        "ul", "li", "b", "span", "abbr", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert not re.search(r"(src|href|url\(|@import|https?:)", html)
    assert "@page" in html


@pytest.mark.parametrize("large", [False, True])
def test_screen_readers_find_the_language_headings_and_what_each_cell_is_about(large: bool) -> None:
    tree = Tree(as_html(handout(card_called("upper-trap-release"), large=large)))
    assert tree.found[0][1]["lang"] == "en"
    assert tree.tags().count("h1") == 1
    assert tree.tags().count("h2") == 8
    scopes = [attributes.get("scope") for tag, attributes in tree.found if tag == "th"]
    assert None not in scopes
    assert {"col", "row"} <= set(scopes)


def test_the_html_and_the_pdf_say_the_same() -> None:
    page = handout(card_called("cervical-retraction"))
    html, pdf = Tree(as_html(page)).text(), " ".join(pages_of(as_pdf(page)))
    for line in every_line(page):
        assert line in words.DAYS or " ".join(line.split()) in html  # of the days only letters are shown
    for word in set(re.findall(r"[a-z]{4,}", " ".join(every_line(page)))):
        assert word in pdf, word


def test_large_type_is_at_least_eighteen_points() -> None:
    html = as_html(handout(small(), large=True))
    assert "html.large { --size: 18pt; --small: 18pt;" in html
    assert ("html", {"lang": "en", "class": "large"}) in Tree(html).found
    sizes: set[float] = set()

    def note(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip():
            sizes.add(round(size * abs(matrix[3]), 1))

    for each in PdfReader(BytesIO(as_pdf(handout(small(), large=True)))).pages:
        each.extract_text(visitor_text=note)
    assert min(sizes) >= 18


def test_a_card_in_another_language_is_marked_as_such() -> None:
    spanish = small(SMALL.replace("- Author", "- Language: Spanish\n- Author"))
    tree = Tree(as_html(handout(spanish)))
    title = next(attributes for tag, attributes in tree.found if tag == "h1")
    assert tree.found[0][1]["lang"] == "en"
    assert title["lang"] == "es"
    assert next(attributes for tag, attributes in tree.found if tag == "h2") == {}


# PDF


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_handout_of_a_shipped_session_is_two_pages_at_most(name: str, paper: str) -> None:
    pages = pages_of(as_pdf(handout(card_called(name)), paper))
    assert len(pages) == 2
    assert pages[-1].endswith(" 2") or "Sources:" in pages[-1]


def test_the_pdf_names_itself_and_is_the_same_every_time() -> None:
    page = handout(small())
    pdf = as_pdf(page)
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Shoulder rolls"
    assert str(reader.root_object["/Lang"]) == "en"
    assert [item.title for item in reader.outline if not isinstance(item, list)] == [
        section.heading for section in page.sections
    ]
    assert as_pdf(page) == pdf


def test_letters_that_the_pdf_cannot_show_are_told_and_not_left_out() -> None:
    with pytest.raises(UsageError, match='the letter "Ł" is not in the PDF'):
        as_pdf(handout(replace(small(), title="Łagodnie, głowa")))
    with pytest.raises(UsageError, match="from right to left"):
        as_pdf(handout(replace(small(), purpose="שלום")))
    with pytest.raises(UsageError, match="is not a TrueType font"):
        as_pdf(handout(small()), font=Path(__file__))


# Whatever a card says

NASTY = (
    "<script>alert(1)</script>",
    '</style><b onclick="x">\'&amp;"',
    "<para><font size=99>",
    "\u05e9\u05dc\u05d5\u05dd (\u202e)",
    "W" * 3000,
    "]]>--><!-- %PDF (\\) \\u0000 {side}",
)


def nasty(text: str) -> Card:
    card = card_called("posterior-neck-release")
    step = card.steps[0]
    return replace(
        card, title=text, purpose=text, author=text, reviewed=text, position=text, how_often=text,
        do_not_use=(text,), sources=(text,), notes=text, first=(text,),
        steps=(replace(step, name=text, when=When()), *card.steps[1:]),
        you_need=(replace(card.you_need[0], text=text),),
        switches=(*card.switches, replace(card.switches[0], name=text)),
    )  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:12].encode("unicode_escape").decode())
@pytest.mark.parametrize("large", [False, True])
def test_nothing_that_a_card_says_becomes_markup(text: str, large: bool) -> None:
    page = handout(nasty(text), large=large)
    tree = Tree(as_html(page))
    plain = Tree(as_html(handout(nasty("word"), large=large)))
    assert tree.open == []
    assert tree.tags() == plain.tags()
    assert {name for _, attributes in tree.found for name in attributes} <= {
        "lang", "class", "charset", "name", "content", "style", "scope", "rowspan", "colspan", "title", "dir"
    }  # fmt: skip
    shown = " ".join(text.replace("\u202e", "").split())
    assert shown in tree.text()


@pytest.mark.parametrize("text", [text for text in NASTY if text.isascii()], ids=lambda text: text[:12])
@pytest.mark.parametrize("large", [False, True])
def test_a_pdf_takes_whatever_its_font_can_show(text: str, large: bool) -> None:
    pages = pages_of(as_pdf(handout(nasty(text), large=large)))
    assert text[:5] in "".join(pages)


def test_three_hundred_steps_make_a_long_handout_and_no_error() -> None:
    steps = "".join(
        f"\n## Roll {n}\n- Place: sitting\n- Say: Roll both shoulders.\n- Reps: 5 times: up 2 s, down 2 s\n"
        for n in range(300)
    )
    page = handout(small(SMALL.replace("\n## Way out", f"{steps}\n## Way out")))
    assert Tree(as_html(page)).tags().count("tbody") == 302
    pages = pages_of(as_pdf(page))
    assert len(pages) > 5
    assert "301. Roll 299" in " ".join(pages)


def test_a_card_with_next_to_nothing_makes_a_handout() -> None:
    card = replace(
        small(), author="", how_often="", you_need=(), sources=(), notes="", position="", ask_first=()
    )
    page = handout(card)
    assert isinstance(page.sections[-1].blocks[0], Boxes)
    assert any(isinstance(block, Table) for section in page.sections for block in section.blocks)
    assert len(pages_of(as_pdf(page))) <= 2


# The command


def test_print_writes_a_file_and_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    assert runner.invoke(app, ["print", "neck-range-of-motion"]).output == (
        "neck-range-of-motion.html: the handout of Neck range of motion\n"
    )
    assert runner.invoke(app, ["print", "neck-range-of-motion", "-o", "a.pdf", "--large"]).exit_code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert runner.invoke(app, ["print", "neck-range-of-motion", "--format", "pdf"]).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.pdf", "neck-range-of-motion.html", "neck-range-of-motion.pdf"
    ]  # fmt: skip


def test_print_takes_the_place_of_a_handout_and_of_no_other_file(tmp_path: Path) -> None:
    runner = CliRunner()
    page = tmp_path / "page.html"
    for _ in range(2):
        assert runner.invoke(app, ["print", "triceps-release", "-o", str(page)]).exit_code == 0
    page.write_text("<p>My own page.</p>", encoding="utf-8")
    result = runner.invoke(app, ["print", "triceps-release", "-o", str(page)])
    assert isinstance(result.exception, CoachError)
    assert "is no handout of ours" in str(result.exception)
    assert page.read_text(encoding="utf-8") == "<p>My own page.</p>"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["-o", "page.docx"], "a handout ends in .html or .pdf"),
        (["-o", "page.html", "--format", "pdf"], "and pdf is asked for"),
        (["-o", "nowhere/page.html"], "the file cannot be written"),
        (["--preset", "lying"], "there is no preset"),
        (["--with", "wings"], 'there is no option "wings"'),
    ],
)
def test_what_cannot_be_printed_is_one_clear_line(
    typed: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["print", "cervical-retraction", *typed])
    assert isinstance(result.exception, CoachError)
    assert said in str(result.exception)
    assert len(str(result.exception).splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_without_reportlab_html_works_and_a_pdf_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "reportlab", None)
    for name in [
        name
        for name in sys.modules
        if name.startswith(("reportlab.", "voicecoach.shells.handout_pdf", "voicecoach.shells.pdf_"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    page = str(tmp_path / "page")
    assert CliRunner().invoke(app, ["print", "triceps-release", "-o", f"{page}.html"]).exit_code == 0
    result = CliRunner().invoke(app, ["print", "triceps-release", "-o", f"{page}.pdf"])
    assert str(result.exception).startswith("a PDF needs reportlab: pip install 'voicecoach[print]'")


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium to print the HTML with")
@pytest.mark.parametrize("name", ["posterior-neck-release", "upper-trap-release", "neck-range-of-motion"])
def test_a_browser_prints_a_shipped_session_on_two_pages(name: str, tmp_path: Path) -> None:
    page, pdf = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(as_html(handout(card_called(name))), encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={pdf}", str(page)],
        check=True, capture_output=True, timeout=50,
    )  # fmt: skip
    assert len(PdfReader(pdf).pages) == 2
