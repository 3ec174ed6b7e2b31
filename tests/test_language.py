"""Another language: every line is said in it, every word is understood in it, and nothing else of a session changes."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from rich.console import Console
from typer.testing import CliRunner

from voicecoach.assembly.plan_files import tried
from voicecoach.cli import app
from voicecoach.core import words
from voicecoach.core.beats import Talk, everything_said
from voicecoach.core.card import Answers, Card, Question
from voicecoach.core.interview import interview
from voicecoach.core.past import History
from voicecoach.core.recorded import lines_of, recorded
from voicecoach.core.repertoire import every_line
from voicecoach.core.session import Afterwards, begin, prepare
from voicecoach.core.view import view
from voicecoach.core.words import PHRASES, RARER, TakenBack, named_in
from voicecoach.errors import LanguageError, ScriptError, UsageError
from voicecoach.language import handout_words
from voicecoach.language.folder import is_known, language_of, languages, read_language
from voicecoach.language.known import texts
from voicecoach.language.language import ENGLISH
from voicecoach.language.printed import paper_of, printed, read_texts
from voicecoach.script.find import all_cards, all_cards_translated, find_card, in_language
from voicecoach.script.handout import every_line as handout_texts
from voicecoach.script.handout_page import handout
from voicecoach.script.parse import parse
from voicecoach.script.presets import switches_for
from voicecoach.script.vocabulary import QUESTIONS
from voicecoach.shells.handout_pdf import as_pdf
from voicecoach.shells.screen import Ears, page
from voicecoach.shipped import shipped

ROOT = Path(__file__).parent.parent
GERMAN = language_of("German")
NOWHERE = Path("none")
TRANSLATED = tuple(listed.found.name for listed in all_cards_translated(NOWHERE, shipped("scripts")))
PLANS = sorted((ROOT / "tests" / "rehearsals" / "de").glob("*.md"))
NUMBERS = ("112", "999", "911", "000", "111")


def card_called(name: str) -> Card:
    return find_card(name, NOWHERE, shipped("scripts"))


def own_texts(card: Card) -> Iterator[str]:
    """What the author of ``card`` wrote, as it is spoken."""
    yield f"{card.title}."
    yield from card.reminders
    for step in card.steps:
        yield from everything_said(step)
    asides = (*(way.says for way in card.ways_out), *(away.says for away in card.put_away))
    yield from (say.text for says in asides for say in says)
    yield from (text for asked in card.ask_first for text in (asked.text, asked.value))


def own_lines() -> set[str]:
    """Every line of the coach's own in any session, before it and in a recording of it, in English."""
    said: set[str] = set()
    for listed in all_cards(NOWHERE, shipped("scripts")):
        assert listed.card is not None, listed.problem
        card, switches = listed.card, frozenset(switch.name for switch in listed.card.switches)
        found: set[str] = set()
        own = set(own_texts(card)) - texts()
        for first_time in (True, False):
            run = prepare(card, switches, Talk.FULL, first_time, Afterwards("", "another", "Another"))
            talk = interview(card, History(739_000, numbers=NUMBERS), switches)
            found |= {*every_line(run, talk), *lines_of(recorded(run, switches), switches)}
        said |= found - own
    return said


LINES = sorted(own_lines())


# What is said


def test_every_line_that_the_coach_can_say_has_a_german_one() -> None:
    assert len(LINES) > 300
    assert [line for line in LINES if GERMAN.say(line) == line] == []


def test_every_question_that_a_card_asks_by_name_has_a_german_one() -> None:
    assert [q.text for q in QUESTIONS.values() if GERMAN.say(q.text) == q.text] == []


def test_no_german_line_is_longer_than_a_breath() -> None:
    said = [GERMAN.say(line) for line in LINES]
    assert [line for line in said if len(line.split()) > 15] == []


def test_the_coach_says_no_german_command_where_its_english_has_none() -> None:
    assert [line for line in LINES if GERMAN.commands_in(GERMAN.say(line)) and not named_in(line)] == []


