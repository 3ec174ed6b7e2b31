"""Cards are found by name in the user's folder and the shipped one, or by path, and nothing shadows silently."""

from pathlib import Path

from voicecoach.script.find import Found, all_cards, find_card, locate, read_card
from voicecoach.script.json_form import to_json

CARD = """# {title}

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


def folder(at: Path, **titles: str) -> Path:
    at.mkdir()
    for name, title in titles.items():
        (at / f"{name}.md").write_text(CARD.format(title=title), encoding="utf-8")
    return at


def test_the_users_own_card_comes_first_and_says_what_it_shadows(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", neck="My neck")
    shipped = folder(tmp_path / "shipped", neck="The neck", prep="Prep")
    assert find_card("neck", own, shipped).title == "My neck"
    assert find_card("prep", own, shipped).title == "Prep"
    assert locate("neck", own, shipped) == Found(
        "neck", own / "neck.md", own=True, shadows=shipped / "neck.md"
    )
    assert [(listed.found.name, listed.found.own) for listed in all_cards(own, shipped)] == [
        ("neck", True),
        ("prep", False),
    ]


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", neck="My neck")
    assert find_card(str(own / "neck.md"), Path("/nowhere"), Path("/nowhere")).title == "My neck"


def test_a_card_that_is_wrong_is_listed_with_what_is_wrong_and_hides_no_other(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", good="Good")
    (own / "bad.md").write_text("# Bad\n", encoding="utf-8")
    bad, good = all_cards(own, Path("/nowhere"))
    assert bad.card is None
    assert bad.problem.startswith(f"{own / 'bad.md'}:1: ")
    assert good.card is not None


def test_the_json_of_another_tool_is_a_card_too_and_called_as_its_file(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", neck="My neck")
    path = own / "other.json"
    path.write_text(to_json(read_card(own / "neck.md")), encoding="utf-8")
    assert (read_card(path).name, read_card(path).title) == ("other", "My neck")
    assert find_card("other", own, Path("/nowhere")).title == "My neck"


def test_without_folders_there_are_no_cards() -> None:
    assert all_cards(Path("/nowhere"), Path("/nowhere/else")) == ()


def test_what_is_no_card_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", neck="My neck")
    (own / ".hidden.md").write_text("?", encoding="utf-8")
    (own / "readme.txt").write_text("?", encoding="utf-8")
    (own / "folder.md").mkdir()
    assert [listed.found.name for listed in all_cards(own, Path("/nowhere"))] == ["neck"]
