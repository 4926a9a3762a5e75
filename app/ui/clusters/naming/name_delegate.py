"""Let a person type the name of a class, with the usual names offered."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app.clustering.naming.cluster_look import Rgb
from app.ui.parts import plain
from app.ui.parts.tables.swatch import swatch_icon
from app.ui.parts.tables.table_model import Index

_N_SEEN = 9
_WIDEST_PX = 320
_BESIDE_PX = 56  # colour, margins and a scroll bar

Offer = tuple[str, Rgb | None]


class NameDelegate(QStyledItemDelegate):
    """A line to type in; what is offered holds what was typed, wherever in the name.

    Signals
    -------
    entered
        Enter was pressed: the name is taken, and the next one may be typed.
    """

    entered = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._offered = QStandardItemModel(self)
        self._editor: QLineEdit | None = None
        self.closeEditor.connect(self._on_closed)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Offer these names, with their colours."""
        self._offered.clear()
        for name, colour in offers:
            item = QStandardItem(plain.line(name))
            if colour is not None:
                item.setIcon(swatch_icon(colour))
            self._offered.appendRow(item)

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = plain.named(QLineEdit(parent), "classNameEdit", "Name of the class")
        editor.setFrame(False)
        completer = QCompleter(self._offered, editor)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_N_SEEN)
        popup = plain.named(QListView(editor), "offeredNames", "Names that are offered")
        popup.setMinimumWidth(self._width_px(popup))
        completer.setPopup(popup)
        editor.setCompleter(completer)
        editor.returnPressed.connect(self._on_return)
        completer.activated.connect(self._on_return)
        self._editor = editor
        return editor

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return False  # the line tells of it; Qt's own way would close it before that
            if event.key() == Qt.Key.Key_Down and isinstance(editor, QLineEdit):
                return self._show_all(editor)
        return super().eventFilter(editor, event)

    @staticmethod
    def _show_all(editor: QLineEdit) -> bool:
        """Open the list of all names, whatever was typed."""
        completer = editor.completer()
        completer.setCompletionPrefix("")
        completer.complete()
        return True

    def _width_px(self, popup: QWidget) -> int:
        """Return what the longest name takes, with its colour and a scroll bar."""
        names = (self._offered.item(row).text() for row in range(self._offered.rowCount()))
        widest = max((popup.fontMetrics().horizontalAdvance(name) for name in names), default=0)
        return min(_WIDEST_PX, widest + _BESIDE_PX)

    @Slot()
    def _on_return(self) -> None:
        # In a turn of its own: a name that is chosen from the list stands in the line only then,
        # and Qt tells of Enter before it.
        QTimer.singleShot(0, self, self._finish)

    @Slot()
    def _finish(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            popup = editor.completer().popup()
            if popup is not None:
                popup.hide()  # else it would keep the keyboard to itself
            self.entered.emit()
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    @Slot()
    def _on_closed(self) -> None:
        if self._editor is not None:  # by Enter, where no list was open, or by Esc
            self._editor = None
