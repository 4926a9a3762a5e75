"""Ask once before running work is ended by closing the window."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class CloseQuestion(QObject):
    """One question at a time, beside the work that goes on.

    Signals
    -------
    accepted
        The work is to be ended.
    """

    accepted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._box: QMessageBox | None = None

    def ask(self) -> None:
        """Ask; do not ask again while the question stands."""
        if self._box is not None:
            self._box.raise_()
            return
        box = QMessageBox(self._window)
        box.setObjectName("closeQuestion")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Bandsweep")
        box.setText("Work is still running.")
        box.setInformativeText("Closing now stops it. What is not saved or exported is lost.")
        close = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        close.setObjectName("stopAndCloseButton")
        stay = box.addButton("Keep running", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.accepted.connect(self.accepted)
        box.finished.connect(self._on_finished)
        self._box = box
        box.open()

    @Slot()
    def withdraw(self) -> None:
        """Take the question back: the work ended by itself."""
        if self._box is not None:
            self._box.reject()

    @Slot()
    def _on_finished(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
