import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.clustering.settings import SweepSettings
from app.clustering.shown_values import ValuesAs
from app.messages import Level, Message
from app.session import Session
from app.ui.clusters.naming.class_menu import ClassMenu
from app.ui.map.map_area import MapArea
from app.ui.map.map_pane import MapPane
from app.ui.parts import theme
from app.ui.parts.theme import ThemeChoice
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.ui.conftest import HASTY
from tests.ui.window.shared_window import left_as_found

pytestmark = pytest.mark.gui
SIZE = 48


@pytest.fixture(scope="module")
def quarters(tmp_path_factory) -> Path:
    """Four quarters of known values in four Landsat bands; no test writes into it."""
    target = tmp_path_factory.mktemp("quarters")
    quarters = np.zeros((SIZE, SIZE), dtype=np.uint16)
    half = SIZE // 2
    quarters[:half, half:], quarters[half:, :half], quarters[half:, half:] = 1, 2, 3
    noise = np.random.default_rng(0).integers(0, 40, (4, SIZE, SIZE))
    for number in range(1, 5):
        values = (1000 + quarters * 1500 * number + noise[number - 1]).astype(np.uint16)
        with rasterio.open(
            target / f"LC08_L2SP_001001_20200101_20200101_02_T1_SR_B{number}.TIF",
            "w",
            driver="GTiff",
            width=SIZE,
            height=SIZE,
            count=1,
            dtype="uint16",
            crs="EPSG:32632",
            transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_500_000),
        ) as file:
            file.write(values, 1)
    return target


@pytest.fixture
def folder(tmp_path, quarters) -> Path:
    """A scene of this test's own."""
    return shutil.copytree(quarters, tmp_path / "scene")


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def session():
    return Session()


def show(bot, session, settings):
    made = MainWindow(session, WindowState(settings))
    made.show()
    bot.waitExposed(made)
    return made


def put_away(window):
    window.end()
    window.deleteLater()
    # Without this, windows pile up until the whole run ends, and each theme paints them all.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.current().choose(ThemeChoice.LIGHT)


def open_scene(bot, session, folder):
    with (
        bot.waitSignal(session.scenes.surveyed, timeout=60_000),
        bot.waitSignal(session.scenes.composite_changed, timeout=60_000),
    ):
        session.jobs.open_paths([folder])
    bot.waitUntil(lambda: not session.jobs.is_busy)


def sweep(bot, session):
    with bot.waitSignal(session.sweeps.finished, timeout=120_000):
        session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=4, **HASTY))
    bot.waitUntil(lambda: not session.jobs.is_busy)


@pytest.fixture
def window(qtbot, session, settings):
    made = show(qtbot, session, settings)
    yield made
    put_away(made)


@pytest.fixture
def opened(qtbot, window, session, folder):
    open_scene(qtbot, session, folder)
    return window


@pytest.fixture
def swept(qtbot, opened, session):
    sweep(qtbot, session)
    return opened


@pytest.fixture(scope="module")
def of_module(qapp, request, quarters, tmp_path_factory):  # noqa: ARG001 - has to be there
    """Windows that tests share, brought as far as the first that asks for one needs it."""
    bot, made = QtBot(request), {}

    def brought(stage):
        if stage not in made:
            path = tmp_path_factory.mktemp("shared") / "settings.ini"
            own = Session()
            window = show(bot, own, QSettings(str(path), QSettings.Format.IniFormat))
            made[stage] = (window, own)
            if stage != "empty":
                open_scene(bot, own, quarters)
            if stage == "swept":
                sweep(bot, own)
        return made[stage]

    yield brought
    for window, _ in made.values():
        put_away(window)


@pytest.fixture
def shared_empty(qtbot, of_module):
    """A window without a scene that others look at too."""
    window, its_session = of_module("empty")
    with left_as_found(qtbot, window, its_session):
        yield window


@pytest.fixture
def shared_opened(qtbot, of_module):
    """A window with a scene that others look at too."""
    window, its_session = of_module("opened")
    with left_as_found(qtbot, window, its_session):
        yield window, its_session


