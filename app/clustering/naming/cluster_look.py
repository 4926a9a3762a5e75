"""Say how the clusters of one k are named and coloured."""

from dataclasses import dataclass

import numpy as np

from app.arrays import ByteArray, Window

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ClusterLook:
    """Names and colours of the clusters 1..k of one k.

    Attributes
    ----------
    names, colours
        One entry per cluster; a name is never empty.
    """

    k: int
    names: tuple[str, ...]
    colours: tuple[Rgb, ...]

    def table(self) -> ByteArray:
        """Return RGBA for every label, shape (256, 4); no data and unused labels transparent."""
        table = np.zeros((256, 4), dtype=np.uint8)
        table[1 : self.k + 1, :3] = self.colours
        table[1 : self.k + 1, 3] = 255
        return table


@dataclass(frozen=True, slots=True, eq=False)
class LabelPicture:
    """Labels ready to be drawn.

    Attributes
    ----------
    labels
        Shape (rows, cols), uint8, C order.
    window
        The full-size pixels they cover.
    """

    labels: ByteArray
    window: Window
