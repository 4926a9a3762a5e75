"""Add up the area of every cluster, window after window of labels."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from app.arrays import ByteArray, DoubleArray, Place, Window, read_only
from app.clustering.kernels import add_areas
from app.clustering.results import LabelMap, Signatures
from app.scene.grids.grid import Grid

_Put = Callable[[Window, ByteArray], None]


class ClusterAreas:
    """The area of each cluster of several label maps.

    Where all pixels of the grid have one area, their count tells it and nothing is added up.

    Parameters
    ----------
    ks
        Number of clusters of each label map.
    """

    def __init__(self, grid: Grid, ks: Sequence[int]) -> None:
        self._areas = grid.areas
        self._ks = tuple(ks)
        self._m2 = np.zeros((len(self._ks), max(self._ks, default=0) + 1))

    def beside(self, put: _Put) -> _Put:
        """Return what adds up the areas of windows before it puts them where they go."""
        if not self._areas.is_known or self._areas.is_constant:
            return put

        def add_and_put(window: Window, labels: ByteArray) -> None:
            self.add(window, labels)
            put(window, labels)

        return add_and_put

    def add(self, window: Window, labels: ByteArray) -> None:
        """Add one window of all maps: shape (n_maps, height, width), 0 = no data."""
        within = self._areas.within(window)
        maps = np.ascontiguousarray(labels)
        add_areas(maps, within.row_edges, within.col_edges, within.m2, self._m2)

    def with_areas(self, signatures: Signatures, position: int) -> Signatures:
        """Return the signatures of the label map at `position` with their areas."""
        if not self._areas.is_known:
            return signatures
        if self._areas.is_constant:
            m2 = signatures.n_px * self._areas.m2[0, 0]
        else:
            m2 = self._m2[position, 1 : self._ks[position] + 1].copy()
        return replace(signatures, area_m2=read_only(m2))


def estimated_areas(
    grid: Grid, signatures: Signatures, preview: LabelMap, place: Place
) -> DoubleArray | None:
    """Tell the area of each cluster from where it lies in the preview.

    Parameters
    ----------
    signatures
        Their counts are taken as they are; the preview tells how large their pixels are.
    place
        Where the pixels of the preview lie.

    Returns
    -------
    Shape (k,), square metres; None where areas are not known.
    """
    areas = grid.areas
    mean_m2 = areas.mean_m2
    if mean_m2 is None:
        return None
    n_px = signatures.n_px
    if areas.is_constant:
        return np.asarray(n_px * mean_m2)
    seen = areas.thinned(place)
    m2 = np.zeros((1, len(n_px) + 1))
    maps = np.ascontiguousarray(preview.labels[np.newaxis])
    add_areas(maps, seen.row_edges, seen.col_edges, seen.m2, m2)
    n_seen = np.bincount(preview.labels.ravel(), minlength=len(n_px) + 1)
    means = np.divide(m2[0], n_seen, out=np.full(len(n_seen), mean_m2), where=n_seen > 0)
    return np.asarray(n_px * means[1:])
