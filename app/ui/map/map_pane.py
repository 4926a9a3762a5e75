"""Frame one map view: its caption above, what to do next while it is empty."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from app.ui.map.empty_state import EmptyState
from app.ui.map.map_view import MapView
from app.ui.parts import boxes, plain, theme


class MapPane(QWidget):
    """A map view with a caption at either end of the line above it."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = plain.named(MapView(self), name, title)
        self._left = _caption(self)
        self._right = _caption(self)
        captions = boxes.row(margin=(theme.STEP_PX, theme.STEP_PX, theme.STEP_PX, 6))
        # What is told of a pixel comes and goes: it never moves what stands beside it.
        self._right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        captions.addWidget(self._left)
        captions.addWidget(self._right, 1)
        layout = boxes.column(self, margin=0, spacing=0)
        layout.addLayout(captions)
        layout.addWidget(self.view, 1)
        self._centred = boxes.column(self.view, margin=theme.STEP_PX)
        self._centred.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._cards: list[EmptyState] = []

    def put_card(self, card: EmptyState) -> None:
        """Put the card in the middle of the view."""
        self._centred.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self._cards.append(card)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for card in self._cards:
            card.fit_into(self.width())

    def set_captions(self, left: str = "", right: str = "") -> None:
        """Say what is shown."""
        self._left.setText(plain.line(left))
        self._right.setText(plain.line(right))

    def tell(self, text: str) -> None:
        """Say what is under the mouse there."""
        self._right.setText(plain.line(text))

    @property
    def captions(self) -> tuple[str, str]:
        """What is said to be shown."""
        return self._left.text(), self._right.text()


def _caption(parent: QWidget) -> QLabel:
    label = plain.label("", parent)
    label.setProperty("role", "heading")
    return label
