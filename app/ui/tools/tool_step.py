"""Head one step of a guided tool, with what is chosen in it below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QPushButton,
    QSlider,
    QWidget,
)

from app.ui.parts import boxes, captions, plain, theme

_FIELD_PX = 120  # of a number, seeds too, so that fields below each other end and begin in one line
_BEFORE_PX = 112  # of one before another in the same line


class ToolStep(QWidget):
    """A number, what is done in the step, and the fields for it."""

    def __init__(self, number: int, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, f"toolStep{number}", f"Step {number}: {title}")
        self._column = boxes.column(self, margin=0, spacing=theme.STEP_PX // 2)
        self._column.addWidget(captions.heading(f"{number}  {title}", self))

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below the others."""
        self._column.addWidget(widget, stretch)

    def add_row(self, text: str, *widgets: QWidget) -> None:
        """Put widgets side by side behind words; sliders are as wide as there is room."""
        row = boxes.row(spacing=theme.STEP_PX)
        label = plain.label(text, self)
        row.addWidget(label)
        if widgets:
            label.setBuddy(widgets[0])
        is_wide = any(isinstance(widget, QSlider) for widget in widgets)
        if not is_wide:
            row.addStretch(1)
        for widget in widgets:
            row.addWidget(widget, int(isinstance(widget, QSlider)))
            if isinstance(widget, QAbstractSpinBox):
                widget.setMinimumWidth(_FIELD_PX if widget is widgets[-1] else _BEFORE_PX)
                widget.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._column.addLayout(row)

    def add_action(self, button: QPushButton, *, is_next: bool = True) -> None:
        """Put the button that does the step below the others; the next one to press stands out."""
        self._column.addWidget(button)
        lead_with(button, is_next=is_next)

    def add_buttons(self, *buttons: QWidget) -> None:
        """Put buttons side by side, as wide as there is room."""
        row = boxes.row(spacing=theme.STEP_PX)
        for button in buttons:
            row.addWidget(button, 1)
        self._column.addLayout(row)


def lead_with(button: QPushButton, *, is_next: bool) -> None:
    """Let a button stand out as the one that is pressed next, or be like others."""
    role = "primary" if is_next else ""
    if button.property("role") != role:
        button.setProperty("role", role)
        button.style().unpolish(button)  # else it looks as before
        button.style().polish(button)
