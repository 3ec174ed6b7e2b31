"""Nothing that we say, print or explain promises, diagnoses or frightens; and the disclaimers are there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from voicecoach.cli import app
from voicecoach.core import enrolment_lines
from voicecoach.core.beats import Talk
from voicecoach.core.card import Card
from voicecoach.core.interview import interview
from voicecoach.core.past import History
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import prepare
from voicecoach.core.wording import EVERYWHERE, EXEMPT, FOR_USERS, TABLE, TOLD, Exempt, Kind, Row, problems
from voicecoach.core.words import PHRASES
from voicecoach.errors import ScriptError
from voicecoach.script.find import find_card
from voicecoach.script.parse import parse
from voicecoach.script.presets import switches_for
from voicecoach.shipped import shipped

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "voicecoach"
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
FOR_MAKERS = {"architecture.md", "content-map.md", "ear-model-card.md", "safety.md"}
"""Pages about the program or the sources: a program may detect, and a source may name a condition."""
WORDING = ROOT / "docs" / "wording.md"
CARDS = sorted(path.stem for path in shipped("scripts").glob("*.md"))
TRANSCRIPTS = sorted((ROOT / "tests" / "rehearsals").rglob("*.txt"))
NOT_REVIEWED = "not yet reviewed by a clinician"


def words(text: str, kind: Kind) -> list[str]:
    return [found.word for found in problems(text, kind)]


def told(text: str, kind: Kind, where: str) -> list[str]:
    """Everything that is wrong with ``text``, as its author must be told it."""
    return [
        f"{where}:{text.count(chr(10), 0, found.start) + 1}: {found.word!r} {found.why}; write {found.instead}"
        for found in problems(text, kind)
    ]


def card_called(name: str) -> Card:
    return find_card(name, Path("none"), shipped("scripts"))


# The table


BAD = (
    ("This treats your neck.", "treats", '"practise"'),
    ("A treatment at home.", "treatment", '"practise"'),
    ("It cures neck trouble.", "cures", '"may feel easier"'),
    ("Let the muscle heal.", "heal", '"may feel easier"'),
    ("Self-healing for the neck.", "healing", '"may feel easier"'),
    ("Home therapy.", "therapy", '"self-care"'),
    ("Neck rehabilitation.", "rehabilitation", '"practice"'),
    ("I prescribe ten.", "prescribe", '"session"'),
    ("The patient lies down.", "patient", '"user" or "person"'),
    ("It relieves tension.", "relieves", '"may feel easier"'),
    ("This eases your neck pain.", "eases your neck pain", '"may feel easier"'),
    ("A pain-free neck.", "pain-free", '"may feel easier"'),
    ("It prevents headaches.", "prevents headaches", '"may feel easier"'),
    ("Get rid of a stiff neck.", "Get rid of", '"may feel easier"'),
    ("It fixes a stiff neck.", "fixes", '"may feel easier"'),
    ("This corrects your posture.", "corrects your posture", '"move more comfortably"'),
    ("Posture correction.", "Posture correction", '"move more comfortably"'),
    ("It releases the fascia.", "fascia", '"may feel easier"'),
    ("Whiplash recovery.", "Whiplash", '"neck comfort"'),
    ("Made for neck arthritis.", "for neck arthritis", '"for neck comfort"'),
    ("Good for a pinched nerve.", "for a pinched nerve", '"for neck comfort"'),
    ("It helps with sciatica.", "helps with sciatica", '"for neck comfort"'),
    ("Decompress the spine.", "Decompress", '"gentle lengthening"'),
    ("Re-align it.", "Re-align", '"gentle lengthening"'),
    ("Adjust your spine.", "Adjust your spine", '"gentle lengthening"'),
    ("It is quite safe.", "safe", '"gentle"'),
    ("Risk-free stretching.", "Risk-free", '"gentle"'),
    ("There is no risk.", "no risk", '"gentle"'),
    ("Clinically\n  proven exercises.", "Clinically proven", '"not checked by a clinician"'),
    ("Proven exercises.", "Proven", '"general"'),
    ("Very effective.", "effective", '"general"'),
    ("Doctor-approved.", "Doctor-approved", '"not checked by a clinician"'),
    ("Recommended by physiotherapists.", "Recommended by physiotherapists", '"not checked by a clinician"'),
    ("You have a stiff joint.", "You have", '"please ask a clinician"'),
    ("You’ve got a strain.", "You’ve got", '"please ask a clinician"'),
    ("Then this means strain.", "this means", '"please ask a clinician"'),
    ("That feeling is normal.", "normal", '"please ask a clinician"'),
    ("Your neck is abnormally stiff.", "abnormally", '"please ask a clinician"'),
    ("You have improved.", "improved", 'the numbers alone, as "before 4, after 3"'),
    ("It is getting a bit worse.", "getting a bit worse", 'the numbers alone, as "before 4, after 3"'),
    ("I monitor your neck.", "monitor", '"diary"'),
    ("I detect tension.", "detect", '"note"'),
    ("This is an alert.", "alert", '"halt"'),
    ("A strain was diagnosed.", "diagnosed", '"please ask a clinician"'),
    ("It may be an injury.", "injury", '"let\'s finish here"'),
    ("You could damage it.", "damage", '"let\'s finish here"'),
    ("That is dangerous.", "dangerous", '"let\'s finish here"'),
    ("It **cures**, and _heals_.", "cures", '"may feel easier"'),
)

GOOD = (
    "This may feel easier. Move more comfortably.",
    "This is general movement coaching. It is not medical care.",
    "User-entered diary. Not verified. Not a diagnosis.",
    "It does not diagnose, treat or cure.",
    "Be patient with your neck.",
    "Please talk to a clinician before doing this once more.",
    "See a physiotherapist if it stays or grows.",
    "Breathe normally, and look at a fixed point.",
    "Ease off before any soreness.",
    "Adjust the chair. Move the computer closer.",
    "Good alignment is the goal.",
    "You have two more minutes.",
    "You have done half of it.",
    "If you have a towel, fold it.",
    "Before 4, after 3.",
    "Your health is yours. A retreat, a secure chair, a secured mat.",
)


@pytest.mark.parametrize(("text", "word", "instead"), BAD)
def test_a_word_of_the_table_is_found_with_what_to_write_instead(text: str, word: str, instead: str) -> None:
    found = [found for found in problems(text, Kind.SPOKEN) if found.word == word]
    assert [(one.word, one.instead) for one in found] == [(word, instead)]
    assert " ".join(text[found[0].start :].split()).startswith(word)


@pytest.mark.parametrize("text", GOOD)
def test_plain_words_are_left_alone(text: str) -> None:
    assert words(text, Kind.SPOKEN) == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.avoid)
def test_every_row_of_the_table_is_tried_above(row: Row) -> None:
    tried = [(word.replace("\u2019", "'"), instead) for _, word, instead in BAD]
    assert any(
        re.fullmatch(row.pattern, word, re.IGNORECASE) and instead == row.instead for word, instead in tried
    )


@pytest.mark.parametrize("known", EXEMPT, ids=lambda known: known.reason)
def test_every_exception_excuses_a_word_that_would_be_found_without_it(known: Exempt) -> None:
    for kind in known.kinds:
        rows = [row.pattern for row in TABLE if kind in row.kinds]
        assert any(re.search(rf"\b({row})\b", known.example, re.IGNORECASE) for row in rows)
        assert words(known.example, kind) == []


def test_a_denial_excuses_only_the_verbs_that_follow_it_at_once() -> None:
    assert words("It does not harm and it cures.", Kind.PAGE) == ["cures"]
    assert words("Not only a treatment.", Kind.PAGE) == ["treatment"]
    assert words("You have improved an injury that you have had.", Kind.SPOKEN) == ["improved", "injury"]


def test_a_question_may_name_a_condition_but_not_make_a_claim() -> None:
    assert words("Have you had whiplash, an injury, or a diagnosed weakness?", Kind.QUESTION) == ["diagnosed"]
    assert words("Does it feel like a safe thing to do?", Kind.QUESTION) == []
    assert words("Do you want to be cured?", Kind.QUESTION) == ["cured"]


def test_pages_for_makers_may_say_what_a_program_does() -> None:
    text = "It detects speech in the safe state; the diary is damaged. It treats an empty line as none. It cures."
    assert words(text, Kind.MAKERS) == ["treats", "cures"]


# The page about it

ALLOWED = {
    EVERYWHERE: "nowhere",
    FOR_USERS: "on pages for makers",
    TOLD: "in screening questions, on pages for makers",
}


def test_the_page_about_wording_shows_the_whole_table_and_every_exception() -> None:
    page = WORDING.read_text(encoding="utf-8")
    rows = [f"| {row.avoid} | {row.instead} | {row.why} | {ALLOWED[row.kinds]} |" for row in TABLE]
    exceptions = [f"| {known.example} | {known.reason} | {_kinds(known)} |" for known in EXEMPT]
    shown = [line for line in page.splitlines() if line.startswith("| ")]
    assert [
        line for line in shown if not line.startswith(("| Avoid", "| Allowed", "| ---"))
    ] == rows + exceptions


def _kinds(known: Exempt) -> str:
    return "everywhere" if known.kinds == EVERYWHERE else "; ".join(k.value for k in Kind if k in known.kinds)


# Everything that we say, print and explain


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_promises_diagnoses_or_frightens(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    if page == WORDING:
        # Its tables and what it quotes show the words themselves.
        text = re.sub(r'^\|.*$|"[^"]*"', "", text, flags=re.MULTILINE)
    assert told(text, Kind.MAKERS if page.name in FOR_MAKERS else Kind.PAGE, page.name) == []


def test_no_help_text_promises_diagnoses_or_frightens() -> None:
    root = get_command(app)
    commands = getattr(root, "commands", {})
    assert {"play", "rehearse", "diary", "listen-to-me"} <= set(commands)
    for typed in ([], ["--help"], *([name, "--help"] for name in commands)):
        outcome = CliRunner().invoke(app, typed)
        assert outcome.exit_code == 0, typed
        assert told(outcome.output, Kind.PAGE, " ".join(typed)) == []


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_text_in_the_program_promises_diagnoses_or_frightens(path: Path) -> None:
    if path == PACKAGE / "core" / "wording.py":
        return
    found = []
    for line, text in texts(path.read_text(encoding="utf-8")):
        spoken = path.parent.name == "core" and text.rstrip().endswith((".", "!"))
        kind = Kind.QUESTION if text.rstrip().endswith("?") else Kind.SPOKEN if spoken else Kind.PAGE
        found += told(text, kind, f"line {line}")
    assert found == []


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Every string of more than a word in a module, with its line; of f-strings what is fixed in them."""
    tree = ast.parse(source)
    joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    silent |= {id(part) for node in joined for part in node.values}
    for node in joined:
        parts = [part.value if isinstance(part, ast.Constant) else "..." for part in node.values]
        yield node.lineno, "".join(str(part) for part in parts)
    for each in ast.walk(tree):
        if not isinstance(each, ast.Constant) or not isinstance(each.value, str) or id(each) in silent:
            continue
        if " " in each.value or each.value.endswith((".", "!", "?")):
            yield each.lineno, each.value


