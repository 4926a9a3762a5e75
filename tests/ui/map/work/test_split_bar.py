"""The bar of a split asks for parts, says how large they are, and ends by Enter or Esc."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSpinBox, QWidget

from app.ui.map.work.split_bar import SplitBar

pytestmark = pytest.mark.gui
KEY = Qt.Key


@pytest.fixture
def bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = SplitBar(window)
    window.resize(700, 60)
    bar.resize(700, 48)
    window.show()
    window.activateWindow()
    bar.ask("Water")
    yield bar
    window.hide()  # until here it has to be kept: the bar would go with it


def parts(bar):
    return bar.findChild(QSpinBox, "splitParts")


def button(bar, name):
    return bar.findChild(QPushButton, name)


def test_bar_is_not_there_until_it_is_asked(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    assert not SplitBar(window).is_open


def test_parts_can_be_made_only_once_they_are_known(qtbot, bar):
    assert bar.is_open
    assert not button(bar, "splitApply").isEnabled()
    QTest.keyClick(parts(bar), KEY.Key_Return)
    with qtbot.waitSignal(bar.applied, timeout=1000):
        bar.show_shares((0.61, 0.39))
        assert bar.outcome == "Parts of 61, 39 % of it"
        QTest.keyClick(parts(bar), KEY.Key_Return)


def test_another_number_of_parts_is_looked_for_once(bar):
    bar.show_shares((0.5, 0.5))
    asked = []
    bar.n_parts_chosen.connect(asked.append)
    QTest.keyClick(parts(bar), KEY.Key_Up)
    assert not button(bar, "splitApply").isEnabled()
    QTest.keyClick(parts(bar), KEY.Key_Return)
    assert asked == [3]
    for _ in range(9):
        QTest.keyClick(parts(bar), KEY.Key_Up)
    assert bar.n_parts == 6


def test_enter_on_cancel_cancels(qtbot, bar):
    bar.show_shares((0.5, 0.5))
    applied = []
    bar.applied.connect(lambda: applied.append(1))
    with qtbot.waitSignal(bar.cancelled, timeout=1000):
        QTest.keyClick(button(bar, "splitCancel"), KEY.Key_Return)
    assert applied == []


def test_escape_cancels_wherever_the_keyboard_is(qtbot, bar):
    with qtbot.waitSignal(bar.cancelled, timeout=1000):
        QTest.keyClick(bar.window(), KEY.Key_Escape)


def test_parts_that_do_not_exist_are_said_so(bar):
    bar.show_failure()
    assert bar.outcome == "No such parts were found."
    assert not button(bar, "splitApply").isEnabled()
