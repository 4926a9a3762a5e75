"""Join the dialog that applies a model to many scenes to the session."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.ui.dialogs.file_choices import RememberedFolders
from app.ui.dialogs.models.model_files import ModelFiles
from app.ui.window.menus import Menus

if TYPE_CHECKING:
    from app.ui.dialogs.models.apply_dialog import ApplyDialog


class ManyLink(QObject):
    """The action Apply model to scenes, and what its dialog asks for."""

    def __init__(
        self, window: QWidget, menus: Menus, session: Session, state: RememberedFolders
    ) -> None:
        super().__init__(window)
        self._window = window
        self._state = state
        self._many = session.many
        menus["ApplyToScenes"].triggered.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @cached_property
    def _dialog(self) -> "ApplyDialog":
        from app.ui.dialogs.models.apply_dialog import ApplyDialog

        dialog, files, many = ApplyDialog(self._window), self._files, self._many
        dialog.model_wanted.connect(files.ask_model)
        dialog.folders_wanted.connect(files.ask_scenes)
        dialog.target_wanted.connect(files.ask_folder)
        dialog.remove_requested.connect(self._on_remove)
        dialog.apply_requested.connect(self._on_apply)
        dialog.stop_requested.connect(many.stop)
        many.listed.connect(dialog.show_scenes)
        many.news.connect(dialog.show_news)
        many.busy_changed.connect(dialog.set_busy)
        many.refused.connect(dialog.refuse)
        return dialog

    @cached_property
    def _files(self) -> ModelFiles:
        files = ModelFiles(self._window, self._state)
        files.model_chosen.connect(self._on_model)
        files.folder_chosen.connect(self._on_folder)
        files.scenes_chosen.connect(self._on_scenes)
        return files

    @Slot(Path)
    def _on_model(self, path: Path) -> None:
        if path != self._dialog.model_path:
            self._many.clear()
        self._dialog.show_model(path)

    @Slot(Path)
    def _on_folder(self, path: Path) -> None:
        if path != self._dialog.folder:
            self._many.clear()
        self._dialog.show_folder(path)

    @Slot(tuple)
    def _on_scenes(self, paths: tuple[Path, ...]) -> None:
        if self._dialog.model_path is not None:
            self._many.add(self._dialog.model_path, paths)

    @Slot(object)
    def _on_remove(self, places: tuple[int, ...]) -> None:
        self._many.remove(places)
        self._dialog.show_scenes(self._many.scenes)

    @Slot()
    def _on_apply(self) -> None:
        model, folder = self._dialog.model_path, self._dialog.folder
        if model is not None and folder is not None:
            replaces, anyway = self._dialog.replaces, self._dialog.is_anyway
            self._many.apply(model, folder, replaces=replaces, anyway=anyway)
