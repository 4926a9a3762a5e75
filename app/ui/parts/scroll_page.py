"""Scroll a column of widgets rather than crush it."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QFrame, QScrollArea, QWidget
from typing_extensions import override


class ScrollPage(QScrollArea):
    """As wide as its place, and as high as wrapped sentences take at that width.

    A plain scroll area asks its content for a height without telling it the width, and cuts
    sentences that wrap. It also lets the wheel turn whatever field it rolls over.

    Parameters
    ----------
    keeps_width
        Whether it is never narrower than its content, which would be cut at the side.
    """

    def __init__(self, content: QWidget, parent: QWidget, *, keeps_width: bool = False) -> None:
        super().__init__(parent)
        self._keeps_width = keeps_width
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)
        content.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._content and kind in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
            if kind is QEvent.Type.LayoutRequest:
                self._guard_fields()
                self.updateGeometry()  # what appears in it may have more room
        if isinstance(event, QWheelEvent) and self._is_only_rolled_over(watched):
            self.wheelEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        content = self._content
        if self._keeps_width:
            bar_px = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(content.minimumSizeHint().width() + bar_px)
        if content.hasHeightForWidth():  # no more once its last sentence is hidden
            wrapped_px = content.heightForWidth(content.width())
            content.setMinimumHeight(max(wrapped_px, content.minimumSizeHint().height()))
        else:
            content.setMinimumHeight(0)

    def _guard_fields(self) -> None:
        """Keep the wheel from fields; a second guard of the same field takes the first's place."""
        for kind in (QComboBox, QAbstractSpinBox):
            for field in self._content.findChildren(kind):
                if field.focusPolicy() is Qt.FocusPolicy.WheelFocus:
                    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                field.installEventFilter(self)

    @staticmethod
    def _is_only_rolled_over(watched: QObject) -> bool:
        if isinstance(watched, QComboBox):
            return True
        return isinstance(watched, QAbstractSpinBox) and not watched.hasFocus()


def bring_into_view(widget: QWidget, part: QRect) -> None:
    """Scroll the page that a widget lies on until a part of the widget shows."""
    page = widget.parentWidget()
    while page is not None and not isinstance(page, ScrollPage):
        page = page.parentWidget()
    content = None if page is None else page.widget()
    if page is not None and content is not None and not part.isEmpty():
        for corner in (part.bottomRight(), part.topLeft()):
            place = widget.mapTo(content, QPoint(corner))
            page.ensureVisible(page.horizontalScrollBar().value(), place.y(), 0, 0)
