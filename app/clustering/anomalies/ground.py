"""Say which pixels look like a ground: water by its clusters, an index beyond a bound, or all."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, BoolArray, SingleArray
from app.clustering.anomalies.ground_choice import IndexBound
from app.clustering.clouds.changes import nearest_centre
from app.clustering.fitting.bandsweep import find_centres
from app.clustering.fitting.fitter import FitPixels
from app.errors import SettingsError
from app.scene.indices.spectral_indices import (
    SpectralIndex,
    index_called,
    possible_indices,
    stand_in,
)
from app.steps import Steps

_N_CLUSTERS, _N_STARTS = 10, 8


@dataclass(frozen=True, slots=True, eq=False)
class GroundLook:
    """Tells pixels that look like the ground.

    Attributes
    ----------
    roles
        What the bands measure.
    bound
        By an index; None where clusters tell it, or all is ground.
    centres
        Shape (k, n_bands); None where they do not tell it.
    is_ground
        Shape (k,): which of the clusters are ground.
    """

    roles: tuple[str, ...]
    bound: IndexBound | None = None
    centres: SingleArray | None = None
    is_ground: BoolArray | None = None

    def holds(self, pixels: SingleArray) -> BoolArray:
        """Tell which pixels look like the ground, shape (n_px,).

        Parameters
        ----------
        pixels
            Shape (n_bands, n_px), in units.
        """
        if self.bound is not None:
            return self.bound.holds(_index(self.bound.index, pixels, self.roles))
        if self.centres is None or self.is_ground is None:
            return np.ones(pixels.shape[1], dtype=bool)
        nearest = np.minimum(nearest_centre(pixels, self.centres), len(self.centres) - 1)
        return np.asarray(self.is_ground[nearest])


def learn_water(
    sampled: SingleArray, roles: Sequence[str], *, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, GroundLook]:
    """Cluster sampled pixels, and take those clusters for water whose NDWI is positive.

    Parameters
    ----------
    sampled
        Shape (n_px, n_bands), in units.

    Raises
    ------
    SettingsError
        No cluster is water, or bands are missing.
    """
    water = index_called("NDWI")
    if water is None or water not in possible_indices(roles):
        raise _no_water(
            f"Water is known by a green and a near infrared band; there are {_all(roles)}.",
            "--ground all, or --ground area with --aoi FILE",
        )
    pixels = np.ascontiguousarray(sampled)
    k = min(_N_CLUSTERS, len(np.unique(pixels, axis=0)))
    found = yield from find_centres(
        FitPixels.of(pixels), k, n_starts=_N_STARTS, seed=seed, pool=pool
    )
    values = _index(water, np.ascontiguousarray(found.centres.T), roles)
    is_water = np.asarray(values > 0)
    if not is_water.any():
        raise _no_water(
            f"None of {k} clusters of the scene has an NDWI above 0; the highest is "
            f"{float(np.nanmax(values)):.2f}.",
            "--ground 'NDWI>-0.1', or --ground area with --aoi FILE",
        )
    return GroundLook(tuple(roles), centres=found.centres, is_ground=is_water)


def by_bound(bound: IndexBound, roles: Sequence[str]) -> GroundLook:
    """Return the look of a ground by an index.

    Raises
    ------
    SettingsError
        The index needs a band that is not there.
    """
    if bound.index not in possible_indices(roles):
        raise SettingsError(
            "Bands are missing",
            f"{bound.index.key} needs {', '.join(bound.index.roles)}; there are {_all(roles)}.",
            "Choose another index, or water, or all.",
        )
    return GroundLook(tuple(roles), bound=bound)


def _index(index: SpectralIndex, pixels: SingleArray, roles: Sequence[str]) -> AnyArray:
    from app.scene.indices.expression import Expression

    place = {role: number for number, role in reversed(list(enumerate(roles)))}
    of_names = {role: pixels[place[stand_in(role, place)]] for role in index.roles}
    return Expression.read(index.formula).values(of_names)


def _all(roles: Sequence[str]) -> str:
    return ", ".join(role for role in roles if role) or "none whose meaning is known"


def _no_water(detail: str, others: str) -> SettingsError:
    return SettingsError(
        "No water found",
        detail,
        "Choose another ground: an index with a bound, an area, or the whole scene.",
        command=f"Choose another ground: {others}.",
    )
