"""Classes of one map find those of another, also on another grid."""

import numpy as np
import pytest

from app.arrays import read_only
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.legends.overlap import best_pairs, by_classes
from app.clustering.results import LabelMap
from app.engine.suggesting import count_labels
from app.errors import SceneError
from app.scene.grids.grid import Grid
from app.steps import drain

SIZE = 40


def map_of(labels, *, pixel=10.0, west=500_000.0, crs="EPSG:32632"):
    rows, cols = labels.shape
    grid = Grid(cols, rows, (pixel, 0.0, west, 0.0, -pixel, 5_500_000.0), crs, crs, 1.0, True)
    return MapOnGrid(LabelMap(read_only(labels.astype(np.uint8)), 1), grid, "made")


def halves(left, right):
    return np.where(np.arange(SIZE)[None] < SIZE // 2, left, right) * np.ones((SIZE, 1), int)


def met(source, target):
    n_px = drain(count_labels(source, target))[1]
    pairs = best_pairs(by_classes(n_px, source.table(), target.table()))
    return [pair for pair in pairs if pair.first]


def test_shares_say_how_much_of_a_class_lies_in_the_other():
    target = halves(1, 2)
    source = halves(2, 1)
    source[:10, : SIZE // 2] = 1  # a quarter of what is 1 in the target
    pairs = met(map_of(source), map_of(target))
    assert [(pair.second, pair.first, pair.share) for pair in pairs] == [(1, 2, 0.75), (2, 1, 1.0)]


def test_map_on_a_coarser_shifted_grid_is_met_where_both_lie():
    target = map_of(halves(1, 2))
    coarse = np.repeat([[5, 7]], 2, axis=0)  # 200 m pixels: one for each half
    pairs = met(map_of(coarse, pixel=200.0), target)
    assert [(pair.first, pair.share) for pair in pairs] == [(5, 1.0), (7, 1.0)]
    east = map_of(
        halves(3, 4), west=500_000.0 + SIZE // 2 * 10.0
    )  # begins where the right half does
    pairs = met(east, target)
    assert [(pair.second, pair.first, pair.share) for pair in pairs] == [(2, 3, 1.0)]


def test_classes_are_met_not_the_clusters_they_are_made_of():
    source = map_of(np.arange(SIZE)[None] % 2 + halves(1, 3))  # stripes of two clusters each
    classes = np.zeros(256, dtype=np.uint8)
    classes[[1, 2, 3, 4]] = [1, 1, 3, 3]
    joined = MapOnGrid(source.map, source.grid, "made", classes)
    pairs = met(joined, map_of(halves(1, 2)))
    assert [(pair.first, pair.share) for pair in pairs] == [(1, 1.0), (3, 1.0)]


def test_maps_of_two_systems_are_not_compared():
    with pytest.raises(SceneError, match="EPSG:32632 and EPSG:32633"):
        drain(count_labels(map_of(halves(1, 2)), map_of(halves(1, 2), crs="EPSG:32633")))
