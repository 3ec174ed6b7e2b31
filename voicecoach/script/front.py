"""The lines in front of the first step: what the card says about the whole session."""

import datetime
import re
from dataclasses import dataclass, field

from voicecoach.core.card import Effect, Preset, Say, Screening, Switch, Term
from voicecoach.script import values
from voicecoach.script.page import Line, Section
from voicecoach.script.problems import LineError, Problems
from voicecoach.script.rules import Rule
from voicecoach.script.vocabulary import FRONT, SCREENING, SORE, Key, read_key

NEEDED = ("Purpose", "Version", "Position", "Ask first")
NOT_REVIEWED = "not yet reviewed by a clinician"
VARIANT = "variant"
AS_USUAL = "as usual"


@dataclass(slots=True)
class Front:
    """The front lines as far as they are read; ``lines`` tells where each word, switch or preset stood."""

    words: dict[str, str] = field(default_factory=dict)
    version: int = 0
    date: str = ""
    you_need: list[Say] = field(default_factory=list)
    do_not_use: list[str] = field(default_factory=list)
    ask_first: list[Screening] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    presets: list[Preset] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def read_front(section: Section, problems: Problems) -> Front:
    """What the lines of ``section`` say."""
    front = Front()
    for line in section.lines:
        try:
            key = read_key(line.key, FRONT)
            if not line.value:
                raise LineError(f'there is nothing after "{line.key}:"; write it on the same line')
            if key.word in front.words and not FRONT[key.word].repeats:
                raise LineError(f'"{key.word}" is given twice; keep one', Rule.TWICE)
            front.words[key.word] = line.value
            front.lines.setdefault(key.word, line.number)
            _take(front, key, line)
        except LineError as wrong:
            problems.wrong(line.number, wrong)
    for word in NEEDED:
        if word not in front.words:
            text = f'"{word}" is missing; write for instance "{FRONT[word].example}"'
            problems.add(section.number, text, Rule.MISSING)
    return front


def _take(front: Front, key: Key, line: Line) -> None:
    value = line.value
    match key.word:
        case "Version":
            front.version, front.date = _version(value)
        case "Reviewed":
            front.words[key.word] = _reviewed(value)
        case "You need":
            front.you_need.append(Say(value, False, values.when(key.condition), line.number))
        case "Do not use":
            front.do_not_use.append(value)
        case "Ask first":
            front.ask_first += _screenings(key.name, value, line.number)
        case "First":
            front.first += _cards(value)
        case "Afterwards":
            front.afterwards += _cards(value)
        case "Switch" | "Variant" | "Choice":
            _switches(front, key, value, line.number)
        case "Preset":
            _preset(front, key.name or "", value, line.number)
        case "First time" | "Usual":
            front.words[key.word] = values.name_of_preset(value)
        case "Reminder":
            front.reminders.append(value)
            front.lines[f"reminder {value}"] = line.number
        case "Source":
            front.sources.append(value)
        case _:
            pass


def _version(value: str) -> tuple[int, str]:
    found = re.fullmatch(r"(?P<version>[0-9]{1,6}), ?(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\.?", value)
    if found is None:
        raise LineError(f'"{value[:40]}" is not a version and a date; write for instance "1, 2026-11-22"')
    try:
        datetime.date.fromisoformat(found["date"])
    except ValueError:
        raise LineError(f'"{found["date"]}" is not a day; write year-month-day, "2026-11-22"') from None
    return int(found["version"]), found["date"]


def _reviewed(value: str) -> str:
    """Who reviewed it and when: a card never looks reviewed by nobody."""
    if value.lower().rstrip(".") == NOT_REVIEWED:
        return NOT_REVIEWED
    if not re.fullmatch(r"[^\W\d_].*, ?[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise LineError(
            f'"{value[:40]}" is not a name and a date; write for instance '
            f'"Jane Miller, physiotherapist, 2026-11-22", or "{NOT_REVIEWED}"'
        )
    return value


def _cards(value: str) -> list[str]:
    found = values.parts(value)
    for card in found:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", card):
            raise LineError(
                f'"{card[:40]}" is not a card\'s name; write it as its file is called, without ".md"'
            )
    return list(found)


