"""Find clouds by a clear scene, and choose how strictly they are left out."""

from PySide6.QtCore import QObject, Slot

from app.scene.scene import Scene
from app.session import Session
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_ACTIONS = ("FindClouds", "FindCloudsFiles")


class CloudLink(QObject):
    """Joins the tool that finds clouds to the panel of what is left out."""

    def __init__(self, menus: Menus, views: Views, files: FileChoices, session: Session) -> None:
        super().__init__(files)
        self._menus, self._panel, desk = menus, views.leave_out, session.clouds
        self._editing = session.editing
        menus.enable(session.scenes.scene is not None, *_ACTIONS)
        menus["FindClouds"].triggered.connect(files.ask_clear_folder)
        menus["FindCloudsFiles"].triggered.connect(files.ask_clear_files)
        files.clear_chosen.connect(desk.find)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        desk.finding_changed.connect(self._panel.set_looking)
        desk.finding_changed.connect(self._on_finding_changed)
        desk.strictness_offered.connect(self._on_strictness_offered)
        self._panel.strictness.chosen.connect(desk.set_strictness)

    @Slot(object)
    def _on_scene_opened(self, scene: Scene) -> None:
        self._menus.enable(scene is not None, *_ACTIONS)

    @Slot(bool)
    def _on_finding_changed(self, is_finding: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._menus.enable(not is_finding, *_ACTIONS)
        if not is_finding:  # what is left out may be as it was
            self._panel.show_rule(self._editing.now.nodata)

    @Slot(bool)
    def _on_strictness_offered(self, is_offered: bool) -> None:  # noqa: FBT001 - as Qt calls it
        self._panel.offer_strictness(is_offered=is_offered)
