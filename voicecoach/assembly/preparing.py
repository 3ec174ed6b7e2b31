"""What is asked for on the command line, and the state before a session begins that comes of it."""

from dataclasses import dataclass

from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.past import History
from voicecoach.core.session import Afterwards, begin, prepare
from voicecoach.core.state import State
from voicecoach.script.presets import switches_for

FULL_TIMES = 2
"""The first sessions hear the full set-up, take the smaller counts and the words about what the coach is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line: a preset, options with and without, how much is said."""

    preset: str | None = None
    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    talk: Talk | None = None


def prepared(
    card: Card, wanted: Wanted, times: int, known: History | None, afterwards: Afterwards | None = None
) -> State:
    """The state before the session begins; what is ``known`` makes it begin with the talk about who should not."""
    usual = (card.first_preset if times == 0 else card.usual_preset) or None
    switches = switches_for(card, wanted.preset or usual, wanted.with_, wanted.without)
    early = times < FULL_TIMES
    talk = wanted.talk or (Talk.FULL if early else Talk.BRIEF)
    run = prepare(card, switches, talk, early, afterwards or Afterwards())
    return begin(run, switches, known)
