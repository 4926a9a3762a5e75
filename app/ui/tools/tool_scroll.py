"""Scroll the steps and the result of a tool, in no more room than they take."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.parts.scroll_page import ScrollPage

_WIDTH_PX = 312


class ToolContent(QWidget):
    """What scrolls of a page: as wide without a part as with it, or the map would jump."""

    def __init__(self, parts: tuple[QWidget, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._parts = parts
        self.column = QVBoxLayout(self)

    @override
    def minimumSizeHint(self) -> QSize:
        width = max(_WIDTH_PX, *(part.minimumSizeHint().width() for part in self._parts))
        margins = self.column.contentsMargins()
        width += margins.left() + margins.right()
        least = super().minimumSizeHint().expandedTo(QSize(width, 0))
        if self.hasHeightForWidth():  # else as high as sentences take that wrap more narrowly
            least.setHeight(self.heightForWidth(max(least.width(), self.width())))
        return least


class ToolScroll(ScrollPage):
    """As high as its content, as far as there is room: what is pinned follows the last step."""

    @override
    def sizeHint(self) -> QSize:
        content = self.widget() or self
        return QSize(super().sizeHint().width(), content.minimumSizeHint().height())
