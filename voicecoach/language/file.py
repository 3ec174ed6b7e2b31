"""A file in the folder of a language: its tables, and the line that each of its entries stands in."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from voicecoach.errors import LanguageError
from voicecoach.language.language import places_in


class File:
    """A TOML file and the lines that its entries stand in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.tables: dict[str, object] = tomllib.loads(self.text)
        except FileNotFoundError:
            raise LanguageError(f"{path}: the file is missing; copy it from another language") from None
        except (OSError, UnicodeDecodeError) as failed:
            raise LanguageError(f"{path}: the file cannot be read ({failed})") from failed
        except tomllib.TOMLDecodeError as wrong:
            found = re.search(r"line (\d+)", str(wrong))
            line = found[1] if found else "1"
            raise LanguageError(f'{path}:{line}: {wrong}; write "English" = "translated"') from wrong

    def wrong(self, key: str, what: str) -> LanguageError:
        """The error for the entry ``key``."""
        start = json.dumps(key, ensure_ascii=False)
        rows = enumerate(self.text.splitlines(), 1)
        line = next((n for n, row in rows if row.lstrip().startswith((start, f"{key} =", f"[{key}]"))), 1)
        return LanguageError(f"{self.path}:{line}: {what}")

    def table(self, name: str) -> Mapping[str, object]:
        """The table ``name``."""
        found = self.tables.get(name)
        if not isinstance(found, dict):
            raise LanguageError(
                f'{self.path}:1: the part "[{name}]" is missing; copy it from another language'
            )
        return found

    def translated(self, english: str, text: object) -> str:
        """The ``text`` of the entry ``english``, which has letters and the {places} of its English."""
        if not isinstance(text, str) or not any(letter.isalpha() for letter in text):
            raise self.wrong(english, f'nothing is said for "{english[:60]}"; write "English" = "translated"')
        if (wanted := places_in(english)) != places_in(text) or "{" in re.sub(r"\{[a-z]+\}", "", text):
            what = ", ".join(f"{{{place}}}" for place in sorted(wanted)) or "no braces"
            raise self.wrong(english, f'"{text[:60]}" must have {what}, as its English has')
        return text
