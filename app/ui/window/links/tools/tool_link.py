"""Open the guided tools, one at a time, and close them."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.ui.tools.tool_page import ToolPage
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_NO_SCENE = "Open a scene first"
_READING = "The scene is still being read. The tool is ready when every pixel was looked at."
_NO_SWEEP = "This tool needs a map of clusters, and no sweep was run yet."
_RUN = "Run sweep"


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool: the action that opens it, its page, whether it works on a map of clusters."""

    action: str
    page: ToolPage
    needs_map: bool


class ToolLink(QObject):
    """The entries of the menu Tools that have a page, and that page in the left column.

    Each tool has a link of its own beside this one, which says what its page shows. It follows
    `opened` and `closed`; the map is bare when either comes.

    Signals
    -------
    opened, closed : (ToolPage,)
        The page of a tool is shown, or is no more.
    """

    opened = Signal(object)
    closed = Signal(object)

    def __init__(self, window: QWidget, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(window)
        self._menus, self._views, self._session = menus, views, session
        self._tools: list[_Tool] = []
        self._shown: ToolPage | None = None
        views.left.tool_changed.connect(self._on_tool_changed)
        scenes, sweeps = session.scenes, session.sweeps
        for news in (scenes.scene_opened, scenes.surveyed, sweeps.result_shown, sweeps.k_selected):
            news.connect(self.renew)

    @property
    def page(self) -> ToolPage | None:
        """The page that is shown; None where no tool is open."""
        return self._views.left.tool

    def add(self, action: str, page: ToolPage, *, needs_map: bool = False) -> None:
        """Let an action open a tool.

        Parameters
        ----------
        needs_map
            Whether the tool works on a map of clusters.
        """
        self._views.left.add_tool(page)
        self._tools.append(_Tool(action, page, needs_map))
        self._menus[action].triggered.connect(partial(self.open, page))
        page.closed.connect(self.close)
        page.way_chosen.connect(self._menus["Run"].trigger)
        self.renew()

    def open(self, page: ToolPage, *_: object) -> None:
        """Show the page of a tool; one that was open is closed."""
        self._menus["MapAlone"].setChecked(False)
        self._menus["LeftPanel"].setChecked(True)
        self._views.left.show_tool(page)

    def leave(self) -> None:
        """Close the open tool, or what is under way in it first."""
        if self.page is not None and not self.page.step_back():
            self.close()

    @Slot()
    def close(self) -> None:
        """Show scene and bands again."""
        self._views.left.show_setup()
        self._views.map.setFocus()

    @Slot()
    def export_again(self) -> None:
        """Ask once more where results of the open tool go."""
        if self.page is not None:
            self.page.export_requested.emit()

    @Slot()
    def renew(self) -> None:
        """Say of each tool whether it can be used, and what is missing otherwise."""
        scenes, sweeps = self._session.scenes, self._session.sweeps
        for tool in self._tools:
            self._menus[tool.action].setEnabled(scenes.scene is not None)
            if scenes.survey is None:
                tool.page.set_obstacle(_READING if scenes.scene is not None else _NO_SCENE)
            elif tool.needs_map and sweeps.result is None:
                tool.page.set_obstacle(_NO_SWEEP, _RUN)
            else:
                tool.page.set_obstacle("")

    @Slot(object)
    def _on_tool_changed(self, page: ToolPage | None) -> None:
        before, self._shown = self._shown, page
        self._views.map.tool.clear()
        if before is not None:
            self.closed.emit(before)
        if page is not None:
            self.opened.emit(page)
