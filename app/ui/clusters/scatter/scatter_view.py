"""Choose two bands, and show where pixels and classes lie over them."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.reading.scatter import Scatter
from app.clustering.shown_values import ValuesAs
from app.scene.band import Band
from app.ui.parts import boxes, captions, number_format, plain, theme
from app.ui.parts.cut_line import CutLine
from app.ui.parts.keyboard.tab_order import stand_behind

if TYPE_CHECKING:
    from app.ui.clusters.scatter.scatter_plot import ScatterPlot

_SIZE = QSize(402, 220)
_EMPTY = "Run a sweep to see its pixels and classes over two bands."
_COUNTING = "Counting pixels…"


class ScatterView(QWidget):
    """The scatter plot under the choice of its bands.

    Signals
    -------
    pair_chosen(tuple)
        The names of two bands; the first is level.
    cluster_clicked(int), cluster_added(int)
        An ellipse was clicked; added while Ctrl was held.
    rectangle_drawn(tuple)
        Two corners in scene units.
    rectangle_cleared
        No rectangle is wanted any more.
    """

    pair_chosen = Signal(tuple)
    cluster_clicked = Signal(int)
    cluster_added = Signal(int)
    rectangle_drawn = Signal(tuple)
    rectangle_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain.named(self, "scatterView", "Scatter plot of two bands")
        self._scatter: Scatter | None = None
        self._across = self._combo("scatterAcrossCombo", "Band of the level axis")
        self._up = self._combo("scatterUpCombo", "Band of the upright axis")
        self._reading = CutLine(self)
        self._reading.setObjectName("scatterReading")
        self._all = QPushButton("Show all", self)
        self._all.setObjectName("clearScatterRectangle")
        self._all.setToolTip("Take the rectangle away, and show the whole map again.")
        self._all.setVisible(False)
        self._note = captions.note(_EMPTY, self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        for combo in (self._across, self._up):
            combo.activated.connect(self._on_activated)
        self._all.clicked.connect(self.clear_rectangle)

    @cached_property
    def plot(self) -> "ScatterPlot":
        """Made when it is first needed: the library that draws it takes its time to load."""
        from app.ui.clusters.scatter.scatter_plot import ScatterPlot

        plot = ScatterPlot(self)
        plot.cluster_clicked.connect(self.cluster_clicked)
        plot.cluster_added.connect(self.cluster_added)
        plot.rectangle_drawn.connect(self._on_rectangle_drawn)
        plot.rectangle_dropped.connect(self.clear_rectangle)
        plot.hovered.connect(self._on_hovered)
        plot.left.connect(self._on_left)
        self._stack.addWidget(plot.widget)
        stand_behind(self._all, plot.widget)
        return plot

    @property
    def has_rectangle(self) -> bool:
        """Whether a rectangle is drawn."""
        return "plot" in vars(self) and self.plot.has_rectangle

    @override
    def sizeHint(self) -> QSize:
        """Return what tables beside it leave in a window of 1280 pixels."""
        return _SIZE

    @property
    def reading(self) -> str:
        """What is said beside the bands."""
        return self._reading.text

    @property
    def scatter(self) -> Scatter | None:
        """What is shown."""
        return self._scatter

    def show_bands(self, bands: tuple[Band, ...]) -> None:
        """Offer these bands."""
        for combo in (self._across, self._up):
            with QSignalBlocker(combo):
                chosen = combo.currentData()
                combo.clear()
                for band in bands:
                    combo.addItem(plain.line(band.title), band.name)
                combo.setCurrentIndex(combo.findData(chosen))

    def show_pair(self, pair: tuple[str, str]) -> None:
        """Say which two are set against each other."""
        for combo, name in zip((self._across, self._up), pair, strict=True):
            combo.setCurrentIndex(combo.findData(name))

    def show_scatter(
        self, scatter: Scatter, look: ClusterLook, selected: tuple[int, ...], told: ValuesAs
    ) -> None:
        """Show what was counted."""
        self._scatter = scatter
        self.plot.show_scatter(scatter, look, selected, told)
        self._all.setVisible(self.has_rectangle)
        self._stack.setCurrentWidget(self.plot.widget)
        self._on_left()

    def select_classes(self, selected: tuple[int, ...]) -> None:
        """Bring some classes forward."""
        if self._scatter is not None:
            self.plot.select(selected)

    def show_pixel(self, named: Mapping[str, float]) -> None:
        """Mark one pixel by what bands are called, as told; nothing marks none."""
        if self._scatter is None or self.plot.axes is None:
            return
        place = tuple(named.get(band.called) for band in self._scatter.bands)
        x, y = place
        self.plot.show_pixel(None if x is None or y is None else (x, y))

    @Slot()
    def clear_rectangle(self) -> None:
        """Let go of the rectangle."""
        self._drop_rectangle()
        self._all.setVisible(False)
        self.rectangle_cleared.emit()
        self._on_left()

    def show_waiting(self) -> None:
        """Say that pixels are being counted."""
        self._show_note(_COUNTING)

    @Slot()
    def clear(self) -> None:
        """Say how to come by a scatter plot."""
        self._show_note(_EMPTY)

    def _drop_rectangle(self) -> None:
        if self.has_rectangle:
            self.plot.clear_rectangle()

    def _show_note(self, text: str) -> None:
        self._scatter = None
        self._drop_rectangle()
        self._all.setVisible(False)
        self._note.setText(text)
        self._reading.show_text("")
        self._stack.setCurrentIndex(0)

    def _combo(self, name: str, spoken: str) -> QComboBox:
        combo = plain.named(QComboBox(self), name, spoken)
        combo.setToolTip(plain.tip(f"{spoken}."))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return combo

    def _lay_out(self) -> None:
        line = boxes.row(spacing=theme.STEP_PX)
        line.addWidget(self._across)
        line.addWidget(captions.quiet("against", self))
        line.addWidget(self._up)
        line.addWidget(self._reading, 1)
        line.addWidget(self._all)
        self._stack.addWidget(self._note)
        layout = boxes.column(self, margin=theme.STEP_PX, spacing=4)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)

    @Slot()
    def _on_activated(self) -> None:
        """Set two others against each other; the same twice swaps them."""
        pair = str(self._across.currentData()), str(self._up.currentData())
        if self._scatter is not None and pair[0] == pair[1]:
            level, upright = (band.name for band in self._scatter.bands)
            pair = upright, level
            self.show_pair(pair)
        if pair[0] != pair[1]:
            self.pair_chosen.emit(pair)

    @Slot(tuple)
    def _on_rectangle_drawn(self, corners: tuple[tuple[float, float], ...]) -> None:
        self._all.setVisible(True)
        self.rectangle_drawn.emit(corners)

    @Slot(float, float, QPoint)
    def _on_hovered(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002
        axes = self.plot.axes
        if self._scatter is None or axes is None:
            return
        across, up = axes
        n_px = number_format.count(self.plot.count_at(x, y))
        self._reading.show_text(f"{across.text(x)}, {up.text(y)}: {n_px} pixels")

    @Slot()
    def _on_left(self) -> None:
        scatter = self._scatter
        if scatter is None:
            return
        if self.has_rectangle:
            self._reading.show_text("The map shows the pixels of the rectangle.")
            return
        n_px = number_format.count(int(scatter.moments.n_px.sum()))
        what = f"A sample of {n_px} pixels" if scatter.is_of_sample else f"{n_px} pixels"
        self._reading.show_text(what)
