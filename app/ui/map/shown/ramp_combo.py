"""Choose the ramp of colour that an index is shown in."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QLinearGradient, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QWidget

from app.scene.picture.ramps import ANCHORS, Ramp
from app.ui.map.shown.gradient import gradient
from app.ui.parts import plain

_TITLES = {
    Ramp.DIVERGING: "Brown to green",
    Ramp.SEQUENTIAL: "Dark to bright",
    Ramp.GREY: "Grey",
}
_HINTS = {
    Ramp.DIVERGING: "Two colours, with zero between them: for an index of both signs",
    Ramp.SEQUENTIAL: "One way from dark to bright: for what has no middle",
    Ramp.GREY: "Black for low values, white for high ones",
}
_ICON = QSize(32, 12)


class RampCombo(QComboBox):
    """The ramps, each with its colours.

    Signals
    -------
    chosen
        The `Ramp` that a person chose.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "rampCombo", "Colours of the index")
        self.setToolTip("Colours from low to high values")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setIconSize(_ICON)
        for ramp in ANCHORS:
            self.addItem(_icon(ramp), _TITLES[ramp], ramp)
            row = self.count() - 1
            self.setItemData(row, _HINTS[ramp], Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(self._on_activated)

    @property
    def ramp(self) -> Ramp:
        """The one that is shown."""
        return Ramp(self.currentData())

    def show_ramp(self, ramp: Ramp) -> None:
        """Show a ramp, without reporting it."""
        self.setCurrentIndex(self.findData(ramp))

    @Slot(int)
    def _on_activated(self, _row: int) -> None:
        self.chosen.emit(self.ramp)


def _icon(ramp: Ramp) -> QIcon:
    pixmap = QPixmap(_ICON)
    painter = QPainter(pixmap)
    colours: QLinearGradient = gradient(ramp, 0, _ICON.width())
    painter.fillRect(pixmap.rect(), colours)
    painter.end()
    return QIcon(pixmap)
