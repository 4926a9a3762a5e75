from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.errors import Remedy
from app.messages import Level, Message
from app.ui.messages.message_bar import MessageBar
from app.ui.messages.message_card import MessageCard

ERROR = Message(Level.ERROR, "Bands do not line up", '"a.tif" has 3 x 3 pixels.', "Choose others.")


@pytest.fixture
def bar(qtbot):
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 500)
    messages = MessageBar(ground)
    ground.show()
    return messages


def cards(bar):
    """Return what is shown, from the top."""
    found = bar.findChildren(MessageCard)
    return [card for message in bar.messages for card in found if card.message is message]


def dismiss(card):
    QTest.mouseClick(card.findChild(QToolButton, "dismissButton"), Qt.MouseButton.LeftButton)


def clock(card):
    return card.findChild(QTimer)


def news(n, level=Level.ERROR, key=""):
    return Message(level, f"News {n}", "It happened.", key=key)


def test_all_three_parts_are_shown_and_can_be_copied(bar):
    bar.show_message(ERROR)
    labels = [label for label in bar.findChildren(QLabel) if label.text()]
    assert [label.text() for label in labels] == [ERROR.title, ERROR.detail, ERROR.hint]
    for label in labels:
        assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_newest_is_on_top_and_at_most_three_stay(bar):
    for n in range(5):
        bar.show_message(news(n))
    assert [message.title for message in bar.messages] == ["News 4", "News 3", "News 2"]


@pytest.mark.parametrize("n_words", range(20, 60, 3))
def test_no_line_is_cut_off_where_others_wait(qtbot, bar, n_words):
    bar.show_message(news(1))
    bar.show_message(Message(Level.ERROR, "Files of several scenes", "scene " * n_words, "Choose."))
    bar.show_message(Message(Level.ERROR, "Files of several scenes", "scene " * n_words, "Choose."))
    qtbot.wait(1)
    for card in cards(bar):
        for label in card.findChildren(QLabel):
            if card.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width())


def test_messages_leave_the_middle_of_the_picture_free(bar):
    for n in range(3):
        bar.show_message(Message(Level.ERROR, f"News {n}", "It happened. " * 12, "Do this."))
    assert [card.isVisible() for card in cards(bar)] == [True, False, False]
    assert bar.geometry().bottom() < 0.4 * bar.parentWidget().height()
    assert "2 more" in [label.text() for label in cards(bar)[0].findChildren(QLabel)]
    dismiss(cards(bar)[0])
    assert cards(bar)[0].isVisible()
    assert cards(bar)[0].message.title == "News 1"


def test_message_replaces_one_with_the_same_key(bar):
    bar.show_message(news(1, key="sweep"))
    bar.show_message(news(2))
    bar.show_message(news(3, key="sweep"))
    assert [message.title for message in bar.messages] == ["News 3", "News 2"]


def test_messages_without_key_do_not_replace_each_other(bar):
    bar.show_message(news(1))
    bar.show_message(news(1))
    assert len(bar.messages) == 2


def test_dismiss_button_may_be_pressed_twice(bar):
    bar.show_message(news(1))
    (card,) = cards(bar)
    for _ in range(2):  # the second press comes before the card is gone
        card.findChild(QToolButton, "dismissButton").click()
    assert not cards(bar)


def test_dismiss_button_removes_its_message(bar):
    bar.show_message(news(1))
    bar.show_message(news(2))
    dismiss(cards(bar)[1])
    assert [message.title for message in bar.messages] == ["News 2"]
    dismiss(cards(bar)[0])
    assert not bar.isVisible()


def test_good_news_go_by_themselves_but_bad_news_stay(qtbot, bar):
    bar.show_message(news(2, Level.ERROR))
    bar.show_message(news(1, Level.SUCCESS))
    bad, good = cards(bar)[1], cards(bar)[0]
    assert clock(good).interval() == 8_000
    assert not clock(bad).isActive()
    clock(good).start(1)
    qtbot.waitUntil(lambda: [message.title for message in bar.messages] == ["News 2"])


def test_good_news_wait_while_the_mouse_is_over_them(bar):
    bar.show_message(news(1, Level.INFO))
    card = cards(bar)[0]
    place = QPointF(5, 5)
    QApplication.sendEvent(card, QEnterEvent(place, place, place))
    assert not clock(card).isActive()
    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))
    assert clock(card).isActive()


@pytest.mark.parametrize("way", ["removed", "waits below"])
def test_nothing_counts_down_for_what_is_hidden_under_the_mouse(bar, way):
    bar.show_message(news(1, Level.INFO))
    card = cards(bar)[0]
    place = QPointF(5, 5)
    QApplication.sendEvent(card, QEnterEvent(place, place, place))
    if way == "removed":
        bar.dismiss_all()
    else:
        card.hide()
    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))  # as Qt does, once it is hidden
    assert not clock(card).isActive()


def test_folder_is_offered_only_where_there_is_one(bar):
    bar.show_message(ERROR)
    assert bar.findChild(QPushButton, "openFolderButton") is None
    bar.show_message(Message(Level.SUCCESS, "Values saved", "Done.", folder=Path("/tmp")))  # noqa: S108
    assert bar.findChild(QPushButton, "openFolderButton") is not None


def test_messages_stay_inside_a_ground_that_shrinks(qtbot, bar):
    bar.show_message(ERROR)
    bar.parentWidget().resize(320, 300)
    qtbot.waitUntil(lambda: bar.geometry().right() < 320)
    assert bar.geometry().left() >= 0
    for label in bar.findChildren(QLabel):
        if label.text():
            assert label.height() >= label.heightForWidth(label.width())


def test_good_news_do_not_wait_below_what_came_after(bar):
    bar.show_message(news(1, Level.SUCCESS))
    bar.show_message(news(2, Level.INFO))
    assert [message.level for message in bar.messages] == [Level.INFO]


@pytest.mark.parametrize("name", ["dismissButton", "remedyButton_open"])
def test_a_click_on_a_card_leaves_the_keyboard_where_it_is(qtbot, bar, name):
    ground = bar.parentWidget()
    other, field = QPushButton("Open", ground), QLineEdit(ground)  # it would go to the first
    for each in (other, field):
        each.show()
    ground.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    bar.show_message(replace(ERROR, remedies=(Remedy("open", "Open again"),)))
    (card,) = cards(bar)
    button = card.findChild(QAbstractButton, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not bar.messages
    assert field.hasFocus()


def test_buttons_of_a_card_are_reached_by_tab(bar):
    bar.show_message(replace(ERROR, remedies=(Remedy("open", "Open again"),)))
    (card,) = cards(bar)
    policies = [each.focusPolicy() for each in card.findChildren(QAbstractButton)]
    assert len(policies) == 2
    assert all(policy & Qt.FocusPolicy.TabFocus for policy in policies)
