"""Move centres to the means of their pixels until they rest (Lloyd 1982)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.kernels import nearest, reassign
from app.clustering.results import BandScaling
from app.clustering.scaling import scale_centres, scale_pixels
from app.clustering.threads import N_CHUNK_PX
from app.steps import Steps

N_STEPS_MAX = 300  # as scikit-learn
TOLERANCE = 1e-4  # as scikit-learn: of the bands' mean variance
_ROUNDED_UP = 1 + 1e-6  # drift is compared in float32
_N_CHUNKS_A_YIELD = 32  # 2 million pixels: some 20 ms for ten clusters of seven bands


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """Centres at rest.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scaled units.
    n_iter
        Steps taken.
    """

    centres: SingleArray
    n_iter: int


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
) -> Steps[int, Refined]:
    """Refine centres on all pixels given.

    After the first step only pixels near the border of their cluster are looked at, and only those
    that changed cluster are added up again (see `reassign`). Sums are float64 and are added in the
    order of the chunks, so the result repeats exactly. A centre that loses all its pixels is set on
    the pixel that is worst off.

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

    Yields
    ------
    The number of the step under way, several times in a step over many pixels.
    """
    k, n_bands = centres.shape
    if not chunks:
        return Refined(centres=centres, n_iter=0)
    if tolerance is None:
        tolerance = rest_tolerance(chunks)
    side_by_side = map if pool is None else pool.map
    labels = [np.zeros(chunk.shape[1], dtype=np.uint8) for chunk in chunks]
    limits = [np.full(chunk.shape[1], -1, dtype=np.float32) for chunk in chunks]
    drift = 0.0
    sums = np.zeros((k, n_bands))
    counts = np.zeros(k, dtype=np.int64)
    n_iter = 0
    for n_iter in range(1, N_STEPS_MAX + 1):
        moved = 0
        reassigned = partial(_reassigned, scaling, centres, drift)
        parts = side_by_side(reassigned, chunks, labels, limits)
        for i, (chunk_sums, chunk_counts, chunk_moved) in enumerate(parts):
            sums += chunk_sums
            counts += chunk_counts
            moved += chunk_moved
            if (i + 1) % _N_CHUNKS_A_YIELD == 0:
                yield n_iter
        new = _scaled(sums / np.maximum(counts, 1)[:, None], scaling)
        empty = np.flatnonzero(counts == 0)
        if len(empty):
            new[empty] = _worst_off(chunks, centres, scaling, len(empty))
        ways = np.sqrt(((new - centres).astype(np.float64) ** 2).sum(axis=1))
        drift += float(np.sort(ways)[-2:].sum()) * _ROUNDED_UP
        shift = float((ways**2).sum())
        centres = new
        yield n_iter
        if moved == 0 or (shift <= tolerance and not len(empty)):
            break
    return Refined(centres=centres, n_iter=n_iter)


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
    return means.astype(np.float32) if scaling is None else scale_centres(means, scaling)


def _reassigned(
    scaling: BandScaling | None,
    centres: SingleArray,
    drift: float,
    chunk: AnyArray,
    labels: ByteArray,
    limits: SingleArray,
) -> tuple[DoubleArray, IntArray, int]:
    sums, counts = np.zeros(centres.shape), np.zeros(len(centres), dtype=np.int64)
    moved = reassign(chunk, centres, drift, labels, limits, sums, counts, scaling)
    return sums, counts, moved


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
