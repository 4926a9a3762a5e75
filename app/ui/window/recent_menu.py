"""List the scenes opened last."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.ui.parts import plain
from app.ui.window.window_state import WindowState

_PROJECT_SUFFIX = ".bandsweep"


class RecentMenu(QObject):
    """Fills a menu with the scenes and projects opened last.

    Signals
    -------
    paths_chosen
        The paths one of them was opened from.
    changed
        Others are listed now.
    forgotten : (tuple[tuple[Path, ...], ...],)
        These are listed no longer.
    """

    paths_chosen = Signal(tuple)
    changed = Signal()
    forgotten = Signal(object)

    def __init__(self, menu: QMenu, state: WindowState) -> None:
        super().__init__(menu)
        self._menu = menu
        self._state = state
        menu.triggered.connect(self._on_triggered)
        self._fill()

    @property
    def listed(self) -> tuple[tuple[Path, ...], ...]:
        """The paths each was opened from, newest first."""
        return self._state.recent

    @Slot(object)
    def remember(self, paths: tuple[Path, ...]) -> None:
        """Put a scene or a project on top; file dialogs begin where the scene is."""
        self._state.add_recent(paths)
        if paths[0].suffix.lower() != _PROJECT_SUFFIX:
            self._state.folder = paths[0].absolute().parent
        self._fill()

    @Slot(tuple)
    def remove(self, paths: tuple[Path, ...]) -> None:
        """List one no longer."""
        self._state.remove_recent(paths)
        self._fill()
        self.forgotten.emit((paths,))

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
        self.changed.emit()

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        index = int(action.data())
        if index < 0:
            forgotten = self._state.recent
            self._state.clear_recent()
            self._fill()
            self.forgotten.emit(forgotten)
        else:
            self.paths_chosen.emit(self._state.recent[index])


def _title(paths: Sequence[Path]) -> str:
    """Return the end of the path that a person knows it by."""
    first = paths[0]
    shown = f"{first.parent.name}/{first.name}" if first.parent.name else str(first)
    return shown if len(paths) == 1 else f"{shown} and {len(paths) - 1} more"
