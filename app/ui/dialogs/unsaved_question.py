"""Ask what becomes of names and colours that are in no file yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from app import plain_text
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

    def ask(self, consequence: str, project: str = "") -> None:
        """Ask.

        Parameters
        ----------
        consequence
            What loses them, as half a sentence.
        project
            Name of the file of what is open; empty where there is none yet.
        """
        if project:
            title = f'Save the changes to "{plain_text.name(project)}"?'
            detail = f"They are not in the file yet, and {consequence}"
        else:
            title = "Save names and colours of the clusters?"
            detail = f"They are in no file yet, and {consequence}"
            detail += " A project keeps them, and so does an exported map."
        box = self._new_box(title, detail)
        if box is None:
            return
        word = "Save project" if project else "Save project…"
        save = box.addButton(word, QMessageBox.ButtonRole.ActionRole)
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
