"""What the coach says of itself: short, calm, and every command it names can be masked."""

from pathlib import Path

import pytest

from voicecoach.core.beats import Talk
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import prepare
from voicecoach.core.words import named_in
from voicecoach.script.find import find_card
from voicecoach.shipped import shipped

CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))


def lines_of(card: str) -> tuple[str, ...]:
    found = find_card(card, Path("none"), shipped("scripts"))
    everything = frozenset(switch.name for switch in found.switches)
    return every_line(prepare(found, everything, Talk.FULL, first_time=True))


@pytest.mark.parametrize("card", CARDS)
def test_no_line_is_longer_than_a_breath(card: str) -> None:
    assert [line for line in lines_of(card) if len(line.split()) > 15] == []


def test_only_the_coachs_own_lines_name_commands() -> None:
    """They are the same for every card, and the ear masks the words that they name."""
    named = [{line for line in lines_of(card) if named_in(line)} for card in CARDS]
    assert set.intersection(*named) == set.union(*named)
