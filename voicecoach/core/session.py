"""A card made into a session: the coach's own opening and farewell around the card's steps, and how long it takes."""

from dataclasses import dataclass, replace

from voicecoach.core import lines
from voicecoach.core.asked import NUMBER
from voicecoach.core.beats import Talk, opening_step, steps_of
from voicecoach.core.card import Answers, Ask, Card, Question, Step
from voicecoach.core.interview import interview
from voicecoach.core.past import History
from voicecoach.core.state import ANOTHER, Run, State
from voicecoach.core.view import left

OPENING_QUESTIONS = (
    Question("ear check", lines.EAR_CHECK, Answers.EAR),
    Question("soreness before", lines.SORE_BEFORE, Answers.SCORE),
)


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What follows a session that was done to its end: ``told`` in a line, and the session with this ``name`` and
    ``title`` that is offered."""

    told: str = ""
    name: str = ""
    title: str = ""


NOTHING_MORE = Afterwards()


def prepare(
    card: Card, switches: frozenset[str], talk: Talk, first_time: bool, afterwards: Afterwards = NOTHING_MORE
) -> Run:
    """The run of ``card``: the coach's own opening and farewell around the card's steps."""
    steps = steps_of(card)
    first = next((step for step in steps if step.when.holds(switches)), steps[0])
    safety = (lines.OPENER[0], *lines.FIRST_TIME, *lines.OPENER[1:]) if first_time else lines.OPENER
    says = (f"{card.title}.", lines.about(length(card, switches, talk, first_time)), *safety)
    opening = opening_step(first, "Opening", says, OPENING_QUESTIONS)
    last = next((step for step in reversed(steps) if step.when.holds(switches)), steps[-1])
    byes = (lines.FAREWELL[0], *((afterwards.told,) if afterwards.told else ()), *lines.FAREWELL[1:])
    more = Question(ANOTHER, lines.ANOTHER.format(title=afterwards.title), Answers.YES_NO)
    asked = (more,) if afterwards.name else ()
    farewell = replace(opening_step(last, "Farewell", byes, asked), place=last.after, after=last.after)
    named = tuple(_after(step) for step in steps)
    return Run(card, (opening, *named, farewell), talk, first_time, offered=afterwards.name)


def length(card: Card, switches: frozenset[str], talk: Talk = Talk.FULL, least: bool = False) -> float:
    """Seconds that the steps of ``card`` take, with a few for every wait and question."""
    steps = steps_of(card)
    return left(State(Run(card, (steps[0], *steps), talk, least), switches))


def _after(step: Step) -> Step:
    """A card's "soreness now" is the score after the session."""
    items = tuple(
        replace(item, question=replace(item.question, name="soreness after"))
        if isinstance(item, Ask) and item.question.name == "soreness now"
        else item
        for item in step.items
    )
    return replace(step, items=items)


def begin(run: Run, switches: frozenset[str], history: History | None = None) -> State:
    """The state before the session begins; with a ``history`` it begins with the talk about who should not start."""
    if history is None:
        return State(run, switches)
    number = history.given.get(NUMBER)
    talk = interview(run.card, history, switches)
    return State(run, switches, interview=talk, emergency=str(number.value) if number is not None else "")
