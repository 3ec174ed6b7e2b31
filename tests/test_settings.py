"""The settings' file: what it may hold, what is wrong with it, and how one line of it is changed."""

import dataclasses
import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.ear.usual import ENGINES
from voicecoach.errors import SettingsError
from voicecoach.settings import (
    KEYS,
    Choice,
    Settings,
    allowed,
    key_named,
    read_settings,
    values_set,
    with_options,
    with_value,
    without_value,
)

EVERYTHING = """\
# my own
ear = "pocketsphinx"
voice = "en-us"
rate = 140
speaker = "USB"
microphone = "Headset"
earcons = false

[sensitivity]
always = +1
session = -3

[answers]
engine = "vosk"
model = "models/vosk-small"
"""


def test_without_a_file_all_is_as_usual(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == Settings()
    assert values_set(tmp_path / "settings.toml") == {}


def test_what_is_usual_is_the_same_in_the_table_and_in_the_settings() -> None:
    fields = {field.name: field.default for field in dataclasses.fields(Settings)}
    usual = {key.name.removeprefix("sensitivity.").replace(".", "_"): key.usual for key in KEYS}
    assert usual == fields


def test_the_page_of_settings_tells_every_key_with_what_it_may_be() -> None:
    page = (Path(__file__).parent.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|$", page, re.M)
    assert rows == [
        (
            key.name,
            allowed(key.kind),
            "-" if key.usual is None else json.dumps(key.usual).strip('"'),
            key.meaning,
        )
        for key in KEYS
    ]


def test_every_ear_can_be_set() -> None:
    assert key_named("ear").kind == Choice(tuple(ENGINES))


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_every_setting_is_read(tmp_path: Path, start: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(start + EVERYTHING, encoding="utf-8")
    assert read_settings(file) == Settings(
        ear="pocketsphinx",
        always=1,
        session=-3,
        answers_engine="vosk",
        answers_model=tmp_path / "models" / "vosk-small",
        voice="en-us",
        rate=140,
        speaker="USB",
        microphone="Headset",
        earcons=False,
    )


def test_what_was_typed_goes_before_what_is_set() -> None:
    chosen = with_options(Settings(rate=140, voice="en"), rate=200, voice=None, earcons=False)
    assert chosen == Settings(rate=200, voice="en", earcons=False)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("colour = 1", 'there is no setting "colour"; there are: ear, sensitivity.always, '),
        ("[sensitivity]\nsometimes = 1", 'there is no setting "sensitivity.sometimes"'),
        ("sensitivity = 1", 'there is no setting "sensitivity"'),
        ("[rate]\nx = 1", "rate is {'x': 1}; it must be a whole number from 80 to 400"),
        ("rate = 79", "rate is 79; it must be a whole number from 80 to 400"),
        ("rate = 155.0", "rate is 155.0; it must be a whole number"),
        ('rate = "155"', "rate is '155'; it must be a whole number"),
        ("rate = true", "rate is True; it must be a whole number"),
        ("[sensitivity]\nalways = 4", "sensitivity.always is 4; it must be a whole number from -3 to 3"),
        ('earcons = "on"', "earcons is 'on'; it must be true or false"),
        ("earcons = 1", "earcons is 1; it must be true or false"),
        ('ear = "bat"', "ear is 'bat'; it must be own or pocketsphinx"),
        ('ear = ["own"]', "ear is ['own']; it must be own or pocketsphinx"),
        ('voice = ""', "voice is ''; it must be a text"),
        ('voice = "a\\nb"', "voice is 'a\\nb'; it must be a text"),
        ("rate = ", "this is not TOML"),
        ("rate = 100\nrate = 100", "this is not TOML"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_key_and_what_is_allowed(
    tmp_path: Path, text: str, what: str
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_settings(file)
    told = str(caught.value)
    assert told.startswith(f"{file}: ")
    assert what in told
    assert len(told.splitlines()) == 1


def test_a_file_that_is_no_text_and_one_that_is_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'voice = "\xe9"')
    for place in (tmp_path / "latin.toml", tmp_path):
        with pytest.raises(SettingsError, match="the settings cannot be read"):
            read_settings(place)


@pytest.mark.parametrize(
    ("before", "name", "typed", "after"),
    [
        ("", "rate", "90", "rate = 90\n"),
        ("", "sensitivity.always", "-1", "[sensitivity]\nalways = -1\n"),
        ("", "earcons", "off", "earcons = false\n"),
        ("", "voice", 'en "us"', 'voice = "en \\"us\\""\n'),
        ("# mine\nrate = 1000\n", "rate", "+90", "# mine\nrate = 90\n"),
        ("# mine\n\n[sensitivity]\n", "rate", "90", "# mine\n\nrate = 90\n[sensitivity]\n"),
        (
            "[sensitivity]\nsession = 1\n",
            "sensitivity.always",
            "2",
            "[sensitivity]\nalways = 2\nsession = 1\n",
        ),
        ("sensitivity.always = 1", "sensitivity.always", "2", "sensitivity.always = 2\n"),
        (
            "rate = 90\nsensitivity.always = 1",
            "sensitivity.session",
            "2",
            "rate = 90\nsensitivity.session = 2\nsensitivity.always = 1\n",
        ),
        ("rate = 90\n", "sensitivity.session", "2", "rate = 90\n\n[sensitivity]\nsession = 2\n"),
        ("[answers]\nengine='vosk'", "answers.engine", "sherpa", '[answers]\nengine = "sherpa"\n'),
    ],
)
def test_one_line_changes_and_the_rest_stays(before: str, name: str, typed: str, after: str) -> None:
    assert with_value(before, Path("settings.toml"), name, typed) == after


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        (EVERYTHING, "rate", EVERYTHING.replace("rate = 140\n", "")),
        (EVERYTHING, "sensitivity.session", EVERYTHING.replace("session = -3\n", "")),
        ("colour = 1\nrate = 90\n", "colour", "rate = 90\n"),
        ("rate = 90\n", "voice", "rate = 90\n"),
    ],
)
def test_one_line_is_forgotten_and_the_rest_stays(before: str, name: str, after: str) -> None:
    assert without_value(before, Path("settings.toml"), name) == after


@pytest.mark.parametrize(
    ("name", "typed", "what"),
    [
        ("rate", "fast", 'rate cannot be "fast"; it must be a whole number from 80 to 400'),
        ("rate", "1e2", 'rate cannot be "1e2"'),
        ("earcons", "maybe", 'earcons cannot be "maybe"; it must be true or false'),
        ("ear", "", 'ear cannot be ""; it must be own or pocketsphinx'),
        ("voice", " ", 'voice cannot be " "; it must be a text'),
        ("answers.model", "", 'answers.model cannot be ""; it must be a path'),
        ("colour", "red", 'there is no setting "colour"'),
    ],
)
def test_what_cannot_be_set_is_told(name: str, typed: str, what: str) -> None:
    with pytest.raises(SettingsError, match="^" + what.replace(".", r"\.").replace("(", r"\(")):
        with_value("", Path("settings.toml"), name, typed)


@pytest.mark.parametrize(
    ("text", "name", "typed"),
    [
        ('voice = """\nrate = 1\n"""\n', "rate", "90"),
        ("[ear\n", "rate", "90"),
        ("sensitivity = {always = 1}\n", "sensitivity.always", "3"),
    ],
)
def test_a_file_in_another_shape_is_left_to_the_person(text: str, name: str, typed: str) -> None:
    with pytest.raises(SettingsError, match="could not be changed here; open the file and change it there"):
        with_value(text, Path("settings.toml"), name, typed)


@given(
    st.dictionaries(
        st.sampled_from(["rate", "sensitivity.always", "sensitivity.session"]), st.integers(80, 400)
    )
)
def test_whatever_is_set_one_after_the_other_is_read_again(numbers: dict[str, int]) -> None:
    wanted = {name: n if name == "rate" else n % 7 - 3 for name, n in numbers.items()}
    text = EVERYTHING
    for name, number in wanted.items():
        text = with_value(text, Path("settings.toml"), name, str(number))
        text = with_value(without_value(text, Path("settings.toml"), name), Path("x"), name, str(number))
    read = tomllib.loads(text)
    found = {"rate": read["rate"], **{f"sensitivity.{k}": v for k, v in read["sensitivity"].items()}}
    assert {name: found[name] for name in wanted} == wanted
    assert "# my own" in text