@pytest.fixture
def shared_swept(qtbot, of_module):
    """A swept window that others look at too."""
    window, its_session = of_module("swept")
    with left_as_found(qtbot, window, its_session):
        yield window, its_session


def action(window, name):
    found = window.findChild(QAction, f"action{name}")
    assert found is not None
    return found


def view(window, name):
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


def caption(window, name):
    """Return what stands above a map."""
    pane = view(window, name).parentWidget()
    assert isinstance(pane, MapPane)
    return pane.captions[0]


def drop(window, paths):
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (Qt.DropAction.CopyAction, urls, Qt.MouseButton.LeftButton)
    keys = Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), *how, keys)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), *how, keys))


VIEW_NAMES = (
    "bandTable", "compositeCombo", "stretchCombo", "redCombo", "greenCombo", "blueCombo",
    "kRangeSlider", "kMinSpin", "kMaxSpin", "runButton", "stopButton", "progressBar",
    "progressLabel", "compositeView", "clusterView", "kStrip", "inertiaPlot",
    "silhouettePlot", "clusterTable", "spectrumPlot", "valuesTable", "messageBar", "adviceLabel",
)  # fmt: skip
ACTION_NAMES = (
    "OpenFolder", "OpenFiles", "OpenSample", "SaveProject", "OpenProject", "Export", "Undo", "Redo",
)  # fmt: skip


@pytest.fixture
def complete(qtbot, swept):
    qtbot.waitUntil(lambda: swept.findChild(QWidget, "spectrumPlot") is not None)  # in its turn
    return swept


def test_every_fixed_name_is_there_once_and_has_an_accessible_name(complete):
    assert {
        name: len(complete.findChildren(QWidget, name)) for name in VIEW_NAMES
    } == dict.fromkeys(VIEW_NAMES, 1)
    assert [name for name in VIEW_NAMES if not view(complete, name).accessibleName()] == []


def test_plots_are_made_before_a_sweep_needs_them(qtbot, opened):
    for name in ("inertiaPlot", "silhouettePlot", "spectrumPlot"):
        qtbot.waitUntil(lambda name=name: opened.findChild(QWidget, name) is not None)


def test_the_keyboard_reaches_plots_where_they_stand_although_they_are_made_last(complete):
    names, widget = [], complete.nextInFocusChain()
    while widget is not complete:
        names.append(widget.objectName())
        widget = widget.nextInFocusChain()
    in_order = [
        "kMinSpin", "kMaxSpin", "kRangeSlider", "runButton", "inertiaPlot", "silhouettePlot",
        "ratioPlot", "ratioCheck", "clusterTable", "spectrumPlot", "detailTabs",
    ]  # fmt: skip
    assert [name for name in names if name in in_order] == in_order


def test_every_fixed_action_is_there(shared_empty):
    assert [name for name in ACTION_NAMES if not action(shared_empty, name).toolTip()] == []


def test_no_two_actions_share_a_key(shared_empty):
    keys = [
        each.shortcut().toString()
        for each in shared_empty.findChildren(QAction)
        if not each.shortcut().isEmpty() and each.objectName().startswith("action")
    ]
    assert len(keys) == len(set(keys))


def test_only_what_can_be_done_is_offered_at_first(shared_empty):
    for name in ("Run", "Stop", "Export", "Undo", "Redo", "Rename", "SaveValues", "NextK"):
        assert not action(shared_empty, name).isEnabled(), name
    for name in ("OpenFolder", "OpenFiles", "OpenSample", "Guide", "Quit"):
        assert action(shared_empty, name).isEnabled(), name


