"""What is asked about each step of a new card: where the person is, the sides, what is said, what is done then."""

import re
from functools import partial

from voicecoach.language.language import Language
from voicecoach.script import items, values
from voicecoach.script.check import place_text
from voicecoach.script.new_doses import breaths, hold, reps
from voicecoach.script.new_sheet import StepSheet
from voicecoach.script.new_talk import NO, ONE_LINE, YES, Asking, Question, as_typed, many, yes_no
from voicecoach.script.problems import LineError

NOTHING, REPS, HOLD, BREATHS = "nothing", "repetitions", "a hold", "breaths"
CHANGE_OVER = "; change over 5 s"


def one_step(step: StepSheet, number: int, place: str, language: Language) -> Asking:
    """Everything about one step; ``place`` is where the person was before."""
    key = f"step {number}"
    step.place = yield Question(
        f"{key} place",
        f'"{step.name}": where is the person?',
        "sitting; lying; prone; standing; at a wall; at a table; lying with ball",
        "If it hurts, the coach says how to come out of this very position.",
        place,
        read=read_place,
    )
    step.sides = yield Question(
        f"{key} sides",
        "Is the whole step done for one side, then for the other?",
        'yes; no; or the names of the sides: "left arm, right arm"',
        "Whatever belongs to one side stands in one step, its set-up too. {side} in a line is the name of the side.",
        NO,
        read=partial(read_sides, language),
    )
    step.sides = "" if step.sides == NO else step.sides
    sided = " ({side} is the side's name)" if step.sides else ""
    yield from many(
        step.says,
        f"{key} say",
        f"What does the coach say first? One line at a time{sided}.",
        "Sit tall near the front of your chair." if number == 1 else "Roll both shoulders up, back and down.",
        f"What the person is to do, step by step. {ONE_LINE}",
        least=1,
    )
    waits = yield Question(
        f"{key} waits",
        'Does the coach wait until the person says "ready"?',
        "yes after a set-up that takes a moment; no when they are in position already",
        'The coach says "Say ready when you are ready." and waits as long as it takes.',
        YES if number == 1 else NO,
        read=yes_no,
    )
    step.waits = waits == YES
    yield from _dose(step, key, number, language)


_ALSO = {
    "supine": "lying", "back": "lying", "floor": "lying", "bed": "lying", "lie": "lying",
    "stomach": "prone", "belly": "prone", "front": "prone",
    "chair": "sitting", "seated": "sitting", "sit": "sitting", "stool": "sitting",
    "stand": "standing", "feet": "standing",
    "wall": "at a wall", "door": "at a wall", "table": "at a table", "desk": "at a table",
}  # fmt: skip
"""Words for positions that the format does not know, and the one to propose; never taken without being asked."""


def read_place(typed: str) -> str:
    """A place as a card writes it."""
    said = as_typed(typed).rstrip(".")
    try:
        return place_text(values.place(said))
    except LineError:
        words = re.findall("[a-z]+", said.lower())
        meant = next((_ALSO[word] for word in words if word in _ALSO), None)
        if meant is None:
            raise
        raise LineError(f'"{said[:40]}" is not a position; did you mean "{meant}"?') from None


def read_sides(language: Language, typed: str) -> str:
    """ "no", or the names of the sides."""
    said = as_typed(typed).rstrip(".")
    if said.lower() in ("no", "n"):
        return NO
    if said.lower() in ("yes", "y"):
        return f"{language.say('right')}, {language.say('left')}"
    if len(values.parts(said)) < 2:
        raise LineError("type yes, no, or the two names with a comma between: left arm, right arm")
    return ", ".join(items.sides(said + CHANGE_OVER).names)


def _dose(step: StepSheet, key: str, number: int, language: Language) -> Asking:
    kind = yield Question(
        f"{key} what",
        "What is done then?",
        "repetitions; a hold; breaths; nothing",
        "Repetitions are counted aloud; a hold is one position for some seconds; nothing: it was only said.",
        NOTHING if number == 1 else REPS,
        read=_read_kind,
    )
    if kind == NOTHING:
        return
    if kind == REPS:
        yield from reps(step, key, language)
    elif kind == HOLD:
        yield from hold(step, key, language)
    else:
        yield from breaths(step, key, language)
    step.source = yield Question(
        f"{key} source",
        "Where do these figures come from?",
        "count: our clinic's leaflet; tempo: judgement",
        "It is printed on the handout and never spoken. A book or a study may be named here.",
        "judgement",
    )


def _read_kind(typed: str) -> str:
    said = as_typed(typed).lower().rstrip(".")
    known = {
        "nothing": NOTHING, "none": NOTHING, "no": NOTHING,
        "repetitions": REPS, "repetition": REPS, "reps": REPS, "rep": REPS,
        "a hold": HOLD, "hold": HOLD,
        "breaths": BREATHS, "breath": BREATHS, "breathe": BREATHS, "breathing": BREATHS,
    }  # fmt: skip
    if said not in known:
        near = values.nearest(said, known)
        meant = f"did you mean {near}?" if near else "type repetitions, a hold, breaths or nothing"
        raise LineError(f'"{typed[:40]}" is not known here; {meant}')
    return known[said]
