"""One key answers which class a place is of, wherever the keyboard is."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QWidget

from app.clustering.accuracy.looked_places import CANNOT_TELL, NOT_YET
from app.ui.tools.accuracy.class_keys import ClassKeys, ClassRow

ROWS = [ClassRow(f"Class {n}", (n, n, n)) for n in range(1, 13)]


@pytest.fixture
def keys(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.fired = []
    action = QAction("Blink", window)
    action.setShortcut("B")
    action.triggered.connect(lambda: window.fired.append("B"))
    window.addAction(action)
    keys = ClassKeys(window)
    window.setCentralWidget(keys)
    keys.heard, keys.steps, keys.fired = [], [], window.fired
    keys.answered.connect(keys.heard.append)
    keys.stepped.connect(keys.steps.append)
    keys.show_classes(ROWS)
    keys.set_on(is_on=True)
    window.show()
    qtbot.waitExposed(window)
    keys.setFocus()
    return keys


def test_digits_then_letters_answer_and_letters_fire_no_action_of_the_window(keys):
    for key in (Qt.Key.Key_3, Qt.Key.Key_A, Qt.Key.Key_B):
        QTest.keyClick(keys, key)
    assert keys.heard == [3, 10, 11]
    assert keys.fired == []


def test_a_key_without_a_class_is_left_to_the_window(keys):
    QTest.keyClick(keys, Qt.Key.Key_Z)
    assert keys.heard == []


def test_other_keys_step_and_say_that_nothing_can_be_told(keys):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_0):
        QTest.keyClick(keys, key)
    assert keys.steps == [1, 1, -1]
    assert keys.heard == [CANNOT_TELL]


def test_what_is_watched_gives_its_keys_only_while_places_are_labelled(keys, qtbot):
    other = QWidget()
    qtbot.addWidget(other)
    keys.watch(other)
    QTest.keyClick(other, Qt.Key.Key_1)
    keys.set_on(is_on=False)
    QTest.keyClick(other, Qt.Key.Key_2)
    assert keys.heard == [1]


def test_control_with_a_letter_stays_a_command(keys):
    QTest.keyClick(keys, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert keys.heard == []


def test_a_click_answers_and_the_answer_is_marked(keys):
    place = keys.visualItemRect(keys.item(1)).center()
    QTest.mouseClick(keys.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert keys.heard == [2]
    keys.show_answer(5)
    assert keys.currentRow() == 4
    keys.show_answer(NOT_YET)
    assert keys.currentRow() == -1
