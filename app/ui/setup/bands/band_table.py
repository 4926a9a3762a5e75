"""Show the bands as a table that is as high as they are many."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget
from typing_extensions import override

from app.ui.parts import plain
from app.ui.parts.scroll_page import bring_into_view
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.row_table import RowTable
from app.ui.setup.bands.band_table_model import BAND, BandTableModel

_N_WHOLE = 40  # bands that stand below each other; more of them are scrolled within the table
_N_SCROLLED = 9  # so that the page itself need not scroll in a window of 800 pixels
_N_LEAST = 3


class BandTable(RowTable):
    """The bands of a scene, one a line, within a page that scrolls.

    Signals
    -------
    removal_requested : (int,)
        The band in this row is to go; it is a computed one.
    """

    removal_requested = Signal(int)

    def __init__(self, model: BandTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "bandTable", "Bands of the scene")
        self.setModel(model)
        self._bands = model
        table_manners.settle(self)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(BAND, QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """Take the room that the bands need now."""
        table_manners.fit_columns(self)
        n_rows = self.model().rowCount()
        is_whole = n_rows <= _N_WHOLE
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bar.ScrollBarAlwaysOff if is_whole else bar.ScrollBarAsNeeded
        )
        n_shown = max(_N_LEAST, n_rows if is_whole else _N_SCROLLED)
        header_px = self.horizontalHeader().height()
        self.setFixedHeight(header_px + n_shown * table_manners.ROW_PX + 2 * self.frameWidth())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Delete) and self._bands.is_computed(row):
            self.removal_requested.emit(row)
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.indexAt(event.pos()).row()
        name = self._bands.name_at(row)
        if not name:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        describe = menu.addAction("Describe band…", Qt.Key.Key_F2)
        describe.triggered.connect(partial(self.row_edit_requested.emit, row))
        if self._bands.is_computed(row):
            remove = menu.addAction("Remove", QKeySequence.StandardKey.Delete)
            remove.setObjectName("removeBandAction")
            remove.triggered.connect(partial(self.removal_requested.emit, row))
        menu.popup(event.globalPos())

    @override
    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        if self.hasFocus():  # a person walks through the rows
            bring_into_view(self.viewport(), self.visualRect(index))
