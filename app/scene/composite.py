"""Choose three bands for a picture, and how they are stretched."""

from dataclasses import dataclass
from enum import StrEnum

from app.arrays import ByteArray
from app.scene.pixels import Window


class StretchKind(StrEnum):
    """How values become brightness."""

    ADAPTIVE = "adaptive"
    PERCENTILE = "percentile"
    MINMAX = "min-max"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch and its setting.

    Attributes
    ----------
    clip_limit
        Of the adaptive histogram equalisation, 0.005..0.1; higher gives more contrast.
    """

    kind: StretchKind = StretchKind.ADAPTIVE
    clip_limit: float = 0.025


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Colours ready to be drawn.

    Attributes
    ----------
    rgba
        Shape (rows, cols, 4), uint8, C order; alpha 0 where there is no data.
    window
        The full-size pixels they cover.
    """

    rgba: ByteArray
    window: Window
