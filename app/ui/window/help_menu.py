"""Show the guide, the keys, and what the program is."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.ui.window.last_resort import log_path
from app.ui.window.menus import Menus

_NATIVE = QKeySequence.SequenceFormat.NativeText


class HelpMenu(QObject):
    """The actions about the program itself."""

    def __init__(self, window: QMainWindow, menus: Menus) -> None:
        super().__init__(window)
        self._window = window
        menus["Guide"].triggered.connect(self._on_guide_triggered)
        menus["Keys"].triggered.connect(self._on_keys_triggered)
        menus["About"].triggered.connect(self._on_about_triggered)

    @property
    def keys(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Menus with the keys of each, and what these do."""
        tops = [(top.text(), top.menu()) for top in self._window.menuBar().actions()]
        told = [(_bare(text), tuple(_keys_of(menu))) for text, menu in tops]
        return tuple((title, rows) for title, rows in told if rows)

    @Slot()
    def _on_guide_triggered(self) -> None:
        from app.ui.dialogs.help_dialogs import GuideDialog

        GuideDialog(self._window).show()

    @Slot()
    def _on_keys_triggered(self) -> None:
        from app.ui.dialogs.keys_dialog import KeysDialog

        KeysDialog(self._window, self.keys).show()

    @Slot()
    def _on_about_triggered(self) -> None:
        from app.ui.dialogs.help_dialogs import AboutDialog

        AboutDialog(self._window, log_path()).show()


def _keys_of(menu: object) -> Iterator[tuple[str, str]]:
    """Yield keys and words of the entries of a menu, and of the menus in it."""
    if not isinstance(menu, QMenu):
        return
    for action in menu.actions():
        keys = [each.toString(_NATIVE) for each in action.shortcuts()]
        if isinstance(action.menu(), QMenu):
            yield from _keys_of(action.menu())
        elif keys:
            yield " or ".join(keys), _bare(action.text())


def _bare(text: str) -> str:
    """Return words without the sign that underlines a letter."""
    return text.replace("&", "").removesuffix("…")
