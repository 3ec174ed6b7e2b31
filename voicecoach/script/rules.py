"""The rules that a card is checked by: the names under which their findings go to people, editors and programs."""

from enum import Enum


class Severity(Enum):
    """An error must be put right before anybody plays the card; a warning is worth a look; a note is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Rule(Enum):
    """What was looked at; the value is its name, `docs/check.md` shows each with an example."""

    UNREADABLE = "unreadable"
    NO_CARD = "no-card"
    INVISIBLE = "invisible"
    LAYOUT = "layout"
    WORD = "word"
    MISSING = "missing"
    TWICE = "twice"
    UNIT = "unit"
    VALUE = "value"
    NAME = "name"
    STEPS = "steps"
    POSITION = "position"
    WAY_OUT = "way-out"
    PUT_AWAY = "put-away"
    SET_UP = "set-up"
    SWITCH_UNSET = "switch-unset"
    SWITCH_UNUSED = "switch-unused"
    CONDITION = "condition"
    EASIER = "easier"
    BALL = "ball"
    CUE_TIME = "cue-time"
    TOO_LONG = "too-long"
    LONG_LINE = "long-line"
    COMMAND = "command"
    SIDE = "side"
    UNSPEAKABLE = "unspeakable"
    WORDING = "wording"
    CUE_FITS = "cue-fits"
    EAR = "ear"
    CUE_TIGHT = "cue-tight"
    READY = "ready"
    MISREAD = "misread"
    OTHER_CARD = "other-card"
    QUOTES = "quotes"
    SPACES = "spaces"
    REVIEW = "review"
    LENGTH = "length"
    SILENCE = "silence"
    NO_SOUND = "no-sound"


WARNINGS = frozenset({Rule.CUE_TIGHT, Rule.READY, Rule.MISREAD, Rule.OTHER_CARD, Rule.QUOTES, Rule.SPACES})
NOTES = frozenset({Rule.REVIEW, Rule.LENGTH, Rule.SILENCE, Rule.NO_SOUND})


def severity_of(rule: Rule) -> Severity:
    """How much a finding of ``rule`` weighs."""
    if rule in WARNINGS:
        return Severity.WARNING
    return Severity.NOTE if rule in NOTES else Severity.ERROR
