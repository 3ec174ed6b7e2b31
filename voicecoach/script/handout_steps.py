"""The steps of a card as the rows of a table: what to do, how much, and the easier form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from voicecoach.core.card import Again, Ask, Breathe, Hold, Item, Reps, Rest, Say, Step, Time, WaitFor, When
from voicecoach.script import handout_words as words
from voicecoach.script.handout import Cell, Line, Row, Table, Tone
from voicecoach.script.handout_options import Options

Dose: TypeAlias = Reps | Hold | Breathe | Time | Rest
_WIDTHS = (17, 41, 23, 19)
_WIDTHS_LARGE = (28, 72)


@dataclass(slots=True)
class _Part:
    """Instructions and the doses that follow them."""

    what: list[Line] = field(default_factory=list)
    much: list[Line] = field(default_factory=list)


def steps_table(options: Options, large: bool) -> Table:
    """Every step that can be done on this page; in ``large`` type with two columns."""
    rows: list[Row] = []
    number, last = 0, ""
    for step in options.card.steps:
        if not options.holds(step.when):
            continue
        # The same step for another position keeps its number: only one of them is done.
        number, last = (number, last) if step.name == last else (number + 1, step.name)
        rows.append(_row(step, number, options, large))
    if large:
        return Table(words.STEP_HEADS_LARGE, tuple(rows), _WIDTHS_LARGE)
    return Table(words.STEP_HEADS, tuple(rows), _WIDTHS)


def _row(step: Step, number: int, options: Options, large: bool) -> Row:
    head = [Line(f"{number}. {step.name}", tone=Tone.STRONG, by_card=True)]
    if told := options.told(step.when):
        head.append(Line(words.ONLY.format(options=told), tone=Tone.QUIET))
    if step.sides is not None:
        first, *others = step.sides.names
        sides = words.SECOND_SIDE.format(first=first, second=", ".join(others)) if others else first
        change = words.CHANGE_OVER.format(seconds=_seconds(step.sides.change_over))
        head.append(Line(f"{sides}; {change}", tone=Tone.QUIET))
    parts = _parts(step, options) or [_Part()]
    easier = _easier(step, options)
    if not large:
        cells = [(tuple(p.what), tuple(p.much), easier if n == 0 else ()) for n, p in enumerate(parts)]
        return Row(tuple(head), tuple(cells))
    lines = [line for part in parts for line in (*part.what, *part.much)]
    if easier:
        first_line, *rest = easier
        lines += [Line(first_line.text, words.EASIER, Tone.PLAIN, first_line.by_card), *rest]
    return Row(tuple(head), ((tuple(lines),),))


def _parts(step: Step, options: Options) -> list[_Part]:
    """The items of ``step``, a new part wherever an instruction follows a dose."""
    parts: list[_Part] = []
    counted = [item for item in step.items if options.holds(item.when)]
    for item in counted:
        match item:
            case Say():
                if not item.brief:
                    _fresh(parts).what.append(_said(item, step, options))
            case Ask():
                _fresh(parts).what += _asked(item, options)
            case WaitFor():
                pass
            case Reps() | Hold() | Breathe() | Time() | Rest():
                if not parts:
                    parts.append(_Part())
                parts[-1].much += _doses((item,), options)
            case _:
                assert_never(item)
    if step.again is not None:
        _fresh(parts).what.append(_once_more(step.again))
    return parts


def _fresh(parts: list[_Part]) -> _Part:
    if not parts or parts[-1].much:
        parts.append(_Part())
    return parts[-1]


def _said(say: Say, step: Step, options: Options) -> Line:
    side = "/".join(step.sides.names) if step.sides is not None else ""
    return _conditional(say.text.replace("{side}", side), say.when, options, by_card=True)


def _asked(ask: Ask, options: Options) -> Iterator[Line]:
    yield _conditional(ask.question.text, ask.when, options, by_card=True)
    if ask.repeat:
        yield Line(words.REPEAT.format(steps=", ".join(ask.repeat)))


def _once_more(again: Again) -> Line:
    text = words.ONCE_MORE.format(steps=", ".join(again.steps))
    times = f"; {words.TIMES_EACH.format(count=again.count)}" if again.count is not None else ""
    return Line(f"{text[:1].upper()}{text[1:]}{times}.")


def _easier(step: Step, options: Options) -> Cell:
    if step.easier is None:
        return ()
    items = (item for item in step.easier.items if options.holds(item.when))
    doses = (item for item in items if isinstance(item, Dose))
    return (Line(step.easier.text, by_card=True), *_doses(doses, options))


def _doses(items: Iterable[Dose], options: Options) -> Iterator[Line]:
    for item in items:
        yield _conditional(_dose(item), item.when, options, Tone.STRONG if _is_work(item) else Tone.PLAIN)


def _is_work(item: Item) -> bool:
    return isinstance(item, Reps | Hold | Breathe)


def _dose(item: Dose) -> str:
    match item:
        case Reps():
            phases = ", ".join(f"{phase.name} {_seconds(phase.seconds)}" for phase in item.phases)
            return f"{_range(item.least, item.most)}: {phases}"
        case Hold():
            form = words.SEARCH if item.explore else words.HOLD
            return form.format(seconds=_seconds(item.seconds))
        case Breathe():
            flow = words.IN_OUT.format(inward=_seconds(item.inward), outward=_seconds(item.outward))
            return f"{words.BREATHS} {_range(item.times, item.times)}: {flow}"
        case Time():
            return words.TIME.format(seconds=_seconds(item.seconds))
        case Rest():
            return words.REST.format(seconds=_seconds(item.seconds))
        case _:
            assert_never(item)


def _range(least: int, most: int) -> str:
    if least != most:
        return words.RANGE.format(least=least, most=most)
    return words.ONE_TIME if most == 1 else words.TIMES.format(count=most)


def _seconds(seconds: float) -> str:
    return words.SECONDS.format(number=f"{seconds:g}")


def _conditional(
    text: str, when: When, options: Options, tone: Tone = Tone.PLAIN, by_card: bool = False
) -> Line:
    """``text`` behind its condition, if that says anything here."""
    told = options.told(when)
    return Line(text, f"{told[:1].upper()}{told[1:]}:" if told else "", tone, by_card)
