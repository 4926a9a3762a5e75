"""Lay settings that are rarely changed over what stands beside their panel, and away again."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.parts import captions, icons, plain, theme
from app.ui.parts.tables.quiet_button import quiet_button

_GAP_PX = theme.STEP_PX // 2


class Flyout(QFrame):
    """A card at the left of its panel, in the panel's window; nothing in either moves for it.

    Signals
    -------
    dismissed
        Its button or Escape asks for it to go.
    """

    dismissed = Signal()

    def __init__(self, name: str, title: str, content: QWidget, panel: QWidget) -> None:
        super().__init__(panel)
        plain.named(self, name, title)
        self.setProperty("role", "flyout")
        self._panel = panel
        self._window: QWidget | None = None
        self._content = content
        self._close = quiet_button(self, f"{name}Close", "", f"Close {title}", spoken="Close")
        icons.set_icon(self._close, "close")
        self._close.clicked.connect(self.dismissed)
        line = QHBoxLayout()
        line.addWidget(captions.heading(title, self))
        line.addStretch(1)
        line.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.STEP_PX, theme.STEP_PX, theme.STEP_PX, theme.STEP_PX)
        layout.setSpacing(theme.STEP_PX)
        layout.addLayout(line)
        layout.addWidget(content)
        self.hide()

    @override
    def setVisible(self, visible: bool) -> None:
        if visible:
            self._go_to_window()
        super().setVisible(visible)
        if visible:
            self._place()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and not self.isHidden():
            if watched is self._panel and event.type() is QEvent.Type.Hide:
                self.dismissed.emit()
            self._place()
        return super().eventFilter(watched, event)

    def _go_to_window(self) -> None:
        """Belong to the window: within the panel, it would be cut at the panel's edge."""
        window = self._panel.window()
        if window is self._window:
            return
        self._window = window
        self.setParent(window)
        for each in (window, self._panel):
            each.installEventFilter(self)

    def _place(self) -> None:
        """Stand at the left of the panel, no higher than the window."""
        if self._window is None:
            return
        size: QSize = self.sizeHint().boundedTo(self._window.size())
        corner = self._panel.mapTo(self._window, QPoint(0, 0))
        left = max(0, corner.x() - size.width() - _GAP_PX)
        top = max(0, min(corner.y() + _GAP_PX, self._window.height() - size.height()))
        self.setGeometry(left, top, size.width(), size.height())
        self.raise_()


_MOVES = {
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}
