"""Ask for files and folders without stopping the program."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

_RASTERS = (
    "Rasters and archives (*.tif *.tiff *.TIF *.TIFF *.jp2 *.JP2 *.img *.dat *.bsq *.bil *.bip "
    "*.png *.zip *.tar *.tar.gz *.tgz *MTL.txt *MTL.xml MTD_*.xml *.json)"
)
_ALL = "All files (*)"
_MODELS = "Models of classes (*.bandsweep-model)"
_PROJECTS = "Bandsweep projects (*.bandsweep)"
_TABLES = "Tables (*.csv)"
_NAMES = "Lists of names (*.csv *.txt)"
_STYLES = "Styles with colours (*.qml *.clr *.txt)"
_MAPS = "Classified maps (*.tif *.tiff *.img *.png)"
_LABELS = "Points and polygons (*.csv *.txt *.geojson *.json *.gpkg *.shp *.kml)"
_PLACES = ("Tables (*.csv)", "GeoJSON (*.geojson)", "GeoPackages (*.gpkg)")
_AREAS = "Areas (*.geojson *.json *.gpkg *.shp *.kml)"


class RememberedFolders(Protocol):
    """Where the person was last."""

    folder: Path  # of scenes
    output_folder: Path  # of projects and tables


class FileChoices(QObject):
    """The file dialogs of the window; they start where the person was last.

    Signals
    -------
    paths_chosen
        A folder or files to open as a scene.
    clear_chosen
        A folder or files of a clear scene of the same place, or a saved model.
    project_chosen, project_target_chosen, table_target_chosen, area_chosen, place_chosen,
    names_chosen, style_chosen, classified_chosen, labels_chosen, labels_target_chosen,
    map_chosen
        A path.
    transitions_target_chosen
        A path, too.
    project_target_left_open
        The person does not want to save the project after all.
    """

    paths_chosen = Signal(tuple)
    project_chosen = Signal(Path)
    project_target_chosen = Signal(Path)
    project_target_left_open = Signal()
    table_target_chosen = Signal(Path)
    transitions_target_chosen = Signal(Path)
    area_chosen = Signal(Path)
    names_chosen = Signal(Path)
    style_chosen = Signal(Path)
    classified_chosen = Signal(Path)
    map_chosen = Signal(Path)
    labels_chosen = Signal(Path)
    labels_target_chosen = Signal(Path)
    place_chosen = Signal(Path)
    clear_chosen = Signal(tuple)

    def __init__(self, window: QWidget, remembered: RememberedFolders) -> None:
        super().__init__(window)
        self._window = window
        self._remembered = remembered

    @Slot()
    def ask_folder(self) -> None:
        """Ask for a folder of bands."""
        dialog = self._folder_dialog("Open a folder of bands")
        self._open(dialog, self._on_scene_chosen)

    @Slot()
    def ask_files(self) -> None:
        """Ask for band files."""
        dialog = self._dialog("Open band files", self._remembered.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_RASTERS, _ALL])
        self._open(dialog, self._on_scene_chosen)

    @Slot()
    def ask_project(self) -> None:
        """Ask for a saved project."""
        dialog = self._dialog("Open a project", self._remembered.output_folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_PROJECTS, _ALL])
        self._open(dialog, self._on_project_chosen)

    @Slot()
    def ask_area(self) -> None:
        """Ask for a file with an area of interest."""
        dialog = self._dialog("Load an area of interest", self._remembered.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_AREAS, _ALL])
        self._open(dialog, self._on_area_chosen)

    @Slot()
    def ask_place(self) -> None:
        """Ask where the files of a project are now."""
        dialog = self._folder_dialog("Folder that holds the files of the scene")
        self._open(dialog, self._on_place_chosen)

    @Slot()
    def ask_clear_folder(self) -> None:
        """Ask for the folder of a clear scene of the same place."""
        dialog = self._folder_dialog("Folder of a clear scene of the same place")
        self._open(dialog, self._on_clear_chosen)

    @Slot()
    def ask_clear_files(self) -> None:
        """Ask for the band files of a clear scene of the same place."""
        dialog = self._dialog("Files of a clear scene of the same place", self._remembered.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([_RASTERS, _ALL])
        self._open(dialog, self._on_clear_chosen)

    @Slot()
    def ask_clear_model(self) -> None:
        """Ask for a saved model in place of a clear scene."""
        self._ask_one("Model that was trained on clear scenes", _MODELS, self._on_clear_chosen)

    @Slot()
    def ask_names(self) -> None:
        """Ask for a list of names."""
        self._ask_one("Load a list of names", _NAMES, self._on_names_chosen)

    @Slot()
    def ask_style(self) -> None:
        """Ask for a file of colours."""
        self._ask_one("Take colours from a file", _STYLES, self._on_style_chosen)

    @Slot()
    def ask_classified(self) -> None:
        """Ask for a classified map."""
        self._ask_one("Take names from a map", _MAPS, self._on_classified_chosen)

    @Slot()
    def ask_map(self) -> None:
        """Ask for a classified map to compare with."""
        self._ask_one("Compare with a classified map", _MAPS, self._on_map_chosen)

    @Slot()
    def ask_labels(self) -> None:
        """Ask for points or polygons with a class."""
        self._ask_one("Points or polygons with a class", _LABELS, self._on_labels_chosen)

    @Slot()
    def ask_labels_target(self) -> None:
        """Ask where to save places with their labels."""
        dialog = self._target("Save places and labels", "points.csv", _PLACES[0], "csv")
        dialog.setNameFilters(_PLACES)
        self._open(dialog, self._on_labels_target_chosen)

    def _ask_one(self, title: str, kind: str, receiver: Callable[[list[str]], None]) -> None:
        dialog = self._dialog(title, self._remembered.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kind, _ALL])
        self._open(dialog, receiver)

    def ask_project_target(self, name: str) -> None:
        """Ask where to save the project; offer a name."""
        dialog = self._target("Save the project", f"{name}.bandsweep", _PROJECTS, "bandsweep")
        dialog.rejected.connect(self.project_target_left_open)
        self._open(dialog, self._on_project_target_chosen)

    def ask_table_target(self, name: str) -> None:
        """Ask where to save a table; offer a name."""
        dialog = self._target("Save the values", f"{name}.csv", _TABLES, "csv")
        self._open(dialog, self._on_table_target_chosen)

    def ask_transitions_target(self) -> None:
        """Ask where to save which class became which; offer a name."""
        dialog = self._target("Save the transitions", "transitions.csv", _TABLES, "csv")
        self._open(dialog, self._on_transitions_target_chosen)

    def _dialog(self, title: str, folder: Path) -> QFileDialog:
        return QFileDialog(self._window, title, str(folder))

    def _folder_dialog(self, title: str) -> QFileDialog:
        """Make a dialog for a folder that shows what is in it.

        Those of desktops show folders alone, and a folder of bands looks empty there; for files
        the desktop's own one is taken.
        """
        dialog = self._dialog(title, self._remembered.folder)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, on=True)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, on=False)
        return dialog

    def _target(self, title: str, name: str, kind: str, suffix: str) -> QFileDialog:
        dialog = self._dialog(title, self._remembered.output_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([kind, _ALL])
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        return dialog

    def _open(self, dialog: QFileDialog, receiver: Callable[[list[str]], None]) -> None:
        dialog.filesSelected.connect(receiver)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _on_scene_chosen(self, names: list[str]) -> None:
        paths = tuple(Path(name) for name in names)
        self._remembered.folder = paths[0].parent
        self.paths_chosen.emit(paths)

    @Slot(list)
    def _on_project_chosen(self, names: list[str]) -> None:
        self._remembered.output_folder = Path(names[0]).parent
        self.project_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_project_target_chosen(self, names: list[str]) -> None:
        self._remembered.output_folder = Path(names[0]).parent
        self.project_target_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_table_target_chosen(self, names: list[str]) -> None:
        self._remembered.output_folder = Path(names[0]).parent
        self.table_target_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_transitions_target_chosen(self, names: list[str]) -> None:
        self._remembered.output_folder = Path(names[0]).parent
        self.transitions_target_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_map_chosen(self, names: list[str]) -> None:
        self._remembered.folder = Path(names[0]).parent
        self.map_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_labels_chosen(self, names: list[str]) -> None:
        self.labels_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_labels_target_chosen(self, names: list[str]) -> None:
        self._remembered.output_folder = Path(names[0]).parent
        self.labels_target_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_place_chosen(self, names: list[str]) -> None:
        self.place_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_clear_chosen(self, names: list[str]) -> None:
        self.clear_chosen.emit(tuple(Path(name) for name in names))

    @Slot(list)
    def _on_area_chosen(self, names: list[str]) -> None:
        self.area_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_names_chosen(self, names: list[str]) -> None:
        self.names_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_style_chosen(self, names: list[str]) -> None:
        self.style_chosen.emit(Path(names[0]))

    @Slot(list)
    def _on_classified_chosen(self, names: list[str]) -> None:
        self.classified_chosen.emit(Path(names[0]))
