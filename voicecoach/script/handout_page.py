"""A card made into its handout: which sections there are, in which order, and what each says."""

from collections.abc import Iterator
from dataclasses import replace

from voicecoach.core.card import Card, Place, Say
from voicecoach.core.session import length
from voicecoach.language import handout_words as words
from voicecoach.script.check import place_text
from voicecoach.script.handout import Boxes, Cell, Handout, Line, Lines, Section, Tone
from voicecoach.script.handout_options import Options, listed, on
from voicecoach.script.handout_screening import who_should_not
from voicecoach.script.handout_steps import steps_table
from voicecoach.script.presets import switches_for

LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es", "french": "fr",
    "français": "fr", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt",
    "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl", "arabic": "ar", "hebrew": "he",
}  # fmt: skip
"""The tags of languages as a card may name them; another is "und", undetermined."""

_NOT_YET = "not yet reviewed"


def handout(card: Card, chosen: frozenset[str] | None = None, large: bool = False) -> Handout:
    """The handout of ``card`` with all its options, or with the ``chosen`` switches only."""
    options = Options(card, chosen)
    read = Lines(tuple(Line(text) for text in words.DISCLAIMERS), listed=True)
    sections = (
        Section(words.READ_FIRST, (read,), framed=True),
        Section(words.ABOUT, (_about(options),)),
        Section(words.WHO_NOT, (Lines((Line(words.WHO_NOT_LEAD),)), who_should_not(options))),
        Section(words.STEPS, (steps_table(options, large),)),
        Section(
            words.IF_SORE, (_if_sore(), Lines((Line(words.WAY_LEAD, tone=Tone.STRONG),)), _ways_out(options))
        ),
        Section(words.TO_SAY, (_to_say(large),)),
        Section(words.TICK, (Boxes(words.WEEKS, words.DAYS, wide=not large),)),
        *_small_print(options),
    )
    foot = words.FOOT.format(title=card.title, version=card.version, date=card.date)
    tag = LANGUAGES.get(card.language.lower(), "und")
    return Handout(card.title, _lead(card), sections, Line(foot), words.LANGUAGE, tag, large)


def _lead(card: Card) -> Cell:
    version = words.VERSION.format(version=card.version, date=card.date)
    by = f", {words.BY.format(author=card.author)}" if card.author else ""
    reviewed = card.reviewed and not card.reviewed.lower().startswith(_NOT_YET)
    review = words.REVIEWED.format(who=card.reviewed) if reviewed else words.NOT_REVIEWED
    return (Line(card.purpose, by_card=True), Line(f"{version}{by}; {review}.", tone=Tone.QUIET))


def _about(options: Options) -> Lines:
    card = options.card
    facts: list[Cell] = [
        _fact(words.POSITION, card.position, by_card=True),
        _run(card.you_need, options, words.NEED, ";"),
        _fact(words.NOT_USE, "; ".join(card.do_not_use), by_card=True),
        _fact(words.FIRST, ", ".join(card.first)),
        _fact(words.OFTEN, card.how_often, by_card=True),
        _fact(words.LONG, _how_long(options)),
    ]
    if options.chosen is None:
        facts.append(_fact(words.OPTIONS, "; ".join(listed(card))))
    elif card.switches:
        facts.insert(0, _fact(words.CHOSEN, "; ".join(on(card, options.chosen)) or words.AS_USUAL))
    return Lines(tuple(line for cell in facts for line in cell), listed=True)


def _fact(name: str, text: str, by_card: bool = False) -> Cell:
    return (Line(text, f"{name}:", by_card=by_card),) if text else ()


def _how_long(options: Options) -> str:
    card = options.card
    if options.chosen is not None:
        texts = [_minutes(length(card, options.chosen))]
    else:
        texts = [_minutes(length(card, switches_for(card, None)))]
        if card.first_preset:
            first = _minutes(length(card, switches_for(card, card.first_preset), least=True))
            texts = [f"{words.AS_USUAL} {texts[0]}", f"{words.FIRST_TIME} {first}"]
    return f"{', '.join(texts)}, {words.QUESTIONS_TOO}"


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return words.A_MINUTE if minutes <= 1 else words.MINUTES.format(minutes=minutes)


def _if_sore() -> Lines:
    return Lines(tuple(Line(text, lead) for lead, text in words.SORE_LINES), listed=True)


def _ways_out(options: Options) -> Lines:
    """How to come out of every place, and how the things are put away; places that say the same share a line."""
    card = options.card
    rows: list[tuple[str, Cell]] = []
    used = {place for step in card.steps if options.holds(step.when) for place in (step.place, step.after)}
    for way in card.ways_out:
        place = Place(way.body, way.things)
        if not any(_stands_for(place, other) for other in used) or not options.there(place.things):
            continue
        rows.append((place_text(place), _run(way.says, options)))
    rows += [
        (words.PUT_AWAY.format(thing=away.thing), _run(away.says, options))
        for away in card.put_away
        if options.there((away.thing,)) and any(away.thing in place.things for place in used)
    ]
    shared: list[tuple[list[str], tuple[Line, ...]]] = []
    for name, lines in rows:
        for index, (names, others) in enumerate(shared):
            if _plain(lines) == _plain(others):
                shared[index] = ([*names, name], max(lines, others, key=len))
                break
        else:
            shared.append(([name], lines))
    return Lines(
        tuple(
            line
            for names, lines in shared
            for line in (
                Line("", f"{words.OR.join(names)}:"),
                *(replace(line, goes_on=True) for line in lines),
            )
        ),
        listed=True,
    )


def _plain(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """What is said in any case."""
    return tuple(line.text for line in lines if not line.lead)


def _stands_for(way: Place, used: Place) -> bool:
    """Whether ``way`` may be needed at ``used``: things that are switched off may be missing from it."""
    return way.body is used.body and set(way.things) <= set(used.things)


def _run(says: tuple[Say, ...], options: Options, name: str = "", mark: str = "") -> Cell:
    """The lines as one paragraph behind the ``name`` of what they are about, with a ``mark`` between them."""
    lines = [options.behind(say.when, say.text) for say in says if options.holds(say.when)]
    if not lines:
        return ()
    marks = [mark] * (len(lines) - 1) + [""]
    run = [replace(line, text=line.text + end, goes_on=True) for line, end in zip(lines, marks, strict=True)]
    first = run[0]
    if name and first.lead:
        return (Line("", f"{name}:"), *run)
    return (replace(first, lead=f"{name}:" if name else first.lead, goes_on=False), *run[1:])


def _to_say(large: bool) -> Lines:
    """The words one under the other in large type, else one after the other, to save room."""
    many = len(words.SAYABLE)
    return Lines(
        tuple(
            Line(
                does if large else f"{does}{';' if index + 1 < many else '.'}",
                f"{word}:",
                goes_on=index > 0 and not large,
            )
            for index, (word, does) in enumerate(words.SAYABLE)
        ),
        listed=large,
    )


def _small_print(options: Options) -> Iterator[Section]:
    card = options.card
    notes = [" ".join(part.split()) for part in card.notes.split("\n\n")]
    lines = [Line(" ".join(notes), words.NOTES, Tone.SMALL, by_card=True)] if card.notes else []
    if card.sources:
        lines.append(Line("; ".join(card.sources), words.SOURCES, Tone.SMALL, by_card=True))
    if lines:
        yield Section(words.SMALL_PRINT, (Lines(tuple(lines)),))