def test_open_folder_asks_without_blocking(shared_empty):
    action(shared_empty, "OpenFolder").trigger()
    dialog = shared_empty.findChild(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.reject()


def test_opened_scene_shows_its_picture_and_its_name(shared_opened):
    opened, session = shared_opened
    assert session.scenes.scene.title in opened.windowTitle()
    assert "4-3-2" in view(opened, "compositeCombo").currentText()
    assert caption(opened, "compositeView") == view(opened, "compositeCombo").currentText()
    centre = view(opened, "compositeView")
    colours = {
        centre.grab().toImage().pixelColor(centre.width() // 2 + dx, centre.height() // 2 + dy)
        .name()
        for dx in (-30, 30)
        for dy in (-30, 30)
    }  # fmt: skip
    assert len(colours) == 4
    assert action(opened, "Run").isEnabled()


PANEL_WIDGETS = {
    "LeftPanel": "leftColumn",
    "CurvesPanel": "runButton",
    "DetailsPanel": "tableSplitter",
}


def test_a_panel_can_be_hidden_and_shown(shared_swept):
    swept, _ = shared_swept
    for name, hidden in PANEL_WIDGETS.items():
        action(swept, name).trigger()
        shown = [each for each, widget in PANEL_WIDGETS.items() if view(swept, widget).isVisible()]
        assert shown == [each for each in PANEL_WIDGETS if each != name]
        action(swept, name).trigger()
        assert view(swept, hidden).isVisible(), name


def test_the_map_stands_alone_until_escape(swept):
    action(swept, "DetailsPanel").trigger()
    action(swept, "MapAlone").trigger()
    beside = (*PANEL_WIDGETS.values(), "kStrip")
    assert [name for name in beside if view(swept, name).isVisible()] == []
    assert view(swept, "compositeView").isVisible()
    QTest.keyClick(view(swept, "compositeView"), Qt.Key.Key_Escape)
    shown = [name for name in beside if view(swept, name).isVisible()]
    assert shown == ["leftColumn", "runButton", "kStrip"]


def test_panels_of_classes_come_with_the_first_map_and_go_with_the_scene(
    qtbot, swept, session, folder
):
    of_classes = ("kStrip", "tableSplitter", "clusterView")
    assert [name for name in of_classes if not view(swept, name).isVisible()] == []
    assert action(swept, "DetailsPanel").isEnabled()
    with qtbot.waitSignal(session.scenes.surveyed, timeout=60_000):
        session.jobs.open_paths([folder])
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    assert [name for name in of_classes if view(swept, name).isVisible()] == []
    assert not action(swept, "DetailsPanel").isEnabled()


def test_the_picture_moves_once_with_the_first_map_of_a_sweep(qtbot, opened, session):
    opened.setWindowState(Qt.WindowState.WindowNoState)
    opened.resize(1280, 800)
    sizes = []
    session.sweeps.k_finished.connect(lambda _: sizes.append(view(opened, "compositeView").size()))
    with qtbot.waitSignal(session.sweeps.finished, timeout=120_000):
        session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=6, **HASTY))
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    QApplication.processEvents()
    session.sweeps.select_k(6)
    QApplication.processEvents()
    assert set(sizes[1:]) == {view(opened, "compositeView").size()}


def test_the_tab_that_was_read_last_is_there_at_the_next_start(window, settings):
    tabs = view(window, "detailTabs")
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    tabs.setCurrentIndex(titles.index("Values"))
    window.end()
    later = MainWindow(Session(), WindowState(settings_again(settings)))
    assert later.findChild(QTabWidget, "detailTabs").currentIndex() == titles.index("Values")
    later.end()


def settings_again(settings):
    return QSettings(settings.fileName(), QSettings.Format.IniFormat)


def test_the_page_of_a_tool_takes_width_only_while_it_is_open(shared_opened):
    opened, _ = shared_opened
    opened.setWindowState(Qt.WindowState.WindowNoState)
    opened.resize(1280, 800)
    QApplication.processEvents()
    column, map_ = view(opened, "leftPages"), view(opened, "compositeView")
    before = column.width(), map_.width()
    assert column.width() < 260
    action(opened, "ToolAnomalies").trigger()
    QApplication.processEvents()
    assert column.width() > before[0]
    opened._tools.close()
    QApplication.processEvents()
    assert (column.width(), map_.width()) == before


def test_dropped_folder_is_opened(qtbot, window, session, folder):
    with qtbot.waitSignal(session.scenes.scene_opened, timeout=20_000):
        drop(window, [folder])
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=60_000)


