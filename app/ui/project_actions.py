"""Offer to save and open projects."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.file_choices import FileChoices
from app.ui.menus import Menus


class ProjectActions(QObject):
    """The two project actions; hidden where the session knows no projects."""

    def __init__(self, menus: Menus, files: FileChoices, session: Session) -> None:
        super().__init__(menus)
        self._files = files
        self._session = session
        self._save = getattr(session, "save_project", None)
        self._open = getattr(session, "open_project", None)
        menus["SaveProject"].setVisible(self._save is not None)
        menus["OpenProject"].setVisible(self._open is not None)
        menus["SaveProject"].triggered.connect(self._on_save_triggered)
        menus["OpenProject"].triggered.connect(files.ask_project)
        files.project_chosen.connect(self._on_project_chosen)
        files.project_target_chosen.connect(self._on_target_chosen)

    @Slot()
    def _on_save_triggered(self) -> None:
        scene = self._session.scene
        self._files.ask_project_target(scene.title if scene is not None else "project")

    @Slot(object)
    def _on_project_chosen(self, path: Path) -> None:
        if self._open is not None:
            self._open(path)

    @Slot(object)
    def _on_target_chosen(self, path: Path) -> None:
        if self._save is not None:
            self._save(path)
