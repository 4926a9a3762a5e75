"""What is measured is shown with its unit, and the file's own numbers on request."""

from dataclasses import replace

import numpy as np
import pytest

from app.clustering.results import KResult
from app.clustering.shown_values import ValuesAs, signatures_as
from app.scene.calibration import Calibration
from app.ui.clusters.cluster_columns import figure_columns
from app.ui.clusters.spectrum.spectrum_axis import unit_of
from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.parts.area_unit import AreaUnit
from tests.ui.conftest import make_result, make_scene

REFLECTANCE = Calibration(2.75e-5, -0.2, "reflectance")
KELVIN = Calibration(0.00341802, 149.0, "K")


def calibrated(told=ValuesAs.UNITS, last=REFLECTANCE) -> KResult:
    result = make_result(5)
    calibrations = [*[REFLECTANCE] * 6, last]
    pairs = zip(result.signatures.bands, calibrations, strict=True)
    bands = tuple(replace(band, calibration=calibration) for band, calibration in pairs)
    signatures = replace(result.signatures, bands=bands, mean=result.signatures.mean + 10_000.0)
    return replace(result, signatures=signatures_as(signatures, told))


def test_table_shows_reflectance_with_four_decimals_and_kelvin_with_two():
    columns = figure_columns(calibrated(last=KELVIN), make_scene().grid, AreaUnit.HECTARES)[2:]
    assert columns[1].text(0) == "0.1080"  # 11,200 x 2.75e-5 - 0.2
    assert columns[6].text(0) == "188.99"
    assert columns[0].tip == "Mean of B1 coastal, in reflectance"


def test_table_shows_stored_numbers_as_before():
    stored = figure_columns(calibrated(ValuesAs.STORED), make_scene().grid, AreaUnit.HECTARES)[2]
    assert stored.text(0).replace("\N{NARROW NO-BREAK SPACE}", "") == "11100"
    assert "values of the files" in stored.tip


def test_small_values_beside_large_ones_keep_their_digits():
    """Reflectance from 0 to 1 beside kelvin, neither declared: 0.1234, not 0.1."""
    result = make_result(5)
    mean = np.tile([[0.1234, 0.4321, 0.0567, 0.9, 0.5, 0.25, 301.4]], (5, 1))
    result = replace(result, signatures=replace(result.signatures, mean=mean))
    texts = [one.text(0) for one in figure_columns(result, make_scene().grid, AreaUnit.HECTARES)]
    assert texts[2:6] == ["0.1234", "0.4321", "0.05670", "0.9000"]
    assert texts[-1] == "301.4"


def test_axis_names_the_unit_that_all_bands_share():
    assert unit_of(calibrated().signatures.bands) == "Reflectance"
    assert unit_of(calibrated(last=KELVIN).signatures.bands) == "Value"
    assert unit_of(calibrated(ValuesAs.STORED).signatures.bands) == "Value"


@pytest.mark.gui
def test_spectrum_is_drawn_and_read_in_units(qtbot, look_of):
    view = SpectrumView()
    qtbot.addWidget(view)
    view.show_result(calibrated(), look_of(5))
    assert view._read(1, 1).startswith("0.1080 ± 0.0025 in B2 blue")
