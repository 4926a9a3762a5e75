"""A read-out tells place, values and cluster of a pixel, and nothing outside the scene."""

from dataclasses import replace

import pytest

from app.clustering.shown_values import ValuesAs
from app.scene.calibration import Calibration
from app.session.readout import read_out


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (6, 0), (0, 8)])
def test_outside_the_scene_there_is_nothing(scene, survey_of, place):
    assert read_out(scene, survey_of(in_memory=True), None, *place) is None


def test_place_is_the_middle_of_the_pixel(scene):
    readout = read_out(scene, None, None, 2, 3)
    assert (readout.row, readout.col) == (2, 3)
    assert (readout.x, readout.y) == (500_000 + 3.5 * 30, 5_500_000 - 2.5 * 30)
    assert readout.crs_name == "EPSG:32632"
    assert readout.lonlat is None


def test_values_of_a_scene_in_memory_are_exact(scene, survey_of):
    readout = read_out(scene, survey_of(in_memory=True), None, 3, 5)
    assert readout.values == (("B2", 35.0), ("B3", 1035.0), ("B4", 2035.0), ("B5", 3035.0))


def test_values_of_a_streamed_scene_are_those_of_its_preview(scene, survey_of):
    readout = read_out(scene, survey_of(in_memory=False), None, 3, 5)
    assert dict(readout.values)["B3"] == 1024.0


def test_before_the_survey_there_are_no_values(scene):
    assert read_out(scene, None, None, 0, 0).values == ()


def test_cluster_is_unknown_before_a_sweep_and_zero_on_no_data(scene, survey_of, result_of):
    survey = survey_of(in_memory=True)
    assert read_out(scene, survey, None, 0, 0).cluster is None
    assert read_out(scene, survey, result_of(4), 0, 0).cluster == 0


def test_cluster_comes_from_the_full_map_or_else_from_the_preview(scene, survey_of, result_of):
    survey = survey_of(in_memory=True)
    # Column 3 of 8 lies in cluster 2 of 4; its preview pixel covers columns 2 and 3.
    assert read_out(scene, survey, result_of(4), 5, 3).cluster == 2
    assert read_out(scene, survey, result_of(4, is_estimate=True), 5, 3).cluster == 2
    # With 8 clusters each column has its own, and the preview knows only the even ones.
    assert read_out(scene, survey, result_of(8), 5, 3).cluster == 4
    assert read_out(scene, survey, result_of(8, is_estimate=True), 5, 3).cluster == 3


def test_values_are_told_in_units_or_as_stored(scene, survey_of):
    survey = survey_of(in_memory=True)
    kelvin = Calibration(0.5, 100.0, "K")
    bands = tuple(replace(band, calibration=kelvin) for band in survey.preview.bands)
    survey = replace(survey, preview=replace(survey.preview, bands=bands))
    told = read_out(scene, survey, None, 3, 5)
    assert told.values[0] == ("B2", 117.5)
    assert told.decimals == (2, 2, 2, 2)
    stored = read_out(scene, survey, None, 3, 5, ValuesAs.STORED)
    assert stored.values[0] == ("B2", 35.0)
    assert stored.decimals == (None,) * 4
