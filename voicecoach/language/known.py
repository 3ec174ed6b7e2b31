"""What a language must have: everything that the coach says of itself in English, and everything it understands."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

from voicecoach.core import interview_lines, lines, recorded_lines
from voicecoach.core.after_pain import QUALITIES, TISSUES
from voicecoach.core.programme_tables import LINES
from voicecoach.core.screening import ROWS
from voicecoach.core.words import CORRECTION, PHRASES, PLACE_SIDES, PLACES, RARER, WHY

_NO_LINES = frozenset(
    {"NUMBER_NAMES", "NO_NUMBER", "SPOKEN", "WHEN_OPTIONS", "WHO_OPTIONS", "CLINICIANS", "MORNING"}
)
"""Names in the modules of lines that are no lines: words, and values that go into lines."""
_MADE = (
    "One more.",
    "{number} more.",
    "About fifteen seconds.",
    "About half a minute.",
    "About one minute.",
    "About {number} minutes.",
    "The author of this session asks it.",
    "Is it {emergency}? Yes or no.",
    "From zero to ten, how sore is it now?",
    "From zero to ten, how hard was that?",
    "Where do you feel it?",
)
"""Lines that stand in no table of the core: made there, or asked by a card by name; {number} is one in words."""
MUST_ANSWER = (
    "yes", "no", "not sure", "none", "or", "out of ten", "front", "back", *WHY, *PLACES, *PLACE_SIDES,
    *(word for word in (*QUALITIES, *TISSUES) if word != "not sure"), *interview_lines.WHEN_OPTIONS,
    *interview_lines.WHO_OPTIONS,
)  # fmt: skip
"""What a person must be able to answer."""
MAY_ANSWER = frozenset((*MUST_ANSWER, *CORRECTION.options))


@cache
def texts() -> frozenset[str]:
    """Every line that the coach can say of itself in a session or a recording, in English."""
    found = {text for module in (lines, interview_lines, recorded_lines) for text in _of_module(module)}
    found |= {text for row in ROWS for text in (row.brief, row.question, row.why)}
    found |= {text for reasons in LINES.values() for text in reasons}
    return frozenset((found | set(_MADE)) - {""})


@cache
def commands() -> frozenset[str]:
    """Every phrase that is a command."""
    return frozenset(phrase for known in (PHRASES, RARER) for phrases in known.values() for phrase in phrases)


def _of_module(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_") and name not in _NO_LINES:
            yield from strings(value)


def strings(value: object) -> Iterator[str]:
    """Every text in a constant of a module of lines."""
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from strings(each)
        case tuple():
            for each in value:
                yield from strings(each)
        case _:
            pass
