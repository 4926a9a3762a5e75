"""Hold which class became which, and what each won and lost, as tables show them."""

from typing import Any

from PySide6.QtCore import QObject
from typing_extensions import override

from app.clustering.legends.changes.differences import Differences
from app.ui.parts import number_format, plain
from app.ui.parts.area_unit import AreaUnit, measure_of
from app.ui.parts.tables.table_model import Header, Role, TableModel

_DIGITS = 4
_FIGURES = ("before", "after", "kept", "lost", "won")


class _SumModel(TableModel):
    """Rows of text and sizes; a size of nothing is empty so that the others stand out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._rows: list[tuple[str, ...]] = []

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        return self._rows[row][column] if role == Role.DisplayRole else None


class ChangeMatrixModel(_SumModel):
    """A row for each class of the first map, a column for each of the second; with totals."""

    def show(self, told: Differences | None, unit: AreaUnit) -> None:
        """Show another matrix, or the same in another unit; None shows none."""
        with self.reset():
            self._rows, self.headers, self.n_rows = [], (), 0
            if told is None:
                return
            told = _as_wanted(told, unit)
            symbol, matrix, decimals = _in_unit(told, told.matrix, unit)
            names = [plain.line(one.name) for one in told.classes[1]]
            self.headers = (
                Header(f"From \\ to ({symbol})", "First map; second map", is_text=True),
                *(Header(name, f"Became {name}") for name in names),
                Header("Total"),
            )
            for one, row in zip(told.classes[0], matrix, strict=True):
                cells = (_size(size, decimals) for size in (*row, sum(row)))
                self._rows.append((plain.line(one.name), *cells))
            totals = [sum(column) for column in zip(*matrix, strict=True)]
            cells = (_size(size, decimals) for size in (*totals, sum(totals)))
            self._rows.append(("Total", *cells))
            self.n_rows = len(self._rows)


class BalanceModel(_SumModel):
    """What each class had, has, kept, lost and won, and the net of it."""

    def show(self, told: Differences | None, unit: AreaUnit) -> None:
        """Show other classes, or the same in another unit; None shows none."""
        with self.reset():
            self._rows, self.headers, self.n_rows = [], (), 0
            if told is None:
                return
            told = _as_wanted(told, unit)
            sizes = [[getattr(one, figure) for figure in _FIGURES] for one in told.balances]
            symbol, rows, decimals = _in_unit(told, sizes, unit)
            self.headers = (
                Header(
                    "Class", "Classes are the same where they are called the same", is_text=True
                ),
                *(Header(f"{figure.capitalize()} ({symbol})") for figure in _FIGURES),
                Header(f"Net ({symbol})", "Won less lost"),
            )
            for one, row in zip(told.balances, rows, strict=True):
                net = row[-1] - row[-2]
                sign = "+" if net > 0 else ""
                self._rows.append(
                    (
                        plain.line(one.name),
                        *(_size(size, decimals) for size in row),
                        sign + number_format.fixed(net, decimals),
                    )
                )
            self.n_rows = len(self._rows)


def _as_wanted(told: Differences, unit: AreaUnit) -> Differences:
    """Return the same in pixels where these are wanted."""
    is_in_pixels = told.has_areas and measure_of(unit, told.total) is None
    return told.in_pixels if is_in_pixels else told


def _in_unit(
    told: Differences, sizes: list[list[float]], unit: AreaUnit
) -> tuple[str, list[list[float]], int]:
    """Return sizes in a unit, with its symbol and the decimals that are told."""
    measure = measure_of(unit, told.total) if told.has_areas else None
    if measure is None:
        return "px", sizes, 0
    rows = [[size / measure.m2 for size in row] for row in sizes]
    every = [size for row in rows for size in row]
    return measure.symbol, rows, number_format.decimals_for(every, _DIGITS)


def _size(size: float, decimals: int) -> str:
    return number_format.fixed(size, decimals) if size else ""
