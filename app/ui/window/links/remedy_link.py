"""Do what the button of a message offers."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.errors import APPLY_ANYWAY, DECLARE_NODATA, LOCATE, RUN, UNTICK_BAND
from app.scene.leaving_out.leave_out import EVERY_PIXEL
from app.scene.picture.composite import default_channels
from app.session import Session, remedies
from app.session.desks.runs.disk_full import REMOVE_RUN
from app.ui.dialogs.file_choices import FileChoices
from app.ui.window.links.scenes.teach_link import TeachLink
from app.ui.window.links.sweeps.kept_runs_link import KeptRunsLink
from app.ui.window.links.tools.offered import WAYS
from app.ui.window.links.tools.tool_link import ToolLink
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
        tools: ToolLink,
        session: Session,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._ways: dict[str, Callable[[], object]] = {
            APPLY_ANYWAY: session.models.apply_anyway,
            remedies.ASSIGN_SENSOR: teaching.ask_sensor,
            remedies.CHOOSE_AREA: files.ask_area,
            remedies.CHOOSE_SCENE: session.choices.offer,
            remedies.CHOOSE_FOLDER: files.ask_folder,
            remedies.CHOOSE_FILES: files.ask_files,
            remedies.CHOOSE_MAP: files.ask_map,
            remedies.CHOOSE_CLEAR_FOLDER: files.ask_clear_folder,
            remedies.CHOOSE_CLEAR_FILES: files.ask_clear_files,
            remedies.CHOOSE_CLEAR_MODEL: files.ask_clear_model,
            remedies.CHOOSE_PLACES: files.ask_labels,
            remedies.CHOOSE_PROJECT: menus["OpenProject"].trigger,
            remedies.EXPORT: menus["Export"].trigger,
            remedies.EXPORT_TOOL: tools.export_again,
            remedies.LEAVE_NOTHING_OUT: partial(session.leaving_out.choose, EVERY_PIXEL),
            LOCATE: files.ask_place,
            remedies.OPEN_AGAIN: self._open_again,
            RUN: menus["Run"].trigger,
            remedies.OVERWRITE_PROJECT: session.projects.overwrite,
            remedies.SAVE_PLACES_ELSEWHERE: files.ask_labels_target,
            remedies.SAVE_PROJECT_ELSEWHERE: menus["SaveProjectAs"].trigger,
            remedies.SAVE_VALUES_ELSEWHERE: menus["SaveValues"].trigger,
            remedies.SHOW_LEFT_OUT: partial(_show_left_out, views),
            remedies.TICK_USUAL: self._tick_usual,
            **{way: partial(tools.help, tool, way) for way, tool in WAYS.items()},
            remedies.USUAL_COMPOSITE: self._show_usual_composite,
            remedies.WORK_COARSER: self._work_coarser,
        }
        self._ways_with: dict[str, Callable[[str], object]] = {
            DECLARE_NODATA: self._declare_nodata,
            UNTICK_BAND: self._untick,
            REMOVE_RUN: runs.remove,
        }
        files.place_chosen.connect(session.jobs.locate)
        views.messages.remedy_chosen.connect(self.choose)

    @Slot(str)
    def choose(self, key: str) -> None:
        """Do what a button stands for."""
        name, _, value = key.partition(" ")
        if name in self._ways:
            self._ways[name]()
        elif name in self._ways_with:
            self._ways_with[name](value)

    @property
    def ways(self) -> tuple[str, ...]:
        """Keys of all that buttons can do, but for those with a value."""
        return tuple(self._ways)

    def _situation(self) -> remedies.Situation:
        scenes = self._session.scenes
        return remedies.Situation(scenes.scene, scenes.survey, self._session.editing.now)

    def _tick_usual(self) -> None:
        self._session.editing.set_ticked(self._situation().usual_bands)

    def _untick(self, name: str) -> None:
        editing = self._session.editing
        editing.set_ticked(tuple(band for band in editing.now.ticked if band != name))

    def _declare_nodata(self, value: str) -> None:
        editing = self._session.editing
        editing.set_nodata(replace(editing.now.nodata, value=float(value)))

    def _show_usual_composite(self) -> None:
        scene = self._session.scenes.scene
        channels = None if scene is None else default_channels(scene.bands)
        if channels is not None:
            self._session.editing.set_channels(channels)

    def _open_again(self) -> None:
        scene = self._session.scenes.scene
        if scene is not None:
            self._session.jobs.work_at(scene.target)

    def _work_coarser(self) -> None:
        scene, size = self._session.scenes.scene, self._situation().coarser_size
        if scene is not None and size is not None:
            self._session.jobs.work_at(replace(scene.target, at=size))


def _show_left_out(views: Views) -> None:
    views.left.show_setup()  # a tool may stand in its place
    views.leave_out.unfold()
