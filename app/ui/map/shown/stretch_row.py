"""Choose how values become brightness, in a row of buttons."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from app.scene.picture.composite import StretchKind
from app.ui.parts import boxes, plain, theme

_TITLES = {
    StretchKind.ADAPTIVE: "Adaptive",
    StretchKind.PERCENTILE: "Percentile",
    StretchKind.MINMAX: "Min-max",
}
_HINTS = {
    StretchKind.ADAPTIVE: "Evens out contrast locally (adaptive histogram equalisation)",
    StretchKind.PERCENTILE: "Between two percentiles of each band: its ends are cut",
    StretchKind.MINMAX: "From the lowest to the highest value of each band",
}
_BACK, _ON = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)
_FOCUS_RADIUS_PX = 4


class StretchRow(QComboBox):
    """A list of three entries, all of which are seen: each is a button.

    It is a list to all that sets or reads it, to keys and to assistive tools; `activated` tells
    that a person chose. Where there is no room for three buttons it looks like any other list.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "stretchCombo", "Stretch of the picture")
        self.setToolTip("How values become brightness")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._is_narrow = False
        row = boxes.row(self, margin=0, spacing=theme.STEP_PX // 4)
        for kind in StretchKind:
            self.addItem(_TITLES[kind], kind)
            self.setItemData(self.count() - 1, _HINTS[kind], Qt.ItemDataRole.ToolTipRole)
            row.addWidget(self._make_button(kind))
        self._group.idClicked.connect(self._on_clicked)
        self.currentIndexChanged.connect(self._show_current)
        self._show_current(self.currentIndex())

    @property
    def kind(self) -> StretchKind:
        """What is chosen."""
        return StretchKind(self.currentData())

    def show_kind(self, kind: StretchKind) -> None:
        """Show what is chosen."""
        self.setCurrentIndex(self.findData(kind))

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Take the room of one entry, and show the others in a list that opens."""
        self._is_narrow = is_narrow
        for button in self._group.buttons():
            button.setVisible(not is_narrow)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        if layout is None or self._is_narrow:
            return super().sizeHint()
        return layout.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def showPopup(self) -> None:
        """Show the entries, unless all are seen."""
        if self._is_narrow:
            super().showPopup()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_narrow:
            super().paintEvent(event)
        elif self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.token("accent"), 1))
            frame = self.rect().adjusted(0, 0, -1, -1)
            painter.drawRoundedRect(frame, _FOCUS_RADIUS_PX, _FOCUS_RADIUS_PX)
            painter.end()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = (event.key() in _ON) - (event.key() in _BACK)
        if not step:
            super().keyPressEvent(event)
        elif 0 <= self.currentIndex() + step < self.count():
            self._on_clicked(self.currentIndex() + step)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a wheel that passes by chooses nothing

    def _make_button(self, kind: StretchKind) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{kind}StretchButton")
        button.setText(_TITLES[kind])
        button.setAccessibleName(plain.line(_TITLES[kind]))
        button.setToolTip(plain.tip(_HINTS[kind]))
        button.setCheckable(True)
        button.setProperty("role", "tool")
        button.setProperty("bare", True)  # noqa: FBT003 -- Qt has no keyword here
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the row has it, and its arrow keys
        self._group.addButton(button, self.count() - 1)
        return button

    @Slot(int)
    def _show_current(self, row: int) -> None:
        button: QAbstractButton | None = self._group.button(row)
        if button is not None:
            button.setChecked(True)

    @Slot(int)
    def _on_clicked(self, row: int) -> None:
        self.setCurrentIndex(row)
        self.activated.emit(row)
