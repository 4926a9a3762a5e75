"""Find centres for one k by the program's own k-means++ and Lloyd's steps, from several starts."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.arrays import ByteArray, DoubleArray, SingleArray
from app.clustering.fitting.fitter import FitPixels, FoundCentres, each_done, seeds_of_starts
from app.clustering.fitting.lloyd import assign, refine
from app.clustering.fitting.sample import stratified_positions
from app.clustering.fitting.starts import run_start
from app.steps import Steps, drain

# Measured on five scenes, k = 3..10, four seeds. Starts on few pixels, each on others, end in more
# different minima than starts on many: twelve on 4,000 pixels ended at most 0.4 % above the best
# that was ever found, on 2,000 or on 8,000 pixels 1 %. The six best on the pixels compared were not
# always enough to have the one among them that ends lowest; the eight best were as good as all.
N_START_PX = 4_000
N_SURVIVORS = 8
# Two starts that put 96 of 100 pixels together alike, and 96 % of the sum of squares, come to rest
# in one minimum, or nearly so: in 421 pairs on four scenes, two of them with a few bright clouds,
# the worse one ended at most 0.014 % lower. By pixels alone it was 8 % beside clouds.
_ALIKE = 0.96
_SAME = 2e-4  # relative difference of inertia between two ways to come to rest in one minimum
_CLOSE = 3e-3  # between two minima, what 50,000 pixels cannot tell from chance


@dataclass(frozen=True, slots=True, eq=False)
class _Compared(FoundCentres):
    """A start, and the labels it gives to the pixels that are the same for all, in one row."""

    labels: ByteArray


def find_centres(
    pixels: FitPixels, k: int, *, n_starts: int, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, FoundCentres]:
    """Begin several times, refine the best on more pixels and on the same for all; keep one.

    See `FindCentres`.
    """
    seeds = seeds_of_starts(seed, k, n_starts)
    compared = yield from each_done([pool.submit(_begun, pixels, k, each) for each in seeds])
    survivors = _told_apart(sorted(compared, key=_inertia)[:N_SURVIVORS], pixels.apart)
    rested_on_few = partial(_rested, pixels, pixels.few)
    finalists = _too_close_to_call(
        (yield from each_done([pool.submit(rested_on_few, start) for start in survivors]))
    )
    if len(finalists) > 1:
        rested = partial(_rested, pixels, pixels.every)
        finalists = yield from each_done([pool.submit(rested, start) for start in finalists])
    return min(finalists, key=_inertia)


def _begun(pixels: FitPixels, k: int, seed: int) -> _Compared:
    """Begin on pixels of its own, and measure the outcome on those that are the same for all."""
    own = stratified_positions(len(pixels.rows), max(N_START_PX, 100 * k), seed)
    centres, n_iter = run_start(pixels.rows[own], k, seed)
    labels, inertia = assign(pixels.few, centres)
    return _Compared(centres, inertia, n_iter, np.concatenate(labels))


def _told_apart(compared: Sequence[_Compared], apart: DoubleArray) -> list[_Compared]:
    """Leave out who would come to rest where a better one does; best first."""
    kept: list[_Compared] = []
    for start in compared:
        if not any(_are_alike(start.labels, other.labels, apart) for other in kept):
            kept.append(start)
    return kept


def _are_alike(one: ByteArray, other: ByteArray, apart: DoubleArray) -> bool:
    """Tell whether two labellings put nearly all pixels together alike.

    Pixels are counted, and weighed by their share in the sum of squares: one cloud in a hundred
    pixels may hold most of it.
    """
    return all(_agreement(one, other, weights) >= _ALIKE for weights in (None, apart))


def _agreement(one: ByteArray, other: ByteArray, weights: DoubleArray | None = None) -> float:
    """Return the share of pixels that two labellings put together alike, 0..1.

    Each cluster is given the one of the other labelling that it shares most pixels with; the
    lower share of both directions counts, so that neither joined nor split clusters are alike.

    Parameters
    ----------
    weights
        What each pixel counts; None for all the same.
    """
    n_labels = int(max(one.max(), other.max())) + 1
    pairs = one * np.uint16(n_labels) + other  # of labels below 256: they fit
    together = np.bincount(pairs, weights, minlength=n_labels**2)
    shared = together.reshape(n_labels, n_labels)
    alike = min(float(shared.max(axis=axis).sum()) for axis in (0, 1))
    return alike / (float(together.sum()) or 1.0)


def _rested(pixels: FitPixels, chunks: Sequence[SingleArray], start: FoundCentres) -> FoundCentres:
    """Bring a start to rest on pixels that are the same for all; runs in one thread."""
    steps = refine(chunks, start.centres, tolerance=pixels.tolerance, on_sphere=pixels.on_sphere)
    _, rested = drain(steps)
    _, inertia = assign(chunks, rested.centres)
    return FoundCentres(rested.centres, inertia, start.n_iter + rested.n_iter)


def _too_close_to_call(refined: Sequence[FoundCentres]) -> list[FoundCentres]:
    """Return the best, and others whose minimum is another one but hardly worse on a sample."""
    best, *others = sorted(refined, key=_inertia)
    finalists = [best]
    for start in others:
        is_other = start.inertia > (1 + _SAME) * finalists[-1].inertia
        if is_other and start.inertia <= (1 + _CLOSE) * best.inertia:
            finalists.append(start)
    return finalists


def _inertia(start: FoundCentres) -> float:
    return start.inertia
