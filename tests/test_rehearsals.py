"""Every shipped card, rehearsed: each plan in tests/rehearsals beside the transcript that must come of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.cli import planned
from voicecoach.core.beats import Talk
from voicecoach.script.find import find_card
from voicecoach.shells.rehearse import rehearse
from voicecoach.shipped import shipped

FOLDER = Path(__file__).parent / "rehearsals"
PLANS = sorted(FOLDER.glob("*.md"))
EACH_CARD_HAS = ("stop-and-go-on", "pain-opening", "pain-set-up", "pain-waiting", "pain-pacing", "pain-resting",
                 "pain-asking", "next", "slower", "pause", "silence", "silence-after-stop")  # fmt: skip


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_the_plan_comes_true_and_the_transcript_is_as_it_was(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    card = find_card(path.stem.partition(".")[0], Path("none"), shipped("scripts"))
    plan, state = planned(path, card, Talk.FULL)
    lines: list[str] = []
    problems = rehearse(state, plan, None, lines.append)
    assert problems == ()
    golden(path.with_suffix(".txt"), f"# {plan.title}\n" + "\n".join(lines) + "\n")


def test_every_shipped_card_has_its_rehearsals() -> None:
    cards = {path.stem for path in shipped("scripts").glob("*.md")}
    wanted = {f"{card}.{what}" for card in cards for what in EACH_CARD_HAS}
    assert wanted - {path.stem for path in PLANS} == set()
