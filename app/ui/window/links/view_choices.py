"""Keep menu, toolbar and maps agreed on how things are looked at."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from app.ui.map.map_area import MapArea, MapMode
from app.ui.map.mode_bar import ModeBar
from app.ui.parts import theme
from app.ui.parts.theme import ThemeChoice
from app.ui.window.menus import Menus
from app.ui.window.window_state import WindowState


class ViewChoices(QObject):
    """Map mode, opacity, zoom and theme."""

    def __init__(self, menus: Menus, modes: ModeBar, area: MapArea, state: WindowState) -> None:
        super().__init__(menus)
        self._menus = menus
        self._modes = modes
        self._map = area
        self._state = state
        menus["ZoomIn"].triggered.connect(area.zoom_in)
        menus["ZoomOut"].triggered.connect(area.zoom_out)
        menus["Fit"].triggered.connect(area.fit)
        menus["OneToOne"].triggered.connect(area.one_to_one)
        menus.modes.triggered.connect(self._on_mode_triggered)
        menus.themes.triggered.connect(self._on_theme_triggered)
        modes.mode_chosen.connect(self.set_mode)
        modes.opacity_chosen.connect(area.set_opacity)

    def restore(self) -> None:
        """Look at things as the person did last."""
        self.set_mode(self._state.mode)
        self._menus.check(self._menus.themes, self._state.theme)

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Show the maps side by side, swiped or overlaid."""
        self._state.mode = MapMode(mode)
        self._map.set_mode(mode)
        self._modes.set_mode(mode)
        self._menus.check(self._menus.modes, mode)

    @Slot(QAction)
    def _on_mode_triggered(self, action: QAction) -> None:
        self.set_mode(str(action.data()))

    @Slot(QAction)
    def _on_theme_triggered(self, action: QAction) -> None:
        choice = ThemeChoice(str(action.data()))
        self._state.theme = choice
        theme.current().choose(choice)
