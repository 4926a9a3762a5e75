"""Name the usual spectral indices, by the roles of the bands they are made of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from app.arrays import DoubleArray
from app.scene.indices.expression import Expression

_STAND_INS = {"nir": "nir08"}  # Sentinel-2 at 20 m has the narrow near infrared only


@dataclass(frozen=True, slots=True)
class SpectralIndex:
    """A usual index.

    Attributes
    ----------
    key
        As the field calls it: "NDVI".
    title
        What it is about, as a person reads it: "Vegetation".
    formula
        In roles.
    high
        What high values speak for, and usual bounds, in one sentence.
    source
        Where the formula was published.
    """

    key: str
    title: str
    formula: str
    high: str
    source: str

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of its bands."""
        return tuple(operand.name for operand in _read(self.formula).operands)

    def of(self, by_role: Mapping[str, float]) -> float:
        """Return the index of one spectrum, of a signature for example; NaN where it has none.

        Parameters
        ----------
        by_role
            What bands measure, in true units where these are known: an offset moves the index.

        Raises
        ------
        KeyError
            A role is missing; `possible_indices` tells beforehand.
        """
        values: dict[str, DoubleArray] = {
            role: np.array(by_role[stand_in(role, by_role)], dtype=np.float64)
            for role in self.roles
        }
        return float(_read(self.formula).values(values))


@cache  # a handful, asked for at every class that is looked at
def _read(formula: str) -> Expression:
    return Expression.read(formula)


SPECTRAL_INDICES = (
    SpectralIndex(
        "NDVI",
        "Vegetation",
        "(nir - red) / (nir + red)",
        "Green plants: above 0.2 sparse, above 0.5 dense; water lies below 0.",
        "Rouse et al. 1974, NASA SP-351 I, 309-317; Tucker 1979, doi 10.1016/0034-4257(79)90013-0",
    ),
    SpectralIndex(
        "NDWI",
        "Open water",
        "(green - nir) / (green + nir)",
        "Open water: above 0; plants and soil lie below.",
        "McFeeters 1996, doi 10.1080/01431169608948714",
    ),
    SpectralIndex(
        "MNDWI",
        "Water by SWIR",
        "(green - swir1) / (green + swir1)",
        "Open water: above 0, where NDWI takes buildings for it; snow too.",
        "Xu 2006, doi 10.1080/01431160600589179",
    ),
    SpectralIndex(
        "NDBI",
        "Built-up or bare",
        "(swir1 - nir) / (swir1 + nir)",
        "Buildings and bare soil: above 0; plants and water lie below.",
        "Zha, Gao and Ni 2003, doi 10.1080/01431160304987",
    ),
    SpectralIndex(
        "NBR",
        "Burnt ground",
        "(nir - swir2) / (nir + swir2)",
        "Healthy plants: high; ground that burnt lately: below 0.",
        "Key and Benson 2006, USDA RMRS-GTR-164-CD, LA 1-51; after Lopez Garcia and Caselles 1991, "
        "doi 10.1080/10106049109354290",
    ),
)
"""In the order in which they are offered. All lie within -1..1 where bands are not negative."""


def stand_in(role: str, roles: Collection[str]) -> str:
    """Return the role itself, or the one that takes its place where no band has it."""
    return role if role in roles else _STAND_INS.get(role, role)


def possible_indices(roles: Collection[str]) -> tuple[SpectralIndex, ...]:
    """Return the indices that bands of these roles allow.

    Parameters
    ----------
    roles
        `Band.role` of the bands of light (`BandKind.OPTICAL`).
    """
    return tuple(
        index
        for index in SPECTRAL_INDICES
        if all(stand_in(role, roles) in roles for role in index.roles)
    )


def index_called(key: str) -> SpectralIndex | None:
    """Return the index that is called so, in any case; None where there is none."""
    wanted = key.strip().upper()
    return next((index for index in SPECTRAL_INDICES if index.key == wanted), None)
