"""The settings as a person sees and changes them."""

import json
import os
from pathlib import Path

from voicecoach.errors import SettingsError, UsageError
from voicecoach.settings import (
    KEYS,
    Key,
    Place,
    Value,
    Words,
    allowed,
    key_named,
    read_text,
    values_set,
    with_value,
    without_value,
)


def settle(file: Path, key: str | None, value: str | None, unset: str | None, as_json: bool) -> list[str]:
    """What `voicecoach settings` was asked to do: show all, set ``key``, or forget ``unset``."""
    match key, value, unset:
        case None, None, None:
            return [settings_json(file)] if as_json else settings_lines(file)
        case str(), str(), None:
            return [change(file, key, value)]
        case None, None, str():
            return [forget(file, unset)]
        case str(), None, None:
            key_named(key)
            raise UsageError(f"voicecoach settings {key} VALUE sets it; voicecoach settings shows all")
        case _:
            raise UsageError("--unset KEY stands alone: voicecoach settings --unset KEY")


def settings_lines(file: Path) -> list[str]:
    """Every setting with its value and its meaning, and where they are kept."""
    values = values_set(file)
    kept = f"The settings are in {file}"
    lines = [kept if file.exists() else f"Nothing is set. {kept} once something is.", ""]
    for key in KEYS:
        lines += [f"  {key.name:20}{shown(key, values.get(key.name))}", f"      {key.meaning}"]
        if not isinstance(key.kind, Words | Place):
            lines += [f"      ({allowed(key.kind)})"]
    return [*lines, "", "voicecoach settings KEY VALUE sets one, voicecoach settings --unset KEY forgets it."]


def settings_json(file: Path) -> str:
    """The same for programs: by key what counts, whether it is set, and what is usual."""
    values = values_set(file)
    table = {
        key.name: {
            "value": values.get(key.name, key.usual),
            "set": key.name in values,
            "usual": key.usual,
            "allowed": allowed(key.kind),
            "meaning": key.meaning,
        }
        for key in KEYS
    }
    return json.dumps({"file": str(file), "settings": table}, indent=2)


def shown(key: Key, value: Value | None) -> str:
    """What a setting is, in a few words."""
    if value is not None:
        return f"{_said(value)}  (set)"
    return "not set" if key.usual is None else f"{_said(key.usual)}  (as usual)"


def change(file: Path, name: str, typed: str) -> str:
    """Set ``name`` in ``file`` to what was typed; a line that says so."""
    _write(file, with_value(read_text(file), file, name, typed))
    return f"{name} is set: {typed}"


def forget(file: Path, name: str) -> str:
    """Take ``name`` out of ``file``; a line that says so."""
    before = read_text(file)
    after = without_value(before, file, name)
    if after == before:
        return f"{name} was not set."
    _write(file, after)
    return f"{name} is not set any more."


def _said(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool) else str(value)


def _write(file: Path, text: str) -> None:
    """All of ``text`` or nothing: a full disk leaves the settings as they were."""
    place = file.resolve()  # who links the file to another place wants it written there
    fresh = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(place)
    except OSError as failed:
        fresh.unlink(missing_ok=True)
        raise SettingsError(f"{file}: the settings cannot be written ({failed.strerror})") from failed
