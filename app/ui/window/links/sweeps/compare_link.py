"""Show two maps against each other in every view that can."""

from PySide6.QtCore import QObject, Slot

from app.arrays import Window
from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import LabelPicture
from app.session import Session
from app.session.desks.runs.compare_side import Side
from app.ui.dialogs.file_choices import FileChoices
from app.ui.map.area.map_pair import MapSide, SideKind
from app.ui.parts.area_unit import AreaUnit
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


class CompareLink(QObject):
    """Compare and Blink, the bar above the map, the map, and the table of transitions."""

    def __init__(
        self,
        menus: Menus,
        views: Views,
        files: FileChoices,
        session: Session,
        state: WindowState,
    ) -> None:
        super().__init__(menus)
        self._action = menus["Compare"]
        self._menus = menus
        self._session = session
        self._desk = desk = session.comparing
        self._map, self._bar = views.map, views.compare
        self._table, self._tabs = views.transitions, views.details
        self._action.toggled.connect(self._on_toggled)
        menus["Blink"].triggered.connect(self._map.blink)
        views.runs.compare_requested.connect(self._action.trigger)
        self._table.compare_requested.connect(self._action.trigger)
        self._bar.side_chosen.connect(desk.choose)
        self._bar.swap_requested.connect(desk.swap)
        self._bar.close_requested.connect(desk.stop)
        self._bar.blink_toggled.connect(self._map.set_blinking)
        self._bar.by_itself_toggled.connect(self._map.blink_by_itself)
        self._map.blink_changed.connect(self._bar.show_blinking)
        self._map.view_changed.connect(desk.show_detail)
        self._table.save_requested.connect(files.ask_transitions_target)
        files.transitions_target_chosen.connect(desk.save)
        self._table.pair_chosen.connect(desk.show_pair)
        self._table.unit_chosen.connect(self._on_unit_chosen)
        self._tabs.currentChanged.connect(self._on_tab_changed)
        desk.changed.connect(self._show)
        desk.side_detail_changed.connect(self._map.show_side_detail)
        desk.counting.connect(self._table.show_counting)
        desk.counted.connect(self._on_counted)
        desk.veil_changed.connect(self._map.show_veil)
        desk.veil_changed.connect(self._on_veil_changed)
        desk.veil_detail_changed.connect(self._map.show_veil_detail)
        for news in (session.sweeps.result_shown, session.sweeps.runs_changed):
            news.connect(self._enable)
        session.sweeps.runs_changed.connect(self._list)
        session.sweeps.finished.connect(self._list)
        self._table.show_unit(state.area_unit)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        has_result = self._session.sweeps.result is not None
        self._menus.enable(has_result, "Compare", "Blink")

    @Slot(bool)
    def _on_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - as Qt calls it
        if is_on and not self._desk.is_on:
            self._desk.start()
            self._action.setChecked(self._desk.is_on)
        elif not is_on:
            self._desk.stop()

    @Slot()
    def _show(self) -> None:
        """Show both sides as they are now, or composite and clusters again."""
        sides, scene = self._desk.sides, self._session.scenes.scene
        self._action.setChecked(sides is not None)
        if sides is None or scene is None:
            self._bar.close_bar()
            self._map.compare(None)
            self._table.clear()
            return
        self._list()
        window = Window(0, 0, scene.grid.height, scene.grid.width)
        self._map.compare((_shown(sides[0], window), _shown(sides[1], window)))

    @Slot()
    def _list(self) -> None:
        sides, choices = self._desk.sides, self._desk.choices
        # A map that is gone leaves the choices first; other sides follow, and are listed then.
        if sides is not None and {side.key for side in sides} <= {key for key, _ in choices}:
            self._bar.show_choices(choices, (sides[0].key, sides[1].key))

    @Slot(object)
    def _on_counted(self, found: Transitions | None) -> None:
        sides = self._desk.sides
        looks = [side.look for side in sides or () if side.look is not None]
        if found is None or sides is None or len(looks) < 2:
            self._table.clear()
            return
        titles = (sides[0].title, sides[1].title)
        self._table.show_transitions(found, (looks[0], looks[1]), titles)

    @Slot(object)
    def _on_veil_changed(self, picture: LabelPicture | None) -> None:
        if picture is None:
            self._table.show_pair(None)

    @Slot()
    def _on_tab_changed(self) -> None:
        """Count only while somebody looks at it."""
        self._desk.want_transitions(is_wanted=self._tabs.currentWidget() is self._table)

    @Slot(object)
    def _on_unit_chosen(self, unit: AreaUnit) -> None:
        self._table.show_unit(unit)


def _shown(side: Side, window: Window) -> MapSide:
    """Return one side for the map; the k that all views show has its layer there already."""
    if side.result is None:
        return MapSide(SideKind.PICTURE, side.title)
    title = side.title + " · estimate" * side.result.is_estimate
    title += " · its changes are being made" * side.is_pending
    if side.is_shown:
        return MapSide(SideKind.SHOWN_MAP, title)
    picture = LabelPicture(side.result.preview.labels, window)
    return MapSide(SideKind.OTHER_MAP, title, picture, side.look)
