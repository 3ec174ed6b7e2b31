"""What a shipped card says under "Ask first" is what the table of sessions does."""

from pathlib import Path

import pytest

from voicecoach.core.card import Card, Screening
from voicecoach.core.card import Effect as CardEffect
from voicecoach.core.safety import MATRIX, Effects, Leave, Use
from voicecoach.core.screening import ROWS
from voicecoach.script.find import find_card
from voicecoach.script.vocabulary import SCREENING
from voicecoach.shipped import shipped

NAME = {row.id: row.name for row in ROWS}
BESIDE_THE_TABLE = {"soreness before", "preparation"}
"""Decided by the score now and by the programme, not by a row of the table."""


def card_called(name: str) -> Card:
    return find_card(name, Path("none"), shipped("scripts"))


@pytest.mark.parametrize("name", MATRIX)
def test_a_card_names_every_question_that_can_change_its_session(name: str) -> None:
    named = {screening.name for screening in card_called(name).ask_first if not screening.text}
    wanted = {NAME[row] for row, effects in MATRIX[name].items() if effects} & set(SCREENING)
    assert wanted - named == set()


@pytest.mark.parametrize("name", MATRIX)
def test_a_card_names_no_question_that_changes_nothing_in_its_session(name: str) -> None:
    named = {screening.name for screening in card_called(name).ask_first if not screening.text}
    wanted = {NAME[row] for row, effects in MATRIX[name].items() if effects}
    assert named - wanted - BESIDE_THE_TABLE == set()


@pytest.mark.parametrize("name", MATRIX)
def test_what_a_card_says_in_brackets_is_what_the_table_does(name: str) -> None:
    card = card_called(name)
    told = [screening for screening in card.ask_first if screening.effect is not None and not screening.text]
    done: dict[str, Effects] = {}
    for row, effects in MATRIX[name].items():
        done[NAME[row]] = done.get(NAME[row], ()) + effects
    assert [screening for screening in told if not _agrees(screening, card, done[screening.name])] == []


def _agrees(told: Screening, card: Card, done: Effects) -> bool:
    left = {effect.option for effect in done if isinstance(effect, Leave)}
    used = {effect.option for effect in done if isinstance(effect, Use)}
    if told.effect is CardEffect.WITHOUT:
        return told.value in left
    preset = next((preset for preset in card.presets if preset.name == told.value), None)
    if preset is None:
        return told.value in used
    return {term.switch for term in preset.terms if not term.on} <= left


def test_every_shipped_card_is_in_the_table() -> None:
    assert {path.stem for path in shipped("scripts").glob("*.md")} == set(MATRIX)
