"""Let a person add indices and formulas to the bands, and take them away."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.errors import SettingsError
from app.scene.indices.band_maths import BandMaths
from app.scene.scene import Scene
from app.session import Session
from app.ui.window.menus import Menus
from app.ui.window.views import Views

if TYPE_CHECKING:
    from app.ui.dialogs.describing.index_dialog import IndexDialog


class IndexLink(QObject):
    """The action Add index, and what the band list asks for."""

    def __init__(self, window: QWidget, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._bands = views.bands
        self._action = menus["AddIndex"]
        self._action.triggered.connect(self.ask)
        self._action.setEnabled(False)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        views.bands.index_requested.connect(self.ask)
        views.bands.remove_requested.connect(session.computing.remove)

    @Slot()
    def ask(self) -> None:
        """Show which indices the bands allow."""
        bands = self._session.computing.bands
        if bands:
            self._dialog.ask(bands, self._session.editing.now.teaching.computed)

    @cached_property
    def _dialog(self) -> "IndexDialog":
        from app.ui.dialogs.describing.index_dialog import IndexDialog

        dialog = IndexDialog(self._window)
        dialog.chosen.connect(self._on_chosen)
        return dialog

    @Slot(object)
    def _on_chosen(self, asked: tuple[BandMaths, ...]) -> None:
        name = ""
        try:
            for maths in asked:
                name = self._session.computing.add(maths)
        except SettingsError as error:
            self._dialog.refuse(error)
        else:
            self._dialog.accept()
            self._bands.select(name)

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self._action.setEnabled(True)
