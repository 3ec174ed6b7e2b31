"""Every slip of an author's pen has its message, with file, line, what is wrong and what to write instead."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.errors import CoachError, ScriptError, UsageError
from voicecoach.script.find import find_card, read_card
from voicecoach.script.parse import parse

BAD = Path(__file__).parent / "bad_cards"
NOWHERE = Path("/nowhere/at/all")

CARD = """# A card

- Purpose: Try it.
- Version: 1, 2026-11-22
- Position: sitting
- Ask first: emergency signs

## Set up
- Place: sitting
- Say: Sit tall.

## Way out: sitting
- Say: Rest your hands in your lap.
"""


def complaint(text: str) -> str:
    """What `parse` says against ``text``; "" if it takes it."""
    began = time.perf_counter()
    try:
        parse(text, "card", "card.md")
    except ScriptError as error:
        return str(error)
    finally:
        assert time.perf_counter() - began < 1.0
    return ""


def refused(name_or_path: str, own: Path = NOWHERE, shipped: Path = NOWHERE) -> str:
    with pytest.raises(CoachError) as caught:
        find_card(name_or_path, own, shipped)
    return str(caught.value)


def test_the_card_that_these_tests_spoil_is_a_good_one() -> None:
    assert complaint(CARD) == ""


@pytest.mark.parametrize("name", sorted(path.stem for path in BAD.glob("*.md")))
def test_all_problems_of_a_bad_card_are_told_at_once(name: str, golden: Callable[[Path, str], None]) -> None:
    text = (BAD / f"{name}.md").read_text(encoding="utf-8")
    with pytest.raises(ScriptError) as caught:
        parse(text, name, f"{name}.md")
    golden(BAD / f"{name}.txt", f"{caught.value}\n")


def test_every_bad_card_has_its_text_and_every_text_its_card() -> None:
    assert {path.stem for path in BAD.glob("*.md")} == {path.stem for path in BAD.glob("*.txt")}


def test_an_unknown_word_is_told_with_its_line_and_the_nearest_known_word() -> None:
    assert complaint(CARD.replace("- Say: Sit", "- Sai: Sit")).startswith(
        'card.md:10: "Sai" is not a word of a card; did you mean "Say"?'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "card.md:1: the file is empty; docs/write-a-session.md shows what a card needs"),
        (" \n\t\n", "card.md:1: the file is empty; docs/write-a-session.md shows what a card needs"),
        ("# A\0card", "card.md:1: an invisible character (U+0000) is here; type the line anew"),
        (
            CARD.replace("Sit tall", "St\u200bop"),
            "card.md:10: an invisible character (U+200B) is here; type the line anew",
        ),
        ("x" * 10_000_000, "card.md:1: the file is larger than 1 MB; a session card is a few pages"),
        ("a\n" * 3_000, "card.md:2000: the card has more than 2000 lines; make several cards of it"),
        (
            CARD + "- " * 30 + "Say: Deep.\n",
            "card.md:14: this line is nested too deep to be read; move it to the left",
        ),
    ],
    ids=["empty", "blank", "nul", "invisible", "large", "long", "deep"],
)
def test_what_is_no_card_is_refused_in_one_line(text: str, said: str) -> None:
    assert complaint(text) == said


def test_a_text_that_is_wrong_everywhere_is_not_told_line_by_line() -> None:
    lines = complaint(CARD + "nonsense\n" * 1_500).split("\n")
    assert (len(lines), lines[-1]) == (51, "card.md:63: more than 50 problems; the rest was not read")


def test_windows_line_ends_a_byte_order_mark_bold_words_and_indentation_change_nothing() -> None:
    written = "\ufeff" + CARD.replace("- Say: Sit", "   1.   **Say:**   Sit").replace("\n", "\r\n")
    assert parse(written, "card", "") == parse(CARD, "card", "")


def test_a_title_in_the_notes_is_no_title() -> None:
    notes = "\n## Notes\n# Another title\n"
    assert parse(CARD + notes, "card", "").notes == "# Another title"
    assert complaint(CARD.replace("# A card\n", "") + notes) == (
        'card.md:1: the card has no title; begin with "# " and the name of the session'
    )


def test_plain_lines_are_as_good_as_a_list() -> None:
    assert parse(CARD.replace("\n- ", "\n"), "card", "") == parse(CARD, "card", "")


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes(b"# A card\n\n- Purpose: na\xefve\n")
    assert refused(str(path)) == f"{path}:3: this is not UTF-8 text; save the file as UTF-8"


def test_a_file_of_ten_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_bytes(b"x" * 10_000_000)
    began = time.perf_counter()
    assert refused(str(path)) == f"{path}:1: the file is larger than 1 MB; a session card is a few pages"
    assert time.perf_counter() - began < 1.0


def test_a_folder_is_not_a_card(tmp_path: Path) -> None:
    folder = tmp_path / "folder.md"
    folder.mkdir()
    assert refused(str(folder)) == f"{folder}: this is a folder; give the path of a card in it"


def test_a_missing_file_is_told_with_the_nearest_names(tmp_path: Path) -> None:
    (tmp_path / "neck.md").write_text(CARD, encoding="utf-8")
    path = tmp_path / "nek.md"
    assert refused(str(path)) == f"{path}: there is no such file; did you mean neck.md?"


def test_a_missing_session_is_told_with_the_nearest_names(tmp_path: Path) -> None:
    for name in ("neck-release", "retraction"):
        (tmp_path / f"{name}.md").write_text(CARD, encoding="utf-8")
    assert refused("nek-release", shipped=tmp_path) == (
        'there is no session "nek-release"; did you mean neck-release?'
    )
    assert refused("zzz", shipped=tmp_path) == (
        'there is no session "zzz"; there are: neck-release, retraction'
    )


@pytest.mark.parametrize("name", ["a\0b", "x" * 10_000, "", ".", "\ud800"])
def test_a_name_that_no_file_can_have_is_only_a_name_that_is_not_there(name: str) -> None:
    assert refused(name).startswith("there is no session")


def test_a_device_is_not_read_as_a_card() -> None:
    with pytest.raises(ScriptError, match="this is not a plain file"):
        read_card(Path("/dev/zero"))


def test_a_file_that_may_not_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "loop.md"
    path.symlink_to(path)
    with pytest.raises((ScriptError, UsageError), match=r"loop\.md: "):
        read_card(path)
