"""Move centres to the means of their pixels until they rest (Lloyd 1982)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, SingleArray
from app.clustering.fitting.assignment import Assignment, ways_between
from app.clustering.kernels import nearest
from app.clustering.scaling import BandScaling, of_unit_length, scale_centres, scale_pixels
from app.machine.threads import N_CHUNK_PX
from app.steps import Steps

N_STEPS_MAX = 300  # as scikit-learn
TOLERANCE = 1e-4  # as scikit-learn: of the bands' mean variance


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """Centres at rest.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scaled units.
    n_iter
        Steps taken.
    assigned
        Every pixel, with the centre that was nearest before the last step; None without pixels.
    """

    centres: SingleArray
    n_iter: int
    assigned: Assignment | None = None


def cut_into_chunks(pixels: AnyArray, *, n_chunk_px: int = N_CHUNK_PX) -> tuple[AnyArray, ...]:
    """Cut pixels, shape (n_bands, n_px), into pieces of fixed size in C order."""
    return tuple(
        np.ascontiguousarray(pixels[:, first : first + n_chunk_px])
        for first in range(0, pixels.shape[1], n_chunk_px)
    )


def mean_variance(chunks: Sequence[SingleArray]) -> float:
    """Return the variance of a band over all pixels, averaged over bands."""
    n = sum(chunk.shape[1] for chunk in chunks)
    sums = sum(chunk.sum(axis=1, dtype=np.float64) for chunk in chunks)
    squares = sum(np.einsum("bp,bp->b", chunk, chunk, dtype=np.float64) for chunk in chunks)
    return float(np.mean(squares / n - (sums / n) ** 2))


def rest_tolerance(chunks: Sequence[SingleArray]) -> float:
    """Return how far centres may still move, squared and all together, and count as at rest."""
    return TOLERANCE * mean_variance(chunks) if chunks else 0.0


def refine(
    chunks: Sequence[AnyArray],
    centres: SingleArray,
    *,
    scaling: BandScaling | None = None,
    pool: ThreadPoolExecutor | None = None,
    tolerance: float | None = None,
    on_sphere: bool = False,
) -> Steps[int, Refined]:
    """Refine centres on all pixels given.

    Pixels are followed by `Assignment`, so the result repeats exactly. A centre that loses all its
    pixels is set on the pixel that is worst off.

    Parameters
    ----------
    chunks
        Pieces of shape (n_bands, n_px) from `cut_into_chunks`: in scene units and of any type
        with `scaling`, in scaled units and float32 without.
    centres
        Shape (k, n_bands), scaled units.
    scaling
        How the pieces are scaled on the way; None where they are.
    tolerance
        From `rest_tolerance` of pixels like these, scaled; None to measure it on these.
    pool
        Where the chunks are labelled side by side; None to do it in the calling thread.
    on_sphere
        Whether pixels that are scaled already are of unit length: so are centres then, after each
        step (spherical k-means, Dhillon and Modha 2001). A scaling says it itself.

    Yields
    ------
    The number of the step under way, several times in a step over many pixels.
    """
    if not chunks:
        return Refined(centres=centres, n_iter=0)
    if tolerance is None:
        tolerance = rest_tolerance(chunks)
    on_sphere = on_sphere if scaling is None else scaling.to_unit_length
    assigned = Assignment(chunks, centres.shape, scaling=scaling, pool=pool)
    n_iter = 0
    for n_iter in range(1, N_STEPS_MAX + 1):
        for _ in assigned.follow(centres):
            yield n_iter
        means = assigned.sums / np.maximum(assigned.counts, 1)[:, None]
        new = of_unit_length(means).astype(np.float32) if on_sphere else _scaled(means, scaling)
        empty = np.flatnonzero(assigned.counts == 0)
        if len(empty):
            new[empty] = _worst_off(chunks, centres, scaling, len(empty))
        shift = float((ways_between(centres, new) ** 2).sum())
        centres = new
        yield n_iter
        if assigned.n_moved == 0 or (shift <= tolerance and not len(empty)):
            break
    return Refined(centres=centres, n_iter=n_iter, assigned=assigned)


def assign(
    chunks: Sequence[SingleArray], centres: SingleArray
) -> tuple[tuple[ByteArray, ...], float]:
    """Return the nearest centre of each pixel, from 1, and the sum of squared distances to them."""
    groups, inertia = np.array([0, len(centres)]), np.zeros(1)
    labels = []
    for chunk in chunks:
        labels.append(np.empty((1, chunk.shape[1]), dtype=np.uint8))
        nearest(chunk, centres, groups, labels[-1], inertia)
    return tuple(each.reshape(-1) for each in labels), float(inertia[0])


def _scaled(means: DoubleArray, scaling: BandScaling | None) -> SingleArray:
    if scaling is None or not scaling.is_linear:
        return means.astype(np.float32)
    return scale_centres(means, scaling)


def _worst_off(
    chunks: Sequence[AnyArray], centres: SingleArray, scaling: BandScaling | None, n: int
) -> SingleArray:
    """Return the `n` pixels farthest from their nearest centre, shape (n, n_bands), scaled."""
    found: list[tuple[float, SingleArray]] = []
    for chunk in chunks:
        scaled = chunk if scaling is None else scale_pixels(chunk, scaling)
        squares = np.min(
            [((scaled - centre[:, None]) ** 2).sum(axis=0) for centre in centres], axis=0
        )
        found.extend((float(squares[i]), scaled[:, i]) for i in np.argsort(squares)[-n:])
    found.sort(key=lambda pair: pair[0], reverse=True)
    return np.array([pixel for _, pixel in found[:n]], dtype=np.float32)
