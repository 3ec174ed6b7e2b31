"""Who should not start a session, as its card and the tables of `core.safety` say, in plain words for paper."""

from dataclasses import replace

from voicecoach.core.card import Effect, Screening
from voicecoach.core.safety import (
    GENTLE_SESSION,
    SORE_GENTLE,
    SORE_REFUSED,
    Advice,
    Effects,
    Leave,
    Refuse,
    Use,
    effects_of,
    matters,
)
from voicecoach.language import handout_words as words
from voicecoach.language.printed import Paper
from voicecoach.script.handout import Line, Lines
from voicecoach.script.handout_options import Options


def who_should_not(options: Options) -> Lines:
    """What each answer leads to, the most urgent first."""
    card, say = options.card, options.paper.say
    groups: dict[str, list[Line]] = {text: [] for text in (*words.ADVICE.values(), words.CLEARABLE)}
    # Content 2.1: what a clinician's word opens stands after what it does not.
    order = [words.ADVICE[advice] for advice in (Advice.EMERGENCY, Advice.URGENT, Advice.CLINIC)]
    order += [words.CLEARABLE, words.ADVICE[Advice.WAIT]]
    for line, effects in _answers(options):
        for effect in effects:
            if isinstance(effect, Refuse):
                key = words.CLEARABLE if effect.clearable else words.ADVICE[effect.advice]
                groups[key].append(line)
        changes = _changes(effects, options)
        if changes:
            agreed = any(isinstance(effect, Refuse) and effect.clearable for effect in effects)
            short = Line(say(words.AGREED)) if agreed and not line.by_card else line
            if short not in groups.setdefault(changes, []):
                groups[changes].append(short)
            order += [changes] if changes not in order else []
    groups[words.ADVICE[Advice.CLINIC]].append(Line(say(words.VERY_SORE).format(least=SORE_REFUSED)))
    if card.name != GENTLE_SESSION:
        sore = say(words.SORE).format(least=SORE_GENTLE, most=SORE_REFUSED - 1)
        groups[words.SORE_ONLY] = [Line(sore)]
        order.append(words.SORE_ONLY)
    return Lines(tuple(line for key in order for line in _together(say(key), groups[key])), listed=True)


def _answers(options: Options) -> list[tuple[Line, Effects]]:
    """Each cautious answer that changes this session, in words, with what it does."""
    card = options.card
    effects = effects_of(card)
    out: list[tuple[Line, Effects]] = []
    for rows, phrase in words.PHRASES:
        its = next((effects[row] for row in rows if row in effects), ())
        out.append((Line(options.paper.say(phrase)), _that_matter(its, options)))
    for own in card.ask_first:
        if own.text:
            out.append((_own(own, options.paper), _that_matter(effects[own.name], options)))
    return [(line, its) for line, its in out if its]


def _own(own: Screening, paper: Paper) -> Line:
    advice = f" {own.value}" if own.effect is Effect.REFUSE and own.value else ""
    return Line(paper.say(words.OWN_YES).format(question=own.text) + advice, by_card=True)


def _that_matter(effects: Effects, options: Options) -> Effects:
    """Without changes to what the card has not, or the chosen options leave as it is."""
    if options.chosen is not None:
        chosen = options.chosen
        return tuple(effect for effect in effects if matters((effect,), options.card, chosen))
    known = {switch.name for switch in options.card.switches} | {p.name for p in options.card.presets}
    things = {thing for step in options.card.steps for thing in (*step.place.things, *step.after.things)}
    return tuple(
        effect for effect in effects if isinstance(effect, Refuse) or effect.option in known | things
    )


def _changes(effects: Effects, options: Options) -> str:
    groups = {switch.name for switch in options.card.switches if switch.group}
    forms: dict[str, list[str]] = {words.LEFT_OUT: [], words.IN_USE: [], words.ONLY_IN: []}
    for effect in effects:
        match effect:
            case Leave(option):
                forms[words.LEFT_OUT].append(options.named(option))
            case Use(option) if option in groups:
                forms[words.ONLY_IN].append(options.called(option))
            case Use(option):
                forms[words.IN_USE].append(options.named(option))
            case Refuse():
                pass
    say = options.paper.say
    texts = [
        say(form).format(options=say(words.AND).join(sorted(names))) for form, names in forms.items() if names
    ]
    first, *rest = texts or [""]
    return ", ".join((first, *(text[:1].lower() + text[1:] for text in rest)))


def _together(lead: str, lines: list[Line]) -> tuple[Line, ...]:
    """Our phrases as one run of text, to save room; what the card itself asks follows in its own words."""
    ours = "; ".join(line.text for line in lines if not line.by_card)
    told = [Line(f"{ours}.")] if ours else []
    told += [line for line in lines if line.by_card]
    return tuple(
        replace(line, lead="" if index else f"{lead}:", goes_on=index > 0) for index, line in enumerate(told)
    )
