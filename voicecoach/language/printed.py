"""The words of a handout in a card's language, from its folder's handout.toml, read as strictly as the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from voicecoach.errors import LanguageError
from voicecoach.language import handout_words
from voicecoach.language.file import File
from voicecoach.language.known import strings
from voicecoach.language.language import Language, template
from voicecoach.shipped import shipped

_LISTED = ("PHRASES", "SAYABLE")
"""Tables of what is no text, rows of the screening or commands, and the text for each."""


@dataclass(frozen=True, slots=True)
class Paper:
    """How a handout is worded in a ``language``: what is printed for each English text of `handout_words`."""

    language: Language
    texts: Mapping[str, str] = field(default_factory=dict)

    def say(self, english: str) -> str:
        """What is printed for the ``english`` text."""
        return self.texts.get(english, english)

    def named(self, option: str) -> str:
        """How an ``option`` or a thing is called; what is the author's own is as it is."""
        return self.texts.get(option) or self.language.say(option)

    def number(self, value: float) -> str:
        """``value`` in digits, with the mark of the language before its fraction."""
        whole, point, tenths = f"{value:g}".partition(".")
        return self.say(handout_words.FRACTION).format(whole=whole, tenths=tenths) if point else whole

    def day(self, date: str) -> str:
        """The ``date`` of a card, year first, as it is written in this language."""
        year, month, day = date.split("-")
        return self.say(handout_words.DATE).format(year=year, month=month, day=day)

    def how_often(self, text: str) -> str:
        """What a card says of how often, which it may write in the English that the rules count by."""
        for english in handout_words.DAILY if self.texts else ():
            found = template(english, "").pattern.fullmatch(text)
            if found is not None and all(part.isdecimal() for part in found.groups()):
                return self.say(english).format(**found.groupdict())
        return text


def paper_of(language: Language) -> Paper:
    """The handout's words in ``language``; `LanguageError` with file and line where its folder has them wrong."""
    return Paper(language) if language.is_english else Paper(language, _texts_in(language.code))


@cache
def printed() -> frozenset[str]:
    """Every text of a handout that is not the card's, in English."""
    return frozenset(_texts())


def read_texts(folder: Path) -> Mapping[str, str]:
    """What is printed for each English text, from the ``folder`` of a language."""
    file = File(folder / "handout.toml")
    texts: dict[str, str] = {}
    for name in file.tables:
        for english, text in file.table(name).items():
            if english not in printed():
                near = get_close_matches(english, printed(), n=1)
                meant = f'; did you mean "{near[0][:60]}"?' if near else "; leave it out"
                raise file.wrong(english, f'no handout says "{english[:60]}"{meant}')
            if english in texts:
                raise file.wrong(english, f'"{english[:60]}" is there twice; keep one')
            texts[english] = file.translated(english, text)
    missing = sorted(printed() - set(texts))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise LanguageError(
            f'{file.path}:1: nothing is printed for "{missing[0]}"{more}; add "English" = "translated"'
        )
    return texts


@cache
def _texts_in(code: str) -> Mapping[str, str]:
    return read_texts(shipped("languages") / code)


def _texts() -> Iterator[str]:
    for name, value in vars(handout_words).items():
        if name in _LISTED:
            yield from (text for _, text in value)
        elif name.isupper():
            yield from strings(value)
