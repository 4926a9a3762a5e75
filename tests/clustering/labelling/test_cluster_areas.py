"""Clusters have the area of their pixels, wherever in the scene they lie."""

from dataclasses import replace

import numpy as np
import pytest

from app.arrays import Window
from app.clustering.labelling.cluster_areas import ClusterAreas, estimated_areas
from app.clustering.results import LabelMap, Signatures
from app.clustering.sweep.sweep import sweep
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import NO_AREAS, PixelAreas
from app.steps import drain

HEIGHT, WIDTH = 40, 60
KS = (2, 3)


def uneven(height=HEIGHT, width=WIDTH):
    """Cells of odd sizes, each of an area of its own."""
    row_edges, col_edges = np.array([0, 7, 8, 20, height]), np.array([0, 1, 33, width])
    return PixelAreas(np.arange(1.0, 13.0).reshape(4, 3) ** 2, row_edges, col_edges)


def each_pixel(areas):
    down, across = np.diff(areas.row_edges), np.diff(areas.col_edges)
    return np.repeat(np.repeat(areas.m2, down, axis=0), across, axis=1)


def grid_of(areas):
    return Grid(WIDTH, HEIGHT, (1.0, 0, 0, 0, -1.0, 0), measured_areas=areas)


def counted(labels, k):
    n_px = np.bincount(labels.ravel(), minlength=k + 1)[1:].astype(np.int64)
    return Signatures((), n_px, *[np.zeros((k, 0))] * 6)


def maps():
    rng = np.random.default_rng(2)
    return np.stack([rng.integers(0, k + 1, (HEIGHT, WIDTH)) for k in KS]).astype(np.uint8)


@pytest.mark.parametrize("size", [(HEIGHT, WIDTH), (7, 60), (11, 13), (1, 1)])
def test_areas_are_the_sums_of_those_of_the_pixels_whatever_the_windows(size):
    areas, labels, put = uneven(), maps(), []
    clusters = ClusterAreas(grid_of(areas), KS)
    take = clusters.beside(lambda window, part: put.append((window, part)))
    for row in range(0, HEIGHT, size[0]):
        for col in range(0, WIDTH, size[1]):
            part = labels[:, row : row + size[0], col : col + size[1]]
            take(Window(row, col, *part.shape[1:]), part)
    assert sum(part[0].size for _, part in put) == HEIGHT * WIDTH
    for position, k in enumerate(KS):
        found = clusters.with_areas(counted(labels[position], k), position).area_m2
        expected = np.bincount(labels[position].ravel(), weights=each_pixel(areas).ravel())
        assert found.tolist() == expected[1:].tolist()


def test_one_area_for_all_is_told_by_counts_and_labels_pass_unseen():
    areas = PixelAreas.constant(900.72, HEIGHT, WIDTH, on_map_units=False)
    clusters = ClusterAreas(grid_of(areas), KS)
    assert clusters.beside(print) is print
    labels = maps()[1]
    found = clusters.with_areas(counted(labels, 3), 1).area_m2
    assert found.tolist() == (np.bincount(labels.ravel())[1:] * 900.72).tolist()


def test_without_areas_none_are_told():
    clusters = ClusterAreas(grid_of(NO_AREAS), KS)
    labels = maps()[0]
    assert clusters.beside(print) is print
    assert clusters.with_areas(counted(labels, 2), 0).area_m2 is None
    preview = LabelMap(labels, 1)
    place = Window(0, 0, HEIGHT, WIDTH).place()
    assert estimated_areas(grid_of(NO_AREAS), counted(labels, 2), preview, place) is None


def test_an_estimate_weighs_clusters_by_where_the_preview_shows_them():
    areas = uneven()
    labels = np.where(np.arange(HEIGHT)[:, None] < 20, 1, 2) * np.ones((1, WIDTH), int)
    preview = LabelMap(labels[::4, ::4].astype(np.uint8), 4)
    place = Window(0, 0, HEIGHT, WIDTH).place((10, 15))
    place = replace(place, rows=np.arange(0, HEIGHT, 4)[:, None], cols=np.arange(0, WIDTH, 4)[None])
    found = estimated_areas(grid_of(areas), counted(labels, 3), preview, place)
    shown = each_pixel(areas)[::4, ::4]
    assert found[0] == pytest.approx(1_200 * shown[:5].mean())
    assert found[1] == pytest.approx(1_200 * shown[5:].mean())
    assert found[2] == 0


@pytest.mark.parametrize("way", ["in memory", "streamed"])
def test_a_sweep_tells_exact_areas_both_ways(make, patches, way):
    values = patches.copy()
    values[:, :9, :13] = 0
    made = make(values, nodata=0)
    areas = uneven(*values.shape[1:])
    made.scene = replace(made.scene, grid=replace(made.scene.grid, measured_areas=areas))
    source, survey = (made.source(), made.survey) if way == "in memory" else made.streamed()
    _, result = drain(sweep(source, survey, made.settings))
    for found in result.results:
        labels = found.full.labels
        expected = np.bincount(labels.ravel(), weights=each_pixel(areas).ravel())[1:]
        assert found.signatures.area_m2.tolist() == expected.tolist()


def test_estimates_of_a_streamed_sweep_tell_areas_too(make, patches):
    made = make(patches)
    areas = uneven(*patches.shape[1:])
    made.scene = replace(made.scene, grid=replace(made.scene.grid, measured_areas=areas))
    source, survey = made.streamed()
    steps, result = drain(sweep(source, survey, made.settings))
    exact = {found.k: found.signatures.area_m2 for found in result.results}
    estimates = [step for step in steps if getattr(step, "is_estimate", False)]
    assert len(estimates) == 3
    for estimate in estimates:
        # The preview shows every pixel here.
        np.testing.assert_allclose(estimate.signatures.area_m2, exact[estimate.k], rtol=0.02)
