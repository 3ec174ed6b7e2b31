"""The engines for answers: what they say when a part is missing, and, where they are installed, that they work."""

import importlib.util
import os
from pathlib import Path

import pytest
from ear_sounds import as_pcm, joined, silence, spoken

from voicecoach.core.card import Answers, Question
from voicecoach.core.pcm import Pcm
from voicecoach.core.words import answer
from voicecoach.ear.answer_engines import ANSWER_ENGINES, recogniser
from voicecoach.ear.recogniser import understood_freely
from voicecoach.errors import EarError, UsageError

SCORE = Question("soreness", "How strong is it?", Answers.SCORE)
YES_NO = Question("better", "Is it better?", Answers.YES_NO)
PLACE = Question("where", "Where is it?", Answers.PLACE)
PACKAGES = {"vosk": "vosk", "whisper": "faster_whisper", "sherpa": "sherpa_onnx"}
FILES = {
    "vosk": ("am/final.mdl", "conf/mfcc.conf"),
    "whisper": ("model.bin", "config.json", "tokenizer.json"),
    "sherpa": ("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"),
}
WITH_MODEL = sorted(PACKAGES)


def here(engine: str) -> bool:
    return importlib.util.find_spec(PACKAGES[engine]) is not None


def installed(engine: str) -> None:
    if not here(engine):
        pytest.skip(f'{PACKAGES[engine]} is not installed: pip install "voicecoach[{engine}]"')


def model_of(engine: str) -> Path:
    """A real English model; where it lies is told by the environment, as models are too big for the repository."""
    installed(engine)
    name = f"VOICECOACH_TEST_{engine.upper()}_MODEL"
    if name not in os.environ:
        pytest.skip(f"no model for {engine}: {name} names no folder")
    return Path(os.environ[name])


@pytest.mark.parametrize("engine", WITH_MODEL)
def test_an_engine_that_is_not_installed_says_how_to_get_it(engine: str, tmp_path: Path) -> None:
    if here(engine):
        pytest.skip(f"{PACKAGES[engine]} is installed here")
    with pytest.raises(EarError, match=rf'pip install "voicecoach\[{engine}\]"'):
        recogniser(engine, tmp_path)


@pytest.mark.parametrize("engine", WITH_MODEL)
def test_an_engine_without_a_model_says_where_to_get_one_and_how_to_set_it(engine: str) -> None:
    installed(engine)
    with pytest.raises(
        EarError, match=r"(?s)answers\.model.*https://.*voicecoach settings answers\.model PATH"
    ):
        recogniser(engine, None)


@pytest.mark.parametrize("engine", WITH_MODEL)
def test_a_folder_that_is_no_model_is_named_with_what_it_lacks(engine: str, tmp_path: Path) -> None:
    installed(engine)
    with pytest.raises(EarError, match=f"{tmp_path}: this is no model for {engine}, it has no "):
        recogniser(engine, tmp_path)
    with pytest.raises(EarError, match="there is no such folder"):
        recogniser(engine, tmp_path / "gone")


@pytest.mark.parametrize("engine", WITH_MODEL)
def test_a_broken_model_is_one_clear_line_from_the_real_library(engine: str, tmp_path: Path) -> None:
    installed(engine)
    for name in FILES[engine]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(EarError, match=f"{tmp_path}: .* cannot load this model") as failed:
        recogniser(engine, tmp_path)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("engine", WITH_MODEL)
def test_answers_are_understood_with_a_model_that_is_read_once(engine: str, tmp_path: Path) -> None:
    link = tmp_path / "model"
    link.symlink_to(model_of(engine), target_is_directory=True)
    ear = recogniser(engine, link)
    link.unlink()
    wanted = ((SCORE, "seven", 7), (YES_NO, "yes", "yes"), (PLACE, "left shoulder", "left shoulder"))
    for question, said, means in wanted:
        text = ear.recognise(as_pcm(joined(silence(0.3), spoken(said), silence(0.5))), question)
        assert answer(question, text) == means
    assert ear.recognise(Pcm(bytes(32_000)), SCORE) == ""


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=", ".join(ANSWER_ENGINES)):
        recogniser("abacus", None)


@pytest.mark.parametrize(
    ("question", "text", "means"),
    [
        (SCORE, " 6.", 6),
        (SCORE, "About a six.", 6),
        (SCORE, "Four or five.", 5),
        (SCORE, "4 out of 10", 4),
        (SCORE, "for", 4),
        (SCORE, "Six, six, six.", 6),
        (SCORE, "I have seven sisters.", None),
        (SCORE, "Thanks.", None),
        (SCORE, "11", None),
        (YES_NO, "Yes, please.", "yes"),
        (YES_NO, "Yes and no", None),
        (PLACE, "In my left shoulder, I think.", "left shoulder"),
        (PLACE, "once upon a time there was a neck and it was long", None),
        (SCORE, "", None),
    ],
)
def test_what_an_engine_without_a_grammar_writes_is_an_answer_or_none(
    question: Question, text: str, means: str | int | None
) -> None:
    found = understood_freely(text, question)
    assert (answer(question, found) if found else None) == means
