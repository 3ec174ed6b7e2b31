"""Whatever becomes of a card, the check soon says what is wrong and where, and a fix makes nothing worse."""

import time
from pathlib import Path

import pytest
from card_mutants import mutants
from hypothesis import HealthCheck, given, settings

from voicecoach.script.checked import Checked, check_file, check_text
from voicecoach.script.fix import fixed
from voicecoach.script.rules import Severity

SECOND = 1.0
QUIET = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


def errors(checked: Checked) -> list[str]:
    return [one.text for one in checked.findings if one.severity is Severity.ERROR]


def looked_at(card: bytes, path: Path) -> Checked:
    """What the check says of ``card``; it needs less than a second."""
    path.write_bytes(card)
    began = time.process_time()
    checked = check_file(path, ("a-card",))
    assert time.process_time() - began < SECOND
    return checked


@pytest.mark.timeout(240)  # ten seconds of work, on a machine that may be busy
@settings(max_examples=1_000, suppress_health_check=QUIET)
@given(mutants())
def test_a_spoilt_card_is_a_valid_one_or_has_errors_with_lines(tmp_path: Path, card: bytes) -> None:
    checked = looked_at(card, tmp_path / "card.md")
    lines = max(1, card.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1)
    assert [one for one in checked.findings if not 1 <= one.line <= lines] == []
    assert [one for one in checked.findings if one.severity is Severity.ERROR and not one.instead] == []
    assert (checked.card is None) <= bool(errors(checked))


def test_an_odd_space_before_a_word_is_no_reason_to_break_off() -> None:
    """Found by forty thousand mutants; a thousand missed it."""
    checked = check_text("# A card\n\n- \xa0Purpose: Try it.\n", "card", "card.md", ())
    assert checked.card is None


def test_two_slips_on_one_line_are_both_put_right_at_once() -> None:
    card = "# A card\n\n- Ask first: emergency sings, arthritsi (no roller), adult\n"
    better, changes = fixed(card)
    assert (better.splitlines()[2], len(changes)) == (
        "- Ask first: emergency signs, arthritis (no roller), adult",
        2,
    )


@settings(max_examples=300, suppress_health_check=QUIET)
@given(mutants())
def test_putting_a_spoilt_card_right_makes_nothing_worse_and_is_done_after_once(card: bytes) -> None:
    text = card.decode("utf-8", "replace").replace("\ufffd", "?")
    better, changes = fixed(text)
    assert fixed(better) == (better, ())
    assert bool(changes) == (better != text)
    if changes:
        before, after = check_text(text, "card", "card.md", ()), check_text(better, "card", "card.md", ())
        assert before.card is None or after.card is not None
