"""Lay out rows and columns of the table of clusters in the room there is."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget
from typing_extensions import override

from app.ui.clusters.cluster_table_model import COLOUR, NAME
from app.ui.parts import plain
from app.ui.parts.tables import table_manners

_NAME_PX = 80  # at least


class ClusterRows(QTableView):
    """A table whose names give way: a long one is cut before a figure is out of sight.

    Where a person made the column of names wider or narrower, it stays so.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wanted_px = _NAME_PX  # by the longest name so far: a column that shrinks is restless
        self._chosen_px = 0
        plain.named(self, "clusterTable", "Clusters of the selected k")
        table_manners.settle(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setSortingEnabled(True)
        self.sortByColumn(COLOUR, Qt.SortOrder.AscendingOrder)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.horizontalHeader().sectionResized.connect(self._on_section_resized)

    def rows_px(self, n_rows: int) -> int:
        """Return the height of so many whole rows under their headers."""
        return table_manners.header_px(self) + n_rows * table_manners.ROW_PX

    def fit_columns(self, widest: Mapping[int, str]) -> None:
        """Make columns as wide as what stands in them.

        Parameters
        ----------
        widest
            The widest text of every column of figures.
        """
        with QSignalBlocker(self.horizontalHeader()):
            table_manners.fit_columns(self, widest)
            self._wanted_px = max(self._wanted_px, self.columnWidth(NAME))
            self._fit_names()
        # Now, not from a timer as for each new row and width: by then the table has been painted,
        # and would be once more.
        self.doItemsLayout()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self.model() is not None:
            before_px = self.columnWidth(NAME)
            with QSignalBlocker(self.horizontalHeader()):
                self._fit_names()
            if self.columnWidth(NAME) != before_px:
                self.doItemsLayout()

    def _fit_names(self) -> None:
        others_px = sum(
            self.columnWidth(column)
            for column in range(self.model().columnCount())
            if column != NAME
        )
        room_px = max(_NAME_PX, self.viewport().width() - others_px)
        self.setColumnWidth(NAME, self._chosen_px or min(self._wanted_px, room_px))

    @Slot(int, int, int)
    def _on_section_resized(self, column: int, _before: int, width: int) -> None:
        if column == NAME:
            self._chosen_px = width
