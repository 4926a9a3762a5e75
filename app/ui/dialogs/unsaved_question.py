"""Ask what becomes of names and colours that are in no file yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.dialogs.question import Question


class UnsavedQuestion(Question):
    """Whether names and colours are to be saved or let go.

    Signals
    -------
    save_chosen, discard_chosen
        What the person wants; neither where the answer is to stay.
    """

    save_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "unsavedQuestion")

    def ask_again(self) -> None:
        """Bring the question to the front, if it stands."""
        if self._box is not None:
            self._box.raise_()

    def ask(self, consequence: str) -> None:
        """Ask; `consequence` says in a sentence what loses them."""
        box = self._new_box(
            "Save names and colours of the clusters?",
            f"{consequence} A project keeps them, and so does an exported map.",
        )
        if box is None:
            return
        save = box.addButton("Save project…", QMessageBox.ButtonRole.ActionRole)
        save.setObjectName("saveFirstButton")
        discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        discard.setObjectName("discardButton")
        stay = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("stayButton")
        box.setDefaultButton(save)
        box.setEscapeButton(stay)
        save.clicked.connect(self.save_chosen)
        discard.clicked.connect(self.discard_chosen)
        box.open()
