"""List the scenes opened last."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.resources import resource_path
from app.scene.scene import Scene
from app.ui.parts import plain
from app.ui.window.window_state import WindowState


class RecentMenu(QObject):
    """Fills a menu with the scenes opened last.

    Signals
    -------
    paths_chosen
        The paths one of them was opened from.
    """

    paths_chosen = Signal(tuple)

    def __init__(self, menu: QMenu, state: WindowState) -> None:
        super().__init__(menu)
        self._menu = menu
        self._state = state
        menu.triggered.connect(self._on_triggered)
        self._fill()

    @Slot(object)
    def remember(self, scene: Scene) -> None:
        """Put a scene on top, unless it is the sample, which has an entry of its own."""
        sample = resource_path("sample_scene")
        if not any(path.is_relative_to(sample) for path in scene.sources):
            self._state.add_recent(scene.sources)
            self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for index, paths in enumerate(self._state.recent):
            number = f"&{index + 1} " if index < 9 else ""
            action = self._menu.addAction(number + plain.entry(_title(paths)))
            action.setData(index)
            action.setToolTip(plain.tip("\n".join(plain.line(str(path)) for path in paths)))
        self._menu.setEnabled(bool(self._state.recent))
        if self._state.recent:
            self._menu.addSeparator()
            self._menu.addAction("&Clear list").setData(-1)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        index = int(action.data())
        if index < 0:
            self._state.clear_recent()
            self._fill()
        else:
            self.paths_chosen.emit(self._state.recent[index])


def _title(paths: Sequence[Path]) -> str:
    """Return the end of the path that a person knows it by."""
    first = paths[0]
    shown = f"{first.parent.name}/{first.name}" if first.parent.name else str(first)
    return shown if len(paths) == 1 else f"{shown} and {len(paths) - 1} more"
