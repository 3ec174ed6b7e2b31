"""Numbers and names are understood in every natural form, and nothing else is."""

import pytest

from voicecoach.core.card import Body, Motion, Place, Term
from voicecoach.script import values
from voicecoach.script.fix import fixed
from voicecoach.script.problems import LineError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5 s", 5.0),
        ("5s", 5.0),
        ("1.5 s", 1.5),
        ("90 seconds", 90.0),
        ("1 second", 1.0),
        ("2 minutes", 120.0),
        ("two minutes", 120.0),
        ("Two Minutes", 120.0),
        ("a minute", 60.0),
        ("half a minute", 30.0),
        ("1 minute 30 seconds", 90.0),
        ("1 minute and 30 seconds", 90.0),
        ("2 min", 120.0),
        ("thirty seconds", 30.0),
        ("1 hour", 3600.0),
    ],
)
def test_a_time_is_understood_as_it_is_said(text: str, seconds: float) -> None:
    assert values.seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["5", "five", "s", "", "5 x", "5 s s", "-5 s", "5 s or so", "1e3 s", "0 s", "61 minutes", "٣ s", "½ s"],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(LineError):
        values.seconds(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("10 times", (10, 10)),
        ("8 to 10 times", (8, 10)),
        ("8-10 times", (8, 10)),
        ("8–10 times", (8, 10)),
        ("eight to ten times", (8, 10)),
        ("once", (1, 1)),
        ("twice", (2, 2)),
        ("1 time", (1, 1)),
    ],
)
def test_a_count_is_understood_as_it_is_said(text: str, count: tuple[int, int]) -> None:
    assert values.count(text) == count


@pytest.mark.parametrize(
    "text", ["10", "ten", "0 times", "10 to 8 times", "1.5 times", "101 times", "many times"]
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(LineError):
        values.count(text)


def test_a_place_is_a_position_with_things() -> None:
    assert values.place("lying with roller and ball") == Place(Body.LYING, ("ball", "roller"))
    assert values.place("Lying with ball, roller") == Place(Body.LYING, ("ball", "roller"))
    assert values.place("face down") == Place(Body.PRONE)
    assert values.place("at a wall with ball") == Place(Body.WALL, ("ball",))


@pytest.mark.parametrize("text", ["sitting with", "flying", "lying with ball and ball", "", "with ball"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(LineError):
        values.place(text)


def test_a_condition_names_switches_that_are_on_or_off() -> None:
    wanted = (Term("traction"), Term("first run", on=False))
    for text in ("traction, not first run", "traction and no first run", "Traction, without First Run"):
        assert values.terms(text) == wanted


def test_a_phase_is_a_hold_or_a_rest_by_its_name_or_by_its_mark() -> None:
    found = values.phases("tuck and lift 2 s, hold 5 s, rest 5 s, press 1.5 s (hold)", 7)
    assert [(phase.name, phase.seconds, phase.motion) for phase in found] == [
        ("tuck and lift", 2.0, Motion.MOVE),
        ("hold", 5.0, Motion.HOLD),
        ("rest", 5.0, Motion.REST),
        ("press", 1.5, Motion.HOLD),
    ]


@pytest.mark.parametrize("text", ["hold", "hold 5", "5 s", "hold 5 s, hold 3 s", "hold 5 s (jump)"])
def test_what_is_no_phase_is_refused(text: str) -> None:
    with pytest.raises(LineError):
        values.phases(text, 1)


def test_a_phase_keeps_its_capitals_and_the_letters_of_its_language() -> None:
    found = values.phases("Kinn zurück 2 s, Ruhe 3 s (rest), Hold 5 s", 1)
    assert [(phase.name, phase.motion) for phase in found] == [
        ("Kinn zurück", Motion.MOVE), ("Ruhe", Motion.REST), ("Hold", Motion.HOLD),
    ]  # fmt: skip
    with pytest.raises(LineError, match='two phases are called "ruhe"'):
        values.phases("Ruhe 2 s, ruhe 3 s", 1)


@pytest.mark.parametrize(
    ("language", "left"), [("", '"so"'), ("- Language: English\n", '"so"'), ("- Language: German\n", "„so“")]
)
def test_quotes_are_made_plain_in_english_and_left_in_a_language_that_has_its_own(
    language: str, left: str
) -> None:
    text = f"# Kopf\n\n- Purpose: Sagen Sie „so“.\n{language}"
    assert f"Sagen Sie {left}." in fixed(text)[0]
