"""Add up values under the clusters of many k at once, once per pixel and not once per k.

The maps of different k are cut from the same pixels: over all of them together there are some
hundred combinations of labels. Values are added up per combination, and combinations are taken
apart into the clusters of each k at the end.
"""

from collections.abc import Sequence

import numpy as np

from app.arrays import AnyArray, ByteArray, DoubleArray
from app.clustering.kernels import JointTable, add_joined, no_moments
from app.clustering.results import Signatures
from app.machine.threads import N_PARTS
from app.scene.band import Band

_N_ROWS = 12  # of labels that fit into one 64-bit key, five bits each
_ROW_BITS, _ROW_MASK = 5, 31  # of larger labels the upper bits are a row of their own
_N_NUMBERS, _N_NUMBERS_MIN = 8_192, 512  # combinations held before they are taken apart
_N_HELD = 2**16  # the same times bands, at 32 bytes: 2 MB, somewhat more from 129 bands on
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
    """

    def __init__(self, bands: tuple[Band, ...], *, bases: DoubleArray, ks: Sequence[int]) -> None:
        self._bands = bands
        # Short whole numbers less a whole number add up exactly, in whatever order. Sums of others
        # repeat because windows and parts are cut by size alone.
        is_whole = [np.dtype(band.dtype).kind in "iu" for band in bands]
        self._bases = np.where(is_whole, np.rint(bases), bases).astype(np.float64)
        n_rows_per_map = 1 if max(ks, default=0) <= _ROW_MASK else 2
        self._n_maps = _N_ROWS // n_rows_per_map  # of a group
        self._groups = [
            [
                _JoinedMaps(len(bands), ks[first : first + self._n_maps], n_rows_per_map)
                for _ in range(N_PARTS)
            ]
            for first in range(0, len(ks), self._n_maps)
        ]

    def add_part(self, number: int, values: AnyArray, labels: ByteArray) -> None:
        """Add pixels of one of the `N_PARTS` parts of a block; each part has sums of its own.

        Parts may be added side by side, the pixels of one part only one after the other: then
        sums repeat exactly.

        Parameters
        ----------
        values
            Shape (n_bands, n_px), scene units.
        labels
            Shape (n_maps, n_px), C order; 0 is left out.
        """
        dtype = values.dtype if values.dtype.type in _ADDED_AS_THEY_ARE else np.float64
        pixels = np.ascontiguousarray(values, dtype=dtype)
        for group, first in zip(self._groups, range(0, len(labels), self._n_maps), strict=True):
            group[number].add(pixels, self._bases, labels[first : first + self._n_maps])

    def signatures(self, position: int) -> Signatures:
        """Return the spectra of the label map at `position`; percentiles are not known (NaN)."""
        moments, counts = self._of_map(position)
        n = np.maximum(counts, 1)[:, None]
        centred = moments[..., 0] / n
        spread = np.sqrt(np.maximum(moments[..., 1] / n - centred**2, 0.0))
        bases = self._bases
        unknown = np.full(centred.shape, np.nan)
        return Signatures(
            bands=self._bands, n_px=counts, mean=bases + centred, std=spread,
            p05=unknown, p95=unknown,
            minimum=bases + moments[..., 2], maximum=bases + moments[..., 3],
        )  # fmt: skip

    def _of_map(self, position: int) -> tuple[DoubleArray, AnyArray]:
        group, at = divmod(position, self._n_maps)
        parts = [part.of_map(at) for part in self._groups[group]]
        moments = np.stack([moments for moments, _ in parts])
        joined = np.empty(moments.shape[1:])
        joined[..., :2] = moments[..., :2].sum(axis=0)
        joined[..., 2] = moments[..., 2].min(axis=0)
        joined[..., 3] = moments[..., 3].max(axis=0)
        return joined, np.sum([counts for _, counts in parts], axis=0)


class _JoinedMaps:
    """Sums per combination of the labels of a few maps, for one part of the pixels."""

    def __init__(self, n_bands: int, ks: Sequence[int], n_rows_per_map: int) -> None:
        self._n_rows_per_map = n_rows_per_map
        self._table = JointTable.empty(_n_numbers(n_bands), n_bands)
        self._per_map = [no_moments(k + 1, n_bands) for k in ks]
        self._counts = [np.zeros(k + 1, dtype=np.int64) for k in ks]

    def add(self, values: AnyArray, bases: DoubleArray, maps: ByteArray) -> None:
        first, n_px = 0, maps.shape[1]
        rows = maps if self._n_rows_per_map == 1 else _in_two_rows(maps)
        while (first := add_joined(values, bases, rows, first, self._table)) < n_px:
            self._take_apart()

    def of_map(self, position: int) -> tuple[DoubleArray, AnyArray]:
        """Return moments of shape (k, n_bands, 4) and counts of shape (k,) of one map."""
        self._take_apart()
        return self._per_map[position][1:], self._counts[position][1:]

    def _take_apart(self) -> None:
        """Hand the sums of all combinations to the clusters they belong to, and start afresh."""
        n_known = self._table.n_known
        if not n_known:
            return
        keys, n_bits = self._table.keys[1 : n_known + 1], _ROW_BITS * self._n_rows_per_map
        joint, joint_counts = self._table.moments[1 : n_known + 1], self._table.counts[1:]
        for position, (moments, counts) in enumerate(zip(self._per_map, self._counts, strict=True)):
            shift = np.uint64(n_bits * (len(self._per_map) - 1 - position))
            labels = ((keys >> shift) & np.uint64(2**n_bits - 1)).astype(np.int64)
            np.add.at(counts, labels, joint_counts[:n_known])
            np.add.at(moments[..., :2], labels, joint[..., :2])
            np.minimum.at(moments[..., 2], labels, joint[..., 2])
            np.maximum.at(moments[..., 3], labels, joint[..., 3])
        n_numbers, n_bands = self._table.moments.shape[:2]
        self._table = JointTable.empty(n_numbers, n_bands)


def _n_numbers(n_bands: int) -> int:
    """Return how many combinations are held before they are taken apart, a power of two."""
    n = _N_NUMBERS
    while n > _N_NUMBERS_MIN and n * n_bands > _N_HELD:
        n //= 2
    return n


def _in_two_rows(maps: ByteArray) -> ByteArray:
    """Part labels into their upper and lower bits: of each map two rows, side by side."""
    return np.stack([maps >> _ROW_BITS, maps & _ROW_MASK], axis=1).reshape(-1, maps.shape[1])
