"""Read what a person calls the ground that odd things are looked for on."""

import re
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray
from app.errors import SettingsError
from app.scene.indices.spectral_indices import SPECTRAL_INDICES, SpectralIndex, index_called

WATER, ALL, AREA = "water", "all", "area"
_BOUND = re.compile(r"\s*([A-Za-z]+)\s*([<>])\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class IndexBound:
    """Pixels whose index lies beyond a bound.

    Attributes
    ----------
    is_above
        Whether it has to lie above the bound; below it otherwise.
    """

    index: SpectralIndex
    bound: float
    is_above: bool

    def holds(self, values: AnyArray) -> BoolArray:
        """Tell of values of the index whether they lie beyond; NaN does not."""
        return np.asarray(values > self.bound if self.is_above else values < self.bound)

    @property
    def text(self) -> str:
        """It as a person writes it: "NDWI>0.1"."""
        return f"{self.index.key}{'>' if self.is_above else '<'}{self.bound:g}"


def read_ground(text: str) -> IndexBound | str:
    """Return what a person calls the ground: `WATER`, `ALL`, `AREA`, or a bound as in "NDWI>0.1".

    Raises
    ------
    SettingsError
        It is none of these.
    """
    if text.strip().lower() in (WATER, ALL, AREA):
        return text.strip().lower()
    found = _BOUND.fullmatch(text)
    index = index_called(found[1]) if found else None
    if found is None or index is None:
        raise SettingsError(
            "Ground not understood",
            f'"{text}" is neither water, area nor all, nor an index with a bound.',
            "Write water, area, all, or one of "
            f"{', '.join(each.key for each in SPECTRAL_INDICES)} with a bound, as NDWI>0.1.",
        )
    return IndexBound(index, float(found[3]), found[2] == ">")


def ground_text(ground: IndexBound | str) -> str:
    """Return a ground as `read_ground` reads it."""
    return ground if isinstance(ground, str) else ground.text
