"""A step of a card, for this run, as the row of beats that the coach goes through one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import TypeAlias, assert_never

from voicecoach.core import lines
from voicecoach.core.card import (
    ALWAYS,
    Ask,
    Breathe,
    Card,
    Hold,
    Item,
    Motion,
    Phase,
    Question,
    Reps,
    Rest,
    Say,
    Step,
    Time,
    WaitFor,
)
from voicecoach.core.messages import Earcon

LONGEST_SILENCE = 10.0
"""A word at least every ten seconds, so that silence is never mistaken for a crash (content section 3.9)."""
COUNTED_DOWN = 3
"""The last three seconds of a long hold are ticked."""
MIDDLE_REP = 5
"""Full cue words on the first, the fifth and the last repetition (content section 5.0); on each one that takes longer
than two of the longest silences, so that nobody is left without a word in the middle of it."""


class Talk(Enum):
    """How much the coach says."""

    FULL = "full"
    BRIEF = "brief"
    TONES = "tones"


class Pace(Enum):
    """What a paced beat belongs to."""

    REP = "repetition"
    HOLD = "hold"
    EXPLORE = "explore"
    BREATH = "breath"
    REST = "rest"
    TIME = "time"
    CHANGE = "change-over"


@dataclass(frozen=True, slots=True)
class Tell:
    """Say ``text`` and go on when it is said."""

    text: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class Paced:
    """``seconds`` on the beat: ``texts`` are the cues in order of preference, the first that fits is said;
    ``earcon`` sounds where no cue does; ``anchor`` is the index of the beat where the repetition began."""

    pace: Pace
    name: str
    seconds: float
    motion: Motion
    anchor: int
    texts: tuple[str, ...] = ()
    earcon: Earcon | None = None
    rep: int = 0
    of: int = 0
    side: str = ""


@dataclass(frozen=True, slots=True)
class Await:
    """Wait until the person says that they are ready."""

    side: str = ""


@dataclass(frozen=True, slots=True)
class Pose:
    """Ask ``question``; after "no" or "not sure" the steps in ``repeat`` are done again, and it is asked again."""

    question: Question
    side: str = ""
    repeat: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consult:
    """The talk before the session: its questions, until it is clear whether and how the session is done; ``sore``:
    the soreness that was just told is weighed."""

    sore: bool = False
    side: str = ""


Beat: TypeAlias = Tell | Paced | Await | Pose | Consult


@dataclass(frozen=True, slots=True)
class Dose:
    """How a step is to be flattened: ``least`` takes the smaller count, ``half`` half of every count and hold;
    ``everything`` ignores all conditions."""

    switches: frozenset[str] = frozenset()
    talk: Talk = Talk.FULL
    least: bool = False
    easier: bool = False
    half: bool = False
    everything: bool = False


def steps_of(card: Card) -> tuple[Step, ...]:
    """The steps of ``card`` in the order they are done, with everything that is done again written out."""
    named = {step.name: step for step in card.steps}
    out: list[Step] = []
    for step in card.steps:
        out.append(step)
        if step.again is not None:
            where = f"{step.name[:1].lower()}{step.name[1:]}"
            out += [_once_more(named[name], step, step.again.count, where) for name in step.again.steps]
    return tuple(out)


def repeated(steps: tuple[Step, ...], names: tuple[str, ...], asking: Step) -> tuple[Step, ...]:
    """The steps with these ``names`` once more, after the question in the step ``asking``, which is asked again."""
    again = tuple(_once_more(step, asking, None, "once more") for step in steps if step.name in names)
    items = tuple(replace(item, repeat=()) if isinstance(item, Ask) else item for item in asking.items)
    return (*again, replace(asking, items=items))


def _once_more(step: Step, there: Step, count: int | None, where: str) -> Step:
    """``step`` where ``there`` is (``where`` in words): in brief, as it was just learnt, without waits and rests."""
    known = any(isinstance(item, Say) and item.brief for item in step.items)
    items: list[Item] = []
    for item in step.items:
        match item:
            case Say():
                if item.brief or not known:
                    items.append(replace(item, brief=False))
            case Reps():
                items.append(item if count is None else replace(item, least=count, most=count))
            case WaitFor() | Rest():
                pass
            case Time() | Hold() | Breathe() | Ask():
                items.append(item)
            case _:
                assert_never(item)
    return replace(
        step,
        name=f"{step.name}, {where}",
        items=tuple(items),
        place=there.after,
        after=there.after,
        when=replace(step.when, terms=there.when.terms + step.when.terms),
    )


def beats_of(step: Step, dose: Dose) -> tuple[Beat, ...]:
    """The beats of ``step``: once, or for each side with its change-over."""
    beats: list[Beat] = []
    for index, side in enumerate(step.sides.names if step.sides else ("",)):
        if index and step.sides is not None:
            change = lines.CHANGE.format(side=side)
            beats.append(
                Paced(
                    Pace.CHANGE, "change over", step.sides.change_over, Motion.REST, len(beats), (change,),
                    Earcon.CHANGE_SIDE, side=side,
                )
            )  # fmt: skip
        for item in _items(step, dose, second=index > 0):
            beats.extend(_with_side(beat, side) for beat in _beats(item, dose, len(beats)))
    return tuple(beats)


def _items(step: Step, dose: Dose, second: bool) -> Iterator[Item]:
    """The items of ``step`` that count now; on the second side only the lines that name the side are said again."""
    items = step.items
    if dose.easier and step.easier is not None and step.easier.items:
        doses = (Reps, Hold, Breathe)
        first = next((n for n, item in enumerate(items) if isinstance(item, doses)), len(items))
        others = tuple(item for item in items[first:] if not isinstance(item, doses))
        items = items[:first] + step.easier.items + others
    chosen = [item for item in items if dose.everything or item.when.holds(dose.switches)]
    has_brief = any(isinstance(item, Say) and item.brief for item in chosen)
    for item in chosen:
        if isinstance(item, Say):
            if not dose.everything and has_brief and item.brief != (dose.talk is not Talk.FULL):
                continue
            if second and "{side}" not in item.text:
                continue
        yield item


def _with_side(beat: Beat, side: str) -> Beat:
    if not side:
        return beat
    match beat:
        case Tell():
            return Tell(beat.text.format(side=side), side)
        case Paced():
            return replace(beat, side=side, texts=tuple(text.format(side=side) for text in beat.texts))
        case Await() | Pose() | Consult():
            return replace(beat, side=side)
        case _:
            assert_never(beat)


def _beats(item: Item, dose: Dose, start: int) -> list[Beat]:
    match item:
        case Say():
            return [Tell(item.text)]
        case WaitFor():
            return [Await()]
        case Ask():
            return [Pose(item.question, repeat=item.repeat)]
        case Time():
            return list(_stretch(Pace.TIME, "time", item.seconds, Motion.MOVE, start, ()))
        case Rest():
            return list(_stretch(Pace.REST, "rest", item.seconds, Motion.REST, start, ((0.0, lines.REST),)))
        case Hold():
            return list(_hold(_halved(item) if dose.half else item, start))
        case Breathe():
            return list(_breathe(item, start))
        case Reps():
            return list(_reps(item, dose, start))
        case _:
            assert_never(item)


def _stretch(
    pace: Pace, name: str, seconds: float, motion: Motion, start: int, cues: tuple[tuple[float, str], ...]
) -> Iterator[Paced]:
    """``seconds`` cut at its cues, with a quiet "Breathe." wherever nothing was said for long."""
    marks = {0.0: (), **{at: (text,) for at, text in cues}}
    last = 0.0
    for at in [*sorted(marks), seconds]:
        while at - last > LONGEST_SILENCE + 2.0:
            last += LONGEST_SILENCE
            marks[last] = (lines.BREATHE,)
        last = at
    edges = [*sorted(marks), seconds]
    for at, end in pairwise(edges):
        yield Paced(pace, name, end - at, motion, start, marks[at])


def _halved(item: Hold) -> Hold:
    """Half of the hold, with those cues that still come within it."""
    seconds = item.seconds / 2
    return replace(item, seconds=seconds, cues=tuple(cue for cue in item.cues if cue.seconds < seconds))


def _hold(item: Hold, start: int) -> Iterator[Paced]:
    cues = tuple((cue.seconds, cue.text) for cue in item.cues)
    if item.explore:
        yield from _stretch(Pace.EXPLORE, "search", item.seconds, Motion.HOLD, start, cues)
        return
    counted = COUNTED_DOWN if item.seconds >= LONGEST_SILENCE else 0
    pieces = list(_stretch(Pace.HOLD, "hold", item.seconds - counted, Motion.HOLD, start, cues))
    yield replace(pieces[0], earcon=Earcon.HOLD_BEGINS)
    yield from pieces[1:]
    for _ in range(counted):
        yield Paced(Pace.HOLD, "hold", 1.0, Motion.HOLD, start, (), Earcon.TICK)
    yield Paced(Pace.HOLD, "hold", 0.0, Motion.HOLD, start, (), Earcon.HOLD_ENDS)


def _breathe(item: Breathe, start: int) -> Iterator[Paced]:
    for breath in range(item.times):
        anchor = start + 2 * breath
        for name, seconds, text in (
            ("in", item.inward, lines.BREATHE_IN),
            ("out", item.outward, lines.BREATHE_OUT),
        ):
            yield Paced(
                Pace.BREATH, name, seconds, Motion.MOVE, anchor, (text,), rep=breath + 1, of=item.times
            )  # fmt: skip


def _reps(item: Reps, dose: Dose, start: int) -> Iterator[Paced]:
    total = item.least if dose.least else item.most
    total = (total + 1) // 2 if dose.half else total
    long = sum(phase.seconds for phase in item.phases) > 2 * LONGEST_SILENCE
    index = start
    for rep in range(1, total + 1):
        anchor = index
        after_hold = False
        for n, phase in enumerate(item.phases):
            full = long or rep in ((1, MIDDLE_REP, total) if dose.talk is Talk.FULL else (1,))
            texts = _cues(phase, rep, full, dose.talk, first=n == 0)
            yield Paced(
                Pace.REP, phase.name, phase.seconds, phase.motion, anchor, texts,
                _earcon(phase, dose.talk, first=n == 0, after_hold=after_hold), rep, total,
            )  # fmt: skip
            index += 1
            after_hold = phase.motion is Motion.HOLD


def _cues(phase: Phase, rep: int, full: bool, talk: Talk, first: bool) -> tuple[str, ...]:
    number = lines.count(rep)
    counted = (number,) if first and talk is not Talk.TONES else ()
    if full and phase.cue is not None:
        return (f"{number} {phase.cue}", phase.cue, *counted) if counted else (phase.cue,)
    return counted


def _earcon(phase: Phase, talk: Talk, first: bool, after_hold: bool) -> Earcon | None:
    if phase.motion is Motion.HOLD:
        return Earcon.HOLD_BEGINS
    if after_hold:
        return Earcon.HOLD_ENDS
    return Earcon.TICK if first and talk is Talk.TONES else None


def everything_said(step: Step, switches: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every line that ``step`` could make the coach say, whatever is switched, asked for or counted."""
    for talk in Talk:
        for least in (False, True):
            for easier in (False, True):
                for beat in beats_of(step, Dose(switches, talk, least, easier, everything=True)):
                    match beat:
                        case Tell():
                            yield beat.text
                        case Paced():
                            yield from beat.texts
                        case Pose():
                            yield beat.question.text
                        case Await() | Consult():
                            pass
                        case _:
                            assert_never(beat)
    if step.easier is not None:
        yield step.easier.text
    yield from step.reminders


def opening_step(first: Step, name: str, says: tuple[str, ...], questions: tuple[Question, ...]) -> Step:
    """A step of the coach's own before the card's ``first``: the person is where that step will find them."""
    place = replace(first.place, things=())
    items: tuple[Item, ...] = tuple(Say(text) for text in says)
    return Step(name, place, place, items + tuple(Ask(question) for question in questions), ALWAYS)
