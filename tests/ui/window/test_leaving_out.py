"""A cloudy scene is masked by its quality band within three clicks, and the clouds come back."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.session import Session
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState

pytestmark = pytest.mark.gui
SIZE, WAIT_MS = 48, 60_000


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two materials in two bands, and a cloud over a quarter of them."""
    target = tmp_path / "scene"
    target.mkdir()
    noise = np.random.default_rng(0).integers(0, 40, (2, SIZE, SIZE))
    values = noise + np.where(np.arange(SIZE) < SIZE // 2, 1000, 3000)
    quality = np.full((SIZE, SIZE), 21824)
    quality[: SIZE // 2, : SIZE // 2] = 22280
    for name, plane in (("SR_B3", values[0]), ("SR_B4", values[1]), ("QA_PIXEL", quality)):
        with rasterio.open(
            target / f"LC08_L2SP_001001_20200101_20200101_02_T1_{name}.TIF", "w", driver="GTiff",
            width=SIZE, height=SIZE, count=1, dtype="uint16", crs="EPSG:32632",
            transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_500_000),
        ) as file:  # fmt: skip
            file.write(plane.astype(np.uint16), 1)
    return target


def test_clouds_go_by_one_click_and_come_back_by_undo(qtbot, tmp_path, folder):
    session = Session()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(session, WindowState(settings))
    qtbot.addWidget(window)
    window.show()
    panel = window.findChild(QWidget, "leaveOutPanel")
    assert not panel.isVisible()
    with qtbot.waitSignal(session.scenes.composite_changed, timeout=WAIT_MS):
        window.open_soon([folder])
    qtbot.waitUntil(lambda: session.scenes.survey is not None, timeout=WAIT_MS)
    share = panel.findChild(QLabel, "leaveOutShare")
    with qtbot.waitSignal(session.scenes.composite_changed, timeout=WAIT_MS) as shown:
        button = panel.findChild(QPushButton, "cloudFreeButton")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert share.text() == "25.0 % left out"
    (picture,) = shown.args
    clear, cloudy = picture.rgba[30:, :20], picture.rgba[:20, :20]
    assert (cloudy[..., 3] == 255).all()
    assert {30, 240} <= set(np.unique(cloudy[..., 0]).tolist())
    assert not {30, 240} <= set(np.unique(clear[..., 0]).tolist())
    undo = window.findChild(QAction, "actionUndo")
    assert undo.text() == "&Undo pixels left out"
    undo.trigger()
    assert share.isHidden()
    assert not session.editing.now.nodata.masks
    table = window.findChild(ClusterTable)
    assert table is not None
    assert not window.findChild(QAction, "actionLeaveClusterOut").isEnabled()
    window.end()
