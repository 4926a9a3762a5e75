"""List everything that was done, step by step; a click goes back or forth to there."""

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QUndoView, QWidget

from app.ui.parts import boxes, captions, plain

_HINT = "Click a step to go back or forth to it."
_BEGINNING = "As opened"


class HistoryList(QWidget):
    """The steps of a stack, the present one marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = plain.named(QUndoView(self), "historyList", "What was done, step by step")
        self._view.setEmptyLabel(_BEGINNING)
        layout = boxes.column(self, margin=8, spacing=4)
        layout.addWidget(captions.quiet(_HINT, self))
        layout.addWidget(self._view, 1)

    def show_stack(self, stack: QUndoStack) -> None:
        """Show the steps of a stack, and move along it."""
        self._view.setStack(stack)
