"""Ask where a folder with the results of a tool goes."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app import plain_text
from app.ui.dialogs.file_choices import RememberedFolders


class ResultFolder(QObject):
    """A dialog for the folder in which that of the results is made.

    Signals
    -------
    chosen : (Path,)
        The folder for the results; it is not there yet.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget, remembered: RememberedFolders) -> None:
        super().__init__(window)
        self._window, self._remembered = window, remembered
        self._name = "results"

    def ask(self, name: str) -> None:
        """Ask where a folder of this name is to be made."""
        self._name = plain_text.file_stem(name)
        title = f'Where to make the folder "{self._name}"'
        dialog = QFileDialog(self._window, title, str(self._remembered.output_folder))
        dialog.setObjectName("resultFolderDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _on_chosen(self, names: list[str]) -> None:
        place = Path(names[0])
        self._remembered.output_folder = place
        self.chosen.emit(place / self._name)
