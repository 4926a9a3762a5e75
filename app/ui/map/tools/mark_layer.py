"""Draw marks of things on a scene: boxes and points with a number, one of them selected."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.arrays import DoubleArray
from app.ui.map.viewport import Extent, Viewport
from app.ui.parts import plain, theme

Rgb = tuple[int, int, int]

_USUAL: Rgb = (255, 176, 0)
_FAINT: Rgb = (170, 170, 170)
_LEAST_PX = 14.0  # a box that is smaller on the screen would hide what it marks
_PAD_PX = 3.0
_REACH_PX = 6.0  # how far beside a mark a click still means it
_N_ROUND_MAX = 300  # on the screen; so many take 40 ms, plain ones 2
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
        What stands beside it; a space for nothing.
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
    """Marks, at the resolution of the screen; thousands of them are moved without a stutter."""

    def __init__(self) -> None:
        self._marks: tuple[Mark, ...] = ()
        self._places: DoubleArray = np.empty((0, 4))
        self.selected = 0

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is marked."""
        return self._marks

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Mark things, in place of those that were marked."""
        self._marks = tuple(marks)
        self._places = np.array(
            [
                (*mark.middle, (mark.bottom - mark.top) / 2, (mark.right - mark.left) / 2)
                for mark in self._marks
            ]
        ).reshape(-1, 4)

    def mark_at(self, row: float, col: float, scale: float) -> Mark | None:
        """Return the mark at a place: the smallest of several, the nearest of equals.

        Parameters
        ----------
        scale
            Pixels of the screen for one of the scene.
        """
        if not self._marks:
            return None
        halves = self._halves(scale)
        away = np.abs(self._places[:, :2] - (row, col))
        is_near = (away <= halves + _REACH_PX / scale).all(axis=1)
        order = np.lexsort((np.hypot(*away.T), halves.prod(axis=1), ~is_near))
        return self._marks[order[0]] if is_near.any() else None

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw the marks that are seen, the selected one on top."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shown = self._seen(viewport, extent)
        shown.sort(key=lambda entry: (entry[0].number == self.selected, not entry[0].is_faint))
        is_crowded = len(shown) > _N_ROUND_MAX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_crowded)
        if is_crowded:
            _paint_plain(painter, shown)
        for mark, box in shown:
            is_selected = mark.number == self.selected
            if is_selected or not is_crowded:
                _paint_box(painter, mark, box, is_selected=is_selected)
            if is_selected or len(shown) <= _N_NUMBERED_MAX:
                room_px = extent.width_px
                _paint_text(painter, mark, box, is_selected=is_selected, room_px=room_px)

    def _halves(self, scale: float) -> DoubleArray:
        """Return half the sides of boxes as they are drawn, in pixels of the scene: (n, 2)."""
        return np.maximum(self._places[:, 2:] + _PAD_PX / scale, _LEAST_PX / 2 / scale)

    def _seen(self, viewport: Viewport, extent: Extent) -> list[tuple[Mark, QRectF]]:
        scale = viewport.scale
        left, top = viewport.to_screen(0.0, 0.0, extent)
        middles = self._places[:, :2] * scale + (top, left)  # y, x
        halves = self._halves(scale) * scale
        low, high = middles - halves, middles + halves
        is_seen = (high >= 0).all(axis=1) & (low <= (extent.height_px, extent.width_px)).all(axis=1)
        return [
            (self._marks[at], QRectF(x, y, right - x, bottom - y))
            for at, (y, x), (bottom, right) in zip(
                np.flatnonzero(is_seen).tolist(),
                low[is_seen].tolist(),
                high[is_seen].tolist(),
                strict=True,
            )
        ]


def _paint_plain(painter: QPainter, shown: Sequence[tuple[Mark, QRectF]]) -> None:
    """Draw many boxes at once, plainly."""
    painter.setPen(QPen(QColor(0, 0, 0, 170), 3.0))
    painter.drawRects([box for _, box in shown])
    by_colour: dict[int, list[QRectF]] = {}
    for mark, box in shown:
        by_colour.setdefault(_colour(mark, is_selected=False).rgb(), []).append(box)
    for rgb, boxes in by_colour.items():
        painter.setPen(QPen(QColor(rgb), 1.0))
        painter.drawRects(boxes)


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


def _paint_text(
    painter: QPainter, mark: Mark, box: QRectF, *, is_selected: bool, room_px: float
) -> None:
    """Write beside a box; at its left where it would not be read beyond the right edge."""
    font = QFont(painter.font())
    font.setBold(is_selected)
    painter.setFont(font)
    text = plain.line(mark.text or str(mark.number))
    if not text.strip():
        return
    metrics = painter.fontMetrics()
    size = QSizeF(metrics.horizontalAdvance(text) + 2 * _PAD_PX, metrics.height())
    tag = QRectF(QPointF(box.right() + _PAD_PX, box.top()), size)
    if tag.right() > room_px:
        tag.moveRight(box.left() - _PAD_PX)
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
