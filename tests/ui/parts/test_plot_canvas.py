from itertools import pairwise

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.clusters.spectrum.spectrum_view import SpectrumView
from app.ui.curves.curves_view import CurvesView
from app.ui.curves.k_strip import KStrip
from app.ui.dialogs.export_dialog import ExportDialog
from app.ui.parts import theme
from app.ui.parts.plot_canvas import PlotCanvas
from tests.ui.plot_items import k_plot, ring

pytestmark = pytest.mark.gui


@pytest.fixture
def switch():
    yield theme.current().choose
    theme.current().choose(theme.ThemeChoice.LIGHT)


def test_views_take_the_colours_of_another_theme(qtbot, switch, result_of, look_of, tmp_path):
    curves, spectrum, strip, dialog = CurvesView(), SpectrumView(), KStrip(), ExportDialog()
    for view in (curves, spectrum, strip, dialog):
        qtbot.addWidget(view)
        view.show()
    curves.add_result(result_of(5))
    spectrum.show_result(result_of(5), look_of(5))
    spectrum.select_cluster(2)
    strip.add_result(result_of(5))
    dialog.offer((5,), 5, tmp_path)
    dialog.show_stopped()
    switch(theme.ThemeChoice.DARK)
    for plot in (k_plot(curves, "inertiaPlot").canvas, spectrum.canvas):
        assert plot.widget.backgroundBrush().color() == theme.token("plot_background")
    assert (
        theme.token("info_quiet").name() in dialog.findChild(QWidget, "exportOutcome").styleSheet()
    )
    assert ring(k_plot(curves, "ratioPlot"))  # in the colour of all that is selected


def test_plots_have_no_menu_and_no_buttons(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    canvas = PlotCanvas(parent)
    assert not canvas.plot.vb.menuEnabled()
    assert canvas.plot.buttonsHidden


def test_places_go_to_the_axes_and_back(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    canvas = PlotCanvas(parent)
    canvas.widget.resize(300, 200)
    parent.show()
    canvas.plot.setXRange(0, 10, padding=0)
    canvas.plot.setYRange(0, 10, padding=0)
    place = canvas.to_axes(canvas.to_widget(4.0, 6.0).toPointF())
    assert (place.x(), place.y()) == pytest.approx((4.0, 6.0), abs=0.1)


@pytest.mark.parametrize("width_px", [300, 900])
@pytest.mark.parametrize(
    "names",
    [
        tuple(str(n) for n in range(1, 301, 25)),
        ("coastal_blue", "blue", "green_i", "green", "yellow", "red", "rededge", "LST Kelvin"),
    ],
)
def test_names_of_bands_do_not_run_into_each_other(qtbot, names, width_px):
    parent = QWidget()
    qtbot.addWidget(parent)
    canvas = PlotCanvas(parent)
    canvas.set_x_ticks(tuple((float(n), name) for n, name in enumerate(names)))
    canvas.show_range(x=(-0.5, len(names) - 0.5))
    canvas.widget.resize(width_px, 200)
    parent.resize(width_px, 200)
    parent.show()
    qtbot.waitExposed(parent)
    canvas.widget.grab()
    metrics = canvas.widget.fontMetrics()
    labels = canvas.x_labels()
    places = [(canvas.to_widget(x, 0.0).x(), metrics.horizontalAdvance(name)) for x, name in labels]
    ends = [(at - width / 2, at + width / 2) for at, width in places]
    assert all(one[1] < other[0] for one, other in pairwise(ends))
    assert len(labels) >= (3 if width_px < 900 else len(names))
    assert labels[0][1][:2] == names[0][:2]
    drawn = canvas.plot.getAxis("bottom")._tickLevels[0]
    assert tuple(drawn) == labels