def test_opened_folder_is_remembered(opened, folder):
    entries = view(opened, "openToolButton").actions()
    (recent,) = (each.menu() for each in entries if each.text() == "Open &recent")
    assert folder.name in recent.actions()[0].text()


def test_start_page_stands_in_place_of_panels_until_a_scene_is_there(
    qtbot, window, session, folder
):
    assert view(window, "startPage").isVisible()
    for name in ("toolBar", "leftColumn", "clusterTable", "adviceCard", "statusReadout"):
        assert not view(window, name).isVisible(), name
    with qtbot.waitSignal(session.scenes.scene_opened, timeout=60_000):
        session.jobs.open_paths([folder])
    assert not view(window, "startPage").isVisible()
    for name in ("toolBar", "leftColumn", "compositeView", "statusReadout"):
        assert view(window, name).isVisible(), name
    qtbot.waitUntil(lambda: not session.jobs.is_busy)


def test_start_page_says_while_a_scene_is_on_its_way_and_how_to_begin_if_it_fails(
    qtbot, window, session, tmp_path
):
    ways = ("startFolderButton", "startFilesButton", "startProjectButton", "startSampleButton")
    session.jobs.open_paths([tmp_path])
    assert view(window, "openingLabel").isVisible()
    assert [name for name in ways if view(window, name).isEnabled()] == []
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=60_000)
    assert not view(window, "openingLabel").isVisible()
    assert [name for name in ways if not view(window, name).isEnabled()] == []


def test_empty_folder_is_told_in_the_message_bar(qtbot, window, session, tmp_path):
    with qtbot.waitSignal(session.message_raised, timeout=60_000):
        session.jobs.open_paths([tmp_path])
    assert view(window, "messageBar").messages[0].level is Level.ERROR
    assert view(window, "messageBar").isVisible()


def test_hover_reads_out_place_values_and_cluster(qtbot, shared_swept):
    swept, _ = shared_swept
    target = view(swept, "clusterView")
    QTest.mouseMove(target, target.rect().center() + QPoint(10, 10))
    readout = view(swept, "statusReadout")
    qtbot.waitUntil(lambda: "EPSG:32632" in readout.text)
    assert "B4" in readout.text
    assert "Cluster" in readout.text
    QApplication.sendEvent(target, QEvent(QEvent.Type.Leave))
    assert readout.text == ""


def test_click_in_the_map_selects_everywhere(qtbot, shared_swept):
    swept, session = shared_swept
    target = view(swept, "clusterView")
    with qtbot.waitSignal(session.values.counted, timeout=60_000):
        QTest.mouseClick(
            target, Qt.MouseButton.LeftButton, pos=target.rect().center() + QPoint(20, 20)
        )
    assert session.sweeps.cluster > 0
    assert action(swept, "Rename").isEnabled()
    action(swept, "ClearSelection").trigger()
    assert session.sweeps.cluster == 0
    assert not action(swept, "Rename").isEnabled()


def test_renaming_and_recolouring_are_called_alike_in_the_menu_and_in_that_of_a_row(shared_swept):
    swept, _ = shared_swept
    of_row = swept.findChild(ClassMenu)
    for name, same in (("Rename", of_row.rename), ("Recolour", of_row.recolour)):
        assert action(swept, name).text().replace("&", "") == same.text()
        assert action(swept, name).shortcut() == same.shortcut()


def test_keys_walk_over_k_and_clusters(shared_swept):
    swept, session = shared_swept
    session.sweeps.select_k(3)
    action(swept, "NextK").trigger()
    assert session.sweeps.k == 4
    action(swept, "NextK").trigger()
    assert session.sweeps.k == 4
    action(swept, "PreviousK").trigger()
    assert session.sweeps.k == 3
    for expected in (1, 2, 3, 3):
        action(swept, "NextCluster").trigger()
        assert session.sweeps.cluster == expected
    action(swept, "PreviousCluster").trigger()
    assert session.sweeps.cluster == 2


