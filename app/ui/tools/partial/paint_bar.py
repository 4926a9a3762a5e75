"""Choose how labels are put on the map: brush, polygon or eraser, and how wide."""

from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QSpinBox, QToolButton, QWidget

from app.ui.parts import boxes, icons, plain, theme

_ICON_PX = 16
_SIZE_PX, _SIZE_MAX_PX = 9, 200
_ARROWS_PX = 28  # of a field for numbers, with its margins


class PaintTool(StrEnum):
    """What the mouse does on the map."""

    BRUSH = "brush"
    POLYGON = "polygon"
    ERASER = "eraser"


_TIPS = {
    PaintTool.BRUSH: "Paint the selected label with the mouse.",
    PaintTool.POLYGON: "Draw the outline of a place that has the selected label.",
    PaintTool.ERASER: "Take labels away with the mouse.",
}


class PaintBar(QWidget):
    """Three tools of which one or none is taken, and the size of the brush.

    Signals
    -------
    tool_chosen : (PaintTool | None,)
        Another tool is taken, or none.
    size_chosen : (int,)
        Another size of brush and eraser, in pixels of the scene.
    """

    tool_chosen = Signal(object)
    size_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons = {tool: self._button(tool) for tool in PaintTool}
        self._size = plain.named(QSpinBox(self), "brushSizeSpin", "Size of the brush in pixels")
        self._size.setRange(1, _SIZE_MAX_PX)
        self._size.setValue(_SIZE_PX)
        self._size.setSuffix(" px")
        self._size.setToolTip("Width of brush and eraser, in pixels of the scene ([ and ]).")
        tools = boxes.row(self, spacing=4)
        for button in self._buttons.values():
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self._size)
        tools.setContentsMargins(0, 0, 0, 0)
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight)
        widest = self._size.fontMetrics().horizontalAdvance(f"{_SIZE_MAX_PX} px")
        self._size.setFixedWidth(widest + _ARROWS_PX)  # wider, the page would be as well
        self._size.valueChanged.connect(self.size_chosen)

    @property
    def tool(self) -> PaintTool | None:
        """The tool that is taken; None for none."""
        return next((tool for tool, each in self._buttons.items() if each.isChecked()), None)

    @property
    def size_px(self) -> int:
        """Width of brush and eraser, in pixels of the scene."""
        return self._size.value()

    @Slot(int)
    def set_size(self, size_px: int) -> None:
        """Take another width."""
        self._size.setValue(size_px)

    @Slot()
    def lay_down(self) -> None:
        """Take no tool any more, without reporting it."""
        for button in self._buttons.values():
            with QSignalBlocker(button):
                button.setChecked(False)

    def take(self, tool: PaintTool) -> None:
        """Take a tool, without reporting it."""
        self.lay_down()
        with QSignalBlocker(self._buttons[tool]):
            self._buttons[tool].setChecked(True)

    def offer(self, *, can_mark: bool, can_erase: bool) -> None:
        """Say which tools can be taken."""
        for tool, button in self._buttons.items():
            button.setEnabled(can_erase if tool is PaintTool.ERASER else can_mark)

    def _button(self, tool: PaintTool) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{tool}ToolButton")
        button.setText(plain.entry(tool.capitalize()))
        button.setAccessibleName(plain.line(f"{tool.capitalize()}: {_TIPS[tool]}"))
        button.setToolTip(plain.tip(_TIPS[tool]))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setMinimumHeight(3 * theme.STEP_PX)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setProperty("role", "draw")
        icons.set_icon(button, str(tool))
        button.toggled.connect(self._on_toggled)
        return button

    @Slot(bool)
    def _on_toggled(self, is_taken: bool) -> None:  # noqa: FBT001 - as Qt calls it
        if is_taken:
            taken = self.sender()
            for button in self._buttons.values():
                if button is not taken:
                    with QSignalBlocker(button):
                        button.setChecked(False)
        self.tool_chosen.emit(self.tool)
