"""Figures of classes are those of a pass over the pixels with the labels of the classes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from app.clustering.labelling.binned_band import N_BINS
from app.clustering.labelling.recounting import recount
from app.clustering.legends.class_figures import class_signatures
from app.clustering.legends.legend import Legend
from app.clustering.legends.map_steps import Split
from app.scene.grids.pixel_areas import PixelAreas
from app.steps import drain

K = 7
EMPTY = 5  # a cluster without a pixel
WHOLE = Legend.of_clusters(K)
LEGENDS = {
    "as found": WHOLE,
    "two": WHOLE.merged([2, 6]),
    "all": WHOLE.merged(range(1, K + 1)),
    "with the empty one": WHOLE.merged([EMPTY, 1]).merged([3, 4, 7]),
    "only the empty one left": WHOLE.merged([1, 2, 3]).merged([4, 6, 7]),
    "taken out": WHOLE.merged([2, 6, 7]).taken_out(2, [2]),
    "empty merged with a part that is not there": WHOLE.merged([EMPTY, 2]),
}
FIGURES = ("mean", "std", "minimum", "maximum")


@pytest.fixture
def pool():
    with ThreadPoolExecutor(2) as threads:
        yield threads


@pytest.fixture(params=["uint16", "int16", "float32"])
def made(request, make):
    rng = np.random.default_rng(11)
    values = rng.gamma(2.0, 20.0, (3, 40, 60)) + 50 * rng.integers(0, 3, (3, 40, 60))
    values[0] = np.clip(values[0], 0, 250)
    values = np.clip(values, 0, 250).astype(request.param)
    made = make(values)
    areas = PixelAreas(
        np.arange(1.0, 5.0).reshape(2, 2), np.array([0, 9, 40]), np.array([0, 33, 60])
    )
    grid = replace(made.scene.grid, measured_areas=areas)
    return replace(made, scene=replace(made.scene, grid=grid))


def labels_of_clusters():
    labels = np.random.default_rng(5).integers(0, K + 1, (40, 60)).astype(np.uint8)
    labels[labels == EMPTY] = 2
    return labels


def counted(made, labels, n_labels, pool, *, is_streamed):
    source, survey = made.streamed() if is_streamed else (made.source(), made.survey)
    flat = made.values.reshape(len(made.values), -1).astype(float)
    near = np.array(
        [
            flat[:, labels.ravel() == label].mean(axis=1) if (labels == label).any() else flat[:, 0]
            for label in range(1, n_labels + 1)
        ]
    )
    return drain(recount(source, survey, labels.copy(), near, pool, doing="counting"))[1]


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize("which", LEGENDS)
def test_figures_are_those_of_a_pass_with_merged_labels(made, pool, which, is_streamed):
    legend, labels = LEGENDS[which], labels_of_clusters()
    found = counted(made, labels, K, pool, is_streamed=is_streamed)
    ours = class_signatures(found, legend)
    rows = np.zeros(256, dtype=np.uint8)
    rows[list(legend.numbers)] = range(1, len(legend.classes) + 1)
    merged = rows[legend.table()[labels]]
    wanted = counted(made, merged, len(legend.classes), pool, is_streamed=is_streamed)
    assert ours.n_px.tolist() == wanted.n_px.tolist()
    np.testing.assert_allclose(ours.area_m2, wanted.area_m2, rtol=1e-12)
    for name in FIGURES:
        np.testing.assert_allclose(
            getattr(ours, name), getattr(wanted, name), rtol=1e-9, err_msg=name
        )
    bin_width = 0.0 if made.values.dtype.kind != "f" else 4 * 255 / N_BINS
    for name in ("p05", "p95"):
        np.testing.assert_allclose(
            getattr(ours, name), getattr(wanted, name), rtol=1e-12, atol=bin_width, err_msg=name
        )
    for one, other in zip(ours.counts, wanted.counts, strict=True):
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_array_equal(one.counts, other.counts)


def test_figures_are_those_of_the_pixels_themselves(made, pool):
    labels = labels_of_clusters()
    legend = WHOLE.merged([1, 3]).merged([2, 7, 4])
    ours = class_signatures(counted(made, labels, K, pool, is_streamed=True), legend)
    for row, one in enumerate(legend.classes):
        own = made.values[:, np.isin(labels, one.members)].astype(np.float64)
        assert ours.n_px[row] == own.shape[1]
        if own.shape[1]:
            np.testing.assert_allclose(ours.mean[row], own.mean(axis=1), rtol=1e-9)
            np.testing.assert_allclose(ours.std[row], own.std(axis=1), rtol=1e-6)
            np.testing.assert_array_equal(ours.minimum[row], own.min(axis=1))
            np.testing.assert_array_equal(ours.maximum[row], own.max(axis=1))
            if made.values.dtype.kind != "f":
                p05, p95 = np.percentile(own, (5, 95), axis=1)
                np.testing.assert_allclose(ours.p05[row], p05, rtol=1e-12)
                np.testing.assert_allclose(ours.p95[row], p95, rtol=1e-12)


def test_a_class_of_clusters_without_a_pixel_has_no_figures(made, pool):
    labels = labels_of_clusters()
    labels[labels == 6] = 2
    found = counted(made, labels, K, pool, is_streamed=False)
    ours = class_signatures(found, WHOLE.merged([EMPTY, 6]))
    assert ours.n_px[EMPTY - 1] == ours.area_m2[EMPTY - 1] == 0
    for name in (*FIGURES, "p05", "p95"):
        assert np.isnan(getattr(ours, name)[EMPTY - 1]).all()


def test_percentiles_of_several_clusters_are_unknown_without_their_counts(made, pool):
    found = replace(counted(made, labels_of_clusters(), K, pool, is_streamed=False), counts=None)
    ours = class_signatures(found, WHOLE.merged([2, 6]))
    assert np.isnan(ours.p05[1]).all()
    assert np.isnan(ours.p95[1]).all()
    np.testing.assert_array_equal(ours.p05[2], found.p05[2])
    assert np.isfinite(ours.mean[1]).all()
    assert ours.counts is None


def test_labels_that_the_map_does_not_have_yet_add_nothing(made, pool):
    found = counted(made, labels_of_clusters(), K, pool, is_streamed=False)
    split = WHOLE.split(Split((1,), (8, 9), ((0.0,) * 3, (1.0,) * 3))).merged([9, 2])
    ours = class_signatures(found, split)
    assert ours.n_px.tolist() == [0, *found.n_px[2:], found.n_px[1]]


def test_an_untouched_legend_costs_nothing(made, pool):
    found = counted(made, labels_of_clusters(), K, pool, is_streamed=False)
    assert class_signatures(found, WHOLE.renamed(1, "Lake")) is found
