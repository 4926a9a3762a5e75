import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
)

from app.ui.runs.compare_bar import CompareBar

pytestmark = pytest.mark.gui
PICTURE, FIRST, SECOND = ("", 0), ("id1", 4), ("id2", 5)
CHOICES = ((PICTURE, "Picture"), (FIRST, "k = 4, Run 1"), (SECOND, "k = 5, Run 2"))


@pytest.fixture
def bar(qtbot):
    made = CompareBar()
    qtbot.addWidget(made)
    made.resize(700, 32)
    made.show_choices(CHOICES, (FIRST, SECOND))
    return made


def combos(bar):
    return [bar.findChild(QComboBox, f"compare{name}Combo") for name in ("First", "Second")]


def button(bar, name):
    return bar.findChild(QToolButton, f"{name}Button")


def test_bar_is_hidden_until_something_is_compared(qtbot):
    made = CompareBar()
    qtbot.addWidget(made)
    assert made.isHidden()
    made.show_choices(CHOICES, (FIRST, SECOND))
    assert not made.isHidden()


def test_sides_are_named_and_can_be_chosen_with_the_keyboard(qtbot, bar):
    assert [combo.currentText() for combo in combos(bar)] == ["k = 4, Run 1", "k = 5, Run 2"]
    for place, (key, chosen) in enumerate(((Qt.Key.Key_Up, PICTURE), (Qt.Key.Key_Up, FIRST))):
        with qtbot.waitSignal(bar.side_chosen) as asked:
            QTest.keyClick(combos(bar)[place], key)
        assert asked.args == [place, chosen]


def test_choices_that_are_listed_anew_ask_for_nothing(qtbot, bar):
    with qtbot.assertNotEmitted(bar.side_chosen):
        bar.show_choices(CHOICES[:2], (PICTURE, FIRST))
    assert [combo.count() for combo in combos(bar)] == [2, 2]
    assert combos(bar)[0].currentText() == "Picture"


def test_blinking_is_shown_without_being_asked_for_again(qtbot, bar):
    with qtbot.assertNotEmitted(bar.blink_toggled):
        bar.show_blinking(True)
    assert button(bar, "blink").isChecked()
    bar.findChild(QCheckBox, "blinkByItselfCheck").setChecked(True)
    with qtbot.waitSignal(bar.by_itself_toggled) as told:
        bar.show_blinking(False)
    assert told.args == [False]


def test_closing_ends_blinking(qtbot, bar):
    bar.show_blinking(True)
    with qtbot.waitSignal(bar.close_requested):
        button(bar, "closeCompare").click()
    with qtbot.waitSignal(bar.blink_toggled) as told:
        bar.close_bar()
    assert told.args == [False]
    assert bar.isHidden()


def test_every_control_has_a_name_for_assistive_tools(bar):
    controls = [*combos(bar), *bar.findChildren(QToolButton), *bar.findChildren(QCheckBox)]
    named = [one for one in controls if one.objectName() and one.accessibleName()]
    assert len(named) == len(controls) == 8


def test_bar_pushes_no_column_aside_in_a_window_of_1280_pixels(bar):
    assert bar.minimumSizeHint().width() <= 616  # with a tool open; 718 without


@pytest.mark.usefixtures("styled")
@pytest.mark.parametrize(("width", "has_words"), [(616, False), (718, True)])
def test_names_of_both_maps_are_whole_with_and_without_a_tool(qtbot, bar, width, has_words):
    bar.resize(width, 32)
    qtbot.waitUntil(lambda: bar.width() == width)
    QApplication.processEvents()
    shown = [label for label in bar.findChildren(QLabel) if label.isVisible()]
    assert bool(shown) is has_words
    for combo in combos(bar):
        style = QStyleOptionComboBox()
        combo.initStyleOption(style)
        room = combo.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, style, QStyle.SubControl.SC_ComboBoxEditField, combo
        )
        assert combo.fontMetrics().horizontalAdvance(combo.currentText()) <= room.width()
