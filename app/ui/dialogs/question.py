"""Ask one thing at a time, in a box beside the work that goes on."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.parts import plain


class Question(QObject):
    """A box that is not asked again while it stands, and can be taken back.

    Signals
    -------
    refused
        The person would rather stay, or the question was taken back.
    """

    refused = Signal()

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self._window = window
        self._name = name
        self._box: QMessageBox | None = None

    @Slot()
    def withdraw(self) -> None:
        """Take the question back."""
        if self._box is not None:
            self._box.reject()

    def _new_box(self, text: str, consequence: str) -> QMessageBox | None:
        """Return a box to put buttons into; None where the question stands already."""
        if self._box is not None:
            self._box.raise_()
            return None
        box = QMessageBox(self._window)
        box.setObjectName(self._name)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Bandsweep")
        box.setText(text)
        box.setInformativeText(consequence)
        plain.settle_box(box)
        box.rejected.connect(self.refused)
        box.finished.connect(self._on_finished)
        self._box = box
        return box

    @Slot()
    def _on_finished(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