def test_no_german_line_promises_diagnoses_or_frightens() -> None:
    said = [GERMAN.say(line) for line in LINES if not line.endswith("?")]
    assert [(line, word) for line in said for _, word, _ in GERMAN.claims_in(line)] == []


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Three.", "Drei."),
        ("Ten. Kinn heran.", "Zehn. Kinn heran."),
        ("Twenty-one more.", "Noch einundzwanzig."),
        ("About fifty-nine minutes.", "Etwa neunundfünfzig Minuten."),
        ("One hundred and five more.", "Noch 105."),
        ("Please call one one two.", "Wählen Sie eins eins zwei."),
        ("Please call your emergency number.", "Wählen Sie Ihre Notrufnummer."),
        ("Is it nine nine nine? Yes or no.", "Ist es neun neun neun? Ja oder nein."),
        ("Today: short hold.", "Heute: kurz halten."),
        ("Change sides. Now the links.", "Seitenwechsel. Jetzt links."),
        ("Ziehen Sie das Kinn sanft zum Hals.", "Ziehen Sie das Kinn sanft zum Hals."),
    ],
)
def test_counts_numbers_and_names_go_into_a_line_and_a_card_keeps_its_own_words(
    english: str, german: str
) -> None:
    assert GERMAN.say(english) == german


def test_english_is_said_and_understood_as_it_is() -> None:
    assert [line for line in LINES if ENGLISH.say(line) != line or ENGLISH.understand(line) != line] == []
    assert language_of("English") is ENGLISH


# What is understood


@pytest.mark.parametrize(
    "phrase", [phrase for known in (PHRASES, RARER) for p in known.values() for phrase in p]
)
def test_every_command_can_be_said_in_german(phrase: str) -> None:
    meant = {known: word for table in (RARER, PHRASES) for word, p in table.items() for known in p}
    said = [german for german, found in GERMAN.phrases.items() if found.english == phrase]
    assert said
    assert {words.understand(GERMAN.understand(german)) for german in said} == {meant[phrase]}


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Mir ist schwindelig!", words.Word.DIZZY),
        ("Mein Arm ist taub.", words.Word.NUMB),
        ("nächste, au", words.Word.PAIN),
        ("Ich kann mich nicht bewegen", words.Word.CANNOT_MOVE),
        ("das tut aber weh", words.Word.PAIN),
        ("Ich kann meine Beine nicht mehr spüren!", words.Word.CANNOT_MOVE),
        ("Ich kann meinen Arm nicht mehr bewegen", words.Word.CANNOT_MOVE),
        ("Ich kann nicht mehr atmen", words.Word.DIZZY),
        ("Meine Brust tut weh", words.Word.DIZZY),
        ("ich sehe alles verschwommen", words.Word.DIZZY),
        ("Ich kann nicht mehr", words.Word.STOP),
        ("Stopp", words.Word.STOP),
        ("stop", words.Word.STOP),
        ("ouch", words.Word.PAIN),
        ("Ich bin bereit.", words.Word.GO_ON),
        ("Wie lange noch?", words.Word.HOW_LONG),
    ],
)
def test_commands_count_as_they_do_in_english_and_english_ones_still_do(said: str, word: words.Word) -> None:
    assert words.understand(GERMAN.understand(said)) is word


@pytest.mark.parametrize(
    "said", ["keine Schmerzen", "Es tut nicht weh.", "tut nicht mehr weh", "nicht aufhören"]
)
def test_what_was_only_denied_is_taken_back(said: str) -> None:
    assert isinstance(words.understand(GERMAN.understand(said)), TakenBack)


@pytest.mark.parametrize(
    "said", ["das Auto ist blau", "der Nachbar geht mit dem Hund", "es ist leichter als gestern"]
)
def test_other_talk_is_no_command(said: str) -> None:
    assert words.understand(GERMAN.understand(said)) is None


SCORE = Question("q", "?", Answers.SCORE)
YES_NO = Question("q", "?", Answers.YES_NO)
PLACE = Question("q", "?", Answers.PLACE)
QUALITY = Question("q", "?", Answers.CHOICE, ("sharp", "dull", "burning", "spreading"))
OWN = Question("q", "?", Answers.CHOICE, ("gebeugt", "gestreckt"))


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        (SCORE, "null", 0),
        (SCORE, "vier oder fünf", 5),
        (SCORE, "sieben von zehn", 7),
        (SCORE, "7 von 10", 7),
        (SCORE, "keine Schmerzen", 0),
        (SCORE, "gar keine", 0),
        (YES_NO, "Ja.", "yes"),
        (YES_NO, "ähm, ich glaube ja", "yes"),
        (YES_NO, "nein danke", "no"),
        (YES_NO, "Das weiß ich nicht", None),
        (YES_NO, "weiß nicht", "not sure"),
        (PLACE, "linke Schulter", "left shoulder"),
        (PLACE, "im rechten Arm", "right arm"),
        (PLACE, "unterer Rücken", "low back"),
        (PLACE, "woanders", "elsewhere"),
        (QUALITY, "eher dumpf", "dull"),
        (QUALITY, "es strahlt aus", "spreading"),
        (OWN, "gestreckt", "gestreckt"),
    ],
)
def test_answers_are_understood_in_german(question: Question, said: str, answer: str | int | None) -> None:
    assert words.answer(question, GERMAN.understand(said)) == answer


