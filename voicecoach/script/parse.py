"""The text of a session card to the frozen card, or every problem in it with file and line."""

from dataclasses import dataclass, field

from voicecoach.core.card import Card, PutAway, Step, WayOut
from voicecoach.script.check import problems_of
from voicecoach.script.claims import claims
from voicecoach.script.front import NOT_REVIEWED, Front, read_front
from voicecoach.script.page import Page, Section, is_notes, read_page
from voicecoach.script.problems import Problems
from voicecoach.script.rules import Rule
from voicecoach.script.steps import Draft, draft_of, put_away_of, settled, way_out_of
from voicecoach.script.values import nearest

KINDS = ("Way out", "Put away")
"""Headings that are no steps: `## Way out: lying`."""


@dataclass(slots=True)
class Body:
    """The sections of a card as far as they are read."""

    drafts: list[Draft] = field(default_factory=list)
    ways_out: list[WayOut] = field(default_factory=list)
    put_away: list[PutAway] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """A card as far as it was understood; ``lines`` tells where the words in front stood."""

    card: Card
    lines: dict[str, int]


def parse(text: str, name: str, path: str) -> Card:
    """The card called ``name`` that ``text`` is; ``path`` is for the messages of `ScriptError`."""
    problems = Problems(path)
    reading = read(text, name, problems)
    problems.settle()
    return reading.card


def read(text: str, name: str, problems: Problems) -> Reading:
    """What ``text`` says, with everything that is wrong in it added to ``problems``."""
    page = read_page(text, problems)
    front = read_front(page.front, problems)
    body = Body()
    for section in page.sections:
        _take(section, body, problems)
    groups = {switch.name: switch.group for switch in front.switches if switch.group is not None}
    steps = settled(body.drafts, groups, problems)
    card = _card(name, page, front, body, steps)
    lines = {"title": page.title_line, **front.lines}
    lines |= {
        name: line
        for draft in body.drafts
        for name, line in draft.lines.items()
        if name.startswith("reminder ")
    }
    misread = problems.lines()
    for line, problem, rule in problems_of(card, lines, whole=not misread):
        if line == 1 or line not in misread:  # what follows from a line that was not understood is no news
            problems.add(line, problem, rule)
    for line, problem in claims(page, card.language):
        problems.add(line, problem, Rule.WORDING)
    return Reading(card, lines)


def _card(name: str, page: Page, front: Front, body: Body, steps: tuple[Step, ...]) -> Card:
    return Card(
        name=name,
        title=page.title,
        purpose=front.words.get("Purpose", ""),
        version=front.version,
        date=front.date,
        author=front.words.get("Author", ""),
        reviewed=front.words.get("Reviewed", NOT_REVIEWED),
        language=front.words.get("Language", "English"),
        position=front.words.get("Position", ""),
        how_often=front.words.get("How often", ""),
        steps=steps,
        ways_out=tuple(body.ways_out),
        put_away=tuple(body.put_away),
        you_need=tuple(front.you_need),
        do_not_use=tuple(front.do_not_use),
        ask_first=tuple(front.ask_first),
        first=tuple(front.first),
        afterwards=tuple(front.afterwards),
        switches=tuple(front.switches),
        presets=tuple(front.presets),
        first_preset=front.words.get("First time", ""),
        usual_preset=front.words.get("Usual", ""),
        reminders=tuple(front.reminders),
        sources=tuple(front.sources),
        notes="\n\n".join(body.notes),
    )


def _take(section: Section, body: Body, problems: Problems) -> None:
    if is_notes(section):
        body.notes += [section.text] if section.text else []
        return
    kind, colon, value = (part.strip() for part in section.heading.partition(":"))
    match kind.lower():
        case "way out":
            way = way_out_of(section, value, problems)
            body.ways_out += [way] if way is not None else []
        case "put away":
            away = put_away_of(section, value, problems)
            body.put_away += [away] if away is not None else []
        case _ if colon and (near := nearest(kind, KINDS)):
            text = f'"## {kind}:" is not known; did you mean "## {near}: {value}"?'
            problems.add(section.number, text, Rule.WORD)
        case _ if not colon and kind.lower().startswith("way out "):
            place = kind[len("way out ") :]
            problems.add(section.number, f'the colon is missing; write "## Way out: {place}"', Rule.LAYOUT)
        case _:
            body.drafts.append(draft_of(section, problems))
