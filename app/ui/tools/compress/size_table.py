"""List the sizes that were measured, a row each; columns without room are left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QObject, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget
from typing_extensions import override

from app.clustering.compression.figures import ALL_BANDS, SizeFigures
from app.ui.parts import number_format, plain
from app.ui.parts.tables import table_manners
from app.ui.parts.tables.table_model import Header, Role, TableModel
from app.ui.tools.compress.measure import Measure, ratio, told, unit_of

K, SIZE, RATIO, RMSE, PSNR, LARGEST, ANGLE, SECONDS = range(8)
# What goes last where there is no room stands first here.
_FIRST_TO_GO = (SECONDS, ANGLE, LARGEST, PSNR, RMSE)
_ANGLE_DECIMALS, _DIGITS = 2, 2


class SizeModel(TableModel):
    """One row for each size, the smallest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(_headers("numbers"), parent)
        self._sizes: tuple[SizeFigures, ...] = ()
        self._originals: Mapping[str, int] | None = None
        self._band = ALL_BANDS
        self._decimals = (0, 0)  # of RMSE and largest error: one number for a column

    def show(
        self, sizes: Sequence[SizeFigures], originals: Mapping[str, int] | None, band: str
    ) -> None:
        """Show these sizes, by what is lost in a band."""
        with self.reset():
            self._sizes, self._originals, self._band = tuple(sizes), originals, band
            self.n_rows = len(self._sizes)
            losses = [size.of(band) for size in self._sizes]
            self._decimals = (
                _decimals([loss.rmse for loss in losses], _DIGITS),
                _decimals([loss.largest for loss in losses], _DIGITS + 1),
            )
            if self._sizes:
                self.headers = _headers(unit_of(self._sizes[0].of(band), Measure.RMSE))

    def k_at(self, row: int) -> int:
        """Return the k of a row."""
        return self._sizes[row].k

    def row_of(self, k: int) -> int:
        """Return the row of a k; -1 where there is none."""
        return next((row for row, each in enumerate(self._sizes) if each.k == k), -1)

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        if role != Role.DisplayRole:
            return None
        size = self._sizes[row]
        loss = size.of(self._band)
        return (
            number_format.count(size.k),
            number_format.size(size.n_bytes),
            ratio(size, self._originals),
            number_format.fixed(loss.rmse, self._decimals[0]),
            told(loss.psnr_db),
            number_format.fixed(loss.largest, self._decimals[1]),
            number_format.fixed(size.spectral_angle_deg, _ANGLE_DECIMALS),
            number_format.fixed(size.seconds, 1),
        )[column]


class SizeTable(QTableView):
    """The table; a row that is chosen picks its k.

    Signals
    -------
    k_chosen : (int,)
        Another row is current.
    """

    k_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        plain.named(self, "compressTable", "Sizes and what is lost")
        table_manners.settle(self)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self._model = SizeModel(self)
        self.setModel(self._model)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        copy = table_manners.offer_copy(self)
        copy.setObjectName("copySizes")
        copy.triggered.connect(self._on_copy)
        self._fit()

    def show_sizes(
        self, sizes: Sequence[SizeFigures], originals: Mapping[str, int] | None, band: str
    ) -> None:
        """List these sizes; none is marked."""
        with QSignalBlocker(self.selectionModel()):
            self._model.show(sizes, originals, band)
        self._fit()

    def select_k(self, k: int) -> None:
        """Mark the row of a k; 0 marks none."""
        with QSignalBlocker(self.selectionModel()):
            row = self._model.row_of(k)
            if row < 0:
                self.clearSelection()
            else:
                self.selectRow(row)
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_columns)  # not while it is laid out

    def _fit(self) -> None:
        self._fit_columns()
        rows = max(1, self._model.n_rows) * table_manners.ROW_PX
        self.setFixedHeight(self.horizontalHeader().height() + rows + 2)

    @Slot()
    def _fit_columns(self) -> None:
        """Leave out what has no room, the least wanted first."""
        for column in _FIRST_TO_GO:
            self.showColumn(column)
        table_manners.fit_columns(self)
        room = self.viewport().width()
        wanted = sum(self.columnWidth(column) for column in range(self._model.columnCount()))
        for column in _FIRST_TO_GO:
            if wanted <= room:
                break
            wanted -= self.columnWidth(column)
            self.hideColumn(column)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, chosen: QItemSelection, left: QItemSelection) -> None:  # noqa: ARG002
        rows = self.selectionModel().selectedRows()
        if rows:
            self.k_chosen.emit(self._model.k_at(rows[0].row()))

    @Slot()
    def _on_copy(self) -> None:
        table_manners.copy_selection(self, hidden_too=True)


def _decimals(values: Sequence[float], digits: int) -> int:
    """Return how many decimals tell the smallest of a column apart from nothing."""
    lost = [value for value in values if value > 0]
    return number_format.decimals_for((min(lost),), digits) if lost else 0


def _headers(unit: str) -> tuple[Header, ...]:
    error = f" In {unit}." if unit != "numbers" else " In numbers of the files."
    return (
        Header("k", "Spectra in the codebook"),
        Header("Size", "Indices, entropy-coded, and the codebook"),
        Header("Times smaller", "Than the original packed without loss, by the best way"),
        Header("RMSE", "Root of the mean squared error." + error),
        Header("PSNR (dB)", "Peak signal-to-noise ratio; the peak is the range of the values"),
        Header("Largest error", "The pixel that is farthest off." + error),
        Header("Angle (°)", "Mean spectral angle between original and rebuilt pixels"),
        Header("Time (s)", "To fit the spectra and to measure every pixel"),
    )
