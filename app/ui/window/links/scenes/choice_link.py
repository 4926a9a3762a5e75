"""Let a person choose where several scenes were found."""

from functools import cached_property

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.engine.scenes.choosing import ChoicePicture
from app.scene.scene_choice import SceneChoice
from app.session import Session
from app.ui.dialogs.scene_chooser import SceneChooser
from app.ui.window.leaving import Leaving


class ChoiceLink(QObject):
    """Shows the chooser, and opens what is chosen there."""

    def __init__(self, window: QWidget, leaving: Leaving, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._leaving = leaving
        self._session = session
        session.choices.found.connect(self._on_found)
        session.choices.pictured.connect(self._on_pictured)

    @cached_property
    def _chooser(self) -> SceneChooser:
        chooser = SceneChooser(self._window)
        chooser.chosen.connect(self._leaving.open_paths)
        chooser.finished.connect(self._session.choices.stop)
        return chooser

    @Slot(object)
    def _on_found(self, choices: tuple[SceneChoice, ...]) -> None:
        self._chooser.ask(choices)

    @Slot(object)
    def _on_pictured(self, made: ChoicePicture) -> None:
        self._chooser.show_picture(made.place, made.rgba)
