"""From clusters to classes in the window: split, named, suggested, merged by the tree."""

import numpy as np
import pyqtgraph as pg
import pytest
import rasterio
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSpinBox, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from rasterio import Affine

from app.clustering.settings import SweepSettings
from app.clustering.shown_values import signatures_as
from app.engine import classes
from app.errors import NoRoomError
from app.session import Session
from app.session.desks.runs.disk_full import REMOVE_RUN
from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.map.furniture.legend_box import LegendBox
from app.ui.window.main_window import MainWindow
from app.ui.window.remembered.view_state import Motion
from app.ui.window.window_state import WindowState
from tests.ui.plot_items import items
from tests.ui.window.shared_window import left_as_found

pytestmark = pytest.mark.gui
SIZE, WAIT_MS = 60, 60_000
SPECTRA = np.array([[200, 150], [900, 4000], [1000, 3200], [3000, 3500]])
KEY = Qt.Key


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Four materials in quarters; two are alike."""
    folder = tmp_path_factory.mktemp("scene")
    half = np.arange(SIZE) >= SIZE // 2
    noise = np.random.default_rng(1).normal(0, 10, (2, SIZE, SIZE))
    values = SPECTRA[2 * half[:, None] + half[None]].transpose(2, 0, 1) + noise
    for name, plane in zip(("SR_B4", "SR_B5"), values, strict=True):
        with rasterio.open(
            folder / f"LC08_L2SP_042024_20200101_20200113_02_T1_{name}.TIF", "w", driver="GTiff",
            width=SIZE, height=SIZE, count=1, dtype="uint16", crs="EPSG:32611",
            transform=Affine(30, 0, 500_000, 0, -30, 5_700_000),
        ) as file:  # fmt: skip
            file.write(plane.clip(1).astype(np.uint16), 1)
    return folder


def at_k_3(bot, folder, settings_path):
    """Make a window, at k = 3 of a finished sweep."""
    session = Session()
    settings = QSettings(str(settings_path), QSettings.Format.IniFormat)
    window = MainWindow(session, WindowState(settings))
    window.test_session = session
    window.show()
    window.open_soon([folder])
    bot.waitUntil(lambda: session.scenes.opened is not None, timeout=WAIT_MS)
    bot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    with bot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(SweepSettings((), 3, 4, n_starts=3, n_silhouette_px=300))
    session.sweeps.select_k(3)
    bot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
    return window


@pytest.fixture
def own_window(qtbot, tmp_path, folder):
    """A window for a test that leaves more behind than can be undone."""
    window = at_k_3(qtbot, folder, tmp_path / "settings.ini")
    qtbot.addWidget(window)
    yield window
    window.end()


@pytest.fixture(scope="module")
def common_window(qapp, request, folder, tmp_path_factory):  # noqa: ARG001 - has to be there
    window = at_k_3(QtBot(request), folder, tmp_path_factory.mktemp("own") / "settings.ini")
    yield window
    window.end()
    window.deleteLater()


@pytest.fixture
def window(qtbot, common_window):
    """The window that tests share."""
    with left_as_found(qtbot, common_window, common_window.test_session):
        yield common_window


@pytest.fixture
def session(request):
    """The session of the window of this test."""
    name = "own_window" if "own_window" in request.fixturenames else "window"
    return request.getfixturevalue(name).test_session


class PaintWatch(QObject):
    """Notes how many rows a table has whenever another view paints."""

    def __init__(self, table):
        super().__init__()
        self.table, self.seen = table, []

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint:
            self.seen.append(self.table.model().rowCount())
        return False


def act(window, name):
    window.findChild(QAction, f"action{name}").trigger()


def mixed(session):
    """Return the class that both kinds of green lie in."""
    labels = session.sweeps.result.preview.labels
    return session.sweeps.look().number_at(int(labels[5, SIZE - 5]))


def ask_for_parts(qtbot, window, session, number):
    session.sweeps.select_cluster(number)
    with qtbot.waitSignal(session.classes.proposed, timeout=WAIT_MS):
        act(window, "Split")


def test_split_is_offered_for_a_selected_class_only_and_says_why(window, session):
    action = window.findChild(QAction, "actionSplit")
    session.sweeps.select_cluster(0)
    assert not action.isEnabled()
    assert "Select a class" in action.toolTip()
    session.sweeps.select_cluster(1)
    assert action.isEnabled()


def test_map_shows_a_merge_before_the_table_does(window, session):
    table = window.findChild(QTableView, "clusterTable")
    view = window.findChild(QWidget, "clusterView")
    session.sweeps.select_cluster(0)
    number = mixed(session)
    other = next(one for one in session.classes.legend.numbers if one != number)
    watch = PaintWatch(table)  # an override on the view itself would be a cycle through a widget
    view.installEventFilter(watch)
    session.classes.merge((number, other))
    assert watch.seen[:1] == [3]  # while the table still had three rows, and with nobody waiting
    assert table.model().rowCount() == 2


def test_mixed_class_is_split_by_keyboard_after_a_look_and_undone(qtbot, window, session):
    number = mixed(session)
    n_px = session.sweeps.classed.signatures.n_px[number - 1]
    ask_for_parts(qtbot, window, session, number)
    bar, parts = window.findChild(QWidget, "splitBar"), window.findChild(QSpinBox, "splitParts")
    assert bar.outcome == "Parts of 50, 50 % of it"
    assert session.classes.legend.is_as_found  # so far only looked at
    QTest.keyClick(parts, KEY.Key_Return)
    qtbot.waitUntil(lambda: session.sweeps.steps_wanted() is None, timeout=WAIT_MS)
    assert bar.isHidden()
    counts = session.sweeps.classed.signatures.n_px
    assert len(counts) == 4
    assert max(counts) < n_px
    assert window.findChild(QAction, "actionUndo").text() == "&Undo splitting in 2"
    act(window, "Undo")
    assert session.classes.legend.is_as_found


def test_a_disk_that_is_full_amid_a_split_offers_to_remove_the_other_run(
    qtbot, own_window, session, monkeypatch
):
    def full(*_):
        raise NoRoomError("No room for the maps", "The disk is full.", "Free some space there.")
        yield

    with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
        session.jobs.run_sweep(SweepSettings((), 3, 4, n_starts=3, n_silhouette_px=300, seed=7))
    before, shown = session.sweeps.runs
    monkeypatch.setattr(classes, "revise", full)
    ask_for_parts(qtbot, own_window, session, mixed(session))
    session.classes.accept_split()
    name = f"remedyButton_{REMOVE_RUN} {before.id}"
    qtbot.waitUntil(lambda: own_window.findChild(QPushButton, name) is not None, timeout=WAIT_MS)
    button = own_window.findChild(QPushButton, name)
    assert button.text() == "Remove Run 1"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [run.id for run in session.sweeps.runs] == [shown.id]


def test_looking_at_a_split_ends_with_escape_and_leaves_the_map(qtbot, window, session):
    ask_for_parts(qtbot, window, session, mixed(session))
    area = window.findChild(QWidget, "clusterView").parent().parent()
    assert area.number_at(5, SIZE - 5) != area.number_at(SIZE - 5, 5)
    QTest.keyClick(window.findChild(QSpinBox, "splitParts"), KEY.Key_Escape)
    assert session.classes.proposal is None
    assert window.findChild(QWidget, "splitBar").isHidden()
    assert area.number_at(5, SIZE - 5) == area.number_at(SIZE - 5, 5)
    assert session.classes.legend.is_as_found


def test_looking_at_a_split_goes_on_to_the_class_that_is_selected(qtbot, window, session):
    number = mixed(session)
    ask_for_parts(qtbot, window, session, number)
    other = next(one for one in session.classes.legend.numbers if one != number)
    with qtbot.waitSignal(session.classes.proposed, timeout=WAIT_MS) as shown:
        session.sweeps.select_cluster(other)
    assert shown.args[0].parts[0] == other
    session.sweeps.select_k(4)
    assert window.findChild(QWidget, "splitBar").isHidden()


def test_names_are_suggested_in_the_table_and_taken_by_the_button(qtbot, window, session):
    for number, name in ((1, "Water"), (2, "Green"), (3, "Sand")):
        session.classes.rename(number, name)
    session.sweeps.select_k(4)
    qtbot.waitUntil(lambda: len(session.suggestions.now) == 4, timeout=WAIT_MS)
    model = window.findChild(QTableView, "clusterTable").model()
    shown = [model.index(row, 1).data() for row in range(4)]
    assert all(name.endswith(" %") and "? " in name for name in shown)
    assert session.sweeps.look().names == tuple(f"Cluster {number}" for number in (1, 2, 3, 4))
    button = window.findChild(QToolButton, "takeAllNames")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert {"Water", "Green", "Sand"} == set(session.sweeps.look().names)
    assert button.isHidden()
    act(window, "Undo")
    assert session.classes.legend.is_as_found


def test_tree_merges_what_is_alike_in_one_step(qtbot, window, session):
    session.sweeps.select_k(4)
    details, view = (
        window.findChild(QWidget, "detailTabs"),
        window.findChild(QWidget, "dendrogramView"),
    )
    details.setCurrentWidget(view)
    qtbot.waitUntil(lambda: len(view.plot.groups) == 4, timeout=WAIT_MS)
    QTest.keyClick(view.plot, KEY.Key_Right)
    (pair,) = (group for group in view.plot.groups if len(group) > 1)
    QTest.mouseClick(window.findChild(QPushButton, "dendrogramMerge"), Qt.MouseButton.LeftButton)
    legend = session.classes.legend
    assert [one.members for one in legend.classes if len(one.members) > 1] == [pair]
    labels = session.sweeps.result.preview.labels
    alike = {int(labels[5, SIZE - 5]), int(labels[SIZE - 5, 5])}
    assert alike == set(pair)
    qtbot.waitUntil(lambda: len(view.plot.groups) == 3, timeout=WAIT_MS)
    act(window, "Undo")
    assert session.classes.legend.is_as_found


def test_list_of_names_that_was_chosen_is_remembered(qtbot, own_window, session, tmp_path):
    qtbot.waitUntil(lambda: bool(session.names.lists), timeout=WAIT_MS)
    menu = own_window.findChild(QAction, "actionLoadNames").associatedObjects()[0]
    chosen = next(one for one in menu.actions() if one.text() == "NLCD 2021")
    chosen.trigger()
    assert session.names.chosen.title == "NLCD 2021"
    own_window._state.finish()
    again = WindowState(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert again.name_list == "NLCD 2021"


def test_the_spectrum_says_what_the_legend_says(qtbot, own_window, session):
    """Numbers, names, colours and means of the very same classes, after a merge."""
    act(own_window, "Legend")
    session.classes.merge((1, 2))
    session.classes.rename(1, "Lake")
    session.classes.recolour(1, (10, 20, 200))
    session.sweeps.select_clusters(())
    view = own_window.findChild(SpectrumView)
    legend = next(each for each in own_window.findChildren(LegendBox) if each.isVisible())
    colours = [(10, 20, 200), session.sweeps.look().colours[1]]
    qtbot.waitUntil(lambda: pens(view) == colours, timeout=WAIT_MS)

    rows = [row for row in legend.rows if row.colour is not None]
    chips = items(view.canvas, pg.TextItem)
    said = [chip.textItem.toPlainText() for chip in chips]
    assert [row.colour for row in rows] == colours
    assert [chip.fill.color().getRgb()[:3] for chip in chips] == colours
    assert [row.name for row in rows] == ["1 Lake", "Cluster 3"]
    assert said in (["1 Lake", "3"], ["1", "3"])  # numbers alone where there is no room for names
    means = signatures_as(session.sweeps.classed.signatures, session.values.told).mean
    drawn = [curve.getData()[1] for curve in view._plot.curves.items]
    factors = {round(float(factor), 6) for factor in (means / np.array(drawn)).ravel()}
    assert len(drawn) == 2
    assert len(factors) == 1  # of the axis


def pens(view):
    return [curve.opts["pen"].color().getRgb()[:3] for curve in view._plot.curves.items]


class Answered:
    """A desktop that has told already whether it wants motion."""

    def __init__(self, *, is_allowed):
        self.is_allowed = is_allowed


@pytest.mark.parametrize(
    ("wanted", "is_allowed", "fades"),
    [("desktop", True, True), ("desktop", False, False), ("none", True, False)],
)
def test_a_split_fades_in_where_motion_is_wanted(
    qtbot, window, session, monkeypatch, wanted, is_allowed, fades
):
    monkeypatch.setattr(window._state, "motion", Motion(wanted))
    monkeypatch.setattr(window._motion, "_desktop", Answered(is_allowed=is_allowed))
    fade = window._views.map._pair.fade
    session.sweeps.select_k(4)
    assert not fade.is_on  # another k is another map
    session.sweeps.select_k(3)
    with qtbot.waitSignal(session.classes.proposed, timeout=WAIT_MS):
        session.classes.propose_split(mixed(session), 2)
    assert fade.is_on is fades
    qtbot.waitUntil(lambda: not fade.is_on, timeout=WAIT_MS)
