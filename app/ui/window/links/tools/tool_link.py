"""Open the guided tools, one at a time, and close them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.ui.tools.tool_page import ToolPage
from app.ui.window.links.tools.page_link import PageLink
from app.ui.window.menus import Menus
from app.ui.window.views import Views

_NO_SCENE = "Open a scene first"
_READING = "The scene is still being read. The tool is ready when every pixel was looked at."
_NO_SWEEP = "This tool needs a map of clusters, and no sweep was run yet."
_RUN = "Run sweep"


@dataclass(slots=True)
class _Tool:
    """A tool: what makes it, whether it works on a map of clusters; its link once it was made."""

    make: Callable[[], PageLink]
    needs_map: bool
    link: PageLink | None = None


class ToolLink(QObject):
    """The entries of the menu Tools that have a page, and that page in the left column.

    A tool is made when it is first opened: its link, beside this one, with its page and its desk.
    The map is bare when the page comes, and when it goes.

    Signals
    -------
    changed
        The page of a tool is shown, or is no more.
    """

    changed = Signal()

    def __init__(self, window: QWidget, menus: Menus, views: Views, session: Session) -> None:
        super().__init__(window)
        self._menus, self._views, self._session = menus, views, session
        self._tools: dict[str, _Tool] = {}
        self._shown: ToolPage | None = None
        views.left.tool_changed.connect(self._on_tool_changed)
        scenes, sweeps = session.scenes, session.sweeps
        for news in (scenes.scene_opened, scenes.surveyed, sweeps.result_shown, sweeps.k_selected):
            news.connect(self.renew)

    @property
    def page(self) -> ToolPage | None:
        """The page that is shown; None where no tool is open."""
        return self._views.left.tool

    def offer(self, action: str, make: Callable[[], PageLink], *, needs_map: bool = False) -> None:
        """Let an action open a tool, made then.

        Parameters
        ----------
        needs_map
            Whether the tool works on a map of clusters.
        """
        self._tools[action] = _Tool(make, needs_map)
        self._menus[action].triggered.connect(partial(self.open, action))
        self.renew()

    def open(self, action: str, *_: object) -> None:
        """Show the page of a tool; one that was open is closed."""
        page = self.made(action).page
        self._menus["MapAlone"].setChecked(False)
        self._menus["LeftPanel"].setChecked(True)
        self._views.left.show_tool(page)

    def made(self, action: str) -> PageLink:
        """Return the link of a tool, made if it was not before."""
        tool = self._tools[action]
        if tool.link is None:
            tool.link = tool.make()
            page = tool.link.page
            self._views.left.add_tool(page)
            page.closed.connect(self.close)
            page.way_chosen.connect(self._menus["Run"].trigger)
            tool.link.wanted.connect(partial(self.open, action))
            self.renew()
        return tool.link

    def help(self, action: str, way: str) -> None:
        """Do what the button of a message offers that a tool knows to do."""
        self.made(action).ways[way]()

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
        for action, tool in self._tools.items():
            self._menus[action].setEnabled(scenes.scene is not None)
            if tool.link is None:
                continue
            if scenes.survey is None:
                tool.link.page.set_obstacle(_READING if scenes.scene is not None else _NO_SCENE)
            elif tool.needs_map and sweeps.result is None:
                tool.link.page.set_obstacle(_NO_SWEEP, _RUN)
            else:
                tool.link.page.set_obstacle("")

    @Slot(object)
    def _on_tool_changed(self, page: ToolPage | None) -> None:
        before, self._shown = self._shown, page
        self._views.map.tool.clear()
        for one, is_open in ((before, False), (page, True)):
            link = self._of(one)
            if link is not None:
                link.show_opened(is_open=is_open)
        self.changed.emit()

    def _of(self, page: ToolPage | None) -> PageLink | None:
        links = (tool.link for tool in self._tools.values() if tool.link is not None)
        return next((link for link in links if link.page is page), None)
