"""Show how the map calls what was set aside: the error matrix, and how far it is right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QTableView, QWidget
from typing_extensions import override

from app.clustering.partial.checking import ErrorMatrix
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.table_model import Header, Role, TableModel

_NOT_CHECKED = "Nothing was set aside: how far the map is right is not known."
_OF_PLACES = (
    "Whole places were set aside; the interval rests on their number, not on that of pixels."
)
_N_NAMES_BARE = 5  # so many columns fit beside the others


class MatrixModel(TableModel):
    """A row a class of the map, a column a label; user's accuracy at the right, producer's below.

    A row for pixels without a class is there where any was set aside.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__((), parent)
        self._matrix: ErrorMatrix | None = None
        self._names: tuple[str, ...] = ()
        self._rows: tuple[int, ...] = ()  # of the matrix; the last is that of producer's accuracy

    def show_matrix(self, matrix: ErrorMatrix, names: Sequence[str]) -> None:
        """Show a matrix; the last name is that of pixels without a class."""
        with self.reset():
            self._matrix, self._names = matrix, tuple(names)
            n_labels = len(self._names) - 1
            has_without = bool(matrix.counts[n_labels].any())
            self._rows = (*range(n_labels + has_without), n_labels + 1)
            self.n_rows = len(self._rows)
            self.headers = (
                Header("Map \\ label", "Classes of the map below, labels set aside at the right.",
                       is_text=True),
                *(Header(plain.line(name)) for name in self._names[:-1]),
                Header("User's (%)", "Of what the map calls so, the share that is so."),
            )  # fmt: skip

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        matrix = self._matrix
        if matrix is None:
            return None
        n_labels, row = len(self._names) - 1, self._rows[row]
        is_count = row <= n_labels and 0 < column <= n_labels
        if role == Role.DisplayRole:
            if column == 0:
                return plain.line(self._names[row]) if row <= n_labels else "Producer's (%)"
            if is_count:
                n = int(matrix.counts[row, column - 1])
                return number_format.count(n) if n else "·"
            return _share(matrix, row, column - 1, n_labels)
        is_right = is_count and row == column - 1
        if role == Role.FontRole and is_right:
            bold = theme.small_font(QFont())
            bold.setBold(True)
            return bold
        is_wrong = is_count and not is_right and matrix.counts[row, column - 1] > 0
        return QBrush(theme.token("error")) if role == Role.ForegroundRole and is_wrong else None


class MatrixTable(QWidget):
    """The overall accuracy in words, the matrix below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._overall = captions.sentence("", self, "partialOverall")
        self._note = captions.note(_OF_PLACES, self)
        self._model = MatrixModel(self)
        self._table = plain.named(QTableView(self), "partialErrorMatrix", "Error matrix")
        self._table.setModel(self._model)
        self._table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        table_manners.settle(self._table)
        column = boxes.column(self, margin=0, spacing=4)
        column.addWidget(captions.heading("Checked by what was set aside", self))
        column.addWidget(self._overall)
        column.addWidget(self._note)
        column.addWidget(self._table)

    def show_matrix(self, matrix: ErrorMatrix, names: Sequence[str]) -> None:
        """Show a matrix; the last name is that of pixels without a class."""
        is_checked = matrix.n_px > 0
        self._overall.setText(_told(matrix) if is_checked else _NOT_CHECKED)
        self._note.setVisible(is_checked)
        self._table.setVisible(is_checked)
        self._model.show_matrix(matrix, names)
        table_manners.fit_columns(self._table)
        n_rows = self._model.n_rows  # all of them: the page scrolls, and nothing in it
        head = self._table.horizontalHeader().minimumHeight()
        is_wide = len(names) > _N_NAMES_BARE
        bar = self._table.horizontalScrollBar().sizeHint().height() if is_wide else 0
        self._table.setFixedHeight(head + n_rows * table_manners.ROW_PX + bar)


def _told(matrix: ErrorMatrix) -> str:
    low, high = (
        number_format.percent(value) for value in (matrix.overall_low, matrix.overall_high)
    )
    high += "\N{NO-BREAK SPACE}%"
    return (
        f"Overall accuracy {number_format.percent(matrix.overall)} %, "
        f"95 % interval {low} to {high}, on {number_format.count(matrix.n_px)} pixels."
    )


def _share(matrix: ErrorMatrix, row: int, at: int, n_labels: int) -> str:
    """Return user's accuracy of a row, or producer's of a column; nothing in the corner."""
    if row < n_labels and at == n_labels:
        share = float(matrix.users[row])
    elif row > n_labels and at < n_labels:
        share = float(matrix.producers[at])
    else:
        return ""
    return "" if share != share else number_format.percent(share, 0)