def test_the_texts_of_a_module_are_all_its_strings_but_docstrings() -> None:
    source = '"""It cures."""\nA = "It cures."\nB = f"It {A} heals."\nC = ("word", "Safe.")\n'
    assert sorted(texts(source)) == [(2, "It cures."), (3, "It ... heals."), (4, "Safe.")]


def test_no_line_that_can_be_spoken_promises_diagnoses_or_frightens() -> None:
    said = set(enrolment_lines.every_line(tuple(phrase for known in PHRASES.values() for phrase in known)))
    for card in map(card_called, CARDS):
        for preset in (None, *(preset.name for preset in card.presets)):
            for first_time in (True, False):
                switches = switches_for(card, preset)
                run = prepare(card, switches, Talk.FULL, first_time)
                said |= set(every_line(run, interview(card, History(739_000), switches)))
    assert len(said) > 400
    kinds = {line: Kind.QUESTION if line.endswith("?") else Kind.SPOKEN for line in said}
    assert [problem for line in sorted(said) for problem in told(line, kinds[line], line)] == []
    assert [line for line in sorted(said) if len(line.split()) > 15] == []


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_no_transcript_promises_diagnoses_or_frightens(path: Path) -> None:
    """What the person says in it is the person's, and the name of a row is the diary's."""
    said = re.sub(r"^\d+:\d+\.\d +> .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    said = re.sub(r"\bSAFE( feels safe)?\b", "", said)
    assert told(said, Kind.SPOKEN, path.name) == []


# Cards


@pytest.mark.parametrize("name", CARDS)
def test_every_shipped_card_is_in_english_and_so_under_the_check(name: str) -> None:
    assert card_called(name).language == "English"


@pytest.mark.parametrize("name", CARDS)
def test_every_shipped_card_names_its_reviewer_or_says_that_there_is_none(name: str) -> None:
    text = (shipped("scripts") / f"{name}.md").read_text(encoding="utf-8")
    written = re.findall(r"^- Reviewed: (.+)$", text, re.MULTILINE)
    assert written == [card_called(name).reviewed]
    assert written[0] == NOT_REVIEWED or re.search(r", \d{4}-\d{2}-\d{2}$", written[0])


SMALL = """# A card

- Purpose: Try it.
- Version: 1, 2026-11-22
- Position: sitting
- Ask first: emergency signs

## Set up
- Place: sitting
- Say: Sit tall.

## Way out: sitting
- Say: Rest your hands in your lap.

## Notes

For the reader.
"""
CURES = '"cures" promises what nobody can; write "may feel easier", or leave it out'


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("# A card", "# This cures neck pain", 1),
        ("Try it.", "This cures neck pain.", 3),
        ("emergency signs", "emergency signs\n- Ask first fever: Any fever? (refuse: This cures you.)", 7),
        ("Sit tall.", "Sit tall. This \uff43ures, or _cures_.", 10),
        ("For the reader.", "For the reader:\nit cures.", 18),
        ("## Set up", "## What cures", 8),
        ("- Say: Sit tall.", "- Say: Sit tall.\n- Note: This cures.", 11),
        ("Rest your hands", "This cures your hands", 13),
    ],
)
def test_a_claim_is_told_with_its_line_wherever_it_stands_in_a_card(old: str, new: str, line: int) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(SMALL.replace(old, new), "card", "card.md")
    assert f"card.md:{line}: {CURES}" in str(caught.value).splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "- Source: A whiplash guide for patients in therapy",
        "- Ask first whiplash: Have you had whiplash? (refuse)",
        "- Reviewed: Jane Miller, physical therapist, 2026-12-01",
        "- Reviewed: Not yet reviewed by a clinician.",
    ],
)
def test_sources_questions_and_reviewers_may_be_named_as_they_are(line: str) -> None:
    parse(SMALL.replace("- Position: sitting", f"- Position: sitting\n{line}"), "card", "card.md")


