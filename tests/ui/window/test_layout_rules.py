"""No text is cut off, no panel crushed, no scroll bar within another, at any usual size."""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QScrollBar,
    QTableView,
    QToolButton,
    QWidget,
)

from app.clustering.settings import SweepSettings
from app.session import Session
from app.steps import Progress
from app.ui.curves.advice_card import AdviceCard
from app.ui.curves.curves_view import CurvesView
from app.ui.curves.k_strip import KStrip
from app.ui.parts import theme
from app.ui.parts.cut_line import CutLine
from app.ui.parts.fold import Fold
from app.ui.parts.scroll_page import ScrollPage
from app.ui.parts.tables.table_manners import ROW_PX
from app.ui.parts.theme import ThemeChoice
from app.ui.setup.sweep_panel import SweepPanel
from app.ui.start.start_page import StartPage
from app.ui.tools.tool_column import ToolColumn
from app.ui.tools.tool_page import ToolPage
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.session.test_projects import write_scene
from tests.ui.conftest import HASTY
from tests.ui.window import tool_walk

pytestmark = pytest.mark.gui
SIZES = ((1280, 780), (1440, 900), (1920, 1080))  # 20 of 800 pixels are the title's
WAIT_MS = 60_000
STATES = ("empty", "opened", "swept", "selected", "advanced")
DIALOGS = ("Preferences", "Export", "AddIndex", "AssignSensor", "ApplyToScenes", "Keys", "About")
N_ROWS = 6  # of the largest k
ARROW_PX = 24  # of a list, with its margins
MAY_BE_CUT = frozenset(("compressBand",))  # names of bands are of any length
PANELS = (StartPage, SweepPanel, AdviceCard, KStrip)


@pytest.fixture(scope="module", params=[ThemeChoice.LIGHT, ThemeChoice.DARK])
def states(request, qapp, tmp_path_factory) -> Iterator[dict[str, MainWindow]]:
    """Return a way to bring one window from state to state, each on top of the one before."""
    folder = tmp_path_factory.mktemp("scene")
    write_scene(folder)
    before = (qapp.style().name(), qapp.styleSheet(), qapp.palette())
    theme.current().start(qapp)
    theme.current().choose(request.param)
    session = Session()
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(session, WindowState(settings))
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.show()
    yield Walk(window, session, folder)
    window.end()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.current().choose(ThemeChoice.LIGHT)
    qapp.setStyle(before[0])
    qapp.setStyleSheet(before[1])
    qapp.setPalette(before[2])


class Walk:
    """A window that is led from an empty one to one with a class and all settings unfolded."""

    def __init__(self, window, session, folder):
        self.window, self._session, self._folder = window, session, folder
        self._todo = list(STATES)

    def come_to(self, qtbot, state):
        session = self._session
        while self._todo and state in self._todo:
            step = self._todo.pop(0)
            if step == "opened":
                with qtbot.waitSignal(session.scenes.surveyed, timeout=WAIT_MS):
                    session.jobs.open_paths([self._folder])
                qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
            elif step == "swept":
                with qtbot.waitSignal(session.sweeps.finished, timeout=WAIT_MS):
                    session.jobs.run_sweep(SweepSettings(band_names=(), k_min=3, k_max=6, **HASTY))
                qtbot.waitUntil(lambda: not session.jobs.is_busy, timeout=WAIT_MS)
            elif step == "selected":
                with qtbot.waitSignal(session.values.counted, timeout=WAIT_MS):
                    session.sweeps.select_cluster(1)
            elif step == "advanced":
                self.window.findChild(QToolButton, "advancedButton").click()

    def open_tool(self, name):
        self.window.findChild(QAction, f"action{name}").trigger()
        (page,) = (each for each in shown(self.window, ToolPage) if each.isVisible())
        return page

    def find(self, qtbot, name):
        """Bring a tool to what comes of it, on the few pixels of this scene."""
        page = self.open_tool(name)
        tool_walk.FINDING[name](qtbot, self._session, self._folder)
        qtbot.waitUntil(page.result.isVisible, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: not page.is_busy, timeout=WAIT_MS)
        return page


def settle(qtbot, window, size):
    """Give the window a size and what is in it its places; paint it once, when it has them.

    With four pixels for each, painting takes more than all the rest, and no rule looks at it: there
    the window is painted once a test.
    """
    window.setUpdatesEnabled(False)
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    for _ in range(4):  # wrapped sentences ask for their height once they have a width
        QApplication.processEvents()
    if window.devicePixelRatio() == 1.0:
        paint(window)


def paint(window):
    window.setUpdatesEnabled(True)
    QApplication.processEvents()


