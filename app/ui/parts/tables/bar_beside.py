"""Show the horizontal scroll bar of a table elsewhere than below its rows."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget


class BarBeside(QScrollBar):
    """Scrolls an area from where there is room; not seen while all of the area is.

    The area's own bar stays what keys and wheels move, but is shown no more, so that it takes no
    height from the rows.
    """

    def __init__(self, area: QAbstractScrollArea, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._own = area.horizontalScrollBar()
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._own.rangeChanged.connect(self._on_range_changed)
        self._own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._own.setValue)
        self._on_range_changed(self._own.minimum(), self._own.maximum())

    @Slot(int, int)
    def _on_range_changed(self, least: int, most: int) -> None:
        self.setPageStep(self._own.pageStep())
        self.setSingleStep(self._own.singleStep())
        self.setRange(least, most)
        self.setValue(self._own.value())
        self.setVisible(most > least)
