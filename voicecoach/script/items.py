"""One line of a step as the item that it is."""

import re
from dataclasses import replace

from voicecoach.core.card import (
    Again,
    Answers,
    Ask,
    Breathe,
    CueAt,
    Hold,
    Item,
    Question,
    Reps,
    Rest,
    Say,
    Sides,
    Time,
    WaitFor,
    When,
)
from voicecoach.script import values
from voicecoach.script.problems import LineError
from voicecoach.script.rules import Rule
from voicecoach.script.vocabulary import QUESTIONS, Key

ANSWERS: dict[str, Answers] = {
    "yes or no": Answers.YES_NO,
    "0 to 10": Answers.SCORE,
    "zero to ten": Answers.SCORE,
    "where": Answers.PLACE,
}


def item(key: Key, value: str, when: When, line: int) -> Item | None:
    """The item that the line is, or None if its word is not an item's."""
    match key.word:
        case "Say":
            return Say(value, False, when, line)
        case "Brief":
            return Say(value, True, when, line)
        case "Wait for":
            if value.lower().rstrip(".") != "ready":
                raise LineError(f'the coach cannot wait for "{value[:40]}"; write "Wait for: ready"')
            return WaitFor(when, line)
        case "Time":
            return Time(values.seconds(value), when, line)
        case "Rest":
            return Rest(values.seconds(value), when, line)
        case "Hold":
            return Hold(values.seconds(value), (), False, when, line)
        case "Explore":
            return Hold(values.seconds(value), (), True, when, line)
        case "Reps":
            return _reps(value, when, line)
        case "Breathe":
            return _breathe(value, when, line)
        case "Ask":
            return Ask(question(key.name, value), when, (), line)
        case _:
            return None


def _reps(value: str, when: When, line: int) -> Reps:
    times, phases = values.times_of(value, "10 times: chin in 2 s, hold 5 s")
    least, most = values.count(times)
    return Reps(least, most, values.phases(phases, line), when, line)


def _breathe(value: str, when: When, line: int) -> Breathe:
    example = "3 times: in 4 s, out 6 s"
    times, flow = values.times_of(value, example)
    found = re.fullmatch(r"in (?P<inward>[^,]+), ?out (?P<outward>[^,]+)", flow, re.IGNORECASE)
    if found is None:
        raise LineError(f'"{flow[:40]}" is not a breath; write for instance "{example}"')
    inward, outward = values.seconds(found["inward"].strip()), values.seconds(found["outward"].strip())
    return Breathe(values.one_count(times), inward, outward, when, line)


def question(name: str | None, value: str) -> Question:
    """The question that is asked by ``name``, or one of the known ones if it has none."""
    if name is None:
        known = QUESTIONS.get(value.lower().rstrip("."))
        if known is not None:
            return known
        near = values.nearest(value, QUESTIONS)
        meant = f'did you mean "{near}"? Else' if near else f"known are: {', '.join(QUESTIONS)}; else"
        raise LineError(
            f'"{value[:40]}" is not a known question; {meant} write its name and its answers: '
            '"Ask balance: Could you stay upright? (yes or no)"',
            Rule.NAME,
        )
    found = re.fullmatch(r"(?P<text>.+?) ?\((?P<answers>[^()]+)\)", value)
    if found is None:
        raise LineError(
            "the question does not end with its answers; add (yes or no), (0 to 10), (where) or the choices: "
            '"(bent, straight)"'
        )
    called = values.name(name, "a question")
    kind = ANSWERS.get(found["answers"].strip().lower())
    known = QUESTIONS.get(called)
    if known is not None and kind is not known.answers:
        raise LineError(
            f'"{called}" is a question that the coach and the diary know, and has other answers; '
            f'write "Ask: {called}", or give yours another name',
            Rule.NAME,
        )
    if kind is not None:
        return Question(called, found["text"], kind)
    options = tuple(_option(part) for part in values.parts(found["answers"]))
    if len(set(options)) < 2:
        raise LineError(
            f'"({found["answers"][:40]})" leaves no choice; write two or more, with commas between'
        )
    return Question(called, found["text"], Answers.CHOICE, options)


def _option(text: str) -> str:
    off = re.fullmatch(r"no (.+)", text, re.IGNORECASE)
    return f"no {values.name(off[1], 'a choice')}" if off else values.name(text, "a choice")


def with_cue(last: Item | None, phase: str, text: str) -> Reps:
    """``last`` with the cue for one of its phases."""
    if not isinstance(last, Reps):
        raise LineError(f'"Cue {phase}" has no repetitions before it; write it after "Reps:"')
    found = next((p for p in last.phases if p.name.lower() == phase.lower()), None)
    if found is None:
        known = [p.name for p in last.phases]
        near = values.nearest(phase, known)
        meant = f'did you mean "{near}"?' if near else f"the phases are: {', '.join(known)}"
        raise LineError(f'there is no phase "{phase[:40]}" in the repetitions above; {meant}', Rule.NAME)
    if found.cue is not None:
        raise LineError(f'the phase "{found.name}" has two cues; keep one', Rule.TWICE)
    return replace(last, phases=tuple(replace(p, cue=text) if p is found else p for p in last.phases))


def with_cue_at(last: Item | None, time: str, text: str, line: int) -> Hold:
    """``last`` with a cue some time after it began."""
    if not isinstance(last, Hold):
        raise LineError(f'"At {time}" has no hold before it; write it after "Hold:" or "Explore:"')
    at = values.seconds(time, least=0.0)
    if at >= last.seconds:
        raise LineError(
            f"the cue at {at:g} s is not before the end of its hold of {last.seconds:g} s; write less",
            Rule.CUE_TIME,
        )
    if any(cue.seconds == at for cue in last.cues):
        raise LineError(f"two cues are at {at:g} s; give each its own time", Rule.CUE_TIME)
    cues = sorted((*last.cues, CueAt(at, text, line)), key=lambda cue: cue.seconds)
    return replace(last, cues=tuple(cues))


def with_repeat(last: Item | None, value: str) -> Ask:
    """``last`` with the steps that are done once more after a "no"."""
    if not isinstance(last, Ask) or last.question.answers is not Answers.YES_NO:
        raise LineError(
            '"If no" has no yes-or-no question before it; write it after "Ask ...: ... (yes or no)"'
        )
    found = re.fullmatch(r"repeat (.+)", value.rstrip("."), re.IGNORECASE)
    if found is None:
        raise LineError('after a "no" steps can be repeated; write for instance "If no: repeat Guided slide"')
    if last.repeat:
        raise LineError('the question has two "If no"; put the steps into one', Rule.TWICE)
    return replace(last, repeat=values.parts(found[1]))


def sides(value: str) -> Sides:
    """The sides in "right, left; change over 5 s"."""
    found = re.fullmatch(r"(?P<names>[^;]+); ?change over (?P<time>.+)", value, re.IGNORECASE)
    if found is None:
        raise LineError('the change-over is missing; write "Each side: right, left; change over 5 s"')
    sides = values.names(found["names"], "a side")
    if len(set(sides)) != len(sides) or len(sides) < 2:
        raise LineError('name two sides; write for instance "right, left; change over 5 s"')
    return Sides(sides, values.seconds(found["time"]))


def again(value: str, line: int) -> Again:
    """The steps in "Roll side to side, Turn and nod; 3 times each"."""
    steps, semicolon, times = (part.strip() for part in value.partition(";"))
    if not semicolon:
        return Again(values.parts(steps), None, line)
    return Again(values.parts(steps), values.one_count(times.removesuffix(" each")), line)
