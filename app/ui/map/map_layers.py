"""Draw pictures and label maps of a scene where a view shows them."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.arrays import ByteArray, Window
from app.clustering.naming.cluster_look import LabelPicture
from app.scene.picture.composite import Picture
from app.ui.map.viewport import Extent, Viewport

_LIGHT, _DARK, _MIDDLE = 205, 90, 150  # of greys that stand off from a dark and a light class
_DIMMED_SHARE = 0.2  # of its colour is kept by what is not selected


@dataclass(frozen=True, eq=False)
class _Tile:
    """An image and the scene pixels it covers."""

    image: QImage
    window: Window

    @cached_property
    def half(self) -> "_Tile":
        """The same at half the size; smooth drawing alone would skip pixels when reduced more."""
        size = self.image.size() / 2
        image = self.image.scaled(
            max(1, size.width()),
            max(1, size.height()),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        return _Tile(image, self.window)

    def reduced_for(self, scale: float, device_ratio: float) -> "_Tile":
        """Return the tile halved as often as the screen shows it less than half size."""
        tile = self
        screen = scale * device_ratio
        while tile.image.width() > 2 * self.window.width * screen and tile.image.width() > 1:
            tile = tile.half
        return tile

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw the part that is seen: whole image pixels, at their exact place."""
        # Qt's raster engine draws nothing reliably beyond some 32,000 pixels: cut first.
        window, image = self.window, self.image
        step_x = window.width / image.width()
        step_y = window.height / image.height()
        left, top = viewport.to_scene(0, 0, extent)
        right, bottom = viewport.to_scene(extent.width_px, extent.height_px, extent)
        first_col = max(0, math.floor((left - window.col) / step_x))
        first_row = max(0, math.floor((top - window.row) / step_y))
        end_col = min(image.width(), math.ceil((right - window.col) / step_x))
        end_row = min(image.height(), math.ceil((bottom - window.row) / step_y))
        if end_col <= first_col or end_row <= first_row:
            return
        x0, y0 = viewport.to_screen(
            window.col + first_col * step_x, window.row + first_row * step_y, extent
        )
        x1, y1 = viewport.to_screen(
            window.col + end_col * step_x, window.row + end_row * step_y, extent
        )
        painter.drawImage(
            QRectF(x0, y0, x1 - x0, y1 - y0),
            image,
            QRectF(first_col, first_row, end_col - first_col, end_row - first_row),
        )


class PictureLayer:
    """The composite: the whole scene, and full-size detail on top of it."""

    def __init__(self) -> None:
        self._base: _Tile | None = None
        self._detail: _Tile | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self._base is None

    def clear(self) -> None:
        """Draw nothing."""
        self._base = self._detail = None

    def set_base(self, picture: Picture) -> None:
        """Draw this picture; detail of an older one is dropped."""
        self._base = _Tile(_picture_image(picture), picture.window)
        self._detail = None

    def set_detail(self, picture: Picture) -> None:
        """Draw this picture on top of the base."""
        self._detail = _Tile(_picture_image(picture), picture.window)

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw smoothly where reduced, in square pixels where magnified."""
        ratio = painter.device().devicePixelRatio()
        for tile in (self._base, self._detail):
            if tile is None:
                continue
            chosen = tile.reduced_for(viewport.scale, ratio)
            magnified = chosen.image.width() < tile.window.width * viewport.scale * ratio
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not magnified)
            chosen.paint(painter, viewport, extent)


class LabelLayer:
    """The clusters: labels and the colours they are looked up in."""

    def __init__(self) -> None:
        self._pictures: list[LabelPicture] = []
        self._tiles: list[_Tile] = []
        self._table: ByteArray = np.zeros((256, 4), dtype=np.uint8)
        self._selected: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self._pictures

    @property
    def pictures(self) -> tuple[LabelPicture, ...]:
        """The labels that are drawn: of the whole scene, and detail of a part."""
        return tuple(self._pictures)

    def clear(self) -> None:
        """Draw nothing."""
        self._pictures = []
        self._tiles = []

    def set_base(self, picture: LabelPicture) -> None:
        """Draw these labels; detail of older ones is dropped."""
        self._pictures = [picture]
        self._make_tiles()

    def set_detail(self, picture: LabelPicture) -> None:
        """Draw these labels on top of the base."""
        if self._pictures:
            self._pictures = [self._pictures[0], picture]
            self._make_tiles()

    def set_table(self, table: ByteArray) -> None:
        """Look labels up in these colours, RGBA of shape (256, 4)."""
        self._table = table
        self._colour()

    def select(self, labels: tuple[int, ...]) -> None:
        """Dim all other labels; none dims none."""
        if labels == self._selected:
            return
        self._selected = labels
        self._colour()

    def label_at(self, row: float, col: float) -> int:
        """Return the label at a point of the scene, 0 where there is none."""
        for picture in reversed(self._pictures):
            window = picture.window
            share_y = (row - window.row) / window.height
            share_x = (col - window.col) / window.width
            if 0 <= share_y < 1 and 0 <= share_x < 1:
                n_rows, n_cols = picture.labels.shape
                return int(picture.labels[int(share_y * n_rows), int(share_x * n_cols)])
        return 0

    def paint(self, painter: QPainter, viewport: Viewport, extent: Extent) -> None:
        """Draw square pixels at every scale: between two labels there is nothing."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        for tile in self._tiles:
            tile.paint(painter, viewport, extent)

    def copied(self) -> "LabelLayer":
        """Return what is drawn now, which stays as it is; pixels are shared until one changes."""
        copied = LabelLayer()
        copied._pictures = list(self._pictures)
        copied._tiles = [_Tile(QImage(tile.image), tile.window) for tile in self._tiles]
        return copied

    def _make_tiles(self) -> None:
        self._tiles = [_Tile(_label_image(picture), picture.window) for picture in self._pictures]
        self._colour()

    def _colour(self) -> None:
        """Look the labels up in other colours; they themselves stay."""
        colours = _colour_table(dimmed_but(self._table, self._selected))
        for tile in self._tiles:
            tile.image.setColorTable(colours)


def dimmed_but(table: ByteArray, selected: tuple[int, ...]) -> ByteArray:
    """Return the colours with all but some of them nearly grey; none leaves all as they are."""
    if not selected:
        return table
    grey = table[:, :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    away = _LIGHT if grey[list(selected)].mean() < _MIDDLE else _DARK
    towards = (grey * 0.35 + away * 0.65)[:, np.newaxis]
    dimmed = table.copy()
    dimmed[:, :3] = table[:, :3] * _DIMMED_SHARE + towards * (1 - _DIMMED_SHARE)
    dimmed[list(selected)] = table[list(selected)]
    return dimmed


def _colour_table(table: ByteArray) -> list[int]:
    wide = table.astype(np.uint32)
    packed = (wide[:, 3] << 24) | (wide[:, 0] << 16) | (wide[:, 1] << 8) | wide[:, 2]
    return [int(colour) for colour in packed]


def _picture_image(picture: Picture) -> QImage:
    n_rows, n_cols, _ = picture.rgba.shape
    shared = QImage(picture.rgba.data, n_cols, n_rows, 4 * n_cols, QImage.Format.Format_RGBA8888)
    # Premultiplied once here rather than at every paint; it also owns its memory.
    return shared.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _label_image(picture: LabelPicture) -> QImage:
    n_rows, n_cols = picture.labels.shape
    shared = QImage(picture.labels.data, n_cols, n_rows, n_cols, QImage.Format.Format_Indexed8)
    return shared.copy()
