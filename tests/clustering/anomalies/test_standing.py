"""Things that stand alone on the ground come before surf by the shore and breakers in swarms."""

import math

import numpy as np
import pytest

from app.clustering.anomalies.pieces import SizeLimits, measure_pieces
from app.clustering.anomalies.standing import NEAR_M, by_standing

SHAPE, PIXEL_M = (120, 200), (30.0, 30.0)
NEAR_PX = round(NEAR_M / PIXEL_M[0])


def found(places, *, shore_col=0, n_swarm=0, pixel_m=PIXEL_M):
    """Return pieces of 2 x 3 pixels at places, the first of the greatest contrast."""
    numbers = np.zeros(SHAPE, dtype=np.int32)
    peaks = np.array([0, *(50 - at for at in range(1, len(places) + 1))], dtype=np.float32)
    for number, (row, col) in enumerate(places, start=1):
        numbers[row : row + 2, col : col + 3] = number
    other = np.zeros(SHAPE, dtype=bool)
    other[:, :shore_col] = True
    rare = numbers > 0
    rare[60 : 60 + n_swarm, 150] = True
    pieces = measure_pieces(numbers, peaks, SizeLimits(longest_m=math.inf), pixel_m)
    return [
        (int(piece.row), int(piece.col), piece.stands)
        for piece in by_standing(pieces, other, rare, pixel_m)
    ]


def test_what_lies_by_the_shore_comes_last_whatever_its_contrast():
    near, far = 20 + NEAR_PX - 1, 20 + NEAR_PX + 1
    assert found([(10, near), (50, far)], shore_col=20) == [
        (51, far + 1, "alone"),
        (11, near + 1, "near the shore"),
    ]


def test_a_piece_amid_many_rare_pixels_stands_among_others():
    assert found([(60, 152)], n_swarm=8) == [(61, 153, "among others")]
    assert found([(60, 152)], n_swarm=6) == [(61, 153, "alone")]  # no more than it has itself


def test_two_alike_beside_each_other_stand_alone_in_the_order_of_contrast():
    assert found([(30, 90), (30, 95)]) == [(31, 91, "alone"), (31, 96, "alone")]


def test_a_few_other_pixels_are_no_shore():
    assert found([(10, 3)], shore_col=0)[0][2] == "alone"
    one = [(4, 40)]
    assert found(one, shore_col=40 - NEAR_PX)[0][2] == "alone"
    assert found(one, shore_col=41 - NEAR_PX)[0][2] == "near the shore"


@pytest.mark.parametrize(("away_px", "stands"), [(9, "near the shore"), (11, "alone")])
def test_without_metres_ten_pixels_are_near(away_px, stands):
    assert found([(50, 20 + away_px)], shore_col=20, pixel_m=None)[0][2] == stands
