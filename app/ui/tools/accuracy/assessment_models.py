"""Hold the error matrix, and accuracies and areas, as tables show them."""

import math
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QColor
from typing_extensions import override

from app.clustering.accuracy.assessment import Assessment
from app.clustering.accuracy.estimates import Estimate
from app.ui.parts import number_format, plain, theme
from app.ui.parts.area_unit import AreaUnit, measure_of
from app.ui.parts.tables.table_model import Header, Role, TableModel

_DIGITS = 4
_UNKNOWN = "not known"
_SHADE = 48  # of 255: how strongly the cells of agreement stand out


class MatrixModel(TableModel):
    """A row for each class of the map, a column for each class that was found; with totals."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._found: Assessment | None = None
        self._rows: list[list[int]] = []

    def show(self, found: Assessment | None) -> None:
        """Show another matrix; None shows none."""
        with self.reset():
            self._found = found
            self._rows, self.headers, self.n_rows = [], (), 0
            if found is None:
                return
            counts = found.accuracy.counts
            self._rows = [[*row, sum(row)] for row in counts.tolist()]
            totals = counts.sum(axis=0).tolist()
            self._rows.append([*totals, sum(totals)])
            names = (plain.line(name) for name in found.names)
            self.headers = (
                Header("Map \\ found", "Class of the map; what was found there", is_text=True),
                *(Header(name, f"Places that were found to be {name}") for name in names),
                Header("Total", "Places in the class of the map"),
            )
            self.n_rows = len(self._rows)

    def pair(self, row: int, column: int) -> tuple[int, int] | None:
        """Return class of the map and class found of a cell, from 0; None beside the matrix."""
        if self._found is None or not 1 <= column <= len(self._found.names):
            return None
        return (row, column - 1) if row < len(self._found.classes) else None

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        found = self._found
        if found is None:
            return None
        if role == Role.BackgroundRole and self.pair(row, column) == (row, row):
            shade = QColor(theme.token("accent"))
            shade.setAlpha(_SHADE)
            return QBrush(shade)
        if role == Role.ToolTipRole and (pair := self.pair(row, column)) is not None:
            return plain.tip(
                f"{found.classes[pair[0]].name} on the map, found to be {found.names[pair[1]]}: "
                "click to see these places."
            )
        if role != Role.DisplayRole:
            return None
        if column == 0:
            is_class = row < len(found.classes)
            return plain.line(found.classes[row].name) if is_class else "Total"
        return number_format.count(self._rows[row][column - 1])


class FiguresModel(TableModel):
    """User's and producer's accuracy of each class, and its area as the map has it and estimated.

    Each figure stands with half of its 95 % interval.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._rows: list[tuple[str, ...]] = []

    def show(self, found: Assessment | None, unit: AreaUnit) -> None:
        """Show other figures, or the same in another unit; None shows none."""
        with self.reset():
            self._rows, self.headers, self.n_rows = [], (), 0
            if found is None:
                return
            measure = measure_of(unit, found.total) if found.has_areas else None
            symbol, per = ("px", 1.0) if measure is None else (measure.symbol, measure.m2)
            total = found.total / per if found.has_areas and measure else float(found.n_px.sum())
            own = [size / per for size in found.sizes] if measure else found.n_px.tolist()
            decimals = 0 if measure is None else number_format.decimals_for(own, _DIGITS)
            self.headers = (
                Header("Class", is_text=True),
                Header("User's (%)", "Share of what the map calls so that is; ± 95 % interval"),
                Header("Producer's (%)", "Share of what is so that the map calls so; ± 95 %"),
                Header(f"Mapped ({symbol})", "What the map has of the class"),
                Header(f"Estimated ({symbol})", "What there is of the class; ± 95 % interval"),
            )
            for at, name in enumerate(found.names):
                is_of_map = at < len(found.classes)
                area = found.accuracy.areas[at]
                self._rows.append(
                    (
                        plain.line(name),
                        _percent(found.accuracy.users[at]) if is_of_map else "",
                        _percent(found.accuracy.producers[at]) if is_of_map else "",
                        number_format.fixed(own[at], decimals) if is_of_map else "",
                        _told(area.value * total, area.half_width * total, decimals),
                    )
                )
            overall = found.accuracy.overall
            self._rows.append(("Overall", _percent(overall), _percent(overall), "", ""))
            self.n_rows = len(self._rows)

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        return self._rows[row][column] if role == Role.DisplayRole else None


def _percent(one: Estimate) -> str:
    return _told(100 * one.value, 100 * one.half_width, 1)


def _told(value: float, half_width: float, decimals: int) -> str:
    if not math.isfinite(value):
        return _UNKNOWN
    told = number_format.fixed(value, decimals)
    if not math.isfinite(half_width):
        return told
    return f"{told} ± {number_format.fixed(half_width, decimals)}"
