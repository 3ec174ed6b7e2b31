"""Every question before a session: how it is asked, how long its answer lasts, and which answer is the cautious one.

From content section 2.2. "Not sure" counts as the cautious answer (A2, B13).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from voicecoach.core.past import Given

EVERY_TIME, MONTH, QUARTER = 0, 30, 90
"""Days that an answer lasts: signs and accidents are asked about every time, the rest by judgement."""


class Kind(Enum):
    """What answers a row takes, and which of them is the cautious one."""

    FLAG = "flag"
    """Yes or no; "yes" and "not sure" change something."""
    NEED = "need"
    """Yes or no; "no" and "not sure" change something."""
    SIDE = "side"
    """Front, back or both; all but "back" change something."""


class Group(Enum):
    """Rows that are read out together, in the order of content 2.1."""

    SIGNS = "signs"
    ACCIDENT = "accident"
    HISTORY = "history"
    NECK = "neck"
    BODY = "body"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Row:
    """One question: ``name`` as cards call it, ``brief`` in a list read out, ``question`` on its own, ``why`` it is
    asked; its answer ``lasts`` so many days (None: for good)."""

    id: str
    name: str
    group: Group
    kind: Kind
    brief: str
    question: str
    why: str
    lasts: int | None = MONTH


@dataclass(frozen=True, slots=True)
class Follow:
    """``row`` is asked only after one of these ``answers`` to the row ``after``."""

    row: str
    after: str
    answers: tuple[str, ...] = ("yes", "not sure")


_SIGNS = "Such signs need care before any exercise."
_HEAL = "A fresh accident is checked by a clinician first."
_KNOWN = "With this a clinician decides first."
_FIT = "It decides which parts fit you today."

ROWS: tuple[Row, ...] = (
    Row("EMERG-1", "emergency signs", Group.SIGNS, Kind.FLAG,
        "A sudden terrible headache, or a stiff neck with fever.",
        "A sudden severe headache or neck soreness, unlike any before?", _SIGNS, EVERY_TIME),
    Row("EMERG-7", "emergency signs", Group.SIGNS, Kind.FLAG, "",
        "A stiff neck with fever, or eyes that cannot bear light?", _SIGNS, EVERY_TIME),
    Row("EMERG-2a", "emergency signs", Group.SIGNS, Kind.FLAG,
        "New trouble with balance, seeing, speaking or swallowing, or a collapse.",
        "New unsteadiness, spinning or sickness along with your neck trouble?", _SIGNS, EVERY_TIME),
    Row("EMERG-2b", "emergency signs", Group.SIGNS, Kind.FLAG, "",
        "New double or lost vision, or trouble speaking or swallowing?", _SIGNS, EVERY_TIME),
    Row("EMERG-2c", "emergency signs", Group.SIGNS, Kind.FLAG, "",
        "Did you suddenly collapse, or black out?", _SIGNS, EVERY_TIME),
    Row("EMERG-3", "emergency signs", Group.SIGNS, Kind.FLAG,
        "A face, arm or leg without feeling or strength.",
        "A face that newly droops, or no feeling or strength in face, arm or leg?", _SIGNS, EVERY_TIME),
    Row("EMERG-4", "emergency signs", Group.SIGNS, Kind.FLAG,
        "Clumsy hands, heavy legs, or shocks when bending the neck.",
        "Clumsy hands, unsteady walking, heavy legs, or shocks when bending the neck?", _SIGNS, EVERY_TIME),
    Row("EMERG-5", "emergency signs", Group.SIGNS, Kind.FLAG,
        "Bladder or bowel changes, or no feeling between the legs.",
        "New bladder or bowel changes, or no feeling between the legs?", _SIGNS, EVERY_TIME),
    Row("EMERG-6", "emergency signs", Group.SIGNS, Kind.FLAG,
        "A tight chest or short breath, with a neck or arm ache.",
        "A tight chest or short breath with an ache in neck, jaw or arm?", _SIGNS, EVERY_TIME),
    Row("T1", "recent accident", Group.ACCIDENT, Kind.FLAG,
        "A fall, crash or blow these three days.",
        "A fall, crash or blow to head or neck in the last three days?", _HEAL, EVERY_TIME),
    Row("T0", "accident", Group.ACCIDENT, Kind.FLAG,
        "Soreness that came with an accident.",
        "Did this soreness come with an accident, however long ago?", _HEAL, MONTH),
    Row("T2a", "unchecked accident", Group.ACCIDENT, Kind.NEED, "",
        "Has a doctor or other clinician checked you since that accident?", _HEAL, MONTH),
    Row("T2b", "unchecked accident", Group.ACCIDENT, Kind.FLAG, "",
        "Is your age sixty-five or more?", _HEAL, MONTH),
    Row("T2c", "unchecked accident", Group.ACCIDENT, Kind.FLAG, "",
        "A fall over one metre, a head-first blow, a fast crash, or a bicycle crash?", _HEAL, MONTH),
    Row("T2d", "unchecked accident", Group.ACCIDENT, Kind.FLAG, "",
        "Any pins, prickling or odd feeling in arms or legs since then?", _HEAL, MONTH),
    Row("T2e", "unchecked accident", Group.ACCIDENT, Kind.FLAG, "",
        "Are you unable to turn your head halfway to each side? Do not try it.", _HEAL, MONTH),
    Row("T6", "which side braced", Group.ACCIDENT, Kind.SIDE, "",
        "Which side braced then: front, back, both, or not sure?",
        "What braced in front is not pressed from behind.", QUARTER),
    Row("T3", "broken bone", Group.ACCIDENT, Kind.FLAG,
        "A broken bone, or something out of place in your spine.",
        "A broken bone, known or suspected?", _KNOWN, MONTH),
    Row("T4", "out of place", Group.ACCIDENT, Kind.FLAG, "",
        "Does something feel out of place in your spine?", _KNOWN, MONTH),
    Row("T5", "bone or joint soreness", Group.ACCIDENT, Kind.FLAG,
        "Soreness deep in your bones or joints.",
        "Is the soreness deep in the bones or joints, not in the muscles?", _KNOWN, MONTH),
    Row("HIST-1", "serious illness", Group.HISTORY, Kind.FLAG,
        "Cancer, unexplained weight loss, or long use of steroids.",
        "Ever had cancer, unexplained weight loss, or long use of steroids?", _KNOWN, QUARTER),
    Row("HIST-2", "inflammatory arthritis", Group.HISTORY, Kind.FLAG,
        "Inflamed joints, weak bones, or very loose joints.",
        "Rheumatoid or other inflamed joints, weak bones, or very loose joints?", _KNOWN, QUARTER),
    Row("HIST-3", "neck surgery", Group.HISTORY, Kind.FLAG,
        "Neck surgery, neck artery trouble, or a stroke.",
        "Neck surgery, neck artery trouble, a stroke or a mini-stroke?", _KNOWN, QUARTER),
    Row("HIST-4", "infection", Group.HISTORY, Kind.FLAG,
        "Weak immunity, an infection or fever.",
        "Weakened immunity, or a recent infection or fever?", _KNOWN, MONTH),
    Row("R1", "arm symptoms", Group.NECK, Kind.FLAG,
        "Soreness, odd feelings or weakness going down an arm.",
        "Soreness, odd feelings or weakness going down an arm?", _KNOWN, EVERY_TIME),
    Row("R1-new", "arm symptoms", Group.NECK, Kind.FLAG, "",
        "Is that new, is it growing, or is the arm weak?", _KNOWN, EVERY_TIME),
    Row("R3", "arthritis", Group.NECK, Kind.FLAG,
        "Neck arthritis, a bulging disc, a trapped nerve, or another neck or spine problem.",
        "Neck arthritis, also called cervical spondylosis?", _FIT, QUARTER),
    Row("R4", "disc or nerve", Group.NECK, Kind.FLAG, "",
        "A bulging disc or a trapped nerve?", _FIT, QUARTER),
    Row("R2", "neck condition", Group.NECK, Kind.FLAG,
        "",
        "Any other neck condition you have been told about?", _KNOWN, QUARTER),
    Row("R5", "spine problem", Group.NECK, Kind.FLAG, "",
        "Another spine problem that could make this unwise?", _KNOWN, QUARTER),
    Row("R6", "low-back soreness", Group.BODY, Kind.FLAG,
        "Low-back soreness now.", "Is your low back sore now?", _FIT, EVERY_TIME),
    Row("P1", "pregnancy", Group.BODY, Kind.FLAG,
        "Pregnancy, from sixteen weeks on.", "Are you pregnant, sixteen weeks or more?", _FIT, MONTH),
    Row("P2", "blood pressure", Group.BODY, Kind.FLAG,
        "High blood pressure that is not under control, or heart trouble.",
        "High blood pressure that is not under control, or heart trouble?", _FIT, MONTH),
    Row("P3", "skin or blood", Group.BODY, Kind.FLAG,
        "Broken skin, a rash, swelling, a clot, thinners or easy bleeding.",
        "Broken skin, a rash, swelling, a blood clot, blood thinners, or easy bleeding?", _FIT, MONTH),
    Row("P4", "spinning", Group.BODY, Kind.FLAG,
        "A room that spins when you lie down or look up.",
        "Does lying down or looking up make the room spin?", _FIT, MONTH),
    Row("P6", "face down", Group.BODY, Kind.NEED, "",
        "Are you comfortable lying face down?", _FIT, MONTH),
    Row("P7", "adult", Group.CONSENT, Kind.NEED,
        "You are eighteen or over.", "Are you eighteen or over?",
        "Younger people need an adult and a clinician.", None),
    Row("P5", "floor", Group.CONSENT, Kind.NEED,
        "You reach the floor and get up alone, a phone near.",
        "Can you get down to the floor and up alone, with a phone near?", _FIT, MONTH),
    Row("BALL", "ball", Group.CONSENT, Kind.NEED,
        "Your ball is soft, not hard, and not squashy.",
        "Is your ball soft, not hard, and not squashy?", _FIT, MONTH),
    Row("ELIG", "sore neck", Group.CONSENT, Kind.NEED,
        "Your neck is stiff, sore or tired.",
        "Is the back of your neck sore, stiff, achy, or simply tired?", _FIT, MONTH),
    Row("WHY", "reason", Group.CONSENT, Kind.NEED,
        "Doing this today feels right, and you know why.",
        "Do you know why you are doing this today?",
        "This session softens the back of the neck, and only that.", EVERY_TIME),
    Row("SAFE", "feels safe", Group.CONSENT, Kind.NEED, "",
        "Does doing this feel right to you today?", "You decide, and nobody else.", EVERY_TIME),
    Row("R7", "no traction before", Group.CONSENT, Kind.NEED, "",
        "Have you had gentle spine lengthening before, and did it feel good?", _FIT, QUARTER),
)  # fmt: skip
"""Every question; a row without ``brief`` is read out with the one before it in a list (or asked only on its own)."""

FOLLOWS: tuple[Follow, ...] = (
    Follow("T2a", "T0"),
    Follow("T2b", "T2a", ("no", "not sure")),
    Follow("T2c", "T2a", ("no", "not sure")),
    Follow("T2d", "T2a", ("no", "not sure")),
    Follow("T2e", "T2a", ("no", "not sure")),
    Follow("T6", "T0"),
    Follow("R1-new", "R1"),
)
EXPLAINED = frozenset({"WHY"})
"""Rows whose reason is told after the cautious answer, and that are then asked once more (B11)."""
STAYS = frozenset(
    {"T0", "T6", "HIST-1", "HIST-2", "HIST-3", "HIST-4", "R2", "R3", "R4", "R5", "P1", "P2", "P4", "P6"}
)
"""Rows whose cautious answer holds as long as the other; all else (a hard ball) may be put right by tomorrow."""
ROW: Mapping[str, Row] = {row.id: row for row in ROWS}


def cautious(row: str, value: str | int | None) -> bool:
    """Whether ``value`` is an answer to ``row`` that changes something; a card's own question is a flag."""
    return value != well(row)


def well(row: str) -> str:
    """The answer to ``row`` that changes nothing."""
    match ROW[row].kind if row in ROW else Kind.FLAG:
        case Kind.FLAG:
            return "no"
        case Kind.NEED:
            return "yes"
        case Kind.SIDE:
            return "back"


def still_known(row: str, given: Given | None, today: int) -> bool:
    """Whether the answer to ``row`` need not be asked for anew: it is not too old, and if it was the cautious one it
    is of a kind that does not change from day to day."""
    if given is None or (cautious(row, given.value) and row not in STAYS):
        return False
    lasts = ROW[row].lasts if row in ROW else MONTH
    return lasts is None or 0 <= today - given.day < lasts