def _switches(front: Front, key: Key, value: str, line: int) -> None:
    group = {"Switch": None, "Variant": VARIANT}.get(key.word, key.name)
    group = values.name(group, "a choice") if group is not None else None
    found = [_switch(part, group) for part in values.parts(value)]
    if group is not None:
        if len(found) < 2:
            raise LineError(f'a choice needs two or more; write for instance "{FRONT[key.word].example}"')
        if sum(switch.usual for switch in found) != 1:
            raise LineError(
                f'mark exactly one of them as usual; write for instance "{FRONT[key.word].example}"'
            )
        if any(switch.group == group for switch in front.switches):
            raise LineError(f'the choice "{group}" is given twice; keep one', Rule.TWICE)
    for switch in found:
        if f"switch {switch.name}" in front.lines:
            raise LineError(
                f'the name "{switch.name}" is given twice; give each switch its own name', Rule.TWICE
            )
        front.lines[f"switch {switch.name}"] = line
        front.switches.append(switch)


def _switch(text: str, group: str | None) -> Switch:
    found = re.fullmatch(r"(?P<name>[^()]+?)(?P<usual> ?\(usual\))?", text, re.IGNORECASE)
    if found is None:
        raise LineError(f'"{text[:40]}" is not a switch; write its name, with (usual) behind it if need be')
    name = values.name(found["name"], "a switch")
    if name == SORE:
        raise LineError(f'"{SORE}" cannot name a switch; "if sore" is the easier form of a step')
    return Switch(name, found["usual"] is not None, group)


def _preset(front: Front, name: str, value: str, line: int) -> None:
    name = values.name_of_preset(name)
    if f"preset {name}" in front.lines:
        raise LineError(f'the preset "{name}" is given twice; keep one', Rule.TWICE)
    front.lines[f"preset {name}"] = line
    terms: tuple[Term, ...] = () if value.lower().rstrip(".") == AS_USUAL else values.terms(value)
    front.presets.append(Preset(name, terms))


def _screenings(name: str | None, value: str, line: int) -> list[Screening]:
    if name is not None:
        return [_own_screening(values.name(name, "a question"), value, line)]
    return [_known_screening(part, line) for part in _parts_outside_brackets(value)]


def _parts_outside_brackets(value: str) -> list[str]:
    return [part.strip() for part in re.split(r",(?![^()]*\))", value) if part.strip()]


def _known_screening(text: str, line: int) -> Screening:
    found = re.fullmatch(r"(?P<name>[^()]+?)(?: ?\((?P<effect>[^()]+)\))?", text)
    name = (found["name"] if found else text).lower().rstrip(".")
    if found is None or name not in SCREENING:
        near = values.nearest(name, SCREENING)
        meant = f'did you mean "{near}"?' if near else f"known are: {', '.join(SCREENING)};"
        raise LineError(
            f'"{text[:40]}" is not a known question; {meant} A question of your own is written as '
            '"Ask first fever: Have you had a fever this week? (refuse)"',
            Rule.NAME,
        )
    effect, target = _effect(found["effect"]) if found["effect"] else (None, "")
    return Screening(name, "", effect, target, line)


def _own_screening(name: str, value: str, line: int) -> Screening:
    found = re.fullmatch(r"(?P<text>.+?) ?\((?P<effect>[^()]+)\)", value)
    if found is None:
        raise LineError('the question does not end with what a "yes" does; add (refuse) or (no roller)')
    effect, target = _effect(found["effect"])
    return Screening(name, found["text"], effect, target, line)


def _effect(text: str) -> tuple[Effect, str]:
    lowered = text.strip().lower()
    if lowered.rstrip(".") == Effect.REFUSE.value:
        return Effect.REFUSE, ""
    advice = re.fullmatch(r"refuse: (.+)", text.strip(), re.IGNORECASE)
    if advice:
        return Effect.REFUSE, advice[1]
    for effect in (Effect.WITHOUT, Effect.USE):
        if lowered.startswith(f"{effect.value} "):
            target = lowered.removeprefix(f"{effect.value} ")
            return effect, values.name_of_preset(target)
    raise LineError(
        f'"({text[:40]})" is not known; write (refuse), (refuse: advice), (no roller) or (use standing)'
    )
