"""Show the panels around the map: those that were asked for, once they have something to say."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSignalBlocker, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from app.session import Session
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState

_LEFT, _RIGHT = 0, 2  # among the columns
_OF_CLASSES, _OF_SWEEP = "DetailsPanel", "CurvesPanel"
_LEAST_PX = 3 * 280  # of three pictures beside each other


class PanelLink(QObject):
    """Three panels that can be hidden one by one, and all at once for the map alone.

    What tells of classes comes all at once with the first map of a scene, so that the picture
    moves one time only, and stays as long as there is a run. Where three pictures are too narrow
    beside each other, what tells of the sweep goes meanwhile, until somebody asks for it.

    Parameters
    ----------
    splitters
        Columns with the map between panels, and details below them, as they are arranged.
    views
        Of which the row of maps goes, too, where the map stands alone.
    """

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        splitters: Sequence[QSplitter],
        views: Views,
        session: Session,
        state: WindowState,
    ) -> None:
        super().__init__(window)
        columns, details = splitters[:2]
        self._columns = columns
        self._before_tool: list[int] = []  # widths of the columns
        self._panels = {
            "LeftPanel": columns.widget(_LEFT),
            _OF_SWEEP: columns.widget(_RIGHT),
            _OF_CLASSES: details,
        }
        self._beside = views.strip
        self._state, self._map = state, views.map
        self._made_room = False
        self._has_maps = False
        self._alone = menus["MapAlone"]
        self._actions = {name: menus[name] for name in self._panels}
        for name, action in self._actions.items():
            action.setChecked(name not in state.hidden_panels)
            action.toggled.connect(self._on_toggled)
        self._alone.toggled.connect(self._arrange)
        self._tabs = views.details
        titles = [self._tabs.tabText(place) for place in range(self._tabs.count())]
        if state.details_tab in titles:
            self._tabs.setCurrentIndex(titles.index(state.details_tab))
        self._tabs.currentChanged.connect(self._on_tab_changed)
        views.left.tool_changed.connect(self._on_tool_changed)
        views.map.third_shown.connect(self._on_third_shown)
        self._sweeps = session.sweeps
        self._sweeps.k_finished.connect(self._on_k_finished)
        self._sweeps.runs_changed.connect(self._on_runs_changed)
        self._arrange()

    @property
    def is_map_alone(self) -> bool:
        """Whether nothing but the map is shown."""
        return self._alone.isChecked()

    def bring_back(self) -> None:
        """Show again what was shown before the map stood alone."""
        self._alone.setChecked(False)

    @Slot()
    def _on_toggled(self) -> None:
        """Remember which are hidden; a panel that is asked for ends the map's standing alone."""
        if self.sender() is self._actions[_OF_SWEEP]:
            self._made_room = False
        hidden = [name for name, action in self._actions.items() if not action.isChecked()]
        if self._made_room:  # that is for now
            hidden.remove(_OF_SWEEP)
        self._state.hidden_panels = tuple(hidden)
        self._alone.setChecked(False)
        self._arrange()

    @Slot(bool)
    def _on_third_shown(self, is_shown: bool) -> None:  # noqa: FBT001 - a slot of third_shown(bool)
        """Make room for three pictures, or give it back."""
        action = self._actions[_OF_SWEEP]
        is_needed = is_shown and action.isChecked() and self._map.width() < _LEAST_PX
        if is_needed or self._made_room:
            with QSignalBlocker(action):
                action.setChecked(not is_needed)
            self._made_room = is_needed
            self._arrange()

    @Slot(object)
    def _on_tool_changed(self, page: QWidget | None) -> None:
        """Give the map its width back once the page of a tool is gone, which may be wide."""
        if page is None and self._before_tool:
            self._columns.setSizes(self._before_tool)
            self._before_tool = []
        elif page is not None and not self._before_tool:
            self._before_tool = self._columns.sizes()

    @Slot(int)
    def _on_tab_changed(self, place: int) -> None:
        self._state.details_tab = self._tabs.tabText(place)

    @Slot()
    def _on_runs_changed(self) -> None:
        """Put away what tells of runs with the last of them, as with another scene."""
        if not self._sweeps.runs:
            self._has_maps = False
            self._arrange()

    @Slot()
    def _on_k_finished(self) -> None:
        if not self._has_maps:
            self._has_maps = True
            self._arrange()

    @Slot()
    def _arrange(self) -> None:
        is_alone = self._alone.isChecked()
        self._actions[_OF_CLASSES].setEnabled(self._has_maps)
        for name, panel in self._panels.items():
            if panel is not None:
                can_tell = self._has_maps or name != _OF_CLASSES
                panel.setVisible(self._actions[name].isChecked() and can_tell and not is_alone)
        self._beside.setVisible(self._has_maps and not is_alone)
