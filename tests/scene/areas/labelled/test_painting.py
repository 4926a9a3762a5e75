"""Painted labels cover the pixels a person sees them cover, on any grid of the map."""

from dataclasses import replace

import numpy as np
import pytest

from app.errors import SettingsError
from app.scene.areas.labelled.label_file import LabelFile, LabelledPlace
from app.scene.areas.labelled.painted import ERASED, Mark, MarkKind, PaintedLabels
from app.scene.areas.labelled.painting import marks_of_file, paint, paint_over, painted_plane
from app.scene.areas.wkb import Point
from app.scene.grids.grid import Grid

GRID = Grid(40, 30, (10.0, 0.0, 1_000.0, 0.0, -10.0, 2_000.0))
COLOURS = ((10, 20, 30), (40, 50, 60))
TWO = PaintedLabels().with_class("Water", (0, 0, 255)).with_class("Forest", (0, 99, 0))


def on_map(*places):
    return tuple(value for col, row in places for value in GRID.xy(row, col))


def stroke(label, *places, size_px=1.0):
    return Mark(MarkKind.STROKE, label, on_map(*places), radius=size_px / 2 * 10)


def test_a_click_with_the_smallest_brush_marks_the_pixel_under_it():
    plane, _ = paint(TWO.marked([stroke(1, (7.9, 3.1))]), GRID)
    assert np.argwhere(plane).tolist() == [[3, 7]]


def test_a_brush_marks_centres_within_its_radius_and_nothing_beyond_the_scene():
    plane, _ = paint(TWO.marked([stroke(2, (0.5, 0.5), (39.5, 0.5), size_px=5)]), GRID)
    assert (plane[:3] == 2).all()
    assert not plane[3:].any()


def test_a_fast_diagonal_stroke_of_one_pixel_has_no_gaps():
    plane, _ = paint(TWO.marked([stroke(1, (0, 0), (30, 30))]), GRID)
    assert plane[np.arange(30), np.arange(30)].all()


def test_the_newest_mark_is_on_top_and_the_eraser_takes_away():
    area = Mark(MarkKind.AREA, 1, polygons=((on_map((2, 2), (8, 2), (8, 8), (2, 8)),),))
    marks = [area, stroke(2, (4.5, 4.5)), stroke(ERASED, (6.5, 6.5))]
    plane, _ = paint(TWO.marked(marks), GRID)
    assert (plane == 1).sum() == 34
    assert (plane[4, 4], plane[6, 6]) == (2, 0)


def test_labels_stay_where_they_are_on_a_finer_grid():
    fine = replace(GRID, width=80, height=60, transform=(5.0, 0.0, 1_000.0, 0.0, -5.0, 2_000.0))
    labels = TWO.marked([stroke(1, (5, 5), (20, 12), size_px=6)])
    coarse, finer = paint(labels, GRID)[0], paint(labels, fine)[0]
    assert finer.sum() == pytest.approx(4 * coarse.sum(), rel=0.1)
    np.testing.assert_array_equal(finer.any(axis=0).reshape(-1, 2).any(axis=1), coarse.any(axis=0))


def test_a_class_that_is_removed_takes_its_marks_along_and_frees_its_number():
    labels = TWO.marked([stroke(1, (1, 1)), stroke(2, (5, 5))]).without(1)
    assert [mark.label for mark in labels.marks] == [2]
    assert labels.free_number == 1


def test_classes_stand_in_the_order_of_a_file_and_strokes_fall_in_places():
    labels = TWO.marked([stroke(1, (0, 20), (39, 20)), stroke(2, (3, 3))])
    plane = painted_plane(labels, GRID)
    assert plane.names == ("Forest", "Water")
    assert plane.colours == ((0, 99, 0), (0, 0, 255))
    assert plane.labels[3, 3] == 1
    assert len(np.unique(plane.places[20])) == 3  # of 16 columns each
    assert plane.places.max() == 4


def test_two_classes_of_one_name_are_one():
    labels = TWO.changed(2, name="Water").marked([stroke(1, (1, 1)), stroke(2, (9, 9))])
    plane = painted_plane(labels, GRID)
    assert plane.names == ("Water",)
    assert plane.labels.max() == 1


def load(*places, labels=TWO):
    file = LabelFile("a.csv", "", "class", tuple(places))
    return marks_of_file(file, labels, GRID, "scene", COLOURS)


def test_a_file_brings_its_classes_and_keeps_features_together():
    square = LabelledPlace("Soil", (((on_map((2, 2), (30, 2), (30, 6), (2, 6))),),))
    point = LabelledPlace("Water", (Point(*GRID.xy(20.5, 20.5)),))
    labels = load(square, point)
    assert [each.name for each in labels.classes] == ["Water", "Forest", "Soil"]
    assert labels.classes[2].colour == COLOURS[0]
    plane = painted_plane(labels, GRID)
    assert (plane.labels == plane.names.index("Soil") + 1).sum() == 4 * 28
    assert len(np.unique(plane.places[2:6, 2:30])) == 1


def test_pixels_of_which_a_file_says_two_things_are_left_out():
    places = [LabelledPlace(name, (Point(*GRID.xy(20.5, 20.5)),)) for name in ("Soil", "Water")]
    labels = load(*places, LabelledPlace("Water", (Point(*GRID.xy(1.5, 1.5)),)))
    plane, _ = paint(labels, GRID)
    assert np.argwhere(plane).tolist() == [[1, 1]]


def test_labels_of_another_place_are_refused():
    with pytest.raises(SettingsError, match="Labels lie elsewhere"):
        load(LabelledPlace("Soil", (Point(0, 0),)))


def test_what_is_painted_on_top_alone_gives_what_all_would():
    marks = [stroke(1, (2, 2), (30, 9), size_px=4), stroke(2, (5, 3)), stroke(ERASED, (20, 7))]
    below, _ = paint(TWO.marked(marks[:1]), GRID)
    kept = below.copy()
    counts = np.bincount(below.reshape(-1), minlength=256)
    found = paint_over(below, marks[1:], GRID, counts)
    np.testing.assert_array_equal(found, paint(TWO.marked(marks), GRID)[0])
    np.testing.assert_array_equal(counts, np.bincount(found.reshape(-1), minlength=256))
    np.testing.assert_array_equal(below, kept)
