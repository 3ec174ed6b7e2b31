"""Who may start which session: what the answers to the questions of `core.screening` change, as one table.

From content sections 2.2 and 2.3. The table only excludes; it never recommends anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from voicecoach.core.card import Card, Screening
from voicecoach.core.card import Effect as CardEffect
from voicecoach.core.past import Clearance
from voicecoach.core.screening import ROWS, cautious

VERSION = 1
"""Of the tables in this file, as the diary notes it."""
CLEARED_FOR = 30
"""Days that a clearance lasts (content 2.2 CLEAR; judgement)."""


class Advice(Enum):
    """What the person is told instead of a session, the most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    CLINIC = "clinic"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Refuse:
    """The session is not done; ``clearable``: unless a clinician agreed."""

    advice: Advice
    clearable: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """The card's ``option`` stays off."""

    option: str


@dataclass(frozen=True, slots=True)
class Use:
    """The card's ``option`` (or preset) is turned on; only in place of one of the options in ``of``, if it has any."""

    option: str
    of: tuple[str, ...] = ()


Effect: TypeAlias = Refuse | Leave | Use
Effects: TypeAlias = tuple[Effect, ...]

_EMERGENCY: dict[str, Effects] = {
    row.id: (Refuse(Advice.URGENT if row.id == "EMERG-7" else Advice.EMERGENCY),)
    for row in ROWS
    if row.name == "emergency signs"
}
_REFER: Effects = (Refuse(Advice.CLINIC),)
_CLEAR: Effects = (Refuse(Advice.CLINIC, clearable=True),)
_ACCIDENT: dict[str, Effects] = {
    "T1": _REFER,
    "T0": (),
    "T2a": _REFER,
    **dict.fromkeys(("T2b", "T2c", "T2d", "T2e"), (Refuse(Advice.EMERGENCY),)),
    "T3": _REFER,
    "T4": _REFER,
    "T5": _REFER,
}
_ARM: dict[str, Effects] = {"R1": _CLEAR, "R1-new": (Refuse(Advice.URGENT),)}
_ADULT: dict[str, Effects] = {"P7": _REFER}
_ALWAYS = _EMERGENCY | _ACCIDENT | _ADULT
_SMALL: Effects = (Use("small range"),)
_CLEARED_HISTORY: dict[str, Effects] = dict.fromkeys(("HIST-1", "HIST-2", "HIST-3", "HIST-4"), _CLEAR)
_SEATED: dict[str, Effects] = _ALWAYS | _CLEARED_HISTORY | _ARM | {"P1": _CLEAR}
_BALL: dict[str, Effects] = (
    _ALWAYS
    | _CLEARED_HISTORY
    # no ball even with clearance (content 2.2 HIST-2, HIST-3, R1)
    | {"HIST-2": _REFER, "HIST-3": _REFER, "R1": _REFER, "R1-new": (Refuse(Advice.URGENT),)}
    | {"P3": _REFER, "BALL": (Refuse(Advice.WAIT),)}
)
_WALL: Effects = (Use("wall"),)
_SHORT: Effects = (Leave("traction"),)
"""Lengthening is done only when nothing is flagged, with a clinician's word as well (content 2.4)."""

MATRIX: Mapping[str, Mapping[str, Effects]] = {
    "posterior-neck-release": _BALL | {
        "T0": _SHORT, "HIST-1": (*_CLEAR, *_SHORT), "HIST-4": (*_CLEAR, *_SHORT), "R2": (*_CLEAR, *_SHORT),
        "T6": _REFER, "R5": _REFER, "P1": _REFER, "P4": _REFER, "P5": (Refuse(Advice.WAIT),),
        "ELIG": (Refuse(Advice.WAIT),), "WHY": (Refuse(Advice.WAIT),), "SAFE": (Refuse(Advice.WAIT),),
        "R3": (*_SMALL, *_SHORT), "R4": (Leave("traction"), Leave("roller"), Use("small range")),
        "R6": (Leave("roller"), Leave("traction")), "R7": _SHORT,
    },
    "cervical-retraction": _SEATED | {
        "R2": _CLEAR, "R3": _SMALL, "P1": (*_CLEAR, Use("sitting")), "P4": (Use("sitting"),),
        "P5": (Use("sitting", ("prone", "supine")),), "P6": (Use("sitting", ("prone",)),),
    },
    "forward-head-posture-prep": _SEATED | {"R2": _CLEAR, "R3": _SMALL, "P4": (Use("sitting"),)},
    "isometric-neck-press": _SEATED | {"R2": _CLEAR, "R3": _SMALL, "P2": _REFER},
    "neck-range-of-motion": _SEATED | {"R3": _SMALL, "P4": (Leave("looking up"),)},
    "upper-trap-release": _BALL | {
        "T6": _REFER, "P1": (*_CLEAR, *_WALL), "P4": _WALL, "P5": _WALL,
    },
    "rhomboid-release": _BALL | {"P1": (*_CLEAR, *_WALL), "P4": _WALL, "P5": _WALL},
    "triceps-release": _BALL | {"P1": _CLEAR, "BALL": ()},
    "anterior-chain-release": _SEATED | {
        "HIST-2": (*_CLEAR, Leave("ball")), "HIST-3": (*_CLEAR, Leave("ball")), "R1": (*_CLEAR, Leave("ball")),
        "P3": (Leave("ball"),), "BALL": (Leave("ball"),), "P4": (Leave("neck stretch"),),
    },
}  # fmt: skip
"""Content 2.3: what the cautious answer to each row does to each session. Rows that are not named do nothing there.

Stricter than 2.3 where 2.2 is (judgement): neck surgery and arm symptoms keep the ball away even with clearance,
pregnancy needs clearance for every seated session, and any session with a ball wants a soft one.
"""

