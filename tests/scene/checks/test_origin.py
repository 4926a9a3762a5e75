"""A person is told what matters of the files a scene comes from."""

from dataclasses import replace

import numpy as np

from app.scene.checks.origin import check_metadata, check_transparent
from app.scene.leaving_out.leave_out import LeaveOut, Meaning
from app.scene.leaving_out.quality_bits import told_by
from app.scene.nodata import NoDataRule

START = "LC08_L2SP_043024_20200802_20200914_02_T1"


def test_metadata_that_are_not_used_are_told(make_raster, open_paths, tmp_path):
    make_raster(f"{START}_SR_B4.TIF", np.ones((4, 5), "uint16"))
    assert check_metadata(open_paths(tmp_path)) is None
    (tmp_path / f"{START}_MTL.json").write_text("[" * 5000)

    check = check_metadata(open_paths(tmp_path))

    assert check is not None
    assert f'"{START}_MTL.json" is no JSON' in check.sentence
    assert check.is_note


def test_transparent_pixels_are_told_until_they_are_left_out(make_raster, open_paths):
    planes = np.ones((4, 4, 5), "uint8")
    planes[3, 0] = 0
    picture = make_raster("picture.tif", planes, photometric="RGB", alpha="yes")
    scene = open_paths(picture)
    assert scene.band_names == ("1", "2", "3", "alpha")
    assert scene.ticked_at_first == ("1", "2", "3")

    check = check_transparent(scene, NoDataRule())

    assert check is not None
    assert '"alpha" of "picture.tif"' in check.sentence
    assert "--leave-out fill" in check.command
    _, test = told_by(scene)[Meaning.FILL]
    assert test.holds(planes[3]).tolist() == (planes[3] == 0).tolist()
    out = replace(NoDataRule(), leave_out=LeaveOut(meanings=(Meaning.FILL,)))
    assert check_transparent(scene, out) is None


def test_fill_of_other_quality_bands_is_no_transparency(make_raster, open_paths, tmp_path):
    for name in ("SR_B4", "QA_PIXEL"):
        make_raster(f"{START}_{name}.TIF", np.ones((4, 5), "uint16"))
    assert check_transparent(open_paths(tmp_path), NoDataRule()) is None
