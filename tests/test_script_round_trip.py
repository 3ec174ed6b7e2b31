"""Parse, print, parse gives the same card, through Markdown and through JSON, whatever the card."""

import json
import time
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from voicecoach.core.card import (
    ALWAYS,
    Again,
    Answers,
    Ask,
    Body,
    Breathe,
    Card,
    CueAt,
    Easier,
    Effect,
    Hold,
    Item,
    Motion,
    Phase,
    Place,
    Preset,
    PutAway,
    Question,
    Reps,
    Rest,
    Say,
    Screening,
    Sides,
    Step,
    Switch,
    Term,
    Time,
    WaitFor,
    WayOut,
    When,
)
from voicecoach.errors import ScriptError
from voicecoach.script.json_form import from_json, schema, to_json
from voicecoach.script.parse import parse
from voicecoach.script.printing import print_card

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "scripts").glob("*.md"))

LINES = st.lists(
    st.sampled_from(
        ("Lift", "your", "chin", "slowly:", "2", "(right)", "if", "neck.", "-", "Café,", "1.", "say")
    ),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(["Rest", *words]))
SIDED = LINES.map(lambda text: f"{text} {{side}}")
NAMES = st.sampled_from(("roll", "chin in", "low-back", "hold on 2", "o'clock", "7th", "rest well"))
SECONDS = st.one_of(
    st.integers(1, 300).map(float),
    st.integers(1, 5000).map(lambda n: n / 10),
    st.just(0.125),
    st.just(3600.0),
)
SWITCHES = ("roller", "traction", "first lengthening")
GROUPS = {"variant": ("standing up", "sitting down"), "legs": ("bent", "straight", "crossed")}
THINGS = st.sets(st.sampled_from(("roller", "strap", "towel")), max_size=3).map(lambda s: tuple(sorted(s)))
PLACES = st.builds(Place, st.sampled_from(Body), THINGS)
TERMS = st.lists(
    st.builds(Term, st.sampled_from((*SWITCHES, "bent")), st.booleans()),
    max_size=3,
    unique_by=lambda term: term.switch,
).map(tuple)


def whens() -> st.SearchStrategy[When]:
    return st.one_of(st.just(ALWAYS), st.builds(When, TERMS))


@st.composite
def phases(draw: st.DrawFn) -> tuple[Phase, ...]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    return tuple(
        Phase(
            name,
            draw(st.integers(1, 20)) / draw(st.sampled_from((1, 2))),
            draw(st.sampled_from(Motion)),
            draw(st.none() | LINES),
        )
        for name in names
    )


@st.composite
def reps(draw: st.DrawFn, when: st.SearchStrategy[When]) -> Reps:
    least = draw(st.integers(1, 20))
    return Reps(least, least + draw(st.integers(0, 10)), draw(phases()), draw(when))


@st.composite
def holds(draw: st.DrawFn, when: st.SearchStrategy[When], explore: st.SearchStrategy[bool]) -> Hold:
    seconds = draw(SECONDS)
    marks = sorted(draw(st.sets(st.sampled_from((0.0, 0.05, 1.0, 10.0, 20.5)), max_size=3)))
    cues = tuple(CueAt(at, draw(LINES)) for at in marks if at < seconds)
    return Hold(seconds, cues, draw(explore), draw(when))


def breaths(when: st.SearchStrategy[When]) -> st.SearchStrategy[Breathe]:
    short = st.integers(1, 16).map(lambda n: n / 2)
    return st.builds(Breathe, st.integers(1, 10), short, short, when)


QUESTIONS = st.one_of(
    st.builds(Question, NAMES, LINES, st.sampled_from((Answers.SCORE, Answers.YES_NO, Answers.PLACE))),
    st.builds(
        Question,
        NAMES,
        LINES,
        st.just(Answers.CHOICE),
        st.sampled_from((("bent", "straight", "no roller"), ("warm", "cold"))),
    ),
    st.just(Question("soreness now", "From zero to ten, how sore is it now?", Answers.SCORE)),
)


