"""Choose a range of k with two handles or two numbers."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QSpinBox, QWidget
from superqt import QRangeSlider

from app.clustering.settings import K_HIGHEST, K_LOWEST
from app.ui.parts import boxes, plain, theme
from app.ui.setup.number_spin import NumberSpin

_SPIN_PX = 52
_FIRST_RANGE = (3, 10)  # the tutorial's


class KRange(QWidget):
    """A slider with two handles between two numbers that push each other.

    Signals
    -------
    changed(int, int)
        The range is another one now; ends included.
    """

    changed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = self._make_spin("kMinSpin", "Lowest k", "The smallest number of clusters")
        self._high = self._make_spin("kMaxSpin", "Highest k", "The largest number of clusters")
        self._slider = QRangeSlider(Qt.Orientation.Horizontal, self)  # type: ignore[no-untyped-call]
        plain.named(self._slider, "kRangeSlider", "Range of k")
        self._slider.setToolTip(
            "How many clusters to try. Every number from the left to the right handle is fitted."
        )
        self._slider.setRange(K_LOWEST, K_HIGHEST)
        self._slider.setMinimumWidth(80)
        self._slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = boxes.row(self, margin=0, spacing=8)
        layout.addWidget(plain.label("k from", self))
        layout.addWidget(self._low)
        layout.addWidget(self._slider, 1)
        layout.addWidget(plain.label("to", self))
        layout.addWidget(self._high)
        self._on_theme_changed()
        self.set_range(*_FIRST_RANGE)
        self._slider.valueChanged.connect(self._on_slider)
        self._low.valueChanged.connect(self._on_low)
        self._high.valueChanged.connect(self._on_high)
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def k_min(self) -> int:
        """The smallest k."""
        return self._low.value()

    @property
    def k_max(self) -> int:
        """The largest k."""
        return self._high.value()

    def forget(self) -> None:
        """Go back to the range at first."""
        self.set_range(*_FIRST_RANGE)

    def set_range(self, k_min: int, k_max: int) -> None:
        """Show a range without reporting it."""
        blockers = [QSignalBlocker(widget) for widget in (self._low, self._high, self._slider)]
        self._low.setValue(k_min)
        self._high.setValue(k_max)
        self._slider.setValue((k_min, k_max))
        del blockers

    def _make_spin(self, name: str, title: str, tip: str) -> QSpinBox:
        spin = plain.named(NumberSpin(self), name, title)
        spin.setToolTip(f"{tip}, {K_LOWEST} to {K_HIGHEST}.")
        spin.setRange(K_LOWEST, K_HIGHEST)
        spin.setFixedWidth(_SPIN_PX)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        return spin

    @Slot()
    def _on_theme_changed(self) -> None:
        self._slider.setProperty("barColor", theme.token("accent"))

    @Slot(object)
    def _on_slider(self, ends: tuple[int, int]) -> None:
        self._show_and_report(int(ends[0]), int(ends[1]))

    @Slot(int)
    def _on_low(self, k_min: int) -> None:
        self._show_and_report(k_min, max(k_min, self.k_max))

    @Slot(int)
    def _on_high(self, k_max: int) -> None:
        self._show_and_report(min(self.k_min, k_max), k_max)

    def _show_and_report(self, k_min: int, k_max: int) -> None:
        self.set_range(k_min, k_max)
        self.changed.emit(k_min, k_max)
