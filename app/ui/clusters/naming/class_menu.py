"""Offer what can be done with the selected classes, in the menu of a row."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView, QToolButton, QWidget

from app.clustering.legends.suggestions import Suggestion
from app.ui.parts import plain


class TakeAllButton(QToolButton):
    """Takes all names that are suggested; there only while some are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("takeAllNames")
        self.setText("Take all names")
        self.setAccessibleName("Take all names that are suggested")
        self.show_source("")

    def show_source(self, source: str) -> None:
        """Say where the names come from; empty where none are suggested."""
        self.setVisible(bool(source))
        self.setToolTip(plain.tip(f"Names suggested by {source}"))


class ClassMenu(QObject):
    """Actions of a row.

    Attributes
    ----------
    rename, recolour, copy
        To be connected.
    take
        To take the name that is suggested for the class; Enter in the table does the same.

    Signals
    -------
    take_requested(int)
        The name that is suggested for a class is taken.
    """

    take_requested = Signal(int)

    def __init__(self, table: QTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._number = 0
        self._offered: list[QAction] = []
        self.take = QAction(self)
        self.take.setObjectName("actionTakeName")
        self.take.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        self.rename = QAction("Rename", self)
        self.recolour = QAction("Change colour…", self)
        self.copy = QAction("Copy table", self)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        for action, key in ((self.rename, "F2"), (self.recolour, "F3")):
            action.setShortcut(QKeySequence(key))  # shown; the key itself is heard by the window's
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for action in (self.take, self.copy):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            table.addAction(action)
        self.take.triggered.connect(self._on_take)
        self.suggest(0, {})

    def suggest(self, number: int, suggested: Mapping[int, Suggestion]) -> None:
        """Say which name can be taken for the current class, if any."""
        self._number, suggestion = number, suggested.get(number)
        self.take.setEnabled(suggestion is not None)
        self.take.setText(plain.entry(f'Take "{suggestion.name}"') if suggestion else "Take")

    @Slot()
    def _on_take(self) -> None:
        self.take_requested.emit(self._number)

    def offer(self, actions: list[QAction]) -> None:
        """Offer a group of actions more, above those that were offered before."""
        separator = QAction(self)
        separator.setSeparator(True)
        self._offered = [separator, *actions, *self._offered]

    def popup(self, place: QPoint) -> None:
        """Open at a place of the table, where a row is."""
        if not self._table.indexAt(place).isValid():
            return
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.take.isEnabled():
            menu.addAction(self.take)
        menu.addActions([self.rename, self.recolour, self.copy, *self._offered])
        menu.popup(self._table.viewport().mapToGlobal(place))
