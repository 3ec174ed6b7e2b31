"""A rehearsal: the real loop on a virtual clock, with a person who follows a plan, or a willing one without."""

from collections.abc import Callable
from dataclasses import dataclass

from voicecoach.core.after_pain import Action as Help
from voicecoach.core.facts import Answered, Decided, Fact, Halted, Permitted, Screened, SessionEnded, Where
from voicecoach.core.messages import Action, Event, Heard, Speak
from voicecoach.core.screening import ROW
from voicecoach.core.state import Phase, State, Then, where
from voicecoach.core.told import decision_line, permit_line
from voicecoach.core.words import plain
from voicecoach.script.plan import AtQuestion, AtStep, AtTime, Expects, Plan, Remembers, Says, Silent
from voicecoach.script.plan_diary import Ruled
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
PAIN_SCORE = "how strong"
"""What "pain 7" in a plan means: the answer to this question."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that happened, at its ``index`` in the order of all: a line of the coach, or the plan's ``line``."""

    index: int
    text: str
    line: int = 0


class Rehearsal:
    """The rehearsed person, and everything that came of the session so far."""

    def __init__(
        self, state: State, plan: Plan | None, diary: Notebook | None, out: Callable[[str], None]
    ) -> None:
        self.inbox = VirtualInbox()
        self.facts: list[Fact] = []
        self.spoken: list[Said] = []
        self._state = state
        self._todo = [e for e in plan.entries if isinstance(e, Says | Silent)] if plan is not None else []
        self._done: dict[int, int] = {}
        self._diary = diary
        self._out = out
        self._quiet_until = 0.0
        self._answered_turn = -1
        self._in_opening = False

    def append(self, fact: Fact) -> None:
        """Keep ``fact``, on disk too where there is a diary."""
        if self._diary is not None:
            self._diary.append(fact)
        self.facts.append(fact)

    def show(self, state: State, event: Event, actions: tuple[Action, ...]) -> None:
        """Write down what happened, then do what the person does now."""
        for entry in entries(self._state, state, event, actions):
            self._out(str(entry))
        for action in actions:
            if isinstance(action, Speak) and action.text is not None:
                self.spoken.append(Said(len(self.spoken), action.text))
        self._state = state
        if state.phase is not Phase.OVER:
            self._act(state, event.at)

    def _act(self, state: State, at: float) -> None:
        todo = self._todo[0] if self._todo else None
        if todo is not None and todo.at is not None:
            moment = self._moment(todo.at, state, at)
            if moment is not None:
                self._in_opening = isinstance(todo.at, AtQuestion) or (
                    isinstance(todo.at, AtStep) and todo.at.step == OPENING
                )
                self._do(moment, todo, at)
                return
        if not self._free(state, at):
            return
        own = state.run.steps[state.step].name == OPENING and state.halt is None and not self._in_opening
        if todo is not None and todo.at is None and not own:
            self._do(at + THINKS, todo, at)
        elif (text := self._by_itself(state, todo)) is not None:
            self._answered_turn = state.turn
            self.inbox.post(Heard(at + THINKS, text))

    def _free(self, state: State, at: float) -> bool:
        """Whether the coach waits for words, and the person has not answered and does not keep silent."""
        return _waits(state) and state.turn != self._answered_turn and at >= self._quiet_until

    def _moment(self, at: AtTime | AtStep | AtQuestion, state: State, now: float) -> float | None:
        """When to speak, if it is known already."""
        match at:
            case AtTime():
                return max(now, at.seconds)
            case AtStep():
                return now + INTO if not state.agenda and _is_at(at, where(state, now)) else None
            case AtQuestion():
                asked = state.asking is not None and is_asked(at.question, state.asking)
                return now + THINKS if asked and self._free(state, now) else None

    def _by_itself(self, state: State, todo: Says | Silent | None) -> str | None:
        """What the person says where the plan has nothing; after pain only on the way to a question of the plan."""
        asking = state.asking
        if asking is not None and asking.event and todo is not None and isinstance(todo.at, AtQuestion):
            return mild(asking.question)
        return willing(state)

    def _do(self, at: float, todo: Says | Silent, now: float) -> None:
        self._todo.pop(0)
        self._done[todo.line] = len(self.spoken)
        match todo:
            case Says():
                self._answered_turn = self._state.turn
                self.inbox.post(Heard(at, todo.text))
            case Silent():
                self._quiet_until = now + todo.seconds

    def problems(self, plan: Plan) -> tuple[str, ...]:
        """What the plan asks for and did not come, each as "line: what"."""
        found: list[str] = []
        reached = 0
        for entry in plan.entries:
            match entry:
                case Says() | Silent():
                    if entry.line not in self._done:
                        found.append(f"{entry.line}: the session ended before this was reached")
                    reached = max(reached, self._done.get(entry.line, reached))
                case Expects():
                    wanted = plain(entry.text)
                    match = next((s for s in self.spoken[reached:] if plain(s.text) == wanted), None)
                    if match is None:
                        found.append(f'{entry.line}: the coach did not say "{entry.text}" after that')
                    else:
                        reached = match.index + 1
                case Remembers():
                    found += [f"{entry.line}: {what}" for what in _missing(entry, self.facts)]
        return tuple(found)


