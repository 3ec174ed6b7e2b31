"""A picture as inline SVG: no script, no style from elsewhere, named and described for screen readers."""

from typing import assert_never
from xml.etree.ElementTree import Element, SubElement

from voicecoach.script.picture import Label, Mark, Picture, Shape, Stain, Stroke

_GREY, _INK = "#999", "#000"


def add_picture(parent: Element, picture: Picture, ids: str) -> None:
    """Put ``picture`` under ``parent``; ``ids`` stands before the names by which its parts are found."""
    drawing = SubElement(
        parent,
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_n(picture.width)} {_n(picture.height)}",
            "role": "img",
            "aria-labelledby": f"{ids}-name {ids}-says",
        },
    )
    SubElement(drawing, "title", {"id": f"{ids}-name"}).text = picture.name
    SubElement(drawing, "desc", {"id": f"{ids}-says"}).text = picture.says
    for stain in picture.stains:
        _add(drawing, stain)


def _add(drawing: Element, stain: Stain) -> None:
    match stain:
        case Stroke():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in stain.points)
            look = {"fill": "none", "stroke": _GREY if stain.grey else _INK, "stroke-width": _n(stain.wide)}
            SubElement(drawing, "polyline", {"points": points, **look})
        case Mark():
            _add_mark(drawing, stain)
        case Label():
            look = {"font-size": _n(stain.size), "font-weight": "bold" if stain.bold else "normal"}
            place = {"x": _n(stain.x), "y": _n(stain.y), "text-anchor": "end" if stain.ends else "start"}
            SubElement(drawing, "text", {**place, **look}).text = stain.text
        case _:
            assert_never(stain)


def _add_mark(drawing: Element, mark: Mark) -> None:
    x, y, size = mark.x, mark.y, mark.size
    match mark.shape:
        case Shape.RING | Shape.DOT:
            fill = _INK if mark.shape is Shape.DOT else "#fff"
            look = {"fill": fill, "stroke": _INK, "stroke-width": "0.6"}
            SubElement(drawing, "circle", {"cx": _n(x), "cy": _n(y), "r": _n(size), **look})
        case Shape.SQUARE:
            side = _n(2 * size)
            place = {"x": _n(x - size), "y": _n(y - size), "width": side, "height": side}
            SubElement(drawing, "rect", {**place, "fill": "#bbb", "stroke": _INK, "stroke-width": "0.6"})
        case Shape.CROSS:
            over = _n(2 * size)
            way = f"M{_n(x - size)},{_n(y - size)}l{over},{over}m0,-{over}l-{over},{over}"
            SubElement(drawing, "path", {"d": way, "stroke": _INK, "stroke-width": "1"})
        case _:
            assert_never(mark.shape)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
