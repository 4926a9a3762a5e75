"""Scroll a column of widgets rather than crush it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override


class ScrollPage(QScrollArea):
    """As wide as its place, and as high as wrapped sentences take at that width.

    A plain scroll area asks its content for a height without telling it the width, and cuts
    sentences that wrap.
    """

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)
        content.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.LayoutRequest, QEvent.Type.Resize)
        if watched is self._content and event.type() in kinds:
            self._fit()
            if event.type() is QEvent.Type.LayoutRequest:
                self.updateGeometry()  # what appears in it may have more room
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        content = self._content
        is_wrapping = content.hasHeightForWidth()  # no more once its last sentence is hidden
        content.setMinimumHeight(content.heightForWidth(content.width()) if is_wrapping else 0)
