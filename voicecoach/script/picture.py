"""A small drawing that HTML and PDF draw alike: lines, marks and words, in points from the top left corner."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Shape(Enum):
    """What a mark looks like: told apart without any colour."""

    RING = "ring"
    DOT = "dot"
    SQUARE = "square"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through ``points``; ``grey``: a line to read by, and no data."""

    points: tuple[tuple[float, float], ...]
    wide: float = 0.75
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark around (``x``, ``y``)."""

    x: float
    y: float
    shape: Shape
    size: float = 1.7


@dataclass(frozen=True, slots=True)
class Label:
    """Words of ``size`` points on the line at ``y``: from ``x`` on, or to it (``ends``)."""

    x: float
    y: float
    text: str
    size: float = 7.0
    ends: bool = False
    bold: bool = False


Stain: TypeAlias = Stroke | Mark | Label


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing; ``name`` and ``says`` are for those who do not see it."""

    name: str
    says: str
    width: float
    height: float
    stains: tuple[Stain, ...]
