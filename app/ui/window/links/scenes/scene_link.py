"""Show the open scene, its picture, and which of it takes part in a sweep."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.clustering.settings import Scaling
from app.scene.blocks import Survey
from app.session import Session
from app.ui.window.views import Views

PROGRAM = "Bandsweep"


class SceneLink(QObject):
    """Joins the session to the bands, the picture and what is said of the pixel under the mouse."""

    def __init__(self, window: QWidget, views: Views, session: Session) -> None:
        super().__init__(window)
        self._views = views
        self._session = session
        scenes, editing = session.scenes, session.editing
        # it arrives
        scenes.scene_opened.connect(views.messages.dismiss_all)  # of what was here before
        for view in (views.bands, views.picture, views.map, views.readout, views.strip):
            scenes.scene_opened.connect(view.show_scene)
        scenes.surveyed.connect(self._on_surveyed)
        scenes.checks_changed.connect(views.bands.show_checks)
        # it is looked at
        views.picture.channels_chosen.connect(editing.set_channels)
        views.picture.stretch_chosen.connect(editing.set_stretch)
        views.picture.title_changed.connect(views.map.set_composite_title)
        editing.channels_changed.connect(views.picture.set_channels)
        editing.channels_changed.connect(views.readout.set_channels)
        editing.stretch_changed.connect(views.picture.set_stretch)
        scenes.components_changed.connect(views.picture.set_components)
        scenes.scale_changed.connect(views.map.colour_bar.show_scale)
        scenes.composite_changed.connect(views.map.show_composite)
        scenes.composite_detail_changed.connect(views.map.show_composite_detail)
        views.map.view_changed.connect(scenes.show_detail)
        views.map.hovered.connect(self._on_hovered)
        views.map.left.connect(self._on_left)
        # it is made ready for a sweep
        views.bands.ticked_changed.connect(editing.set_ticked)
        views.bands.nodata_changed.connect(editing.set_nodata)
        views.bands.standardise_requested.connect(views.sweep.standardise)
        views.sweep.settings_changed.connect(self._on_settings_changed)
        editing.ticked_changed.connect(views.bands.set_ticked)
        editing.nodata_changed.connect(views.bands.set_nodata)

    @Slot()
    def _on_settings_changed(self) -> None:
        scaling = self._views.sweep.settings.scaling
        self._views.bands.set_raw(is_raw=scaling is not Scaling.STANDARDISE)

    @Slot(object)
    def _on_surveyed(self, survey: Survey) -> None:
        self._views.bands.show_stats(survey.stats)
        self._views.bands.show_sample(survey.sample, is_in_memory=survey.pixels is not None)

    @Slot(float, float)
    def _on_hovered(self, row: float, col: float) -> None:
        told = self._session.values.told
        found = self._session.scenes.readout(math.floor(row), math.floor(col), told)
        self._views.readout.show_readout(found)
        has_values = found is not None and found.cluster != 0  # values of no data mean nothing
        self._show_pixel(dict(found.values) if found is not None and has_values else {})

    @Slot()
    def _on_left(self) -> None:
        self._views.readout.clear()
        self._show_pixel({})

    def _show_pixel(self, named: Mapping[str, float]) -> None:
        """Draw the spectrum of the pixel under the mouse beside those of the classes."""
        for view in (self._views.spectrum, self._views.card, self._views.scatter):
            view.show_pixel(named)