def items(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Item]:
    when = whens()
    return st.one_of(
        st.builds(Say, texts, st.booleans(), when),
        st.builds(WaitFor, when),
        st.builds(Time, SECONDS, when),
        st.builds(Rest, SECONDS, when),
        reps(when),
        holds(when, st.booleans()),
        breaths(when),
        st.builds(Ask, QUESTIONS, when),
    )


@st.composite
def easier(draw: st.DrawFn) -> Easier:
    when = whens()
    doses = draw(st.lists(st.one_of(reps(when), holds(when, st.just(False)), breaths(when)), max_size=2))
    return Easier(draw(LINES), tuple(doses))


@st.composite
def steps(draw: st.DrawFn, name: str, before: list[str]) -> Step:
    place = draw(PLACES)
    sides = draw(
        st.none() | st.builds(Sides, st.sampled_from((("right", "left"), ("one", "two", "three"))), SECONDS)
    )
    again = None
    repeats: bool = draw(st.booleans())
    if before and repeats:
        again = Again(
            tuple(draw(st.lists(st.sampled_from(before), min_size=1, max_size=3))),
            draw(st.none() | st.integers(1, 9)),
        )
    found = draw(st.lists(items(SIDED if sides else LINES), min_size=1, max_size=5))
    if before:
        question = Question("moved well", "Rest now?", Answers.YES_NO)
        found += draw(st.lists(st.just(Ask(question, ALWAYS, tuple(before[:2]))), max_size=1))
    return Step(
        name=name,
        place=place,
        after=draw(st.one_of(st.just(place), PLACES)),
        items=tuple(found),
        when=draw(whens()),
        sides=sides,
        easier=draw(easier()),
        again=again,
        reminders=tuple(draw(st.lists(LINES, max_size=2))),
        source=draw(st.sampled_from(("", "A11; hold: judgement"))),
        notes=draw(st.sampled_from(("", "One.", "One: two\nthree"))),
    )  # fmt: skip


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """A card that breaks no rule, using everything that the format has."""
    found: list[Step] = []
    for name in ("Set up", "Roll", "Turn - and nod 2"):
        found.append(draw(steps(name, [step.name for step in found if step.again is None])))
    places = {place for step in found for place in (step.place, step.after)}
    says = tuple(
        Say(text, False, when)
        for text, when in draw(st.lists(st.tuples(LINES, whens()), min_size=1, max_size=2))
    )
    used = tuple(Say("rest", False, When((Term(name),))) for name in (*SWITCHES, "bent", "sitting down"))
    switches = [Switch(name, draw(st.booleans())) for name in SWITCHES]
    for group, members in GROUPS.items():
        usual = draw(st.sampled_from(members))
        switches += [Switch(name, name == usual, group) for name in members]
    return Card(
        name="made-up",
        title=draw(st.sampled_from(("Made up", "A: b, c", "Turn; nod (both)"))),
        purpose=draw(LINES),
        version=draw(st.integers(0, 999)),
        date="2026-11-22",
        author=draw(st.sampled_from(("", "Jane Miller"))),
        reviewed="Jane: Miller, 2026-11-22",
        language="English",
        position="sitting",
        how_often=draw(st.sampled_from(("", "3 to 4 times a day"))),
        steps=tuple(found),
        ways_out=tuple(WayOut(p.body, p.things, says) for p in sorted(places, key=str)),
        put_away=tuple(PutAway(thing, says) for thing in sorted({t for p in places for t in p.things})),
        you_need=used,
        do_not_use=tuple(draw(st.lists(LINES, max_size=2))),
        ask_first=(
            Screening("emergency signs"),
            Screening("arthritis", "", Effect.USE, "bent"),
            Screening("fever", draw(LINES), Effect.REFUSE, draw(st.sampled_from(("", "See a clinician: soon.")))),
            Screening("balance", "Rest now?", Effect.WITHOUT, "roller"),
        ),
        first=draw(st.sampled_from(((), ("prep",), ("prep", "other-1")))),
        afterwards=draw(st.sampled_from(((), ("later",)))),
        switches=tuple(switches),
        presets=(
            Preset("no roller", (Term("roller", on=False), Term("straight"))),
            Preset("plain", ()),
        ),
        first_preset=draw(st.sampled_from(("", "no roller"))),
        usual_preset=draw(st.sampled_from(("", "plain"))),
        reminders=tuple(draw(st.lists(LINES, max_size=2))),
        sources=tuple(draw(st.lists(LINES, max_size=2))),
        notes=draw(st.sampled_from(("", "Free: text\n\n- with\n    code\n\n### and more", "    indented"))),
    )  # fmt: skip


MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@MANY
@given(cards())
def test_any_card_is_printed_and_read_back_the_same(card: Card) -> None:
    _assume_conditions_can_hold(card)
    assert parse(print_card(card), card.name, "made-up.md") == card


@settings(MANY, max_examples=30)
@given(cards())
def test_any_card_goes_to_json_and_back_the_same_and_keeps_to_the_schema(card: Card) -> None:
    _assume_conditions_can_hold(card)
    text = to_json(card)
    jsonschema.validate(json.loads(text), schema())
    assert from_json(text, "made-up.json") == card


def _assume_conditions_can_hold(card: Card) -> None:
    for step in card.steps:
        switched = {term.switch: term.on for term in step.when.terms}
        for item in (*step.items, *(step.easier.items if step.easier else ())):
            assume(all(switched.get(term.switch, term.on) == term.on for term in item.when.terms))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_shipped_card_goes_to_markdown_and_json_and_back_the_same(path: Path) -> None:
    card = parse(path.read_text(encoding="utf-8"), path.stem, str(path))
    assert parse(print_card(card), path.stem, "printed") == card
    assert print_card(parse(print_card(card), path.stem, "printed")) == print_card(card)
    assert from_json(to_json(card), "card.json") == card
    jsonschema.validate(json.loads(to_json(card)), schema())


def test_the_published_schema_is_that_of_the_code(request: pytest.FixtureRequest) -> None:
    text = json.dumps(schema(), indent=2) + "\n"
    path = ROOT / "docs" / "card.schema.json"
    if request.config.getoption("--rewrite"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
    jsonschema.Draft202012Validator.check_schema(schema())


SMALL = {
    "format": 1,
    "name": "small",
    "title": "Small",
    "purpose": "Try it.",
    "version": 1,
    "date": "2026-11-22",
    "author": "",
    "reviewed": "not yet reviewed by a clinician",
    "language": "English",
    "position": "sitting",
    "how_often": "",
    "ask_first": [{"name": "emergency signs"}],
    "steps": [
        {
            "name": "Set up",
            "place": {"body": "sitting"},
            "after": {"body": "sitting"},
            "items": [{"kind": "say", "text": "Sit tall."}],
        }
    ],
    "ways_out": [{"body": "sitting", "things": [], "says": [{"kind": "say", "text": "Rest."}]}],
}


def test_json_that_other_tools_write_is_read() -> None:
    assert from_json(json.dumps(SMALL), "small.json").steps[0].items == (Say("Sit tall."),)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2}, 'small.json: this is not the JSON of a card; it begins with "format": 1'),
        ({"titel": ""}, 'small.json: card has a "titel", which is not known; see docs/card.schema.json'),
        ({"version": "1"}, "small.json: card.version is not a number; see docs/card.schema.json"),
        ({"version": True}, "small.json: card.version is not a number; see docs/card.schema.json"),
        ({"steps": {}}, "small.json: card.steps is not a list; see docs/card.schema.json"),
        ({"steps": [7]}, "small.json: card.steps[0] is not an object; see docs/card.schema.json"),
        (
            {"steps": [{**SMALL["steps"][0], "items": [{"text": "Sit."}]}]},  # type: ignore[index]
            "small.json: card.steps[0].items[0] has no kind; it is one of say, wait for, time, rest, reps, "
            "hold, breathe, ask; see docs/card.schema.json",
        ),
        (
            {"steps": [{**SMALL["steps"][0], "place": {"body": "flying"}}]},  # type: ignore[index]
            "small.json: card.steps[0].place.body is not one of lying, prone, sitting, standing, at a wall, "
            "at a table; see docs/card.schema.json",
        ),
        ({"date": "soon"}, 'small.json: at "Version: 1, soon": "1, soon" is not a version and a date; '
         'write for instance "1, 2026-11-22"'),
        (
            {"purpose": "Two\n# lines"},
            'small.json: at "# lines": there is a second title; "# Small" is the title, a step begins with "##"',
        ),
    ],
)  # fmt: skip
def test_json_that_is_no_card_is_told_where(change: dict[str, object], said: str) -> None:
    with pytest.raises(ScriptError) as caught:
        from_json(json.dumps(SMALL | change), "small.json")
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "NaN", '{"format": 1' + "0" * 5_000 + "}", "null", "[]"]
)
def test_what_is_no_json_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ScriptError, match=r"\Asmall\.json:[^\n]*\Z"):
        from_json(text, "small.json")