@pytest.fixture(autouse=True)
def _painted_in_the_end(request):
    yield
    if "states" in request.fixturenames:
        paint(request.getfixturevalue("states").window)


def shown(window, kind):
    return [each for each in window.findChildren(kind) if each.isVisible()]


def of(seen, kind):
    """Return those of one kind: to look for each kind through the whole window takes its time."""
    return [each for each in seen if isinstance(each, kind)]


def cut_labels(seen):
    """Return texts that do not fit where they stand; lines that are cut on purpose say so."""
    cut = []
    for label in of(seen, QLabel):
        if not label.text() or isinstance(label.parentWidget(), CutLine):
            continue
        if label.wordWrap():
            is_cut = label.heightForWidth(label.width()) > label.height() + 1
        else:
            is_cut = label.sizeHint().width() > label.width() + 1
        if is_cut:
            cut.append((label.objectName(), label.text()))
    return cut


def cut_buttons(seen):
    cut = []
    for button in of(seen, QAbstractButton):
        words = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
        if button.text() and words > button.width():
            cut.append((button.objectName(), button.text()))
    return cut


def crushed_panels(seen):
    crushed = []
    for kind in PANELS:
        for panel in of(seen, kind):
            least, layout = panel.minimumSizeHint(), panel.layout()
            if layout is not None and layout.hasHeightForWidth():  # sentences wrap less often
                least.setHeight(layout.minimumHeightForWidth(panel.width()))
            if panel.width() < least.width() or panel.height() < least.height():
                crushed.append((type(panel).__name__, panel.size(), least))
    return crushed


def has_bar(area: QAbstractScrollArea, orientation: Qt.Orientation) -> bool:
    is_upright = orientation is Qt.Orientation.Vertical
    bar: QScrollBar = area.verticalScrollBar() if is_upright else area.horizontalScrollBar()
    return bar.isVisible() and bar.maximum() > bar.minimum()


def nested_bars(seen):
    """Return areas that scroll within others that scroll the same way."""
    nested = []
    for area in of(seen, QAbstractScrollArea):
        for orientation in (Qt.Orientation.Vertical, Qt.Orientation.Horizontal):
            outer: QWidget | None = area.parentWidget() if has_bar(area, orientation) else None
            while outer is not None:
                if isinstance(outer, QAbstractScrollArea) and has_bar(outer, orientation):
                    nested.append((outer.objectName(), area.objectName()))
                outer = outer.parentWidget()
    return nested


def scrolled_curves(seen):
    """Return pages of curves of which something has to be scrolled to."""
    views = of(seen, CurvesView)
    pages = [page for view in views for page in shown(view, ScrollPage)]
    return [page.widget().height() for page in pages if has_bar(page, Qt.Orientation.Vertical)]


def half_rows(seen):
    """Return how many rows of the table of clusters are seen, where one is seen by half."""
    tables = [table for table in of(seen, QTableView) if table.objectName() == "clusterTable"]
    counts = [table.viewport().height() / ROW_PX for table in tables]
    return [n_rows for n_rows in counts if n_rows != int(n_rows) or n_rows < N_ROWS]


def cut_fields(seen):
    """Return lists and numbers of which a part is not seen."""
    cut = []
    for combo in of(seen, QComboBox):
        words = combo.fontMetrics().horizontalAdvance(combo.currentText())
        if words > combo.width() - ARROW_PX and combo.objectName() not in MAY_BE_CUT:
            cut.append((combo.objectName(), combo.currentText()))
    cut += [
        (spin.objectName(), spin.text())
        for spin in of(seen, QAbstractSpinBox)
        if spin.fontMetrics().horizontalAdvance(spin.text()) > spin.lineEdit().width()
    ]
    return cut


def beyond(page):
    """Return what reaches over the side of a page that scrolls up and down only."""
    return [
        each.objectName() or type(each).__name__
        for each in shown(page, QWidget)
        if each.mapTo(page, each.rect().bottomRight()).x() > page.width()
        and not any(isinstance(above, QAbstractScrollArea) for above in parents_within(each, page))
    ]


def jumps_of_tab(window):
    """Return the fields of the open tool that Tab comes to from one below them."""
    box = window.findChild(ToolColumn).currentWidget()
    (close,) = (each for each in shown(box, QPushButton) if each.objectName().endswith("ToolClose"))
    fields, field = [], close
    while field not in fields:
        can = field.focusPolicy() & Qt.FocusPolicy.TabFocus and field.focusProxy() is None
        if can and field.isVisible() and field.isEnabled() and box.isAncestorOf(field):
            fields.append(field)
        field = field.nextInFocusChain()
    assert len(fields) > 2  # Close, and something to do
    tops = [each.mapTo(window, each.rect().topLeft()).y() for each in fields]
    ends = [top + each.height() for top, each in zip(tops, fields, strict=True)]
    found = zip(fields[1:], pairwise(zip(tops, ends, strict=True)), strict=True)
    return [each.objectName() for each, ((top, _), (_, end)) in found if end <= top]


