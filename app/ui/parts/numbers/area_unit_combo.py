"""Choose the unit of areas from a list."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from app.ui.parts import plain
from app.ui.parts.area_unit import TITLES, AreaUnit


class AreaUnitCombo(QComboBox):
    """A list of the units of area.

    Signals
    -------
    unit_chosen(AreaUnit)
        The person chose another one.
    """

    unit_chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, name, "Unit of areas")
        for unit in AreaUnit:
            self.addItem(TITLES[unit], str(unit))
        self.currentIndexChanged.connect(self._on_index_changed)

    @property
    def unit(self) -> AreaUnit:
        """What is chosen."""
        return AreaUnit(self.currentData())

    def show_unit(self, unit: AreaUnit) -> None:
        """Show a unit without reporting it."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(str(unit)))

    @Slot()
    def _on_index_changed(self) -> None:
        self.unit_chosen.emit(self.unit)
