"""The steps of a card as the rows of a table: what to do, how much, and the easier form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias, assert_never

from voicecoach.core.card import Again, Ask, Breathe, Hold, Reps, Rest, Say, Step, Time, WaitFor
from voicecoach.language import handout_words as words
from voicecoach.language.printed import Paper
from voicecoach.script.handout import Cell, Line, Row, Table, Tone, paragraphs
from voicecoach.script.handout_options import Options, capital

Dose: TypeAlias = Reps | Hold | Breathe | Time | Rest
_WIDTHS_LARGE = (28, 72)
_LETTERS_IN_LINE = 115
"""About as many of the usual size stand in a line across the page."""


@dataclass(slots=True)
class _Part:
    """Instructions and the doses that follow them."""

    what: list[Line] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)


def steps_table(options: Options, large: bool) -> Table:
    """Every step that can be done on this page; in ``large`` type with two columns."""
    rows: list[Row] = []
    number, last = 0, ""
    for step, told in _merged(options):
        # The same step for another position keeps its number: only one of them is done.
        number, last = (number, last) if step.name == last else (number + 1, step.name)
        rows.append(_row(step, number, told, options, large))
    if large:
        return Table(_heads(words.STEP_HEADS_LARGE, options), tuple(rows), _WIDTHS_LARGE)
    return Table(_heads(words.STEP_HEADS, options), tuple(rows), _widths(rows))


def _heads(heads: tuple[str, ...], options: Options) -> tuple[str, ...]:
    return tuple(map(options.paper.say, heads))


def _widths(rows: list[Row]) -> tuple[int, ...]:
    """The column widths with which the table is shortest."""
    letters = [tuple(_letters(cell) for cell in (row.head, *part)) for row in rows for part in row.parts]
    least = max((_needed(row.head) for row in rows), default=0)
    heads = range(max(13, min(least, 22)), 23)
    choices = ((head, 100 - head - much, much) for head in heads for much in range(15, 41))
    return min(choices, key=lambda widths: sum(_tall(cells, widths) for cells in letters))


def _needed(head: Cell) -> int:
    """The width in which no word of ``head`` has to be torn; bold letters are wider."""
    words_in = (word for line in head for word in line.text.split())
    return round((2 + 1.1 * max(map(len, words_in), default=0)) * 100 / _LETTERS_IN_LINE)


def _letters(cell: Cell) -> tuple[int, ...]:
    return tuple(sum(len(line.lead) + len(line.text) + 1 for line in lines) for lines in paragraphs(cell))


def _tall(cells: tuple[tuple[int, ...], ...], widths: tuple[int, ...]) -> int:
    """The lines that a row takes if each cell is so long and so wide."""
    in_a_line = [max(1, _LETTERS_IN_LINE * width // 100 - 2) for width in widths]
    return max(
        sum(-(-letters // most) for letters in cell) for cell, most in zip(cells, in_a_line, strict=True)
    )


def _merged(options: Options) -> Iterator[tuple[Step, str]]:
    """The steps with their conditions in words; what is the same for several positions is told once."""
    steps = [step for step in options.card.steps if options.holds(step.when)]
    for index, step in enumerate(steps):
        if index and _same(steps[index - 1], step):
            continue
        alike = [step]
        for other in steps[index + 1 :]:
            if not _same(step, other):
                break
            alike.append(other)
        told = dict.fromkeys(options.told(one.when) for one in alike)
        yield step, _either(tuple(told), options)


def _either(told: tuple[str, ...], options: Options) -> str:
    """The conditions as one; nothing where they are all that there is to choose from."""
    either = options.paper.say(words.OR)
    names = dict.fromkeys(name for text in told for name in text.split(either))
    for group in {switch.group for switch in options.card.switches if switch.group}:
        if {options.called(s.name) for s in options.card.switches if s.group == group} <= set(names):
            return ""
    return either.join(name for name in names if name)


def _same(one: Step, other: Step) -> bool:
    return (one.name, one.items, one.sides, one.easier, one.again) == (
        other.name, other.items, other.sides, other.easier, other.again
    )  # fmt: skip


def _row(step: Step, number: int, told: str, options: Options, large: bool) -> Row:
    paper = options.paper
    head = [Line(f"{number}. {step.name}", tone=Tone.STRONG, by_card=True)]
    asides = [told] if told else []
    if step.sides is not None:
        first, *others = step.sides.names
        then = paper.say(words.SECOND_SIDE)
        asides.append(then.format(first=first, second=", ".join(others)) if others else first)
        asides.append(paper.say(words.CHANGE_OVER).format(seconds=_seconds(step.sides.change_over, paper)))
    if asides:
        head.append(Line("; ".join(asides), tone=Tone.QUIET, goes_on=True))
    parts = [(_what(part), _doses(part.doses, options)) for part in _parts(step, options)] or [((), ())]
    parts[-1] = _with_easier(parts[-1], step, options)
    if not large:
        return Row(tuple(head), tuple(parts))
    lines = [line for what, much in parts for line in (*what, *much)]
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
                parts[-1].doses.append(item)
            case _:
                assert_never(item)
    if step.again is not None:
        _fresh(parts).what.append(_once_more(step.again, options.paper))
    return parts


def _what(part: _Part) -> Cell:
    """The instructions; where there are none, the cues of the repetitions say what is done."""
    if part.what:
        return tuple(replace(line, goes_on=index > 0) for index, line in enumerate(part.what))
    first = next((dose for dose in part.doses if isinstance(dose, Reps)), None)
    cues = [phase.cue for phase in first.phases if phase.cue is not None] if first is not None else []
    return (Line(" ".join(cues), by_card=True),) if cues else ()


def _fresh(parts: list[_Part]) -> _Part:
    if not parts or parts[-1].doses:
        parts.append(_Part())
    return parts[-1]


def _said(say: Say, step: Step, options: Options) -> Line:
    side = "/".join(step.sides.names) if step.sides is not None else ""
    return options.behind(say.when, say.text.replace("{side}", side))


def _asked(ask: Ask, options: Options) -> Iterator[Line]:
    yield options.behind(ask.when, options.paper.language.say(ask.question.text))
    if ask.repeat:
        yield Line(options.paper.say(words.REPEAT).format(steps=", ".join(ask.repeat)))


def _once_more(again: Again, paper: Paper) -> Line:
    text = paper.say(words.ONCE_MORE).format(steps=", ".join(again.steps))
    times = f"; {paper.say(words.TIMES_EACH).format(count=again.count)}" if again.count is not None else ""
    return Line(capital(f"{text}{times}."))


def _with_easier(part: tuple[Cell, Cell], step: Step, options: Options) -> tuple[Cell, Cell]:
    """The last part of ``step``, with its easier form behind it."""
    if step.easier is None:
        return part
    what, much = part
    items = (item for item in step.easier.items if options.holds(item.when))
    doses = tuple(item for item in items if isinstance(item, Dose))
    easier = Line(step.easier.text, options.paper.say(words.EASIER), by_card=True, goes_on=bool(what))
    return (*what, easier), (*much, *_doses(doses, options, options.paper.say(words.IF_SORE_DOSE)))


def _doses(items: Iterable[Dose], options: Options, ahead: str = "") -> Cell:
    """Each dose behind its condition; ``ahead`` is the condition of them all."""
    lines: list[Line] = []
    items = tuple(items)
    sets = _sets(items)
    for item in items[:1] if sets else items:
        told = options.told(item.when)
        count, text = _dose(item, options.paper)
        lead = ", ".join(text for text in (ahead, told, count) if text)
        joined = bool(lines) and not told and not ahead
        if joined:
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text};")
        lines.append(Line(text, capital(f"{lead}:") if lead else "", goes_on=joined))
    if sets:
        rest = _dose(items[1], options.paper)[1]
        told = options.paper.say(words.SETS).format(count=sets, rest=rest)
        lines = [replace(lines[0], text=f"{lines[0].text};"), Line(told, goes_on=True)]
    return tuple(lines)


def _sets(items: tuple[Dose, ...]) -> int:
    """How often the same dose comes with the same rest between, where that is all there is; else 0."""
    doses, rests = items[::2], items[1::2]
    alike = len(set(doses)) == 1 and len(set(rests)) == 1 and len(doses) == len(rests) + 1
    return len(doses) if alike and isinstance(rests[0], Rest) and isinstance(doses[0], Reps | Hold) else 0


def _dose(item: Dose, paper: Paper) -> tuple[str, str]:
    """How often, if that is said, and how long."""
    match item:
        case Reps():
            phases = ", ".join(f"{phase.name} {_seconds(phase.seconds, paper)}" for phase in item.phases)
            return _range(item.least, item.most, paper), phases
        case Hold():
            form = paper.say(words.SEARCH if item.explore else words.HOLD)
            return "", form.format(seconds=_seconds(item.seconds, paper))
        case Breathe():
            inward, outward = _seconds(item.inward, paper), _seconds(item.outward, paper)
            times = _range(item.times, item.times, paper)
            flow = paper.say(words.IN_OUT).format(inward=inward, outward=outward)
            return paper.say(words.BREATHS).format(times=times), flow
        case Time():
            return "", _seconds(item.seconds, paper)
        case Rest():
            return "", paper.say(words.REST).format(seconds=_seconds(item.seconds, paper))
        case _:
            assert_never(item)


def _range(least: int, most: int, paper: Paper) -> str:
    if least != most:
        return paper.say(words.RANGE).format(least=least, most=most)
    return paper.say(words.ONE_TIME) if most == 1 else paper.say(words.TIMES).format(count=most)


def _seconds(seconds: float, paper: Paper) -> str:
    return paper.say(words.SECONDS).format(number=paper.number(seconds))
