"""Set how much contrast the adaptive stretch gives."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QSlider, QWidget

from app.ui.parts import boxes, number_format, plain, theme
from app.ui.parts.numbers import number_style

_STEP = 0.005
_N_STEPS = 20
_WIDTH_PX = 64


class ClipLimit(QWidget):
    """A slider with its caption and its value.

    Signals
    -------
    chosen
        It was let go at another value.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        plain.named(self._slider, "clipLimitSlider", "Clip limit")
        self._slider.setToolTip(
            "Clip limit of the adaptive stretch: more to the right, more contrast. "
            "0.025 is the tutorial's."
        )
        self._slider.setRange(1, _N_STEPS)
        self._slider.setPageStep(2)
        self._slider.setTracking(False)  # a new picture takes a moment: make it when let go
        self._slider.setFixedWidth(_WIDTH_PX)
        self._value = plain.label("", self)
        self._value.setFont(theme.tabular_font(self.font()))
        self._value.setProperty("role", "quiet")
        self._value.setFixedWidth(self.fontMetrics().horizontalAdvance("0.0000"))
        self._caption = plain.label("Clip limit", self)
        self._caption.setProperty("role", "quiet")
        self._caption.setBuddy(self._slider)
        layout = boxes.row(self, margin=0, spacing=theme.STEP_PX // 2)
        for widget in (self._caption, self._slider, self._value):
            layout.addWidget(widget)
        layout.addStretch(1)  # a wide bar leaves room behind, not within
        self._slider.sliderMoved.connect(self._on_moved)
        self._slider.valueChanged.connect(self._on_changed)
        number_style.current().changed.connect(self._write_anew)

    @property
    def value(self) -> float:
        """The limit that is shown."""
        return round(self._slider.value() * _STEP, 3)

    def show_value(self, limit: float) -> None:
        """Show a limit, without reporting it."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(limit / _STEP))
        self._on_moved(self._slider.value())

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave the caption to the tool tip."""
        self._caption.setVisible(not is_narrow)

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        self._value.setText(number_format.fixed(step * _STEP, 3))

    @Slot()
    def _write_anew(self) -> None:
        self._on_moved(self._slider.value())

    @Slot(int)
    def _on_changed(self, step: int) -> None:
        self._on_moved(step)
        self.chosen.emit()
