"""Find centres for one k with scikit-learn's KMeans as it is."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from app.clustering.fitting.fitter import FitPixels, FoundCentres, each_done, seeds_of_starts
from app.steps import Steps


def find_centres(
    pixels: FitPixels, k: int, *, n_starts: int, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, FoundCentres]:
    """Fit the whole sample anew for each start; keep the one of the least inertia.

    See `FindCentres`. One start for each thread of the pool: it can be stopped between them.
    """
    start = partial(_start, pixels, k)
    seeds = seeds_of_starts(seed, k, n_starts)
    found = yield from each_done([pool.submit(start, one) for one in seeds])
    return min(found, key=lambda centres: centres.inertia)


def _start(pixels: FitPixels, k: int, seed: int) -> FoundCentres:
    # Here, where it is needed: it takes a second.
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    # Several threads of OpenMP add up in the order they happen to end: figures would not repeat.
    with threadpool_limits(limits=1, user_api="openmp"):
        model = KMeans(k, init="k-means++", n_init=1, random_state=seed).fit(pixels.rows)
    centres = np.ascontiguousarray(model.cluster_centers_, dtype=np.float32)
    return FoundCentres(centres, float(model.inertia_), int(model.n_iter_))
