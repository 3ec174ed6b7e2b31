"""What is asked for a new card, in plain words and in this order; each answer goes onto the sheet."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from voicecoach.language.language import ENGLISH, Language
from voicecoach.script import values
from voicecoach.script.front import NOT_REVIEWED
from voicecoach.script.new_sheet import Sheet, StepSheet, things_of
from voicecoach.script.new_standard import Known, Standard, asked_as, cautious_set, fitting
from voicecoach.script.new_steps import one_step, read_place
from voicecoach.script.new_talk import LEFT_OUT, YES, Asking, Question, as_typed, many, yes_no
from voicecoach.script.problems import LineError
from voicecoach.script.vocabulary import SCREENING

SET_UP = "Set up"


@dataclass(frozen=True, slots=True)
class Given:
    """What a new card begins with: the ``standard`` of the others in its ``language``, and ``free``, which says in a
    `LineError` why a card cannot have some name."""

    standard: Standard
    free: Callable[[str], None]
    language: Language = ENGLISH


def questions(sheet: Sheet, given: Given) -> Asking:
    """Every question, as the answers to those before it make necessary."""
    yield from _about(sheet, given)
    yield from _before(sheet)
    yield from _steps(sheet)
    yield from many(
        sheet.reminders,
        "reminder",
        "Is anything said now and then, in the rests?",
        "Keep your jaw soft.",
        "One of several, every two minutes or so, and never over a count.",
    )
    asks = yield Question(
        "soreness",
        "Does the coach ask at the end how sore it is now, from zero to ten?",
        "yes",
        "The number before and the number after stand in the diary side by side.",
        YES,
        read=yes_no,
    )
    sheet.asks_soreness = asks == YES
    yield from _out(sheet, given.standard)


def _about(sheet: Sheet, given: Given) -> Asking:
    sheet.title = yield Question(
        "title",
        "What is the session called?",
        "Shoulder rolls",
        "The coach says it first, and it stands at the top of the handout.",
    )
    sheet.name = yield Question(
        "name",
        "What is the file called? By this name it is played.",
        "shoulder-rolls",
        "Small letters, digits and hyphens. A file that is there already is never changed.",
        _name_of(sheet.title),
        read=partial(read_name, given.free),
    )
    sheet.purpose = yield Question(
        "purpose",
        "What is it for, in one line?",
        "Move the shoulders gently after sitting for long.",
        "It stands in the list of sessions and on the handout. Nothing is promised: say what is done.",
    )
    sheet.author = yield Question(
        "author",
        "Who wrote it?",
        "Jane Miller, physiotherapist",
        f'It stands on the handout. Under it stands "{NOT_REVIEWED}" until you write in who reviewed it.',
        leave=LEFT_OUT,
    )
    sheet.place = yield Question(
        "position",
        "Where is the person when it begins?",
        "sitting; lying; prone (face down); standing; at a wall; at a table; lying with ball",
        "The position decides how the person comes out of it if it hurts, and what is asked before.",
        "sitting",
        read=read_place,
    )


def _name_of(title: str) -> str:
    plain = (
        unicodedata.normalize("NFKD", title.lower().replace("ß", "ss"))
        .encode("ascii", "ignore")
        .decode("ascii")
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:40].strip("-")


def read_name(free: Callable[[str], None], typed: str) -> str:
    """``typed`` as the name of a card that is still ``free``."""
    name = as_typed(typed).removesuffix(".md")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name):
        instead = _name_of(name)
        meant = f'; write "{instead}"' if instead else ""
        raise LineError(f'"{name[:40]}" cannot be the name; it has small letters, digits and hyphens{meant}')
    free(name)
    return name


def _before(sheet: Sheet) -> Asking:
    yield from many(
        sheet.need,
        "need",
        "What does the person need? One thing at a time.",
        "a firm chair",
        "The coach's page and the handout name it, so that it lies ready before the person lies down.",
    )
    yield from many(
        sheet.avoid,
        "not",
        "Is there anything that must not be used? One thing at a time.",
        "a hard ball",
        "It is shown before every session, and printed.",
    )
    sheet.how_often = yield Question(
        "how often",
        "How often is it done?",
        "twice a day",
        "In your words; the handout says it.",
        leave=LEFT_OUT,
    )
    proposed = ", ".join(cautious_set(values.place(sheet.place)))
    sheet.screening = yield Question(
        "screening",
        "What is asked before it, to find out who should not start?",
        '"and face down"; "without blood pressure"; or names with commas between',
        "The cautious set asks about everything that sends somebody to a clinician in the sessions that came with the "
        "program. Emergency signs, accidents and age are always asked. (refuse) behind a name: with a yes or a "
        f'"not sure" the session is not done. The cautious set: {proposed}.\nAll that can be asked:\n'
        + _all_screenings(),
        proposed,
        read=partial(_read_screening, proposed),
        briefly=f"the cautious set of {len(values.parts(proposed))}, from emergency signs to soreness; ? tells them",
    )


def _all_screenings() -> str:
    known = []
    for name in SCREENING:
        asked = asked_as(name)
        more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
        known.append(f"  {name}: {asked[0]}{more}" if asked else f"  {name}")
    return "\n".join(known)


def _read_screening(proposed: str, typed: str) -> str:
    """Names of questions: the proposed ones with some more or ``without`` some, or others."""
    said = as_typed(typed).rstrip(".")
    kept = [part.strip() for part in proposed.split(",")]
    if said.lower().startswith("and "):
        return ", ".join((*kept, *(part for part in values.parts(said[4:]) if part not in kept)))
    if said.lower().startswith("without "):
        gone = [part.lower() for part in values.parts(said[8:])]
        named = [part.partition(" (")[0] for part in kept]
        strange = next((part for part in gone if part not in named), None)
        if strange is not None:
            near = values.nearest(strange, named)
            meant = f'did you mean "{near}"?' if near else f"it has: {', '.join(named)}"
            raise LineError(f'"{strange[:40]}" is not in the cautious set; {meant}')
        return ", ".join(part for part, name in zip(kept, named, strict=True) if name not in gone)
    return said


def _steps(sheet: Sheet) -> Asking:
    number, place = 0, sheet.place
    while True:
        number += 1
        name = yield Question(
            f"step {number}",
            f"Step {number}: what is it called?"
            if number > 1
            else "Now the steps. What is the first one called?",
            "Roll" if number > 1 else "Set up",
            'A step is a heading on the handout and in the diary, and where "again" goes back to.',
            "" if number > 1 else sheet.language.say(SET_UP),
            "there are no more steps" if number > 1 else "",
            read=_read_step,
        )
        if not name:
            return
        step = StepSheet(name)
        sheet.steps.append(step)
        yield from one_step(step, number, place, sheet.language)
        place = step.place


def _read_step(typed: str) -> str:
    name = as_typed(typed)
    if re.match(r"(notes\b|way out\b|put away\b)", name, re.IGNORECASE):
        raise LineError(
            "a step cannot be called so, for that is another part of a card; give it another name"
        )
    return name


def _out(sheet: Sheet, standard: Standard) -> Asking:
    for place in sheet.places():
        yield from _settled(
            sheet.ways_out.setdefault(place, []),
            f"way out {place}",
            f"If it hurts or the person wants to finish: how do they come out of this position ({place})?",
            "It is said line by line, slowly, and nothing else is asked before the person is out.",
            standard.ways_out.get(place, ()),
        )
    things = dict.fromkeys(thing for place in sheet.places() for thing in things_of(place))
    for thing in things:
        bodies = frozenset(
            place.partition(" with ")[0] for place in sheet.places() if thing in things_of(place)
        )
        yield from _settled(
            sheet.put_away.setdefault(thing, []),
            f"put away {thing}",
            f"How does the person put this away: {thing}?",
            "It is said when the step that would have taken it away is left out.",
            fitting(standard.put_away.get(thing, ()), bodies),
        )


def _settled(into: list[str], key: str, text: str, why: str, known: tuple[Known, ...]) -> Asking:
    """One of the ``known`` ways by its number, or the author's own lines."""
    shown = tuple(f"{n}  ({way.card}) {' / '.join(way.lines)}" for n, way in enumerate(known, 1))
    example = "Let your arms hang. Rest your hands in your lap."
    if known:
        example = f"{'1' if len(known) == 1 else f'a number from 1 to {len(known)}'}; or your own first line"
    first = yield Question(
        key, text, example, why, "1" if known else "", shown=shown, read=partial(_read_known, len(known))
    )
    if first.isdigit():
        into += known[int(first) - 1].lines
        return
    into.append(first)
    yield from many(into, key, text, example, why, least=1)


def _read_known(count: int, typed: str) -> str:
    said = as_typed(typed)
    if said.isdigit() and not (said.isascii() and 1 <= int(said) <= count):
        raise LineError(f'"{said[:40]}" is none of them; {f"type 1 to {count}" if count else "type a line"}')
    return said
