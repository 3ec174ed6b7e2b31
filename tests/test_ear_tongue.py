"""The ear of another language: it hears German, says what it heard in German, and refuses what it cannot do."""

from dataclasses import replace
from pathlib import Path

import pytest
from ear_sounds import as_pcm, hiss, joined, recorded, silence
from typer.testing import CliRunner

from voicecoach.assembly.checking import Sounding, Taken, lines_of, problems_heard
from voicecoach.cli import app
from voicecoach.core.after_pain import QUALITIES, TISSUES
from voicecoach.core.card import Answers, Question
from voicecoach.core.interview_lines import WHEN_OPTIONS, WHO_OPTIONS
from voicecoach.core.words import (
    CORRECTION,
    NUMBER_NAMES,
    PHRASES,
    PLACE_SIDES,
    PLACES,
    WHY,
    WORD_OF,
    Word,
    phrases_for,
    plain,
)
from voicecoach.ear import answer_head, tongue, usual
from voicecoach.ear.answer_engines import recogniser
from voicecoach.ear.commands import CommandSpotter, load
from voicecoach.ear.own import named
from voicecoach.ear.port import Spotter
from voicecoach.ear.usual import build, usual_ear
from voicecoach.errors import UsageError
from voicecoach.language.folder import language_of
from voicecoach.language.language import ENGLISH
from voicecoach.script.checked import check_file
from voicecoach.shipped import shipped

SOUNDS = Path(__file__).parent / "sounds" / "de"
GERMAN = language_of("German")
DUTCH = replace(GERMAN, code="nl", name="Dutch")
SCORE = Question("soreness", "Wie stark?", Answers.SCORE)
YES_NO = Question("better", "Ist es besser?", Answers.YES_NO)


def heard(spotter: Spotter, name: str) -> list[Word]:
    """The commands that a recording of SVOX Pico, which nothing was learnt from, is taken for."""
    sound = joined(silence(0.8), recorded(SOUNDS / f"{name}.wav", 0.05), silence(1.0))
    pcm = as_pcm(sound).samples
    hits = [hit for at in range(0, len(pcm), 640) for hit in spotter.feed(pcm[at : at + 640])]
    return [WORD_OF[hit.phrase] for hit in hits]


def german() -> Spotter:
    _, spotter, twin = build(language=GERMAN)
    assert twin is None
    return spotter


def test_every_command_that_german_has_words_for_has_its_place_in_the_head() -> None:
    known = {meant.english for meant in GERMAN.phrases.values() if meant.command}
    phrases = load(name="commands_de.npz").phrases
    assert {phrase.text for phrase in phrases} == known & {p for each in PHRASES.values() for p in each}
    assert {WORD_OF[phrase.text] for phrase in phrases} == set(PHRASES)
    assert {phrase.text for phrase in phrases if phrase.tier == 1} == {
        phrase for word in (Word.STOP, Word.PAIN, Word.DIZZY, Word.NUMB) for phrase in PHRASES[word]
    }


@pytest.mark.parametrize(
    ("name", "word"),
    [("stopp", Word.STOP), ("schmerz", Word.PAIN), ("weiter", Word.GO_ON), ("bereit", Word.GO_ON)],
)
def test_a_german_command_is_heard(name: str, word: Word) -> None:
    assert heard(german(), name) == [word]


def test_the_english_ear_takes_none_of_them_for_what_they_are() -> None:
    assert heard(CommandSpotter(), "weiter") == []


def test_english_stop_halts_a_german_session_too() -> None:
    assert heard(german(), "../stop") == [Word.STOP]


@pytest.mark.parametrize(
    ("name", "question", "text"),
    [("zwei", SCORE, "two"), ("nein", YES_NO, "no"), ("nein", CORRECTION, "no"), ("weiter", SCORE, "")],
)
def test_a_german_answer_is_understood_and_a_command_is_none(
    name: str, question: Question, text: str
) -> None:
    said = as_pcm(joined(silence(0.2), recorded(SOUNDS / f"{name}.wav", 0.05), silence(0.15)))
    assert recogniser("own", None, GERMAN).recognise(said, question) == text


