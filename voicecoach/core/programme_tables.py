"""The rules about coming back, as tables: the reasons with what is said, how often, how doses grow.

From content sections 3.6 and 5; "J" marks a judgement that no source gives. Whoever changes a figure here changes
docs/programme.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

WEEK = 7
MORNING_ASKED = 7
"""Days after a session on which its morning is still asked about (J)."""
STILL = 3
"""Soreness above the start for so many days is a matter for a clinician (content 3.6: O47; the 3 is J)."""
BEFORE_GROWING = 2
"""Sessions played to the end before a dose grows, however much time went by (J)."""
SHORT_HOLD = "short hold"
"""The option of a card that makes its holds short."""


class Why(Enum):
    """Why a session is not done today, or not as usual; `LINES` says it."""

    SIGNS = "signs that need a clinician"
    FEELING = "tingling, numbness or spreading"
    TWICE = "two sessions in a row ended early"
    STILL_SORE = "sorer than at the start for three days"
    NOT_EASED = "strong soreness for more than half an hour"
    ENDED_TODAY = "a session of today ended early"
    REST_DAY = "sorer the morning after"
    OFTEN_ENOUGH = "as often as a day allows"
    DAY_OFF = "a day off after the first time"
    EVERY_OTHER_DAY = "every other day in the first week"
    COMPANION = "one companion a day"
    HALF_AFTER_PAIN = "half, as it ended early"
    HALF_AFTER_MORNING = "half, as the morning after was sorer"


LINES: Mapping[Why, tuple[str, ...]] = {
    Why.SIGNS: (
        "An earlier session ended with something that a clinician must see.",
        "No session opens until a clinician agrees.",
    ),
    Why.FEELING: (
        "In an earlier session a feeling spread or changed.",
        "Ball, lengthening and presses stay out until a clinician agrees.",
    ),
    Why.TWICE: (
        "The last two sessions ended early. Please talk to a clinician.",
        "Ball, lengthening and presses stay out until the clinician agrees.",
    ),
    Why.STILL_SORE: (
        "For some days your number stayed higher than at the start.",
        "Please talk to a clinician.",
        "Ball, lengthening and presses stay out until the clinician agrees.",
    ),
    Why.NOT_EASED: (
        "After an earlier session it took long to settle. Please talk to a clinician.",
        "Ball, lengthening and presses stay out until the clinician agrees.",
    ),
    Why.ENDED_TODAY: (
        "A session ended early today, so there is none until tomorrow.",
        "Rest a little, then move gently as usual.",
    ),
    Why.REST_DAY: (
        "After yesterday your number is higher than before it.",
        "Today is a rest day. Tomorrow we do half.",
    ),
    Why.OFTEN_ENOUGH: ("You had this session as often as one day allows.", "Come back tomorrow."),
    Why.DAY_OFF: ("Yesterday was your first time. Leave one day free.", "Come back tomorrow."),
    Why.EVERY_OTHER_DAY: ("In the first week this session comes every other day.", "Come back tomorrow."),
    Why.COMPANION: ("One session of this kind a day is plenty.", "Come back tomorrow."),
    Why.HALF_AFTER_PAIN: ("This session ended early before. Today we do half.",),
    Why.HALF_AFTER_MORNING: ("The morning after, your number was higher. Today we do half.",),
}
"""What is spoken for each reason, at most 15 words a line."""


@dataclass(frozen=True, slots=True)
class Often:
    """At most ``a_day`` sessions a day (None: no limit); from the very first to the one after it at least
    ``after_first`` days, and in the first week at least ``early`` days between any two."""

    a_day: int | None
    source: str
    after_first: int = 0
    early: int = 0


OFTEN: Mapping[str, Often] = {
    "posterior-neck-release": Often(1, "5.1 J", after_first=2),
    "cervical-retraction": Often(4, "5.2 A11"),
    "forward-head-posture-prep": Often(None, "5.5 A3 A4"),
    "isometric-neck-press": Often(2, "5.6 J; O11", early=2),
    "neck-range-of-motion": Often(3, "5.7 J"),
    "upper-trap-release": Often(1, "5.8 J"),
    "rhomboid-release": Often(1, "5.9 J"),
    "triceps-release": Often(1, "5.10 J"),
    "anterior-chain-release": Often(1, "5.11 J"),
}
"""How often each shipped session is done; other cards say it themselves ("at most twice a day")."""

COMPANIONS = frozenset({"rhomboid-release", "upper-trap-release", "triceps-release"})
"""Of these one a day in all (content 5.1; B34 to B36)."""
PRESSURE = frozenset({"posterior-neck-release", "isometric-neck-press"} | COMPANIONS)
"""Shipped sessions that are nothing without ball or press."""
EQUIPMENT = ("ball", "roller", "traction")
"""What stays out of the others while pressure is locked."""


@dataclass(frozen=True, slots=True)
class DoseStage:
    """A dose on the way up: with short holds or not, with the smaller count or not."""

    short: bool
    least: bool
    source: str


STAGES = (
    DoseStage(
        True, True, "5.2 hold from 3 s and 8 times (J); 5.3 five times (O9); 5.6 first week 3 presses (J)"
    ),
    DoseStage(False, True, "5.0 one change at a time, a week apart, first the hold (J)"),
    DoseStage(False, False, "5.0 then the count (J)"),
)
"""How doses grow. A card without short holds leaves the second one out: the count is its only change."""
