"""What the user chose once and for all: the table of settings, and the file that keeps them."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

from voicecoach.errors import SettingsError

RATE = 155
"""Words a minute, unless something else is set."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``least`` to ``most``."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Words:
    """Any text on one line."""


@dataclass(frozen=True, slots=True)
class Place:
    """A path; in the file it may begin at the file's own folder."""


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""


Kind = Choice | Whole | Words | Place | Switch
Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Key:
    """One setting: ``usual`` is what counts while it is not set, None that the program chooses."""

    name: str
    kind: Kind
    meaning: str
    usual: Value | None = None


KEYS: tuple[Key, ...] = (
    Key(
        "ear",
        Choice(("own", "pocketsphinx")),
        "what listens for commands; unset: the best one that works here",
    ),
    Key(
        "sensitivity.always",
        Whole(-3, 3),
        'how easily the words that always halt, as "stop" and "pain", are heard: more is easier, '
        "and more false alarms",
        0,
    ),
    Key("sensitivity.session", Whole(-3, 3), 'the same for all other commands, as "next" and "repeat"', 0),
    Key(
        "answers.engine",
        Choice(("own", "pocketsphinx", "vosk", "whisper", "sherpa")),
        "what understands answers to questions; all but own and pocketsphinx need an extra and a model",
        "own",
    ),
    Key("answers.model", Place(), "the file or folder of the model for answers"),
    Key("voice", Words(), "the voice, by name (voicecoach voices lists them)"),
    Key("rate", Whole(80, 400), "words a minute", RATE),
    Key("speaker", Words(), "the loudspeaker, by a part of its name (voicecoach devices lists them)"),
    Key("microphone", Words(), "the microphone, by a part of its name"),
    Key("earcons", Switch(), "the small sounds beside the words", True),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set, and what is usual for the rest; None: the program chooses."""

    ear: str | None = None
    always: int = 0
    session: int = 0
    answers_engine: str = "own"
    answers_model: Path | None = None
    voice: str | None = None
    rate: int = RATE
    speaker: str | None = None
    microphone: str | None = None
    earcons: bool = True


def read_settings(file: Path) -> Settings:
    """The settings in ``file``; the usual ones if there is no such file; `SettingsError` if one is wrong."""
    return _settings(_checked(read_text(file), file), file)


def with_options(settings: Settings, **options: Value | None) -> Settings:
    """What was typed on the command line goes before what is set; None: nothing was typed."""
    return replace(settings, **{name: value for name, value in options.items() if value is not None})  # type: ignore[arg-type]


def values_set(file: Path) -> Mapping[str, Value]:
    """What ``file`` sets, by key."""
    return _checked(read_text(file), file)


def with_value(text: str, file: Path, name: str, typed: str) -> str:
    """The ``text`` of ``file`` with ``name`` set to what was ``typed``; the rest stays as it is."""
    value = _understood(key_named(name), typed)
    section, _, last = name.rpartition(".")
    lines, at = text.splitlines(), _line_of(text, name)
    header, dotted = f"[{section}]", _line_of(text, f"{section}.")
    short, whole = (f"{each} = {json.dumps(value, ensure_ascii=False)}" for each in (last, name))
    if at is not None:
        lines[at] = whole if _section_of(lines, at) == "" else short
    elif dotted is not None:
        lines.insert(dotted, whole)
    elif section and header in lines:
        lines.insert(lines.index(header) + 1, short)
    elif section:
        lines += ["", header, short] if lines else [header, short]
    else:
        sections = (number for number, line in enumerate(lines) if line.lstrip().startswith("["))
        lines.insert(next(sections, len(lines)), short)
    return _proven("\n".join(lines) + "\n", file, name, value)


def without_value(text: str, file: Path, name: str) -> str:
    """The ``text`` of ``file`` with ``name`` no longer set; also a name that is no key, to be rid of it."""
    at = _line_of(text, name)
    if at is None:
        key_named(name)
        return text
    lines = text.splitlines()
    del lines[at]
    return _proven("".join(f"{line}\n" for line in lines), file, name, None)


def read_text(file: Path) -> str:
    """The settings file as text; empty if there is none."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise SettingsError(
            f"{file}: the settings cannot be read ({wrong}); mend the file or delete it"
        ) from wrong


