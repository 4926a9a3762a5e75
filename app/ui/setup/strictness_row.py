"""Choose how strictly clouds that were found are left out."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from app.ui.parts import captions, plain

_USUAL, _MOST = 50, 95
_QUIET_MS = 200  # a mask of a whole scene takes as long: not one for each step of the mouse


class StrictnessRow(QWidget):
    """A slider from thick clouds alone to thin ones too.

    Signals
    -------
    chosen(float)
        0..1: the stricter, the thinner the clouds that are left out.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setObjectName("cloudStrictnessSlider")
        self._slider.setAccessibleName("How strictly clouds are left out, in per cent")
        self._slider.setToolTip("To the right, thinner clouds and weaker shadows are left out too.")
        self._slider.setRange(5, _MOST)
        self._slider.setPageStep(10)
        self._value = captions.quiet("", self)
        self._value.setObjectName("cloudStrictnessValue")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(captions.quiet("Clouds", self))
        row.addWidget(self._slider, 1)
        row.addWidget(self._value)
        self._slider.valueChanged.connect(self._on_moved)
        self._timer.timeout.connect(self._on_rest)
        self.offer(is_offered=False)

    def offer(self, *, is_offered: bool) -> None:
        """Show the slider, or hide it and go back to the usual."""
        self.setVisible(is_offered)
        if not is_offered:
            blocker = QSignalBlocker(self._slider)
            self._slider.setValue(_USUAL)
            blocker.unblock()
            self._timer.stop()
            self._show(_USUAL)

    def _show(self, per_cent: int) -> None:
        self._value.setText(plain.line(f"{per_cent} %"))

    @Slot(int)
    def _on_moved(self, per_cent: int) -> None:
        self._show(per_cent)
        self._timer.start()

    @Slot()
    def _on_rest(self) -> None:
        self.chosen.emit(self._slider.value() / 100)
