"""Choose a range of k with two handles or two numbers."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSpinBox, QWidget
from typing_extensions import override

from app.clustering.settings import K_HIGHEST, K_LOWEST
from app.ui.parts import boxes, plain, theme
from app.ui.parts.keyboard.tab_order import stand_behind
from app.ui.setup.number_spin import NumberSpin

if TYPE_CHECKING:
    from superqt import QRangeSlider

_SPIN_PX = 52
_SLIDER_PX = 80  # at least
_PLACE = 2  # of the slider, between the numbers
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
        self._row = boxes.row(self, margin=0, spacing=8)
        self._row.addWidget(plain.label("k from", self))
        self._row.addWidget(self._low)
        self._row.addWidget(plain.label("to", self))
        self._row.addWidget(self._high)
        self.set_range(*_FIRST_RANGE)
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
        with QSignalBlocker(self._low), QSignalBlocker(self._high):
            self._low.setValue(k_min)
            self._high.setValue(k_max)
        if self._is_made:
            with QSignalBlocker(self._slider):
                self._slider.setValue((k_min, k_max))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Make the slider, where it was not shown before."""
        super().showEvent(event)
        _ = self._slider

    @property
    def _is_made(self) -> bool:
        return "_slider" in vars(self)

    @cached_property
    def _slider(self) -> "QRangeSlider":
        """Made when it is first seen: its library takes its time to load."""
        from superqt import QRangeSlider

        slider = QRangeSlider(Qt.Orientation.Horizontal, self)  # type: ignore[no-untyped-call]
        plain.named(slider, "kRangeSlider", "Range of k")
        slider.setToolTip(
            "How many clusters to try. Every number from the left to the right handle is fitted."
        )
        slider.setRange(K_LOWEST, K_HIGHEST)
        slider.setMinimumWidth(_SLIDER_PX)
        slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        slider.setProperty("barColor", theme.token("accent"))
        slider.setValue((self.k_min, self.k_max))
        slider.valueChanged.connect(self._on_slider)
        self._row.insertWidget(_PLACE, slider, 1)
        stand_behind(self._high, slider)
        return slider

    def _make_spin(self, name: str, title: str, tip: str) -> QSpinBox:
        spin = plain.named(NumberSpin(self), name, title)
        spin.setToolTip(f"{tip}, {K_LOWEST} to {K_HIGHEST}.")
        spin.setRange(K_LOWEST, K_HIGHEST)
        spin.setFixedWidth(_SPIN_PX)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        return spin

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._is_made:
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
