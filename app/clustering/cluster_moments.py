"""Add up values under the clusters of many k at once, once per pixel and not once per k.

The maps of different k are cut from the same pixels: over all of them together there are some
hundred combinations of labels. Values are added up per combination, and combinations are taken
apart into the clusters of each k at the end.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray
from app.clustering.kernels import add_moments, join_labels
from app.clustering.results import Signatures
from app.scene.band import Band

_N_MAPS = 12  # maps whose labels fit into one 64-bit key, five bits each
_N_NUMBERS = 8_192  # combinations held before they are taken apart: 7 bands x 8 k x 32 B = 2 MB
_N_SLOTS = 4 * _N_NUMBERS
_ADDED_AS_THEY_ARE = (np.uint8, np.int16, np.uint16, np.float32, np.float64)


class ClusterMoments:
    """Exact count, mean, spread and extremes per cluster and band, for several label maps.

    Parameters
    ----------
    bands
        The bands that take part.
    bases
        Shape (n_bands,): a value near those of each band, so that squares keep their digits.
    ks
        Number of clusters of each label map.
    pool
        Where the bands are added up side by side.
    """

    def __init__(
        self,
        bands: tuple[Band, ...],
        *,
        bases: DoubleArray,
        ks: Sequence[int],
        pool: ThreadPoolExecutor,
    ) -> None:
        self._bands = bands
        self._pool = pool
        self._bases = [float(base) for base in bases]
        self._groups = [
            _JoinedMaps(len(bands), ks[first : first + _N_MAPS])
            for first in range(0, len(ks), _N_MAPS)
        ]

    def add(self, values: AnyArray, labels: ByteArray | Sequence[ByteArray]) -> None:
        """Add pixels.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), scene units.
        labels
            One array of shape (n_px,) per k; 0 is left out.
        """
        for group, first in zip(self._groups, range(0, len(labels), _N_MAPS), strict=True):
            maps = np.ascontiguousarray(labels[first : first + _N_MAPS])
            group.add(values, self._bases, maps, self._pool)

    def signatures(self, position: int) -> Signatures:
        """Return the spectra of the label map at `position`; percentiles are not known (NaN)."""
        moments, counts = self._groups[position // _N_MAPS].of_map(position % _N_MAPS)
        n = np.maximum(counts, 1)[:, None]
        centred = moments[..., 0] / n
        spread = np.sqrt(np.maximum(moments[..., 1] / n - centred**2, 0.0))
        bases = np.array(self._bases)
        unknown = np.full(centred.shape, np.nan)
        return Signatures(
            bands=self._bands, n_px=counts, mean=bases + centred, std=spread,
            p05=unknown, p95=unknown,
            minimum=bases + moments[..., 2], maximum=bases + moments[..., 3],
        )  # fmt: skip


class _JoinedMaps:
    """Sums per combination of the labels of a few maps."""

    def __init__(self, n_bands: int, ks: Sequence[int]) -> None:
        self._n_bands = n_bands
        self._per_map = [_no_moments(k + 1, n_bands) for k in ks]
        self._counts = [np.zeros(k + 1, dtype=np.int64) for k in ks]
        self._forget()

    def _forget(self) -> None:
        self._slots = np.zeros(_N_SLOTS, dtype=np.uint64)
        self._numbers = np.zeros(_N_SLOTS + 1, dtype=np.uint16)
        self._keys = np.zeros(_N_NUMBERS, dtype=np.uint64)
        self._joint = [_no_moments(_N_NUMBERS, 1)[:, 0] for _ in range(self._n_bands)]
        self._joint_counts = np.zeros(_N_NUMBERS, dtype=np.int64)

    def add(
        self,
        values: AnyArray,
        bases: Sequence[float],
        maps: ByteArray,
        pool: ThreadPoolExecutor,
    ) -> None:
        first, n_px = 0, maps.shape[1]
        joined = np.zeros(n_px, dtype=np.uint16)
        while first < n_px:
            stop = join_labels(maps, first, self._slots, self._numbers, self._keys, joined)
            part = partial(self._add_band, values[:, first:stop], bases, joined[first:stop])
            list(pool.map(part, range(self._n_bands)))
            self._joint_counts += np.bincount(joined[first:stop], minlength=_N_NUMBERS)
            if stop < n_px:
                self._take_apart()
            first = stop

    def _add_band(
        self, values: AnyArray, bases: Sequence[float], joined: AnyArray, band: int
    ) -> None:
        plane = values[band]
        if plane.dtype.type not in _ADDED_AS_THEY_ARE:
            plane = plane.astype(np.float64)
        add_moments(np.ascontiguousarray(plane), bases[band], joined, self._joint[band])

    def of_map(self, position: int) -> tuple[DoubleArray, AnyArray]:
        """Return moments of shape (k, n_bands, 4) and counts of shape (k,) of one map."""
        self._take_apart()
        return self._per_map[position][1:], self._counts[position][1:]

    def _take_apart(self) -> None:
        """Hand the sums of all combinations to the clusters they belong to, and start afresh."""
        n_known = int(self._numbers[-1])
        if not n_known:
            return
        keys = self._keys[1 : n_known + 1]
        for position, (moments, counts) in enumerate(zip(self._per_map, self._counts, strict=True)):
            shift = np.uint64(5 * (len(self._per_map) - 1 - position))
            labels = ((keys >> shift) & np.uint64(31)).astype(np.int64)
            np.add.at(counts, labels, self._joint_counts[1 : n_known + 1])
            for band, joint in enumerate(self._joint):
                known = joint[1 : n_known + 1]
                np.add.at(moments[:, band, :2], labels, known[:, :2])
                np.minimum.at(moments[:, band, 2], labels, known[:, 2])
                np.maximum.at(moments[:, band, 3], labels, known[:, 3])
        self._forget()


def _no_moments(n_labels: int, n_bands: int) -> DoubleArray:
    moments = np.zeros((n_labels, n_bands, 4))
    moments[..., 2], moments[..., 3] = np.inf, -np.inf
    return moments
