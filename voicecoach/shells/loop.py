"""The one loop of the program: events from an inbox to the coach, its actions to the ports, in order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, assert_never

from voicecoach.core.card import Question
from voicecoach.core.caught import caught
from voicecoach.core.coach import advance
from voicecoach.core.facts import Fact
from voicecoach.core.lines import estimate
from voicecoach.core.messages import (
    Action,
    Began,
    Chime,
    Earcon,
    Event,
    Finish,
    Finished,
    Heard,
    Hush,
    Listen,
    Note,
    Speak,
    Volume,
)
from voicecoach.core.repertoire import every_line
from voicecoach.core.state import Phase, State
from voicecoach.language.folder import language_of


class Inbox(Protocol):
    """Clock and queue in one."""

    def now(self) -> float:
        """Seconds since the start."""

    def post(self, event: Event) -> None:
        """Deliver ``event`` at ``event.at``; from any thread, never blocks."""

    def take(self) -> Event:
        """The next event when its time has come: the only place where the loop waits."""


class Mouth(Protocol):
    """What the coach sounds with; every method returns at once."""

    def speak(self, text: str, at: float) -> None:
        """Say a line that was rendered before, beginning at ``at``."""

    def chime(self, earcon: Earcon) -> None:
        """Sound an earcon over whatever plays."""

    def hush(self) -> None:
        """Be silent at once."""

    def volume(self, gain: float) -> None:
        """How loud everything that follows is."""


class Notebook(Protocol):
    """Where facts are kept."""

    def append(self, fact: Fact) -> None:
        """Return when ``fact`` is on disk, and not before."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the loop acts through; ``listen`` opens or closes the ear for an answer, ``show`` sees every
    state with what led to it and what came of it."""

    mouth: Mouth
    diary: Notebook
    listen: Callable[[Question | None], None]
    show: Callable[[State, Event, tuple[Action, ...]], None]


def play(state: State, inbox: Inbox, ports: Ports, begin_at: float) -> State:
    """Play the session from ``begin_at`` to its end; returns the last state."""
    state = _turn(measured(state), Began(begin_at), inbox, ports)
    while state.phase is not Phase.OVER:
        state = _turn(state, inbox.take(), inbox, ports)
    return state


def measured(state: State) -> State:
    """``state`` with the time that each line takes in the card's language, where nothing was rendered."""
    language = language_of(state.run.card.language)
    if language.is_english or state.run.lengths:
        return state
    texts = every_line(state.run, state.interview, state.emergency)
    return replace(state, run=replace(state.run, lengths={t: estimate(language.say(t)) for t in texts}))


def _turn(state: State, event: Event, inbox: Inbox, ports: Ports) -> State:
    before, understood = state, _understood(event, state)
    state, actions = advance(state, understood)
    for action in actions:
        _perform(action, event.at, state, inbox, ports)
    if isinstance(event, Heard) and isinstance(understood, Heard):
        # Last of all, and by the loop: what was heard must not hold up what it leads to, least of all a halt.
        ports.diary.append(caught(before, understood, event.text, actions))
    ports.show(state, event, actions)
    return state


def _understood(event: Event, state: State) -> Event:
    """``event`` in the words of the core, which are English; what is shown is what was said."""
    if not isinstance(event, Heard):
        return event
    return replace(event, text=language_of(state.run.card.language).understand(event.text))


def _perform(action: Action, at: float, state: State, inbox: Inbox, ports: Ports) -> None:
    match action:
        case Speak():
            said = at
            if action.text is not None:
                ports.mouth.speak(action.text, at)
                said = at + state.run.length(action.text)
            inbox.post(Finished(max(action.until, said), action.turn))
        case Chime():
            ports.mouth.chime(action.earcon)
        case Hush():
            ports.mouth.hush()
        case Note():
            ports.diary.append(action.fact)
        case Listen():
            ports.listen(action.question)
        case Volume():
            ports.mouth.volume(action.gain)
        case Finish():
            pass
        case _:
            assert_never(action)
