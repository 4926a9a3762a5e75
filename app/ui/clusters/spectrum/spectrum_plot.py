"""Hold all that is drawn in a plot of spectra."""

from PySide6.QtWidgets import QWidget

from app.ui.clusters.spectrum.spectrum_axis import LEFT_AXIS_PX
from app.ui.clusters.spectrum.spectrum_chips import SpectrumChips
from app.ui.clusters.spectrum.spectrum_curves import SpectrumCurves
from app.ui.clusters.spectrum.spectrum_spread import SpectrumSpread
from app.ui.parts import plain
from app.ui.parts.plot_canvas import PlotCanvas


class SpectrumPlot:
    """The canvas, and on it curves, their numbers, and the spread of one.

    Attributes
    ----------
    canvas, chips, curves, spread
        Made once and kept.
    """

    def __init__(self, parent: QWidget) -> None:
        self.canvas = PlotCanvas(parent, LEFT_AXIS_PX)
        plain.named(self.canvas.widget, "spectrumPlot", "Mean of every cluster by wavelength")
        self.chips = SpectrumChips(self.canvas)
        self.curves = SpectrumCurves(self.canvas)
        self.spread = SpectrumSpread(self.canvas)

    def clear(self) -> None:
        """Draw no spectra."""
        self.curves.clear()
        self.chips.clear()
        self.spread.hide()
