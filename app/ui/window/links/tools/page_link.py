"""Join the page of one guided tool to its desk and to the map: what all tools share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

from app import plain_text
from app.session import Session
from app.ui.dialogs.exporting.result_folder import ResultFolder
from app.ui.dialogs.file_choices import FileChoices
from app.ui.tools.tool_page import ToolPage
from app.ui.window.menus import Menus
from app.ui.window.views import Views
from app.ui.window.window_state import WindowState


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What the page of a tool is joined to."""

    window: QWidget
    menus: Menus
    views: Views
    files: FileChoices
    session: Session
    state: WindowState


class Desk(Protocol):
    """What a page needs of the desk behind it."""

    progressed: SignalInstance

    def stop(self) -> None:
        """Ask the work to stop."""

    def export(self, folder: Path) -> None:
        """Write what was found into a folder."""


class PageLink(QObject):
    """Joins a page to its desk; each tool has one of its own.

    It is made when the tool is first opened: what comes of the desk from then on is heard, and
    `begin` has to show what was there before.

    Attributes
    ----------
    page
        The page of the tool.
    is_open
        Whether it is shown.

    Signals
    -------
    wanted
        The tool is to be opened.
    """

    wanted = Signal()

    def __init__(self, around: Surroundings, page: ToolPage, desk: Desk) -> None:
        super().__init__(around.window)
        self._views, self._session = around.views, around.session
        self._tool_desk = desk
        self.page, self.is_open = page, False
        self._folder = ResultFolder(around.window, around.state)
        page.stopped.connect(desk.stop)
        page.export_requested.connect(self._on_export_requested)
        self._folder.chosen.connect(desk.export)
        desk.progressed.connect(page.show_progress)

    @property
    def ways(self) -> Mapping[str, Callable[[], object]]:
        """What buttons of messages do that tell of the tool."""
        return {}

    def show_opened(self, *, is_open: bool) -> None:
        """Begin, or end, to show the tool on its page and the map, which is bare now."""
        self.is_open = is_open
        if is_open:
            self.begin()
        else:
            self.end()

    def begin(self) -> None:
        """Show what is there."""

    def end(self) -> None:
        """Do no more for the page."""

    def folder_name(self) -> str:
        """Return what the folder of an export is called at first; nothing where it cannot be."""
        return self._named("")

    def _named(self, words: str) -> str:
        """Return the title of the scene and words behind it; nothing where no scene is open."""
        scene = self._session.scenes.scene
        return "" if scene is None else f"{plain_text.file_stem(scene.title)} {words}"

    @Slot()
    def _on_export_requested(self) -> None:
        name = self.folder_name()
        if name:
            self._folder.ask(name)
