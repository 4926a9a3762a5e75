"""Answer with one key which class a place is of."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from app.clustering.accuracy.looked_places import CANNOT_TELL, NOT_YET
from app.clustering.naming.cluster_look import Rgb
from app.ui.parts import plain

KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
_SWATCH_PX, _ROW_PX, _MOST_ROWS = 14, 24, 12
_BACK = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp})
_NEXT = frozenset({Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown})
_CANNOT = frozenset({Qt.Key.Key_0, Qt.Key.Key_Question})


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class that can be answered; without a colour where the map does not have it."""

    name: str
    colour: Rgb | None


class ClassKeys(QListWidget):
    """The classes, each with its key; a key or a click answers.

    Keys are taken here and in every widget that is watched, before the window sees them: letters
    name actions there.

    Signals
    -------
    answered : (int,)
        The place of a class from 1, or that it cannot be told.
    stepped : (int,)
        One place back (-1) or forth (1).
    """

    answered = Signal(int)
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "classKeys", "Classes, each with its key")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(_SWATCH_PX, _SWATCH_PX))
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._on_clicked)
        self.installEventFilter(self)
        self._is_on = False

    def set_on(self, *, is_on: bool) -> None:
        """Take keys from now on, or leave them to others."""
        self._is_on = is_on

    def watch(self, widget: QWidget) -> None:
        """Take the keys of another widget too."""
        widget.installEventFilter(self)

    def show_classes(self, rows: Sequence[ClassRow]) -> None:
        """List what can be answered."""
        self.clear()
        for at, row in enumerate(rows):
            key = KEYS[at] if at < len(KEYS) else " "
            item = QListWidgetItem(_swatch(row.colour), plain.entry(f"{key}   {row.name}"))
            item.setToolTip(plain.tip(f"{row.name} (key {key})" if key.strip() else row.name))
            item.setSizeHint(QSize(0, _ROW_PX))
            self.addItem(item)
        self.setFixedHeight(_ROW_PX * min(max(1, len(rows)), _MOST_ROWS) + 2)

    def show_answer(self, answer: int) -> None:
        """Mark what was answered; no class where none was."""
        if answer in (NOT_YET, CANNOT_TELL):
            self.setCurrentRow(-1)
            self.clearSelection()
        else:
            self.setCurrentRow(answer - 1)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if self._is_on and event.type() in kinds and isinstance(event, QKeyEvent):
            wanted = self._wanted(event)
            if wanted is not None:
                event.accept()
                if event.type() is QEvent.Type.KeyPress:
                    signal, value = wanted
                    signal.emit(value)
                return True
        return super().eventFilter(watched, event)

    def _wanted(self, event: QKeyEvent) -> tuple[SignalInstance, int] | None:
        """Return what a key asks for; None where it asks for nothing here."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held != Qt.KeyboardModifier.NoModifier and event.text() != "?":
            return None
        key = Qt.Key(event.key())
        if key in _BACK or key in _NEXT:
            return self.stepped, (-1 if key in _BACK else 1)
        if key in _CANNOT:
            return self.answered, CANNOT_TELL
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            return self.answered, self.currentRow() + 1
        at = KEYS.find(event.text().lower()) if event.text() else -1
        return (self.answered, at + 1) if 0 <= at < self.count() else None

    @Slot(QListWidgetItem)
    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.answered.emit(self.row(item) + 1)


def _swatch(rgb: Rgb | None) -> QIcon:
    square = QPixmap(_SWATCH_PX, _SWATCH_PX)
    square.fill(Qt.GlobalColor.transparent if rgb is None else QColor(*rgb))
    made = QIcon(square)
    made.addPixmap(square, QIcon.Mode.Selected)
    return made
