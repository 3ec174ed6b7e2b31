"""A preset, what is asked for with and without: which switches are on, and which names are not known."""

import pytest

from voicecoach.core.card import Card, Preset, Switch, Term
from voicecoach.errors import UsageError
from voicecoach.script.presets import switches_for, switches_of

CARD = Card(
    name="floor", title="", purpose="", version=1, date="", author="", reviewed="", language="", position="",
    how_often="", steps=(), ways_out=(),
    switches=(
        Switch("roller", usual=True), Switch("traction"), Switch("low-back rest"),
        Switch("bent", usual=True, group="legs"), Switch("straight", group="legs"),
    ),
    presets=(
        Preset("no roller", (Term("roller", on=False), Term("traction", on=False))),
        Preset("full", (Term("traction"),)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("preset", "with_", "without", "on"),
    [
        (None, (), (), {"roller", "bent"}),
        ("full", (), (), {"roller", "traction", "bent"}),
        ("No-Roller", (), (), {"bent"}),
        ("full", (), ("roller",), {"traction", "bent"}),
        (None, ("straight",), (), {"roller", "straight"}),
        ("straight", (), (), {"roller", "straight"}),
        ("no_roller", ("traction", "low-back rest"), (), {"traction", "low-back rest", "bent"}),
    ],
)
def test_a_preset_is_read_from_the_usual_state_then_with_then_without(
    preset: str | None, with_: tuple[str, ...], without: tuple[str, ...], on: set[str]
) -> None:
    assert switches_for(CARD, preset, with_, without) == on


@pytest.mark.parametrize(
    ("options", "on"),
    [
        ((), {"roller", "bent"}),
        (("straight", "full"), {"roller", "traction", "straight"}),
        (("no roller", "traction"), {"traction", "bent"}),
        (("full", "no low-back rest"), {"roller", "traction", "bent"}),
    ],
)
def test_a_plan_names_presets_and_switches_in_any_order(options: tuple[str, ...], on: set[str]) -> None:
    assert switches_of(CARD, options) == on


@pytest.mark.parametrize(
    ("preset", "with_", "without", "said"),
    [
        ("ful", (), (), 'floor: there is no preset "ful"; did you mean full? '
         "there are: no roller, full, bent, straight"),
        ("xyz", (), (), 'floor: there is no preset "xyz"; there are: no roller, full, bent, straight'),
        (None, ("rollr",), (), 'floor: there is no option "rollr"; did you mean roller? '
         "there are: roller, traction, low-back rest, bent, straight"),
        (None, (), ("bent",), '"bent" is one of a choice; say which to have instead: straight'),
        (None, ("roller",), ("Roller",), '"roller" is asked for with and without; leave one of them out'),
        (None, ("bent", "straight"), (), 'of the choice "legs" only one can be had; "bent" or "straight"'),
    ],
)  # fmt: skip
def test_what_is_not_known_or_cannot_be_is_told_with_what_is(
    preset: str | None, with_: tuple[str, ...], without: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        switches_for(CARD, preset, with_, without)
    assert str(caught.value) == said


def test_two_presets_in_a_plan_are_one_too_many() -> None:
    with pytest.raises(UsageError, match="name one"):
        switches_of(CARD, ("full", "no roller"))