def test_what_was_heard_is_told_as_it_is_said_in_german() -> None:
    told: list[tuple[str, float, float | None]] = []
    tell = tongue.in_its_words(GERMAN, lambda text, at, score: told.append((text, at, score)))
    for text in ("stop", "three", "left shoulder", "not sure", ""):
        tell(text, 1.0, None)
    assert [text for text, _, _ in told] == ["stopp", "drei", "links schulter", "nicht sicher", ""]
    assert [GERMAN.understand(text) for text, _, _ in told] == ["stop", "3", "left shoulder", "not sure", ""]


def test_a_command_that_the_coach_names_in_german_is_masked_while_it_says_it() -> None:
    line = "Say go on, or say finish."
    said = tongue.naming(GERMAN)
    own = {one.word for one in said(line, 0.0, 2.0)}
    assert GERMAN.say(line) != line
    assert {Word.GO_ON, Word.FINISH} <= own
    assert {one.word for one in said("Sagen Sie schneller.", 0.0, 2.0)} == {Word.FASTER}
    assert named("Sagen Sie schneller.", 0.0, 2.0) == ()
    assert tongue.naming(ENGLISH)(line, 0.0, 2.0) == named(line, 0.0, 2.0)


def test_no_german_word_is_looked_at_twice_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(usual, "RecogniserApart", started.append)
    built = build(language=GERMAN)
    with usual_ear(lambda *_: None, lambda _: None, built, Nothing(), language=GERMAN) as ear:
        ear.hear(as_pcm(hiss(0.1)).samples, bytes(3200), 0.0)
    assert started == []


class Nothing:
    """Understands nothing."""

    def recognise(self, said: object, question: Question) -> str:
        return ""


def test_an_ear_or_an_engine_that_knows_english_only_says_so() -> None:
    with pytest.raises(
        UsageError, match='"pocketsphinx" hears English only; a session in German needs --ear own'
    ):
        build("pocketsphinx", language=GERMAN)
    with pytest.raises(UsageError, match="answers by vosk are understood in English only"):
        recogniser("vosk", None, GERMAN)


def test_a_language_without_heads_of_its_own_is_not_heard() -> None:
    assert [tongue.is_heard(each) for each in (ENGLISH, GERMAN, DUTCH)] == [True, True, False]


def test_a_session_that_no_ear_knows_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tongue, "is_heard", lambda language: language.is_english)
    done = CliRunner().invoke(app, ["play", "de/cervical-retraction", "--data", str(tmp_path)])
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == (
        "de/cervical-retraction is in German, and no ear knows its command words: play it with --text, "
        "or make a sound file: voicecoach bake de/cervical-retraction -o FILE.mp3"
    )


@pytest.mark.parametrize(
    "options",
    [
        QUALITIES,
        TISSUES,
        WHEN_OPTIONS,
        WHO_OPTIONS,
        ("front", "back"),
        PLACES,
        PLACE_SIDES,
        NUMBER_NAMES,
        WHY[1:2],
    ],
)
def test_every_answer_that_a_german_session_asks_for_is_in_the_head(options: tuple[str, ...]) -> None:
    words = set(answer_head.load(name="answers_de.npz").words)
    assert set(map(plain, options)) - words == set()


def test_the_question_after_a_number_said_back_can_be_answered_with_no() -> None:
    words = set(answer_head.load(name="answers_de.npz").words)
    assert words & {plain(phrase) for phrase in phrases_for(CORRECTION)} >= {
        "no",
        "wrong",
        "that's not right",
    }


def test_a_german_line_that_the_ear_takes_for_a_command_is_told_with_the_german_word(tmp_path: Path) -> None:
    checked = check_file(shipped("scripts") / "de" / "forward-head-posture-prep.md", ())
    assert checked.card is not None
    sounding = {text: Sounding(0.5, ()) for text in lines_of(checked.card, checked.lines or {})}
    first = next(iter(sounding))
    sounding[first] = Sounding(0.5, (Taken("go on", 0.4, 0.95, None),))
    found = [one.text for one in problems_heard(checked.card, checked.lines or {}, sounding)]
    assert [text.split(" to the ear")[0] for text in found] == [f'"{first}" sounds like the command "weiter"']