EDITS = st.sampled_from(("cut", "double", "swap", "insert", "replace", "join", "case"))
PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ("\n", "- ", "## ", "# ", ": ", "{side}", "{", "  - ", "> ", "1. ", "```\n", "if ", "; ", ", ", "10 s", "0",
         "Reps:", "Only if:", "Again: ", "\0", "\r", "﻿", "🙂", "ſay", "½ s", "٣ s", "(", ")", "not ", "*", "\u2028")
    ),
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A shipped card after some accidents."""
    text = draw(st.sampled_from([path.read_text(encoding="utf-8") for path in SCRIPTS]))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 60)))
        match draw(EDITS):
            case "cut":
                text = text[:at] + text[end:]
            case "double":
                text = text[:end] + text[at:]
            case "swap":
                text = text[:at] + text[end:] + text[at:end]
            case "insert":
                text = text[:at] + draw(PIECES) + text[at:]
            case "replace":
                text = text[:at] + draw(PIECES) + text[end:]
            case "join":
                text = text[:at] + text[at:].replace("\n", " ", 1)
            case _:
                text = text[:at] + text[at:end].swapcase() + text[end:]
    return text


def _a_card_or_a_script_error(text: str) -> None:
    began = time.process_time()
    card, complaint = _read(text)
    assert time.process_time() - began < 1.0
    assert all(line.startswith("spoilt.md:") for line in complaint.split("\n") if complaint)
    if card is not None:
        assert parse(print_card(card), "spoilt", "printed") == card
        assert from_json(to_json(card), "spoilt.json") == card


def _read(text: str) -> tuple[Card | None, str]:
    try:
        return parse(text, "spoilt", "spoilt.md"), ""
    except ScriptError as error:
        return None, str(error)


@settings(MANY, max_examples=150)
@given(spoilt())
def test_a_spoilt_card_is_still_a_card_or_a_script_error(text: str) -> None:
    _a_card_or_a_script_error(text)


@settings(MANY, max_examples=100)
@given(st.text(max_size=400))
def test_any_text_is_a_card_or_a_script_error(text: str) -> None:
    _a_card_or_a_script_error(text)


@pytest.mark.parametrize(
    "piece",
    ["- ", "> ", "a\n", "1. a\n", "# ", "#\n", "Say: x\n", "- Say: x\n  ", "*" * 3 + "\n", ":", "\\", "`"],
)
def test_a_megabyte_of_anything_is_answered_within_a_second(piece: str) -> None:
    _a_card_or_a_script_error(piece * (900_000 // len(piece)))
    _a_card_or_a_script_error(piece * (1_900 // (1 + piece.count("\n"))))
