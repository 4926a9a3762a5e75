"""A run is known by what determines its results."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.clustering.run import Run, run_id
from app.clustering.settings import Fitter, Scaling, SweepSettings
from app.scene.band import Band, BandKind
from app.scene.calibration import Calibration
from app.scene.file_stamp import FileStamp
from app.scene.grids.grid import Grid
from app.scene.grids.target_grid import Resampling
from app.scene.nodata import NoDataRule

GRID = Grid(30, 20, (30.0, 0.0, 0.0, 0.0, -30.0, 0.0))
SETTINGS = SweepSettings(("B2", "B3"))


def bands(folder="here", size=17, nodata=None):
    return tuple(
        Band((path := Path(folder, f"{name}.tif")), 1, name, "", BandKind.OPTICAL, None, None,
             "uint16", nodata, (FileStamp(path, size, 5, 6),))
        for name in SETTINGS.band_names
    )  # fmt: skip


def test_id_never_changes_from_one_time_or_machine_to_the_next():
    assert run_id(SETTINGS, bands(), GRID) == "3a9c1de0a64b"


def test_same_inputs_and_settings_have_the_same_id_wherever_they_lie_and_whatever_the_range():
    one = Run.begin(SETTINGS, bands(), GRID)
    other = Run.begin(replace(SETTINGS, k_min=2, k_max=20), bands("elsewhere"), GRID)
    assert re.fullmatch("[0-9a-f]{12}", one.id)
    assert one.id == other.id


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"scaling": Scaling.STANDARDISE},
        {"n_starts": 3},
        {"n_sample_px": 5_000},
        {"n_silhouette_px": 500},
        {"fitter": Fitter.SCIKIT_LEARN},
        {"nodata": NoDataRule(as_values=True)},
        {"nodata": NoDataRule(zero_is_fill=False)},
        {"nodata": NoDataRule(value=0)},
        {"nodata": NoDataRule(value=float("nan"))},
    ],
    ids=str,
)
def test_every_setting_but_the_range_makes_another_run(change):
    assert run_id(replace(SETTINGS, **change), bands(), GRID) != run_id(SETTINGS, bands(), GRID)


def test_other_units_make_another_run():
    """Distances may be measured in them."""
    told = [replace(band, calibration=Calibration(2.75e-5, -0.2)) for band in bands()]
    assert run_id(SETTINGS, told, GRID) != run_id(SETTINGS, bands(), GRID)


def test_another_way_to_bring_bands_onto_the_grid_makes_another_run():
    coarser = [replace(band, own_grid=Grid(15, 10, (60.0, 0, 0, 0, -60.0, 0))) for band in bands()]
    nearest, cubic = (
        run_id(SETTINGS, coarser, GRID, how) for how in Resampling if how is not Resampling.BILINEAR
    )
    assert nearest == run_id(SETTINGS, coarser, GRID) != cubic
    assert run_id(SETTINGS, bands(), GRID, Resampling.CUBIC) == run_id(SETTINGS, bands(), GRID)


def test_other_inputs_make_another_run():
    of = [
        run_id(SETTINGS, bands(), GRID),
        run_id(SETTINGS, bands()[:1], GRID),
        run_id(SETTINGS, bands(size=18), GRID),
        run_id(SETTINGS, bands(nodata=0.0), GRID),
        run_id(SETTINGS, bands(), replace(GRID, width=31)),
    ]
    assert len(set(of)) == len(of)


def test_equal_no_data_values_make_the_same_run_however_they_are_written():
    whole, real = (replace(SETTINGS, nodata=NoDataRule(value=value)) for value in (0, 0.0))
    assert run_id(whole, bands(), GRID) == run_id(real, bands(), GRID)


def test_beginning_is_told_in_whole_seconds_of_universal_time():
    started = Run.begin(SETTINGS, bands(), GRID).started
    assert started.utcoffset().total_seconds() == 0
    assert started.microsecond == 0
