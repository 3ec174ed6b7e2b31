"""What an author means by a session card: frozen data, built by the parser and trusted after."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias


class Body(Enum):
    """How the person lies, sits or stands; the value is the word on the card."""

    LYING = "lying"
    PRONE = "prone"
    SITTING = "sitting"
    STANDING = "standing"
    WALL = "at a wall"
    TABLE = "at a table"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is: the body's position and the ``things`` ("ball", "roller") under it."""

    body: Body
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One switch that must be on, or off."""

    switch: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class When:
    """All ``terms`` must hold; no terms: always."""

    terms: tuple[Term, ...] = ()

    def holds(self, switches: frozenset[str]) -> bool:
        """Whether every term agrees with the ``switches`` that are on."""
        return all((term.switch in switches) == term.on for term in self.terms)


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Switch:
    """A named option that steps can depend on; of a ``group`` exactly one is on; ``usual`` is its start."""

    name: str
    usual: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """A named setting of switches, read from the usual state onwards."""

    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """One line of instruction; ``brief``: it stands in for the step's other lines once they are known."""

    text: str
    brief: bool = False
    when: When = ALWAYS
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Wait until the person says that they are ready."""

    when: When = ALWAYS
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Time:
    """Quiet time of ``seconds`` to do what was said."""

    seconds: float
    when: When = ALWAYS
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """Rest for ``seconds`` before what follows."""

    seconds: float
    when: When = ALWAYS
    line: int = field(default=0, compare=False)


class Motion(Enum):
    """What a phase of a repetition is: a movement, a hold or a rest; only holds keep their length at another beat."""

    MOVE = "move"
    HOLD = "hold"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a repetition: ``name`` in the author's words, ``seconds``, and the cue spoken at its start."""

    name: str
    seconds: float
    motion: Motion
    cue: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reps:
    """``least`` to ``most`` repetitions of ``phases``; the first sessions take the least."""

    least: int
    most: int
    phases: tuple[Phase, ...]
    when: When = ALWAYS
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CueAt:
    """A cue ``seconds`` after its hold began."""

    seconds: float
    text: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay for ``seconds``, with ``cues``; ``explore``: search freely, up to that time or until "next"."""

    seconds: float
    cues: tuple[CueAt, ...] = ()
    explore: bool = False
    when: When = ALWAYS
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Breathe:
    """``times`` slow breaths: in for ``inward`` seconds, out for ``outward`` seconds."""

    times: int
    inward: float
    outward: float
    when: When = ALWAYS
    line: int = field(default=0, compare=False)


class Answers(Enum):
    """What kind of answer a question takes; the value is the word on the card."""

    SCORE = "score"
    YES_NO = "yes or no"
    CHOICE = "choose"
    PLACE = "place"
    EAR = "ear"


@dataclass(frozen=True, slots=True)
class Question:
    """``name`` is how the diary calls it; ``text`` is spoken; ``options`` only for a choice."""

    name: str
    text: str
    answers: Answers
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask ``question``; a choice sets the switch that its answer names ("no roller" turns one off); after a "no"
    or "not sure" to a yes-or-no question the steps named in ``repeat`` are done once more."""

    question: Question
    when: When = ALWAYS
    repeat: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


Item: TypeAlias = Say | WaitFor | Time | Rest | Reps | Hold | Breathe | Ask


@dataclass(frozen=True, slots=True)
class Sides:
    """The step is done once for each of ``names``, with ``change_over`` seconds between that no side pays for."""

    names: tuple[str, ...]
    change_over: float


@dataclass(frozen=True, slots=True)
class Easier:
    """The gentler form of a step: what is said, and the dose in place of the usual one if it has its own."""

    text: str
    items: tuple[Item, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Again:
    """All of the ``steps`` named once more, ``count`` repetitions of each where given."""

    steps: tuple[str, ...]
    count: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One heading of a card: where the person is during it (``place``) and after it (``after``), and what is done."""

    name: str
    place: Place
    after: Place
    items: tuple[Item, ...]
    when: When = ALWAYS
    sides: Sides | None = None
    easier: Easier | None = None
    again: Again | None = None
    reminders: tuple[str, ...] = ()
    source: str = ""
    notes: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class WayOut:
    """How to come out of a position: the lines, each under its own condition; ``things`` as in `Place`."""

    body: Body
    things: tuple[str, ...]
    says: tuple[Say, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PutAway:
    """How one ``thing`` is taken away, said when a step that would have done it is left out."""

    thing: str
    says: tuple[Say, ...]
    line: int = field(default=0, compare=False)


class Effect(Enum):
    """What a "yes" or "not sure" to a card's own screening question does; the value is the word on the card."""

    REFUSE = "refuse"
    WITHOUT = "no"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Screening:
    """A question before the session: by ``name``; a card's own one has its ``text`` and ``effect`` on ``value``."""

    name: str
    text: str = ""
    effect: Effect | None = None
    value: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A whole session as its author wrote it; ``name`` is the file's name without its ending."""

    name: str
    title: str
    purpose: str
    version: int
    date: str
    author: str
    reviewed: str
    language: str
    position: str
    how_often: str
    steps: tuple[Step, ...]
    ways_out: tuple[WayOut, ...]
    put_away: tuple[PutAway, ...] = ()
    you_need: tuple[Say, ...] = ()
    do_not_use: tuple[str, ...] = ()
    ask_first: tuple[Screening, ...] = ()
    first: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    presets: tuple[Preset, ...] = ()
    first_preset: str = ""
    usual_preset: str = ""
    reminders: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: str = ""


def usual_switches(card: Card) -> frozenset[str]:
    """The switches that are on when nobody chose anything."""
    return frozenset(switch.name for switch in card.switches if switch.usual)


def with_terms(card: Card, switches: frozenset[str], terms: tuple[Term, ...]) -> frozenset[str]:
    """``switches`` after ``terms``: turning one of a group on turns its neighbours off."""
    for term in terms:
        if not term.on:
            switches -= {term.switch}
            continue
        group = next((s.group for s in card.switches if s.name == term.switch), None)
        if group is not None:
            switches -= {s.name for s in card.switches if s.group == group}
        switches |= {term.switch}
    return switches
