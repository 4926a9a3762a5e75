"""A tool stands in the left column while it is open, says what it waits for, and goes by Escape."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QStackedWidget

from app.arrays import Window
from app.clustering.anomalies.ground_choice import ALL
from app.clustering.anomalies.wishes import AnomalySearch, AnomalyWishes
from app.clustering.naming.cluster_look import LabelPicture
from app.products.projects.tools.tool_edits import ToolEdits
from app.products.requests import ExportReport
from app.session import Session, remedies
from app.steps import Progress
from app.ui.map.tools.mark_layer import Mark
from app.ui.map.tools.tool_overlay import ToolMap
from app.ui.tools.tool_page import ToolPage
from app.ui.window.links.remedy_link import RemedyLink
from app.ui.window.main_window import MainWindow
from app.ui.window.window_state import WindowState
from tests.ui.conftest import make_labels, make_scene

pytestmark = pytest.mark.gui
WAIT_S = 20


@pytest.fixture
def window(qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session()
    made = MainWindow(session, WindowState(settings))
    made.test_session = session
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.end()


def action(window, name):
    return window.findChild(QAction, f"action{name}")


def page(window, name="anomalies"):
    return window.findChild(ToolPage, f"{name}ToolPage")


def opened(window):
    window.test_session.scenes.begin(make_scene())  # read no further: there is no survey
    action(window, "ToolAnomalies").trigger()
    QApplication.processEvents()
    return page(window)


def test_a_tool_asks_for_a_scene_by_being_closed(window):
    assert not action(window, "ToolAnomalies").isEnabled()


def test_a_tool_waits_in_words_while_its_scene_is_read(window):
    tool = opened(window)
    assert tool.isVisible()
    told = tool.findChild(QLabel, "anomaliesToolObstacle")
    assert told.isVisible()
    assert told.text().startswith("The scene is still being read.")


def test_a_tool_is_made_when_it_is_first_opened(window):
    assert page(window) is None
    assert "anomalies" not in vars(window.test_session)
    tool = opened(window)
    action(window, "ToolClouds").trigger()
    action(window, "ToolAnomalies").trigger()
    assert page(window) is tool


def test_a_tool_opens_with_what_was_chosen_before_it_was_made(window):
    session = window.test_session
    session.scenes.begin(make_scene())
    wishes = AnomalyWishes(ALL, shore_m=120.0)
    session.editing.set_tools(ToolEdits(anomalies=AnomalySearch(wishes)), "search")
    action(window, "ToolAnomalies").trigger()
    assert (page(window).wishes.ground, page(window).wishes.shore_m) == (ALL, 120.0)


def test_tables_of_an_assessment_stand_before_the_history_once_they_are_there(window):
    tabs = window._views.details
    before = [tabs.tabText(place) for place in range(tabs.count())]
    window.test_session.scenes.begin(make_scene())
    action(window, "ToolAccuracy").trigger()
    after = [tabs.tabText(place) for place in range(tabs.count())]
    assert after == [*before[:-1], "Accuracy", before[-1]]
    assert before[-1] == "History"


def test_the_first_tab_comes_where_that_of_a_closed_tool_was(window):
    opened(window)
    action(window, "ToolAccuracy").trigger()
    tabs = window._views.details
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    tabs.setCurrentIndex(titles.index("Accuracy"))
    window._tools.close()
    assert not tabs.isTabVisible(titles.index("Accuracy"))
    assert tabs.tabText(tabs.currentIndex()) == "Class"  # not the next, which is the history


def test_a_hidden_column_comes_back_for_a_tool(window):
    window.test_session.scenes.begin(make_scene())
    action(window, "LeftPanel").setChecked(False)
    action(window, "ToolAnomalies").trigger()
    assert action(window, "LeftPanel").isChecked()
    assert page(window).isVisible()


def test_escape_closes_the_tool_and_takes_its_marks_away(window):
    tool = opened(window)
    window._views.map.tool.show_marks((Mark(1, 10, 10, 12, 12),))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not tool.isVisible()
    assert window._views.map.tool.marks == ()
    assert window.findChild(QStackedWidget, "leftPages").currentWidget().objectName() == (
        "leftColumn"
    )


def test_the_map_of_a_tool_stays_where_changes_of_other_maps_are_not_known_any_more(window):
    opened(window)
    overlay, changes = window._views.map.tool, window.test_session.changes
    overlay.show_map(ToolMap(LabelPicture(make_labels(3), Window(0, 0, 50, 60))))
    changes.told_changed.emit(None)
    changes.picture_changed.emit(None)
    assert overlay.shown()
    overlay.clear()
    assert not overlay.shown()


def test_what_shows_left_out_pixels_closes_a_tool_that_hides_them(window):
    tool = opened(window)
    (link,) = (each for each in window._links if isinstance(each, RemedyLink))
    link.choose(remedies.SHOW_LEFT_OUT)
    assert not tool.isVisible()
    assert window._views.leave_out.isVisible()
    link.choose(remedies.CHOOSE_GROUND)
    assert tool.isVisible()


def test_closing_while_a_tool_writes_its_files_asks_until_they_are_written(qtbot, window):
    opened(window)
    goes_on = Event()

    def written():
        yield Progress("Writing", 0.5)
        goes_on.wait(WAIT_S)
        return ExportReport(Path("out"), (Path("out/anomalies.csv"),))

    window.test_session.anomalies.write(written)
    window.close()
    (question,) = window.findChildren(QMessageBox)
    assert window.isVisible()
    assert question.isVisible()
    goes_on.set()
    qtbot.waitUntil(lambda: not window.test_session.is_busy, timeout=1000 * WAIT_S)
    assert not any(each.isVisible() for each in window.findChildren(QMessageBox))
    window.close()
    assert not window.isVisible()
