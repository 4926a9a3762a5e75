"""Hold the figures of one cluster: one row per band."""

from typing import Any

from PySide6.QtCore import QObject
from typing_extensions import override

from app.clustering.results import BandValues, ClusterValues
from app.scene.band import Band
from app.ui.parts import number_format, plain
from app.ui.parts.tables.table_model import Header, Role, TableModel

BAND = 0
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
_LEAST_NEEDED = ("25 %", "75 %")
_HEADERS = (
    Header("Band", is_text=True),
    *(Header(title, f"{meaning}.") for title, meaning in _FIGURES),
)
QUARTILES = tuple(place for place, (title, _) in enumerate(_FIGURES, 1) if title in _LEAST_NEEDED)


class ValuesModel(TableModel):
    """Row r is band r of the values, column c figure c - 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADERS, parent)
        self._bands: tuple[Band, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show(self, values: ClusterValues) -> None:
        """Show the figures of another cluster."""
        with self.reset():
            self._bands = tuple(band.band for band in values.bands)
            self._rows = tuple(_texts(band) for band in values.bands)
            self.n_rows = len(self._rows)

    def clear(self) -> None:
        """Show nothing."""
        with self.reset():
            self._bands, self._rows, self.n_rows = (), (), 0

    @property
    def widest_texts(self) -> dict[int, str]:
        """The longest text of every column."""
        columns = (tuple(map(_name, self._bands)), *zip(*self._rows, strict=True))
        return {place: max(texts, key=len, default="") for place, texts in enumerate(columns)}

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        band = self._bands[row]
        if role == Role.DisplayRole:
            return _name(band) if column == BAND else self._rows[row][column - 1]
        if role == Role.ToolTipRole:
            if column == BAND:
                return plain.tip(_title(band))
            meaning = _FIGURES[column - 1][1]
            return plain.tip(f"{_title(band)}: {meaning[0].lower()}{meaning[1:]}.")
        return None


def _name(band: Band) -> str:
    """Return what is short enough for a row, and no bare number."""
    is_short = band.role and not band.called.isdigit()
    return plain.line(band.called if is_short else band.title)


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
