"""How long the talk before the very first session of each card takes."""

from pathlib import Path

import pytest

from voicecoach.core import interview_lines
from voicecoach.core.beats import Talk
from voicecoach.core.facts import EndedBy, Permitted
from voicecoach.core.messages import Action, Event, Note, Speak
from voicecoach.core.past import History, Past
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State
from voicecoach.script.find import find_card
from voicecoach.script.presets import switches_for
from voicecoach.shells.rehearse import rehearse
from voicecoach.shipped import shipped

CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))
TODAY = 739_000
PREPARED = Past(
    "forward-head-posture-prep", TODAY - 1, EndedBy.COMPLETE, 3, 3, 3, answers={"straight back": "yes"}
)


@pytest.mark.parametrize("name", CARDS)
def test_the_first_talk_takes_two_minutes_at_most(name: str) -> None:
    """From its first words to what it came to, with nothing to tell, by the rehearsal's clock."""
    card = find_card(name, Path("none"), shipped("scripts"))
    switches = switches_for(card, card.first_preset or None)
    known = History(TODAY, (PREPARED,))
    times: dict[str, float] = {}

    def watch(state: State, event: Event, actions: tuple[Action, ...]) -> None:
        for action in actions:
            if isinstance(action, Speak) and action.text == interview_lines.WELCOME:
                times["begins"] = event.at
            elif isinstance(action, Note) and isinstance(action.fact, Permitted):
                times.setdefault("permitted" if action.fact.allowed else "refused", event.at)

    state = begin(prepare(card, switches, Talk.FULL, first_time=True), switches, known)
    rehearse(state, None, None, lambda line: None, watch)
    assert list(times) == ["begins", "permitted"]
    assert times["permitted"] - times["begins"] <= 120
