"""How one grid lies on another."""

import pytest

from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import make_grid, pixel_size, relate


def grid(size, east=0.0, south=0.0, n=12, metres=1.0):
    place = (size, 0.0, 500.0 + east, 0.0, -size, 900.0 - south)
    return Grid(n, n, place, "WKT", "EPSG:32632", metres)


def test_rows_and_columns_are_told_in_own_pixels():
    rows, cols = relate(grid(10), grid(20, east=5, south=-15))
    assert (rows.scale, rows.offset) == (2.0, -1.5)
    assert (cols.scale, cols.offset) == (2.0, 0.5)


def test_digits_that_were_lost_in_writing_do_not_count():
    rows, cols = relate(grid(10, east=1e-6), grid(20.0000001))
    assert (rows.scale, cols.offset) == (2.0, 0.0)


def test_a_third_stays_a_third():
    rows, _ = relate(grid(60), grid(20))
    assert rows.scale == 1 / 3


@pytest.mark.parametrize(
    "place",
    [
        (8.0, 6.0, 500.0, 6.0, -8.0, 900.0),
        (10.0, 0.0, 500.0, 0.0, 10.0, 900.0),
        (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    ],
)
def test_turned_mirrored_and_unplaced_grids_have_nothing_to_tell(place):
    assert relate(Grid(12, 12, place, "WKT", "EPSG:32632", 1.0), grid(20)) is None


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e200, 1e300])
def test_absurd_transforms_have_nothing_to_tell(size):
    absurd = Grid(12, 12, (size, 0.0, 1e300, 0.0, -size, -1e300), "WKT", "EPSG:32632", 1.0)
    assert relate(absurd, grid(20)) is None
    assert relate(grid(20), absurd) is None


def test_two_grids_turned_alike_lie_on_each_other():
    turned = Grid(12, 12, (8.0, 6.0, 500.0, 6.0, -8.0, 900.0), "WKT", "EPSG:32632", 1.0)
    coarser = Grid(6, 6, (16.0, 12.0, 500.0, 12.0, -16.0, 900.0), "WKT", "EPSG:32632", 1.0)
    rows, cols = relate(turned, coarser)
    assert (rows.scale, cols.scale, rows.offset, cols.offset) == (2.0, 2.0, 0.0, 0.0)
    assert (rows.covered_share, cols.covered_share) == (1.0, 1.0)


@pytest.mark.parametrize(("size", "n"), [(20, 6), (80, 2), (1_000, 1)])
def test_a_made_grid_ends_where_the_finest_does_to_half_a_pixel(size, n):
    made = make_grid(grid(10), size)
    assert (made.width, made.height, pixel_size(made)) == (n, n, size)
    assert made.xy(0, 0) == grid(10).xy(0, 0)


def test_a_pixel_size_is_in_metres_where_the_crs_is_in_feet():
    assert pixel_size(grid(100, metres=0.3048)) == pytest.approx(30.48)
