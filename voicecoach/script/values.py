"""The values that a line of a card can have: times, counts, names, conditions, places and phases."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from voicecoach.core.card import Body, Motion, Phase, Place, Term, When
from voicecoach.script.problems import LineError
from voicecoach.script.rules import Rule

LONGEST = 3600.0
MOST_TIMES = 100

NUMBER_WORDS: dict[str, int] = {
    "zero": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}
_NUMBER = r"(?:[0-9]{1,6}(?:\.[0-9]{1,9})?|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + ")"
_UNIT = "(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")"
_PART = rf"(?:half an? {_UNIT}|{_NUMBER}\s?{_UNIT})"
_TIME = rf"{_PART}(?:,? (?:and )?{_PART})?"
_PHASE = re.compile(rf"(?P<name>\S.*?) (?P<time>{_TIME})(?: \((?P<motion>[a-z]+)\))?", re.IGNORECASE)
_NAME = re.compile(r"[^\W_](?:[^\W_]|[' -]){0,39}")
"""Letters of every language."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that is written most like ``word``, if any is near."""
    lowered = {name.lower(): name for name in known}
    found = get_close_matches(word.lower()[:80], lowered, n=1, cutoff=0.55)
    return lowered[found[0]] if found else None


def number(text: str) -> float | None:
    """The number in digits or words that ``text`` is."""
    if text.lower() in NUMBER_WORDS:
        return float(NUMBER_WORDS[text.lower()])
    return float(text) if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,9})?", text) else None


def seconds(text: str, least: float = 0.1) -> float:
    """The length of time in ``text``: "20 s", "1.5 s", "two minutes", "1 minute 30 seconds"."""
    if number(text) is not None:
        raise LineError(f'"{text}" has no unit; write "{text} seconds" or "{text} minutes"', Rule.UNIT)
    if not re.fullmatch(_TIME, text, re.IGNORECASE):
        raise LineError(f'"{text[:40]}" is not a length of time; write for instance "20 s" or "2 minutes"')
    total = 0.0
    for part in re.findall(_PART, text.lower()):
        unit = re.search(rf"{_UNIT}$", part)
        assert unit is not None
        amount = part[: unit.start()].strip()
        total += (0.5 if amount.startswith("half") else number(amount) or 0.0) * _UNITS[unit[0]]
    if not least <= total <= LONGEST:
        raise LineError(f'"{text}" is out of range; a time on a card is 0.1 s to 1 hour')
    return total


def count(text: str) -> tuple[int, int]:
    """The least and the most in "8 to 10 times", "10 times", "once"."""
    said = text.lower()
    said = {"once": "1 times", "twice": "2 times"}.get(said, said)
    found = re.fullmatch(rf"({_NUMBER})(?:\s?(?:to|-|–)\s?({_NUMBER}))?( times?)?", said)
    if found is None:
        raise LineError(f'"{text[:40]}" is not a count; write for instance "10 times" or "8 to 10 times"')
    if not found[3]:
        raise LineError(f'"{text}" has no unit; write "{text} times"', Rule.UNIT)
    least, most = number(found[1]), number(found[2] or found[1])
    assert least is not None
    assert most is not None
    if least != int(least) or most != int(most) or not 1 <= least <= most <= MOST_TIMES:
        raise LineError(
            f'"{text}" is out of range; a count is 1 to {MOST_TIMES} times, the smaller number first'
        )
    return int(least), int(most)


def one_count(text: str) -> int:
    """The count in "3 times"."""
    least, most = count(text)
    if least != most:
        raise LineError(f'"{text}" is a range; write one number here, for instance "{least} times"')
    return most


def times_of(text: str, example: str) -> tuple[str, str]:
    """ "3 times: in 4 s, out 6 s" cut at its colon."""
    before, colon, after = (part.strip() for part in text.partition(":"))
    if not colon or not after:
        raise LineError(f'"{text[:40]}" does not say how often and what; write for instance "{example}"')
    return before, after


def name(text: str, what: str) -> str:
    """``text`` in lower case, as a name for ``what``."""
    lowered = " ".join(text.lower().split())
    if not _NAME.fullmatch(lowered):
        raise LineError(f'"{text[:40]}" cannot name {what}; use letters, digits and spaces, 40 at most')
    if re.match(r"(not?|without) ", lowered) or re.search(r" (and|if) ", f" {lowered} "):
        raise LineError(f'"{lowered}" cannot name {what}; leave out "no", "not", "without", "and" and "if"')
    return lowered


