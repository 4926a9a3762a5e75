"""Hold what metadata say of a scene and of each of its bands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.scene.band import BandKind
from app.scene.calibration import AS_STORED, Calibration
from app.scene.scene_product import UNKNOWN_PRODUCT, SceneProduct

BandPlace = tuple[str, int]
"""A file's name in lower case, and the number of a band in it from 1."""


@dataclass(frozen=True, slots=True)
class BandFacts:
    """What is said of one band; the defaults say nothing.

    Attributes
    ----------
    calibration
        Of the integers a product is delivered in.
    nodata
        The value that means none; None where it is not said.
    """

    calibration: Calibration = AS_STORED
    name: str = ""
    role: str = ""
    kind: BandKind | None = None
    wavelength_nm: float | None = None
    nodata: float | None = None


NOTHING = BandFacts()


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is said of a scene.

    Attributes
    ----------
    by_file
        Facts of bands that are told by their file.
    by_name
        Facts of all others, by the name that recognition gives a band: "B4", "B04".
    """

    product: SceneProduct = UNKNOWN_PRODUCT
    by_file: Mapping[BandPlace, BandFacts] = field(default_factory=dict)
    by_name: Mapping[str, BandFacts] = field(default_factory=dict)

    def of_band(self, file_name: str, index: int, name: str) -> BandFacts:
        """Return what is said of one band."""
        place = (file_name.casefold(), index)
        return self.by_file.get(place) or self.by_name.get(name) or NOTHING


NO_FACTS = ProductFacts()
"""Nothing is known."""
