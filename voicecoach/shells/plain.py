"""Plain lines on the terminal, and errors as one of them."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from voicecoach.errors import CoachError


def show_lines(lines: Iterable[str], *, error: bool = False) -> None:
    """Plain lines, as they are: nothing in them is markup."""
    from rich.console import Console  # whoever shows nothing does not wait for it

    console = Console(stderr=error, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line, markup=False)


def show_pieces(lines: Iterable[tuple[tuple[str, str], ...]], *, error: bool = False) -> None:
    """Lines of pieces of text, each with its style."""
    from rich.console import Console  # as above
    from rich.text import Text

    console = Console(stderr=error, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*line))


def width() -> int:
    """How many characters fit on a line."""
    from rich.console import Console  # as above

    return Console().width


def knows_ascii_only() -> bool:
    """Whether what is drawn must do with the plainest characters."""
    from rich.console import Console  # as above

    return "utf" not in Console().encoding.lower()


@contextmanager
def errors_as_lines() -> Iterator[None]:
    """What the user must put right is told, and the program ends with exit code 2."""
    try:
        yield
    except CoachError as error:
        show_lines((f"voicecoach: {line}" for line in str(error).splitlines()), error=True)
        sys.exit(2)
