"""Find clouds by a clear scene: the page of the tool, its map, and the desk behind both."""

from functools import cached_property

import numpy as np
from PySide6.QtCore import Slot
from typing_extensions import override

from app.arrays import ByteArray, Window
from app.clustering.clouds.wishes import SkyClass
from app.clustering.naming.cluster_look import LabelPicture
from app.engine.scenes.choosing import ChoicePicture
from app.engine.tools.sky.viewing import SkyView
from app.scene.scene_choice import SceneChoice
from app.ui.dialogs.scene_chooser import SceneChooser
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.tools.mark_layer import Mark
from app.ui.map.tools.tool_overlay import ToolMap
from app.ui.tools.clouds.cloud_page import CloudPage
from app.ui.window.links.tools.page_link import PageLink, Surroundings

_COLOURS = {SkyClass.CLOUD: (255, 94, 168), SkyClass.SHADOW: (90, 120, 255)}  # of nothing on earth
_NAMES = {SkyClass.CLOUD: "Cloud", SkyClass.SHADOW: "Cloud shadow"}
_FOUND = {SkyClass.CLEAR: "clear", SkyClass.CLOUD: "cloud", SkyClass.SHADOW: "shadow"}
_OPACITY = 0.6
_SEEN_PX, _CLOSEST = 120.0, 6.0  # a place is looked at so large, if not at more per pixel


class CloudLink(PageLink):
    """Joins the tool of clouds to the session."""

    def __init__(self, around: Surroundings) -> None:
        desk, page = around.session.clouds, CloudPage(around.window)
        super().__init__(around, page, desk)
        self._desk, self._page = desk, page
        self._window = around.window
        views, files = around.views, around.files
        # they are found
        page.folder_requested.connect(files.ask_clear_folder)
        page.files_requested.connect(files.ask_clear_files)
        page.model_requested.connect(files.ask_clear_model)
        files.clear_chosen.connect(desk.find)
        desk.choices.found.connect(self._on_several_found)
        desk.choices.pictured.connect(self._on_pictured)
        page.mode_chosen.connect(desk.set_mode)
        page.wishes_chosen.connect(desk.set_wishes)
        desk.search_changed.connect(page.show_search)
        desk.viewed.connect(self._on_viewed)
        desk.detail_made.connect(self._on_detail_made)
        views.map.view_changed.connect(self._on_view_changed)
        # they are looked at
        page.agreement.place_chosen.connect(self._on_place_chosen)
        # they are left out and taken away
        desk.left_out_changed.connect(page.show_left_out)
        page.leave_out_requested.connect(desk.leave_out)
        page.sweep_requested.connect(around.menus["Run"].trigger)

    @override
    def begin(self) -> None:
        self._page.show_search(self._desk.search)
        self._desk.watch(is_watched=True)
        self._show(self._desk.view)

    @override
    def end(self) -> None:
        self._desk.watch(is_watched=False)

    @override
    def folder_name(self) -> str:
        return self._named("clouds")

    @cached_property
    def _chooser(self) -> SceneChooser:
        title, lead = "Choose a clear scene", "Choose the one without clouds."
        chooser = SceneChooser(self._window, title, lead, "Choose")
        chooser.chosen.connect(self._desk.find)
        chooser.finished.connect(self._desk.choices.stop)
        return chooser

    @Slot(object)
    def _on_several_found(self, choices: tuple[SceneChoice, ...]) -> None:
        self._chooser.ask(choices)

    @Slot(object)
    def _on_pictured(self, made: ChoicePicture) -> None:
        self._chooser.show_picture(made.place, made.rgba)

    @Slot(object)
    def _on_viewed(self, view: SkyView | None) -> None:
        if view is None:
            self._page.show_notes(())
            self._page.show_result(is_shown=False)
        else:
            self._page.show_notes(view.looked.notes)
            shadow = view.share(SkyClass.SHADOW) if view.has_shadows else None
            self._page.show_found(view.share(SkyClass.CLOUD), shadow)
            self._page.show_agreement(view.agreed, len(view.disagreements))
        self._show(view)

    @Slot(Window, tuple)
    def _on_view_changed(self, window: Window, shape: tuple[int, int]) -> None:
        if self.is_open:
            self._desk.show_detail(window, shape)

    @Slot(object)
    def _on_detail_made(self, picture: LabelPicture) -> None:
        if self.is_open:
            self._views.map.tool.show_detail(picture)

    @Slot(int)
    def _on_place_chosen(self, number: int) -> None:
        """Go to a place where the band says otherwise, and say what it says."""
        view = self._desk.view
        if view is None or not 1 <= number <= len(view.disagreements):
            return
        place = view.disagreements[number - 1]
        mark = Mark(number, place.top, place.left, place.bottom, place.right)
        self._views.map.tool.show_marks([mark])
        self._views.map.tool.select_mark(number)
        side = max(place.bottom - place.top, place.right - place.left)
        row, col = mark.middle
        scale, shown = min(_CLOSEST, _SEEN_PX / side), self._views.map.place
        if shown is not None:
            scale = max(scale, shown[2])
        self._views.map.show_place(col, row, scale)
        n_all = len(view.disagreements)
        self._page.agreement.tell(
            f"{number} of {n_all}: the band says {place.said}, found {_FOUND[place.found]} "
            f"({place.n_px:,} px)"
        )

    def _show(self, view: SkyView | None) -> None:
        if not self.is_open:
            return
        self._views.map.tool.show_marks(())
        if view is None:
            self._views.map.tool.show_map(None)
            return
        shown = (SkyClass.CLOUD, *((SkyClass.SHADOW,) if view.has_shadows else ()))
        rows = tuple(LegendRow(_NAMES[each], _COLOURS[each], view.share(each)) for each in shown)
        self._views.map.tool.show_map(ToolMap(view.picture, _table(), rows, _OPACITY))
        self._views.map.link.announce()  # in which details are asked for


def _table() -> ByteArray:
    table = np.zeros((256, 4), dtype=np.uint8)
    for label, colour in _COLOURS.items():
        table[label] = (*colour, 255)
    return table
