"""Set how much the percentile stretch cuts from the darkest and the brightest values."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.scene.picture.composite import CUT_MOST_PERCENT
from app.ui.parts import boxes, plain, theme
from app.ui.parts.numbers.decimal_spin import DecimalSpin

_STEP_PERCENT = 0.5
_TIP = (
    "So much of the values of each band is cut at either end: more gives more contrast. "
    "2 % shows what lies between the 2nd and the 98th percentile."
)


class PercentileCut(QWidget):
    """A number with its caption.

    Signals
    -------
    chosen
        Another number stands there.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._spin = plain.named(_Spin(self), "percentileCutSpin", "Cut at either end, percent")
        self._spin.setToolTip(plain.tip(_TIP))
        self._spin.setDecimals(1)
        self._spin.setRange(0.0, CUT_MOST_PERCENT)
        self._spin.setSingleStep(_STEP_PERCENT)
        self._spin.setSuffix(" %")
        self._spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._spin.setKeyboardTracking(False)  # a new picture takes a moment: make it once typed
        self._caption = plain.label("Cut", self)
        self._caption.setProperty("role", "quiet")
        self._caption.setBuddy(self._spin)
        layout = boxes.row(self, margin=0, spacing=theme.STEP_PX // 2)
        for widget in (self._caption, self._spin):
            layout.addWidget(widget)
        layout.addStretch(1)  # a wide bar leaves room behind, not within
        self._spin.valueChanged.connect(self._on_changed)

    @property
    def value(self) -> float:
        """The share that is shown, in percent."""
        return round(self._spin.value(), 1)

    def show_value(self, percent: float) -> None:
        """Show a share, without reporting it."""
        with QSignalBlocker(self._spin):
            self._spin.setValue(percent)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Leave the caption to the tool tip."""
        self._caption.setVisible(not is_narrow)

    @Slot(float)
    def _on_changed(self, _percent: float) -> None:
        self.chosen.emit()


class _Spin(DecimalSpin):
    """A number that a wheel turns only once it was clicked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
