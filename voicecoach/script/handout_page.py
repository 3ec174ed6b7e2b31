"""A card made into its handout: which sections there are, in which order, and what each says."""

from collections.abc import Iterator
from dataclasses import replace

from voicecoach.core.card import Card, Place, Say
from voicecoach.core.session import length
from voicecoach.script import handout_words as words
from voicecoach.script.check import place_text
from voicecoach.script.handout import Boxes, Cell, Facts, Handout, Line, Lines, Row, Section, Table, Tone
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
        Section(words.ABOUT, (_about(options, large),)),
        Section(words.WHO_NOT, (Lines((Line(words.WHO_NOT_LEAD),)), who_should_not(options))),
        Section(words.STEPS, (steps_table(options, large),)),
        Section(words.IF_SORE, (_if_sore(), _ways_out(options))),
        Section(words.TO_SAY, (Lines((Line(words.TO_SAY_LEAD),)), _to_say(large))),
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


def _about(options: Options, large: bool) -> Facts:
    card = options.card
    pairs: list[tuple[str, Cell]] = []
    if options.chosen is not None and card.switches:
        pairs.append((words.CHOSEN, (Line("; ".join(on(card, options.chosen)) or words.AS_USUAL),)))
    needs = tuple(_said(say, options) for say in card.you_need if options.holds(say.when))
    pairs += [
        (words.POSITION, (Line(card.position, by_card=True),)),
        (words.OFTEN, (Line(card.how_often, by_card=True),) if card.how_often else ()),
        (words.LONG, (Line(_how_long(options)),)),
        (words.FIRST, (Line(", ".join(card.first)),) if card.first else ()),
        (words.NEED, needs),
        (words.NOT_USE, tuple(Line(text, by_card=True) for text in card.do_not_use)),
    ]
    if options.chosen is None and card.switches:
        pairs.append((words.OPTIONS, (Line("; ".join(listed(card))),)))
    return Facts(tuple((name, cell) for name, cell in pairs if cell), columns=1 if large else 2)


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


def _said(say: Say, options: Options) -> Line:
    told = options.told(say.when)
    return Line(say.text, f"{told[:1].upper()}{told[1:]}:" if told else "", by_card=True)


def _if_sore() -> Lines:
    return Lines(tuple(Line(text, lead) for lead, text in words.SORE_LINES), listed=True)


def _ways_out(options: Options) -> Table:
    """How to come out of every place, and how the things are put away; places that say the same share a row."""
    card = options.card
    rows: list[tuple[str, tuple[Line, ...]]] = []
    used = {place for step in card.steps if options.holds(step.when) for place in (step.place, step.after)}
    for way in card.ways_out:
        place = Place(way.body, way.things)
        if options.chosen is not None and not any(_stands_for(place, other) for other in used):
            continue
        rows.append((place_text(place), _run(way.says, options)))
    rows += [
        (words.PUT_AWAY.format(thing=away.thing), _run(away.says, options))
        for away in card.put_away
        if options.chosen is None or any(away.thing in place.things for place in used)
    ]
    shared: list[tuple[list[str], tuple[Line, ...]]] = []
    for name, lines in rows:
        for index, (names, others) in enumerate(shared):
            if _plain(lines) == _plain(others):
                shared[index] = ([*names, name], max(lines, others, key=len))
                break
        else:
            shared.append(([name], lines))
    return Table(
        words.WAY_HEADS,
        tuple(Row((Line(words.OR.join(names)),), ((lines,),)) for names, lines in shared if lines),
        (22, 78),
    )


def _plain(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """What is said in any case."""
    return tuple(line.text for line in lines if not line.lead)


def _stands_for(way: Place, used: Place) -> bool:
    """Whether ``way`` may be needed at ``used``: things that are switched off may be missing from it."""
    return way.body is used.body and set(way.things) <= set(used.things)


def _run(says: tuple[Say, ...], options: Options) -> tuple[Line, ...]:
    """The lines as one paragraph."""
    out: list[Line] = []
    for say in says:
        if not options.holds(say.when):
            continue
        out.append(replace(_said(say, options), goes_on=bool(out)))
    return tuple(out)


def _to_say(large: bool) -> Facts:
    return Facts(tuple((word, (Line(does),)) for word, does in words.SAYABLE), columns=1 if large else 3)


def _small_print(options: Options) -> Iterator[Section]:
    card = options.card
    notes = [" ".join(part.split()) for part in card.notes.split("\n\n")]
    lines = [Line(text, "", Tone.SMALL, by_card=True) for text in notes if text]
    if card.sources:
        lines.append(Line("; ".join(card.sources), words.SOURCES, Tone.SMALL, by_card=True))
    if lines:
        yield Section(words.SMALL_PRINT, (Lines(tuple(lines)),))
