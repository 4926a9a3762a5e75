"""Estimates are those that the paper they come from prints for its example."""

import numpy as np
import pytest

from app.clustering.accuracy.drawing import allocate, draw_places
from app.clustering.accuracy.estimates import estimate

# Olofsson et al. 2014, section 5: deforestation, forest gain, stable forest, stable non-forest.
COUNTS = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
PIXELS = np.array([200_000, 150_000, 3_200_000, 6_450_000])
WEIGHTS = PIXELS / PIXELS.sum()
HECTARES = PIXELS.sum() * 0.09


def test_accuracies_are_those_of_the_published_example():
    found = estimate(COUNTS, WEIGHTS)
    assert found.overall.value == pytest.approx(0.95, abs=0.005)
    assert found.overall.half_width == pytest.approx(0.02, abs=0.005)
    assert [one.value for one in found.users] == pytest.approx((0.88, 0.73, 0.93, 0.96), abs=0.005)
    widths = [one.half_width for one in found.users]
    assert widths == pytest.approx((0.07, 0.10, 0.04, 0.02), abs=0.005)
    producers = [one.value for one in found.producers]
    assert producers == pytest.approx((0.75, 0.85, 0.93, 0.96), abs=0.005)
    assert found.producers[0].half_width == pytest.approx(0.21, abs=0.005)


def test_intervals_of_producers_follow_from_how_the_ratio_changes_with_each_count():
    found = estimate(COUNTS, WEIGHTS)
    n = COUNTS.sum(axis=1)
    shares = COUNTS / n[:, None]
    for j, told in enumerate(found.producers):
        total = (WEIGHTS * shares[:, j]).sum()
        slopes = -told.value / total * WEIGHTS  # of what is of the class and mapped otherwise
        slopes[j] = (1 - told.value) / total * WEIGHTS[j]
        variance = (slopes**2 * shares[:, j] * (1 - shares[:, j]) / (n - 1)).sum()
        assert told.half_width == pytest.approx(1.96 * np.sqrt(variance))


def test_intervals_of_producers_are_those_of_equation_7_term_by_term():
    """All four intervals of the example, computed by equation 7 as the paper writes it.

    Two published packages that repeat the example (its table 8) give the same four: the tests of
    "PyMapAccuracy" hold the digits below, with 1.959964 for 1.96, and "mapaccuracy" (CRAN) computes
    equation 7 in the same way. What the paper itself prints was not at hand; it is remembered as
    0.21, 0.23, 0.03 and 0.01, which the second and fourth are not, by no reading of the equation.
    """
    n = COUNTS.sum(axis=1)
    widths = []
    for j in range(4):
        size = sum(PIXELS[i] * COUNTS[i, j] / n[i] for i in range(4))
        user = COUNTS[j, j] / n[j]
        producer = PIXELS[j] * user / size
        own = PIXELS[j] ** 2 * (1 - producer) ** 2 * user * (1 - user) / (n[j] - 1)
        others = sum(
            PIXELS[i] ** 2 * COUNTS[i, j] / n[i] * (1 - COUNTS[i, j] / n[i]) / (n[i] - 1)
            for i in range(4)
            if i != j
        )
        widths.append(1.96 * np.sqrt(own + producer**2 * others) / size)
    found = [one.half_width for one in estimate(COUNTS, WEIGHTS).producers]
    assert found == pytest.approx(widths)
    published = np.array([0.21330593, 0.25440369, 0.03432379, 0.01836120]) / 1.959964
    assert found == pytest.approx(1.96 * published, rel=1e-6)


def test_areas_are_those_of_the_published_example():
    areas = estimate(COUNTS, WEIGHTS).areas
    hectares = [one.value * HECTARES for one in areas]
    assert hectares == pytest.approx([21_158, 11_686, 285_770, 581_386], abs=1)
    widths = [one.half_width * HECTARES for one in areas]
    assert widths == pytest.approx([6_158, 3_756, 15_510, 16_282], abs=1)


def test_a_class_without_places_is_left_out_and_one_place_has_no_interval():
    counts = np.array([[10, 0, 0], [0, 0, 0], [0, 0, 1]])
    found = estimate(counts, np.array([0.5, 0.3, 0.2]))
    assert np.isnan(found.users[1].value)
    assert found.overall.value == 1
    assert np.isnan(found.users[2].half_width)
    assert sum(one.value for one in found.areas) == pytest.approx(1)


def test_a_class_that_the_map_does_not_have_gets_its_area():
    counts = np.array([[90, 0, 10], [0, 50, 0]])
    found = estimate(counts, np.array([0.5, 0.5]))
    assert found.areas[2].value == pytest.approx(0.05)
    assert len(found.producers) == 2


def test_rare_classes_get_the_least_and_the_others_share_the_rest():
    found = allocate(WEIGHTS, 640, least=75)
    assert found[:2].tolist() == [75, 75]
    assert found[2:].tolist() == pytest.approx([165, 325], abs=3)  # the paper rounds to fives
    assert found.sum() == 640
    assert allocate(np.array([0.5, 0.5]), 10).tolist() == [5, 5]
    assert allocate(WEIGHTS, 200, n_px=np.array([3, 9, 999, 999])).tolist()[:2] == [3, 9]


def test_places_are_drawn_within_their_classes_once_each_and_by_the_seed():
    labels = np.repeat(np.array([0, 1, 2], dtype=np.uint8), 200).reshape(20, 30)
    rows, cols, classes = draw_places(labels, np.array([20, 300]), seed=4)
    assert (labels[rows, cols] == classes).all()
    assert len(set(zip(rows.tolist(), cols.tolist(), strict=True))) == len(rows) == 220
    again = draw_places(labels, np.array([20, 300]), seed=4)
    assert (again[0] == rows).all()
    assert not (draw_places(labels, np.array([20, 300]), seed=5)[0] == rows).all()
    assert classes[:50].tolist() != sorted(classes[:50].tolist())
