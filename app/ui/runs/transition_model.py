"""Hold the pairs of classes of two maps, and what they share."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QIcon, QPixmap
from typing_extensions import override

from app.clustering.legends.transitions import Transitions
from app.clustering.naming.cluster_look import ClusterLook, Rgb
from app.number_text import GROUP
from app.products.writing.cell_text import pasted
from app.ui.parts import number_format, plain
from app.ui.parts.area_unit import AreaUnit, measure_of
from app.ui.parts.tables.table_model import Header, Role, TableModel

FIRST, SECOND, SIZE, SHARE, BEST = range(5)
BEST_MARK = "best"
_DIGITS = 4
_SWATCH_PX = 14
_BEST_TIP = "Each of the two is what most of the other lies in"


class TransitionModel(TableModel):
    """One row for each pair that has pixels, the largest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._found: Transitions | None = None
        self._looks: tuple[ClusterLook, ClusterLook] | None = None
        self._sizes: tuple[float, ...] = ()
        self._decimals = 0

    def show(
        self,
        found: Transitions,
        looks: tuple[ClusterLook, ClusterLook],
        titles: tuple[str, str],
        unit: AreaUnit,
    ) -> None:
        """Show other pairs, or the same in another unit."""
        measure = None if found.m2 is None else measure_of(unit, found.m2)
        with self.reset():
            self._found, self._looks = found, looks
            if measure is None:
                size = Header("Pixels", "Pixels that are one class here and the other there")
                self._sizes = tuple(float(pair.n_px) for pair in found.pairs)
                self._decimals = 0
            else:
                tip = "What is one class here and the other there, on the ground"
                size = Header(f"Area ({measure.symbol})", tip)
                self._sizes = tuple((pair.m2 or 0.0) / measure.m2 for pair in found.pairs)
                self._decimals = number_format.decimals_for(self._sizes, _DIGITS)
            self.headers = (
                Header(plain.line(titles[0]), "Class of the first map", is_text=True),
                Header(plain.line(titles[1]), "Class of the second map", is_text=True),
                size,
                Header("Share (%)", "Of all that has a class in both maps"),
                Header("Best", _BEST_TIP, is_text=True),
            )
            self.n_rows = len(found.pairs)

    def clear(self) -> None:
        """Show nothing."""
        with self.reset():
            self._found, self._looks, self.n_rows = None, None, 0

    def pair(self, row: int) -> tuple[int, int]:
        """Return the numbers of both classes of a row."""
        if self._found is None:
            raise IndexError(row)
        pair = self._found.pairs[row]
        return pair.first, pair.second

    def plain_text(self) -> str:
        """Write headers and all rows as tab-separated lines, numbers without grouping."""
        lines = [[header.title for header in self.headers]]
        lines += [
            [str(self.cell(row, column, Role.DisplayRole)) for column in range(len(self.headers))]
            for row in range(self.n_rows)
        ]
        return "".join("\t".join(map(_plain, line)) + "\n" for line in lines)

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        if self._found is None or self._looks is None:
            return None
        pair = self._found.pairs[row]
        if column in (FIRST, SECOND):
            number = pair.first if column == FIRST else pair.second
            return _of_class(self._looks[column], number, role)
        is_best = (pair.first, pair.second) in self._found.best
        if role == Role.ToolTipRole and column == BEST and is_best:
            return _BEST_TIP
        if role != Role.DisplayRole:
            return None
        if column == SIZE:
            return number_format.fixed(self._sizes[row], self._decimals)
        if column == SHARE:
            return number_format.percent(self._found.share(pair), 2)
        return BEST_MARK if is_best else ""


def _of_class(look: ClusterLook, number: int, role: int) -> Any:  # noqa: ANN401 - as Qt takes it
    row = look.row_of(number)
    if row < 0:
        return None
    if role == Role.DisplayRole:
        return plain.line(look.title_of(number))
    if role == Role.DecorationRole:
        return _swatch(look.colours[row])
    return None


def _swatch(rgb: Rgb) -> QIcon:
    """Return a square that keeps its colour in a selected row too."""
    square = QPixmap(_SWATCH_PX, _SWATCH_PX)
    square.fill(QColor(*rgb))
    made = QIcon(square)
    made.addPixmap(square, QIcon.Mode.Selected)
    return made


def _plain(cell: str) -> str:
    return pasted(cell.replace(GROUP, ""))
