"""Ask which file of labels is loaded, and where labels are saved."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.dialogs.file_choices import RememberedFolders

_KINDS = "Places with classes (*.geojson *.json *.gpkg *.shp *.kml *.csv *.txt)"
_ALL = "All files (*)"
_GEOPACKAGE, _GEOJSON = "GeoPackage (*.gpkg)", "GeoJSON (*.geojson)"


class LabelFiles(QObject):
    """Two dialogs.

    Signals
    -------
    load_chosen, save_chosen : (Path,)
        A file.
    """

    load_chosen = Signal(Path)
    save_chosen = Signal(Path)

    def __init__(self, window: QWidget, remembered: RememberedFolders) -> None:
        super().__init__(window)
        self._window, self._remembered = window, remembered

    @Slot()
    def ask_load(self) -> None:
        """Ask for a file of labels."""
        dialog = self._dialog("Load labels", self._remembered.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_KINDS, _ALL])
        dialog.filesSelected.connect(self._on_load)
        dialog.open()

    @Slot()
    def ask_save(self) -> None:
        """Ask where to save labels."""
        dialog = self._dialog("Save the labels", self._remembered.output_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_GEOPACKAGE, _GEOJSON])
        dialog.setDefaultSuffix("gpkg")
        dialog.selectFile("labels.gpkg")
        dialog.filesSelected.connect(self._on_save)
        dialog.open()

    def _dialog(self, title: str, folder: Path) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.setObjectName("labelFileDialog")
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(list)
    def _on_load(self, names: list[str]) -> None:
        self._remembered.folder = Path(names[0]).parent
        self.load_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_save(self, names: list[str]) -> None:
        path = Path(names[0])
        dialog = self.sender()
        if isinstance(dialog, QFileDialog) and dialog.selectedNameFilter() == _GEOJSON:
            path = path.with_suffix(".geojson")
        self._remembered.output_folder = path.parent
        self.save_chosen.emit(path)
