"""Turn the numbers of a file into what they measure."""

from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, DoubleArray

_DECIMALS = {"reflectance": 4, "K": 2}


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one number of a band stands for: value = number x scale + offset.

    Attributes
    ----------
    scale, offset
        As the product's metadata or handbook gives them.
    unit
        "reflectance", "K", "W/(m2 sr um)"; empty where numbers are shown as they are.
    """

    scale: float = 1.0
    offset: float = 0.0
    unit: str = ""

    @property
    def is_identity(self) -> bool:
        """Whether values are the numbers themselves."""
        return self.scale == 1.0 and self.offset == 0.0

    @property
    def decimals(self) -> int | None:
        """Decimals that tell all a figure in this unit means; None where that is not known."""
        return _DECIMALS.get(self.unit)

    def values(self, numbers: AnyArray) -> DoubleArray:
        """Return what numbers of the file measure; any shape."""
        return np.asarray(numbers, dtype=np.float64) * self.scale + self.offset

    def spread(self, numbers: AnyArray) -> DoubleArray:
        """Return what a difference of numbers measures, of a standard deviation for example."""
        return np.asarray(numbers, dtype=np.float64) * abs(self.scale)


AS_STORED = Calibration()
"""Numbers are shown as they stand in the file."""
