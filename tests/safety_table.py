"""Who may start what, written by hand from content sections 2.2 and 2.3, and a walk through the real talk."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from voicecoach.core.asked import NUMBER
from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.coach import advance
from voicecoach.core.facts import Permitted, Screened
from voicecoach.core.interview_lines import ALL_OF_THESE, IS_THAT_RIGHT
from voicecoach.core.messages import Began, Event, Finished, Heard, Note, Speak
from voicecoach.core.past import Given, History
from voicecoach.core.session import begin, prepare
from voicecoach.core.state import Phase, State
from voicecoach.script.find import find_card
from voicecoach.script.plan_before import TODAY
from voicecoach.script.presets import switches_of
from voicecoach.shells.willing import willing
from voicecoach.shipped import shipped

SESSIONS: dict[str, tuple[str, ...]] = {
    "posterior-neck-release": ("full",),
    "cervical-retraction": ("prone", "short hold"),
    "forward-head-posture-prep": ("standing",),
    "isometric-neck-press": (),
    "neck-range-of-motion": (),
    "upper-trap-release": ("floor",),
    "rhomboid-release": ("floor",),
    "triceps-release": (),
    "anterior-chain-release": (),
}
"""Each session in the form in which most can be left out of it."""

# One line a question, one column a session, in the order above; "." is not asked there and changes nothing. Refused:
# E emergency, U urgent, C ask a clinician, C? the same unless one agreed, W not today; "-x": x is left out; "+x": done
# with x. Several things that happen at once are joined by commas; a few options are called shorter.
BY_HAND = """
          neck                    retraction   prep      press   motion  trap      rhomboid  triceps  front
