"""Every shipped card, rehearsed: each plan in tests/rehearsals beside the transcript that must come of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach.assembly.plan_files import planned
from voicecoach.core.beats import Talk
from voicecoach.core.messages import Action, Event
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import Phase, State
from voicecoach.core.whereabouts import here
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
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


@pytest.mark.parametrize("preset", ["first run", "no roller", "no traction", "full", "first full"])
def test_the_ball_is_under_the_neck_for_seven_minutes_at_most_and_eleven_in_all(preset: str) -> None:
    """Content section 5.1, limits; the head is off it in the break and in the rests between."""
    card = find_card("posterior-neck-release", Path("none"), shipped("scripts"))
    switches = switches_for(card, preset)
    bouts: list[float] = []
    since: list[float] = []

    def watch(state: State, event: Event, actions: tuple[Action, ...]) -> None:
        step = state.run.steps[state.step]
        lifted = step.name == "Break" or (state.phase is Phase.RESTING and "ball" not in step.after.things)
        on_ball = "ball" in here(state).things and not lifted
        if on_ball and not since:
            since.append(event.at)
        elif not on_ball and since:
            bouts.append(event.at - since.pop())

    state = begin(prepare(card, switches, Talk.BRIEF, first_time=False), switches)
    rehearse(state, None, None, lambda line: None, watch)
    assert bouts != []
    assert [bout for bout in bouts if bout > 7 * 60] == []
    assert sum(bouts) <= 11 * 60
