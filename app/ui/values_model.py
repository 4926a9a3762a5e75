"""Hold the figures of one cluster as rows: one per band."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.clustering.results import BandValues, ClusterValues
from app.ui import number_format
from app.ui.table_look import LEFT, RIGHT, WRAPPED

Index = QModelIndex | QPersistentModelIndex
BAND = 0
_NONE = QModelIndex()
_HEADERS = (
    ("Band", "Band of the scene"),
    ("Min", "Smallest value"),
    ("Max", "Largest value"),
    ("Mean", "Mean value"),
    ("Std", "Standard deviation"),
    ("5 %", "5 % of the pixels lie below this value"),
    ("25 %", "A quarter of the pixels lies below this value"),
    ("Median", "Half of the pixels lie below this value"),
    ("75 %", "Three quarters of the pixels lie below this value"),
    ("95 %", "95 % of the pixels lie below this value"),
    ("Distinct", "Number of distinct values"),
)


class ValuesModel(QAbstractTableModel):
    """Row r is band r of the values."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show(self, values: ClusterValues) -> None:
        """Show the figures of another cluster."""
        self.beginResetModel()
        self._rows = tuple(_texts(band) for band in values.bands)
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._rows = ()
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of bands."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        """Return the band and its ten figures."""
        return 0 if parent.isValid() else len(_HEADERS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if index.column() == BAND else RIGHT
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return headers and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HEADERS[section][1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (LEFT if section == BAND else RIGHT) | WRAPPED
        return None


def _texts(band: BandValues) -> tuple[str, ...]:
    """Write one row; ends are exact where they are whole, the rest has one precision."""
    ends = (band.minimum, band.maximum)
    decimals = number_format.decimals_for(ends)
    end_decimals = 0 if number_format.whole(ends) else decimals
    percentiles = (band.p05, band.p25, band.median, band.p75, band.p95)
    return (
        band.band.title,
        *(number_format.fixed(value, end_decimals) for value in ends),
        *(number_format.fixed(value, decimals) for value in (band.mean, band.std)),
        *(number_format.fixed(value, decimals) for value in percentiles),
        number_format.count(len(band.distinct)),
    )