def test_caption_names_the_k_and_drops_the_word_estimate(shared_swept):
    swept, session = shared_swept
    session.sweeps.select_k(4)
    assert caption(swept, "clusterView") == "Clusters, k = 4"


def test_buttons_of_the_maps_stay_where_they_are_whatever_stands_beside_them(shared_opened):
    opened, _ = shared_opened

    def places():
        for _ in range(8):  # one layout asks for the next
            QApplication.processEvents()
        names = ("side_by_sideButton", "swipeButton", "overlayButton", "exportToolButton")
        return [view(opened, name).mapTo(opened, QPoint(0, 0)) for name in names]

    opened.resize(1500, 900)
    before = places()
    for row in (1, 2, 0):
        box = view(opened, "stretchCombo")
        box.setCurrentIndex(row)
        box.activated.emit(row)
        assert places() == before
    QTest.mouseClick(view(opened, "overlayButton"), Qt.MouseButton.LeftButton)
    assert places() == before
    assert view(opened, "opacitySlider").isVisible()
    recipes = view(opened, "compositeCombo")
    for row in range(recipes.count()):
        recipes.setCurrentIndex(row)
        recipes.activated.emit(row)
        assert places() == before, recipes.itemText(row)


def test_undo_takes_a_stretch_back(shared_opened):
    opened, session = shared_opened
    box = view(opened, "stretchCombo")
    row = box.findText("Min-max")
    box.setCurrentIndex(row)
    box.activated.emit(row)
    assert session.editing.now.stretch.kind == "min-max"
    assert action(opened, "Undo").text() == "&Undo contrast"
    action(opened, "Undo").trigger()
    assert isinstance(box, QComboBox)
    assert box.currentText() == "Adaptive"
    assert action(opened, "Undo").text() == "&Undo"
    assert not action(opened, "Undo").isEnabled()
    assert action(opened, "Redo").isEnabled()
    assert action(opened, "Redo").text() == "&Redo contrast"
    keys = [key.toString() for key in action(opened, "Redo").shortcuts()]
    assert keys == ["Ctrl+Shift+Z", "Ctrl+Y"]


def test_new_scene_forgets_the_old_sweep(qtbot, swept, session, folder):
    with qtbot.waitSignal(session.scenes.surveyed, timeout=60_000):
        session.jobs.open_paths([folder])
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    assert session.sweeps.result is None
    assert view(swept, "runButton").isEnabled()
    assert not action(swept, "Export").isEnabled()


def test_export_dialog_opens_with_the_k_there_are(shared_swept):
    swept, _ = shared_swept
    action(swept, "Export").trigger()
    dialog = swept.findChild(QDialog, "exportDialog")
    assert dialog.isVisible()
    dialog.close()


def test_mode_is_the_same_in_menu_toolbar_and_map(shared_swept):
    swept, _ = shared_swept
    QTest.mouseClick(swept.findChild(QToolButton, "overlayButton"), Qt.MouseButton.LeftButton)
    assert swept.findChild(MapArea).mode == "overlay"
    assert swept.findChild(QAction, "action_overlay").isChecked()
    swept.findChild(QAction, "action_swipe").trigger()
    assert swept.findChild(QToolButton, "swipeButton").isChecked()


def test_mode_theme_and_layout_survive_a_restart(window, settings):
    window.findChild(QAction, "action_swipe").trigger()
    window.findChild(QAction, "action_dark").trigger()
    window.end()
    settings.sync()
    state = WindowState(settings)
    assert (state.mode, state.theme) == ("swipe", ThemeChoice.DARK)
    assert settings.value("splitters/columnSplitter") is not None


def test_guide_and_about_open_beside_the_window(shared_empty):
    action(shared_empty, "Guide").trigger()
    action(shared_empty, "About").trigger()
    guide = shared_empty.findChild(QDialog, "guideDialog")
    about = shared_empty.findChild(QDialog, "aboutDialog")
    assert guide.isVisible()
    assert not guide.isModal()
    assert any("Bandsweep 0" in label.text() for label in about.findChildren(QLabel))
    guide.close()
    about.close()


