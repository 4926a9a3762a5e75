"""Name the units in which areas can be shown."""

from dataclasses import dataclass
from enum import StrEnum

from app.ui.parts import number_format


class AreaUnit(StrEnum):
    """In which unit areas are shown, in every view alike."""

    FITTING = "fitting"
    HECTARES = "ha"
    SQUARE_KILOMETRES = "km2"
    ACRES = "acres"
    PIXELS = "pixels"


TITLES = {
    AreaUnit.FITTING: "ha or km²",
    AreaUnit.HECTARES: "Hectares",
    AreaUnit.SQUARE_KILOMETRES: "Square kilometres",
    AreaUnit.ACRES: "Acres",
    AreaUnit.PIXELS: "Pixels",
}
_SYMBOLS = {
    AreaUnit.HECTARES: ("ha", 1e4),
    AreaUnit.SQUARE_KILOMETRES: ("km²", 1e6),
    AreaUnit.ACRES: ("acres", 4_046.8564224),  # international, of 1959
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of area as it is written, and its square metres."""

    symbol: str
    m2: float


def measure_of(unit: AreaUnit, total_m2: float) -> Measure | None:
    """Return what areas that sum to so much are told in; None where pixels are wanted."""
    if unit is AreaUnit.PIXELS:
        return None
    if unit is AreaUnit.FITTING:
        return Measure(*number_format.area_unit(total_m2))
    return Measure(*_SYMBOLS[unit])
