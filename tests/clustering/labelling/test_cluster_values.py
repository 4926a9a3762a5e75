from pathlib import Path

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.labelling.cluster_values import cluster_values
from app.clustering.results import LabelMap
from app.scene.band import Band, BandKind
from app.scene.blocks import PixelBlock
from app.scene.grids.grid import Grid
from app.scene.nodata import NoDataRule, valid_pixels
from app.steps import drain


class ArraySource:
    """Pixels of an array, a few rows at a time; counts the blocks it handed out."""

    def __init__(self, values, n_rows=7):
        self._values = values
        self._n_rows = n_rows
        self.bands = tuple(
            Band(
                Path("a.tif"), i, f"B{i}", "", BandKind.OPTICAL, None, None, str(values.dtype), None
            )
            for i in range(1, len(values) + 1)
        )
        self.grid = Grid(values.shape[2], values.shape[1], (1, 0, 0, 0, 1, 0))
        self.rule = NoDataRule()
        self.dtype = values.dtype
        self.n_blocks = 0
        self.is_closed = False

    def windows(self):
        height, width = self._values.shape[1:]
        return tuple(
            Window(row, 0, min(self._n_rows, height - row), width)
            for row in range(0, height, self._n_rows)
        )

    def stream(self):
        try:
            for window in self.windows():
                values = self._values[:, window.row : window.row + window.height]
                self.n_blocks += 1
                valid = valid_pixels(values, self.bands, self.rule, window.place())
                yield PixelBlock(window, values, valid)
        finally:
            self.is_closed = True


def scene_of(dtype, seed=0, n_bands=3, shape=(45, 31)):
    generator = np.random.default_rng(seed)
    values = generator.integers(1, 120, (n_bands, *shape)).astype(dtype)
    return values, generator.integers(0, 4, shape).astype(np.uint8)


@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "i4", "f4", "f8"])
def test_figures_are_those_of_the_pixels_under_the_cluster(dtype):
    values, labels = scene_of(dtype)
    _, found = drain(cluster_values(ArraySource(values), LabelMap(labels, 1), k=3, cluster=2))
    assert (found.k, found.cluster, found.n_px) == (3, 2, int((labels == 2).sum()))
    for plane, band in zip(values, found.bands, strict=True):
        under = plane[labels == 2].astype(float)
        distinct, counts = np.unique(plane[labels == 2], return_counts=True)
        assert (band.distinct == distinct).all()
        assert band.distinct.dtype == plane.dtype
        assert (band.counts == counts).all()
        assert (band.minimum, band.maximum) == (under.min(), under.max())
        assert band.mean == pytest.approx(under.mean())
        assert band.std == pytest.approx(under.std())
        percentiles = (band.p05, band.p25, band.median, band.p75, band.p95)
        assert percentiles == pytest.approx(np.percentile(under, (5, 25, 50, 75, 95)))


def test_all_clusters_together_hold_every_pixel_once():
    values, labels = scene_of("u2")
    source = ArraySource(values)
    found = [
        drain(cluster_values(source, LabelMap(labels, 1), k=3, cluster=c))[1] for c in (1, 2, 3)
    ]
    assert sum(one.n_px for one in found) == (labels > 0).sum()
    assert all(band.counts.sum() == one.n_px for one in found for band in one.bands)


def test_size_of_the_blocks_does_not_matter():
    values, labels = scene_of("f4")
    ways = [
        drain(cluster_values(ArraySource(values, n_rows), LabelMap(labels, 1), k=3, cluster=1))[1]
        for n_rows in (1, 10, 45)
    ]
    assert len({str(way.bands[0].counts.tolist()) for way in ways}) == 1
    assert len({way.bands[1].mean for way in ways}) == 1


def test_progress_rises_to_one_and_can_be_stopped_within_a_block():
    values, labels = scene_of("u2")
    source = ArraySource(values)
    steps = cluster_values(source, LabelMap(labels, 1), k=3, cluster=1)
    assert next(steps).fraction == pytest.approx(1 / (7 * len(source.bands)))
    steps.close()
    assert source.n_blocks == 1
    assert source.is_closed
    ticks, _ = drain(cluster_values(source, LabelMap(labels, 1), k=3, cluster=1))
    assert ticks[-1].fraction == 1


def test_a_cluster_without_pixels_has_no_figures():
    values, labels = scene_of("u2")
    _, found = drain(cluster_values(ArraySource(values), LabelMap(labels, 1), k=9, cluster=9))
    assert found.n_px == 0
    assert len(found.bands[0].distinct) == 0
    assert np.isnan([found.bands[0].mean, found.bands[0].minimum, found.bands[0].p95]).all()


@pytest.mark.parametrize(("step", "shape"), [(2, (45, 31)), (1, (45, 30))])
def test_labels_of_another_size_are_refused(step, shape):
    values, _ = scene_of("u2")
    labels = LabelMap(np.ones(shape, dtype=np.uint8), step)
    with pytest.raises(ValueError, match="labels of shape"):
        drain(cluster_values(ArraySource(values), labels, k=2, cluster=1))
