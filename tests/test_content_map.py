"""The page about the two articles is true: every item once, every quoted line in its card, every question known."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from voicecoach.core.after_pain import (
    BREATH,
    FEELING,
    QUALITY,
    SIGNS,
    STRENGTH,
    TISSUE,
    WHERE,
    Findings,
    Sign,
    decide,
)
from voicecoach.script.vocabulary import SCREENING
from voicecoach.shipped import shipped

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "content-map.md").read_text(encoding="utf-8")
ITEMS = [*(f"A{n}" for n in range(1, 18)), *(f"B{n}" for n in range(1, 40))]
CARDS = {path.stem: path.read_text(encoding="utf-8") for path in shipped("scripts").glob("*.md")}
FEWEST_WORDS = 4
"""A reason or a rule is a sentence."""


@dataclass(frozen=True)
class Part:
    """One piece of the right-hand column: its ``kind``, what it is about, and the lines it quotes."""

    item: str
    kind: str
    text: str
    quoted: tuple[str, ...] = ()


def part(item: str, text: str) -> Part:
    card = re.fullmatch(r'`([a-z-]+)`: ("[^"]+"(?:, "[^"]+")*)', text)
    if card is not None:
        return Part(item, "card", card[1], tuple(re.findall(r'"([^"]+)"', card[2])))
    kind, _, rest = text.partition(": ")
    return Part(item, kind, rest, tuple(re.findall(r'"([^"]+)"', rest)))


def rows(page: str) -> list[tuple[str, str, str]]:
    return re.findall(r"^\| ([AB][0-9]+) \| (.+?) \| (.+) \|$", page, re.M)


def parts(page: str) -> list[Part]:
    return [part(item, text) for item, _, where in rows(page) for text in where.split("<br>")]


def plain(text: str) -> str:
    return " ".join(text.split())


def stands_in(quote: str, card: str) -> bool:
    """Whether ``quote`` is a whole line of ``card``, or a passage of its notes."""
    steps, _, notes = card.partition("\n## Notes\n")
    if quote.startswith("Notes: "):
        return quote.removeprefix("Notes: ") in plain(notes)
    return quote in {line.strip().removeprefix("- ") for line in steps.splitlines()}


def not_so(found: Part) -> str | None:
    """What is wrong with ``found``, or None."""
    match found.kind:
        case "card":
            card = CARDS.get(found.text)
            missing = [quote for quote in found.quoted if card is None or not stands_in(quote, card)]
            return f"{found.text} does not say {missing}" if missing else None
        case "asks":
            unknown = set(found.text.split(", ")) - set(SCREENING)
            return f"no such question: {sorted(unknown)}" if unknown else None
        case "after pain":
            return None if found.text in {f"row {row}" for row in DECISIONS} else f"no such row: {found.text}"
        case "coach says":
            said = (ROOT / "voicecoach" / "core" / "lines.py").read_text(encoding="utf-8")
            missing = [quote for quote in found.quoted if f'"{quote}"' not in said]
            return f"the coach does not say {missing}" if missing or not found.quoted else None
        case "rule" | "left out":
            return None if len(found.text.split()) >= FEWEST_WORDS else "that is no sentence"
        case _:
            return f"{found.kind!r} is not known"


DULL: dict[str, str | int | None] = {
    SIGNS.name: "no", BREATH.name: "no", FEELING.name: "no", QUALITY.name: "dull", WHERE.name: "left neck",
    TISSUE.name: "muscle",
}  # fmt: skip
DECISIONS = {
    decision.row
    for decision in (
        decide(Findings(Sign.EMERGENCY)),
        decide(Findings(Sign.FEELING)),
        decide(Findings(Sign.STRUCTURE)),
        decide(Findings(answers=DULL | {STRENGTH.name: 7})),
        decide(Findings(answers=DULL | {STRENGTH.name: 2}, before=2, second=True)),
        decide(Findings(answers=DULL)),
        decide(Findings(answers=DULL | {STRENGTH.name: 3}, before=2, arthritis=True)),
        decide(Findings(answers=DULL | {STRENGTH.name: 5}, before=5)),
        decide(Findings(answers=DULL | {STRENGTH.name: 2}, before=2)),
    )
}
"""The rows of the decision table that the program really comes to."""


def test_every_item_of_both_articles_is_there_exactly_once_and_in_order() -> None:
    assert [item for item, _, _ in rows(PAGE)] == ITEMS


def test_everything_that_the_page_points_to_is_there() -> None:
    assert [(found.item, wrong) for found in parts(PAGE) if (wrong := not_so(found)) is not None] == []


def test_what_the_page_says_is_said_in_a_few_words_of_our_own() -> None:
    """No sentence of an article is repeated; a summary is short and without quotation marks."""
    long = [item for item, said, _ in rows(PAGE) if len(said.split()) > 30 or '"' in said]
    assert long == []


def test_every_session_is_on_the_page() -> None:
    assert {found.text for found in parts(PAGE) if found.kind == "card"} == set(CARDS)


def test_the_program_comes_to_every_row_of_its_decision_table() -> None:
    assert set(range(1, 10)) == DECISIONS


@pytest.mark.parametrize(
    "text",
    [
        '`triceps-release`: "Say: Stand on one leg."',
        '`no-such-card`: "Say: Breathe slowly."',
        "asks: arm symptoms, weather",
        "after pain: row 12",
        'coach says: "All will be well."',
        "coach says: something",
        "left out: no",
        "somewhere: in the program, surely",
    ],
)
def test_what_is_not_there_is_found(text: str) -> None:
    assert not_so(part("A1", text)) is not None
