"""A page in the file that was asked for: HTML or PDF, by the ending of its name, and where it goes."""

from collections.abc import Callable
from enum import Enum
from pathlib import Path

from voicecoach.errors import CoachError, UsageError
from voicecoach.script.handout import Handout
from voicecoach.shells.handout_html import as_html


class Format(Enum):
    """What a page can be written as."""

    HTML = "html"
    PDF = "pdf"


class Sheet(Enum):
    """The size of a PDF's pages; HTML takes the printer's."""

    A4 = "a4"
    LETTER = "letter"


def where(name: str, what: str, output: Path | None, wanted: Format | None) -> tuple[Format, Path]:
    """The kind and the path of the file, ``name`` unless ``output`` says otherwise; an error says ``what`` it is."""
    if output is None or output.is_dir():
        kind = wanted or Format.HTML
        return kind, (output or Path()) / f"{name}.{kind.value}"
    ending = output.suffix.lower().lstrip(".")
    known = {"html": Format.HTML, "htm": Format.HTML, "pdf": Format.PDF}.get(ending)
    if known is None:
        raise UsageError(f"{output}: {what} ends in .html or .pdf; name the file so")
    if wanted is not None and wanted is not known:
        raise UsageError(
            f"{output}: the name ends in .{ending}, and {wanted.value} is asked for; change one of them"
        )
    return known, output.expanduser()


def written(
    page: Handout,
    kind: Format,
    paper: Sheet,
    font: Path | None,
    settable: Callable[[Handout], Handout] = lambda page: page,
) -> bytes:
    """The page as ``kind``; ``settable`` makes one that a PDF can show, where that is not for the author to do."""
    match kind:
        case Format.HTML:
            return as_html(page).encode()
        case Format.PDF:
            return _pdf(settable(page), paper, font)


def _pdf(page: Handout, paper: Sheet, font: Path | None) -> bytes:
    try:
        from voicecoach.shells.handout_pdf import as_pdf
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] != "reportlab":
            raise
        raise CoachError(
            "a PDF needs reportlab: pip install 'voicecoach[print]'; or make the HTML and print it from a browser"
        ) from missing
    return as_pdf(page, paper.value, font)
