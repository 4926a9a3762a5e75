"""Lay colours over pixels by their labels, and nothing over others."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QRegion

from app.arrays import ByteArray, Window
from app.clustering.naming.cluster_look import LabelPicture
from app.ui.map.map_layers import LabelLayer
from app.ui.map.viewport import Extent, Viewport

SHADE = (128, 128, 128, 205)  # what is not meant is nearly gone, in light and dark alike


class Cover:
    """Colours over some pixels, nothing over others: grey over those that are 1 at first.

    Detail takes the place of the whole scene where it lies, for through its gaps the coarser
    colours below would be seen.
    """

    def __init__(self) -> None:
        self._whole, self._detail = LabelLayer(), LabelLayer()
        self._window: Window | None = None
        self.set_table(_table())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is covered."""
        return self._whole.is_empty

    def set_table(self, table: ByteArray) -> None:
        """Look labels up in these colours, RGBA of shape (256, 4)."""
        for layer in (self._whole, self._detail):
            layer.set_table(table)

    def clear(self) -> None:
        """Cover nothing."""
        self._whole.clear()
        self._detail.clear()
        self._window = None

    def set_base(self, picture: LabelPicture) -> None:
        """Cover the whole scene; detail of another cover is dropped."""
        self.clear()
        self._whole.set_base(picture)

    def set_detail(self, picture: LabelPicture) -> None:
        """Cover part of the scene as finely as the screen can."""
        if not self.is_empty:
            self._detail.set_base(picture)
            self._window = picture.window

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw what is seen of it."""
        if self._window is None:
            self._whole.paint(painter, viewport, extent)
            return
        inside = _on_screen(self._window, viewport, extent)
        everything = QRectF(0, 0, extent.width_px, extent.height_px).toAlignedRect()
        painter.save()
        outside = QRegion(everything).subtracted(QRegion(inside.toRect()))
        painter.setClipRegion(outside, Qt.ClipOperation.IntersectClip)
        self._whole.paint(painter, viewport, extent)
        painter.restore()
        painter.save()
        painter.setClipRect(inside.toRect(), Qt.ClipOperation.IntersectClip)
        self._detail.paint(painter, viewport, extent)
        painter.restore()


def _on_screen(window: Window, viewport: Viewport, extent: Extent) -> QRectF:
    left, top = viewport.to_screen(window.col, window.row, extent)
    right, bottom = viewport.to_screen(
        window.col + window.width, window.row + window.height, extent
    )
    whole = QRectF(QPointF(left, top), QPointF(right, bottom))
    return whole.intersected(QRectF(0, 0, extent.width_px, extent.height_px))


def _table() -> ByteArray:
    table = np.zeros((256, 4), dtype=np.uint8)
    table[1] = SHADE
    return table