def parents_within(widget, page):
    above = widget.parentWidget()
    while above is not None and above is not page:
        yield above
        above = above.parentWidget()


def broken_rules(window):
    seen = shown(window, QWidget)
    found = {
        "cut labels": cut_labels(seen),
        "cut buttons": cut_buttons(seen),
        "cut fields": cut_fields(seen),
        "crushed": crushed_panels(seen),
        "nested scroll bars": nested_bars(seen),
        "curves below a scroll": scrolled_curves(seen),
        "rows by half": half_rows(seen),
        "beyond the side": [each for page in of(seen, ToolPage) for each in beyond(page)],
    }
    return {rule: broken for rule, broken in found.items() if broken}


@pytest.mark.parametrize("state", STATES)
def test_the_window_is_laid_out_well(qtbot, states, state):
    states.come_to(qtbot, state)
    for size in SIZES:
        settle(qtbot, states.window, size)
        assert broken_rules(states.window) == {}, size


def test_every_tool_is_laid_out_well_and_as_wide_as_the_others(qtbot, states):
    states.come_to(qtbot, STATES[-1])
    for size in SIZES:
        widths = set()
        for name in tool_walk.FINDING:
            page = states.open_tool(name)
            settle(qtbot, states.window, size)
            assert broken_rules(states.window) == {}, (name, size)
            assert jumps_of_tab(states.window) == [], name
            widths.add(states.window.findChild(ToolColumn).width())
            page.show_progress(Progress("Reading what was chosen, block by block", 0.4, 75.0))
            settle(qtbot, states.window, size)
            assert broken_rules(states.window) == {}, (name, size, "busy")
            page.show_progress(None)
        assert len(widths) == 1, size  # else the map jumps from one tool to the next


@pytest.mark.parametrize("states", [ThemeChoice.LIGHT], indirect=True)
def test_what_comes_of_every_tool_is_laid_out_well(qtbot, states):
    """In one theme: the other has the same letters, and finding takes its time."""
    states.come_to(qtbot, STATES[-1])
    for name in tool_walk.FINDING:
        page = states.find(qtbot, name)
        for size in SIZES:
            settle(qtbot, states.window, size)
            assert broken_rules(states.window) == {}, (name, size)
        assert jumps_of_tab(states.window) == [], name
        page.show_outdated("Pixels or bands have changed since: search again.")
        page.findChild(Fold, page.objectName().replace("Page", "Fold")).click()
        settle(qtbot, states.window, SIZES[0])
        assert broken_rules(states.window) == {}, (name, "steps")


@pytest.mark.parametrize("action", DIALOGS)
def test_dialogs_are_laid_out_well_and_escape_closes_them(qtbot, states, action):
    states.come_to(qtbot, STATES[-1])
    states.window.findChild(QAction, f"action{action}").trigger()
    (dialog,) = (each for each in shown(states.window, QDialog))
    qtbot.waitExposed(dialog)
    for _ in range(4):
        QApplication.processEvents()
    seen = shown(dialog, QWidget)
    found = {
        "cut labels": cut_labels(seen),
        "cut buttons": cut_buttons(seen),
        "cut fields": cut_fields(seen),
        "nested scroll bars": nested_bars(seen),
    }
    assert {rule: broken for rule, broken in found.items() if broken} == {}
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shown(states.window, QDialog))


def test_the_window_is_laid_out_well_on_a_screen_of_double_density(tmp_path):
    """Pixels of the screen are halved for the whole process: another one walks the same way."""
    chosen = (
        f"{__file__}::test_the_window_is_laid_out_well[light-advanced]",
        f"{__file__}::test_every_tool_is_laid_out_well_and_as_wide_as_the_others[light]",
        f"{__file__}::test_what_comes_of_every_tool_is_laid_out_well[light]",
        *(
            f"{__file__}::test_dialogs_are_laid_out_well_and_escape_closes_them[light-{action}]"
            for action in DIALOGS
        ),
    )
    # Beside folders of other runs it would look for old ones to remove.
    apart = ("-p", "no:cov", "-p", "no:xdist", f"--basetemp={tmp_path / 'double'}")
    done = subprocess.run(
        [*(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"), *apart, *chosen],
        env={**os.environ, "QT_SCALE_FACTOR": "2"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2_000:]
