"""The page of a tool leads through its steps, and says what is missing and how far it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.steps import Progress
from app.ui.parts.scroll_page import ScrollPage
from app.ui.tools.tool_column import ToolColumn
from app.ui.tools.tool_page import ToolPage
from app.ui.tools.tool_step import lead_with


@pytest.fixture
def column(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(400, 700)
    setup = QWidget(parent)
    column = ToolColumn(setup, parent)
    column.resize(400, 700)
    parent.show()
    qtbot.waitExposed(parent)
    column.test_parent = parent  # it would be let go otherwise, and the column with it
    return column


def page_of(column, name="demo"):
    page = ToolPage(name, f"The {name}", "Finds one thing or another.", column)
    step = page.add_step("Ground")
    step.add_row("Width", QSpinBox(step))
    page.add_step("Search")
    column.add_tool(page)
    return page


def button(page, name):
    return page.findChild(QPushButton, f"demoTool{name}")


def shown(page):
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def test_steps_are_numbered_as_they_are_added(column):
    page = page_of(column)
    column.show_tool(page)
    assert "1  Ground" in shown(page)
    assert "2  Search" in shown(page)


def test_a_tool_comes_up_with_the_keyboard_in_its_first_field(column, qtbot):
    page = page_of(column)
    column.show_tool(page)
    qtbot.waitUntil(lambda: page.findChild(QSpinBox).hasFocus())


def test_what_is_missing_stands_in_place_of_the_steps_with_its_way_out(column, qtbot):
    page = page_of(column)
    column.show_tool(page)
    page.set_obstacle("No sweep was run yet.", "Run sweep")
    assert "No sweep was run yet." in shown(page)
    assert "Ground" not in shown(page)
    with qtbot.waitSignal(page.way_chosen):
        qtbot.mouseClick(button(page, "Way"), Qt.MouseButton.LeftButton)
    page.set_obstacle("")
    assert "Ground" in shown(page)
    assert page.obstacle == ""


def test_work_is_told_with_how_far_it_is_and_can_be_stopped(column, qtbot):
    page = page_of(column)
    column.show_tool(page)
    page.show_progress(Progress("Looking for the ground", 0.25, 12.0))
    assert "Looking for the ground, 12 s left" in shown(page)
    bar = page.findChild(QProgressBar)
    assert bar.value() / bar.maximum() == pytest.approx(0.25)
    with qtbot.waitSignal(page.stopped):
        qtbot.mouseClick(button(page, "Stop"), Qt.MouseButton.LeftButton)
    page.show_progress(None)
    assert not page.is_busy
    assert not bar.isVisibleTo(page)


def test_a_page_is_as_wide_with_its_steps_folded_as_without(column):
    page = page_of(column)
    page.add_step("Wide").add_row("Width", wide := QSpinBox(page))
    wide.setMinimumWidth(500)
    column.show_tool(page)
    before = page.minimumSizeHint().width()
    page.show_result(is_shown=True)
    assert page.minimumSizeHint().width() == before > 500


def test_only_what_came_of_it_can_be_exported(column):
    page = page_of(column)
    column.show_tool(page)
    export = column.findChild(QPushButton, "demoToolExport")
    assert not export.isVisible()
    page.show_result(is_shown=True)
    assert export.isVisible()


def test_export_stays_in_sight_below_a_page_that_is_too_long(column, qtbot):
    page = page_of(column)
    column.show_tool(page)
    QWidget(page.result).setFixedHeight(10)
    page.result.setMinimumHeight(3 * column.height())
    page.show_result(is_shown=True)
    export = column.findChild(QPushButton, "demoToolExport")
    assert_long(page, column, qtbot)
    assert_in_sight(export, column)


def assert_long(page, column, qtbot):
    content = page.findChild(ScrollPage).widget()
    qtbot.waitUntil(lambda: content.height() > 2 * column.height())


def assert_in_sight(part, column):
    assert part.isVisible()
    for corner in (part.rect().topLeft(), part.rect().bottomRight()):
        assert column.rect().contains(part.mapTo(column, corner))


def test_the_step_that_does_the_work_stays_in_sight_below_steps_that_are_too_long(column, qtbot):
    page = ToolPage("demo", "The demo", "Finds one thing or another.", column)
    page.add_step("Ground").setMinimumHeight(3 * column.height())
    run, leave = QPushButton("Search", page), QPushButton("Leave out", page)
    page.pin_step("Search").add_action(run)
    page.pin_step("Leave out", of_result=True).add_action(leave)
    column.add_tool(page)
    column.show_tool(page)
    assert_long(page, column, qtbot)
    qtbot.waitUntil(lambda: page.findChild(ScrollPage).height() < column.height() - run.height())
    assert_in_sight(run, column)
    assert not leave.isVisible()
    page.show_progress(Progress("Looking for the ground", 0.25))
    qtbot.waitUntil(button(page, "Stop").isVisible)
    qtbot.wait(1)
    assert_in_sight(button(page, "Stop"), column)
    assert_in_sight(page.findChild(QProgressBar), column)
    page.show_progress(None)
    page.result.setMinimumHeight(3 * column.height())
    page.show_result(is_shown=True)
    qtbot.waitUntil(leave.isVisible)
    qtbot.wait(1)
    assert_in_sight(leave, column)
    assert not run.isVisible()
    page.set_obstacle("No sweep was run yet.")
    assert not run.isVisible()


def test_the_step_that_does_the_work_follows_the_others_where_there_is_room(column, qtbot):
    page = page_of(column)
    run = QPushButton("Search", page)
    page.pin_step("Go").add_action(run)
    above = page.findChild(QWidget, "toolStep2")
    column.show_tool(page)
    qtbot.waitUntil(lambda: 0 < top(run, column) - top(above, column) < 120)
    page.result.setMinimumHeight(50)
    page.show_result(is_shown=True)
    export = button(page, "Export")
    qtbot.waitUntil(lambda: column.height() - top(export, column) < 2 * export.height())


def top(part, column):
    return part.mapTo(column, part.rect().topLeft()).y()


def test_enter_presses_the_button_of_a_step_that_is_pinned(column, qtbot):
    page = page_of(column)
    run = QPushButton("Search", page)
    page.pin_step("Search").add_action(run)
    column.show_tool(page)
    page.activateWindow()
    run.setFocus()
    qtbot.waitUntil(run.hasFocus)
    with qtbot.waitSignal(run.clicked):
        qtbot.keyClick(run, Qt.Key.Key_Return)


def test_a_pinned_step_is_kept_back_until_it_is_let_come_again(column):
    page = page_of(column)
    step = page.pin_step("Assess")
    column.show_tool(page)
    page.hold_back(step, is_back=True)
    page.show_progress(None)
    assert not step.isVisible()
    page.hold_back(step, is_back=False)
    assert step.isVisible()


def test_the_keyboard_stays_with_the_tool_while_it_works_and_goes_to_the_result(column, qtbot):
    page = page_of(column)
    run = QPushButton("Run", page)
    page.add_step("Run").add(run)
    found = QSpinBox(page.result)
    column.show_tool(page)
    page.activateWindow()
    run.setFocus()
    qtbot.waitUntil(run.hasFocus)
    run.clicked.connect(lambda: (page.show_progress(Progress("Working")), run.setEnabled(False)))
    qtbot.keyClick(run, Qt.Key.Key_Return)
    assert button(page, "Stop").hasFocus()
    page.show_progress(None)
    run.setEnabled(True)
    page.show_result(is_shown=True)
    qtbot.waitUntil(found.hasFocus)


def test_the_keyboard_stays_with_the_tool_that_writes_while_the_dialog_of_the_folder_closes(
    column, qtbot
):
    before = QPushButton("Open", column.test_parent)  # what the keyboard would go to
    before.show()
    page = page_of(column)
    found = QSpinBox(page.result)
    column.show_tool(page)
    page.activateWindow()
    qtbot.waitUntil(lambda: page.findChild(QSpinBox).hasFocus())
    page.show_result(is_shown=True)
    qtbot.waitUntil(found.hasFocus)
    export = button(page, "Export")
    export.setFocus()
    qtbot.waitUntil(export.hasFocus)
    dialog = QDialog(column.test_parent)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    page.show_progress(Progress("Writing"))
    page.set_exportable(can=False)
    assert page.window().focusWidget() is button(page, "Stop")
    page.show_progress(None)
    page.set_exportable(can=True)
    dialog.close()
    page.activateWindow()
    qtbot.waitUntil(found.hasFocus)


@pytest.mark.usefixtures("styled")
def test_numbers_below_each_other_begin_in_one_line(column):
    page = ToolPage("demo", "The demo", "Finds one thing or another.", column)
    step = page.add_step("Draw")
    fields = [QSpinBox(step), QSpinBox(step)]
    fields[1].setMaximum(2**31 - 1)  # of seeds
    for field in fields:
        step.add_row("Number", field)
    column.add_tool(page)
    column.show_tool(page)
    QApplication.processEvents()
    assert fields[0].x() == fields[1].x()
    assert fields[0].width() == fields[1].width()


def test_the_keyboard_goes_to_a_result_that_comes_by_itself(column, qtbot):
    page = page_of(column)
    found = QPushButton("Found", page.result)
    column.show_tool(page)
    page.activateWindow()
    qtbot.waitUntil(lambda: page.findChild(QSpinBox).hasFocus())
    page.show_result(is_shown=True)
    qtbot.waitUntil(found.hasFocus)


def test_a_field_that_is_changed_keeps_the_keyboard_while_the_tool_works(column, qtbot):
    page = page_of(column)
    column.show_tool(page)
    spin = page.findChild(QSpinBox)
    qtbot.waitUntil(spin.hasFocus)
    page.show_progress(Progress("Working"))
    page.show_progress(None)
    assert spin.hasFocus()


def test_one_tool_is_open_at_a_time(column, qtbot):
    one, other = page_of(column), page_of(column, "other")
    told = []
    column.tool_changed.connect(told.append)
    column.show_tool(one)
    column.show_tool(other)
    assert (column.tool, one.isVisible(), other.isVisible()) == (other, False, True)
    other.closed.connect(column.show_setup)
    qtbot.mouseClick(other.findChild(QPushButton, "otherToolClose"), Qt.MouseButton.LeftButton)
    assert (column.tool, other.isVisible()) == (None, False)
    assert told == [one, other, None]


def test_steps_on_the_result_are_numbered_on(column):
    page = page_of(column)
    page.add_result_step("Keep or reject")
    column.show_tool(page)
    page.show_result(is_shown=True)
    assert "3  Keep or reject" in " ".join(label.text() for label in page.findChildren(QLabel))


def test_what_does_not_hold_any_more_is_told_above_a_result_alone(column):
    page = page_of(column)
    column.show_tool(page)
    page.show_outdated("Bands have changed since: search again.")
    assert "search again" not in shown(page)
    page.show_result(is_shown=True)
    assert "search again" in shown(page)
    page.show_outdated("")
    assert "search again" not in shown(page)


def test_the_button_that_is_pressed_next_stands_out(column):
    first, second = QPushButton("Draw", column), QPushButton("Label", column)
    lead_with(first, is_next=True)
    lead_with(second, is_next=False)
    assert [each.property("role") for each in (first, second)] == ["primary", ""]
    lead_with(first, is_next=False)
    lead_with(second, is_next=True)
    assert [each.property("role") for each in (first, second)] == ["", "primary"]
