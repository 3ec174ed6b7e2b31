"""The sections of a card: a step under each heading, the ways out and what is put away."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voicecoach.core.card import Again, Easier, Item, Place, PutAway, Say, Sides, Step, Term, WayOut, When
from voicecoach.script import items, values
from voicecoach.script.page import Line, Section
from voicecoach.script.problems import LineError, Problems
from voicecoach.script.rules import Rule
from voicecoach.script.vocabulary import OUT, SORE, STEP, Key, read_key

AMENDING = ("cue ", "at ", "if no")
"""The lines that add to the one before them."""


@dataclass(slots=True)
class Draft:
    """A step while its lines are read; ``place`` and ``after`` are None where the card leaves them out;
    ``lines`` tells where a word or the text of a reminder stood."""

    name: str
    line: int
    place: Place | None = None
    after: Place | None = None
    when: When = field(default_factory=When)
    items: list[Item] = field(default_factory=list)
    sides: Sides | None = None
    easier_text: str | None = None
    easier_line: int = 0
    easier_items: list[Item] = field(default_factory=list)
    again: Again | None = None
    reminders: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    last: list[Item] | None = None
    broken: bool = False

    def step(self, place: Place, extra: tuple[Term, ...] = ()) -> Step:
        """The step that this draft has become, at ``place``."""
        easier = None
        if self.easier_text is not None:
            easier = Easier(self.easier_text, tuple(self.easier_items), self.easier_line)
        return Step(
            name=self.name,
            place=place,
            after=self.after or place,
            items=tuple(self.items),
            when=When(self.when.terms + extra),
            sides=self.sides,
            easier=easier,
            again=self.again,
            reminders=tuple(self.reminders),
            source="; ".join(self.sources),
            notes="\n".join(self.notes),
            line=self.line,
        )


def draft_of(section: Section, problems: Problems) -> Draft:
    """The draft of the step in ``section``."""
    draft = Draft(section.heading, section.number)
    if any(mark in section.heading for mark in ":;,"):
        problems.add(
            section.number,
            f'the step "{section.heading}" has one of : ; , in its name; leave it out',
            Rule.LAYOUT,
        )
    for line in section.lines:
        amends = line.key.lower().startswith(AMENDING)
        try:
            key = read_key(line.key, STEP)
            value = _value(key, line)
            if key.word in draft.lines and not STEP[key.word].repeats:
                raise LineError(f'"{key.word}" is given twice in this step; keep one', Rule.TWICE)
            draft.lines[key.word] = line.number
            _take(draft, key, value, line.number)
        except LineError as wrong:
            draft.broken = draft.broken or not amends
            problems.wrong(line.number, wrong)
    if draft.easier_items and draft.easier_text is None:
        problems.add(
            section.number,
            'there is a dose "if sore" but no line for it; write "If sore: Half the way."',
            Rule.EASIER,
        )
    return draft


def _value(key: Key, line: Line) -> str:
    if not line.value:
        raise LineError(f'there is nothing after "{key.word}:"; write it on the same line')
    return line.value


def _take(draft: Draft, key: Key, value: str, line: int) -> None:
    match key.word:
        case "Place":
            draft.place = values.place(value)
        case "Place after":
            draft.after = values.place(value)
        case "Only if":
            draft.when = values.when(value)
        case "Each side":
            draft.sides = items.sides(value)
        case "Again":
            draft.again = items.again(value, line)
        case "Reminder":
            draft.reminders.append(value)
            draft.lines[f"reminder {value}"] = line
        case "If sore":
            draft.easier_text, draft.easier_line = value, line
        case "Source":
            draft.sources.append(value)
        case "Note":
            draft.notes.append(value)
        case "Cue" | "At" | "If no" if draft.broken:
            return  # what it belongs to was not understood, and one message about that is enough
        case "Cue" | "At" | "If no":
            _amend(draft, key, value, line)
        case _:
            _append(draft, key, value, line)


def _amend(draft: Draft, key: Key, value: str, line: int) -> None:
    into = draft.last if draft.last is not None else draft.items
    last = into[-1] if into else None
    amended: Item
    if key.word == "If no":
        amended = items.with_repeat(last, value)
    elif key.word == "At":
        amended = items.with_cue_at(last, key.name or "", value, line)
    else:
        amended = items.with_cue(last, key.name or "", value)
    into[-1] = amended


def _append(draft: Draft, key: Key, value: str, line: int) -> None:
    draft.broken = False
    when = values.when(key.condition)
    sore = any(term.switch == SORE for term in when.terms)
    if sore:
        when = When(tuple(term for term in when.terms if term.switch != SORE))
        if key.word not in ("Reps", "Hold", "Breathe"):
            raise LineError(f'"{key.word}" cannot depend on "sore"; write the line as "If sore: ..."')
    item = items.item(key, value, when, line)
    assert item is not None, key.word
    draft.last = draft.easier_items if sore else draft.items
    draft.last.append(item)


def says_of(section: Section, problems: Problems) -> tuple[Say, ...]:
    """The lines of a way out or of putting something away."""
    says: list[Say] = []
    for line in section.lines:
        try:
            key = read_key(line.key, OUT)
            says.append(Say(_value(key, line), False, values.when(key.condition), line.number))
        except LineError as wrong:
            problems.wrong(line.number, wrong)
    if not section.lines:
        text = f'"{section.heading}" says nothing; add lines with "Say: ..."'
        problems.add(section.number, text, Rule.STEPS)
    return tuple(says)


def way_out_of(section: Section, value: str, problems: Problems) -> WayOut | None:
    """The way out of the position named in the heading."""
    says = says_of(section, problems)
    try:
        place = values.place(value)
    except LineError as wrong:
        problems.wrong(section.number, wrong)
        return None
    return WayOut(place.body, place.things, says, section.number)


def put_away_of(section: Section, value: str, problems: Problems) -> PutAway | None:
    """How the thing named in the heading is put away."""
    says = says_of(section, problems)
    try:
        return PutAway(values.name(value, "a thing"), says, section.number)
    except LineError as wrong:
        problems.wrong(section.number, wrong)
        return None


def excludes(one: When, other: When, groups: dict[str, str]) -> bool:
    """Whether ``one`` and ``other`` can never both hold; ``groups`` names the group of each switch in one."""
    for a in one.terms:
        for b in other.terms:
            if a.switch == b.switch and a.on != b.on:
                return True
            same_group = a.switch in groups and groups[a.switch] == groups.get(b.switch)
            if a.on and b.on and a.switch != b.switch and same_group:
                return True
    return False


def settled(drafts: Sequence[Draft], groups: dict[str, str], problems: Problems) -> tuple[Step, ...]:
    """The steps with every place known: a step begins where the one before it ended.

    Where that differs between the variants, the step becomes one step for each of them.
    """
    steps: list[Step] = []
    for draft in drafts:
        if draft.place is not None:
            steps.append(draft.step(draft.place))
            continue
        found = _by_variant(draft, steps, groups)
        if not found:
            problems.add(
                draft.line,
                f'it is not clear where the person is in "{draft.name}"; add "Place: ..."',
                Rule.POSITION,
            )
            found = [(Place(values.BODIES["sitting"]), ())]
        steps += [draft.step(place, extra) for place, extra in found]
    return tuple(steps)


def _by_variant(
    draft: Draft, before: Sequence[Step], groups: dict[str, str]
) -> list[tuple[Place, tuple[Term, ...]]]:
    whole = _place_before(draft.when, before, groups)
    if whole is not None:
        return [(whole, ())]
    for group in dict.fromkeys(groups.values()):
        found: list[tuple[Place, tuple[Term, ...]]] = []
        for switch in (switch for switch, own in groups.items() if own == group):
            when = When((*draft.when.terms, Term(switch)))
            if excludes(when, draft.when, groups) or excludes(when, when, groups):
                continue
            place = _place_before(when, before, groups)
            if place is None:
                break
            found.append((place, (Term(switch),)))
        else:
            return found
    return []


def _place_before(when: When, before: Sequence[Step], groups: dict[str, str]) -> Place | None:
    """Where the person is when ``when`` holds and the steps ``before`` are done; None if that depends."""
    places: set[Place] = set()
    for step in reversed(before):
        if excludes(when, step.when, groups):
            continue
        places.add(step.after)
        if all(_implied(term, when, groups) for term in step.when.terms):
            return places.pop() if len(places) == 1 else None
    return None


def _implied(term: Term, when: When, groups: dict[str, str]) -> bool:
    """Whether ``term`` holds wherever ``when`` does."""
    if term in when.terms:
        return True
    neighbours = {t.switch for t in when.terms if t.on and t.switch in groups and t.switch != term.switch}
    return not term.on and any(groups[switch] == groups.get(term.switch) for switch in neighbours)
