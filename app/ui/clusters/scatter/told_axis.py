"""Tell one axis of the scatter plot in the units of its band, or in stored numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.arrays import DoubleArray
from app.clustering.reading.scatter import AxisBins
from app.clustering.shown_values import ValuesAs
from app.scene.band import Band
from app.ui.parts import number_format

_MOST_BESIDE = 0.15  # of the counted stretch: so far ellipses may reach beyond it


@dataclass(frozen=True, slots=True)
class ToldAxis:
    """What is shown of a value: value x scale + offset.

    Attributes
    ----------
    title
        Of the band, with its unit.
    name
        Of the band alone.
    """

    title: str
    name: str
    scale: float
    offset: float
    decimals: int | None

    @classmethod
    def of(cls, band: Band, told: ValuesAs) -> "ToldAxis":
        """Tell a band in its units; where these follow a curve its stored numbers serve."""
        calibration = band.calibration
        if told is ValuesAs.STORED or not calibration.is_linear:
            unit = "" if calibration.is_identity else " (stored numbers)"
            return cls(band.title + unit, band.title, 1.0, 0.0, None)
        offset, unit_step = calibration.values(np.array([0.0, 1.0])).tolist()
        unit = f" ({calibration.unit})" if calibration.unit else ""
        scale = unit_step - offset
        return cls(band.title + unit, band.title, scale, offset, calibration.decimals)

    def told(self, value: float) -> float:
        """Return what is shown of a value in scene units."""
        return value * self.scale + self.offset

    def stored(self, shown: float) -> float:
        """Return the value in scene units of what is shown."""
        return (shown - self.offset) / self.scale

    def text(self, shown: float) -> str:
        """Write what is shown."""
        return number_format.measured(shown, self.decimals)


def reaching(
    bins: AxisBins, told: ToldAxis, outlines: Sequence[DoubleArray]
) -> tuple[float, float]:
    """Return the ends of an axis, as told: all that was counted, and ellipses beside it."""
    room = _MOST_BESIDE * (bins.high - bins.low)
    low, high = bins.low, bins.high
    for outline in outlines:
        low, high = min(low, float(outline.min())), max(high, float(outline.max()))
    ends = max(low, bins.low - room), min(high, bins.high + room)
    first, last = sorted(told.told(end) for end in ends)
    return first, last
