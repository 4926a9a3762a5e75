"""The command line is understood, or refused in three parts."""

from pathlib import Path

import pytest

from app.cli.arguments import read_order
from app.clustering.settings import Fitter, Scaling
from app.errors import SettingsError
from app.scene.grids.target_grid import BY_BANDS, FINEST, Resampling, TargetGrid

LEAST = ["scene", "--k", "3-10", "--out", "results"]


def test_least_arguments_give_the_defaults():
    order = read_order(LEAST)
    assert order.paths == (Path("scene"),)
    assert order.out == Path("results")
    assert (order.settings.k_min, order.settings.k_max) == (3, 10)
    assert order.settings.scaling is Scaling.NONE
    assert order.settings.seed == 0
    assert order.settings.fitter is Fitter.BANDSWEEP
    assert order.settings.nodata.value is None
    assert order.settings.nodata.zero_is_fill
    assert order.band_names == ()
    assert order.target == BY_BANDS
    assert not order.quiet


@pytest.mark.parametrize(
    ("written", "target"),
    [
        (["--at", "20"], TargetGrid(20.0)),
        (["--at", "finest"], TargetGrid(FINEST)),
        (["--at", "7.5", "--resample", "cubic"], TargetGrid(7.5, Resampling.CUBIC)),
        (["--resample", "bilinear"], TargetGrid(None, Resampling.BILINEAR)),
        (["--warp"], TargetGrid(warps=True)),
    ],
)
def test_pixel_size_and_resampling_are_understood(written, target):
    assert read_order([*LEAST, *written]).target == target


def test_all_arguments_are_understood_in_any_order():
    order = read_order(
        ["--quiet", "a.tif", "b.tif", "--seed", "7", "--k", "4-4", "--bands", "B4, B2",
         "--scale", "standardise", "--fit", "scikit-learn", "--nodata", "-9999", "--out", "o"]
    )  # fmt: skip
    assert order.paths == (Path("a.tif"), Path("b.tif"))
    assert order.settings.ks == (4,)
    assert order.settings.seed == 7
    assert order.settings.scaling is Scaling.STANDARDISE
    assert order.settings.fitter is Fitter.SCIKIT_LEARN
    assert order.settings.nodata.value == -9999
    assert order.band_names == ("B4", "B2")
    assert order.quiet


def test_one_k_needs_no_range():
    settings = read_order(["scene", "--k", "5", "--out", "results"]).settings
    assert (settings.k_min, settings.k_max) == (5, 5)


def test_paths_may_stand_between_options():
    assert len(read_order(["a.tif", "--k", "3-4", "b.tif", "--out", "o", "c.tif"]).paths) == 3


def test_a_pattern_in_quotes_stands_for_the_files_that_fit(tmp_path):
    for name in ("a_B3.tif", "a_B2.tif", "b_B2.tif"):
        (tmp_path / name).touch()
    order = read_order([str(tmp_path / "a_*"), "--k", "3-4", "--out", "o"])
    assert order.paths == (tmp_path / "a_B2.tif", tmp_path / "a_B3.tif")
    with pytest.raises(SettingsError, match="No file fits"):
        read_order([str(tmp_path / "c_*"), "--k", "3-4", "--out", "o"])


def test_name_of_the_command_may_stand_first():
    assert read_order(["sweep", *LEAST]) == read_order(LEAST)


def test_folder_may_be_called_as_the_command():
    order = read_order(["sweep", "sweep", "--k", "3-4", "--out", "o"])
    assert order.paths == (Path("sweep"),)


@pytest.mark.parametrize("text", ["-3.4e38", "-1e-3", "nan", "0"])
def test_every_number_is_a_nodata_value(text):
    value = read_order([*LEAST, "--nodata", text]).settings.nodata.value
    assert str(value) == str(float(text))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "required"),
        (["scene", "--out", "o"], "--k"),
        (["scene", "--k", "3-10"], "--out"),
        (["--k", "3-10", "--out", "o"], "PATH"),
        ([*LEAST, "--colour", "red"], "--colour"),
        ([*LEAST, "--see", "3"], "--see"),
        (["s", "--out", "o", "--k", "three"], "three"),
        (["s", "--out", "o", "--k", "10-3"], "10 to 3"),
        (["s", "--out", "o", "--k", "1-3"], "1 to 3"),
        (["s", "--out", "o", "--k", "3-65"], "65"),
        ([*LEAST, "--seed", "x"], "--seed"),
        ([*LEAST, "--seed", "-1"], "-1"),
        ([*LEAST, "--nodata", "none"], "none"),
        ([*LEAST, "--nodata"], "--nodata"),
        ([*LEAST, "--bands", ","], "--bands"),
        ([*LEAST, "--scale", "log"], "log"),
        ([*LEAST, "--fit", "em"], "em"),
        ([*LEAST, "--at", "coarse"], "coarse"),
        ([*LEAST, "--at", "0"], "0"),
        ([*LEAST, "--at=-20"], "-20"),
        ([*LEAST, "--at", "inf"], "inf"),
        ([*LEAST, "--resample", "mode"], "mode"),
    ],
)
def test_bad_usage_is_explained_in_three_parts(arguments, word):
    with pytest.raises(SettingsError) as met:
        read_order(arguments)
    assert word in met.value.detail
    assert met.value.title
    assert met.value.hint
    assert len(met.value.title.split()) <= 5
