"""A rehearsal: the real loop on a virtual clock, with a person who follows a plan, or a willing one without."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from voicecoach.core.facts import Fact
from voicecoach.core.messages import Action, Event, Heard, Speak
from voicecoach.core.state import Phase, State, Then
from voicecoach.core.whereabouts import where
from voicecoach.language.folder import language_of
from voicecoach.script.plan import AtQuestion, AtStep, AtTime, Plan, Says, Silent
from voicecoach.shells.fulfilled import Came, is_at, problems
from voicecoach.shells.inbox import VirtualInbox
from voicecoach.shells.live import SilentMouth
from voicecoach.shells.loop import Notebook, Ports, play
from voicecoach.shells.transcript import entries
from voicecoach.shells.willing import is_asked, mild, willing

THINKS = 1.0
"""Seconds from the end of a question to the rehearsed person's answer."""
INTO = 0.5
"""Seconds from the begin of a place to what is said there."""
OPENING = "Opening"
TICK = 1e-6
"""Seconds that words wait where something else happens at the same moment."""

Watch: TypeAlias = Callable[[State, Event, tuple[Action, ...]], None]
"""Sees every state, with what led to it and what came of it."""


class Acts(Protocol):
    """Whoever decides what the rehearsed person does."""

    def act(self, state: State, event: Event) -> None:
        """Do now, or arrange, what the person does after ``event``."""


class Person:
    """The rehearsed person: does what is on the plan, and answers by itself where that has nothing."""

    def __init__(self, inbox: VirtualInbox, todo: tuple[Says | Silent, ...] = ()) -> None:
        self.did: list[int] = []
        self.said: list[Heard] = []
        self._inbox = inbox
        self._todo = list(todo)
        self._held_until = 0.0
        self._quiet_until = 0.0
        self._answered_turn = -1
        self._in_opening = False

    def act(self, state: State, event: Event) -> None:
        """Do what the plan has for now, else what a willing person would."""
        at = event.at
        while at >= self._held_until and self._todo and isinstance(self._todo[0].at, AtTime):
            if (when := self.moment(self._todo[0].at, state, at)) is None:
                break
            self.do(when, self._todo.pop(0), state, at)
        todo = self._todo[0] if self._todo and at >= self._held_until else None
        if todo is not None and todo.at is not None:
            moment = self.moment(todo.at, state, at)
            if moment is not None and not isinstance(todo.at, AtTime):
                self.do(moment, self._todo.pop(0), state, at)
                return
        elif todo is not None and self.is_open(state, at):
            self.do(at + THINKS, self._todo.pop(0), state, at)
            return
        self.alone(state, at, todo.at if todo is not None else None)

    def alone(self, state: State, at: float, towards: AtTime | AtStep | AtQuestion | None = None) -> None:
        """What the person says of its own; after pain only on the way to a question, to which it goes ``towards``."""
        if not self.free(state, at):
            return
        asking = state.asking
        if asking is not None and asking.event and isinstance(towards, AtQuestion):
            text: str | None = mild(asking.question)
        else:
            text = willing(state)
        if text is not None:
            self._answered_turn = state.turn
            self._say(at + THINKS, language_of(state.run.card.language).word(text))

    def free(self, state: State, at: float) -> bool:
        """Whether the coach waits for words, and the person has not answered and does not keep silent."""
        return waits(state) and state.turn != self._answered_turn and not self.is_quiet(at)

    @property
    def has_more(self) -> bool:
        """Whether something on the plan is not done yet."""
        return bool(self._todo)

    def is_quiet(self, at: float) -> bool:
        """Whether the person keeps silent, whatever is asked."""
        return at < self._quiet_until

    def is_open(self, state: State, at: float) -> bool:
        """Whether words without a moment are said now; in the opening a plan's person needs one to speak."""
        own = state.run.steps[state.step].name == OPENING and state.halt is None and not self._in_opening
        return self.free(state, at) and not own

    def moment(self, at: AtTime | AtStep | AtQuestion, state: State, now: float) -> float | None:
        """When to speak, if it is known already."""
        match at:
            case AtTime():
                silent = bool(self._todo) and isinstance(self._todo[0], Silent)
                return None if silent and now < at.seconds else max(now, at.seconds)
            case AtStep():
                return now + INTO if not state.agenda and is_at(at, where(state, now)) else None
            case AtQuestion():
                asked = state.asking is not None and is_asked(at.question, state.asking)
                return now + THINKS if asked and self.free(state, now) else None

    def do(self, at: float, todo: Says | Silent, state: State, now: float) -> None:
        """Say it at ``at``, or keep silent from ``now`` on."""
        if todo.at is not None:
            self._in_opening = isinstance(todo.at, AtQuestion) or (
                isinstance(todo.at, AtStep) and todo.at.step == OPENING
            )
        self.did.append(todo.line)
        match todo:
            case Says():
                self._answered_turn = state.turn
                if isinstance(todo.at, AtTime):
                    self._held_until = at
                    self._post(Heard(at, todo.text))
                else:
                    self._say(at, todo.text)
            case Silent():
                since = todo.at.seconds if isinstance(todo.at, AtTime) else now
                self._quiet_until = since + todo.seconds

    def keep_silent(self, state: State) -> None:
        """Say nothing until the coach has said something more."""
        self._answered_turn = state.turn

    def _say(self, at: float, text: str) -> None:
        """Say ``text`` at ``at``, just after whatever else happens then: which comes first is never chance."""
        while self._inbox.is_due(at):
            at += TICK
        self._post(Heard(at, text))

    def _post(self, heard: Heard) -> None:
        self.said.append(heard)
        self._inbox.post(heard)


