"""Classes of two maps are counted by the ground that they share."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clustering.legends import overlap as overlap_module
from app.clustering.legends.meeting import MapOnGrid
from app.clustering.legends.overlap import (
    BestPair,
    Overlap,
    Transition,
    best_pairs,
    by_classes,
    overlap,
    transitions,
)
from app.clustering.results import LabelMap
from app.errors import SceneError
from app.scene.grids.grid import Grid
from app.scene.grids.pixel_areas import PixelAreas
from app.steps import drain

HEIGHT, WIDTH = 40, 60
UTM = Grid(WIDTH, HEIGHT, (30.0, 0, 500_000, 0, -30.0, 4_000_000), "a WKT", "EPSG:32611", 1.0, True)
PLAIN = Grid(WIDTH, HEIGHT, (1.0, 0, 0, 0, 1.0, 0))
seeds = st.integers(0, 2**31)


def labels_of(k, seed=0, shape=(HEIGHT, WIDTH)):
    return np.random.default_rng(seed).integers(0, k + 1, shape).astype(np.uint8)


def on(grid, labels, step=1, classes=None, title=""):
    return MapOnGrid(LabelMap(labels, step), grid, title, classes, int(labels.max()))


def by_definition(first, second, each=None):
    n_px = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    weights = np.ones(first.shape) if each is None else each
    for a, b, weight in zip(first.ravel(), second.ravel(), weights.ravel(), strict=True):
        n_px[a, b] += weight
    return n_px


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 150, 10**6]))
def test_every_pixel_is_counted_once_whatever_the_strips(seed, k_first, k_second, n_strip_bytes):
    first, second = labels_of(k_first, seed), labels_of(k_second, seed + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlap_module, "_N_STRIP_BYTES", n_strip_bytes)
        _, found = drain(overlap(on(UTM, first), on(UTM, second)))
    np.testing.assert_array_equal(found.n_px, by_definition(first, second))
    np.testing.assert_array_equal(found.m2, found.n_px * 900.0)


def test_classes_are_laid_over_labels():
    first, second = labels_of(5), labels_of(4, 1)
    of_first, of_second = np.zeros(256, np.uint8), np.zeros(256, np.uint8)
    of_first[1:6], of_second[1:5] = [2, 1, 2, 0, 7], [255, 1, 1, 255]
    _, found = drain(overlap(on(UTM, first, 1, of_first), on(UTM, second, 1, of_second)))
    assert found.n_px.shape == (8, 256)
    np.testing.assert_array_equal(found.n_px, by_definition(of_first[first], of_second[second]))


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from([1, 150, 10**6]))
def test_areas_are_those_of_the_pixels(seed, n_strip_bytes):
    rng = np.random.default_rng(seed)
    rows = np.array([0, *sorted(rng.integers(1, HEIGHT, 3)), HEIGHT])
    cols = np.array([0, *sorted(rng.integers(1, WIDTH, 2)), WIDTH])
    areas = PixelAreas(rng.uniform(800, 1000, (4, 3)), rows, cols)
    each = np.repeat(np.repeat(areas.m2, np.diff(rows), axis=0), np.diff(cols), axis=1)
    grid = replace(UTM, measured_areas=areas)
    first, second = labels_of(3, seed), labels_of(4, seed + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlap_module, "_N_STRIP_BYTES", n_strip_bytes)
        _, found = drain(overlap(on(grid, first), on(grid, second)))
    np.testing.assert_array_equal(found.n_px, by_definition(first, second))
    np.testing.assert_allclose(found.m2, by_definition(first, second, each), rtol=1e-12)


def test_without_areas_pixels_alone_are_counted():
    _, found = drain(overlap(on(PLAIN, labels_of(2)), on(PLAIN, labels_of(2, 1))))
    assert found.m2 is None
    assert found.n_px.sum() == HEIGHT * WIDTH
    assert all(row.m2 is None for row in transitions(found))


@pytest.mark.parametrize("steps", [(1, 4), (4, 1), (4, 4), (3, 4), (7, 1)])
def test_previews_are_counted_at_the_labels_of_the_coarser(steps):
    full = labels_of(3), labels_of(4, 1)
    first, second = (labels[::step, ::step] for labels, step in zip(full, steps, strict=True))
    _, found = drain(overlap(on(UTM, first, steps[0]), on(UTM, second, steps[1])))
    coarse = max(steps)
    rows, cols = np.arange(0, HEIGHT, coarse), np.arange(0, WIDTH, coarse)
    picked = []
    for labels, step in zip((first, second), steps, strict=True):
        nearest = [
            [int(np.abs(np.arange(n) * step - at).argmin()) for at in places]
            for n, places in zip(labels.shape, (rows, cols), strict=True)
        ]
        picked.append(labels[np.ix_(*nearest)])
    np.testing.assert_array_equal(found.n_px, by_definition(*picked))
    np.testing.assert_allclose(found.m2, found.n_px * 900.0 * coarse**2)


def nearest_by_coordinates(base, base_labels, other, other_labels):
    """Ask for each pixel of the base which pixel of the other its middle lies in."""
    pairs = []
    for row, col in np.ndindex(*base_labels.shape):
        x, y = base.xy(row + 0.5, col + 0.5)
        a, _, c, _, e, f = other.transform
        other_col, other_row = int(np.floor((x - c) / a)), int(np.floor((y - f) / e))
        if 0 <= other_row < other.height and 0 <= other_col < other.width:
            pairs.append((base_labels[row, col], other_labels[other_row, other_col]))
    return by_definition(*np.array(pairs, np.uint8).T)


@pytest.mark.parametrize(
    "transform",
    [
        (30.0, 0, 500_000 + 300, 0, -30.0, 4_000_000 - 150),  # shifted by whole pixels
        (30.0, 0, 500_000 - 311, 0, -30.0, 4_000_000 + 163),  # by parts of pixels
        (10.0, 0, 500_007, 0, -10.0, 4_000_003),  # finer
        (30.0, 0, 500_004, 0, 30.0, 4_000_000 - 1_207),  # upside down
    ],
)
def test_two_scenes_of_one_place_meet_at_the_nearest_pixel(transform):
    other = replace(UTM, width=50, height=70, transform=transform)
    first, second = labels_of(3), labels_of(4, 1, (70, 50))
    _, found = drain(overlap(on(UTM, first), on(other, second)))
    np.testing.assert_array_equal(found.n_px, nearest_by_coordinates(UTM, first, other, second))
    _, turned = drain(overlap(on(other, second), on(UTM, first)))
    if abs(transform[0]) != 30:  # counted on the same pixels
        np.testing.assert_array_equal(turned.n_px, found.n_px.T)
        np.testing.assert_array_equal(turned.m2, found.m2.T)


@pytest.mark.parametrize(
    ("other", "fact"),
    [
        (replace(UTM, crs_wkt="another", crs_name="EPSG:32612"), "EPSG:32611 and EPSG:32612"),
        (replace(UTM, crs_wkt="", crs_name=""), "EPSG:32611 and no CRS"),
        (replace(PLAIN, width=61), "60 x 40 and 61 x 40"),
        (PLAIN, "no place on the ground"),
        (replace(UTM, transform=(30.0, 0, 900_000, 0, -30.0, 4_000_000)), "do not overlap"),
        (replace(UTM, transform=(29.0, 5, 500_000, 5, -29.0, 4_000_000)), "turned"),
    ],
)
def test_scenes_that_cannot_be_laid_over_each_other_say_why(other, fact):
    base = PLAIN if "61 x" in fact else UTM
    second = labels_of(2, 1, (other.height, other.width))
    with pytest.raises(SceneError, match=fact) as caught:
        drain(overlap(on(base, labels_of(2), title="June"), on(other, second, title="July")))
    assert "June" in caught.value.detail
    assert "July" in caught.value.detail
    assert ("Warp" in caught.value.hint) is ("EPSG:32612" in fact or fact == "turned")


def test_counts_of_labels_add_up_to_those_of_their_classes():
    tables = np.random.default_rng(1).integers(0, 4, (2, 256)).astype(np.uint8)
    maps = [on(PLAIN, labels_of(8, seed)) for seed in (1, 2)]
    laid_over = [replace(one, classes=table) for one, table in zip(maps, tables, strict=True)]
    counted, wanted = (drain(overlap(*each))[1].n_px for each in (maps, laid_over))
    np.testing.assert_array_equal(by_classes(counted, *tables), wanted)


def test_the_best_class_is_the_one_that_most_of_it_lies_in():
    n_px = np.array([[5, 10, 0, 0, 3], [0, 60, 20, 0, 0], [1, 30, 20, 0, 0], [7, 0, 10, 0, 0]])
    assert best_pairs(n_px) == (
        BestPair(1, 1, 0.6),
        BestPair(2, 1, 0.4),  # a tie goes to the lower number
        BestPair(3, 0, 0.0),
        BestPair(4, 0, 0.0),
    )
    assert best_pairs(np.array([[4, 2]])) == (BestPair(1, 0, 0.0),)


def test_transitions_are_told_by_area_the_largest_first():
    n_px = np.array([[9, 9, 9], [9, 4, 6], [9, 0, 6]])
    m2 = np.array([[0, 0, 0], [0, 90.0, 50], [0, 0, 50]])
    expected = (Transition(1, 1, 4, 90.0), Transition(1, 2, 6, 50.0), Transition(2, 2, 6, 50.0))
    assert transitions(Overlap(n_px, m2)) == expected
    assert [row.n_px for row in transitions(Overlap(n_px, None))] == [6, 6, 4]
