"""Ask what becomes of names and colours that are in no file yet."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget


class UnsavedQuestion(QObject):
    """One question at a time.

    Signals
    -------
    save_chosen, discard_chosen
        What the person wants; neither where the answer is to stay.
    """

    save_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._box: QMessageBox | None = None

    def ask(self, consequence: str) -> None:
        """Ask; `consequence` says in a sentence what loses them."""
        if self._box is not None:
            self._box.raise_()
            return
        box = QMessageBox(self._window)
        box.setObjectName("unsavedQuestion")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Bandsweep")
        box.setText("Names and colours of clusters are not saved.")
        box.setInformativeText(f"{consequence} A project keeps them, and so does an exported map.")
        save = box.addButton("Save project…", QMessageBox.ButtonRole.ActionRole)
        save.setObjectName("saveFirstButton")
        discard = box.addButton("Discard them", QMessageBox.ButtonRole.DestructiveRole)
        discard.setObjectName("discardButton")
        stay = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("stayButton")
        box.setDefaultButton(save)
        box.setEscapeButton(stay)
        save.clicked.connect(self.save_chosen)
        discard.clicked.connect(self.discard_chosen)
        box.finished.connect(self._on_finished)
        self._box = box
        box.open()

    @Slot()
    def _on_finished(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
