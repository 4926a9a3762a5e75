"""Help tells the keys of all menus, and those that no menu has."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow

from app.ui.dialogs.keys_dialog import KeysDialog
from app.ui.window.help_menu import HelpMenu
from app.ui.window.menus import Menus


@pytest.fixture
def menus(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    menus = Menus(window.menuBar())
    menus.help = HelpMenu(window, menus)
    menus.window = window  # it would be let go otherwise
    return menus


def test_every_key_of_a_menu_is_told_with_what_it_does(menus):
    told = dict(menus.help.keys)
    assert ("F5", "Run sweep") in told["Sweep"]
    assert ("F6", "Side by side") in told["View"]  # of a menu in it
    assert ("Ctrl+Shift+Z or Ctrl+Y", "Redo") in told["Edit"]
    assert "Tools" not in told  # no entry of it has a key


def test_the_keys_of_maps_and_tools_stand_beside_them_and_escape_closes(menus, qtbot):
    menus["Keys"].trigger()
    (dialog,) = menus.window.findChildren(KeysDialog)
    qtbot.waitUntil(dialog.isVisible)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    for one in ("On a map", "Arrow keys", "[ and ]", "Cannot tell", "Leave it open", "F5"):
        assert one in words
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not menus.window.findChildren(KeysDialog))
