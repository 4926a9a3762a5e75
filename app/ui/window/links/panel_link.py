"""Show and hide the panels around the map."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from app.ui.window.menus import Menus
from app.ui.window.window_state import WindowState

_LEFT, _RIGHT = 0, 2  # among the columns


class PanelLink(QObject):
    """Three panels that can be hidden one by one, and all at once for the map alone.

    Parameters
    ----------
    splitters
        Columns with the map between panels, and details below them, as they are arranged.
    beside
        What goes, too, where the map stands alone.
    """

    def __init__(
        self,
        window: QWidget,
        menus: Menus,
        splitters: Sequence[QSplitter],
        beside: QWidget,
        state: WindowState,
    ) -> None:
        super().__init__(window)
        columns, details = splitters[:2]
        self._panels = {
            "LeftPanel": columns.widget(_LEFT),
            "CurvesPanel": columns.widget(_RIGHT),
            "DetailsPanel": details,
        }
        self._beside = beside
        self._state = state
        self._alone = menus["MapAlone"]
        self._actions = {name: menus[name] for name in self._panels}
        for name, action in self._actions.items():
            action.setChecked(name not in state.hidden_panels)
            action.toggled.connect(self._on_toggled)
        self._alone.toggled.connect(self._arrange)
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
        hidden = (name for name, action in self._actions.items() if not action.isChecked())
        self._state.hidden_panels = tuple(hidden)
        self._alone.setChecked(False)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        is_alone = self._alone.isChecked()
        for name, panel in self._panels.items():
            if panel is not None:
                panel.setVisible(self._actions[name].isChecked() and not is_alone)
        self._beside.setVisible(not is_alone)
