"""Fold rare settings away under a title that can be clicked or reached by keyboard."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.ui.parts import plain
from app.ui.parts.icons import set_icon


class Fold(QToolButton):
    """A title with an arrow; what belongs to it shows, where it was laid, when unfolded.

    Signals
    -------
    unfolded(bool)
        The content was shown (True) or hidden.
    """

    unfolded = Signal(bool)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._is_open = False
        self.setText(title)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_open(is_open=False)
        self.clicked.connect(self._on_clicked)

    @property
    def is_open(self) -> bool:
        """Whether the content shows."""
        return self._is_open

    def set_open(self, *, is_open: bool) -> None:
        """Show or hide the content."""
        self._is_open = is_open
        self._content.setVisible(is_open)
        set_icon(self, "chevron_down" if is_open else "chevron_right")
        state = "unfolded" if is_open else "folded"
        self.setAccessibleName(plain.line(f"{self.text()}, {state}"))

    @Slot()
    def _on_clicked(self) -> None:
        self.set_open(is_open=not self._is_open)
        self.unfolded.emit(self._is_open)
