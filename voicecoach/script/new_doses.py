"""What is asked about the dose of a step: repetitions and their parts, a hold, breaths, and its easier form."""

import re
from functools import partial

from voicecoach.core import lines
from voicecoach.core.card import Motion, Phase
from voicecoach.core.flow import FITS
from voicecoach.language.language import Language
from voicecoach.script import values
from voicecoach.script.new_sheet import StepSheet
from voicecoach.script.new_talk import ONE_LINE, Asking, Question, as_typed
from voicecoach.script.problems import LineError

HALF = "Half the way, and gentler than before."
LESS = "Less far, and gentler than before."
AS_IT_COMES = "Breathe as it comes, without counting."
HOLDING = "Hold, and breathe."
"""What is proposed, in English."""
SAME = "the same"
MOST_SETS = 5


def read_count(typed: str) -> str:
    """A count with its unit: a bare number or range is so many times."""
    said = as_typed(typed).rstrip(".").lower().removesuffix(" reps").removesuffix(" repetitions")
    if re.search(r"\bsets?\b|[x×]", said):
        raise LineError("type only how many repetitions one set has; the sets are asked for later")
    if not said.endswith(("times", "once", "twice")):
        said = f"{said} times"
    try:
        least, most = values.count(said)
    except LineError:
        raise LineError(
            f'"{typed[:40]}" is not a count; type a number or a range, as 10 or 8 to 10'
        ) from None
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
    """A phase that ends with a bare number lasts so many seconds; "5s" is "5 s"."""
    part = re.sub(r"([0-9])s\b", r"\1 s", part)
    return f"{part} s" if values.number(part.rpartition(" ")[2]) is not None else part


def reps(step: StepSheet, key: str, language: Language) -> Asking:
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
        "up and back 2 s, hold 3 s, down 2 s, rest 3 s"
        if language.is_english
        else "up 2 s, stay 3 s (hold), down 2 s, quiet 3 s (rest)",
        "In your words, with commas between. A part called hold or rest is one, or one with (hold) or (rest) behind "
        "its seconds; all others are movements.",
        read=read_phases,
    )
    step.dose.append(f"- Reps: {count}: {phases}")
    for phase in values.phases(phases, 0):
        if phase.motion is Motion.REST:
            continue
        cue = yield Question(
            f"{key} cue {phase.name}",
            f'What is said when "{phase.name}" begins?',
            f"{'Stay there.' if phase.motion is Motion.HOLD else 'Up and back.'} "
            f"({phase.seconds:g} seconds are there for it)",
            "Said in full in the first, the fifth and the last repetition; between them it is counted only.",
            _cue(phase, language),
            "nothing is said",
            read=partial(read_cue, phase),
        )
        if cue:
            step.dose.append(f"  - Cue {phase.name}: {cue}")
    once = tuple(step.dose)
    yield from _sets(step, key)
    yield from _easier(step, key, language.say(HALF))
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
            step.easier_dose = [f"- Reps if sore: {fewer}: {phases}", *once[1:]]


def _sets(step: StepSheet, key: str) -> Asking:
    sets = yield Question(
        f"{key} sets",
        "How many sets of these?",
        "3",
        "The same repetitions once more, with a rest between.",
        "1",
        read=_read_sets,
    )
    if sets == "1":
        return
    rest = yield Question(
        f"{key} rest",
        "How long is the rest between two sets?",
        "30 s",
        'The coach says "Rest." and, now and then, a reminder.',
        read=read_time,
    )
    once = tuple(step.dose)
    for _ in range(int(sets) - 1):
        step.dose += [f"- Rest: {rest}", *once]


def _read_sets(typed: str) -> str:
    said = as_typed(typed).lower().rstrip(".").removesuffix(" sets").removesuffix(" set")
    count = values.number(said)
    if count is None or not 1 <= count <= MOST_SETS or count != int(count):
        raise LineError(f'"{typed[:40]}" is not a number of sets; type 1 to {MOST_SETS}')
    return f"{count:g}"


def _cue(phase: Phase, language: Language) -> str:
    """What is likely to be said in ``phase``, if there is time for it."""
    likely = (
        language.say(HOLDING) if phase.motion is Motion.HOLD else f"{phase.name[:1].upper()}{phase.name[1:]}."
    )
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


def hold(step: StepSheet, key: str, language: Language) -> Asking:
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
            "Is anything said meanwhile, and when?" if number == 1 else "And then?",
            "10 s: Let your shoulders sink." if number == 1 else "",
            f"The time since the hold began, a colon, and the line. {ONE_LINE} After ten seconds without a word it is "
            '"Breathe."',
            leave="nothing more is said",
            read=_read_meanwhile,
        )
        if not cue:
            break
        step.dose.append(f"  - At {cue}")
    yield from _easier(step, key, language.say(LESS))
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


def breaths(step: StepSheet, key: str, language: Language) -> Asking:
    each = yield Question(
        f"{key} breaths",
        "How many breaths, and how long is each?",
        "3 times: in 4 s, out 6 s",
        "Slow and easy; nobody has to keep the breath in.",
        "3 times: in 4 s, out 6 s",
    )
    step.dose.append(f"- Breathe: {each}")
    yield from _easier(step, key, language.say(AS_IT_COMES))


def _easier(step: StepSheet, key: str, proposal: str) -> Asking:
    step.easier = yield Question(
        f"{key} easier",
        "What is the easier form, for whoever asks for one or is sore?",
        "Smaller circles, fewer of them.",
        "It is said once, and the step goes on that way. With a ball in place there must be one.",
        proposal,
        "there is no easier form",
    )
