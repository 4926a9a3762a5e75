"""Say what a fitter is given and what it gives back, whichever it is."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from app.arrays import DoubleArray, SingleArray
from app.clustering.fitting.lloyd import cut_into_chunks, rest_tolerance
from app.clustering.fitting.sample import spread_evenly
from app.machine.threads import awaited
from app.steps import Steps

S = TypeVar("S")

N_COMPARE_PX = 50_000
# Of the tolerance of scikit-learn: two ways into one minimum then end within 0.003 %, not 0.01 %,
# of each other, for about one step more in ten (five scenes, k = 3..10).
_OF_TOLERANCE = 0.4
_N_SAMPLE_CHUNK_PX = 32_768  # a sample of 200,000 is then shared evenly among a few threads


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
    on_sphere
        Whether all of them are of unit length, and centres are to be.
    """

    rows: SingleArray
    few: tuple[SingleArray, ...]
    apart: DoubleArray
    every: tuple[SingleArray, ...]
    tolerance: float
    on_sphere: bool = False

    @classmethod
    def of(cls, pixels: SingleArray, *, on_sphere: bool = False) -> "FitPixels":
        """Lay out pixels of shape (n_pixels, n_bands), scaled units, float32."""
        compared = pixels[spread_evenly(len(pixels), N_COMPARE_PX)]
        apart = np.square(compared - compared.mean(axis=0)).sum(axis=1, dtype=np.float64)
        every = cut_into_chunks(pixels.T, n_chunk_px=_N_SAMPLE_CHUNK_PX)
        tolerance = _OF_TOLERANCE * rest_tolerance(every)
        return cls(pixels, cut_into_chunks(compared.T), apart, every, tolerance, on_sphere)


@dataclass(frozen=True, slots=True, eq=False)
class FoundCentres:
    """Centres that came out of one start or several.

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


class FindCentres(Protocol):
    """A fitter: finds the centres of one k on sampled pixels.

    Whatever it finds is brought to rest on the whole sample, and on every pixel where the scene is
    in memory, by the program's own Lloyd's steps: there a fitter from elsewhere would want a copy
    of every pixel as float32, and takes the same steps.
    """

    def __call__(
        self, pixels: FitPixels, k: int, *, n_starts: int, seed: int, pool: ThreadPoolExecutor
    ) -> Steps[None, FoundCentres]:
        """Find centres.

        The same pixels and seed give the same centres, whatever the pool and the k before.

        Parameters
        ----------
        pixels
            At least k of them distinct.
        n_starts
            How often to begin; the best counts.
        pool
            Where parts may run side by side.

        Yields
        ------
        None, at points where the work can be stopped.
        """
        ...


def seeds_of_starts(seed: int, k: int, n_starts: int) -> list[int]:
    """Return a seed for each start of one k, in 0..2**32 - 1."""
    return [int(one) for one in np.random.SeedSequence([seed, k]).generate_state(n_starts)]


def each_done(parts: Sequence[Future[S]]) -> Steps[None, list[S]]:
    """Wait for all of them; where the wait is given up, those not begun are taken back."""
    try:
        for part in parts:
            yield None
            yield from awaited(part)
        return [part.result() for part in parts]
    finally:
        for part in parts:
            part.cancel()
