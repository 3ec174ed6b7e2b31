"""What earlier sessions left behind, as the rules about today need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voicecoach.core.facts import Decided, EndedBy, Settled

MORNING = "soreness next morning"
"""The question about the morning after the last session; asked, and kept, in the session that follows."""
SETTLED = "settled in half an hour"
"""The question about soreness of which no session knows how long it took to settle; asked with the one above."""
HALF_AN_HOUR = 30
"""Minutes that the question is about (content section 3.4, row 4)."""
EFFORT = "effort"
"""A card's question about how hard it was."""


@dataclass(frozen=True, slots=True)
class Given:
    """The latest answer to a question before a session, since when it has been the same, and when it was last given.

    Days are numbered as in `Cleared`.
    """

    value: str | int
    since: int
    day: int
    changed: bool = False
    """Whether a different answer was given before ``since``."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """A clinician's word that the session may be done, and the day on which it was given."""

    by: str
    day: int


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier session on ``day``; ``by`` None: it was cut off. ``answers`` holds the last answer to each of a
    card's own questions; ``morning`` is the soreness of the morning after, told at a later start, on the
    day ``told``; ``settled`` is what is known of how long soreness took to settle, in the order it was told;
    ``session`` is what the diary calls it by."""

    card: str
    day: int
    by: EndedBy | None
    before: int | None = None
    after: int | None = None
    morning: int | None = None
    switches: frozenset[str] = frozenset()
    answers: Mapping[str, str | int | None] = field(default_factory=dict)
    decisions: tuple[Decided, ...] = ()
    told: int | None = None
    settled: tuple[Settled, ...] = ()
    session: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is known when a session starts on ``today``: earlier sessions, oldest first; the latest answer
    to each question before a session; the latest clearance; ``numbers`` are emergency numbers, the likeliest first."""

    today: int
    sessions: tuple[Past, ...] = ()
    given: Mapping[str, Given] = field(default_factory=dict)
    clearance: Clearance | None = None
    numbers: tuple[str, ...] = ("112", "999", "911", "000", "111")
