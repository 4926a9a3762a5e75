"""Hold the figures of one cluster: one column per band."""

from typing import Any

from PySide6.QtCore import QObject
from typing_extensions import override

from app.clustering.results import BandValues, ClusterValues
from app.scene.band import Band
from app.ui.parts import number_format, plain
from app.ui.parts.tables.table_model import Header, Role, TableModel

FIGURE = 0
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


class ValuesModel(TableModel):
    """Rows are figures, column c is band c - 1 of the values."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent=parent)
        self._bands: tuple[Band, ...] = ()
        self._columns: tuple[tuple[str, ...], ...] = ()

    def show(self, values: ClusterValues) -> None:
        """Show the figures of another cluster."""
        with self.reset():
            self._bands = tuple(band.band for band in values.bands)
            self._columns = tuple(_texts(band) for band in values.bands)
            self.headers = (Header("Figure", is_text=True), *map(_header, self._bands))
            self.n_rows = len(_FIGURES)

    def clear(self) -> None:
        """Show nothing."""
        with self.reset():
            self._bands, self._columns, self.headers, self.n_rows = (), (), (), 0

    @property
    def widest_texts(self) -> dict[int, str]:
        """The longest text of every band."""
        return {place: max(texts, key=len) for place, texts in enumerate(self._columns, start=1)}

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        title, meaning = _FIGURES[row]
        if role == Role.DisplayRole:
            return title if column == FIGURE else self._columns[column - 1][row]
        if role == Role.ToolTipRole:
            of = "" if column == FIGURE else f"{self._bands[column - 1].title}: "
            return plain.tip(of + meaning) if of else meaning
        return None


def _header(band: Band) -> Header:
    return Header(plain.line(band.called if band.role else band.title), plain.tip(_title(band)))


def _title(band: Band) -> str:
    """Return the name of a band, with its unit where there is one."""
    unit = band.calibration.unit
    return f"{band.title}, {unit}" if unit else band.title


def _texts(band: BandValues) -> tuple[str, ...]:
    """Write one column; ends are exact where they are whole, the rest has one precision."""
    ends = (band.minimum, band.maximum)
    own = band.band.calibration.decimals
    decimals = number_format.decimals_for(ends) if own is None else own
    end_decimals = 0 if own is None and number_format.whole(ends) else decimals
    rest = (band.mean, band.std, band.p05, band.p25, band.median, band.p75, band.p95)
    return (
        *(number_format.fixed(value, end_decimals) for value in ends),
        *(number_format.fixed(value, decimals) for value in rest),
        number_format.count(len(band.distinct)),
    )