def test_every_number_that_is_an_answer_is_understood() -> None:
    assert [words.answer(SCORE, GERMAN.understand(n)) for n in GERMAN.numbers[:11]] == list(range(11))


def test_a_number_that_was_said_back_can_be_put_right() -> None:
    assert words.correction(SCORE, GERMAN.understand("nein, vier")) == words.Wrong(4)
    assert words.correction(SCORE, GERMAN.understand("das stimmt nicht")) == words.Wrong()


@given(st.text(max_size=80))
def test_whatever_is_said_or_shown_is_taken(text: str) -> None:
    assert isinstance(GERMAN.understand(text), str)
    assert isinstance(GERMAN.say(text), str)


# The cards


def shape(value: object) -> object:
    """``value`` without its words: what a translation must leave as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [f.name for f in fields(value) if f.name not in ("line", "notes", "language", "options")]
        return type(value).__name__, {name: shape(getattr(value, name)) for name in kept}
    match value:
        case tuple():
            return tuple(shape(each) for each in value)
        case str():
            return bool(value)
        case Enum() | int() | float() | None:
            return value
        case _:
            raise AssertionError(value)


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translated_card_is_the_same_session_in_other_words(name: str) -> None:
    card, original = card_called(name), card_called(name.partition("/")[2])
    assert card.name == original.name
    assert shape(card) == shape(original)
    assert (card.switches, card.presets, card.first, card.afterwards) == (
        original.switches,
        original.presets,
        original.first,
        original.afterwards,
    )
    assert [(step.source, step.when, step.place, step.after) for step in card.steps] == [
        (step.source, step.when, step.place, step.after) for step in original.steps
    ]
    asked = [(row.name, row.effect, row.value) for row in card.ask_first]
    assert asked == [(row.name, row.effect, row.value) for row in original.ask_first]
    assert card.reviewed == "not yet reviewed by a clinician"


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_text_of_a_translated_card_was_left_in_english(name: str) -> None:
    card, original = card_called(name), card_called(name.partition("/")[2])
    same = set(own_texts(card)) & set(own_texts(original)) - {""}
    assert {text for text in same if GERMAN.say(text) == text} == set()


def test_there_are_german_cards_and_what_comes_before_them_is_german_too() -> None:
    assert TRANSLATED == ("de/cervical-retraction", "de/forward-head-posture-prep")
    first = card_called("de/cervical-retraction").first
    assert [in_language(name, "de", NOWHERE, shipped("scripts")) for name in first] == [
        "de/forward-head-posture-prep"
    ]
    assert in_language("triceps-release", "de", NOWHERE, shipped("scripts")) == "triceps-release"


def test_a_card_that_is_not_there_in_a_language_is_one_clear_line() -> None:
    with pytest.raises(UsageError, match='no session "de/triceps"; there are: de/cervical-retraction'):
        card_called("de/triceps")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Das heilt den Nacken.", '"heilt" promises what nobody can'),
        ("Jetzt noch einmal hoch.", 'the coach would say the command "noch einmal"'),
    ],
)
def test_a_german_card_is_held_to_german_words(line: str, problem: str) -> None:
    text = (shipped("scripts") / "de" / "cervical-retraction.md").read_text(encoding="utf-8")
    with pytest.raises(ScriptError, match=re.escape(problem)):
        parse(text.replace("Die Augen bleiben auf einer Höhe.", line), "card", "card.md")


# Rehearsals: the rules and times are those of the English cards, whose plans are in the folder above


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_german_plan_comes_true_and_its_transcript_is_as_it_was(
    path: Path, golden: Callable[[Path, str], None], tmp_path: Path
) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    came = tried(copy, NOWHERE, rewrite=True)
    assert came.problems == ()
    text = copy.with_suffix(".txt").read_text(encoding="utf-8")
    golden(path.with_suffix(".txt"), text)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_nothing_in_a_german_transcript_is_english(path: Path) -> None:
    spoken = re.findall(r"^\S+ +< (.*)$", path.with_suffix(".txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(spoken) > 5
    assert [line for line in spoken if re.search(r"\b(the|you|your|and|is|it)\b", line)] == []


# What is shown, and what is refused


def test_the_page_is_german_too() -> None:
    card = card_called("de/cervical-retraction")
    switches = frozenset({"sitting"})
    state = begin(prepare(card, switches, Talk.FULL, first_time=False), switches)
    console = Console(width=100)
    with console.capture() as shown:
        console.print(page(view(state, 0.0), Ears(None, "ja"), GERMAN))
    text = shown.get()
    assert all(
        word in text for word in ("Den Kopf zurückschieben", "noch", "vor dem Beginn", "Sie können sagen")
    )
    assert not re.search(r"\b(left|you can say|microphone|heard|before)\b", text)


def test_a_german_card_in_text_mode_is_spoken_and_answered_in_german(tmp_path: Path) -> None:
    said = ("stopp", "ja", "nein", "beenden")
    outcome = CliRunner().invoke(
        app,
        ["play", "de/forward-head-posture-prep", "--text", "--data", str(tmp_path)],
        input="\n".join(said),
    )
    assert outcome.exit_code == 0
    lines = [line.partition("  ")[2] for line in outcome.output.splitlines()]
    heard = ("> stopp", "Angehalten.", "> beenden", "Wir hören hier auf. Ich habe es notiert.")
    assert [line for line in lines if line in heard] == list(heard)


def test_what_was_typed_in_a_rehearsal_is_a_plan_for_the_german_card(tmp_path: Path) -> None:
    plan = tmp_path / "typed.md"
    outcome = CliRunner().invoke(
        app,
        ["rehearse", "de/cervical-retraction", "-i", "--record", str(plan), "--data", str(tmp_path)],
        input="jetzt stopp\ndrei\nbereit\n",
    )
    assert outcome.exit_code == 0
    assert plan.read_text(encoding="utf-8").splitlines()[1] == "Session: de/cervical-retraction"
    assert tried(plan, NOWHERE).problems == ()


def test_the_list_of_sessions_names_a_translated_card_as_it_is_called(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["sessions", "--json", "--data", str(tmp_path)])
    assert '"de/cervical-retraction"' in outcome.output


# On paper


@pytest.mark.parametrize("name", TRANSLATED)
@pytest.mark.parametrize("preset", [None, "usual"])
def test_no_word_of_a_german_handout_is_english(name: str, preset: str | None) -> None:
    card = card_called(name)
    chosen = None if preset is None else switches_for(card, None)
    told = " ".join(
        handout_texts(handout(card, chosen, titles={"forward-head-posture-prep": "Vorbereitung"}))
    )
    assert re.findall(r"(?i)\b(?:the|you|your|and|or|with|is|sore|times|not|without|hold|rest)\b", told) == []


def test_a_handout_asks_says_and_counts_as_its_language_does() -> None:
    card = card_called("de/cervical-retraction")
    told = "\n".join(handout_texts(handout(replace(card, how_often="at most 3 times a day"))))
    for said in (
        "Version\xa01, 22.11.2026, Text: das Projekt voicecoach; noch nicht von einer medizinischen",
        "Wie oft: höchstens 3\xa0Mal am Tag",
        "Von null bis zehn: Wie stark sind die Beschwerden jetzt?",
        "8 bis 10\xa0Mal: Kinn heran 2\xa0s, schieben 2\xa0s, halten 5\xa0s, nachgeben 3\xa0s, Ruhe 5\xa0s",
        "Gehen Sie das vor jeder Sitzung durch; „nicht sicher“ zählt als Ja.",
        "in Bauchlage:\nSenken Sie die Stirn auf das Handtuch.",
        "Noch einmal: den letzten Satz ein zweites Mal;",
    ):
        assert said in told
    assert [paper_of(GERMAN).number(n) for n in (0.5, 2, 12.25)] == ["0,5", "2", "12,25"]


@pytest.mark.parametrize("table", [handout_words.PHRASES, handout_words.SAYABLE, handout_words.SORE_LINES])
def test_no_german_text_on_paper_promises_diagnoses_or_frightens(
    table: tuple[tuple[object, str], ...],
) -> None:
    said = [paper_of(GERMAN).say(text) for _, text in table]
    assert [(text, word) for text in said for _, word, _ in GERMAN.claims_in(text)] == []


def test_what_a_handout_says_to_say_is_understood_as_that_command() -> None:
    for commands, _ in handout_words.SAYABLE:
        for english in commands:
            assert words.understand(GERMAN.understand(GERMAN.word(english))) is words.understand(english)


def test_the_printed_page_is_marked_as_german_and_does_not_replace_the_english_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cervical-retraction", "de/cervical-retraction"):
        assert CliRunner().invoke(app, ["print", name, "--data", str(tmp_path / "data")]).exit_code == 0
    html = (tmp_path / "cervical-retraction-de.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in html
    assert "Machen Sie zuerst:</b> Vorbereitung: den Kopf gerade schieben<" in html
    assert (tmp_path / "cervical-retraction.html").exists()


def test_the_pdf_is_marked_as_german_and_is_two_pages() -> None:
    reader = PdfReader(BytesIO(as_pdf(handout(card_called("de/cervical-retraction")))))
    assert str(reader.root_object["/Lang"]) == "de"
    assert len(reader.pages) == 2


# A folder that is not as it must be


def test_every_shipped_folder_is_read_and_known_by_its_names() -> None:
    assert [language.code for language in languages()] == ["en", "de"]
    assert [set(paper_of(language).texts) for language in languages()] == [set(), printed()]
    assert language_of("deutsch") is language_of("German.") is language_of("de")
    assert is_known("Deutsch")
    assert not is_known("Klingon")
    assert language_of("Klingon") is ENGLISH


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("lines.toml", '"Breathe." =', '"Breath." =', 'never says "Breath."; did you mean "Breathe."?'),
        (
            "lines.toml",
            '"Etwa {number} Minuten."',
            '"Etwa drei Minuten."',
            "must have {number}, as its English has",
        ),
        ("lines.toml", '"Atmen."', '"Atmen {side}."', "must have no braces, as its English has"),
        ("lines.toml", '"Atmen."', f'"{"Atmen " * 16}"', "has 16 words; make it at most 15"),
        (
            "lines.toml",
            '"Atmen."',
            '"Noch einmal atmen."',
            'has the command "noch einmal"; say it in other words',
        ),
        ("lines.toml", '"Atmen."', '"..."', 'nothing is said for "Breathe."'),
        ("lines.toml", '"Breathe." = "Atmen."\n', "", 'there is no line for "Breathe."'),
        ("lines.toml", '"Atmen."', '"Atmen.', 'write "English" = "translated"'),
        ("words.toml", '"ouch" = ["autsch"]', '"ouch" = ["au"]', '"au" is there twice, for "ow" too'),
        ("words.toml", '"ouch" = ["autsch"]', '"ouch" = ["Autsch!"]', 'write "autsch": small letters'),
        ("words.toml", '"ouch" = ["autsch"]', '"ouch" = []', '"ouch" needs a list of phrases'),
        ("words.toml", '"ouch" = ["autsch"]', '"outch" = ["autsch"]', 'did you mean "ouch"?'),
        ("words.toml", '"ouch" = ["autsch"]\n', "", 'nothing is said for "ouch"'),
        ("words.toml", "[small]", "[tiny]", '"[tiny]" is not known'),
        ("language.toml", 'voice = "de"', 'voices = "de"', '"voices" is not known'),
        ("language.toml", 'name = "German"', 'name = ""', '"name" is missing'),
        ("handout.toml", '"Position" = "Haltung"', '"Positions" = "Haltung"', 'did you mean "Position"?'),
        ("handout.toml", '"Position" = "Haltung"\n', "", 'nothing is printed for "Position"'),
        ("handout.toml", '"Position" = "Haltung"', '"Position" = ""', 'nothing is said for "Position"'),
        ("handout.toml", "etwa {minutes}", "etwa zehn", "must have {minutes}, as its English has"),
        ("handout.toml", '"Mon" = "Mo"', '"Mon" = "Mo', 'write "English" = "translated"'),
        ("handout.toml", "[tick]", '[tick]\n"Position" = "Lage"', '"Position" is there twice; keep one'),
        ("wording.toml", 'pattern = "fasz\\\\w*"', 'pattern = "fasz("', 'the pattern of "Faszien" is wrong'),
    ],
)
def test_a_slip_of_the_translator_is_told_with_file_line_and_what_to_write(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    folder = tmp_path / "de"
    shutil.copytree(shipped("languages") / "de", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LanguageError, match=re.escape(problem)) as caught:
        read_texts(folder) if file == "handout.toml" else read_language(folder)
    assert re.match(rf"{re.escape(str(folder / file))}:\d+: ", str(caught.value))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        LanguageError, match=r"language\.toml: the file is missing; copy it from another language"
    ):
        read_language(tmp_path)