def rehearse(
    state: State,
    plan: Plan | None,
    diary: Notebook | None,
    out: Callable[[str], None],
    watch: Callable[[State, Event, tuple[Action, ...]], None] = lambda state, event, actions: None,
) -> tuple[str, ...]:
    """Rehearse from ``state``; ``out`` gets each line of the transcript when what it tells is on disk,
    ``watch`` every state.

    Returns what the plan asks for and did not come.
    """
    rehearsal = Rehearsal(state, plan, diary, out)

    def show(state: State, event: Event, actions: tuple[Action, ...]) -> None:
        rehearsal.show(state, event, actions)
        watch(state, event, actions)

    ports = Ports(SilentMouth(), rehearsal, lambda question: None, show)
    play(state, rehearsal.inbox, ports, 0.0)
    return rehearsal.problems(plan) if plan is not None else ()


def _waits(state: State) -> bool:
    """Whether the coach has said what it had to say, and waits for words."""
    waiting = state.phase in (Phase.WAITING, Phase.ASKING, Phase.HALTED)
    return waiting and state.then is Then.WAIT and state.saying is None and not state.agenda


def _is_at(at: AtStep, here: Where) -> bool:
    return (
        plain(at.step) in ("", plain(here.step))
        and at.rep in (0, here.rep)
        and plain(at.phase) in ("", plain(here.phase))
        and at.side in ("", here.side)
    )


def _missing(wanted: Remembers, facts: list[Fact]) -> list[str]:
    out: list[str] = []
    answers: list[Answered | Screened] = [fact for fact in facts if isinstance(fact, Answered | Screened)]
    if wanted.halt is not None or wanted.where is not None:
        halts = [f for f in facts if isinstance(f, Halted) and _is_halt(f, wanted)]
        if not halts:
            out.append("the diary holds no such halt")
        events = {0, *(halt.event for halt in halts)}
        answers = [answer for answer in answers if isinstance(answer, Screened) or answer.event in events]
    for name, value in wanted.answers:
        name = PAIN_SCORE if name == "pain" else name
        given = [answer.value for answer in answers if plain(name) in _names(answer)]
        if value not in given:
            out.append(f'the diary holds no answer "{name} {value}"; it holds {given or "none"}')
    ends = [fact.by for fact in facts if isinstance(fact, SessionEnded)]
    if wanted.ended_by is not None and wanted.ended_by not in ends:
        out.append(f"the session was ended by {', '.join(by.value for by in ends)}")
    return out + _undecided(wanted, facts)


def _names(fact: Answered | Screened) -> tuple[str, ...]:
    """How the question that ``fact`` answers is called."""
    match fact:
        case Answered():
            return (plain(fact.question),)
        case Screened():
            return (plain(fact.row), plain(ROW[fact.row].name) if fact.row in ROW else "")


def _undecided(wanted: Remembers, facts: list[Fact]) -> list[str]:
    """What the diary lacks of rulings before the session, decisions after pain, and locks."""
    out: list[str] = []
    permits = [fact for fact in facts if isinstance(fact, Permitted)]
    for ruled in wanted.ruled:
        if not any(_is_ruled(permit, ruled) for permit in permits):
            told = "; ".join(permit_line(permit) for permit in permits) or "nothing about it"
            out.append(f"the diary holds no such permission or refusal; it holds {told}")
    decided = [fact for fact in facts if isinstance(fact, Decided)]
    told = "; ".join(decision_line(fact) for fact in decided) or "no decision"
    for row, action in wanted.decided:
        if not any(f.row == row and action in (None, Help(f.action)) for f in decided):
            out.append(f"the diary holds no such decision; it holds {told}")
    if wanted.locks is not None and wanted.locks.value not in {fact.locks for fact in decided}:
        out.append(f"the diary holds no such lock; it holds {told}")
    return out


def _is_ruled(permit: Permitted, wanted: Ruled) -> bool:
    names = {plain(name) for row in permit.rows for name in (row, ROW[row].name if row in ROW else row)}
    return (
        permit.allowed is wanted.allowed
        and (wanted.advice is None or permit.advice == wanted.advice.value)
        and plain(wanted.row) in {"", *names}
        and (not wanted.without or wanted.without in permit.without)
    )


def _is_halt(halt: Halted, wanted: Remembers) -> bool:
    right_kind = wanted.halt in (None, halt.kind)
    right_place = wanted.where is None or _is_at(wanted.where, halt.where)
    return right_kind and right_place and wanted.of in (0, halt.where.of)
