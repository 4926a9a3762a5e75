"""A cloudy scene is masked by its quality band within three clicks, and the clouds come back."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSpinBox, QToolButton, QWidget

from app import errors
from app.clustering.settings import SweepSettings
from app.errors import DECLARE_NODATA, UNTICK_BAND
from app.scene.leaving_out.leave_out import Meaning
from app.session import Session, remedies
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.window.links.remedy_link import RemedyLink
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.ui.conftest import HASTY

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


@pytest.fixture
def session():
    return Session()


@pytest.fixture
def window(qtbot, tmp_path, folder, session):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = MainWindow(session, WindowState(settings))
    qtbot.addWidget(made)
    made.show()
    made.open_soon([folder])
    qtbot.waitUntil(
        lambda: session.scenes.survey is not None and not session.jobs.is_busy, timeout=WAIT_MS
    )
    yield made
    made.end()


def press(window, name):
    QTest.mouseClick(window.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_run_waits_for_the_pixels_that_are_being_looked_up(qtbot, window, session):
    window.findChild(QSpinBox, "kMinSpin").setValue(2)
    window.findChild(QSpinBox, "kMaxSpin").setValue(3)
    press(window, "cloudFreeButton")
    assert session.leaving_out.is_looking
    press(window, "runButton")
    assert session.leaving_out.is_awaited
    assert not session.jobs.is_busy
    assert "leave out" in window.findChild(QLabel, "progressLabel").text()
    assert window.findChild(QPushButton, "stopButton").isEnabled()
    assert not window.findChild(QPushButton, "runButton").isEnabled()
    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        pass
    assert session.sweeps.sweep.settings.nodata.leave_out.meanings == (
        Meaning.CLOUD, Meaning.DILATED_CLOUD, Meaning.CIRRUS, Meaning.SHADOW,
    )  # fmt: skip
    (labels,) = [result.full.labels for result in session.sweeps.sweep.results if result.k == 2]
    assert (labels[: SIZE // 2, : SIZE // 2] == 0).all()
    qtbot.waitUntil(window.findChild(QPushButton, "runButton").isEnabled, timeout=WAIT_MS)


def test_stop_lets_a_waiting_sweep_be_and_the_pixels_are_left_out_all_the_same(
    qtbot, window, session
):
    press(window, "cloudFreeButton")
    press(window, "runButton")
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        press(window, "stopButton")
    assert not session.leaving_out.is_awaited
    assert not session.jobs.is_busy
    assert session.sweeps.sweep is None
    assert window.findChild(QPushButton, "runButton").isEnabled()


def test_every_button_of_a_message_does_something(window):
    (link,) = window.findChildren(RemedyLink)
    named = {**vars(errors), **vars(remedies)}
    keys = {value for name, value in named.items() if name.isupper() and name[0] != "_"
            and isinstance(value, str) and name != "SCENE_NOT_FOUND"}  # fmt: skip
    assert len(keys) > 15
    assert keys - {DECLARE_NODATA, UNTICK_BAND} == set(link.ways)  # those go with a value


def test_the_usual_bands_are_ticked_again_by_the_button_that_offers_it(window, session):
    usual = session.editing.now.ticked
    session.editing.set_ticked(())
    session.jobs.run_sweep(SweepSettings((), k_min=2, k_max=3, **HASTY))
    press(window, "remedyButton_tick_usual")
    assert session.editing.now.ticked == usual != ()


def test_a_value_is_declared_and_a_band_unticked_by_their_buttons(window, session):
    (link,) = window.findChildren(RemedyLink)
    link.choose(f"{DECLARE_NODATA} -3.4e+38")
    assert session.editing.now.nodata.value == -3.4e38
    link.choose(f"{UNTICK_BAND} B3")
    assert session.editing.now.ticked == ("B4",)


def test_nothing_is_left_out_any_more_by_its_button(qtbot, window, session):
    (link,) = window.findChildren(RemedyLink)
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        press(window, "cloudFreeButton")
    assert not session.editing.now.nodata.leave_out.is_empty
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        link.choose(remedies.LEAVE_NOTHING_OUT)
    assert session.editing.now.nodata.leave_out.is_empty


def test_the_scene_is_worked_at_a_coarser_size_by_its_button(qtbot, window, session):
    (link,) = window.findChildren(RemedyLink)
    with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
        link.choose(remedies.WORK_COARSER)
    assert session.scenes.scene.grid.width == SIZE // 2


def test_typed_values_are_left_out_with_their_share_and_undone(qtbot, window, session):
    window.findChild(QToolButton, "leaveOutFold").click()
    field = window.findChild(QLineEdit, "leaveOutValuesEdit")
    with qtbot.waitSignal(session.editing.nodata_changed, timeout=WAIT_MS):
        field.setText("22280")
        field.editingFinished.emit()
    assert window.findChild(QLabel, "leaveOutShare").text() == "25.0 % left out"
    assert session.editing.now.nodata.masks[0].n_px == SIZE * SIZE // 4
    session.editing.undo()
    assert field.text() == ""
    assert session.editing.now.nodata.leave_out.is_empty
