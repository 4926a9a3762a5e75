"""The tables below the map take the height of their rows, unless a person gave them another."""

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QTableView, QWidget

from app.clustering.settings import SweepSettings
from app.session import Session
from app.ui.clusters.cluster_table import ClusterTable
from app.ui.curves.advice_card import AdviceCard
from app.ui.curves.curves_view import CurvesView
from app.ui.parts import theme
from app.ui.parts.scroll_page import ScrollPage
from app.ui.parts.tables.bar_beside import BarBeside
from app.ui.setup.bands.check_list import CheckList
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.session.test_projects import write_scene
from tests.ui.conftest import HASTY

pytestmark = pytest.mark.gui
WAIT_MS = 60_000


@pytest.fixture(scope="module", autouse=True)
def _theme(qapp):
    """Give texts and buttons the sizes they have in the program; no window is left to lose them."""
    before = (qapp.style().name(), qapp.styleSheet(), qapp.palette())
    theme.current().start(qapp)
    yield
    qapp.setStyle(before[0])
    qapp.setStyleSheet(before[1])
    qapp.setPalette(before[2])


@pytest.fixture
def make(qtbot, tmp_path):
    """Return a way to make a window that was swept up to some k."""
    write_scene(tmp_path)
    made = []

    def swept(k_max, size=(1280, 800), scene=tmp_path):
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        session = Session()
        window = MainWindow(session, WindowState(settings))
        qtbot.addWidget(window)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.show()
        window.resize(*size)
        made.append(window)
        qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
        with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
            session.jobs.open_paths([scene])
        qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
        with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
            k_min = max(3, k_max - 3)
            session.jobs.run_sweep(SweepSettings(band_names=(), k_min=k_min, k_max=k_max, **HASTY))
        qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
        window.resize(*size)
        session.sweeps.select_k(k_max)
        QApplication.processEvents()
        return window

    yield swept
    for window in made:
        window.end()
        window.deleteLater()
    # What is gone is not styled anew with all that is in it when the theme goes.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def rows_seen(window):
    table = window.findChild(QTableView, "clusterTable")
    return table.viewport().height() / table.rowHeight(0)


def test_six_rows_are_seen_whole_and_so_are_all_curves(make):
    window = make(6)
    assert rows_seen(window) == 6
    curves = window.findChild(CurvesView)
    assert curves.height() >= curves.whole_px


@pytest.fixture
def many_bands(tmp_path):
    """Sixty bands in a file, one of them without any value."""
    values = np.random.default_rng(1).integers(1, 9000, (60, 40, 50), dtype=np.uint16)
    values[30] = 0
    path = tmp_path / "many.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=50, height=40, count=60, dtype="uint16", nodata=0,
        crs="EPSG:32611", transform=rasterio.Affine(30, 0, 500_000, 0, -30, 5_700_000),
    ) as file:  # fmt: skip
        file.write(values)
    return path


def test_a_bar_below_very_many_bands_costs_no_row(make, many_bands):
    window = make(6, scene=many_bands)
    table = window.findChild(QTableView, "clusterTable")
    assert table.horizontalScrollBar().maximum() > 0
    assert rows_seen(window) == 6
    (bar,) = window.findChildren(BarBeside)
    totals = window.findChild(QLabel, "clusterTotals")
    assert bar.isVisible()
    assert totals.width() >= totals.sizeHint().width()
    assert bar.mapTo(window, bar.rect().center()).y() == pytest.approx(
        totals.mapTo(window, totals.rect().center()).y(), abs=2
    )
    curves = window.findChild(CurvesView)
    assert curves.height() >= curves.whole_px


def test_very_many_bands_scroll_in_their_table_and_not_with_the_column_as_well(make, many_bands):
    window = make(6, (1280, 780), many_bands)  # 20 of 800 pixels are the title's
    clusters, rows = window.findChild(ClusterTable), window.findChild(QSplitter, "rowSplitter")
    rows.moveSplitter(rows.height() - rows.handleWidth() - clusters.height_of(6), 1)
    QApplication.processEvents()
    assert rows_seen(window) == 6
    table = window.findChild(QTableView, "bandTable")
    assert table.verticalScrollBar().maximum() > 0
    assert window.findChild(CheckList).isVisible()
    column = next(each for each in window.findChildren(ScrollPage) if each.isAncestorOf(table))
    assert column.verticalScrollBar().maximum() == 0


def test_rows_come_back_once_a_long_sentence_is_gone_and_not_with_the_next_choice(make, qtbot):
    window = make(6)
    rows = window.findChild(QSplitter, "rowSplitter")
    advice = window.findChild(AdviceCard)
    fitted = rows.sizes()
    rows.setSizes([fitted[0] + 40, fitted[1] - 40])
    with qtbot.waitSignal(advice.settled, timeout=WAIT_MS):
        advice.resize(advice.width() - 8, advice.height())
    qtbot.waitUntil(lambda: rows.sizes() == fitted)


def test_more_rows_than_there_is_room_for_scroll_whole(make):
    window = make(12)
    assert 6 <= rows_seen(window) < 12
    assert rows_seen(window) == int(rows_seen(window))
    curves = window.findChild(CurvesView)
    assert curves.height() >= curves.whole_px


def test_a_height_that_was_chosen_is_kept_between_starts_until_a_double_click(make):
    window = make(3)
    rows, table = window.findChild(QSplitter, "rowSplitter"), view_of_tables(window)
    own_px = table.height()
    rows.moveSplitter(rows.height() - own_px - 60, 1)
    chosen_px = table.height()
    assert chosen_px > own_px
    window.end()
    later = make(3)
    assert view_of_tables(later).height() == chosen_px
    handle = later.findChild(QSplitter, "rowSplitter").handle(1)
    QApplication.sendEvent(
        handle,
        QMouseEvent(
            QEvent.Type.MouseButtonDblClick, QPointF(5, 0), handle.mapToGlobal(QPointF(5, 0)),
            Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        ),
    )  # fmt: skip
    assert view_of_tables(later).height() == own_px


def view_of_tables(window):
    return window.findChild(QWidget, "tableSplitter")
