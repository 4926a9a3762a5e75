"""Show the guide, and what the program is."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.ui.dialogs.help_dialogs import AboutDialog, GuideDialog
from app.ui.window.last_resort import log_path
from app.ui.window.menus import Menus


class HelpMenu(QObject):
    """The actions about the program itself."""

    def __init__(self, window: QWidget, menus: Menus) -> None:
        super().__init__(window)
        self._window = window
        menus["Guide"].triggered.connect(self._on_guide_triggered)
        menus["About"].triggered.connect(self._on_about_triggered)

    @Slot()
    def _on_guide_triggered(self) -> None:
        GuideDialog(self._window).show()

    @Slot()
    def _on_about_triggered(self) -> None:
        AboutDialog(self._window, log_path()).show()
