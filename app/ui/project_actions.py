"""Offer to save and open projects."""

from PySide6.QtCore import QObject, Slot

from app.session import Session
from app.ui.file_choices import FileChoices
from app.ui.leaving import Leaving
from app.ui.menus import Menus


class ProjectActions(QObject):
    """The two project actions, and saving before a scene is left."""

    def __init__(
        self, menus: Menus, files: FileChoices, session: Session, leaving: Leaving
    ) -> None:
        super().__init__(menus)
        self._files = files
        self._session = session
        menus["SaveProject"].triggered.connect(self._on_save_triggered)
        menus["OpenProject"].triggered.connect(files.ask_project)
        files.project_chosen.connect(leaving.open_project)
        files.project_target_chosen.connect(leaving.await_saving)
        files.project_target_chosen.connect(session.save_project)
        files.project_target_left_open.connect(leaving.stay)
        leaving.save_requested.connect(self._on_save_triggered)

    @Slot()
    def _on_save_triggered(self) -> None:
        scene = self._session.scene
        self._files.ask_project_target(scene.title if scene is not None else "project")
