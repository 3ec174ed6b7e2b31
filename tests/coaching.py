"""A small card and a person for tests of the core: everything a session can hold, in two minutes."""

from collections.abc import Callable, Iterable

from voicecoach.core.beats import Talk
from voicecoach.core.card import (
    Answers,
    Ask,
    Body,
    Breathe,
    Card,
    CueAt,
    Easier,
    Hold,
    Motion,
    Phase,
    Place,
    PutAway,
    Question,
    Reps,
    Rest,
    Say,
    Sides,
    Step,
    Switch,
    Term,
    Time,
    WaitFor,
    WayOut,
    When,
    usual_switches,
)
from voicecoach.core.coach import advance
from voicecoach.core.messages import Action, Began, Event, Finished, Heard, Note, Speak
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import State

SITTING = Place(Body.SITTING)
LYING = Place(Body.LYING)
ON_BALL = Place(Body.LYING, ("ball",))
ON_BOTH = Place(Body.LYING, ("ball", "roller"))

SIT = Step("Sit", SITTING, SITTING, (Say("Sit tall."), Say("Sit.", brief=True), Say("Feet flat."), WaitFor()))
REPETITIONS = Step(
    "Repetitions",
    SITTING,
    SITTING,
    (
        Reps(
            2,
            3,
            (
                Phase("chin in", 2.0, Motion.MOVE, "Chin in."),
                Phase("hold", 5.0, Motion.HOLD, "Hold, and breathe."),
                Phase("rest", 3.0, Motion.REST),
            ),
        ),
    ),
    easier=Easier("Half the way.", (Reps(2, 2, (Phase("chin in", 2.0, Motion.MOVE),)),)),
)
PLACE_BALL = Step("Place the ball", ON_BALL, ON_BALL, (Say("Lie back on the ball."), Time(10.0), WaitFor()))
ROLLER = Step("Roller", ON_BOTH, ON_BOTH, (Say("Slide the roller in."),), When((Term("roller"),)))
TURN = Step(
    "Turn",
    ON_BOTH,
    ON_BOTH,
    (Say("Turn a little to the {side}."), Hold(12.0, (CueAt(6.0, "Soft jaw."),))),
    sides=Sides(("right", "left"), 4.0),
)
LEGS = Step(
    "Legs",
    ON_BOTH,
    ON_BOTH,
    (Ask(Question("legs", "Bent, straight?", Answers.CHOICE, ("bent", "no roller"))),),
)
SEARCH = Step(
    "Search", ON_BOTH, ON_BOTH, (Say("Search slowly."), Hold(30.0, explore=True), Breathe(2, 2.0, 3.0))
)
LEAVE = Step("Leave the ball", ON_BOTH, LYING, (Say("Lift your head. Slide the ball out."), Rest(8.0)))
CLOSE = Step("Close", LYING, SITTING, (Ask(Question("soreness now", "How sore is it now?", Answers.SCORE)),))

CARD = Card(
    name="small",
    title="Small session",
    purpose="Move a little.",
    version=3,
    date="2026-11-22",
    author="the tests",
    reviewed="not yet reviewed by a clinician",
    language="English",
    position="sitting, then lying",
    how_often="once a day",
    steps=(SIT, REPETITIONS, PLACE_BALL, ROLLER, TURN, LEGS, SEARCH, LEAVE, CLOSE),
    ways_out=(
        WayOut(Body.SITTING, (), (Say("Let your head come to the middle."),)),
        WayOut(
            Body.LYING,
            ("ball", "roller"),
            (Say("Slide the ball away."), Say("Let your hips slide down.", when=When((Term("roller"),)))),
        ),
        WayOut(Body.LYING, (), (Say("Roll onto your side."),)),
    ),
    put_away=(
        PutAway("ball", (Say("Take the ball out."),)),
        PutAway("roller", (Say("Take the roller out."),)),
    ),
    switches=(Switch("roller", usual=True),),
    reminders=("Keep it small.",),
)


def session(
    talk: Talk = Talk.FULL,
    first_time: bool = False,
    card: Card = CARD,
    switches: frozenset[str] | None = None,
) -> State:
    """The small card before it begins."""
    chosen = usual_switches(card) if switches is None else switches
    return begin(prepare(card, chosen, talk, first_time), chosen)


class Player:
    """Plays a session event by event on a virtual clock and keeps everything that came of it."""

    def __init__(self, state: State | None = None) -> None:
        self.state = session() if state is None else state
        self.now = 0.0
        self.log: list[tuple[float, Action]] = []
        self.due: tuple[float, int] | None = None
        self.give(Began(0.0))

    def give(self, event: Event) -> tuple[Action, ...]:
        """One event; returns the actions."""
        self.now = max(self.now, event.at)
        self.state, actions = advance(self.state, event)
        for action in actions:
            self.log.append((self.now, action))
            if isinstance(action, Speak):
                length = self.state.run.length(action.text) if action.text is not None else 0.0
                self.due = (max(action.until, self.now + length), action.turn)
        return actions

    def say(self, text: str) -> tuple[Action, ...]:
        """The person says ``text`` now."""
        return self.give(Heard(self.now, text))

    def on(self) -> tuple[Action, ...]:
        """Time runs on to the next moment at which something is due."""
        assert self.due is not None
        at, turn = self.due
        return self.give(Finished(at, turn))

    def until(self, reached: Callable[[State], bool], answers: Iterable[str] = ()) -> "Player":
        """Time runs on until ``reached``; waits and questions are answered as a willing person would."""
        replies = list(answers)
        for _ in range(2000):
            if reached(self.state):
                return self
            if self.state.saying is None and self.state.asking is not None:
                kind = self.state.asking.question.answers
                usual = {Answers.EAR: "stop", Answers.SCORE: "three", Answers.CHOICE: "bent"}[kind]
                self.say(replies.pop(0) if replies else usual)
            elif self.state.saying is None and self.state.phase.value == "waiting":
                self.now += 2.0
                self.say("ready")
            else:
                self.on()
        raise AssertionError(f"never reached; last at {self.state.phase}, step {self.state.step}")

    def at(self, step: str, beat: str = "", rep: int = 0) -> "Player":
        """Time runs on to the begin of that beat."""

        def reached(state: State) -> bool:
            here = state.run.steps[state.step]
            now = state.beats[state.beat] if state.beat < len(state.beats) else None
            name, number = getattr(now, "name", ""), getattr(now, "rep", 0)
            on_it = not beat or (name == beat and (not rep or number == rep))
            return here.name == step and on_it and not state.agenda

        return self.until(reached)

    @property
    def lines(self) -> list[str]:
        """Everything said so far."""
        return [action.text for _, action in self.log if isinstance(action, Speak) and action.text]

    @property
    def facts(self) -> list[object]:
        """Everything noted so far."""
        return [action.fact for _, action in self.log if isinstance(action, Note)]


def kinds(actions: Iterable[Action]) -> list[type]:
    """The kinds of ``actions``, in order."""
    return [type(action) for action in actions]


def said(actions: Iterable[Action]) -> list[str]:
    """The lines among ``actions``."""
    return [action.text for action in actions if isinstance(action, Speak) and action.text]
