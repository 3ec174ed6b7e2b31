"""A part of a session as it would sound, on the real coach's beats, with a person who is always ready."""

import heapq
from collections.abc import Callable
from dataclasses import replace

from voicecoach.core.beats import Dose, Paced, Pose, Talk, Tell, beats_of, opening_step, steps_of
from voicecoach.core.card import Card, Step
from voicecoach.core.facts import Fact
from voicecoach.core.messages import Action, Earcon, Event, Heard
from voicecoach.core.state import Phase, Run, State, Then
from voicecoach.errors import UsageError
from voicecoach.language.folder import language_of
from voicecoach.script.values import nearest, number
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.loop import Inbox, Mouth, Ports, play
from voicecoach.shells.transcript import entries
from voicecoach.shells.watch import LOOK
from voicecoach.shells.willing import willing

THINKS = 1.0
"""Seconds from the end of a question to the answer that a preview gives itself."""
SHOWN = "#<>~"
"""What is shown of a transcript: steps, lines, answers and sounds; nothing of the diary, for nothing is noted."""


def steps_wanted(
    card: Card, switches: frozenset[str], step: str | None, onwards: str | None
) -> tuple[Step, ...]:
    """The steps of ``card`` that these ``switches`` leave: the ``step`` of that name or number, all from ``onwards``
    on, or all."""
    steps = steps_of(card)
    done = tuple(each for each in steps if each.when.holds(switches))
    if not done:
        raise UsageError(f"{card.name}: with these options no step is left; choose others")
    if step is not None:
        return (_one(step, steps, done),)
    if onwards is not None:
        return done[done.index(_one(onwards, steps, done)) :]
    return done


def _one(name: str, steps: tuple[Step, ...], done: tuple[Step, ...]) -> Step:
    wanted = " ".join(name.lower().split())
    if (count := number(wanted)) is not None and 1 <= count <= len(done) and count == int(count):
        return done[int(count) - 1]
    for step in done:
        if step.name.lower() == wanted:
            return step
    left_out = next((step for step in steps if step.name.lower() == wanted), None)
    if left_out is not None:
        terms = ", ".join(term.switch if term.on else f"not {term.switch}" for term in left_out.when.terms)
        raise UsageError(
            f'the step "{left_out.name}" is only done if {terms}; see --with, --without and --preset'
        )
    names = tuple(dict.fromkeys(step.name for step in done))
    near = nearest(wanted, names)
    meant = f'did you mean "{near}"?' if near else f"the steps are: {', '.join(names)}"
    raise UsageError(f'there is no step "{name[:40]}"; {meant}')


def state_of(
    card: Card,
    switches: frozenset[str],
    steps: tuple[Step, ...],
    talk: Talk = Talk.FULL,
    easier: bool = False,
) -> State:
    """The state from which the coach does ``steps`` and nothing else: without opening, questions before or farewell."""
    before = opening_step(steps[0], "Preview", (), ())
    after = replace(opening_step(steps[-1], "End of the preview", (), ()), place=steps[-1].after)
    return State(Run(card, (before, *steps, after), talk), switches, gentle=easier)


class Nowhere:
    """A notebook for what is only tried: nothing is kept."""

    def append(self, fact: Fact) -> None:
        """Nobody did anything, so there is nothing to remember."""


class Person:
    """Shows what happens, and says "ready" and any fitting answer when the coach waits for words."""

    def __init__(self, state: State, inbox: Inbox, out: Callable[[str], None], began: float = 0.0) -> None:
        self._state = state
        self._inbox = inbox
        self._out = out
        self._began = began
        self._answered = -1

    def show(self, state: State, event: Event, actions: tuple[Action, ...]) -> None:
        """One turn of the coach."""
        for entry in entries(self._state, state, event, actions):
            if entry.mark in SHOWN:
                self._out(str(replace(entry, at=max(0.0, entry.at - self._began))))
        self._state = state
        waits = state.phase in (Phase.WAITING, Phase.ASKING) and state.then is Then.WAIT
        said = state.saying is None and not state.agenda
        if waits and said and state.turn != self._answered and (text := willing(state)) is not None:
            self._answered = state.turn
            text = language_of(state.run.card.language).word(text)
            self._inbox.post(Heard(event.at + THINKS, text))


def perform(state: State, inbox: Inbox, mouth: Mouth, out: Callable[[str], None], began: float = 0.0) -> None:
    """Play ``state`` to its end from ``began`` on the clock of ``inbox``."""
    person = Person(state, inbox, out, began)
    play(state, inbox, Ports(mouth, Nowhere(), lambda question: None, person.show), began)


class Listed:
    """A mouth that only keeps a list of what it was given to say."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def speak(self, text: str, at: float) -> None:
        """Keep ``text``."""
        self.texts.append(text)

    def chime(self, earcon: Earcon) -> None:
        """Earcons need no voice."""

    def hush(self) -> None:
        """Nothing sounds."""

    def volume(self, gain: float) -> None:
        """Nothing sounds."""


def lines_needed(state: State) -> tuple[str, ...]:
    """Every line that may be said in ``state``: what a run through it says, and the cues that might fit instead."""
    listed = Listed()
    perform(state, VirtualInbox(), listed, lambda line: None)
    dose = Dose(state.switches, state.run.talk, easier=state.gentle)
    for step in state.run.steps:
        for beat in beats_of(step, dose):
            match beat:
                case Paced():
                    listed.texts += beat.texts
                case Tell():
                    listed.texts.append(beat.text)
                case Pose():
                    listed.texts.append(beat.question.text)
                case _:
                    pass
        listed.texts += step.reminders
    return tuple(dict.fromkeys((*listed.texts, *state.run.card.reminders)))


class WatchedInbox:
    """Real time on the clock ``now``; while it waits it looks twice a second, and what ``look`` raises ends it."""

    def __init__(
        self, now: Callable[[], float], pause: Callable[[float], object], look: Callable[[], None]
    ) -> None:
        self.now = now
        self._pause = pause
        self._look = look
        self._waiting: list[tuple[float, int, Event]] = []
        self._order = 0
        self._looked = now()

    def post(self, event: Event) -> None:
        """Deliver ``event`` at ``event.at``; only for the thread that takes."""
        self._order += 1
        heapq.heappush(self._waiting, (event.at, self._order, event))

    def take(self) -> Event:
        """The next event when its time has come."""
        while (left := self._waiting[0][0] - self.now()) > 0:
            if self.now() - self._looked >= LOOK:
                self._look()
                self._looked = self.now()
            self._pause(min(left, LOOK))
        return heapq.heappop(self._waiting)[2]
