"""The folder of a language, read strictly: whoever translates is told the file, the line and what to write."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from voicecoach.core.words import TakenBack, named_in, plain, understand
from voicecoach.errors import LanguageError
from voicecoach.language.file import File
from voicecoach.language.known import MAY_ANSWER, MUST_ANSWER, commands, texts
from voicecoach.language.language import (
    ENGLISH,
    Forbidden,
    Language,
    Meant,
    Template,
    places_in,
    template,
)
from voicecoach.shipped import shipped

MOST_WORDS = 15
COMMANDS = ("commands", "red_flags")
_ENGLISH = frozenset({"english", "en"})
"""Known without a look at any folder."""
WORDS = (*COMMANDS, "taken_back", "answers", "small")


def language_of(name: str) -> Language:
    """The language that a card calls ``name``, in English or in itself; English where there is no such folder."""
    return ENGLISH if _key(name) in _ENGLISH else _by_name().get(_key(name), ENGLISH)


def is_known(name: str) -> bool:
    """Whether there is a folder for what a card calls ``name``."""
    return _key(name) in _ENGLISH or _key(name) in _by_name()


@cache
def languages() -> tuple[Language, ...]:
    """English, and every language that has a folder."""
    folders = sorted(path.parent for path in shipped("languages").glob("*/language.toml"))
    return (ENGLISH, *(read_language(folder) for folder in folders))


@cache
def _by_name() -> Mapping[str, Language]:
    return {_key(name): each for each in languages() for name in (each.name, each.own_name, each.code)}


def _key(name: str) -> str:
    return name.strip().rstrip(".").casefold()


def read_language(folder: Path) -> Language:
    """The language in ``folder``; `LanguageError` with file and line for whatever is not as it must be."""
    about, said = File(folder / "language.toml"), File(folder / "lines.toml")
    heard, unwanted = File(folder / "words.toml"), File(folder / "wording.toml")
    head = _head(about)
    lines, parts = _lines(said)
    phrases, spoken_as, small = _phrases(heard, head.numbers)
    language = Language(
        code=folder.name,
        name=head.name,
        own_name=head.own_name,
        voice=head.voice,
        lines={english: text for english, text in lines.items() if not places_in(english)},
        templates=_templates({**lines, **parts}),
        parts={english: text for english, text in parts.items() if not places_in(english)},
        numbers=head.numbers,
        phrases=phrases,
        spoken_as=spoken_as,
        small=small,
        forbidden=tuple(_forbidden(unwanted)),
    )
    _names_no_command(said, lines, language)
    return language


def _head(about: File) -> Language:
    known = {"name", "own_name", "voice", "numbers"}
    for key in {*about.tables} - known:
        raise about.wrong(key, f'"{key}" is not known; there are: {", ".join(sorted(known))}')
    called = {key: about.tables.get(key) for key in ("name", "own_name", "voice")}
    for key, value in called.items():
        if not isinstance(value, str) or not value:
            raise about.wrong(key, f'"{key}" is missing; write {key} = "..."')
    numbers = about.tables.get("numbers")
    if (
        not isinstance(numbers, list)
        or len(numbers) < 11
        or not all(isinstance(n, str) and n for n in numbers)
    ):
        raise about.wrong(
            "numbers", '"numbers" must name the numbers from zero to ten or more, in their order'
        )
    name, own_name, voice = (str(value) for value in called.values())
    return Language("", name, own_name, voice, numbers=tuple(map(str, numbers)))


def _lines(said: File) -> tuple[dict[str, str], dict[str, str]]:
    lines: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name in said.tables:
        for english, text in said.table(name).items():
            into = parts if name == "parts" else lines
            if name != "parts" and english not in texts():
                near = get_close_matches(english, texts(), n=1)
                meant = f'; did you mean "{near[0]}"?' if near else "; leave it out"
                raise said.wrong(english, f'the coach never says "{english[:60]}"{meant}')
            if english in lines:
                raise said.wrong(english, f'"{english[:60]}" is there twice; keep one')
            into[english] = _said(said, english, text)
    missing = sorted(texts() - set(lines))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise LanguageError(
            f'{said.path}:1: there is no line for "{missing[0]}"{more}; add "English" = "translated"'
        )
    return lines, parts


def _said(said: File, english: str, text: object) -> str:
    line = said.translated(english, text)
    if len(line.split()) > MOST_WORDS:
        raise said.wrong(
            english, f'"{line[:40]}..." has {len(line.split())} words; make it at most {MOST_WORDS}'
        )
    return line


def _templates(lines: Mapping[str, str]) -> tuple[Template, ...]:
    """Those that fix more of a line come first."""
    placed = [english for english in lines if places_in(english)]
    placed.sort(key=lambda english: -len(re.sub(r"\{[a-z]+\}", "", english)))
    return tuple(template(english, lines[english]) for english in placed)


def _phrases(
    heard: File, numbers: tuple[str, ...]
) -> tuple[dict[str, Meant], dict[str, str], frozenset[str]]:
    phrases: dict[str, Meant] = {}
    spoken_as: dict[str, str] = {}
    for name in heard.tables:
        if name not in WORDS:
            raise heard.wrong(name, f'"[{name}]" is not known; there are: {", ".join(WORDS)}')
    for section in WORDS[:-1]:
        for english, listed in heard.table(section).items():
            _known_words(heard, section, english)
            if not isinstance(listed, list) or not listed or not all(isinstance(p, str) for p in listed):
                raise heard.wrong(
                    english, f'"{english}" needs a list of phrases; write "{english}" = ["..."]'
                )
            for phrase in listed:
                if phrase != plain(phrase) or not phrase:
                    raise heard.wrong(english, f'write "{plain(phrase)}": small letters without punctuation')
                if phrase in phrases:
                    raise heard.wrong(
                        english, f'"{phrase}" is there twice, for "{phrases[phrase].english}" too'
                    )
                phrases[phrase] = Meant(english, section in COMMANDS)
            spoken_as.setdefault(plain(english), listed[0])
    for english in (*sorted(commands()), *MUST_ANSWER):
        if plain(english) not in spoken_as:
            raise LanguageError(f'{heard.path}:1: nothing is said for "{english}"; add "{english}" = ["..."]')
    for value, called in enumerate(numbers[:11]):
        phrases.setdefault(plain(called), Meant(str(value), False))
    small = heard.table("small").get("words")
    if not isinstance(small, list):
        raise heard.wrong("small", 'the small words are missing; write words = ["..."] there')
    return phrases, spoken_as, frozenset(map(str, small))


def _known_words(heard: File, section: str, english: str) -> None:
    match section:
        case "taken_back":
            known = isinstance(understand(english), TakenBack)
        case "answers":
            known = english in MAY_ANSWER
        case _:
            known = english in commands()
    if not known:
        near = get_close_matches(english, (*commands(), *MAY_ANSWER), n=1)
        meant = f'; did you mean "{near[0]}"?' if near else "; leave it out"
        raise heard.wrong(english, f'the coach does not know "{english}" there{meant}')


def _names_no_command(said: File, lines: Mapping[str, str], language: Language) -> None:
    """The coach says nothing that it listens for, unless its English does."""
    for english, text in lines.items():
        found = language.commands_in(text)
        if found and not named_in(english):
            raise said.wrong(english, f'"{text[:60]}" has the command "{found[0]}"; say it in other words')


def _forbidden(unwanted: File) -> Iterator[Forbidden]:
    rows = unwanted.tables.get("avoid")
    if not isinstance(rows, list):
        raise LanguageError(f"{unwanted.path}:1: there is no [[avoid]]; copy it from another language")
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"words", "pattern", "instead", "why"}:
            raise unwanted.wrong("avoid", "each [[avoid]] needs words, pattern, instead and why")
        forms = str(row["pattern"]).replace(" ", r"\s+")
        try:
            whole = re.compile(rf"(?<![^\W_])(?:{forms})(?![^\W_])", re.IGNORECASE)
        except re.error as wrong:
            raise unwanted.wrong("pattern", f'the pattern of "{row["words"]}" is wrong: {wrong}') from wrong
        yield Forbidden(whole, str(row["instead"]), str(row["why"]))
