"""Which letters a PDF can show: those of its own font, and those that are written from left to right."""

import unicodedata


def in_helvetica(letter: str) -> bool:
    """Whether the own font of a PDF has ``letter``."""
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def from_left(letter: str) -> bool:
    """Whether ``letter`` is written from left to right, as all that a PDF of ours can set."""
    return unicodedata.bidirectional(letter) not in ("R", "AL")
