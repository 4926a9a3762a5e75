"""Keep menu, toolbar and maps agreed on how things are looked at."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.products.projects.saved_work import SavedView
from app.session import Session
from app.ui.map.map_area import MapMode
from app.ui.parts import theme
from app.ui.parts.theme import ThemeChoice
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


class ViewLink(QObject):
    """Map mode, opacity, zoom and place, theme, and the whole screen."""

    def __init__(
        self, window: QWidget, menus: Menus, views: Views, session: Session, state: WindowState
    ) -> None:
        super().__init__(window)
        self._work = session.work
        self._window = window
        self._menus = menus
        self._modes = views.modes
        self._map = area = views.map
        self._state = state
        menus["ZoomIn"].triggered.connect(area.zoom_in)
        menus["ZoomOut"].triggered.connect(area.zoom_out)
        menus["Fit"].triggered.connect(area.fit)
        menus["OneToOne"].triggered.connect(area.one_to_one)
        menus.modes.triggered.connect(self._on_mode_triggered)
        menus.themes.triggered.connect(self._on_theme_triggered)
        menus["FullScreen"].triggered.connect(self._on_full_screen_triggered)
        views.modes.mode_chosen.connect(self._set_mode)
        views.modes.opacity_chosen.connect(area.set_opacity)
        self._set_mode(state.mode)  # as the person did last
        menus.check(menus.themes, state.theme)
        area.view_changed.connect(self._on_view_changed)
        session.work.view_recalled.connect(self._on_view_recalled)

    @Slot(str)
    def _set_mode(self, mode: str) -> None:
        """Show the maps side by side, swiped or overlaid."""
        self._state.mode = MapMode(mode)
        self._map.set_mode(mode)
        self._modes.set_mode(mode)
        self._menus.check(self._menus.modes, mode)
        self._on_view_changed()

    @Slot()
    def _on_view_changed(self) -> None:
        """Let a project keep what is looked at."""
        self._work.look(self._map.place, self._map.mode)

    @Slot(object)
    def _on_view_recalled(self, view: SavedView) -> None:
        """Look again at what was looked at when a project was saved."""
        if view.mode in tuple(MapMode):
            self._set_mode(view.mode)
        if view.place is not None:
            self._map.show_place(*view.place)

    @Slot(QAction)
    def _on_mode_triggered(self, action: QAction) -> None:
        self._set_mode(str(action.data()))

    @Slot(QAction)
    def _on_theme_triggered(self, action: QAction) -> None:
        choice = ThemeChoice(str(action.data()))
        self._state.theme = choice
        theme.current().choose(choice)

    @Slot()
    def _on_full_screen_triggered(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
