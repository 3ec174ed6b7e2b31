"""What the check says of a card that could be played as it is: warnings, its length, its longest silence."""

from collections.abc import Collection, Iterator

from voicecoach.core.beats import Await, Consult, Dose, Paced, Pose, Tell, beats_of, steps_of
from voicecoach.core.card import Card, Hold, Reps, Rest, Say, Step, Time, WaitFor, usual_switches
from voicecoach.core.flow import FITS
from voicecoach.core.lines import estimate
from voicecoach.core.session import length
from voicecoach.script.check import groups_of
from voicecoach.script.cues import LEAST, cues_too_long
from voicecoach.script.front import NOT_REVIEWED
from voicecoach.script.misread import misread
from voicecoach.script.problems import Problem
from voicecoach.script.rules import Rule
from voicecoach.script.spoken import spoken
from voicecoach.script.steps import excludes
from voicecoach.script.values import nearest

Lines = dict[str, int]


def remarks(card: Card, lines: Lines, cards: Collection[str]) -> Iterator[Problem]:
    """Everything of this kind; ``cards`` are the names of those that there are, none where that is not known."""
    yield from movements_are_set_up(card)
    yield from movements_wait(card)
    yield from words_are_read_as_meant(card, lines)
    if cards:
        yield from other_cards_exist(card, lines, cards)


def movements_are_set_up(card: Card) -> Iterator[Problem]:
    """Nobody moves before they were told how to be: in this step, or in one before it in the same place."""
    for step, dose, line in _doses(card):
        told = any(isinstance(item, Say) for item in (*_before(card, step), *step.items[:dose]))
        if not told:
            text = f'"{step.name}" moves before anything is said; write a "Say: ..." line before this one'
            yield Problem(line, text, Rule.SET_UP)


def movements_wait(card: Card) -> Iterator[Problem]:
    """The first movement in a place waits until the person is there."""
    seen: set[int] = set()
    for step, dose, line in _doses(card):
        ready = any(
            isinstance(item, WaitFor | Time | Rest) for item in (*_before(card, step), *step.items[:dose])
        )
        if not ready and line not in seen:
            seen.add(line)
            text = f'"{step.name}" begins to move without waiting; write "Wait for: ready" after the set-up'
            yield Problem(line, text, Rule.READY)


def _doses(card: Card) -> Iterator[tuple[Step, int, int]]:
    """Each step that moves, with the index and the line of its first dose."""
    for step in card.steps:
        for index, item in enumerate(step.items):
            if isinstance(item, Reps | Hold):
                yield step, index, item.line
                break


def _before(card: Card, step: Step) -> Iterator[object]:
    """The items of the steps before ``step`` that end where it is and may be done with it."""
    groups = groups_of(card)
    for other in card.steps:
        if other is step:
            return
        if other.after.body is step.place.body and not excludes(other.when, step.when, groups):
            yield from other.items


def words_are_read_as_meant(card: Card, lines: Lines) -> Iterator[Problem]:
    """A synthesiser reads letters and figures in its own way."""
    for line, text, _ in spoken(card, lines):
        yield from (Problem(line, found, Rule.MISREAD) for found in misread(text, card.language))


def other_cards_exist(card: Card, lines: Lines, cards: Collection[str]) -> Iterator[Problem]:
    """A session that comes first or afterwards has to be there when it is offered."""
    for word, named in (("First", card.first), ("Afterwards", card.afterwards)):
        for name in named:
            if name not in cards:
                near = nearest(name, cards)
                meant = f'did you mean "{near}"?' if near else "put its card beside your own ones"
                text = f'there is no session "{name}" here; {meant}'
                yield Problem(lines.get(word, 1), text, Rule.OTHER_CARD)


def cues_are_short(card: Card) -> Iterator[Problem]:
    """Without a voice at hand: cues that any voice would need too long for."""
    for long in cues_too_long(card, estimate):
        if long.over > max(LEAST, 0.25 * long.room):
            text = (
                f'"{long.text}" takes about {long.needed:.1f} s and the phase "{long.phase}" has '
                f"{long.room + FITS:g} s; use fewer words, or give it {long.over:.1f} s more"
            )
            yield Problem(long.line, text, Rule.CUE_TIGHT)


def facts_of(card: Card, lines: Lines) -> Iterator[Problem]:
    """What is good to know of a card without an error: how long it takes, the longest silence, who reviewed it."""
    switches = usual_switches(card)
    minutes = max(1, round(length(card, switches) / 60))
    title = lines.get("title", 1)
    told = "a minute" if minutes == 1 else f"{minutes} minutes"
    yield Problem(title, f"with the usual options it takes about {told}", Rule.LENGTH)
    seconds, step = longest_silence(card, switches)
    if step is not None:
        text = f'the longest time without a word is about {seconds:.0f} s, in "{step.name}"'
        yield Problem(step.line, text, Rule.SILENCE)
    if card.reviewed == NOT_REVIEWED:
        text = 'no clinician has reviewed it yet; write "Reviewed: NAME, DATE" when one has'
        yield Problem(lines.get("Reviewed", title), text, Rule.REVIEW)


def longest_silence(card: Card, switches: frozenset[str]) -> tuple[float, Step | None]:
    """The longest time in which nothing is said, and the step where it ends."""
    longest: tuple[float, Step | None] = (0.0, None)
    quiet = 0.0
    for step in steps_of(card):
        if not step.when.holds(switches):
            continue
        for beat in beats_of(step, Dose(switches)):
            match beat:
                case Paced():
                    text = next((t for t in beat.texts if estimate(t) <= beat.seconds - FITS), None)
                    if text is not None and quiet > longest[0]:
                        longest = (quiet, step)
                    quiet = beat.seconds - estimate(text) if text is not None else quiet + beat.seconds
                case Tell() | Await() | Pose() | Consult():
                    if quiet > longest[0]:
                        longest = (quiet, step)
                    quiet = 0.0
    return longest