OWN: Mapping[str, Effects] = {
    **MATRIX["posterior-neck-release"],
    "P2": _REFER,
    "P6": (Refuse(Advice.WAIT),),
}
"""What each row does to a card that is not in the matrix, unless the card itself says something else."""

SORE_GENTLE, SORE_REFUSED = 6, 8
"""Soreness now: from 6 only gentle motion, from 8 no session and a clinician (content 2.2 SCORE; judgement)."""
GENTLE_SESSION = "neck-range-of-motion"

_GRAVITY = list(Advice)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the answers come to: ``refused`` by these rows with the gravest ``advice``, or the options that stay
    ``without`` and those to ``use``; ``clearable`` are the rows that a clinician's word would unlock."""

    refused: tuple[str, ...] = ()
    advice: Advice | None = None
    clearable: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def matters(effects: Effects, card: Card, switches: frozenset[str]) -> bool:
    """Whether one of ``effects`` would change a session with these ``switches`` on."""
    known = {switch.name for switch in card.switches}
    for effect in effects:
        match effect:
            case Refuse():
                return True
            case Leave(option) if option in switches or option not in known:
                return True
            case Use(option, of) if option not in switches and (not of or switches & set(of)):
                return True
            case _:
                pass
    return False


def effects_of(card: Card) -> dict[str, Effects]:
    """What the cautious answer to each row does to ``card``; its own questions stand under their own names."""
    if card.name in MATRIX:
        column = dict(MATRIX[card.name])
    else:
        names = {screening.name for screening in card.ask_first if not screening.text}
        named = names | {"emergency signs", "recent accident", "unchecked accident", "adult"}
        extra = {"accident"} if named & {"unchecked accident", "which side braced"} else set()
        column = {row.id: OWN.get(row.id, ()) for row in ROWS if row.name in named | extra}
        for screening in card.ask_first:
            own = _said_by_card(screening)
            if own and not screening.text:
                column |= {row.id: own for row in ROWS if row.name == screening.name}
    return column | {s.name: _said_by_card(s) or _REFER for s in card.ask_first if s.text}


def _said_by_card(screening: Screening) -> Effects:
    match screening.effect:
        case CardEffect.REFUSE:
            return _REFER
        case CardEffect.WITHOUT:
            return (Leave(screening.value),)
        case CardEffect.USE:
            return (Use(screening.value),)
        case None:
            return ()


def ruling(
    effects: Mapping[str, Effects], answers: Mapping[str, str | int | None], cleared: Iterable[str] = ()
) -> Ruling:
    """What ``answers`` (by row; only those that were given) come to; ``cleared`` rows were agreed to by a clinician."""
    cleared = frozenset(cleared)
    refused: list[tuple[str, Refuse]] = []
    without: list[str] = []
    use: list[str] = []
    changed: list[str] = []
    for row, its in effects.items():
        if row not in answers or not cautious(row, answers[row]):
            continue
        for effect in its:
            match effect:
                case Refuse():
                    if not (effect.clearable and row in cleared):
                        refused.append((row, effect))
                case Leave(option):
                    without.append(option)
                case Use(option):
                    use.append(option)
        changed += [row] if its else []
    advice = min((r.advice for _, r in refused), key=_GRAVITY.index, default=None)
    return Ruling(
        tuple(row for row, _ in refused),
        advice,
        tuple(row for row, r in refused if r.clearable),
        tuple(dict.fromkeys(without)),
        tuple(dict.fromkeys(use)),
        tuple(changed),
    )


def is_cleared(row: str, since: int, clearance: Clearance | None, today: int) -> bool:
    """Whether ``clearance`` unlocks ``row``, which is so ``since`` a day: given after that, and not too long ago."""
    return clearance is not None and since <= clearance.day <= today < clearance.day + CLEARED_FOR
