"""Begin a fit on a few pixels: centres drawn apart from each other, then brought to rest."""

import math

import numpy as np

from app.arrays import AnyArray, DoubleArray, SingleArray
from app.clustering.fitting.lloyd import N_STEPS_MAX, rest_tolerance
from app.clustering.fitting.sample import spread_evenly
from app.clustering.kernels import rest

# Centres drawn among these end as well as among four times as many: Lloyd's steps see all.
_N_DRAW_PX = 1_000


def run_start(pixels: SingleArray, k: int, seed: int) -> tuple[SingleArray, int]:
    """Draw centres and take Lloyd steps until they rest; in the calling thread.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), scaled units, float32.

    Returns
    -------
    centres
        Shape (k, n_bands).
    n_iter
        Steps taken.
    """
    few = pixels[spread_evenly(len(pixels), max(_N_DRAW_PX, 25 * k))]
    centres = draw_centres(few, k, np.random.default_rng(seed))
    values = np.ascontiguousarray(pixels.T)
    return rest(values, centres, rest_tolerance([values]), N_STEPS_MAX)


def draw_centres(pixels: SingleArray, k: int, rng: np.random.Generator) -> SingleArray:
    """Draw k of the pixels as centres by greedy k-means++ (Arthur and Vassilvitskii 2007).

    Each further centre is drawn with a chance in proportion to the squared distance to the nearest
    one so far; of 2 + ln k such draws the one counts that lowers the sum of these squares most.
    That many their own program drew, and scikit-learn does.

    Parameters
    ----------
    pixels
        Shape (n_pixels, n_bands), n_pixels at least 1. Where fewer than k are distinct, some are
        drawn twice.

    Returns
    -------
    Shape (k, n_bands).
    """
    points = pixels.astype(np.float64)
    norms = np.einsum("nb,nb->n", points, points)
    n_draws = 2 + int(math.log(k))
    chosen = [int(rng.integers(len(points)))]
    nearest = _squares(points, norms, chosen)[0]
    while len(chosen) < k:
        passed = np.cumsum(nearest)
        drawn = np.searchsorted(passed, rng.random(n_draws) * passed[-1], side="right")
        drawn = np.minimum(drawn, len(points) - 1)
        squares = np.minimum(nearest, _squares(points, norms, drawn))
        best = int(squares.sum(axis=1).argmin())
        nearest = squares[best]
        chosen.append(int(drawn[best]))
    return pixels[chosen]


def _squares(points: DoubleArray, norms: DoubleArray, chosen: AnyArray | list[int]) -> DoubleArray:
    """Return squared distances to some of the points, shape (n_chosen, n_points).

    By einsum and not by BLAS, which may add in another order on another number of threads.
    """
    products = np.einsum("cb,nb->cn", points[chosen], points)
    squares: DoubleArray = norms[chosen][:, None] + norms - 2 * products
    return np.maximum(squares, 0.0)