class Rehearsal:
    """Everything that came of the session so far."""

    def __init__(self, state: State, diary: Notebook | None, out: Callable[[str], None]) -> None:
        self.inbox = VirtualInbox()
        self.facts: list[Fact] = []
        self.spoken: list[str] = []
        self.done: dict[int, int] = {}
        self._state = state
        self._diary = diary
        self._out = out

    def append(self, fact: Fact) -> None:
        """Keep ``fact``, on disk too where there is a diary."""
        if self._diary is not None:
            self._diary.append(fact)
        self.facts.append(fact)

    def run(self, person: Acts, did: list[int], watch: Watch) -> None:
        """Play the session to its end with ``person``; ``did`` grows with each line of the plan that is done."""
        state = self._state

        def show(state: State, event: Event, actions: tuple[Action, ...]) -> None:
            for entry in entries(self._state, state, event, actions):
                self._out(str(entry))
            said = [a.text for a in actions if isinstance(a, Speak) and a.text is not None]
            self.spoken += map(language_of(state.run.card.language).say, said)
            self._state = state
            watch(state, event, actions)
            if state.phase is not Phase.OVER:
                person.act(state, event)
            for line in did:
                self.done.setdefault(line, len(self.spoken))

        play(state, self.inbox, Ports(SilentMouth(), self, lambda question: None, show), 0.0)

    def came(self) -> Came:
        """What came of it."""
        return Came(tuple(self.spoken), tuple(self.facts), self.done)


def rehearse(
    state: State,
    plan: Plan | None,
    diary: Notebook | None,
    out: Callable[[str], None],
    watch: Watch = lambda state, event, actions: None,
) -> tuple[str, ...]:
    """Rehearse from ``state``; ``out`` gets each line of the transcript when what it tells is on disk,
    ``watch`` every state.

    Returns what the plan asks for and did not come.
    """
    rehearsal = Rehearsal(state, diary, out)
    todo = tuple(e for e in plan.entries if isinstance(e, Says | Silent)) if plan is not None else ()
    person = Person(rehearsal.inbox, todo)
    rehearsal.run(person, person.did, watch)
    return problems(plan, rehearsal.came()) if plan is not None else ()


def waits(state: State) -> bool:
    """Whether the coach has said what it had to say, and waits for words."""
    waiting = state.phase in (Phase.WAITING, Phase.ASKING, Phase.HALTED)
    return waiting and state.then is Then.WAIT and state.saying is None and not state.agenda
