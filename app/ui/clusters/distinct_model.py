"""Hold the distinct values of one band under one cluster, however many there are."""

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt
from typing_extensions import override

from app.arrays import AnyArray, IntArray
from app.clustering.results import BandValues
from app.ui.parts import number_format
from app.ui.parts.tables.table_model import Header, Role, TableModel

VALUE, PIXELS, SHARE = 0, 1, 2
_HEADERS = (
    Header("Value", "A value that occurs in this band under this cluster"),
    Header("Pixels", "Pixels of the cluster that have it"),
    Header("Share (%)", "Their share of the cluster"),
)


class DistinctModel(TableModel):
    """One row per distinct value; texts are made only for the rows in sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADERS, parent)
        self._values: AnyArray = np.empty(0)
        self._counts: IntArray = np.empty(0, dtype=np.int64)
        self._rows: IntArray = np.empty(0, dtype=np.int64)
        self._total = 0
        self._sorting = (VALUE, Qt.SortOrder.AscendingOrder)

    def show(self, band: BandValues) -> None:
        """Show the values of another band, in the order chosen before."""
        with self.reset():
            self._values, self._counts = band.distinct, band.counts
            self._total = int(band.counts.sum())
            self._rows = self._order()
            self.n_rows = len(self._rows)

    def clear(self) -> None:
        """Show nothing."""
        with self.reset():
            self._values, self._rows = np.empty(0), np.empty(0, dtype=np.int64)
            self._counts, self.n_rows = self._rows, 0

    @property
    def widest_texts(self) -> dict[int, str]:
        """A text as wide as the widest of every column."""
        ends = [self._text(row, VALUE) for row in (0, len(self._values) - 1) if len(self._values)]
        most = int(self._counts.max()) if len(self._counts) else 0
        return {
            VALUE: max(ends, key=len, default=""),
            PIXELS: number_format.count(most),
            SHARE: "100.00",
        }

    def plain_text(self, rows: list[int]) -> str:
        """Write headers and rows as tab-separated lines, quickly, numbers without grouping."""
        places = self._rows[np.array(rows, dtype=np.int64)]
        values, counts = self._values[places], self._counts[places]
        texts = values.tolist() if values.dtype.kind in "iu" else [str(value) for value in values]
        shares = (100.0 * counts / max(1, self._total)).tolist()
        lines = [
            f"{value}\t{n_px}\t{share:.6g}"
            for value, n_px, share in zip(texts, counts.tolist(), shares, strict=True)
        ]
        return "\n".join(["\t".join(header.title for header in _HEADERS), *lines, ""])

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        return self._text(int(self._rows[row]), column) if role == Role.DisplayRole else None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by value or by pixels."""
        self.layoutAboutToBeChanged.emit()
        self._sorting = (column, order)
        self._rows = self._order()
        self.layoutChanged.emit()

    def _order(self) -> IntArray:
        column, order = self._sorting
        keys = self._values if column == VALUE else self._counts
        rows = np.argsort(keys, kind="stable").astype(np.int64)
        return rows if order is Qt.SortOrder.AscendingOrder else rows[::-1]

    def _text(self, row: int, column: int) -> str:
        if column == VALUE:
            return _exact(self._values[row])
        if column == PIXELS:
            return number_format.count(int(self._counts[row]))
        return number_format.percent(self._counts[row] / self._total, 2)


def _exact(value: Any) -> str:  # noqa: ANN401 - a numpy number of any type
    """Write a value so that it is told from its neighbours."""
    if isinstance(value, np.integer):
        return number_format.count(int(value))
    return str(value).replace("-", number_format.MINUS)