def test_guide_shows_its_pictures_as_wide_as_its_text(shared_empty):
    action(shared_empty, "Guide").trigger()
    text = shared_empty.findChild(QTextBrowser, "guideText")
    sources = re.findall(r"!\[[^]]*]\(([^)]+)\)", text.toMarkdown())
    assert sources
    for source in sources:
        shown = text.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(source))
        assert not shown.isNull(), source
        assert shown.deviceIndependentSize().width() < text.viewport().width()
    assert not text.horizontalScrollBar().isVisible()
    shared_empty.findChild(QDialog, "guideDialog").close()


def test_message_never_covers_the_toolbar(window):
    window.show_message(Message(Level.ERROR, "Title", "Detail " * 40, "Hint " * 20))
    bar = view(window, "messageBar")
    toolbar = view(window, "toolBar")
    assert bar.mapTo(window, QPoint()).y() >= toolbar.geometry().bottom()


def test_closing_during_a_run_asks_once_and_can_be_refused(opened, session):
    session.jobs.run_sweep(SweepSettings(band_names=(), k_min=2, k_max=30))
    opened.close()
    opened.close()
    questions = opened.findChildren(QMessageBox)
    assert len(questions) == 1
    assert opened.isVisible()
    stay = next(each for each in questions[0].buttons() if each.text() == "Keep running")
    QTest.mouseClick(stay, Qt.MouseButton.LeftButton)
    assert opened.isVisible()


def test_closing_during_a_run_ends_it_when_confirmed(qtbot, opened, session):
    session.jobs.run_sweep(SweepSettings(band_names=(), k_min=2, k_max=30))
    opened.close()
    stop = opened.findChild(QPushButton, "stopAndCloseButton")
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not opened.isVisible())
    assert not session.jobs.is_busy


def test_export_stays_in_the_toolbar_of_a_narrow_window(qtbot, opened):
    combo = view(opened, "compositeCombo")
    button = view(opened, "exportToolButton")
    for width in (1024, 1280, 1440):
        opened.resize(width, 800)
        combo.setCurrentIndex(0)
        combo.activated.emit(0)
        combo.setCurrentIndex(combo.count() - 1)
        combo.activated.emit(combo.count() - 1)  # three more combo boxes
        qtbot.waitUntil(lambda: opened.width() == width)  # noqa: B023 - waited for here
        qtbot.waitUntil(
            lambda: button.isVisible() and right_of(button, opened) <= width  # noqa: B023
        )


def test_the_toolbar_is_fitted_to_a_width_once_and_for_all(qtbot, opened):
    combo, at_first = view(opened, "compositeCombo"), opened.size()
    combo.setCurrentIndex(combo.count() - 1)
    combo.activated.emit(combo.count() - 1)
    qtbot.wait(50)
    fits = []
    picture = opened._views.picture
    narrow = picture.set_narrow
    picture.set_narrow = lambda **how: (fits.append(how), narrow(**how))

    for width in range(1080, 1280, 40):
        opened.resize(at_first)
        qtbot.wait(50)
        fits.clear()
        opened.resize(width, 800)
        qtbot.wait(100)

        assert len(fits) <= 3 * 2, width
        assert right_of(view(opened, "exportToolButton"), opened) <= width


def right_of(widget, window):
    return widget.mapTo(window, widget.rect().topRight()).x()


def test_dialogs_go_with_the_window_and_before_the_wait_for_what_runs(qtbot, window, session):
    seen = []
    action(window, "Guide").trigger()
    action(window, "About").trigger()
    qtbot.wait(20)
    (one, other) = window.findChildren(QDialog)
    session.shut_down = lambda: seen.append(
        (window.isVisible(), one.isVisible(), other.isVisible())
    )

    window.end()

    assert seen == [(False, False, False)]
    del session.shut_down
    session.shut_down()


def test_the_keyboard_is_on_the_curves_once_run_cannot_be_pressed_again(qtbot, opened):
    run = view(opened, "runButton")
    run.setFocus()
    QTest.keyClick(run, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not run.isEnabled())
    assert opened.focusWidget() is view(opened, "inertiaPlot")


