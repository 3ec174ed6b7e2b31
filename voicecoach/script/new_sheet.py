"""A card while it is asked for: what was answered so far, as the text that the parser reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from voicecoach.language.language import ENGLISH, Language

REST_OF_IT = "Rest here."
"""Stands where something that is needed is not asked for yet, so that the parser can read what is there."""

CLOSE, NOTICE = "Close", "Notice how it feels now."
"""The step at the end, and what is said in it."""

WIDE = 90
"""Characters of a list of names, before it goes on in another line."""


@dataclass(slots=True)
class StepSheet:
    """A step so far; ``easier`` is None until it was asked for, "" when there is none."""

    name: str
    place: str = ""
    sides: str = ""
    says: list[str] = field(default_factory=list)
    waits: bool = False
    dose: list[str] = field(default_factory=list)
    easier: str | None = None
    easier_dose: list[str] = field(default_factory=list)
    source: str = ""


@dataclass(slots=True)
class Sheet:
    """A card so far, in its ``language``; ``ways_out`` by place, ``put_away`` by thing."""

    language: Language = ENGLISH
    title: str = ""
    name: str = ""
    purpose: str = ""
    author: str = ""
    place: str = ""
    need: list[str] = field(default_factory=list)
    avoid: list[str] = field(default_factory=list)
    how_often: str = ""
    screening: str = ""
    steps: list[StepSheet] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)
    asks_soreness: bool = False
    ways_out: dict[str, list[str]] = field(default_factory=dict)
    put_away: dict[str, list[str]] = field(default_factory=dict)

    def places(self) -> tuple[str, ...]:
        """Every place that the steps use, each once; at the end the person lies, sits or stands without any thing."""
        used = [step.place for step in self.steps if step.place] or [self.place or "sitting"]
        return tuple(dict.fromkeys((*used, used[-1].partition(" with ")[0])))


def things_of(place: str) -> tuple[str, ...]:
    """The things in a place as a card writes it."""
    _, _, things = place.partition(" with ")
    return tuple(things.split(" and ")) if things else ()


def page_of(sheet: Sheet, date: str) -> str:
    """The card as Markdown, with something in the place of whatever was not asked for yet."""
    lines = [f"# {sheet.title or 'A session'}", "", *_front(sheet, date)]
    steps = sheet.steps or [StepSheet("First")]
    for step in steps:
        lines += ["", *_step(step, sheet.place or "sitting")]
    lines += _end(sheet, steps)
    places = sheet.places()
    for place in places:
        lines += ["", f"## Way out: {place}", *_says(sheet.ways_out.get(place))]
    for thing in dict.fromkeys(thing for place in places for thing in things_of(place)):
        lines += ["", f"## Put away: {thing}", *_says(sheet.put_away.get(thing))]
    return "\n".join(lines) + "\n"


def _front(sheet: Sheet, date: str) -> Iterator[str]:
    yield f"- Purpose: {sheet.purpose or 'Try it.'}"
    yield f"- Version: 1, {date}"
    if sheet.author:
        yield f"- Author: {sheet.author}"
    yield "- Reviewed: not yet reviewed by a clinician"
    if not sheet.language.is_english:
        yield f"- Language: {sheet.language.name}"
    yield f"- Position: {(sheet.place or 'sitting').partition(' with ')[0]}"
    yield from (f"- You need: {thing}" for thing in sheet.need)
    yield from (f"- Do not use: {thing}" for thing in sheet.avoid)
    if sheet.how_often:
        yield f"- How often: {sheet.how_often}"
    yield from (f"- Ask first: {names}" for names in _lines_of(sheet.screening or "emergency signs"))
    yield from (f"- Reminder: {text}" for text in sheet.reminders)


def _lines_of(names: str) -> list[str]:
    """``names`` with commas between, on lines that print well; what stands in brackets stays together."""
    lines = [""]
    for name in re.split(r", ?(?![^()]*\))", names):
        if lines[-1] and len(lines[-1]) + len(name) > WIDE:
            lines.append("")
        lines[-1] += f", {name}" if lines[-1] else name
    return lines


def _step(step: StepSheet, start: str) -> Iterator[str]:
    yield f"## {step.name}"
    yield f"- Place: {step.place or start}"
    if step.sides:
        yield f"- Each side: {step.sides}; change over 5 s"
    yield from _says(step.says)
    if step.waits:
        yield "- Wait for: ready"
    yield from step.dose
    if step.dose and step.easier != "":
        yield f"- If sore: {step.easier or 'Half the way.'}"
    yield from step.easier_dose
    if step.source:
        yield f"- Source: {step.source}"


def _says(texts: list[str] | None) -> list[str]:
    return [f"- Say: {text}" for text in texts or [REST_OF_IT]]


def _end(sheet: Sheet, steps: list[StepSheet]) -> Iterator[str]:
    """The last step: what lies under the person is put away, and the question how it feels."""
    last = steps[-1].place or sheet.place or "sitting"
    things = things_of(last)
    if not things and not sheet.asks_soreness:
        return
    say = sheet.language.say
    yield from ("", f"## {_close(steps, say(CLOSE))}")
    if things:
        yield from (f"- Place: {last}", f"- Place after: {last.partition(' with ')[0]}")
    for thing in things:
        yield from _says(sheet.put_away.get(thing))
    if sheet.asks_soreness:
        yield from (f"- Say: {say(NOTICE)}", "- Ask: soreness now")


def _close(steps: list[StepSheet], name: str) -> str:
    """A name for the step at the end that no other step has."""
    taken = {step.name.lower() for step in steps}
    number, free = 1, name
    while free.lower() in taken:
        number, free = number + 1, f"{name} {number + 1}"
    return free
