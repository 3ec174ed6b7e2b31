"""Where session cards lie: the user's own first, then the shipped ones, or wherever a path says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from voicecoach.core.card import Card
from voicecoach.errors import ScriptError, UsageError
from voicecoach.script.json_form import from_json
from voicecoach.script.page import MOST_CHARACTERS
from voicecoach.script.parse import parse

ENDINGS = (".md", ".json")
"""A card is Markdown; the JSON form is what other tools write."""
_TRANSLATED = re.compile(r"[a-z]{2,3}/[a-z0-9][a-z0-9-]*")
"""How a card in another language is called: by the folder that it lies in, and the name of the card it translates."""


@dataclass(frozen=True, slots=True)
class Found:
    """A card's file; ``own``: the user's; ``shadows``: the shipped card of that name, which is not used then."""

    name: str
    path: Path
    own: bool
    shadows: Path | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A card that was found, read; or the ``problem`` that it has instead."""

    found: Found
    card: Card | None
    problem: str = ""


def find_card(name_or_path: str, own: Path, shipped: Path) -> Card:
    """The card of that name, the user's ``own`` first, or the card in that file."""
    return read_card(locate(name_or_path, own, shipped).path)


def locate(name_or_path: str, own: Path, shipped: Path) -> Found:
    """The file of the card; `UsageError` with the nearest names if there is none."""
    translated = {found.name: found for found in all_translated(own, shipped)}
    if name_or_path in translated:
        return translated[name_or_path]
    if is_translated(name_or_path) and translated and not _exists(Path(name_or_path)):
        raise UsageError(f'there is no session "{name_or_path[:60]}"; there are: {", ".join(translated)}')
    if "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith(ENDINGS):
        path = Path(name_or_path)
        if not _exists(path):
            raise UsageError(f"{path}: there is no such file{_nearest_file(path)}")
        return Found(path.stem, path, own=False)
    known = {found.name: found for found in all_found(own, shipped)}
    if name_or_path in known:
        return known[name_or_path]
    near = get_close_matches(name_or_path[:80].lower(), known, n=3, cutoff=0.5)
    if _exists(Path(name_or_path)):
        raise UsageError(
            f'there is no session "{name_or_path[:60]}"; for the file here write "./{name_or_path}"'
        )
    if near:
        raise UsageError(f'there is no session "{name_or_path[:60]}"; did you mean {" or ".join(near)}?')
    raise UsageError(f'there is no session "{name_or_path[:60]}"; there are: {", ".join(known) or "none"}')


def is_translated(name: str) -> bool:
    """Whether ``name`` is how a card in another language is called, and not a path."""
    return _TRANSLATED.fullmatch(name) is not None


def in_language(name: str, code: str, own: Path, shipped: Path) -> str:
    """How the session ``name`` is called in the language with this ``code``, or ``name`` itself if it is not there."""
    translated = f"{code}/{name}"
    return translated if any(found.name == translated for found in all_translated(own, shipped)) else name


def all_translated(own: Path, shipped: Path) -> tuple[Found, ...]:
    """The file of every card in a folder of another language, called "de/cervical-retraction".

    It keeps the name of the card that it translates: to the diary and the rules both are one session.
    """
    found: dict[str, Found] = {}
    for folder, is_own in ((shipped, False), (own, True)):
        for inside in _folders_in(folder):
            for stem, path in _cards_in(inside):
                name = f"{inside.name}/{stem}"
                shadowed = found.get(name)
                found[name] = Found(name, path, is_own, shadowed.path if shadowed else None)
    return tuple(found[name] for name in sorted(found))


def all_cards(own: Path, shipped: Path) -> tuple[Listed, ...]:
    """Every card that can be played by name, or what is wrong with it."""
    return tuple(_listed(found) for found in all_found(own, shipped))


def all_cards_translated(own: Path, shipped: Path) -> tuple[Listed, ...]:
    """The same in other languages."""
    return tuple(_listed(found) for found in all_translated(own, shipped))


def all_found(own: Path, shipped: Path) -> tuple[Found, ...]:
    """The file of every card that can be played by name, in the order of names."""
    theirs = dict(_cards_in(shipped))
    mine = dict(_cards_in(own))
    return tuple(
        Found(name, mine[name], True, theirs.get(name)) if name in mine else Found(name, theirs[name], False)
        for name in sorted({*theirs, *mine})
    )


def read_card(path: Path) -> Card:
    """The card in the file at ``path``."""
    text = read_text(path)
    if path.suffix == ".json":
        return replace(from_json(text, str(path)), name=path.stem)
    return parse(text, path.stem, str(path))


def _listed(found: Found) -> Listed:
    try:
        return Listed(found, read_card(found.path))
    except ScriptError as problem:
        return Listed(found, None, str(problem))


def _cards_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """The cards in ``folder``; of two with one name the Markdown counts, as it sorts last."""
    try:
        paths = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise ScriptError(f"{folder}: the folder cannot be read ({error.strerror})") from error
    for path in paths:
        if path.suffix in ENDINGS and not path.name.startswith(".") and path.is_file():
            yield path.stem, path


def _folders_in(folder: Path) -> tuple[Path, ...]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:  # what cannot be read is told where cards are looked for
        return ()
    return tuple(each for each in inside if re.fullmatch("[a-z]{2,3}", each.name) and each.is_dir())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long for a file
        return False


def _nearest_file(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir() if other.suffix in ENDINGS]
    except OSError:
        return "; give the path of a session card"
    near = get_close_matches(path.name, names, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(near)}?" if near else "; give the path of a session card"


def read_text(path: Path) -> str:
    """The text of a card or plan at ``path``, or one clear `ScriptError`."""
    if path.is_dir():
        raise ScriptError(f"{path}: this is a folder; give the path of a card in it")
    if path.exists() and not path.is_file():
        raise ScriptError(f"{path}: this is not a plain file; give the path of a session card")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_CHARACTERS + 1)
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file{_nearest_file(path)}") from None
    except OSError as error:
        raise ScriptError(f"{path}: the file cannot be read ({error.strerror})") from error
    if len(data) > MOST_CHARACTERS:
        raise ScriptError(f"{path}:1: the file is larger than 1 MB; a session card is a few pages")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ScriptError(f"{path}:{line}: this is not UTF-8 text; save the file as UTF-8") from error
