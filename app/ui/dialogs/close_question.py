"""Ask once before running work is ended by closing the window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.dialogs.question import Question


class CloseQuestion(Question):
    """Whether running work is to be ended; taken back where it ends by itself.

    Signals
    -------
    accepted
        The work is to be ended.
    """

    accepted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "closeQuestion")

    def ask(self) -> None:
        """Ask; do not ask again while the question stands."""
        consequence = "Closing now stops it. What is not saved or exported is lost."
        box = self._new_box("Work is still running.", consequence)
        if box is None:
            return
        close = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        close.setObjectName("stopAndCloseButton")
        stay = box.addButton("Keep running", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.accepted.connect(self.accepted)
        box.open()
