"""Draw marks of things on a scene: boxes and points with a number, one of them selected."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.ui.map.viewport import Extent, Viewport
from app.ui.parts import plain, theme

Rgb = tuple[int, int, int]

_USUAL: Rgb = (255, 176, 0)
_FAINT: Rgb = (170, 170, 170)
_LEAST_PX = 14.0  # a box that is smaller on the screen would hide what it marks
_PAD_PX = 3.0
_REACH_PX = 6.0  # how far beside a mark a click still means it
_N_NUMBERED_MAX = 80  # on the screen; more numbers than these hide the picture


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to be pointed at.

    Attributes
    ----------
    number
        By which it is known; also what stands beside it, where it says nothing else.
    top, left, bottom, right
        In pixel-corner coordinates; a point where both ends are equal.
    colour
        Red, green, blue; None for that of all marks.
    is_faint
        Whether it is set aside.
    text
        What stands beside it.
    """

    number: int
    top: float
    left: float
    bottom: float
    right: float
    colour: Rgb | None = None
    is_faint: bool = False
    text: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """Row and column."""
        return (self.top + self.bottom) / 2, (self.left + self.right) / 2


class MarkLayer:
    """Marks, at the resolution of the screen."""

    def __init__(self) -> None:
        self.marks: tuple[Mark, ...] = ()
        self.selected = 0

    def mark_at(self, row: float, col: float, scale: float) -> Mark | None:
        """Return the mark at a place: the smallest of several, the nearest of equals.

        Parameters
        ----------
        scale
            Pixels of the screen for one of the scene.
        """
        near = _REACH_PX / scale
        found = [
            (*_distance(mark, row, col, scale), mark)
            for mark in self.marks
            if _away(mark, row, col, scale) <= near
        ]
        return min(found, key=lambda entry: entry[:2])[2] if found else None

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw the marks that are seen, the selected one on top."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        seen = QRectF(0, 0, extent.width_px, extent.height_px)
        boxes = [(mark, _box(mark, viewport, extent)) for mark in self.marks]
        shown = [(mark, box) for mark, box in boxes if box.intersects(seen)]
        shown.sort(key=lambda entry: (entry[0].number == self.selected, not entry[0].is_faint))
        is_numbered = len(shown) <= _N_NUMBERED_MAX
        for mark, box in shown:
            is_selected = mark.number == self.selected
            _paint_box(painter, mark, box, is_selected=is_selected)
            if is_numbered or is_selected:
                _paint_text(painter, mark, box, is_selected=is_selected)


def _half(low: float, high: float, scale: float) -> float:
    """Return half the side of a box as it is drawn, in pixels of the scene."""
    return max((high - low) / 2 + _PAD_PX / scale, _LEAST_PX / 2 / scale)


def _away(mark: Mark, row: float, col: float, scale: float) -> float:
    """Return how far a place lies outside of the box that is drawn, in pixels of the scene."""
    middle_row, middle_col = mark.middle
    down = abs(row - middle_row) - _half(mark.top, mark.bottom, scale)
    across = abs(col - middle_col) - _half(mark.left, mark.right, scale)
    return max(down, across, 0.0)


def _distance(mark: Mark, row: float, col: float, scale: float) -> tuple[float, float]:
    middle_row, middle_col = mark.middle
    size = _half(mark.top, mark.bottom, scale) * _half(mark.left, mark.right, scale)
    return size, math.hypot(row - middle_row, col - middle_col)


def _box(mark: Mark, viewport: Viewport, extent: Extent) -> QRectF:
    row, col = mark.middle
    x, y = viewport.to_screen(col, row, extent)
    down = _half(mark.top, mark.bottom, viewport.scale) * viewport.scale
    across = _half(mark.left, mark.right, viewport.scale) * viewport.scale
    return QRectF(x - across, y - down, 2 * across, 2 * down)


def _paint_box(painter: QPainter, mark: Mark, box: QRectF, *, is_selected: bool) -> None:
    """Draw a light line on a dark one, so that it is seen on any picture."""
    colour = _colour(mark, is_selected=is_selected)
    style = Qt.PenStyle.DashLine if mark.is_faint and not is_selected else Qt.PenStyle.SolidLine
    for pen in (
        QPen(QColor(0, 0, 0, 170), 5.0 if is_selected else 3.2),
        QPen(colour, 2.6 if is_selected else 1.5, style),
    ):
        painter.setPen(pen)
        painter.drawRoundedRect(box, 2.0, 2.0)


def _paint_text(painter: QPainter, mark: Mark, box: QRectF, *, is_selected: bool) -> None:
    font = QFont(painter.font())
    font.setBold(is_selected)
    painter.setFont(font)
    text = plain.line(mark.text or str(mark.number))
    metrics = painter.fontMetrics()
    size = QSizeF(metrics.horizontalAdvance(text) + 2 * _PAD_PX, metrics.height())
    tag = QRectF(QPointF(box.right() + _PAD_PX, box.top()), size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(tag, 2.0, 2.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_colour(mark, is_selected=is_selected))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _colour(mark: Mark, *, is_selected: bool) -> QColor:
    if is_selected:
        return QColor("white") if mark.is_faint else theme.token("accent").lighter(150)
    if mark.is_faint:
        return QColor(*_FAINT)
    return QColor(*(mark.colour or _USUAL))
