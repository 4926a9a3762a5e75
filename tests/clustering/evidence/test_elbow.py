import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clustering.evidence.elbow import find_elbow


def test_elbow_of_a_broken_line_is_where_it_breaks():
    assert find_elbow(range(2, 11), [100, 70, 40, 10, 9, 8, 7, 6, 5]) == 5


@pytest.mark.parametrize(
    ("ks", "inertias"),
    [
        ([], []),
        ([3], [5.0]),
        ([3, 4], [5.0, 4.0]),
        ([3, 4, 5], [5.0, 4.0, 3.0]),
        (range(3, 11), [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]),
        (range(3, 7), [2.0, 2.0, 2.0, 2.0]),
        (range(3, 7), [0.0, 0.0, 0.0, 0.0]),
        (range(3, 7), [1.0, 2.0, 3.0, 4.0]),
        (range(3, 7), [float("nan")] * 4),
    ],
)
def test_lines_and_lone_points_have_no_elbow(ks, inertias):
    assert find_elbow(ks, inertias) is None


@given(st.lists(st.floats(0, 1e12), max_size=29))
def test_elbow_of_any_curve_lies_between_its_ends(inertias):
    ks = range(2, 2 + len(inertias))
    elbow = find_elbow(ks, inertias)
    assert elbow is None or ks[0] < elbow < ks[-1]


@pytest.mark.parametrize(
    ("inertias", "elbow"),
    [
        ([100, 50, 12, 10, 9, 8], 4),
        ([100, 90, 80, 20, 15, 12, 10], 5),
        ([100, 60, 55, 50, 20, 18, 16], 3),  # the first bend, where there are two
        ([100, 99, 98, 97, 96, 20], None),  # it bends the other way
        ([100, 40, 42, 20, 19, 5], 3),
        ([100, 80, 61, 43, 26, 10], None),  # hardly at all
    ],
)
def test_elbow_is_the_first_clear_bend(inertias, elbow):
    assert find_elbow(range(2, 2 + len(inertias)), inertias) == elbow


def test_elbow_of_uneven_steps_is_one_of_them():
    assert find_elbow([2, 3, 5, 8, 13, 21], [100, 60, 20, 15, 12, 10]) == 5
