"""What is asked about each step of a new card: where, what is said, what is done how often, and the easier form."""

from functools import partial

from voicecoach.core import lines
from voicecoach.core.card import Motion, Phase
from voicecoach.core.flow import FITS
from voicecoach.script import items, values
from voicecoach.script.check import place_text
from voicecoach.script.new_sheet import StepSheet
from voicecoach.script.new_talk import NO, YES, Asking, Question, as_typed, many, yes_no
from voicecoach.script.problems import LineError

NOTHING, REPS, HOLD, BREATHS = "nothing", "repetitions", "a hold", "breaths"
SAME = "the same"
CHANGE_OVER = "; change over 5 s"
_LINE = "One line is one breath: at most 15 words, none of them a command like stop, wait or next."


def one_step(step: StepSheet, number: int, place: str) -> Asking:
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
        "Is it done once for each side?",
        'yes; no; or the names of the sides: "left arm, right arm"',
        "The whole step is done for one side, then for the other. {side} in a line is the name of the side.",
        NO,
        read=read_sides,
    )
    step.sides = "" if step.sides == NO else step.sides
    sided = " ({side} is the side's name)" if step.sides else ""
    yield from many(
        step.says,
        f"{key} say",
        f"What does the coach say first? One line at a time{sided}.",
        "Sit tall near the front of your chair." if number == 1 else "Roll both shoulders up, back and down.",
        f"What the person is to do, step by step. {_LINE}",
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
    yield from _dose(step, key, number)


def read_place(typed: str) -> str:
    """A place as a card writes it."""
    return place_text(values.place(as_typed(typed)))


def read_sides(typed: str) -> str:
    """ "no", or the names of the sides."""
    said = as_typed(typed).rstrip(".")
    if said.lower() in ("no", "n"):
        return NO
    if said.lower() in ("yes", "y"):
        return "right, left"
    return ", ".join(items.sides(said + CHANGE_OVER).names)


def _dose(step: StepSheet, key: str, number: int) -> Asking:
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
        yield from _reps(step, key)
    elif kind == HOLD:
        yield from _hold(step, key)
    else:
        yield from _breaths(step, key)
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


def read_count(typed: str) -> str:
    """A count with its unit: a bare number or range is so many times."""
    said = as_typed(typed).rstrip(".")
    if not said.lower().endswith(("times", "once", "twice")):
        said = f"{said} times"
    least, most = values.count(said)
    return f"{most} times" if least == most else f"{least} to {most} times"


def read_time(typed: str) -> str:
    """A length of time; a bare number is seconds."""
    said = as_typed(typed).rstrip(".")
    if values.number(said) is not None:
        said = f"{said} s"
    values.seconds(said)
    return said


def read_phases(typed: str) -> str:
    """The phases of one repetition."""
    said = ", ".join(_with_unit(part) for part in values.parts(as_typed(typed).rstrip(".")))
    if not values.phases(said, 0):
        raise LineError('there is no phase here; write for instance "up 2 s, down 2 s, rest 3 s"')
    return said


def _with_unit(part: str) -> str:
    """A phase that ends with a bare number lasts so many seconds."""
    return f"{part} s" if values.number(part.rpartition(" ")[2]) is not None else part


def _reps(step: StepSheet, key: str) -> Asking:
    count = yield Question(
        f"{key} count",
        "How many repetitions?",
        "8 to 10",
        "With a range the first two sessions take the smaller number.",
        read=read_count,
    )
    phases = yield Question(
        f"{key} phases",
        "What are the parts of one repetition, each with its seconds?",
        "up and back 2 s, hold 3 s, down 2 s, rest 3 s",
        "In your words, with commas between. A part called hold or rest is one; all others are movements.",
        read=read_phases,
    )
    step.dose.append(f"- Reps: {count}: {phases}")
    for phase in values.phases(phases, 0):
        if phase.motion is Motion.REST:
            continue
        cue = yield Question(
            f"{key} cue {phase.name}",
            f'What is said when "{phase.name}" begins?',
            f"Up and back. ({phase.seconds:g} seconds are there for it)",
            "Said in full in the first, the fifth and the last repetition; between them it is counted only.",
            _cue(phase),
            "nothing is said",
            read=partial(read_cue, phase),
        )
        if cue:
            step.dose.append(f"  - Cue {phase.name}: {cue}")
    yield from _easier(step, key, "Half the way, and gentler than before.")
    if step.easier:
        fewer = yield Question(
            f"{key} easier count",
            "How many repetitions has the easier form?",
            "5",
            "The parts of a repetition and their seconds stay as they are.",
            SAME,
            read=lambda typed: SAME if as_typed(typed).lower() == SAME else read_count(typed),
        )
        if fewer != SAME:
            step.easier_dose = [f"- Reps if sore: {fewer}: {phases}", *step.dose[1:]]


def _cue(phase: Phase) -> str:
    """What is likely to be said in ``phase``, if there is time for it."""
    likely = "Hold, and breathe." if phase.motion is Motion.HOLD else f"{phase.name.capitalize()}."
    return likely if _fits(likely, phase.seconds) else ""


def _fits(text: str, seconds: float) -> bool:
    return lines.estimate(text) <= seconds - FITS


def read_cue(phase: Phase, typed: str) -> str:
    """A cue that can be said before its phase is over; else the coach would leave it out."""
    said = as_typed(typed)
    if not _fits(said, phase.seconds):
        raise LineError(
            f'that takes about {lines.estimate(said):.1f} s to say, and "{phase.name}" lasts {phase.seconds:g} s; '
            "say it in fewer words"
        )
    return said


def _hold(step: StepSheet, key: str) -> Asking:
    length = yield Question(
        f"{key} hold",
        "For how long?",
        "30 s",
        "One position for so long. The last three seconds of a long hold are ticked.",
        read=read_time,
    )
    step.dose.append(f"- Hold: {length}")
    number = 0
    while True:
        number += 1
        cue = yield Question(
            f"{key} meanwhile {number}",
            "Is anything said meanwhile, and when?",
            "10 s: Let your shoulders sink.",
            f"The time since the hold began, a colon, and the line. {_LINE} After ten seconds without a word it is "
            '"Breathe."',
            leave="nothing more is said",
            read=_read_meanwhile,
        )
        if not cue:
            break
        step.dose.append(f"  - At {cue}")
    yield from _easier(step, key, "Less far, and gentler than before.")
    if step.easier:
        shorter = yield Question(
            f"{key} easier hold",
            "How long is the hold of the easier form?",
            "15 s",
            "It may be shorter than the usual one.",
            SAME,
            read=lambda typed: SAME if as_typed(typed).lower() == SAME else read_time(typed),
        )
        if shorter != SAME:
            step.easier_dose = [f"- Hold if sore: {shorter}"]


def _read_meanwhile(typed: str) -> str:
    time, colon, text = (part.strip() for part in as_typed(typed).partition(":"))
    if not colon or not text:
        raise LineError(
            f'"{typed[:40]}" has no time before it; write for instance "10 s: Let your shoulders sink."'
        )
    return f"{read_time(time)}: {text}"


def _breaths(step: StepSheet, key: str) -> Asking:
    breaths = yield Question(
        f"{key} breaths",
        "How many breaths, and how long is each?",
        "3 times: in 4 s, out 6 s",
        "Slow and easy; nobody has to keep the breath in.",
        "3 times: in 4 s, out 6 s",
    )
    step.dose.append(f"- Breathe: {breaths}")
    yield from _easier(step, key, "Breathe as it comes, without counting.")


def _easier(step: StepSheet, key: str, proposal: str) -> Asking:
    step.easier = yield Question(
        f"{key} easier",
        "What is the easier form, for whoever asks for one or is sore?",
        "Smaller circles, fewer of them.",
        "It is said once, and the step goes on that way. With a ball in place there must be one.",
        proposal,
        "there is no easier form",
    )
