"""The sections of a report about use: sessions, steps left out or halted, and equipment."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicecoach.core.card import Card
from voicecoach.core.facts import EndedBy, StepEnd
from voicecoach.core.told import row_name
from voicecoach.diary.counted import begun, cut_steps
from voicecoach.diary.read import SessionRecord
from voicecoach.script.check import place_text
from voicecoach.script.handout import Cell, Line, Lines, Section, Table
from voicecoach.shells.report_cells import counted, own, plain, said, small, table

MOST_STEPS = 8
_ENDS: tuple[tuple[str, tuple[EndedBy | None, ...]], ...] = (
    ("to the end", (EndedBy.COMPLETE,)),
    ("ended by the user", (EndedBy.FINISH, EndedBy.STOP, EndedBy.LEFT)),
    ("after pain", (EndedBy.PAIN,)),
    ("after a red flag", (EndedBy.RED_FLAG,)),
    ("no answer, or cut off", (EndedBy.NO_RESPONSE, None)),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A card that can be played now; ``own``: it did not come with the program."""

    card: Card
    own: bool

    def told(self) -> str:
        """Its name, its version and whose it is."""
        return f"{said(self.card.name)} v{self.card.version}{' (own)' if self.own else ''}"


def own_questions(offered: Sequence[Offered]) -> Mapping[str, str]:
    """The words of the questions that cards ask besides those of the table, by their names."""
    return {asked.name: asked.text for each in offered for asked in each.card.ask_first if asked.text}


def sessions_section(records: Sequence[SessionRecord]) -> Section:
    """How often each session was begun and how it ended; why some were not."""
    cards = sorted({record.card for record in records})
    if not cards:
        return Section("Sessions", (Lines((Line("None was written in these days."),)),))
    rows = (_ends(card, [record for record in records if record.card == card]) for card in cards)
    heads = ("Session", "begun", *(name for name, _ in _ENDS), "not begun")
    block = table(heads, (25, 9, 12, 14, 10, 10, 11, 9), rows)
    return Section("Sessions", (block, *_reasons(records)))


def _ends(card: str, records: Sequence[SessionRecord]) -> tuple[Cell, ...]:
    ended = Counter(record.by for record in records if begun(record))
    counts = [sum(ended[by] for by in ends) for _, ends in _ENDS]
    numbers = (sum(ended.values()), *counts, len(records) - sum(ended.values()))
    return (own(card), *(plain(str(number)) for number in numbers))


def _reasons(records: Sequence[SessionRecord]) -> Iterator[Lines]:
    reasons = Counter(
        ", ".join(map(row_name, record.permitted.rows)) or "not told"
        for record in records
        if not begun(record) and record.permitted is not None
    )
    if reasons:
        told = "; ".join(
            f"{said(why)} ({counted(count, 'time', 'times')})" for why, count in reasons.most_common()
        )
        yield Lines((Line(f"{told}.", "Why the program did not begin them:"),))


def steps_section(records: Sequence[SessionRecord], offered: Sequence[Offered]) -> Section:
    """The steps that were most often left out or halted."""
    found = cut_steps(records)
    heading = "Steps most often left out or halted"
    if not found:
        return Section(heading, (Lines((Line("None was left out or halted."),)),))
    cards = {each.card.name: each.card for each in offered}
    rows = (
        (
            own(f"{said(card)}: {said(step)}"),
            own(", ".join(cut.places) or _position(cards.get(card), step)),
            *(
                plain(str(number))
                for number in (cut.came, cut.skipped, cut.short, cut.left, cut.halts, cut.pains)
            ),
        )
        for card, step, cut in found[:MOST_STEPS]
    )
    heads = ("Step", "position", "came up", "skipped", "cut short", "not finished", "halts", "pain, red flag")
    more = f" {len(found) - MOST_STEPS} more steps are not listed." if len(found) > MOST_STEPS else ""
    remark = small(
        "A step that was halted can also be not finished: the columns do not add up. The last one is a part of "
        f"“halts”.{more}"
    )
    return Section(heading, (table(heads, (28, 17, 9, 10, 8, 10, 8, 10), rows), Lines((remark,))))


def _position(card: Card | None, name: str) -> str:
    """Where the card has the step now; nothing if it has no such step any more."""
    steps = () if card is None else tuple(step for step in card.steps if step.name == name)
    return " or ".join(dict.fromkeys(place_text(step.place) for step in steps)) or "not known"


def equipment_section(records: Sequence[SessionRecord], offered: Sequence[Offered]) -> Section:
    """Ball and roller under the person, and the options that were on."""
    cards = {each.card.name: each.card for each in offered}
    rows = [row for row in (_used(name, records, cards) for name in sorted({r.card for r in records})) if row]
    heading = "Equipment and options"
    if not rows:
        return Section(heading, (Lines((Line("None."),)),))
    block: Table = table(("Session", "used", "left out because of an answer or a rule"), (28, 44, 28), rows)
    remark = (
        "In how many of the sessions that were begun; what was left out later on may have been used until then. "
        "Traction is the gentle lengthening."
    )
    return Section(heading, (block, Lines((small(remark),))))


def _used(name: str, records: Sequence[SessionRecord], cards: Mapping[str, Card]) -> tuple[Cell, ...] | None:
    done = [record for record in records if record.card == name and begun(record)]
    used: Counter[str] = Counter()
    out: Counter[str] = Counter()
    for record in done:
        later = {change.value for change in record.changes if change.what == "in use"}
        used.update({*_things(record, cards.get(name)), *record.switches, *later})
        dropped = {change.value for change in record.changes if change.what == "left out"}
        out.update({*dropped, *(() if record.permitted is None else record.permitted.without)})
    if not used and not out:
        return None
    card = cards.get(name)
    every = {*used, *out, *(() if card is None else (switch.name for switch in card.switches))}
    told = "; ".join(f"{said(each)} {used[each]} of {len(done)}" for each in sorted(every))
    return (
        own(name),
        (Line(told, by_card=True),),
        own("; ".join(f"{said(k)} {n}" for k, n in sorted(out.items())) or "none"),
    )


def _things(record: SessionRecord, card: Card | None) -> set[str]:
    """What was under the person in a step that was done; an option that was off was not."""
    if card is None:
        return set()
    done = {step.step for step in record.steps if step.how in (StepEnd.DONE, StepEnd.NEXT)}
    places = [place for step in card.steps if step.name in done for place in (step.place, step.after)]
    options = {switch.name for switch in card.switches}
    return {thing for place in places for thing in place.things} - options
