"""A Sentinel-2 folder opens in natural colour, and is mapped at 20 m and at 10 m."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox

from app.scene.files import gdal_env  # noqa: F401 - locks GDAL down before rasterio is imported
from tests.journeys.analyst import WAIT_MS

import rasterio  # isort: skip

SIDE_M = 480
FINE, COARSE = ("B02", "B03", "B04", "B08"), ("B05", "B06", "B07", "B8A", "B11", "B12")


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two materials side by side, in four bands at 10 m and six at 20 m."""
    place = tmp_path / "sentinel"
    place.mkdir()
    random = np.random.default_rng(0)
    for names, size_m in ((FINE, 10), (COARSE, 20)):
        n = SIDE_M // size_m
        for name in names:
            plane = random.integers(1000, 1040, (n, n))
            plane[:, n // 2 :] += 2000
            with rasterio.open(
                place / f"T32UQD_20200715T101559_{name}_{size_m}m.tif", "w", driver="GTiff",
                width=n, height=n, count=1, dtype="uint16", crs="EPSG:32632",
                transform=rasterio.Affine(size_m, 0, 600_000, 0, -size_m, 5_500_000),
            ) as file:  # fmt: skip
                file.write(plane.astype(np.uint16), 1)
    return place


def assert_mapped(analyst, n: int) -> None:
    """Each half of the map is one cluster, and natural colour is shown."""
    assert analyst.session.editing.now.channels == ("B04", "B03", "B02")
    analyst.run(2, 2)
    labels = analyst.session.sweeps.result.full.labels
    assert labels.shape == (n, n)
    left, right = np.unique(labels[:, : n // 2]), np.unique(labels[:, n // 2 :])
    assert sorted([*left, *right]) == [1, 2]


def test_sentinel_2_folder_is_seen_in_natural_colour_and_mapped_at_20_m_and_10_m(analyst, folder):
    analyst.open(folder)
    assert analyst.control("workAtCombo", QComboBox).currentText() == "20 m"
    assert_mapped(analyst, SIDE_M // 20)
    with analyst.qtbot.waitSignal(analyst.session.scenes.surveyed, timeout=WAIT_MS):
        analyst.pick("workAtCombo", "10")
    analyst.rest()
    assert_mapped(analyst, SIDE_M // 10)
