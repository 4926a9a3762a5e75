"""Reckon which part of a scene a view shows."""

import math
from dataclasses import dataclass, replace

from app.arrays import Window

SCALE_HIGHEST = 64.0  # screen pixels per scene pixel: a pixel as big as an icon is enough
_MARGIN_PX = 24.0  # the scene's edge may be drawn this far into the view
_FIT_MARGIN_PX = 8.0

Point = tuple[float, float]
"""x and y, or col and row."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of the scene and of the view.

    Attributes
    ----------
    n_cols, n_rows
        Of the scene.
    width_px, height_px
        Of the view, in the pixels of its widget.
    """

    n_cols: int
    n_rows: int
    width_px: float
    height_px: float

    @property
    def fit_scale(self) -> float:
        """Screen pixels per scene pixel at which the whole scene is just seen."""
        width = max(1.0, self.width_px - 2 * _FIT_MARGIN_PX)
        height = max(1.0, self.height_px - 2 * _FIT_MARGIN_PX)
        return min(width / self.n_cols, height / self.n_rows)


@dataclass(frozen=True, slots=True)
class Viewport:
    """The part of a scene that a view shows.

    Attributes
    ----------
    col, row
        What lies at the centre of the view, in pixel-corner coordinates.
    scale
        Screen pixels per scene pixel.
    """

    col: float
    row: float
    scale: float

    def to_screen(self, col: float, row: float, extent: Extent) -> Point:
        """Return x and y in the view."""
        return (
            (col - self.col) * self.scale + extent.width_px / 2,
            (row - self.row) * self.scale + extent.height_px / 2,
        )

    def to_scene(self, x: float, y: float, extent: Extent) -> Point:
        """Return col and row under a point of the view."""
        return (
            (x - extent.width_px / 2) / self.scale + self.col,
            (y - extent.height_px / 2) / self.scale + self.row,
        )

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Move the scene by screen pixels."""
        return replace(self, col=self.col - dx / self.scale, row=self.row - dy / self.scale)

    def zoomed(self, factor: float, about: Point, extent: Extent) -> "Viewport":
        """Magnify so that what lies under a point of the view stays there."""
        lowest = min(1.0, extent.fit_scale)
        highest = max(SCALE_HIGHEST, 2 * extent.fit_scale)
        scale = min(highest, max(lowest, self.scale * factor))
        col, row = self.to_scene(*about, extent)
        shift = self.scale / scale
        return Viewport(
            col - (col - self.col) * shift,
            row - (row - self.row) * shift,
            scale,
        )

    def kept_within(self, extent: Extent) -> "Viewport":
        """Return the nearest part that does not lose the scene from sight."""
        return replace(
            self,
            col=_kept(self.col, extent.n_cols, extent.width_px, self.scale),
            row=_kept(self.row, extent.n_rows, extent.height_px, self.scale),
        )

    def visible(self, extent: Extent) -> Window | None:
        """Return the scene pixels seen, whole ones; None where the scene is out of sight."""
        left, top = self.to_scene(0, 0, extent)
        right, bottom = self.to_scene(extent.width_px, extent.height_px, extent)
        col, row = max(0, math.floor(left)), max(0, math.floor(top))
        width = min(extent.n_cols, math.ceil(right)) - col
        height = min(extent.n_rows, math.ceil(bottom)) - row
        if width <= 0 or height <= 0:
            return None
        return Window(row=row, col=col, height=height, width=width)


def fitted(extent: Extent) -> Viewport:
    """Show the whole scene."""
    return Viewport(extent.n_cols / 2, extent.n_rows / 2, extent.fit_scale)


def shown_shape(window: Window, scale: float, device_ratio: float) -> tuple[int, int]:
    """Return the rows and columns a screen shows of a window: never more than it has."""
    screen = scale * device_ratio
    return (
        max(1, min(window.height, math.ceil(window.height * screen))),
        max(1, min(window.width, math.ceil(window.width * screen))),
    )


def _kept(centre: float, n: int, size_px: float, scale: float) -> float:
    if n * scale <= size_px:
        return n / 2
    reach = (size_px / 2 - _MARGIN_PX) / scale
    return min(n - reach, max(reach, centre))
