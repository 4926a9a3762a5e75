"""Fold rare settings away under a title that can be clicked or reached by keyboard."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.ui.icons import set_icon


class Fold(QWidget):
    """A title with an arrow; what lies under it shows when it is unfolded.

    Signals
    -------
    toggled(bool)
        The content was shown (True) or hidden.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._is_open = False
        self._button = QToolButton(self)
        self._button.setText(title)
        self._button.setAutoRaise(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._button)
        layout.addWidget(content)
        self.set_open(is_open=False)
        self._button.clicked.connect(self._on_clicked)

    @property
    def button(self) -> QToolButton:
        """The title."""
        return self._button

    @property
    def is_open(self) -> bool:
        """Whether the content shows."""
        return self._is_open

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide the content."""
        self._is_open = is_open
        self._content.setVisible(is_open)
        set_icon(self._button, "chevron_down" if is_open else "chevron_right")
        state = "unfolded" if is_open else "folded"
        self._button.setAccessibleName(f"{self._button.text()}, {state}")

    @Slot()
    def _on_clicked(self) -> None:
        self.set_open(is_open=not self._is_open)
        self.toggled.emit(self._is_open)