def name_of_phase(text: str) -> str:
    """``text`` as the name of a phase: as the author writes it, "tuck and lift"; capitals do not count."""
    called = " ".join(text.split())
    if not _NAME.fullmatch(called.lower()) or " if " in called.lower():
        raise LineError(f'"{text[:40]}" cannot name a phase; use letters, digits and spaces, 40 at most')
    return called


def name_of_preset(text: str) -> str:
    """``text`` as the name of a preset, which may begin with "no": "no roller"."""
    lowered = " ".join(text.lower().split())
    rest = lowered.removeprefix("no ")
    return lowered if rest != lowered and name(rest, "a preset") else name(lowered, "a preset")


def names(text: str, what: str) -> tuple[str, ...]:
    """The names in "a, b, c"."""
    found = tuple(name(part, what) for part in parts(text))
    if not found:
        raise LineError(f"there is no name here; write {what}")
    return found


def parts(text: str) -> tuple[str, ...]:
    """The pieces of ``text`` between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def terms(text: str) -> tuple[Term, ...]:
    """The conditions in "traction, not first run", all of which must hold."""
    found: list[Term] = []
    for part in re.split(r",| and ", text):
        off = re.fullmatch(r"(?:not?|without) (.+)", part.strip(), re.IGNORECASE)
        found.append(Term(name(off[1] if off else part.strip(), "a switch"), on=off is None))
    doubled = next((t.switch for t in found if sum(t.switch == other.switch for other in found) > 1), None)
    if doubled is not None:
        raise LineError(f'"{doubled}" is named twice in one condition; name it once')
    return tuple(found)


def when(text: str | None) -> When:
    """The condition that ``text`` is; None: always."""
    return When() if text is None else When(terms(text))


BODIES = {body.value: body for body in Body} | {"face down": Body.PRONE, "lying face down": Body.PRONE}


def place(text: str) -> Place:
    """The place in "lying with ball and roller"."""
    body_name, _, things_text = (part.strip() for part in text.lower().partition(" with "))
    body = BODIES.get(body_name)
    if body is None:
        near = nearest(body_name, BODIES)
        meant = f'did you mean "{near}"?' if near else f"write one of: {', '.join(BODIES)}"
        raise LineError(f'"{body_name[:40]}" is not a position; {meant}')
    if " with " in text.lower() and not things_text:
        raise LineError('after "with" comes a thing; write for instance "lying with ball"')
    pieces = re.split(r",| and ", things_text)
    things = tuple(name(part.strip(), "a thing") for part in pieces if part.strip())
    if len(set(things)) < len(things):
        raise LineError("a thing is named twice; name it once")
    return Place(body, tuple(sorted(things)))


def motion_of(phase: str) -> Motion:
    """What a phase of that name is, unless its author says otherwise."""
    first = phase.lower().split()[0]
    if first in ("hold", "stay", "pause", "keep"):
        return Motion.HOLD
    return Motion.REST if first == "rest" else Motion.MOVE


def phases(text: str, line: int) -> tuple[Phase, ...]:
    """The phases in "chin in 2 s, hold 5 s, rest 5 s"."""
    found = tuple(_phase(part, line) for part in parts(text))
    called = [phase.name.lower() for phase in found]
    doubled = next((one for one in called if called.count(one) > 1), None)
    if doubled is not None:
        raise LineError(f'two phases are called "{doubled}"; give each its own name')
    return found


def _phase(text: str, line: int) -> Phase:
    found = _PHASE.fullmatch(text)
    if found is None:
        head, _, tail = text.rpartition(" ")
        if head and number(tail) is not None:
            raise LineError(f'"{text[:40]}" has a number without a unit; write "{text} s"', Rule.UNIT)
        raise LineError(f'"{text[:40]}" is not a phase; write a name and a time, for instance "hold 5 s"')
    phase = name_of_phase(found["name"])
    motion = motion_of(phase)
    if found["motion"]:
        known = {kind.value: kind for kind in Motion}
        if found["motion"] not in known:
            raise LineError(f'"({found["motion"]})" is not known; a phase is (move), (hold) or (rest)')
        motion = known[found["motion"]]
    return Phase(phase, seconds(found["time"]), motion, None, line)