def key_named(name: str) -> Key:
    """The key of that name, or `SettingsError` with the names there are."""
    for key in KEYS:
        if key.name == name:
            return key
    raise SettingsError(f'there is no setting "{name}"; there are: {", ".join(key.name for key in KEYS)}')


def allowed(kind: Kind) -> str:
    """What a setting of that kind may be, in words."""
    match kind:
        case Choice(names):
            return " or ".join((", ".join(names[:-1]), names[-1]))
        case Whole(least, most):
            return f"a whole number from {least} to {most}"
        case Words():
            return "a text"
        case Place():
            return "a path"
        case Switch():
            return "true or false"
        case _:
            assert_never(kind)


def _checked(text: str, file: Path) -> Mapping[str, Value]:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"{file}: this is not TOML ({wrong}); mend the file or delete it") from wrong
    found: dict[str, Value] = {}
    for name, value in _flat(whole):
        key = next((key for key in KEYS if key.name == name), None)
        if key is None:
            names = ", ".join(key.name for key in KEYS)
            raise SettingsError(f'{file}: there is no setting "{name}"; there are: {names}')
        if not _fits(key.kind, value):
            raise SettingsError(f"{file}: {name} is {value!r}; it must be {allowed(key.kind)}")
        assert isinstance(value, str | int)
        found[name] = value
    return found


def _flat(table: Mapping[str, object], before: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in table.items():
        whole = f"{before}{name}"
        if isinstance(value, dict) and any(key.name.startswith(f"{whole}.") for key in KEYS):
            found += _flat(value, f"{whole}.")
        else:
            found.append((whole, value))
    return found


def _fits(kind: Kind, value: object) -> bool:
    match kind:
        case Choice(names):
            return value in names
        case Whole(least, most):
            return type(value) is int and least <= value <= most
        case Words() | Place():
            return isinstance(value, str) and bool(value.strip()) and value.isprintable()
        case Switch():
            return isinstance(value, bool)
        case _:
            assert_never(kind)


def _understood(key: Key, typed: str) -> Value:
    """What was typed on the command line as a value of ``key``."""
    value: Value = typed
    match key.kind:
        case Whole() if re.fullmatch(r"[+-]?\d{1,9}", typed):
            value = int(typed)
        case Switch() if typed.lower() in ("true", "on", "yes", "false", "off", "no"):
            value = typed.lower() in ("true", "on", "yes")
        case Place() if typed.strip():
            value = str(Path(typed).expanduser().absolute())
        case Choice() | Whole() | Words() | Place() | Switch():
            pass
        case _:
            assert_never(key.kind)
    if not _fits(key.kind, value):
        raise SettingsError(f'{key.name} cannot be "{typed}"; it must be {allowed(key.kind)}')
    return value


def _settings(values: Mapping[str, Value], file: Path) -> Settings:
    by_field = {name.removeprefix("sensitivity.").replace(".", "_"): value for name, value in values.items()}
    model = by_field.pop("answers_model", None)
    place = file.parent / Path(str(model)).expanduser() if model is not None else None
    return Settings(answers_model=place, **by_field)  # type: ignore[arg-type]  # `_checked` has seen to the types


def _line_of(text: str, name: str) -> int | None:
    """The line that sets ``name``, in its section or with its whole name before all sections.

    Of a name that ends in a full stop any such whole name is meant.
    """
    section, _, last = name.rpartition(".")
    lines = text.splitlines()
    for number, line in enumerate(lines):
        here = _section_of(lines, number)
        if last and here == section and re.match(rf"\s*{re.escape(last)}\s*=", line):
            return number
        if section and here == "" and re.match(rf"\s*{re.escape(name)}{'' if last else '[^=]+'}\s*=", line):
            return number
    return None


def _section_of(lines: list[str], number: int) -> str:
    headers = (re.match(r"\s*\[\s*([\w.]+)\s*\]", line) for line in reversed(lines[:number]))
    return next((header[1] for header in headers if header), "")


def _proven(text: str, file: Path, name: str, value: Value | None) -> str:
    """``text``, if it says what it should; files that people shaped in another way are left to them."""
    try:
        now = dict(_flat(tomllib.loads(text)))
    except tomllib.TOMLDecodeError:
        now = {}
    if now.get(name) != value or (value is not None and name not in now):
        raise SettingsError(f"{file}: {name} could not be changed here; open the file and change it there")
    return text
