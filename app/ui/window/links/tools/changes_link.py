"""Compare the shown map with a map of a file; show and write where compared maps differ."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.clustering.legends.changes.differences import Differences
from app.clustering.naming.cluster_look import LabelPicture
from app.session import Session
from app.ui.dialogs.exporting.result_folder import ResultFolder
from app.ui.dialogs.file_choices import FileChoices
from app.ui.map.furniture.legend_box import LegendRow
from app.ui.map.tools.tool_overlay import ToolMap
from app.ui.window.links.tools.tool_link import ToolLink
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState

_N_TOLD = 8  # of changes in the legend; the smaller ones are in the tables


class ChangesLink(QObject):
    """Joins the desk of changes to the bar above the map, the map, and the table below."""

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        views: Views,
        files: FileChoices,
        tools: ToolLink,
        session: Session,
        state: WindowState,
    ) -> None:
        super().__init__(window)
        self._menus, self._views, self._session = menus, views, session
        self._desk = desk = session.changes
        self._folder = ResultFolder(window, state)
        menus["CompareFile"].triggered.connect(files.ask_map)
        files.map_chosen.connect(desk.read)
        session.comparing.changed.connect(self._on_compared)
        desk.told_changed.connect(views.transitions.show_differences)
        desk.told_changed.connect(self._on_told_changed)
        views.compare.changes_toggled.connect(self._on_changes_toggled)
        views.compare.export_requested.connect(self._on_export_requested)
        self._folder.chosen.connect(desk.export)
        desk.picture_changed.connect(self._on_picture_changed)
        desk.detail_made.connect(self._on_detail_made)
        views.map.view_changed.connect(desk.show_detail)
        self._is_laid = False  # whether the map over both views is that of changes
        tools.changed.connect(self._on_tool_changed)
        for news in (session.sweeps.result_shown, session.sweeps.runs_changed):
            news.connect(self._enable)
        self._n_files = 0
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self._menus.enable(self._session.sweeps.result is not None, "CompareFile")

    @Slot()
    def _on_compared(self) -> None:
        """Show the tables as soon as a map of a file is compared."""
        sides = self._session.comparing.sides or ()
        are_maps = len(sides) == 2 and all(side.result is not None for side in sides)
        self._views.compare.allow_changes(can=are_maps)
        n_files = sum(side.is_file for side in sides)
        if n_files > self._n_files:
            self._views.details.setCurrentWidget(self._views.transitions)
        self._n_files = n_files

    @Slot(object)
    def _on_told_changed(self, told: Differences | None) -> None:
        if told is None:
            self._clear()

    @Slot()
    def _on_tool_changed(self) -> None:
        """Leave the map to the tool, which lays its own over both; it is bare by now."""
        self._is_laid = False
        self._views.compare.show_no_changes()

    def _clear(self) -> None:
        """Take the changes away; what another laid there stays."""
        if self._is_laid:
            self._is_laid = False
            self._views.map.tool.show_map(None)

    @Slot(object)
    def _on_detail_made(self, picture: LabelPicture) -> None:
        if self._is_laid:
            self._views.map.tool.show_detail(picture)

    @Slot(bool)
    def _on_changes_toggled(self, is_on: bool) -> None:  # noqa: FBT001 - a slot of the bar
        if is_on:  # the tables are counted while somebody looks at them, and tell the changes
            self._views.details.setCurrentWidget(self._views.transitions)
        self._desk.show_changes(is_wanted=is_on)

    @Slot(object)
    def _on_picture_changed(self, picture: LabelPicture | None) -> None:
        look, told = self._desk.look, self._desk.told
        if picture is None or look is None or told is None:
            self._clear()
            return
        sizes = {one.code: one.n_px if one.m2 is None else one.m2 for one in told.changes}
        rows = [
            LegendRow(name, colour, sizes[number] / told.total)
            for number, name, colour in zip(look.numbers, look.names, look.colours, strict=True)
            if number in sizes
        ]
        self._is_laid = True
        self._views.map.tool.show_map(ToolMap(picture, look.table(), tuple(rows[:_N_TOLD])))

    @Slot()
    def _on_export_requested(self) -> None:
        self._folder.ask("changes")
