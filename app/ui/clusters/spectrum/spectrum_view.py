"""Plot the spectra of the clusters; the selected one with its spread."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from app.arrays import DoubleArray
from app.clustering.naming.cluster_look import ClusterLook
from app.clustering.results import KResult
from app.ui.clusters.spectrum.known_spectra import mean_of_all, with_figures
from app.ui.clusters.spectrum.spectrum_axis import (
    LEFT_AXIS_PX,
    SpectrumAxis,
    lay_out,
    pixel_spectrum,
    unit_of,
)
from app.ui.parts import boxes, captions, number_format, theme
from app.ui.parts.cut_line import CutLine
from app.ui.parts.keyboard.tab_order import stand_behind

if TYPE_CHECKING:
    from app.ui.clusters.spectrum.spectrum_plot import SpectrumPlot
    from app.ui.parts.plot_canvas import PlotCanvas

_SIZE = QSize(298, 220)
_EMPTY = "The spectra of the clusters are plotted here after a sweep."
_HINT = "Click a curve to see its spread."
_SHADES = "Shaded: ± std, 5 to 95 %"
_PIXEL = "Blue: pixel under the mouse"
_NEAR_PX = 24  # how far a click may miss a curve


class SpectrumView(QWidget):
    """One curve per cluster against wavelength, or against the band where that is unknown.

    Signals
    -------
    cluster_clicked(int)
        A curve was clicked, or reached with the arrow keys.
    cluster_added(int)
        A curve was clicked while Ctrl was held.
    """

    cluster_clicked = Signal(int)
    cluster_added = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: KResult | None = None
        self._look = ClusterLook(0, (), ())
        self._axis: SpectrumAxis = lay_out(())
        self._selected = 0
        self._emphasised: tuple[int, ...] = ()
        self._is_even = False
        self._exponent = 0
        self._unit = unit_of(())
        self._reading = CutLine(self)
        self._empty = captions.note(_EMPTY, self)
        self._stack = QStackedWidget(self)
        self._offered: tuple[QAction, ...] = ()
        self._lay_out()
        theme.current().changed.connect(self._on_theme_changed)

    @property
    def reading(self) -> str:
        """What the pointer, or the selection, reads."""
        return self._reading.text

    @property
    def canvas(self) -> "PlotCanvas":
        """What the spectra are drawn on."""
        return self._plot.canvas

    @Slot()
    def get_ready(self) -> None:
        """Make the plot before it is needed."""
        _ = self._plot

    def offer(self, *actions: QAction) -> None:
        """Offer what can be done with the plot in its menu."""
        self._offered = actions
        if self._is_made:
            self._offer_in_menu(self._plot)

    @override
    def sizeHint(self) -> QSize:
        """Return what leaves the tables beside it their width in a window of 1280 pixels."""
        return _SIZE

    @Slot(object, object)
    def show_result(self, result: KResult, look: ClusterLook) -> None:
        """Show the spectra of one k, or their new names and colours.

        A class without figures has no curve: one whose map is still being made, as after a split.
        """
        self._result, self._look = with_figures(result, look)
        if not self._look.n_classes:
            self.clear()
            return
        look = self._look
        self._emphasised = tuple(one for one in self._emphasised if one in look.numbers)
        self._selected = self._emphasised[-1] if self._emphasised else 0
        self._axis = lay_out(result.signatures.bands, is_even=self._is_even)
        self._unit = unit_of(result.signatures.bands)
        self._stack.setCurrentWidget(self.canvas.widget)
        self._draw()

    @Slot(int)
    def select_cluster(self, cluster: int) -> None:
        """Bring one cluster forward with its spread; 0 shows all alike."""
        self.select_classes((cluster,) if cluster else ())

    @Slot(object)
    def select_classes(self, numbers: tuple[int, ...]) -> None:
        """Bring some classes forward, the last with its spread; none shows all alike."""
        known = tuple(number for number in numbers if number in self._look.numbers)
        if known != self._emphasised:
            self._emphasised, self._selected = known, known[-1] if known else 0
            self._draw_emphasis()

    @Slot(bool)
    def set_even(self, is_even: bool) -> None:  # noqa: FBT001 - as Qt calls it
        """Let bands stand evenly spaced, by their names, or by their wavelengths."""
        self._is_even = is_even
        if self._result is not None:
            self._axis = lay_out(self._result.signatures.bands, is_even=is_even)
            self._plot.spread.show_pixel(self._axis.places, None)
            self._draw()

    def show_pixel(self, named: Mapping[str, float]) -> None:
        """Draw the spectrum of one pixel by what bands are called, as told; nothing draws none."""
        if self._result is None or (not named and not self._plot.spread.shows_pixel):
            return
        values = pixel_spectrum(self._result.signatures.bands, named)
        scaled = None if values is None else self._scaled(values)
        self._plot.spread.show_pixel(self._axis.places, scaled)
        self._on_left()

    @Slot()
    def clear(self) -> None:
        """Show no spectra."""
        self._result = None
        self._look = ClusterLook(0, (), ())
        self._selected, self._emphasised = 0, ()
        if self._is_made:
            self._plot.spread.show_pixel(self._axis.places, None)
            self._plot.clear()
        self._reading.show_text("")
        self._stack.setCurrentWidget(self._empty)

    def _lay_out(self) -> None:
        line = boxes.row(spacing=8)
        line.addWidget(captions.heading("Spectrum", self))
        line.addWidget(self._reading, 1)
        self._stack.addWidget(self._empty)
        layout = boxes.column(self, margin=8, spacing=4)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)

    @property
    def _is_made(self) -> bool:
        return "_plot" in vars(self)

    @cached_property
    def _plot(self) -> "SpectrumPlot":
        """Made when it is first needed: the library that draws it takes its time to load."""
        from app.ui.clusters.spectrum.spectrum_plot import SpectrumPlot

        plot = SpectrumPlot(self)
        plot.canvas.clicked.connect(self._on_clicked)
        plot.canvas.hovered.connect(self._on_hovered)
        plot.canvas.left.connect(self._on_left)
        plot.canvas.stepped.connect(self._on_stepped)
        plot.canvas.resized.connect(self._on_resized)
        self._stack.addWidget(plot.canvas.widget)
        stand_behind(self._empty, plot.canvas.widget)
        self._offer_in_menu(plot)
        return plot

    def _offer_in_menu(self, plot: "SpectrumPlot") -> None:
        plot.canvas.widget.addActions(self._offered)
        plot.canvas.widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _draw(self) -> None:
        if self._result is None:
            return
        spectra = self._result.signatures
        self._exponent = number_format.thousands_exponent(
            float(np.nanmax(np.abs([spectra.p95, spectra.mean])))
        )
        self._plot.curves.show(self._axis.places, self._scaled(spectra.mean))
        self._draw_axes()
        self._draw_emphasis()

    def _draw_axes(self) -> None:
        self.canvas.set_x_label(self._axis.label)
        self.canvas.set_x_ticks(self._axis.ticks)
        power = f" ({number_format.power_of_ten(self._exponent)})" if self._exponent else ""
        self.canvas.set_y_unit(self._unit + power)
        self._fit()

    def _fit(self) -> None:
        """Show all of the spread, and leave room for the numbers at the right."""
        if self._result is None:
            return
        spectra, places = self._result.signatures, self._axis.places
        low = float(np.nanmin(self._scaled(np.array([spectra.p05, spectra.mean]))))
        high = float(np.nanmax(self._scaled(np.array([spectra.p95, spectra.mean]))))
        margin = 0.05 * (high - low) or 1.0
        means = self._scaled(spectra.mean)
        ends = tuple((float(places[-1]), float(mean[-1])) for mean in means)
        self._plot.chips.show(self._look, ends)
        span = float(places[-1] - places[0]) or 1.0
        width_px = max(80, self.canvas.widget.width() - LEFT_AXIS_PX)
        share = min(0.5, self._plot.chips.room_px() / width_px)
        right = span * (0.02 + share / (1.0 - share))
        left_end, right_end = float(places[0]) - 0.1 * span, float(places[-1]) + right
        self.canvas.show_range(x=(left_end, right_end), y=(low - margin, high + margin))
        self._plot.chips.place()

    def _draw_emphasis(self) -> None:
        self._plot.curves.emphasise(self._look, self._emphasised)
        self._draw_spread()
        self._on_left()

    def _draw_spread(self) -> None:
        if self._result is None or not self._selected:
            self._plot.spread.hide()
            return
        spectra, row = self._result.signatures, self._look.row_of(self._selected)
        self._plot.spread.show(
            self._axis.places,
            mean=self._scaled(spectra.mean[row]),
            std=self._scaled(spectra.std[row]),
            ends=(self._scaled(spectra.p05[row]), self._scaled(spectra.p95[row])),
            scene=self._scaled(mean_of_all(spectra)),
            colour=self._look.colours[row],
        )

    def _scaled(self, values: DoubleArray) -> DoubleArray:
        """Put values, bands last, into the axis' order and unit."""
        return np.asarray(values[..., self._axis.order] / 10.0**self._exponent)

    def _curve_at(self, place: QPoint, most_px: int) -> int:
        """Return the cluster whose curve passes nearest above or below; 0 where none is near."""
        if self._result is None:
            return 0
        x = self.canvas.to_axes(place.toPointF()).x()
        means = self._scaled(self._result.signatures.mean)
        heights = [float(np.interp(x, self._axis.places, mean)) for mean in means]
        misses = [abs(self.canvas.to_widget(x, y).y() - place.y()) for y in heights]
        best = int(np.argmin(misses))
        return self._look.numbers[best] if misses[best] <= most_px else 0

    def _read(self, cluster: int, band: int) -> str:
        row = self._look.row_of(cluster)
        if self._result is None or row < 0:
            return _HINT if self._result is not None else ""
        column = int(self._axis.order[band])
        spectra = self._result.signatures
        mean, std = spectra.mean[row, column], spectra.std[row, column]
        decimals = spectra.bands[column].calibration.decimals
        figures = (
            f"{number_format.measured(float(mean), decimals)} ± "
            f"{number_format.measured(float(std), decimals, 3)}"
        )
        return f"{figures} in {self._axis.titles[band]}, {self._look.title_of(cluster)}"

    @Slot(float, float, QPoint)
    def _on_clicked(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002
        if cluster := self._curve_at(place, _NEAR_PX):
            is_added = QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
            (self.cluster_added if is_added else self.cluster_clicked).emit(cluster)

    @Slot(float, float, QPoint)
    def _on_hovered(self, x: float, y: float, place: QPoint) -> None:  # noqa: ARG002
        if self._result is None:
            return
        cluster = self._curve_at(place, _NEAR_PX) or self._selected
        self._reading.show_text(self._read(cluster, self._axis.nearest(x)))

    @Slot()
    def _on_left(self) -> None:
        if self._is_made and self._plot.spread.shows_pixel:
            self._reading.show_text(_PIXEL)
            return
        if not self._selected:
            self._reading.show_text(_HINT if self._result is not None else "")
            return
        self._reading.show_text(_SHADES)

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        row = self._look.row_of(self._selected) + step if self._selected else 0
        if 0 <= row < self._look.n_classes:
            self.cluster_clicked.emit(self._look.numbers[row])

    @Slot()
    def _on_resized(self) -> None:
        self._fit()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self._is_made:
            self._draw_emphasis()
