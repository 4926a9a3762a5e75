"""Do what the button of a message offers."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.session import Session, remedies
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.links.scenes.teach_link import TeachLink
from app.ui.window.links.sweeps.kept_runs_link import KeptRunsLink
from app.ui.window.menus import Menus
from app.ui.window.views import Views


class RemedyLink(QObject):
    """Joins the buttons of messages to what they stand for."""

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        views: Views,
        files: FileChoices,
        teaching: TeachLink,
        runs: KeptRunsLink,
        session: Session,
    ) -> None:
        super().__init__(window)
        self._runs = runs
        self._ways = {
            remedies.ASSIGN_SENSOR: teaching.ask_sensor,
            remedies.CHOOSE_SCENE: session.choices.offer,
            remedies.CHOOSE_FOLDER: files.ask_folder,
            remedies.CHOOSE_FILES: files.ask_files,
            remedies.CHOOSE_PROJECT: menus["OpenProject"].trigger,
        }
        views.messages.remedy_chosen.connect(self._on_remedy_chosen)

    @Slot(str)
    def _on_remedy_chosen(self, key: str) -> None:
        if key in self._ways:
            self._ways[key]()
        elif key.startswith(remedies.REMOVE_RUN):
            self._runs.remove(key.removeprefix(remedies.REMOVE_RUN))
