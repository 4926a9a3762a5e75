"""Show the values under the selected cluster: figures per band, and the distinct values."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStackedWidget,
    QTableView,
    QTabWidget,
    QWidget,
)
from typing_extensions import override

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import ClusterValues
from app.ui.clusters.distinct_model import VALUE, DistinctModel
from app.ui.clusters.values_model import QUARTILES, ValuesModel
from app.ui.parts import boxes, captions, number_format, plain
from app.ui.parts.icons import set_icon
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.quiet_button import quiet_button

_SIZE = QSize(402, 220)
_ROW_PX = 20  # the bands of most sensors fill the panel at once
_AROUND_PX = 16  # margins beside the tables
_NARROW = "Widen the panel to see the quartiles, too; Copy takes them along."
_EMPTY = "Click a cluster in the map or in the table to see its values."


class ValuesTable(QWidget):
    """Two tables under one title, with Copy and Save.

    Signals
    -------
    save_requested()
        The values shown were asked for as a file.
    """

    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: ClusterValues | None = None
        self._look = ClusterLook(0, (), ())
        self._title = captions.heading("Values", self)
        self._caption = captions.quiet("", self)
        self._note = captions.note(_EMPTY, self)
        self._bands = ValuesModel(self)
        self._distinct = DistinctModel(self)
        self._bands_table = self._make_table("valuesTable", "Values of the cluster per band")
        self._bands_table.setModel(self._bands)
        self._bands_table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self._distinct_table = self._make_table("distinctTable", "Distinct values of the band")
        self._distinct_table.setModel(self._distinct)
        self._distinct_table.setSortingEnabled(True)
        self._distinct_table.sortByColumn(VALUE, Qt.SortOrder.AscendingOrder)
        self._distinct_table.horizontalHeader().sortIndicatorChanged.connect(self._size_distinct)
        self._band_combo = self._make_combo()
        self._n_distinct = captions.quiet("", self)
        self._tabs = QTabWidget(self)
        self._copy = quiet_button(self, "copyValuesButton", "Copy", "Copy the table shown")
        set_icon(self._copy, "copy")
        self._save = quiet_button(
            self,
            "saveValuesButton",
            "Save as CSV…",
            "Save the figures and all distinct values of every band of this cluster",
        )
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._show_note(_EMPTY)
        self._copy.clicked.connect(self._on_copy)
        self._save.clicked.connect(self.save_requested)
        self._band_combo.currentIndexChanged.connect(self._on_band_chosen)
        self._bands_table.clicked.connect(self._on_band_clicked)
        self._bands_table.doubleClicked.connect(self._on_band_opened)

    @override
    def sizeHint(self) -> QSize:
        """Return what seven bands take."""
        return _SIZE

    @Slot(object)
    def set_look(self, look: ClusterLook) -> None:
        """Call clusters by these names."""
        self._look = look
        if self._values is not None:
            self._title.setText(plain.line(f"Values of {self._called(self._values.cluster)}"))

    @Slot(int)
    def show_waiting(self, cluster: int) -> None:
        """Say that the values of a cluster are being counted."""
        self._show_note(f"Counting the values of {self._called(cluster)}…")

    @Slot(object)
    def show_values(self, values: ClusterValues) -> None:
        """Show the values of a cluster; the band chosen before stays chosen."""
        chosen = max(0, self._band_combo.currentIndex())
        self._values = values
        self._bands.show(values)
        self._fit_figures()
        with QSignalBlocker(self._band_combo):
            self._band_combo.clear()
            self._band_combo.addItems([plain.line(band.band.title) for band in values.bands])
            chosen = min(chosen, len(values.bands) - 1)
            self._band_combo.setCurrentIndex(chosen)
        self._on_band_chosen(chosen)
        self._title.setText(plain.line(f"Values of {self._called(values.cluster)}"))
        self._caption.setText(f"{number_format.count(values.n_px)} pixels")
        self._stack.setCurrentWidget(self._tabs)
        self._set_active(is_active=True)

    @Slot()
    def clear(self) -> None:
        """Say how to get values."""
        self._show_note(_EMPTY)

    def _called(self, cluster: int) -> str:
        """Return number and name of a cluster within a sentence."""
        title = self._look.title_of(cluster)
        is_named = title.startswith(f"{cluster} ")
        return title if is_named else f"{title[:1].lower()}{title[1:]}"

    def _show_note(self, text: str) -> None:
        self._values = None
        self._bands.clear()
        self._distinct.clear()
        self._note.setText(text)
        self._title.setText("Values")
        self._caption.setText("")
        self._stack.setCurrentWidget(self._note)
        self._set_active(is_active=False)

    def _set_active(self, *, is_active: bool) -> None:
        self._copy.setEnabled(is_active)
        self._save.setEnabled(is_active)

    def _make_table(self, name: str, title: str) -> QTableView:
        table = plain.named(QTableView(self), name, title)
        table_manners.settle(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table_manners.offer_copy(table).triggered.connect(self._on_copy)
        return table

    def _make_combo(self) -> QComboBox:
        combo = plain.named(QComboBox(self), "valuesBandCombo", "Band of the distinct values")
        combo.setToolTip("The band whose distinct values are listed.")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _lay_out(self) -> None:
        page = QWidget(self)
        choice = boxes.row(spacing=8)
        label = plain.label("Band", page)
        label.setBuddy(self._band_combo)
        for widget in (label, self._band_combo, self._n_distinct):
            choice.addWidget(widget)
        choice.addStretch(1)
        column = boxes.column(page, margin=(0, 4, 0, 0), spacing=4)
        column.addLayout(choice)
        column.addWidget(self._distinct_table, 1)
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self._bands_table, "All bands")
        self._tabs.addTab(page, "Distinct values")
        self._tabs.setCornerWidget(self._make_corner())
        self._stack.addWidget(self._note)
        self._stack.addWidget(self._tabs)
        line = boxes.row(spacing=8)
        line.addWidget(self._title)
        line.addWidget(self._caption)
        line.addStretch(1)
        layout = boxes.column(self, margin=8, spacing=4)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)

    def _make_corner(self) -> QWidget:
        corner = QWidget(self._tabs)
        row = boxes.row(corner, margin=0, spacing=0)
        row.addWidget(self._copy)
        row.addWidget(self._save)
        return corner

    @Slot(int)
    def _on_band_chosen(self, place: int) -> None:
        if self._values is None or not 0 <= place < len(self._values.bands):
            return
        band = self._values.bands[place]
        self._distinct.show(band)
        self._size_distinct()
        n_distinct = len(band.distinct)
        noun = "distinct value" if n_distinct == 1 else "distinct values"
        self._n_distinct.setText(f"{number_format.count(n_distinct)} {noun}")
        self._distinct_table.scrollToTop()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._values is not None:
            self._fit_figures()

    def _fit_figures(self) -> None:
        """Leave the quartiles away where all figures have no room; a copy holds them still."""
        for column in QUARTILES:
            self._bands_table.showColumn(column)
        table_manners.fit_columns(self._bands_table, self._bands.widest_texts)
        has_room = self._bands_table.horizontalHeader().length() <= self.width() - _AROUND_PX
        for column in QUARTILES:
            self._bands_table.setColumnHidden(column, not has_room)
        self._bands_table.setToolTip("" if has_room else _NARROW)

    @Slot()
    def _size_distinct(self) -> None:
        """Make room for all figures, and for the arrow beside the title of the sorted column."""
        table_manners.fit_columns(self._distinct_table, self._distinct.widest_texts)

    @Slot(QModelIndex)
    def _on_band_clicked(self, index: QModelIndex) -> None:
        self._band_combo.setCurrentIndex(index.row())

    @Slot()
    def _on_band_opened(self) -> None:
        self._tabs.setCurrentIndex(1)  # the band was chosen with the first click

    @Slot()
    def _on_copy(self) -> None:
        if self._tabs.currentIndex() == 0:
            table_manners.copy_selection(self._bands_table, hidden_too=True)
            return
        rows = table_manners.selected_rows(self._distinct_table)
        QGuiApplication.clipboard().setText(self._distinct.plain_text(rows))
