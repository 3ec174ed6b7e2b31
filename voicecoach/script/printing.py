"""A card as the Markdown that its author would write, so that it prints well and reads back the same."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from voicecoach.core.card import (
    Answers,
    Ask,
    Breathe,
    Card,
    Effect,
    Hold,
    Item,
    Phase,
    Place,
    Reps,
    Rest,
    Say,
    Screening,
    Step,
    Switch,
    Term,
    Time,
    WaitFor,
    When,
)
from voicecoach.script.check import place_text
from voicecoach.script.front import AS_USUAL, VARIANT
from voicecoach.script.items import ANSWERS
from voicecoach.script.values import motion_of
from voicecoach.script.vocabulary import QUESTIONS, SORE


def print_card(card: Card) -> str:
    """The text of ``card``; `parse` gives the same card back."""
    lines = [f"# {card.title}", "", *_listed(_front(card))]
    for step in card.steps:
        lines += ["", f"## {step.name}", *_listed(_step(step))]
    for way in card.ways_out:
        lines += ["", f"## Way out: {place_text(Place(way.body, way.things))}", *_listed(_says(way.says))]
    for away in card.put_away:
        lines += ["", f"## Put away: {away.thing}", *_listed(_says(away.says))]
    if card.notes:
        lines += ["", "## Notes", card.notes]
    return "\n".join(lines) + "\n"


def _listed(lines: Iterable[str]) -> Iterator[str]:
    """As list items; the line that belongs to the one before it begins with two spaces already."""
    for line in lines:
        yield f"  - {line.lstrip()}" if line.startswith("  ") else f"- {line}"


def _front(card: Card) -> Iterator[str]:
    yield f"Purpose: {card.purpose}"
    yield f"Version: {card.version}, {card.date}"
    for word, text in (
        ("Author", card.author),
        ("Reviewed", card.reviewed),
        ("Language", card.language),
        ("Position", card.position),
        ("How often", card.how_often),
    ):
        if text:
            yield f"{word}: {text}"
    for need in card.you_need:
        yield f"You need{_if(need.when)}: {need.text}"
    yield from (f"Do not use: {text}" for text in card.do_not_use)
    yield from (_screening(screening) for screening in card.ask_first)
    yield from (f"First: {name}" for name in card.first)
    yield from (f"Afterwards: {name}" for name in card.afterwards)
    yield from _switches(card.switches)
    for preset in card.presets:
        yield f"Preset {preset.name}: {_terms(preset.terms) or AS_USUAL}"
    if card.first_preset:
        yield f"First time: {card.first_preset}"
    if card.usual_preset:
        yield f"Usual: {card.usual_preset}"
    yield from (f"Reminder: {text}" for text in card.reminders)
    yield from (f"Source: {text}" for text in card.sources)


def _screening(screening: Screening) -> str:
    match screening.effect:
        case None:
            effect = ""
        case Effect.REFUSE:
            effect = f" (refuse: {screening.value})" if screening.value else " (refuse)"
        case Effect.WITHOUT | Effect.USE:
            effect = f" ({screening.effect.value} {screening.value})"
        case _:
            assert_never(screening.effect)
    if screening.text:
        return f"Ask first {screening.name}: {screening.text}{effect}"
    return f"Ask first: {screening.name}{effect}"


def _switches(switches: tuple[Switch, ...]) -> Iterator[str]:
    """One line for each switch or choice, in the order in which the card has them."""
    done: set[str] = set()
    for switch in switches:
        if switch.group is None:
            yield f"Switch: {_switch(switch)}"
        elif switch.group not in done:
            done.add(switch.group)
            members = ", ".join(_switch(other) for other in switches if other.group == switch.group)
            word = "Variant" if switch.group == VARIANT else f"Choice {switch.group}"
            yield f"{word}: {members}"


def _switch(switch: Switch) -> str:
    return f"{switch.name} (usual)" if switch.usual else switch.name


def _step(step: Step) -> Iterator[str]:
    if step.when.terms:
        yield f"Only if: {_terms(step.when.terms)}"
    yield f"Place: {place_text(step.place)}"
    if step.after != step.place:
        yield f"Place after: {place_text(step.after)}"
    if step.sides is not None:
        yield f"Each side: {', '.join(step.sides.names)}; change over {_time(step.sides.change_over)}"
    for item in step.items:
        yield from _item(item)
    if step.again is not None:
        times = f"; {_times(step.again.count)} each" if step.again.count is not None else ""
        yield f"Again: {', '.join(step.again.steps)}{times}"
    if step.easier is not None:
        yield f"If sore: {step.easier.text}"
        for item in step.easier.items:
            yield from _item(item, sore=True)
    yield from (f"Reminder: {text}" for text in step.reminders)
    if step.source:
        yield f"Source: {step.source}"
    if step.notes:
        yield from (f"Note: {text}" for text in step.notes.split("\n"))


def _item(item: Item, sore: bool = False) -> Iterator[str]:
    suffix = _if(When((Term(SORE), *item.when.terms)) if sore else item.when)
    match item:
        case Say():
            yield f"{'Brief' if item.brief else 'Say'}{suffix}: {item.text}"
        case WaitFor():
            yield f"Wait for{suffix}: ready"
        case Time():
            yield f"Time{suffix}: {_time(item.seconds)}"
        case Rest():
            yield f"Rest{suffix}: {_time(item.seconds)}"
        case Reps():
            yield f"Reps{suffix}: {_range(item)}: {', '.join(_phase(phase) for phase in item.phases)}"
            yield from (f"  Cue {phase.name}: {phase.cue}" for phase in item.phases if phase.cue is not None)
        case Hold():
            yield f"{'Explore' if item.explore else 'Hold'}{suffix}: {_time(item.seconds)}"
            yield from (f"  At {_time(cue.seconds)}: {cue.text}" for cue in item.cues)
        case Breathe():
            flow = f"in {_time(item.inward)}, out {_time(item.outward)}"
            yield f"Breathe{suffix}: {_times(item.times)}: {flow}"
        case Ask():
            yield from _ask(item, suffix)
        case _:
            assert_never(item)


def _ask(ask: Ask, suffix: str) -> Iterator[str]:
    question = ask.question
    if QUESTIONS.get(question.name) == question:
        yield f"Ask{suffix}: {question.name}"
    else:
        kinds = {answers: text for text, answers in reversed(ANSWERS.items())}
        choice = question.answers is Answers.CHOICE
        answers = ", ".join(question.options) if choice else kinds[question.answers]
        yield f"Ask {question.name}{suffix}: {question.text} ({answers})"
    if ask.repeat:
        yield f"  If no: repeat {', '.join(ask.repeat)}"


def _phase(phase: Phase) -> str:
    mark = f" ({phase.motion.value})" if phase.motion is not motion_of(phase.name) else ""
    return f"{phase.name} {_time(phase.seconds)}{mark}"


def _says(says: tuple[Say, ...]) -> Iterator[str]:
    yield from (f"Say{_if(say.when)}: {say.text}" for say in says)


def _range(reps: Reps) -> str:
    return _times(reps.most) if reps.least == reps.most else f"{reps.least} to {_times(reps.most)}"


def _times(count: int) -> str:
    return f"{count} times"


def _time(seconds: float) -> str:
    digits = f"{seconds:.9f}".rstrip("0").rstrip(".")
    return f"{digits} s"


def _if(when: When) -> str:
    return f" if {_terms(when.terms)}" if when.terms else ""


def _terms(terms: tuple[Term, ...]) -> str:
    return ", ".join(term.switch if term.on else f"not {term.switch}" for term in terms)
