"""Find pixels that are brighter than, and unlike, anything a clear scene had."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.arrays import BoolArray, DoubleArray, SingleArray
from app.clustering.clouds.changes import nearest_centre, rises_alike
from app.clustering.fitting.bandsweep import find_centres
from app.clustering.fitting.fitter import FitPixels
from app.steps import Steps

N_GROUNDS = 16
QUANTILE = 0.995  # of the distances of the ground that was trained on
_N_STARTS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Clusters of a clear scene as the later one would show them.

    Attributes
    ----------
    centres
        Shape (k, n_bands).
    scale
        Shape (n_bands,): bands are divided by it before distances are measured.
    reach
        Shape (k,): distance within which nearly all pixels of a cluster lie.
    visible
        Which bands are visible.
    """

    centres: SingleArray
    scale: SingleArray
    reach: SingleArray
    visible: tuple[int, ...]

    def is_outshone(self, later: SingleArray) -> BoolArray:
        """Return which pixels are unlike all ground, and brighter by white; shape (n_px,).

        A bare field is as unlike the ground of summer as a cloud is, but it rises in red.

        Parameters
        ----------
        later
            Shape (n_bands, n_px).
        """
        nearest = nearest_centre(later / self.scale[:, None], self.centres / self.scale)
        nearest = np.minimum(nearest, len(self.centres) - 1)
        ground = self.centres[nearest].T
        away = np.sqrt((((later - ground) / self.scale[:, None]) ** 2).sum(axis=0))
        visible = list(self.visible)
        is_white = rises_alike(later[visible] - ground[visible])
        return np.asarray((away > self.reach[nearest]) & is_white)


def learn_ground(
    ground: SingleArray, visible: tuple[int, ...], *, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, Ground]:
    """Cluster what a clear scene shows, and learn how far its pixels lie from their centres.

    Parameters
    ----------
    ground
        Shape (n_bands, n_px) of sampled pixels: the clear scene as the later one would show it.
    """
    scale = np.maximum(ground.std(axis=1), np.finfo(np.float32).tiny)
    rows = np.ascontiguousarray((ground / scale[:, None]).T)
    k = min(N_GROUNDS, len(np.unique(rows[:1000], axis=0)))
    found = yield from find_centres(FitPixels.of(rows), k, n_starts=_N_STARTS, seed=seed, pool=pool)
    nearest = nearest_centre(np.ascontiguousarray(rows.T), found.centres)
    away: DoubleArray = np.sqrt(((rows - found.centres[nearest]) ** 2).sum(axis=1))
    reach = np.array(
        [
            float(np.quantile(away[nearest == number], QUANTILE))
            if (nearest == number).any()
            else 0.0
            for number in range(k)
        ]
    )
    return Ground(found.centres * scale, scale, reach.astype(np.float32), visible)
