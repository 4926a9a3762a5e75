"""Ask for files of models, folders of scenes and a folder for results."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QListView, QTreeView, QWidget

from app.ui.dialogs.file_choices import RememberedFolders

_MODELS = "Models of classes (*.bandsweep-model)"
_ALL = "All files (*)"
_SUFFIX = "bandsweep-model"


class ModelFiles(QObject):
    """The file dialogs about models; they start where the person was last.

    Signals
    -------
    model_chosen, target_chosen, folder_chosen : (Path,)
        A model to read, a file to save one to, a folder for results.
    scenes_chosen : (tuple[Path, ...],)
        Folders of scenes.
    """

    model_chosen = Signal(Path)
    target_chosen = Signal(Path)
    folder_chosen = Signal(Path)
    scenes_chosen = Signal(tuple)

    def __init__(self, window: QWidget, remembered: RememberedFolders) -> None:
        super().__init__(window)
        self._window = window
        self._remembered = remembered

    @Slot()
    def ask_model(self) -> None:
        """Ask for a model."""
        dialog = QFileDialog(self._window, "Apply a model", str(self._remembered.output_folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_MODELS, _ALL])
        dialog.fileSelected.connect(self._on_model)
        self._open(dialog)

    def ask_target(self, name: str) -> None:
        """Ask where to save a model; offer a name."""
        dialog = QFileDialog(self._window, "Save the model", str(self._remembered.output_folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_MODELS, _ALL])
        dialog.setDefaultSuffix(_SUFFIX)
        dialog.selectFile(f"{name}.{_SUFFIX}")
        dialog.fileSelected.connect(self._on_target)
        self._open(dialog)

    @Slot()
    def ask_scenes(self) -> None:
        """Ask for folders of scenes; several can be chosen together."""
        dialog = QFileDialog(self._window, "Add folders of scenes", str(self._remembered.folder))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, on=True)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        for view in (dialog.findChild(QListView, "listView"), dialog.findChild(QTreeView)):
            if isinstance(view, QAbstractItemView):  # the desktop's own takes one folder only
                view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        dialog.filesSelected.connect(self._on_scenes)
        self._open(dialog)

    @Slot()
    def ask_folder(self) -> None:
        """Ask where results go."""
        folder = str(self._remembered.output_folder)
        dialog = QFileDialog(self._window, "Folder for the results", folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_folder)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_model(self, name: str) -> None:
        self._remembered.output_folder = Path(name).parent
        self.model_chosen.emit(Path(name))

    @Slot(str)
    def _on_target(self, name: str) -> None:
        self._remembered.output_folder = Path(name).parent
        self.target_chosen.emit(Path(name))

    @Slot(list)
    def _on_scenes(self, names: list[str]) -> None:
        paths = tuple(Path(name) for name in names)
        self._remembered.folder = paths[0].parent
        self.scenes_chosen.emit(paths)

    @Slot(str)
    def _on_folder(self, name: str) -> None:
        self._remembered.output_folder = Path(name)
        self.folder_chosen.emit(Path(name))
