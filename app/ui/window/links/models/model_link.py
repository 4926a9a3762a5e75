"""Save the model that is shown, and apply a model to the open scene."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app import plain_text
from app.session import Session
from app.ui.dialogs.file_choices import RememberedFolders
from app.ui.dialogs.models.model_files import ModelFiles
from app.ui.window.menus import Menus


class ModelLink(QObject):
    """The actions Save model and Apply model."""

    def __init__(
        self, window: QWidget, menus: Menus, session: Session, state: RememberedFolders
    ) -> None:
        super().__init__(window)
        self._menus = menus
        self._session = session
        self._files = ModelFiles(window, state)
        self._files.target_chosen.connect(session.models.save)
        self._files.model_chosen.connect(session.models.apply)
        menus["SaveModel"].triggered.connect(self._ask_target)
        menus["ApplyModel"].triggered.connect(self._files.ask_model)
        for news in (
            session.sweeps.k_selected,
            session.sweeps.k_finished,
            session.jobs.busy_changed,
        ):
            news.connect(self._enable)
        session.scenes.scene_opened.connect(self._enable)
        session.scenes.surveyed.connect(self._enable)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        is_busy = self._session.jobs.is_busy
        self._menus.enable(self._session.models.can_save and not is_busy, "SaveModel")
        self._menus.enable(self._session.scenes.survey is not None and not is_busy, "ApplyModel")

    @Slot()
    def _ask_target(self) -> None:
        scene, k = self._session.scenes.scene, self._session.sweeps.k
        if scene is not None:
            self._files.ask_target(f"{plain_text.file_stem(scene.title)} k{k:02d}")
