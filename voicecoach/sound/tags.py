"""What a sound file says about itself: its title, and where its chapters begin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part called ``title``, from ``start`` to ``end`` seconds."""

    start: float
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class Tags:
    """What players show; ``track`` of ``tracks`` where the session is cut into several files."""

    title: str
    artist: str
    album: str
    date: str
    comment: str
    chapters: tuple[Chapter, ...] = ()
    track: int = 0
    tracks: int = 0
