"""Keep the nearest centre of every pixel known while centres move."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray, IntArray, SingleArray
from app.clustering.kernels import reassign
from app.clustering.scaling import BandScaling, ready_for_kernels
from app.steps import Steps

_ROUNDED_UP = 1 + 1e-6  # drift is compared in float32
_N_CHUNKS_A_YIELD = 32  # 2 million pixels: some 20 ms for ten clusters of seven bands


class Assignment:
    """The nearest centre of every pixel.

    After the first time only pixels near the border of their cluster are looked at, and only those
    that changed cluster are added up again (see `reassign`). Sums are float64 and are added in the
    order of the chunks, so the result repeats exactly.

    Parameters
    ----------
    chunks, scaling, pool
        As for `lloyd.refine`.
    shape
        Number of centres and of bands.

    Attributes
    ----------
    labels
        One array of shape (n_px,) for each chunk, numbers from 1; 0 before the first centres.
    sums, counts
        Shapes (k, n_bands) and (k,): over the pixels of each centre, scene units where there is a
        linear scaling.
    n_moved
        How many pixels changed their centre the last time.
    """

    def __init__(
        self,
        chunks: Sequence[AnyArray],
        shape: tuple[int, int],
        *,
        scaling: BandScaling | None,
        pool: ThreadPoolExecutor | None,
    ) -> None:
        self._chunks, self._scaling, self._pool = chunks, scaling, pool
        self.labels = tuple(np.zeros(chunk.shape[1], dtype=np.uint8) for chunk in chunks)
        self._limits = [np.full(chunk.shape[1], -1, dtype=np.float32) for chunk in chunks]
        self.sums: DoubleArray = np.zeros(shape)
        self.counts: IntArray = np.zeros(shape[0], dtype=np.int64)
        self.n_moved = 0
        self._centres: SingleArray | None = None
        self._drift = 0.0

    def follow(self, centres: SingleArray) -> Steps[None, None]:
        """Give every pixel the nearest of these centres, shape (k, n_bands), scaled units.

        Yields
        ------
        None, several times where there are many pixels. To be walked to the end, or never again.
        """
        if self._centres is not None:
            ways = ways_between(self._centres, centres)
            self._drift += float(np.sort(ways)[-2:].sum()) * _ROUNDED_UP
        self._centres = centres
        self.n_moved = 0
        side_by_side = map if self._pool is None else self._pool.map
        reassigned = partial(_reassigned, self._scaling, centres, self._drift)
        parts = side_by_side(reassigned, self._chunks, self.labels, self._limits)
        for i, (sums, counts, n_moved) in enumerate(parts):
            self.sums += sums
            self.counts += counts
            self.n_moved += n_moved
            if (i + 1) % _N_CHUNKS_A_YIELD == 0:
                yield None


def ways_between(one: SingleArray, other: SingleArray) -> DoubleArray:
    """Return how far each centre is from where it was, shape (k,)."""
    return np.asarray(np.sqrt(((other - one).astype(np.float64) ** 2).sum(axis=1)))


def _reassigned(
    scaling: BandScaling | None,
    centres: SingleArray,
    drift: float,
    chunk: AnyArray,
    labels: ByteArray,
    limits: SingleArray,
) -> tuple[DoubleArray, IntArray, int]:
    sums, counts = np.zeros(centres.shape), np.zeros(len(centres), dtype=np.int64)
    pixels, rest = ready_for_kernels(chunk, scaling)
    moved = reassign(pixels, centres, drift, labels, limits, sums, counts, rest)
    return sums, counts, moved
