import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from app.ui.setup.number_spin import NumberSpin

pytestmark = pytest.mark.gui


@pytest.fixture
def spin(qtbot):
    made = NumberSpin()
    made.setRange(2, 30)
    made.setValue(10)
    qtbot.addWidget(made)
    made.show()
    yield made
    QToolTip.hideText()


def enter(spin, text):
    spin.selectAll()
    QTest.keyClicks(spin, text)
    QTest.keyClick(spin, Qt.Key.Key_Return)


def test_a_number_that_is_too_large_is_told(spin):
    enter(spin, "60")
    assert spin.value() == 30
    assert spin.note == "30 is the most here. 60 was typed."


def test_a_number_that_is_too_small_is_told(spin):
    enter(spin, "1")
    assert spin.value() == 2
    assert spin.note == "2 is the least here. 1 was typed."


def test_nothing_is_told_of_a_number_that_is_taken(spin):
    enter(spin, "12")
    assert (spin.value(), spin.note) == (12, "")


def test_the_note_goes_with_the_next_number(spin):
    enter(spin, "60")
    QTest.keyClick(spin, Qt.Key.Key_Down)
    assert (spin.value(), spin.note) == (29, "")