def test_values_are_told_as_stored_numbers_everywhere_and_again_after_a_restart(
    qtbot, swept, session, settings
):
    scene = session.scenes.scene
    assert action(swept, "StoredNumbers").isChecked() is False
    action(swept, "StoredNumbers").trigger()
    assert session.values.told is ValuesAs.STORED
    assert scene is session.scenes.scene  # nothing is opened or swept anew
    again = MainWindow(Session(), WindowState(settings))
    qtbot.addWidget(again)
    assert action(again, "StoredNumbers").isChecked()


def test_what_a_job_could_not_do_is_told_until_the_next_begins(qtbot, opened, session, tmp_path):
    (tmp_path / "nothing").mkdir()
    bar = view(opened, "messageBar")
    with qtbot.waitSignal(session.jobs.message_raised, timeout=60_000):
        session.jobs.open_paths([tmp_path / "nothing"])
    assert [message.level for message in bar.messages] == [Level.ERROR]
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    session.jobs.run_sweep(SweepSettings(band_names=(), k_min=2, k_max=2, **HASTY))
    assert bar.messages == ()
    qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=60_000)


def test_a_range_stays_with_its_scene(qtbot, opened, session, folder, tmp_path):
    low, high = view(opened, "kMinSpin"), view(opened, "kMaxSpin")
    low.setValue(4)
    high.setValue(6)
    with qtbot.waitSignal(session.scenes.surveyed, timeout=60_000):
        session.jobs.work_at(session.scenes.scene.target)
    assert (low.value(), high.value()) == (4, 6)
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    folder.rename(tmp_path / "other")
    with qtbot.waitSignal(session.scenes.surveyed, timeout=60_000):
        session.jobs.open_paths([tmp_path / "other"])
    assert (low.value(), high.value()) == (3, 10)
    qtbot.waitUntil(lambda: not session.jobs.is_busy)


def told_ks(window):
    """Return the k that map, table, spectrum and small maps tell of, at this very moment."""
    spectrum = window._views.spectrum
    titles = [caption(window, "clusterView"), window._views.table._title.text()]
    ks = [int(title.split("k = ")[1].split()[0]) for title in titles]
    n_rows = view(window, "clusterTable").model().rowCount()
    return {*ks, n_rows, spectrum._look.n_classes}


def test_map_table_and_spectrum_never_disagree_about_k_while_it_is_clicked(qtbot, opened, session):
    told = []

    def look(k):
        opened._views.strip.k_clicked.emit(k)
        told.append(told_ks(opened) == {k})

    def click_through(_result):
        for k in sorted(session.sweeps.looks(), reverse=True):
            look(k)

    session.sweeps.k_finished.connect(click_through)  # amid a sweep, faster than anyone clicks
    with qtbot.waitSignal(session.sweeps.finished, timeout=120_000):
        session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=7, **HASTY))
    session.sweeps.k_finished.disconnect(click_through)
    for k in (3, 7, 4, 6, 5):
        look(k)
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    assert told_ks(opened) == {5}
    assert len(told) >= 20
    assert all(told)


def test_map_table_and_curves_never_disagree_while_a_sweep_goes_from_k_to_k(qtbot, opened, session):
    told = []

    def look(k):  # the last to hear of it: what comes next is drawn
        if not k:
            return
        curves = {plot._selected for plot in opened._views.curves._plots._all}
        map_k = int(caption(opened, "clusterView").split("k = ")[1].split()[0])
        table_k = int(opened._views.table._title.text().split("k = ")[1])
        n_rows = view(opened, "clusterTable").model().rowCount()
        told.append({k, map_k, table_k, n_rows, *curves})

    session.sweeps.k_selected.connect(look)
    with qtbot.waitSignal(session.sweeps.finished, timeout=120_000):
        session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=7, **HASTY))
    session.sweeps.k_selected.disconnect(look)
    qtbot.waitUntil(lambda: not session.jobs.is_busy)
    assert len(told) > 4
    assert [len(ks) for ks in told] == [1] * len(told)