def test_a_card_in_another_language_is_not_held_to_english_words() -> None:
    text = SMALL.replace("- Position: sitting", "- Position: sitting\n- Language: Spanish")
    parse(text.replace("Sit tall.", "Respira normal."), "card", "card.md")


@pytest.mark.parametrize("who", ["yes", "Jane Miller", "2026-11-22", "reviewed by a clinician"])
def test_a_card_cannot_look_reviewed_without_a_name_and_a_date(who: str) -> None:
    with pytest.raises(ScriptError, match="is not a name and a date"):
        parse(SMALL.replace("- Position", f"- Reviewed: {who}\n- Position"), "card", "card.md")


# Disclaimers (content section 4.3)

FIRST_RUN = (
    "This is general movement coaching. It is not medical care.",
    "I cannot see you, examine you, or phone anyone.",
    "If you are unsure, ask a clinician first.",
    "You decide. You can end at any time.",
)
EVERY_RUN = (
    "This is general movement coaching. It is not medical care.",
    "At any moment, say pain or stop. I will halt at once.",
    "Mild pulling or warmth is fine. Sharp, numb or spreading feelings are not.",
)


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("talk", Talk)
def test_the_disclaimers_are_spoken_in_every_session(name: str, talk: Talk) -> None:
    card = card_called(name)
    switches = switches_for(card, None)
    first = every_line(prepare(card, switches, talk, first_time=True))
    later = every_line(prepare(card, switches, talk, first_time=False))
    assert [line for line in (*FIRST_RUN, *EVERY_RUN) if line not in first] == []
    assert [line for line in EVERY_RUN if line not in later] == []


@pytest.mark.parametrize(
    "said",
    [
        "general information",
        "not medical care",
        "does not put you in the care of a clinician",
        "not for emergencies",
        "adults",
        "ask a clinician",
    ],
)
def test_the_readme_says_what_this_is_not(said: str) -> None:
    assert said in _plain(ROOT / "README.md")


def test_the_readme_and_the_overview_say_who_reviewed_the_sessions() -> None:
    cards = [card_called(name) for name in CARDS]
    readme = _plain(ROOT / "README.md")
    overview = CliRunner().invoke(app, []).output
    if any(card.reviewed == NOT_REVIEWED for card in cards):
        assert "no clinician has reviewed the sessions yet" in readme.lower()
        assert "no clinician has reviewed the sessions yet" in overview.lower()
    reviewers = {card.reviewed.split(",")[0] for card in cards if card.reviewed != NOT_REVIEWED}
    assert {name for name in reviewers if name not in readme} == set()
    newest = max(card.date for card in cards)
    assert f"The newest session is of {newest}" in readme


def _plain(page: Path) -> str:
    """The text of ``page`` without emphasis and line breaks."""
    return " ".join(page.read_text(encoding="utf-8").replace("*", "").split())
