"""Say in a dialog why what was asked for cannot be, below what was asked for."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.errors import AppError
from app.ui.parts import plain, theme


class RefusalLine(QLabel):
    """Nothing, or the reason and what to do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("refusalLine")
        plain.settle(self)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()
        theme.current().changed.connect(self._take_colour)
        self._take_colour()

    def say(self, error: AppError) -> None:
        """Tell what cannot be."""
        self.setText(f"{error.detail} {error.hint}".strip())
        self.setAccessibleName(plain.line(f"{error.title}. {self.text()}"))
        self.show()

    @Slot()
    def _take_colour(self) -> None:
        self.setStyleSheet(f"color: {theme.token('error').name()};")

    def take_back(self) -> None:
        """Tell nothing."""
        self.clear()
        self.hide()
