"""A cloudy scene is masked by its quality band in three clicks, and swept without its clouds."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QToolButton

from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported

import rasterio  # isort: skip

SIZE = 48
HALF = SIZE // 2
CLEAR, CLOUD, SHADOW = 21824, 22280, 23888  # as Landsat Collection 2 writes QA_PIXEL


@pytest.fixture
def cloudy(tmp_path) -> Path:
    """Two materials in two bands; a cloud over a quarter, its shadow over an eighth."""
    folder = tmp_path / "cloudy"
    folder.mkdir()
    values = np.random.default_rng(0).integers(8000, 8040, (2, SIZE, SIZE))
    values[:, :, HALF:] += 8000
    quality = np.full((SIZE, SIZE), CLEAR)
    quality[:HALF, :HALF] = CLOUD
    quality[HALF : HALF + HALF // 2, :HALF] = SHADOW
    values[:, quality == CLOUD] = 40_000
    for name, plane in (("SR_B3", values[0]), ("SR_B4", values[1]), ("QA_PIXEL", quality)):
        with rasterio.open(
            folder / f"LC08_L2SP_001001_20200101_20200101_02_T1_{name}.TIF", "w", driver="GTiff",
            width=SIZE, height=SIZE, count=1, dtype="uint16", crs="EPSG:32632",
            transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_500_000),
        ) as file:  # fmt: skip
            file.write(plane.astype(np.uint16), 1)
    return folder


def test_clouds_and_shadows_are_left_out_in_three_clicks_and_take_no_cluster(analyst, cloudy):
    analyst.open(cloudy)
    share = analyst.control("leaveOutShare", QLabel)
    assert share.isHidden()
    for kind, name in (
        (QToolButton, "leaveOutFold"),
        (QCheckBox, "leaveOut_cloud"),
        (QCheckBox, "leaveOut_shadow"),
    ):
        analyst.click(analyst.control(name, kind), analyst.control(name, kind).rect().center() / 4)
        analyst.rest()
    analyst.qtbot.waitUntil(lambda: share.text() == "37.5 % left out")
    analyst.run(2, 2)
    labels = analyst.session.sweeps.result.full.labels
    assert (labels[: HALF + HALF // 2, :HALF] == 0).all()
    left, right = labels[HALF + HALF // 2 :, :HALF], labels[:, HALF:]
    assert {*np.unique(left), *np.unique(right)} == {1, 2}
    assert len(np.unique(left)) == len(np.unique(right)) == 1
