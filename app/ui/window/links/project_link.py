"""Offer to save and open projects."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app import plain_text
from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.parts import plain
from app.ui.window.leaving import Leaving
from app.ui.window.links.scenes.scene_link import PROGRAM
from app.ui.window.menus import Menus

_SAVE, _SAVE_WHERE = "Sa&ve project", "Sa&ve project…"


class ProjectLink(QObject):
    """The project actions, and saving before a scene is left.

    A scene that was saved, or came from a project, is saved to that file without a question.
    """

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        files: FileChoices,
        session: Session,
        leaving: Leaving,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._menus = menus
        self._files = files
        self._session = session
        self._leaving = leaving
        self._file: Path | None = None
        menus["SaveProject"].triggered.connect(self._on_save_triggered)
        menus["SaveProjectAs"].triggered.connect(self._on_save_as_triggered)
        menus["OpenProject"].triggered.connect(files.ask_project)
        files.project_chosen.connect(leaving.open_project)
        files.project_target_chosen.connect(self._on_target_chosen)
        files.project_target_left_open.connect(leaving.stay)
        leaving.save_requested.connect(self._on_save_triggered)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        session.projects.file_changed.connect(self._on_file_changed)
        self._enable()

    def _enable(self) -> None:
        self._menus.enable(self._session.scenes.scene is not None, "SaveProject", "SaveProjectAs")

    @Slot()
    def _on_save_triggered(self) -> None:
        if self._file is None:
            self._on_save_as_triggered()
        else:
            self._on_target_chosen(self._file)

    @Slot()
    def _on_save_as_triggered(self) -> None:
        scene = self._session.scenes.scene
        title = "project" if scene is None else plain_text.file_stem(scene.title)
        self._files.ask_project_target(title if self._file is None else self._file.stem)

    @Slot(Path)
    def _on_target_chosen(self, path: Path) -> None:
        self._leaving.await_saving()
        self._session.projects.save(path)

    @Slot()
    def _on_scene_opened(self) -> None:
        self._on_file_changed(None)
        self._enable()

    @Slot(object)
    def _on_file_changed(self, path: Path | None) -> None:
        self._file = path
        self._menus["SaveProject"].setText(_SAVE_WHERE if path is None else _SAVE)
        self._name_window()

    def _name_window(self) -> None:
        """Put project and scene into the title, with the mark of what is not saved."""
        scene = self._session.scenes.scene
        if scene is None:
            return
        title = plain.title(scene.title)
        if self._file is not None and self._file.stem != scene.title:
            title = f"{plain.title(self._file.stem)} ({title})"
        self._window.setWindowTitle(f"{title}[*] - {PROGRAM}")
