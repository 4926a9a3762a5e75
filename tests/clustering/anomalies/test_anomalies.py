"""Rare things on a plain ground are told from it, and measured."""

import math

import numpy as np
import pytest

from app.clustering.anomalies.ground import by_bound
from app.clustering.anomalies.ground_choice import IndexBound, read_ground
from app.clustering.anomalies.pieces import SizeLimits, measure_pieces
from app.clustering.anomalies.plain_ground import plain_ground
from app.clustering.anomalies.unusual import Extremes, GroundSpread, rank, seeded, unusual_numbers
from app.errors import SettingsError
from app.scene.place import Compass


def test_extremes_keep_the_farthest_pixels_of_all_blocks():
    rng = np.random.default_rng(0)
    pixels = rng.standard_normal((3, 900)).astype(np.float32)
    extremes = Extremes(np.zeros(3, np.float32), 20)
    for part in np.split(pixels, 9, axis=1):
        extremes.pass_by(part)
    away = np.sort((pixels**2).sum(axis=0))[-20:]
    np.testing.assert_allclose(np.sort((extremes.values**2).sum(axis=1)), away, rtol=1e-6)


def test_ships_lie_on_the_sea_and_the_shore_is_left_out():
    water = np.zeros((60, 80), bool)
    water[:, :50] = True
    water[20:23, 10:12] = False  # a ship
    known = np.ones_like(water)
    ground = plain_ground(water, known, hole_px=10, shore_px=3)
    assert ground[20:23, 10:12].all()
    assert ground[:, :47].all()
    assert not ground[:, 47:].any()


def test_an_island_larger_than_the_largest_piece_has_a_shore_of_its_own():
    water = np.ones((60, 80), bool)
    water[20:30, 30:40] = False
    ground = plain_ground(water, np.ones_like(water), hole_px=50, shore_px=2)
    assert not ground[18:32, 30:40].any()
    assert ground[17, 30:40].all()


def test_rare_compact_far_clusters_rank_first():
    labels = np.ones((100, 100), np.uint8)
    labels[::9, ::9] = 2  # scattered single pixels
    labels[40:44, 40:44] = 3
    centres = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]], np.float32)
    counts = np.bincount(labels.reshape(-1))[1:]
    ranked = rank(labels, centres, 0.01 * counts, largest_px=100)
    assert ranked[0].number == 3
    assert ranked[0].score == pytest.approx((1 - 16 / 1e4) * math.sqrt(8) / 0.1, rel=1e-5)
    assert [each.score for each in ranked[1:]] == [0.0, 0.0]
    assert unusual_numbers(ranked, 0.6) == (3,)


def test_nothing_is_unusual_where_all_clusters_are_near():
    labels = np.ones((100, 100), np.uint8)
    labels[40:44, 40:44] = 2
    centres = np.array([[0.0], [0.3]], np.float32)
    counts = np.bincount(labels.reshape(-1))[1:]
    assert unusual_numbers(rank(labels, centres, 0.01 * counts, largest_px=100), 0.6) == ()


def test_distance_from_the_ground_is_told_in_its_spreads():
    spread = GroundSpread(np.array([[0.0, 0.0]], np.float32), np.array([0.5]))
    away = spread.away(np.array([[3.0, 0.0], [4.0, 1.0]], np.float32))
    np.testing.assert_allclose(away, [10.0, 2.0])


@pytest.mark.parametrize(("down", "across", "degrees"), [(0, 1, 90), (1, 0, 0), (1, 1, 135)])
def test_pieces_are_measured_along_their_axis(down, across, degrees):
    rare = np.zeros((40, 40), bool)
    for step in range(10):
        rare[5 + down * step, 5 + across * step] = True
    numbers, n_pieces = seeded(rare, rare)
    assert n_pieces == 1
    peaks = np.array([0, 7], dtype=np.float32)
    (piece,) = measure_pieces(numbers, peaks, SizeLimits(), (10.0, 10.0))
    assert piece.orientation_deg % 180 == pytest.approx(degrees)
    way = 90 * math.hypot(down, across)
    assert piece.length_m == pytest.approx(way + 10 * (down + across) / math.hypot(down, across))
    assert piece.n_px == 10
    assert piece.contrast == 7
    assert (piece.row, piece.col) == (5.5 + 4.5 * down, 5.5 + 4.5 * across)


@pytest.mark.parametrize(
    ("compass", "degrees"),
    [
        (Compass.of((1, 0), (0, -1)), 135),
        (Compass.of((1, 0), (0, 1)), 45),  # the first row is the southernmost
        (Compass.of((0, 1), (1, 0)), 45),  # turned by a right angle
        (Compass.of((0.866, 0.5), (0.5, -0.866)), 105),  # by 30 degrees to the left
    ],
)
def test_directions_are_told_from_the_north_of_the_map(compass, degrees):
    rare = np.eye(10, dtype=bool)
    numbers, _ = seeded(rare, rare)
    peaks = np.array([0, 7], dtype=np.float32)
    (piece,) = measure_pieces(numbers, peaks, SizeLimits(), (10.0, 10.0), compass)
    assert piece.orientation_deg == pytest.approx(degrees, abs=0.01)


def test_sizes_that_do_not_count_are_sorted_out():
    rare = np.zeros((40, 40), bool)
    rare[2, 2] = rare[10:12, 10:15] = True
    rare[20:40, 20:40] = True
    numbers, n_pieces = seeded(rare, rare)
    peaks = np.ones(n_pieces + 1, dtype=np.float32)
    pieces = measure_pieces(numbers, peaks, SizeLimits(2, 100), (30.0, 30.0))
    assert [piece.n_px for piece in pieces] == [10]
    long = SizeLimits(2, 100, shortest_m=200.0)
    assert measure_pieces(numbers, peaks, long, (30.0, 30.0)) == ()


def test_grounds_are_read_and_others_refused():
    bound = read_ground("ndwi > -0.1")
    assert isinstance(bound, IndexBound)
    look = by_bound(bound, ("green", "nir"))
    pixels = np.array([[0.1, 0.1], [0.11, 0.4]], np.float32)
    assert look.holds(pixels).tolist() == [True, False]
    for text in ("sea", "NDXX>0", "NDWI>x"):
        with pytest.raises(SettingsError, match="Ground not understood"):
            read_ground(text)
    with pytest.raises(SettingsError, match="Bands are missing"):
        by_bound(bound, ("red", "nir"))
