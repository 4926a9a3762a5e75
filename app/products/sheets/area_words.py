"""Tell areas of classes in one unit, as a person reads them."""

from app.arrays import DoubleArray
from app.number_text import grouped

_HECTARE_M2, _SQUARE_KM_M2 = 1e4, 1e6
_LARGE_M2 = 1e7  # from 10 km² on


class AreaWords:
    """Areas of all classes of a map in hectares, or in square kilometres where they are large.

    Parameters
    ----------
    areas_m2
        One for each class; None where they are not known.
    """

    def __init__(self, areas_m2: DoubleArray | None) -> None:
        self._areas_m2 = [] if areas_m2 is None else areas_m2.tolist()
        is_large = sum(self._areas_m2) >= _LARGE_M2
        self._unit_m2 = _SQUARE_KM_M2 if is_large else _HECTARE_M2
        self.unit = ("km²" if is_large else "ha") if self._areas_m2 else ""

    def number(self, row: int) -> str:
        """Return the area of one class without its unit; empty where it is not known."""
        return self._text(self._areas_m2[row]) if self._areas_m2 else ""

    @property
    def total(self) -> str:
        """The area of all, without its unit."""
        return self._text(sum(self._areas_m2)) if self._areas_m2 else ""

    def _text(self, m2: float) -> str:
        return grouped(m2 / self._unit_m2, 2)
