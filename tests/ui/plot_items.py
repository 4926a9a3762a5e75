"""Find what a plot shows, as pyqtgraph lists it."""

from typing import TypeVar

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from app.ui.curves.k_plot import KPlot
from app.ui.parts import theme
from app.ui.parts.plot_canvas import PlotCanvas

I = TypeVar("I")  # noqa: E741


def k_plot(view: QWidget, name: str) -> KPlot:
    """Return the plot around the widget of a fixed name."""
    (found,) = (plot for plot in view.findChildren(KPlot) if plot.findChild(QWidget, name))
    return found


def items(canvas: PlotCanvas, kind: type[I]) -> list[I]:
    """Return all of one kind, in the order they were made."""
    return [item for item in canvas.plot.items if type(item) is kind]


def curve(plot: KPlot) -> pg.PlotCurveItem:
    """Return the line through the points of a plot over k."""
    (found,) = items(plot.canvas, pg.PlotCurveItem)
    return found


def ring(plot: KPlot) -> pg.ScatterPlotItem:
    """Return what marks the selected point, in the colour of all that is selected."""
    accent = theme.token("accent")
    (found,) = (
        item
        for item in items(plot.canvas, pg.ScatterPlotItem)
        if item.opts["pen"].color() == accent
    )
    return found