EMERG-1   E                       E            E         E       E       E         E         E        E
EMERG-2a  E                       E            E         E       E       E         E         E        E
EMERG-2b  E                       E            E         E       E       E         E         E        E
EMERG-2c  E                       E            E         E       E       E         E         E        E
EMERG-3   E                       E            E         E       E       E         E         E        E
EMERG-4   E                       E            E         E       E       E         E         E        E
EMERG-5   E                       E            E         E       E       E         E         E        E
EMERG-6   E                       E            E         E       E       E         E         E        E
EMERG-7   U                       U            U         U       U       U         U         U        U
T1        C                       C            C         C       C       C         C         C        C
T0        -length                 .            .         .       .       .         .         .        .
T2a       C                       C            C         C       C       C         C         C        C
T2b       E                       E            E         E       E       E         E         E        E
T2c       E                       E            E         E       E       E         E         E        E
T2d       E                       E            E         E       E       E         E         E        E
T2e       E                       E            E         E       E       E         E         E        E
T3        C                       C            C         C       C       C         C         C        C
T4        C                       C            C         C       C       C         C         C        C
T5        C                       C            C         C       C       C         C         C        C
T6        C                       .            .         .       .       C         .         .        .
HIST-1    C?,-length              C?           C?        C?      C?      C?        C?        C?       C?
HIST-2    C                       C?           C?        C?      C?      C         C         C        C?,-ball
HIST-3    C                       C?           C?        C?      C?      C         C         C        C?,-ball
HIST-4    C?,-length              C?           C?        C?      C?      C?        C?        C?       C?
R1        C                       C?           C?        C?      C?      C         C         C        C?,-ball
R1-new    U                       U            U         U       U       U         U         U        U
R2        C?,-length              C?           C?        C?      .       .         .         .        .
R3        +small,-length          +small       +small    +small  +small  .         .         .        .
R4        +small,-roller,-length  .            .         .       .       .         .         .        .
R5        C                       .            .         .       .       .         .         .        .
R6        -roller,-length         .            .         .       .       .         .         .        .
R7        -length                 .            .         .       .       .         .         .        .
P1        C                       C?,+sitting  C?        C?      C?      C?,+wall  C?,+wall  C?       C?
P2        .                       .            .         C       .       .         .         .        .
P3        C                       .            .         .       .       C         C         C        -ball
P4        C                       +sitting     +sitting  .       -up     +wall     +wall     .        -stretch
P5        W                       +sitting     .         .       .       +wall     +wall     .        .
P6        .                       +sitting     .         .       .       .         .         .        .
P7        C                       C            C         C       C       C         C         C        C
BALL      W                       .            .         .       .       W         W         .        -ball
ELIG      W                       .            .         .       .       .         .         .        .
WHY       W                       .            .         .       .       .         .         .        .
SAFE      W                       .            .         .       .       .         .         .        .
"""
SHORTER = {"small": "small-range", "length": "traction", "up": "looking-up", "stretch": "neck-stretch"}
REFUSED = {"E": "emergency", "U": "urgent", "C": "clinic", "W": "wait"}
AFTER: dict[str, tuple[tuple[str, str], ...]] = {
    "T2a": (("T0", "yes"),),
    "T2b": (("T0", "yes"), ("T2a", "no")),
    "T2c": (("T0", "yes"), ("T2a", "no")),
    "T2d": (("T0", "yes"), ("T2a", "no")),
    "T2e": (("T0", "yes"), ("T2a", "no")),
    "T6": (("T0", "yes"),),
    "R1-new": (("R1", "yes"),),
}
"""What must be answered so that a question comes at all."""
NEEDED = frozenset({"T2a", "P5", "P6", "P7", "BALL", "ELIG", "WHY", "SAFE", "R7"})
"""Questions to which "no" is the cautious answer."""


@cache
def by_hand() -> dict[tuple[str, str], tuple[str, ...]]:
    """What the cautious answer to a row does in a session, as the table above says it."""
    lines = BY_HAND.strip("\n").split("\n")[1:]
    return {
        (row, session): () if cell == "." else tuple(_whole(part) for part in cell.split(","))
        for row, *cells in (line.split() for line in lines)
        for session, cell in zip(SESSIONS, cells, strict=True)
    }


def _whole(part: str) -> str:
    return part[0] + SHORTER.get(part[1:], part[1:])


def answers_to(row: str) -> tuple[str, ...]:
    """Every answer that can be given to ``row``."""
    return ("front", "back", "both", "not sure") if row == "T6" else ("yes", "no", "not sure")


def is_cautious(row: str, answer: str) -> bool:
    """Whether ``answer`` to ``row`` changes something."""
    return answer != ("back" if row == "T6" else "yes" if row in NEEDED else "no")


@dataclass(frozen=True, slots=True)
class CameTo:
    """What a talk came to: the ``advice`` of a refusal, "" if it may start; options left out or done with instead;
    whether the ``asked`` row was asked at all."""

    advice: str
    changes: frozenset[str]
    asked: bool


def expected(row: str, session: str, answer: str, cleared: bool) -> CameTo:
    """What must come of it, by the table above."""
    table = by_hand()
    given = (*AFTER.get(row, ()), (row, answer))
    effects = [cell for each, its in given if is_cautious(each, its) for cell in table[each, session]]
    refusing = [cell for cell in effects if cell[0] not in "+-"]
    stopping = [cell for cell in refusing if not (cell.endswith("?") and cleared)]
    advice = REFUSED.get(min((cell[0] for cell in stopping), key="EUCW".index, default=""), "")
    changes = frozenset() if stopping else frozenset(cell for cell in effects if cell not in refusing)
    asked = row == "T0" or bool(table[row, session])
    return CameTo(advice, changes, asked)


WELL = Given("112", TODAY, TODAY)
"""The emergency number, known."""


class Person:
    """Somebody to whom everything is well but for ``told``, and whom a clinician ``cleared`` or not."""

    def __init__(self, told: dict[str, str], cleared: bool) -> None:
        self.told = told
        self.cleared = cleared

    def says(self, state: State) -> str | None:
        """The words to the open question, or to the wait."""
        if state.asking is None or not state.asking.screens or state.interview is None:
            return willing(state)
        question, item = state.asking.question, state.interview.todo[0]
        if question.text == IS_THAT_RIGHT:
            return "yes"
        if question.name in self.told:
            return self.told[question.name]
        if question.name == "clearance":
            return "yes" if self.cleared else "no"
        listed = len(item.rows) > 1 or question.name == "news"
        if listed and any(is_cautious(row, self.told.get(row, well(row))) for row in item.rows):
            return "no" if question.text == ALL_OF_THESE else "yes"
        return willing(state)


def well(row: str) -> str:
    return "back" if row == "T6" else "yes" if row in NEEDED else "no"


def walk(session: str, row: str, answer: str, cleared: bool) -> CameTo:
    """What one answer comes to, where all else is well and nothing but the emergency number is known."""
    came, asked = talked(
        session, History(TODAY, given={NUMBER: WELL}), {**dict(AFTER.get(row, ())), row: answer}, cleared
    )
    return replace(came, asked=row in asked)


def talked(
    session: str, known: History, told: dict[str, str], cleared: bool
) -> tuple[CameTo, tuple[str, ...]]:
    """The real talk of ``session`` from its begin until it is refused or permitted, and the rows that were asked."""
    card = card_called(session)
    switches = switches_of(card, SESSIONS[session])
    state = begin(prepare(_no_preparation(card), switches, Talk.BRIEF, False), switches, known)
    person = Person(told, cleared)
    asked: list[str] = []
    for after, notes in played(state, person):
        asked += [note.row for note in notes if isinstance(note, Screened) and note.row != NUMBER]
        permit = next((note for note in notes if isinstance(note, Permitted)), None)
        if permit is not None:
            off = {f"-{name.replace(' ', '-')}" for name in permit.without}
            on = {f"+{name.replace(' ', '-')}" for name in after.switches - switches}
            changes = frozenset(off | on) if permit.allowed else frozenset()
            return CameTo(permit.advice, changes, bool(asked)), tuple(asked)
    raise AssertionError("the talk came to nothing")


def played(state: State, person: Person) -> Iterator[tuple[State, list[object]]]:
    """Every state of a session with what the diary got, until it is over."""
    event: Event = Began(0.0)
    while state.phase is not Phase.OVER:
        state, actions = advance(state, event)
        yield state, [action.fact for action in actions if isinstance(action, Note)]
        due = next((action.until for action in reversed(actions) if isinstance(action, Speak)), event.at)
        waits = state.saying is None and not state.agenda
        said = person.says(state) if waits else None
        event = Heard(event.at + 1.0, said) if said is not None else Finished(max(due, event.at), state.turn)


@cache
def card_called(name: str) -> Card:
    """A shipped card."""
    return find_card(name, Path("none"), shipped("scripts"))


def _no_preparation(card: Card) -> Card:
    """``card`` as for somebody who has passed the preparation."""
    return replace(card, first=())
