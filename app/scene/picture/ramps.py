"""Hold the ramps of colour that an index is shown in."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from app.arrays import ByteArray, read_only

N_LEVELS = 256
Colour = tuple[int, int, int]


class Ramp(StrEnum):
    """Colours from low to high values."""

    DIVERGING = "diverging"
    SEQUENTIAL = "sequential"
    GREY = "grey"


# Evenly spaced. Lightness rises along the sequential ones, and falls to both sides of the middle of
# the diverging one, so that each reads in grey too; brown and teal differ to every eye.
ANCHORS: Mapping[Ramp, tuple[Colour, ...]] = MappingProxyType({
    Ramp.DIVERGING: (
        (92, 54, 18),
        (176, 122, 62),
        (242, 238, 228),
        (92, 168, 150),
        (12, 86, 74),
    ),
    Ramp.SEQUENTIAL: (
        (38, 26, 84),
        (44, 88, 142),
        (34, 140, 134),
        (116, 190, 92),
        (248, 228, 92),
    ),
    Ramp.GREY: ((0, 0, 0), (255, 255, 255)),
})  # fmt: skip


def levels(ramp: Ramp) -> ByteArray:
    """Return the colours of a ramp, shape (256, 3), straight between its anchors."""
    anchors = np.array(ANCHORS[ramp], dtype=np.float64)
    at = np.linspace(0, len(anchors) - 1, N_LEVELS)
    columns = [np.interp(at, np.arange(len(anchors)), channel) for channel in anchors.T]
    return read_only(np.rint(np.column_stack(columns)).astype(np.uint8))
