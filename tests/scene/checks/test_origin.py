"""A person is told what matters of the files a scene comes from."""

import numpy as np

from app.scene.checks.origin import check_metadata

START = "LC08_L2SP_043024_20200802_20200914_02_T1"


def test_metadata_that_are_not_used_are_told(make_raster, open_paths, tmp_path):
    make_raster(f"{START}_SR_B4.TIF", np.ones((4, 5), "uint16"))
    assert check_metadata(open_paths(tmp_path)) is None
    (tmp_path / f"{START}_MTL.json").write_text("[" * 5000)

    check = check_metadata(open_paths(tmp_path))

    assert check is not None
    assert f'"{START}_MTL.json" is no JSON' in check.sentence
    assert check.is_note
