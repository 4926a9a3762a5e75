"""Set size against what is lost: a curve, a table, and words for the size that is picked."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from app.clustering.compression.figures import ALL_BANDS, SizeFigures
from app.ui.parts import boxes, captions, plain, theme
from app.ui.tools.compress.measure import Measure, said_of
from app.ui.tools.compress.size_plot import SizePlot
from app.ui.tools.compress.size_table import SizeTable

_OUTDATED = "These sizes are of the scene as it was. Measure again to look at one, or to export it."
_NOTHING_PICKED = "Click a point or a row to see what comes back, and to export it."


@dataclass(frozen=True, slots=True)
class CurveShown:
    """What was measured so far.

    Attributes
    ----------
    sizes
        Rising.
    originals
        Bytes of the original by each lossless way of packing it; None until they are known.
    titles
        Bands that were compressed.
    is_outdated
        Whether the scene has changed since: nothing of it can be looked at or written.
    """

    sizes: tuple[SizeFigures, ...] = ()
    originals: Mapping[str, int] | None = None
    titles: tuple[str, ...] = ()
    is_outdated: bool = False


class SizeView(QWidget):
    """All sizes, by what is lost in one band or in all.

    Signals
    -------
    k_picked : (int,)
        A point or a row was.
    band_chosen : (str,)
        The band in which losses are told; `ALL_BANDS` for all.
    """

    k_picked = Signal(int)
    band_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._curve, self._k = CurveShown(), 0
        self._band, self._measure = ALL_BANDS, Measure.RMSE
        self._bands, self._measures = QComboBox(self), QComboBox(self)
        self._measures.addItems([*map(str, Measure)])
        for combo, name, spoken in (
            (self._bands, "compressBand", "Band in which losses are told"),
            (self._measures, "compressMeasure", "How losses are told"),
        ):
            plain.named(combo, name, spoken)
        self._bands.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._plot, self._table = SizePlot(self), SizeTable(self)
        self._facts = captions.sentence("", self, "compressFacts")
        row = boxes.row(spacing=theme.STEP_PX)
        row.addWidget(self._bands, 1)
        row.addWidget(self._measures)
        column = boxes.column(self, margin=0, spacing=theme.STEP_PX // 2)
        column.addLayout(row)
        for widget in (self._plot, self._table, self._facts):
            column.addWidget(widget)
        self._plot.k_clicked.connect(self.k_picked)
        self._table.k_chosen.connect(self.k_picked)
        self._bands.activated.connect(self._on_band_activated)
        self._measures.activated.connect(self._on_measure_activated)

    @property
    def picked(self) -> SizeFigures | None:
        """The size that is picked; None where it was not measured, or none is, or none can be."""
        if self._curve.is_outdated:
            return None
        return next((each for each in self._curve.sizes if each.k == self._k), None)

    def show_curve(self, curve: CurveShown) -> None:
        """Show what was measured so far."""
        is_other = curve.titles != self._curve.titles or not self._bands.count()
        self._curve = curve
        if curve.sizes and is_other:
            self._list_bands()
        self._show_sizes()

    def pick(self, k: int) -> None:
        """Mark a size, and tell of it; 0 for none."""
        self._k = k
        picked = self.picked
        self._plot.select_k(0 if picked is None else k)
        self._table.select_k(0 if picked is None else k)
        curve = self._curve
        told = "" if picked is None else said_of(picked, self._band, curve.originals)
        self._facts.setText(
            plain.line(told or (_OUTDATED if curve.is_outdated else _NOTHING_PICKED))
        )

    def _show_sizes(self) -> None:
        curve = self._curve
        self._plot.show_sizes(curve.sizes, self._band, self._measure)
        self._table.show_sizes(curve.sizes, curve.originals, self._band)
        self.pick(self._k)

    def _list_bands(self) -> None:
        with QSignalBlocker(self._bands):
            self._bands.clear()
            for loss in self._curve.sizes[0].bands:
                self._bands.addItem(plain.line(loss.title), loss.name)
            place = max(0, self._bands.findData(self._band))
            self._bands.setCurrentIndex(place)
        self._choose_band(place)

    def _choose_band(self, place: int) -> None:
        name = str(self._bands.itemData(place))
        if name != self._band:
            self._band = name
            self.band_chosen.emit(name)

    @Slot(int)
    def _on_band_activated(self, place: int) -> None:
        self._choose_band(place)
        self._show_sizes()

    @Slot(int)
    def _on_measure_activated(self, place: int) -> None:
        self._measure = tuple(Measure)[place]
        self._show_sizes()
