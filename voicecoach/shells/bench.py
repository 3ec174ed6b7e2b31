"""An author at work: types what the person says while the virtual clock runs from one place to the next."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from voicecoach.core.facts import Fact
from voicecoach.core.messages import Event, Finished, Heard
from voicecoach.core.state import Phase, State
from voicecoach.core.view import sayable
from voicecoach.language.folder import language_of
from voicecoach.script.plan import AtQuestion, AtTime, Plan, Says, Silent, parse_plan
from voicecoach.script.plan_moments import Moment, moment_text, settled
from voicecoach.script.plan_text import options_for, plan_text
from voicecoach.script.plan_typed import Quiet, RunOn, RunTo, Typed, Wonder, Words, parts, typed
from voicecoach.script.problems import LineError
from voicecoach.shells.loop import Notebook
from voicecoach.shells.rehearse import INTO, THINKS, Person, Rehearsal, Watch, waits
from voicecoach.shells.willing import name_of, questions_of

LEAST_SILENCE, LONGEST_SILENCE = 0.1, 3600.0
"""Seconds that a plan can keep silent."""
HALF_AN_HOUR = 1800.0
WAKE = -1
"""The turn of an event that only lets the clock stand still at its time: the coach has forgotten it long ago."""
HELP = (
    "Enter alone      the clock runs on",
    "any words        the person says them",
    "at PLACE         runs to it: at Repetitions, rep 2, hold; or to a time: at 01:30",
    "asked QUESTION   runs until this is asked: asked soreness before",
    "Silence: 45 s    the person says nothing for so long",
    "ready; at PLACE  says it, and then runs there",
    "> words          says them, where they would else mean something here",
    "Ctrl-D           the rest goes on by itself",
)


@dataclass(frozen=True, slots=True)
class Bench:
    """What an author works with: ``read`` gives the next line that is typed at a place (None: no more), ``out`` takes
    lines of the transcript, ``tell`` whatever else is said to the author."""

    read: Callable[[str], str | None]
    out: Callable[[str], None]
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Typing:
    """What came of it: the ``lines`` of the transcript, the ``facts``, what was said and when, as a ``plan``."""

    lines: tuple[str, ...]
    facts: tuple[Fact, ...]
    plan: Plan
    exact: Plan

    def recorded(self, begin: State) -> str:
        """The text of a plan that replays from ``begin`` to just this: readable, or else with every time."""
        for plan in (self.plan, self.exact):
            text = plan_text(plan)
            if replayed(begin, text) == (self.lines, self.facts):
                return text
        raise AssertionError("what was typed does not replay to the same")


def replayed(begin: State, text: str) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
    """The transcript and the facts of the plan in ``text``."""
    lines: list[str] = []
    plan = parse_plan(text, "recorded plan")
    rehearsal = Rehearsal(begin, None, lines.append)
    person = Person(rehearsal.inbox, tuple(e for e in plan.entries if isinstance(e, Says | Silent)))
    rehearsal.run(person, person.did, lambda state, event, actions: None)
    return tuple(lines), tuple(rehearsal.facts)


def rehearse_typed(
    begin: State,
    bench: Bench,
    diary: Notebook | None = None,
    start: Moment | None = None,
    watch: Watch = lambda state, event, actions: None,
    told: Plan | None = None,
) -> Typing:
    """Rehearse from ``begin`` with an author at the ``bench``, who is first asked at ``start`` if that is given, or
    after all that the person does on the plan that was ``told``."""
    lines: list[str] = []

    def out(line: str) -> None:
        lines.append(line)
        bench.out(line)

    rehearsal = Rehearsal(begin, diary, out)
    todo = tuple(e for e in told.entries if isinstance(e, Says | Silent)) if told is not None else ()
    author = _Author(rehearsal, begin, bench, start, todo)
    rehearsal.run(author, [], watch)
    if author.person.has_more:
        bench.tell("the session ended before all of the plan was done")
    if author.aim is not None:
        bench.tell(f'the session ended before "{moment_text(author.aim)}"')
    card = begin.run.card
    plan = Plan(f"A rehearsal of {card.title}", card.name, options_for(card, begin.switches), author.entries)
    exact = replace(plan, entries=_by_the_clock(author.person.said))
    return Typing(tuple(lines), tuple(rehearsal.facts), plan, exact)


class _Author:
    """The person is told what to do by who types; ``aim`` is where the clock runs to, with a willing person."""

    def __init__(
        self,
        rehearsal: Rehearsal,
        begin: State,
        bench: Bench,
        start: Moment | None,
        todo: tuple[Says | Silent, ...],
    ) -> None:
        self.person = Person(rehearsal.inbox, todo)
        self.aim = start
        self._inbox = rehearsal.inbox
        self._steps = tuple(step.name for step in begin.run.steps)
        self._questions = questions_of(begin)
        self._bench = bench
        self._left = False
        self._entries: list[Says | Silent] = list(todo)
        self._silent_since: float | None = None
        self._last = 0.0
        self._behind: list[tuple[State, float]] = []

    @property
    def entries(self) -> tuple[Says | Silent, ...]:
        """What was done so far, as a plan has it."""
        self._end_silence(self._last)
        return tuple(self._entries)

    def act(self, state: State, event: Event) -> None:
        """Ask the author where somebody may speak, or where the clock was to stop."""
        self._last = event.at
        if self.person.has_more:
            self.person.act(state, event)
            return
        if self._left or not self._stops(state, event):
            self._go_on(state, event.at)
        else:
            self._end_silence(event.at)
            self._ask(state, event.at)
        self._behind.append((state, event.at))

    def _go_on(self, state: State, at: float) -> None:
        if self._left or self.aim is not None:
            self.person.alone(state, at, self.aim)

    def _stops(self, state: State, event: Event) -> bool:
        if isinstance(self.aim, AtTime):
            return event.at >= self.aim.seconds
        if self.aim is not None:
            return self.person.moment(self.aim, state, event.at) is not None
        misunderstood = isinstance(event, Heard) and waits(state) and not self.person.is_quiet(event.at)
        return misunderstood or self.person.free(state, event.at)

    def _ask(self, state: State, at: float) -> None:
        reached, self.aim = self.aim, None
        while True:
            line = self._bench.read(_place(state, reached))
            if line is None:
                self._left = True
                self._go_on(state, at)
                return
            try:
                first, *after = parts(line)
                what = self._settled(typed(first), at)
                then = [self._settled(typed(each), at) for each in after]
            except LineError as wrong:
                self._bench.tell(str(wrong))
                continue
            if isinstance(what, Wonder):
                self._explain(state)
                continue
            if not isinstance(what, RunTo):
                self._do(what, reached, state, at)
                self.aim = next((each.moment for each in then if isinstance(each, RunTo)), None)
                return
            if not isinstance(what.moment, AtTime) and self.person.moment(what.moment, state, at) is not None:
                reached = what.moment
                continue
            self.aim = what.moment
            self._go_on(state, at)
            return

    def _settled(self, what: Typed, at: float) -> Typed:
        if not isinstance(what, RunTo):
            return what
        moment = settled(what.moment, self._steps, self._questions)
        if isinstance(moment, AtTime):
            if moment.seconds <= at:
                raise LineError(f"it is {at / 60:.1f} minutes into the session already; name a later time")
            self._inbox.post(Finished(moment.seconds, WAKE))
        return RunTo(moment)

    def _explain(self, state: State) -> None:
        say = map(language_of(state.run.card.language).word, sayable(state))
        self._bench.tell(f"The person can say: {', '.join(say)}.")
        for line in HELP:
            self._bench.tell(f"  {line}")

    def _do(self, what: Words | RunOn | Quiet, reached: Moment | None, state: State, at: float) -> None:
        natural = reached if reached is not None else self._natural(state, at)
        match what:
            case RunOn():
                if reached is None and not self.person.free(state, at):
                    return
                self._entries.append(Silent(0.0, 0, natural))
                self._silent_since = at
                self.person.keep_silent(state)
            case Quiet(seconds):
                entry = Silent(seconds, 0, natural)
                self._entries.append(entry)
                self.person.do(at, entry, state, at)
            case Words(text):
                delay = INTO if reached is not None and not isinstance(reached, AtQuestion) else THINKS
                when = at if isinstance(reached, AtTime) else at + delay
                when = (
                    max(at, round(when, 3)) if isinstance(natural, AtTime) else when
                )  # a time that reads well
                self.person.do(when, Says(text, _untimed(natural), 0), state, at)
                said = self.person.said[-1].at
                timed = isinstance(natural, AtTime) or self._was_there(natural)
                self._entries.append(Says(text, AtTime(said) if timed else natural, 0))
            case _:
                assert_never(what)
        self._behind = []

    def _natural(self, state: State, at: float) -> Moment | None:
        """How a plan says "now": the next wait (None), a question where the opening needs one, else the time."""
        if self.person.is_open(state, at):
            return None
        if state.asking is not None and self.person.free(state, at):
            question = AtQuestion(name_of(state.asking))
            if question.question in self._questions:
                return question
        return AtTime(at)

    def _was_there(self, moment: Moment | None) -> bool:
        """Whether a plan's person would have spoken earlier than the author did."""
        if moment is None or isinstance(moment, AtTime):
            return False
        return any(self.person.moment(moment, state, at) is not None for state, at in self._behind)

    def _end_silence(self, now: float) -> None:
        """The silence since Enter is as long as until the coach waits anew."""
        if self._silent_since is None:
            return
        seconds = math.floor((now - self._silent_since) * 10) / 10
        seconds = min(LONGEST_SILENCE, max(LEAST_SILENCE, seconds))
        self._entries[-1] = replace(self._silent(), seconds=seconds)
        self._silent_since = None

    def _silent(self) -> Silent:
        last = self._entries[-1]
        assert isinstance(last, Silent)
        return last


def _untimed(moment: Moment | None) -> Moment | None:
    return None if isinstance(moment, AtTime) else moment


def _place(state: State, reached: Moment | None) -> str:
    """Where the clock stands still, in a word or two."""
    if reached is not None:
        return moment_text(reached)
    if state.asking is not None:
        return f"asked {name_of(state.asking)}"
    return "on hold" if state.phase is Phase.HALTED else "waits"


def _by_the_clock(said: list[Heard]) -> tuple[Says | Silent, ...]:
    """Everything that was said at its time, by a person who says nothing else."""
    out: list[Says | Silent] = [Silent(LONGEST_SILENCE, 0, AtTime(0.0))]
    since = 0.0
    for heard in sorted(said, key=lambda heard: heard.at):
        out.append(Says(heard.text, AtTime(heard.at), 0))
        if heard.at - since > HALF_AN_HOUR:
            since = heard.at
            out.append(Silent(LONGEST_SILENCE, 0, AtTime(since)))
    return tuple(out)
