"""Hold what stands in the left column: scene and bands, or the page of one tool."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from app.ui.tools.tool_page import ToolPage


class ToolColumn(QStackedWidget):
    """The page of scene and bands at first; that of a tool while it is open.

    Signals
    -------
    tool_changed : (ToolPage | None,)
        Another tool is open, or none is any more.
    """

    tool_changed = Signal(object)

    def __init__(self, setup: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("leftPages")
        self._setup = setup
        self._open: ToolPage | None = None
        self.addWidget(setup)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return what the page that is shown needs: the others must not widen the column."""
        shown = self.currentWidget() or self._setup
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())

    @override
    def sizeHint(self) -> QSize:
        return (self.currentWidget() or self._setup).sizeHint()

    @property
    def tool(self) -> ToolPage | None:
        """The page of the tool that is open; None where none is."""
        return self._open

    def add_tool(self, page: ToolPage) -> None:
        """Take the page of a tool in, closed."""
        page.order_tabs()
        self.addWidget(page)

    def show_tool(self, page: ToolPage) -> None:
        """Open a tool; one that was open before is closed."""
        self.setCurrentWidget(page)
        self._tell(page)
        page.begin()

    def show_setup(self) -> None:
        """Close the tool that is open: scene and bands again."""
        self.setCurrentWidget(self._setup)
        self._tell(None)

    def _tell(self, page: ToolPage | None) -> None:
        if page is not self._open:
            self._open = page
            self.updateGeometry()
            self.tool_changed.emit(page)
