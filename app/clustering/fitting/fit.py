"""Find starting centres for one k on sampled pixels, from several k-means++ starts."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from app.arrays import ByteArray, DoubleArray, SingleArray
from app.clustering.fitting.lloyd import assign, cut_into_chunks, refine, rest_tolerance
from app.clustering.fitting.sample import spread_evenly, stratified_positions
from app.clustering.fitting.starts import run_start
from app.machine.threads import awaited
from app.steps import Steps, drain

S = TypeVar("S")

# Measured on five scenes, k = 3..10, four seeds. Starts on few pixels, each on others, end in more
# different minima than starts on many: twelve on 4,000 pixels ended at most 0.4 % above the best
# that was ever found, on 2,000 or on 8,000 pixels 1 %. The six best on the pixels compared were not
# always enough to have the one among them that ends lowest; the eight best were as good as all.
N_START_PX = 4_000
N_COMPARE_PX = 50_000
N_SURVIVORS = 8
# Two starts that put 96 of 100 pixels together alike, and 96 % of the sum of squares, come to rest
# in one minimum, or nearly so: in 421 pairs on four scenes, two of them with a few bright clouds,
# the worse one ended at most 0.014 % lower. By pixels alone it was 8 % beside clouds.
_ALIKE = 0.96
_SAME = 2e-4  # relative difference of inertia between two ways to come to rest in one minimum
_CLOSE = 3e-3  # between two minima, what 50,000 pixels cannot tell from chance
# Of the tolerance of scikit-learn: two ways into one minimum then end within 0.003 %, not 0.01 %,
# of each other, for about one step more in ten (five scenes, k = 3..10).
_OF_TOLERANCE = 0.4
_N_SAMPLE_CHUNK_PX = 32_768  # a sample of 200,000 is then shared evenly among a few threads


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Centres that a fit is begun with.

    Attributes
    ----------
    centres
        Shape (k, n_bands), scaled units, float32.
    inertia
        On pixels that are the same for all starts.
    n_iter
        Lloyd steps taken.
    """

    centres: SingleArray
    inertia: float
    n_iter: int


@dataclass(frozen=True, slots=True, eq=False)
class _Compared(Start):
    """A start, and the labels it gives to the pixels that are the same for all, in one row."""

    labels: ByteArray


@dataclass(frozen=True, slots=True, eq=False)
class FitPixels:
    """Sampled pixels as starts are compared and brought to rest on them, the same for all k.

    Attributes
    ----------
    rows
        Shape (n_pixels, n_bands), scaled units, float32.
    few
        Some of them, spread evenly, in pieces of shape (n_bands, n_px): scaled units, float32.
    every
        All of them in such pieces.
    apart
        Shape (n_px,): how far each of the few lies from the mean of all of them, squared.
    tolerance
        When centres are at rest on them; see `rest_tolerance`.
    """

    rows: SingleArray
    few: tuple[SingleArray, ...]
    apart: DoubleArray
    every: tuple[SingleArray, ...]
    tolerance: float

    @classmethod
    def of(cls, pixels: SingleArray) -> "FitPixels":
        """Lay out pixels of shape (n_pixels, n_bands), scaled units, float32."""
        compared = pixels[spread_evenly(len(pixels), N_COMPARE_PX)]
        apart = np.square(compared - compared.mean(axis=0)).sum(axis=1, dtype=np.float64)
        every = cut_into_chunks(pixels.T, n_chunk_px=_N_SAMPLE_CHUNK_PX)
        tolerance = _OF_TOLERANCE * rest_tolerance(every)
        return cls(pixels, cut_into_chunks(compared.T), apart, every, tolerance)


def best_start(
    pixels: FitPixels, k: int, *, n_starts: int, seed: int, pool: ThreadPoolExecutor
) -> Steps[None, Start]:
    """Begin several times, refine the best on more pixels and on the same for all; keep one.

    Parameters
    ----------
    pixels
        At least k of them distinct.

    Yields
    ------
    None, at points where the work can be stopped.
    """
    seeds = np.random.SeedSequence([seed, k]).generate_state(n_starts).tolist()
    compared = []
    for each in seeds:  # here: so many short steps side by side would wait for the interpreter
        compared.append(_begun(pixels, k, each))
        yield None
    survivors = _told_apart(sorted(compared, key=_inertia)[:N_SURVIVORS], pixels.apart)
    rested_on_few = partial(_rested, pixels.few, pixels.tolerance)
    finalists = _too_close_to_call(
        (yield from _each([pool.submit(rested_on_few, start) for start in survivors]))
    )
    if len(finalists) > 1:
        rested = partial(_rested, pixels.every, pixels.tolerance)
        finalists = yield from _each([pool.submit(rested, start) for start in finalists])
    return min(finalists, key=_inertia)


def _each(parts: Sequence[Future[S]]) -> Steps[None, list[S]]:
    """Wait for all of them; where the wait is given up, those not begun are taken back."""
    try:
        for part in parts:
            yield from awaited(part)
        return [part.result() for part in parts]
    finally:
        for part in parts:
            part.cancel()


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
    together = np.bincount(one * np.int64(n_labels) + other, weights, minlength=n_labels**2)
    shared = together.reshape(n_labels, n_labels)
    alike = min(float(shared.max(axis=axis).sum()) for axis in (0, 1))
    return alike / (float(together.sum()) or 1.0)


def _rested(chunks: Sequence[SingleArray], tolerance: float, start: Start) -> Start:
    """Bring a start to rest on pixels that are the same for all; runs in one thread."""
    _, rested = drain(refine(chunks, start.centres, tolerance=tolerance))
    _, inertia = assign(chunks, rested.centres)
    return Start(rested.centres, inertia, start.n_iter + rested.n_iter)


def _too_close_to_call(refined: Sequence[Start]) -> list[Start]:
    """Return the best, and others whose minimum is another one but hardly worse on a sample."""
    best, *others = sorted(refined, key=_inertia)
    finalists = [best]
    for start in others:
        is_other = start.inertia > (1 + _SAME) * finalists[-1].inertia
        if is_other and start.inertia <= (1 + _CLOSE) * best.inertia:
            finalists.append(start)
    return finalists


def _inertia(start: Start) -> float:
    return start.inertia
