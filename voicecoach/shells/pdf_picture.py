"""A picture in a PDF."""

from typing import assert_never

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from voicecoach.script.picture import Label, Mark, Picture, Shape, Stain, Stroke
from voicecoach.shells.pdf_type import Type


class Drawn(Flowable):
    """A picture as wide as the page."""

    def __init__(self, picture: Picture, kind: Type) -> None:
        super().__init__()
        self.picture = picture
        self.kind = kind
        self.scale = kind.width / picture.width

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self.kind.width, self.picture.height * self.scale

    def draw(self) -> None:
        canvas = self.canv
        canvas.scale(self.scale, self.scale)
        for stain in self.picture.stains:
            _draw(canvas, stain, self.picture.height, self.kind)


def _draw(canvas: Canvas, stain: Stain, height: float, kind: Type) -> None:
    """``height``: the paper's y goes up, the picture's down."""
    match stain:
        case Stroke():
            canvas.setLineWidth(stain.wide)
            canvas.setStrokeColor(colors.grey if stain.grey else colors.black)
            path = canvas.beginPath()
            path.moveTo(stain.points[0][0], height - stain.points[0][1])
            for x, y in stain.points[1:]:
                path.lineTo(x, height - y)
            canvas.drawPath(path)
        case Mark():
            _draw_mark(canvas, stain, height)
        case Label():
            canvas.setFont(kind.bold if stain.bold else kind.plain, stain.size)
            canvas.setFillColor(colors.black)
            write = canvas.drawRightString if stain.ends else canvas.drawString
            write(stain.x, height - stain.y, stain.text)
        case _:
            assert_never(stain)


def _draw_mark(canvas: Canvas, mark: Mark, height: float) -> None:
    x, y, size = mark.x, height - mark.y, mark.size
    canvas.setLineWidth(0.6)
    canvas.setStrokeColor(colors.black)
    match mark.shape:
        case Shape.RING | Shape.DOT:
            canvas.setFillColor(colors.black if mark.shape is Shape.DOT else colors.white)
            canvas.circle(x, y, size, fill=1)
        case Shape.SQUARE:
            canvas.setFillColor(colors.Color(0.73, 0.73, 0.73))
            canvas.rect(x - size, y - size, 2 * size, 2 * size, fill=1)
        case Shape.CROSS:
            canvas.line(x - size, y - size, x + size, y + size)
            canvas.line(x - size, y + size, x + size, y - size)
        case _:
            assert_never(mark.shape)
