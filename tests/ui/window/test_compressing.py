"""In the window a compressed scene is told beside the sweep, and its pictures give the map back."""

from dataclasses import replace

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QRadioButton

from app.clustering.compression.wishes import CompressionChoice
from app.clustering.settings import SweepSettings
from app.session import Session
from app.ui.parts import number_format
from app.ui.tools.compress.compress_page import CompressPage
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.ui.conftest import HASTY

pytestmark = pytest.mark.gui
WAIT_MS = 60_000
BANDS = ("B2", "B4", "B5")
ALL_THREE = ("Original", "Rebuilt, k = 2", "Difference, k = 2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    base = tmp_path_factory.mktemp("scene")
    rng = np.random.default_rng(3)
    materials = rng.integers(500, 9_000, (4, 3))
    ground = materials[rng.integers(4, size=(6, 8)).repeat(10, 0).repeat(10, 1)]
    planes = (ground + rng.normal(0, 40, ground.shape)).clip(1).astype(np.uint16)
    for at, name in enumerate(BANDS):
        path = base / f"LC08_L2SP_999999_20200715_20200801_02_T1_SR_{name}.TIF"
        with rasterio.open(
            path, "w", driver="GTiff", width=80, height=60, count=1, dtype="uint16",
            crs="EPSG:32632", transform=rasterio.Affine(30, 0, 5e5, 0, -30, 5e6),
        ) as file:  # fmt: skip
            file.write(planes[..., at], 1)
    return base


@pytest.fixture
def window(qtbot, tmp_path, folder):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session()
    made = MainWindow(session, WindowState(settings))
    made.test_session = session
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    session.jobs.open_paths([folder])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    made.findChild(QAction, "actionToolCompress").trigger()
    yield made
    made.end()


def measured(qtbot, window, k_max=4):
    desk = window.test_session.compressing
    desk.choose(CompressionChoice(k_max), "largest k")
    desk.run()
    qtbot.waitUntil(lambda: not desk.is_busy, timeout=WAIT_MS)
    return desk


def told(window, name):
    return window.findChild(CompressPage).findChild(QLabel, name)


def titles(window):
    area = window._views.map
    return tuple(pane.captions[0] for pane in area._panes if not pane.isHidden())


def test_its_time_is_told_beside_that_of_the_sweep(qtbot, window):
    measured(qtbot, window)
    assert told(window, "compressTimes").text().startswith("k = 2 to 4 took ")
    assert "sweep" not in told(window, "compressTimes").text()
    sweeps = window.test_session.sweeps
    with qtbot.waitSignal(sweeps.finished, timeout=WAIT_MS):
        window.test_session.jobs.run_sweep(
            SweepSettings(band_names=BANDS, k_min=3, k_max=4, **HASTY)
        )
    qtbot.waitUntil(
        lambda: "; the sweep of k = 3 to 4 took " in told(window, "compressTimes").text(),
        timeout=WAIT_MS,
    )


def test_other_bands_make_what_is_shown_out_of_date(qtbot, window):
    desk = measured(qtbot, window)
    assert told(window, "compressToolOutdated").isHidden()
    window.test_session.editing.set_ticked(BANDS[:2])
    assert not told(window, "compressToolOutdated").isHidden()
    assert desk.names == BANDS[:2]
    window.test_session.editing.undo()
    assert told(window, "compressToolOutdated").isHidden()


def test_the_map_shows_the_scene_again_when_the_tool_is_closed(qtbot, window):
    desk = measured(qtbot, window)
    before = titles(window)[0]
    desk.pick(2)
    qtbot.waitUntil(lambda: titles(window) == ALL_THREE, timeout=WAIT_MS)
    window._tools.close()
    assert titles(window)[0] == before
    window.findChild(QAction, "actionToolCompress").trigger()  # the curve is still there
    qtbot.waitUntil(lambda: titles(window) == ALL_THREE, timeout=WAIT_MS)


def test_the_sweep_makes_room_for_three_pictures_and_comes_back(qtbot, window):
    desk, curves = measured(qtbot, window), window.findChild(QAction, "actionCurvesPanel")
    panel = window._views.sweep
    desk.pick(2)
    qtbot.waitUntil(lambda: titles(window) == ALL_THREE, timeout=WAIT_MS)
    assert not panel.isVisible()
    assert not curves.isChecked()
    window.findChild(QRadioButton, "compressShowDifference").click()
    assert panel.isVisible()
    window.findChild(QRadioButton, "compressShowBoth").click()
    assert not panel.isVisible()
    curves.trigger()  # somebody wants it all the same
    assert panel.isVisible()
    assert titles(window) == ALL_THREE
    window._tools.close()
    assert panel.isVisible()
    assert "CurvesPanel" not in window._state.hidden_panels


def test_what_was_stopped_can_be_written(qtbot, window, tmp_path):
    desk = measured(qtbot, window, 2)
    desk._take(replace(desk.curve, originals=None))  # as where it was stopped before
    desk.pick(2)
    heard = []
    desk.message_raised.connect(heard.append)
    desk.export(tmp_path / "out")
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT_MS)
    assert heard[0].folder == tmp_path / "out"
    assert "original_bytes" in (tmp_path / "out" / "compression.csv").read_text(encoding="utf-8")


def test_each_picture_tells_of_the_pixel_under_the_mouse(qtbot, window):
    desk, area = measured(qtbot, window), window._views.map
    desk.pick(2)
    qtbot.waitUntil(lambda: titles(window) == ALL_THREE, timeout=WAIT_MS)
    widths = [pane.width() for pane in area._panes]
    area.hovered.emit(20.0, 30.0)
    found = desk.readout(20, 30)
    shown = found[::-1]  # red, green and blue are B5, B4 and B2
    told = [pane.captions[1] for pane in area._panes]
    assert told[0] == "  ".join(number_format.measured(one.original, one.decimals) for one in shown)
    assert told[1] == "  ".join(number_format.measured(one.rebuilt, one.decimals) for one in shown)
    rms = np.sqrt(np.mean([one.difference**2 for one in found]))
    assert told[2] == f"RMS {number_format.measured(rms, found[0].decimals)}"
    desk.set_band("B4")
    area.hovered.emit(20.0, 30.0)
    one = found[1]
    values = (one.original, one.rebuilt, one.difference)
    assert [pane.captions[1] for pane in area._panes] == [
        number_format.measured(value, one.decimals) for value in values
    ]
    assert [pane.width() for pane in area._panes] == widths  # nothing moves
    area.left.emit()
    assert [pane.captions[1] for pane in area._panes] == ["", "", ""]
