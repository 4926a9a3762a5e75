"""Hold the figures of one cluster: one column per band."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.clustering.results import BandValues, ClusterValues
from app.scene.band import Band
from app.ui.parts import number_format, plain
from app.ui.parts.table_manners import LEFT, RIGHT, WRAPPED

Index = QModelIndex | QPersistentModelIndex
FIGURE = 0
_NONE = QModelIndex()
_FIGURES = (
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
    """Rows are figures, column c is band c - 1 of the values."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bands: tuple[Band, ...] = ()
        self._columns: tuple[tuple[str, ...], ...] = ()

    def show(self, values: ClusterValues) -> None:
        """Show the figures of another cluster."""
        self.beginResetModel()
        self._bands = tuple(band.band for band in values.bands)
        self._columns = tuple(_texts(band) for band in values.bands)
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._bands, self._columns = (), ()
        self.endResetModel()

    @property
    def widest_texts(self) -> dict[int, str]:
        """The longest text of every band."""
        return {place: max(texts, key=len) for place, texts in enumerate(self._columns, start=1)}

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of figures."""
        return 0 if parent.isValid() or not self._bands else len(_FIGURES)

    @override
    def columnCount(self, parent: Index = _NONE) -> int:
        """Return the name of the figure and the bands."""
        return 0 if parent.isValid() or not self._bands else 1 + len(self._bands)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _FIGURES[row][0] if column == FIGURE else self._columns[column - 1][row]
        if role == Qt.ItemDataRole.ToolTipRole:
            meaning = _FIGURES[row][1]
            if column == FIGURE:
                return meaning
            return plain.tip(f"{self._bands[column - 1].title}: {meaning}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if column == FIGURE else RIGHT
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return short names of the bands, and their titles as tool tips."""
        if orientation is not Qt.Orientation.Horizontal or section >= self.columnCount():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (LEFT if section == FIGURE else RIGHT) | WRAPPED
        if section == FIGURE:
            return "Figure" if role == Qt.ItemDataRole.DisplayRole else None
        band = self._bands[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain.line(band.name if band.role else band.title)
        return plain.tip(band.title) if role == Qt.ItemDataRole.ToolTipRole else None


def _texts(band: BandValues) -> tuple[str, ...]:
    """Write one column; ends are exact where they are whole, the rest has one precision."""
    ends = (band.minimum, band.maximum)
    decimals = number_format.decimals_for(ends)
    end_decimals = 0 if number_format.whole(ends) else decimals
    rest = (band.mean, band.std, band.p05, band.p25, band.median, band.p75, band.p95)
    return (
        *(number_format.fixed(value, end_decimals) for value in ends),
        *(number_format.fixed(value, decimals) for value in rest),
        number_format.count(len(band.distinct)),
    )
