"""Let a person say what bands are: one by one, or by the sensor they are of."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.errors import SettingsError
from app.scene.band import Band
from app.scene.band_teaching import TaughtBand
from app.scene.recognition.sensor_presets import assign, known_presets, preset_of, teachable
from app.scene.recognition.sensors import sensor_named
from app.scene.scene import Scene
from app.session import Session
from app.ui.window.menus import Menus
from app.ui.window.views import Views

if TYPE_CHECKING:
    from app.ui.dialogs.describing.band_dialog import BandDialog
    from app.ui.dialogs.describing.sensor_dialog import Assignment, SensorDialog


class TeachLink(QObject):
    """The action Assign sensor, and the dialog behind a row of the band list."""

    def __init__(self, window: QWidget, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(window)
        self._views = views
        self._session = session
        self._menus = menus
        self._window = window
        views.bands.describe_requested.connect(self._on_describe_requested)
        views.bands.sensor_requested.connect(self.ask_sensor)
        menus["AssignSensor"].triggered.connect(self.ask_sensor)
        session.scenes.scene_opened.connect(self._on_scene_opened)
        session.scenes.described.connect(self._on_scene_described)
        menus["AssignSensor"].setEnabled(False)

    @Slot()
    def ask_sensor(self) -> None:
        """Show which sensors there are, the one first that was offered or named by the files."""
        sensors = self._session.sensors
        bands = self._teachable()
        if bands:
            said = sensors.offered or self._session.editing.now.teaching.sensor
            chosen = said or sensor_named(bands[0].path.name)
            self._sensor_dialog.ask(bands, (*sensors.own, *known_presets()), chosen)

    @cached_property
    def _band_dialog(self) -> "BandDialog":
        from app.ui.dialogs.describing.band_dialog import BandDialog

        dialog = BandDialog(self._window)
        dialog.described.connect(self._on_described)
        return dialog

    @cached_property
    def _sensor_dialog(self) -> "SensorDialog":
        from app.ui.dialogs.describing.sensor_dialog import SensorDialog

        dialog = SensorDialog(self._window)
        dialog.assigned.connect(self._on_assigned)
        return dialog

    def _teachable(self) -> tuple[Band, ...]:
        """Return the bands a sensor can be laid over, as they are called now."""
        editing = self._session.editing
        if editing.found is None or editing.scene is None:
            return ()
        return editing.scene.as_here(teachable(editing.found))

    @Slot(str)
    def _on_describe_requested(self, name: str) -> None:
        editing = self._session.editing
        if editing.found is None or editing.scene is None:
            return
        measured = {band.name for band in teachable(editing.found)}
        (band,) = (band for band in editing.scene.bands if band.name == name)
        self._band_dialog.ask(band, is_measured=name in measured)

    @Slot(object)
    def _on_described(self, said: TaughtBand) -> None:
        editing = self._session.editing
        try:
            editing.teach(editing.now.teaching.saying(said))
        except SettingsError as error:
            self._band_dialog.refuse(error)
        else:
            self._band_dialog.accept()

    @Slot(object)
    def _on_assigned(self, asked: "Assignment") -> None:
        editing, bands = self._session.editing, self._teachable()
        teaching = assign(bands[: len(asked.mapped)], asked.preset, asked.mapped)
        teaching = editing.now.teaching.saying(*teaching.bands)
        sensor = asked.own_title or asked.preset.title or teaching.sensor
        try:
            editing.teach(replace(teaching, sensor=sensor))
        except SettingsError as error:
            self._sensor_dialog.refuse(error)
            return
        self._sensor_dialog.accept()
        if asked.own_title:
            self._session.sensors.keep(preset_of(asked.own_title, self._teachable()))

    @Slot(object)
    def _on_scene_opened(self, _scene: Scene) -> None:
        self._menus["AssignSensor"].setEnabled(True)

    @Slot(object)
    def _on_scene_described(self, scene: Scene) -> None:
        """Call the bands otherwise in every view; nothing else about them changes."""
        self._views.bands.show_described(scene)
        self._views.picture.show_described(scene)
        survey = self._session.scenes.survey
        if survey is not None:
            self._views.bands.show_stats(survey.stats)
