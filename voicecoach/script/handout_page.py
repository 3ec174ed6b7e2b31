"""A card made into its handout: which sections there are, in which order, and what each says."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from voicecoach.core.card import Card, Place, Say
from voicecoach.core.session import length
from voicecoach.language import handout_words as words
from voicecoach.language.folder import is_known, language_of
from voicecoach.language.printed import Paper, paper_of
from voicecoach.script.handout import Boxes, Cell, Handout, Line, Lines, Section, Tone
from voicecoach.script.handout_options import Options, capital
from voicecoach.script.handout_screening import who_should_not
from voicecoach.script.handout_steps import steps_table
from voicecoach.script.presets import switches_for

LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es", "french": "fr",
    "français": "fr", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt",
    "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl", "arabic": "ar", "hebrew": "he",
}  # fmt: skip
"""The tags of languages as a card may name them; another is "und", undetermined."""

NO_TITLES: Mapping[str, str] = MappingProxyType({})
_NOT_YET = "not yet reviewed"


def handout(
    card: Card,
    chosen: frozenset[str] | None = None,
    large: bool = False,
    titles: Mapping[str, str] = NO_TITLES,
) -> Handout:
    """The handout of ``card`` with all its options, or with the ``chosen`` switches only, in the card's language or
    else in English; ``titles``: what the sessions are called that come before it."""
    language = language_of(card.language)
    options = Options(card, paper_of(language), chosen)
    say = options.paper.say
    read = Lines(tuple(Line(say(text)) for text in words.DISCLAIMERS), listed=True)
    way_lead = Lines((Line(say(words.WAY_LEAD), tone=Tone.STRONG),))
    boxes = Boxes(tuple(map(say, words.WEEKS)), tuple(map(say, words.DAYS)), wide=not large)
    sections = (
        Section(say(words.READ_FIRST), (read,), framed=True),
        Section(say(words.ABOUT), (_about(options, titles),)),
        Section(say(words.WHO_NOT), (Lines((Line(say(words.WHO_NOT_LEAD)),)), who_should_not(options))),
        Section(say(words.STEPS), (steps_table(options, large),)),
        Section(say(words.IF_SORE), (_if_sore(options), way_lead, _ways_out(options))),
        Section(say(words.TO_SAY), (_to_say(options, large),)),
        Section(say(words.TICK), (boxes,)),
        *_small_print(options),
    )
    foot = say(words.FOOT).format(title=card.title, version=card.version, date=options.paper.day(card.date))
    own = LANGUAGES.get(card.language.lower(), "und")
    tag = language.code if is_known(card.language) else own
    return Handout(card.title, _lead(options), sections, Line(foot), language.code, tag, large)


def _lead(options: Options) -> Cell:
    card, say = options.card, options.paper.say
    version = say(words.VERSION).format(version=card.version, date=options.paper.day(card.date))
    by = f", {say(words.BY).format(author=card.author)}" if card.author else ""
    reviewed = card.reviewed and not card.reviewed.lower().startswith(_NOT_YET)
    review = say(words.REVIEWED).format(who=card.reviewed) if reviewed else say(words.NOT_REVIEWED)
    return (Line(card.purpose, by_card=True), Line(f"{version}{by}; {review}.", tone=Tone.QUIET))


def _about(options: Options, titles: Mapping[str, str]) -> Lines:
    card, say = options.card, options.paper.say
    facts: list[Cell] = [
        _fact(say(words.POSITION), say(card.position), by_card=True),
        _run(card.you_need, options, say(words.NEED), ";"),
        _fact(say(words.NOT_USE), "; ".join(card.do_not_use), by_card=True),
        _fact(say(words.FIRST), ", ".join(titles.get(name, name) for name in card.first)),
        _fact(say(words.OFTEN), options.paper.how_often(card.how_often), by_card=True),
        _fact(say(words.LONG), _how_long(options)),
    ]
    if options.chosen is None:
        facts.append(_fact(say(words.OPTIONS), "; ".join(options.listed())))
    elif card.switches:
        chosen = "; ".join(options.on(options.chosen)) or say(words.AS_USUAL)
        facts.insert(0, _fact(say(words.CHOSEN), chosen))
    return Lines(tuple(line for cell in facts for line in cell), listed=True)


def _fact(name: str, text: str, by_card: bool = False) -> Cell:
    return (Line(text, f"{name}:", by_card=by_card),) if text else ()


def _how_long(options: Options) -> str:
    card, say = options.card, options.paper.say
    if options.chosen is not None:
        texts = [_minutes(length(card, options.chosen), options.paper)]
    else:
        texts = [_minutes(length(card, switches_for(card, None)), options.paper)]
        if card.first_preset:
            first = length(card, switches_for(card, card.first_preset), least=True)
            texts = [
                f"{say(words.AS_USUAL)} {texts[0]}",
                f"{say(words.FIRST_TIME)} {_minutes(first, options.paper)}",
            ]
    return f"{', '.join(texts)}, {say(words.QUESTIONS_TOO)}"


def _minutes(seconds: float, paper: Paper) -> str:
    minutes = round(seconds / 60)
    return paper.say(words.A_MINUTE) if minutes <= 1 else paper.say(words.MINUTES).format(minutes=minutes)


def _if_sore(options: Options) -> Lines:
    say = options.paper.say
    return Lines(tuple(Line(say(text), say(lead)) for lead, text in words.SORE_LINES), listed=True)


def _ways_out(options: Options) -> Lines:
    """How to come out of every place, and how the things are put away; places that say the same share a line."""
    card = options.card
    rows: list[tuple[str, Cell]] = []
    used = {place for step in card.steps if options.holds(step.when) for place in (step.place, step.after)}
    for way in card.ways_out:
        place = Place(way.body, way.things)
        if not any(_stands_for(place, other) for other in used) or not options.there(place.things):
            continue
        rows.append((_place(place, options.paper), _run(way.says, options)))
    rows += [
        (options.paper.say(words.PUT_AWAY).format(thing=options.called(away.thing)), _run(away.says, options))
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
                Line("", f"{options.paper.say(words.OR).join(names)}:"),
                *(replace(line, goes_on=True) for line in lines),
            )
        ),
        listed=True,
    )


def _place(place: Place, paper: Paper) -> str:
    body = paper.say(place.body.value)
    things = paper.say(words.AND).join(map(paper.named, place.things))
    return paper.say(words.PLACE_WITH).format(place=body, things=things) if things else body


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


def _to_say(options: Options, large: bool) -> Lines:
    """The words one under the other in large type, else one after the other, to save room."""
    paper, many = options.paper, len(words.SAYABLE)
    lines: list[Line] = []
    for index, (commands, does) in enumerate(words.SAYABLE):
        spoken = ", ".join(map(paper.language.word, commands)) or paper.say(words.ANY_KEY)
        end = "" if large else ";" if index + 1 < many else "."
        lines.append(Line(f"{paper.say(does)}{end}", f"{capital(spoken)}:", goes_on=index > 0 and not large))
    return Lines(tuple(lines), listed=large)


def _small_print(options: Options) -> Iterator[Section]:
    card, say = options.card, options.paper.say
    notes = [" ".join(part.split()) for part in card.notes.split("\n\n")]
    lines = [Line(" ".join(notes), say(words.NOTES), Tone.SMALL, by_card=True)] if card.notes else []
    if card.sources:
        lines.append(Line("; ".join(card.sources), say(words.SOURCES), Tone.SMALL, by_card=True))
    if lines:
        yield Section(say(words.SMALL_PRINT), (Lines(tuple(lines)),))
