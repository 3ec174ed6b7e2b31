"""A card as JSON for other tools, and the JSON Schema of that form."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from voicecoach.core.card import Answers, Ask, Breathe, Card, Hold, Reps, Rest, Say, Time, WaitFor
from voicecoach.errors import ScriptError
from voicecoach.script.parse import parse
from voicecoach.script.printing import print_card

FORMAT = 1
Json: TypeAlias = dict[str, Any] | list[Any] | str | int | float | bool | None

ITEMS: dict[str, type] = {
    "say": Say,
    "wait for": WaitFor,
    "time": Time,
    "rest": Rest,
    "reps": Reps,
    "hold": Hold,
    "breathe": Breathe,
    "ask": Ask,
}
"""The `kind` of each item of a step; `hold` is also a free search."""

NOT_ON_CARDS = (Answers.EAR,)


def to_json(card: Card) -> str:
    """``card`` as JSON; what is as usual is left out."""
    return json.dumps({"format": FORMAT, **_object(card)}, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str, path: str) -> Card:
    """The card in ``text``, held to the same rules as one in Markdown; ``path`` is for messages."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ScriptError(f"{path}:{error.lineno}: this is not JSON ({error.msg})") from error
    except (ValueError, RecursionError) as error:
        raise ScriptError(f"{path}: this is not the JSON of a card ({error})") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ScriptError(f'{path}: this is not the JSON of a card; it begins with "format": {FORMAT}')
    try:
        card = _read(Card, {key: value for key, value in data.items() if key != "format"}, "card")
    except _ShapeError as error:
        raise ScriptError(f"{path}: {error}; see docs/card.schema.json") from error
    assert isinstance(card, Card)
    return _held_to_the_rules(card, path)


def _held_to_the_rules(card: Card, path: str) -> Card:
    """``card`` if its Markdown is without a problem and says the same."""
    text = print_card(card)
    lines = text.split("\n")
    try:
        again = parse(text, card.name, "")
    except ScriptError as error:
        raise ScriptError(
            "\n".join(_placed(found, lines, path) for found in str(error).split("\n"))
        ) from error
    if again != card:
        raise ScriptError(
            f"{path}: a text in it has a line break, or a name has capitals; a card cannot say that"
        )
    return again


def _placed(problem: str, lines: list[str], path: str) -> str:
    _, number, what = problem.split(":", 2)
    return f'{path}: at "{lines[int(number) - 1].strip(" -")[:60]}":{what}'


class _ShapeError(Exception):
    """The JSON has another shape than a card; the text says where."""


def _object(value: object) -> dict[str, Json]:
    kind = _kind_of(type(value))
    found: dict[str, Json] = {} if kind is None else {"kind": kind}
    for own in _fields(type(value)):
        content = getattr(value, own.name)
        if own.default is MISSING or content != own.default:
            found[own.name] = _json(content)
    return found


def _json(value: object) -> Json:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return [_json(part) for part in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return _object(value)


def _fields(kind: type) -> list[Field[Any]]:
    """The fields of a dataclass but ``line``, which is about the Markdown."""
    assert is_dataclass(kind)
    return [own for own in fields(kind) if own.name != "line"]


def _kind_of(item: type) -> str | None:
    return next((name for name, kind in ITEMS.items() if kind is item), None)


def _read(kind: Any, value: Any, where: str) -> object:
    """``value`` as a ``kind``."""
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _ShapeError(f"{where} is not a list")
        inner = get_args(kind)[0]
        return tuple(_read(inner, part, f"{where}[{n}]") for n, part in enumerate(value))
    if get_origin(kind) in (Union, UnionType):
        return _read_union(get_args(kind), value, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = {member.value: member for member in kind if member not in NOT_ON_CARDS}
        if not isinstance(value, str) or value not in known:
            raise _ShapeError(f"{where} is not one of {', '.join(known)}")
        return known[value]
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return _read_object(kind, value, where)
    if kind is float and type(value) in (int, float) and 0 <= value <= 3600:
        return float(value)
    if kind is not float and type(value) is kind:
        return value
    raise _ShapeError(f"{where} is not a {'number' if kind in (int, float) else kind.__name__}")


def _read_union(kinds: tuple[Any, ...], value: Any, where: str) -> object:
    if NoneType in kinds:
        return None if value is None else _read(next(k for k in kinds if k is not NoneType), value, where)
    name = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(name, str) or name not in ITEMS:
        raise _ShapeError(f"{where} has no kind; it is one of {', '.join(ITEMS)}")
    return _read_object(ITEMS[name], value, where)


def _read_object(kind: type, value: Any, where: str) -> object:
    if not isinstance(value, dict):
        raise _ShapeError(f"{where} is not an object")
    hints = get_type_hints(kind)
    own = _fields(kind)
    name = _kind_of(kind)
    if name is not None:
        if value.get("kind") != name:
            raise _ShapeError(f'{where} has not the kind "{name}"')
        value = {key: content for key, content in value.items() if key != "kind"}
    for key in value:
        if key not in [field.name for field in own]:
            raise _ShapeError(f'{where} has a "{key}", which is not known')
    found: dict[str, object] = {}
    for field in own:
        if field.name in value:
            found[field.name] = _read(hints[field.name], value[field.name], f"{where}.{field.name}")
        elif field.default is MISSING:
            raise _ShapeError(f'{where} has no "{field.name}"')
    result: object = kind(**found)
    return result


def schema() -> dict[str, Json]:
    """The JSON Schema of `to_json`."""
    defs: dict[str, Json] = {}
    card = _schema_of(Card, defs)
    assert isinstance(card, dict)
    own = defs.pop("Card")
    assert isinstance(own, dict)
    properties = {"format": {"const": FORMAT}, **own["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "voicecoach session card",
        "description": "A session card as JSON; docs/write-a-session.md explains every part.",
        **own,
        "properties": properties,
        "required": ["format", *own["required"]],
        "$defs": dict(sorted(defs.items())),
    }


def _schema_of(kind: Any, defs: dict[str, Json]) -> Json:
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema_of(get_args(kind)[0], defs)}
    if get_origin(kind) in (Union, UnionType):
        kinds = get_args(kind)
        if NoneType in kinds:
            inner = next(k for k in kinds if k is not NoneType)
            return {"anyOf": [_schema_of(inner, defs), {"type": "null"}]}
        return {"oneOf": [_schema_of(item, defs) for item in kinds]}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind if member not in NOT_ON_CARDS]}
    if is_dataclass(kind):
        assert isinstance(kind, type)
        if kind.__name__ not in defs:
            defs[kind.__name__] = {}
            defs[kind.__name__] = _schema_of_object(kind, defs)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    simple: dict[Any, Json] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        float: {"type": "number", "minimum": 0, "maximum": 3600},
    }
    return simple[kind]


def _schema_of_object(kind: type, defs: dict[str, Json]) -> Json:
    hints = get_type_hints(kind)
    properties = {own.name: _schema_of(hints[own.name], defs) for own in _fields(kind)}
    required = [own.name for own in _fields(kind) if own.default is MISSING]
    name = _kind_of(kind)
    if name is not None:
        properties = {"kind": {"const": name}, **properties}
        required = ["kind", *required]
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").replace("`", "").split()),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
