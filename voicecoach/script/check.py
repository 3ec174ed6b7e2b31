"""What is wrong with a whole card that no single line shows: one function for each check."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeAlias

from voicecoach.core.card import (
    Answers,
    Ask,
    Breathe,
    Card,
    Effect,
    Hold,
    Place,
    Reps,
    Term,
    When,
)
from voicecoach.script.rules import Rule
from voicecoach.script.spoken import (
    lines_are_plain,
    lines_are_short,
    lines_name_no_command,
    says_aside,
    sides_are_known,
)
from voicecoach.script.steps import excludes
from voicecoach.script.values import nearest
from voicecoach.script.vocabulary import SORE

Problem: TypeAlias = tuple[int, str]
Check: TypeAlias = Callable[[Card, dict[str, int]], Iterator[Problem]]

MOST_BALL_POSITIONS = 2
BALL = "ball"
TRACTION = "traction"


def problems_of(card: Card, lines: dict[str, int], whole: bool) -> Iterator[tuple[int, str, Rule]]:
    """Everything that the checks find, by the rule that each is for; ``lines`` tells where the words in front stood.

    Unless the ``whole`` card was understood, nothing is missed in it: it may be in the part that was not.
    """
    for rule, check in CHECKS + (CHECKS_OF_THE_WHOLE if whole else ()):
        yield from ((line, text, rule) for line, text in check(card, lines))


def there_are_steps(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """A card without a step coaches nothing."""
    if not card.steps:
        yield 1, 'the card has no steps; add a heading "## Set up" and lines under it'


def steps_do_something(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """A heading with nothing under it is unfinished."""
    for step in card.steps:
        if not step.items and step.again is None:
            yield step.line, f'nothing happens in the step "{step.name}"; add a line like "Say: ..."'


def names_are_single(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """Two steps may share a name only if never both are done."""
    groups = groups_of(card)
    for index, step in enumerate(card.steps):
        for other in card.steps[:index]:
            same = step.name.lower() == other.name.lower() and step.line != other.line
            if same and not excludes(step.when, other.when, groups):
                yield step.line, f'the step of line {other.line} is called "{other.name}" too; rename one'
                break


def places_have_ways_out(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """From wherever the person is, the coach must know the way out."""
    known = [Place(way.body, way.things) for way in card.ways_out]
    for way, times in Counter(known).items():
        if times > 1:
            line = max(w.line for w in card.ways_out if Place(w.body, w.things) == way)
            yield line, f'the way out of "{place_text(way)}" is given twice; keep one'
    missing: set[Place] = set()
    for step in card.steps:
        for place in (step.place, step.after):
            if place not in known and place not in missing:
                missing.add(place)
                text = place_text(place)
                yield step.line, f'there is no way out of "{text}"; add a section "## Way out: {text}"'


def things_are_put_away(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """A thing that a skipped step would have taken away must be put away in words of its own."""
    known = Counter(away.thing for away in card.put_away)
    for away in card.put_away:
        if known[away.thing] > 1:
            yield away.line, f'putting away "{away.thing}" is given twice; keep one'
            break
    missing: set[str] = set()
    for step in card.steps:
        for thing in (*step.place.things, *step.after.things):
            if thing not in known and thing not in missing:
                missing.add(thing)
                yield step.line, f'nothing puts the {thing} away; add a section "## Put away: {thing}"'


def switches_are_set(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """A condition needs a switch that exists."""
    names = [switch.name for switch in card.switches]
    for line, term in _terms(card):
        if term.switch == SORE:
            yield (
                line,
                f'"{SORE}" is no switch; what is easier is written as "If sore: ..." or "Reps if sore: ..."',
            )
        elif term.switch not in names:
            yield line, f'nothing sets the switch "{term.switch}"; {_instead(term.switch, names)}'


def switches_are_used(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """A switch, or one of a choice, needs something that depends on it."""
    used = {term.switch for _, term in _terms(card)}
    for step in card.steps:
        used |= {*step.place.things, *step.after.things}
    for switch in card.switches:
        neighbours = {s.name for s in card.switches if s.group == switch.group and s.group is not None}
        if not used & (neighbours or {switch.name}):
            line = lines.get(f"switch {switch.name}", 1)
            yield line, f'nothing uses the switch "{switch.name}"; use it in an "Only if:", or leave it out'


def conditions_can_hold(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """Two of one choice are never on together, so what asks for both would silently never be done."""
    groups = groups_of(card)
    for step in card.steps:
        if excludes(step.when, step.when, groups):
            yield step.line, f'the condition of "{step.name}" can never hold; of a choice name one'
        for item in (*step.items, *(step.easier.items if step.easier else ())):
            if excludes(When(step.when.terms + item.when.terms), item.when, groups):
                yield item.line, "this line's condition can never hold in this step; leave the line out"
    for say in (*card.you_need, *says_aside(card)):
        if excludes(say.when, say.when, groups):
            yield say.line, "this line's condition can never hold; of a choice name one"


def _terms(card: Card) -> Iterator[tuple[int, Term]]:
    for need in card.you_need:
        yield from ((need.line, term) for term in need.when.terms)
    for step in card.steps:
        yield from ((step.line, term) for term in step.when.terms)
        for item in (*step.items, *(step.easier.items if step.easier else ())):
            yield from ((item.line, term) for term in item.when.terms)
    for say in says_aside(card):
        yield from ((say.line, term) for term in say.when.terms)


def _instead(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    return f'did you mean "{near}"?' if near else f'add "Switch: {name}" in front of the steps'


def presets_are_known(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """What a preset, a first time or a screening question names must exist."""
    switches = [switch.name for switch in card.switches]
    presets = [preset.name for preset in card.presets]
    for preset in card.presets:
        for term in preset.terms:
            if term.switch not in switches:
                line = lines.get(f"preset {preset.name}", 1)
                yield line, f'nothing sets the switch "{term.switch}"; {_instead(term.switch, switches)}'
            elif not term.on and term.switch in groups_of(card):
                line = lines.get(f"preset {preset.name}", 1)
                yield line, f'"no {term.switch}" leaves its choice open; name the one to use instead'
    for word, name in (("First time", card.first_preset), ("Usual", card.usual_preset)):
        if name and name not in presets:
            near = nearest(name, presets)
            meant = f'did you mean "{near}"?' if near else f'add a line "Preset {name}: ..."'
            yield lines.get(word, 1), f'there is no preset "{name}"; {meant}'
    for screening in card.ask_first:
        known = switches + presets if screening.effect is Effect.USE else switches
        named = screening.effect in (Effect.USE, Effect.WITHOUT)
        if named and screening.value not in known:
            instead = _instead(screening.value, known)
            yield screening.line, f'there is no switch "{screening.value}"; {instead}'
    for kind in (("First", card.first), ("Afterwards", card.afterwards)):
        if card.name in kind[1]:
            yield lines.get(kind[0], 1), f'"{kind[0]}" names this very card; leave it out'
        if len(set(kind[1])) < len(kind[1]):
            yield lines.get(kind[0], 1), f'"{kind[0]}" names a card twice; name it once'


def steps_named_exist(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """Only a step that came before can be done again."""
    done: list[str] = []
    for step in card.steps:
        wanted: list[tuple[int, str]] = []
        if step.again is not None:
            wanted += [(step.again.line, name) for name in step.again.steps]
        for item in step.items:
            if isinstance(item, Ask):
                wanted += [(item.line, name) for name in item.repeat]
        for line, name in wanted:
            if name not in done:
                near = nearest(name, done)
                steps = ", ".join(done) or "none"
                meant = f'did you mean "{near}"?' if near else f"the steps before are: {steps}"
                yield line, f'no step "{name}" comes before this one; {meant}'
        if step.again is not None and any(s.again for s in card.steps if s.name in step.again.steps):
            yield step.again.line, 'a step with "Again:" cannot be repeated; name its steps instead'
        done.append(step.name)


def choices_set_switches(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """If one answer to a choice sets a switch, all do: else one of them is a slip of the pen."""
    names = [switch.name for switch in card.switches]
    for step in card.steps:
        for ask in step.items:
            if not isinstance(ask, Ask) or ask.question.answers is not Answers.CHOICE:
                continue
            options = {option: option.removeprefix("no ") for option in ask.question.options}
            strange = [option for option in options.values() if option not in names]
            if strange and len(strange) < len(options):
                yield ask.line, f'the answer "{strange[0]}" sets no switch; {_instead(strange[0], names)}'


def pressure_has_an_easier_form(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """With the ball in place or with traction there must be something gentler to go to."""
    for step in card.steps:
        dosed = any(isinstance(item, Reps | Hold) for item in step.items)
        pulls = Term(TRACTION) in step.when.terms
        if dosed and step.easier is None and (BALL in step.place.things or pulls):
            what = "traction" if pulls else "the ball in place"
            yield step.line, f'"{step.name}" has {what} and no easier form; add "If sore: ..."'


def ball_positions_are_few(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """Content section 5.1: at most two ball positions."""
    placing = {s.line: s for s in card.steps if BALL not in s.place.things and BALL in s.after.things}
    for step in list(placing.values())[MOST_BALL_POSITIONS:]:
        yield step.line, f"the ball is placed more than {MOST_BALL_POSITIONS} times; leave this position out"


def reps_have_an_end(card: Card, lines: dict[str, int]) -> Iterator[Problem]:
    """A dose of an hour is a slip of the pen."""
    for step in card.steps:
        for item in (*step.items, *(step.easier.items if step.easier else ())):
            total = 0.0
            if isinstance(item, Reps):
                total = item.most * sum(phase.seconds for phase in item.phases)
            elif isinstance(item, Breathe):
                total = item.times * (item.inward + item.outward)
            if total > 3600:
                yield item.line, "this takes more than an hour; make it shorter"


def groups_of(card: Card) -> dict[str, str]:
    """The group of each switch that is one of a choice."""
    return {switch.name: switch.group for switch in card.switches if switch.group is not None}


def place_text(place: Place) -> str:
    """``place`` as a card writes it."""
    return place.body.value + (f" with {' and '.join(place.things)}" if place.things else "")


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (Rule.STEPS, there_are_steps),
    (Rule.TWICE, names_are_single),
    (Rule.WAY_OUT, places_have_ways_out),
    (Rule.PUT_AWAY, things_are_put_away),
    (Rule.SWITCH_UNSET, switches_are_set),
    (Rule.CONDITION, conditions_can_hold),
    (Rule.NAME, presets_are_known),
    (Rule.NAME, steps_named_exist),
    (Rule.NAME, choices_set_switches),
    (Rule.EASIER, pressure_has_an_easier_form),
    (Rule.BALL, ball_positions_are_few),
    (Rule.LONG_LINE, lines_are_short),
    (Rule.COMMAND, lines_name_no_command),
    (Rule.SIDE, sides_are_known),
    (Rule.UNSPEAKABLE, lines_are_plain),
    (Rule.TOO_LONG, reps_have_an_end),
)

CHECKS_OF_THE_WHOLE: tuple[tuple[Rule, Check], ...] = (
    (Rule.STEPS, steps_do_something),
    (Rule.SWITCH_UNUSED, switches_are_used),
)
