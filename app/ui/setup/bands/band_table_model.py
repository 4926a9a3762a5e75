"""Hold the bands of a scene as rows with tick boxes."""

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from app.scene.band import Band, BandKind
from app.scene.blocks import BandStats
from app.scene.scene import LeftOutBand, Scene
from app.ui.parts import number_format, plain, theme
from app.ui.parts.tables.table_model import Header, Index, Role, TableModel
from app.ui.setup.bands.band_texts import KIND_NOTES, UNTICKABLE, band_tip

BAND, WAVELENGTH, RESOLUTION = 0, 1, 2
_HEADERS = (
    Header("Band", "Ticked bands take part in the sweep", is_text=True),
    Header("nm", "Centre wavelength in nanometres"),
    Header("m", "Pixel size"),
)


class BandTableModel(TableModel):
    """Rows are the bands of the scene, then those left out.

    Signals
    -------
    ticked_changed(tuple)
        Other bands are ticked now: their names, in scene order.
    """

    ticked_changed = Signal(tuple)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADERS, parent)
        self._bands: tuple[Band, ...] = ()  # by wavelength
        self._names: tuple[str, ...] = ()  # in scene order
        self._left_out: tuple[LeftOutBand, ...] = ()
        self._ticked: frozenset[str] = frozenset()
        self._stats: dict[str, BandStats] = {}

    @property
    def ticked(self) -> tuple[str, ...]:
        """Names of the ticked bands, in scene order."""
        return tuple(name for name in self._names if name in self._ticked)

    def show_scene(self, scene: Scene) -> None:
        """Show the bands of another scene."""
        with self.reset():
            self._bands, self._left_out = scene.by_wavelength, scene.unused
            self._names = tuple(band.name for band in scene.listed)
            self._ticked = frozenset(scene.ticked_at_first)
            self._stats = {}
            self.n_rows = len(self._bands) + len(scene.unused)

    def show_described(self, scene: Scene) -> None:
        """Show the bands as they are described now; ticks and figures stay."""
        with self.reset():
            self._bands = scene.by_wavelength
            self._names = tuple(band.name for band in scene.listed)
            self.n_rows = len(self._bands) + len(scene.unused)

    def name_at(self, row: int) -> str:
        """Return the name of the band in a row; empty for one that was left out."""
        return self._bands[row].name if 0 <= row < len(self._bands) else ""

    def is_computed(self, row: int) -> bool:
        """Whether the band in a row is computed from others, and may go."""
        return 0 <= row < len(self._bands) and self._bands[row].computed is not None

    def row_of(self, name: str) -> int:
        """Return the row of a band; -1 where it is not there."""
        names = [band.name for band in self._bands]
        return names.index(name) if name in names else -1

    def show_stats(self, stats: tuple[BandStats, ...]) -> None:
        """Take figures for the tool tips."""
        self._stats = {figures.band.name: figures for figures in stats}

    def set_ticked(self, names: tuple[str, ...]) -> None:
        """Tick these bands and no others, without reporting it."""
        self._ticked = frozenset(names)
        if self._bands:
            self.dataChanged.emit(self.index(0, BAND), self.index(len(self._bands) - 1, BAND))

    def tick(self, names: tuple[str, ...]) -> None:
        """Tick these bands and no others, and report it where it changes anything."""
        before = self.ticked
        self.set_ticked(names)
        if self.ticked != before:
            self.ticked_changed.emit(self.ticked)

    def names_of(self, kinds: frozenset[BandKind]) -> tuple[str, ...]:
        """Return the bands of these kinds, in scene order."""
        found = {band.name for band in self._bands if band.kind in kinds}
        return tuple(name for name in self._names if name in found)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Offer a tick box for bands that can take part."""
        if index.row() >= len(self._bands):
            return Qt.ItemFlag.ItemNeverHasChildren
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == BAND and self._bands[index.row()].kind not in UNTICKABLE:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    @override
    def cell(self, row: int, column: int, role: int) -> Any:
        if row >= len(self._bands):
            return _left_out_data(self._left_out[row - len(self._bands)], column, role)
        return self._band_data(self._bands[row], column, role)

    @override
    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Tick a band, or not."""
        if role != Role.CheckStateRole or index.row() >= len(self._bands):
            return False
        name = self._bands[index.row()].name
        is_ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        wanted = self._ticked | {name} if is_ticked else self._ticked - {name}
        self.tick(tuple(wanted))
        return True

    def _band_data(self, band: Band, column: int, role: int) -> Any:  # noqa: ANN401
        if role == Role.DisplayRole:
            return _text(band, column)
        if role == Role.ToolTipRole:
            return plain.tip(band_tip(band, self._stats.get(band.name)))
        if role == Role.ForegroundRole and band.kind in KIND_NOTES:
            return theme.token("text_quiet")
        has_box = column == BAND and band.kind not in UNTICKABLE
        if role == Role.CheckStateRole and has_box:
            is_ticked = band.name in self._ticked
            return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        return None


def _text(band: Band, column: int) -> str:
    if column == BAND:
        return plain.line(band.title)
    value = band.wavelength_nm if column == WAVELENGTH else band.resolution_m
    if value is not None:
        return number_format.number(value)
    return number_format.NOTHING


def _left_out_data(left_out: LeftOutBand, column: int, role: int) -> Any:  # noqa: ANN401
    if role == Role.DisplayRole:
        return (plain.line(left_out.title), "not used", "")[column]
    if role == Role.ToolTipRole:
        return plain.tip(left_out.reason)
    return theme.token("text_disabled") if role == Role.ForegroundRole else None
