from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QScrollArea, QToolButton, QWidget

from app.clustering.evidence.partition_scores import PARTITION_SCORES
from app.clustering.results import Advice
from app.ui.curves.advice_card import AdviceCard
from app.ui.curves.curves_view import CurvesView
from app.ui.curves.k_plot import _PACE_MS, KPlot
from app.ui.curves.k_shade import runs_of
from tests.ui.plot_items import curve, items, k_plot, ring

pytestmark = pytest.mark.gui

KS = (3, 4, 5, 6)


@pytest.fixture
def view(qtbot, result_of):
    view = CurvesView()
    qtbot.addWidget(view)
    view.resize(320, 460)
    view.show()
    qtbot.waitExposed(view)
    view.start(KS)
    for k in (3, 4, 5):
        view.add_result(result_of(k))
    wait_until_drawn(qtbot, view)
    return view


def wait_until_drawn(qtbot, view):
    qtbot.waitUntil(lambda: not any(plot.is_waiting for plot in view.findChildren(KPlot)))


def pixel_of(plot, k):
    shown = dict(zip(*map(np.ndarray.tolist, curve(plot).getData()), strict=True))
    return plot.canvas.to_widget(k, shown[k])


def inertia(view):
    return k_plot(view, "inertiaPlot")


def silhouette(view):
    return k_plot(view, "silhouettePlot")


def test_empty_view_says_when_curves_come(qtbot):
    view = CurvesView()
    qtbot.addWidget(view)
    view.show()
    view.get_ready()
    assert not view.findChild(QWidget, "inertiaPlot").isVisible()
    shown = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Choose a range of k and run the sweep: curves, maps and tables come with it."]


def test_points_appear_one_k_at_a_time(view, result_of):
    assert sorted(inertia(view).points) == [3, 4, 5]
    view.add_result(result_of(6))
    assert sorted(silhouette(view).points) == [3, 4, 5, 6]


def test_a_new_point_is_painted_once(view, qtbot, result_of):
    paints = []
    viewport = inertia(view).canvas.widget.viewport()

    class Counter(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                paints.append(watched)
            return False

    counter = Counter()
    viewport.installEventFilter(counter)
    for k in (6, 7):  # a new number on the level axis is of the same width
        paints.clear()
        view.add_result(result_of(k))
        wait_until_drawn(qtbot, view)
        qtbot.wait(100)
        assert len(paints) == 1


def test_final_figures_take_the_place_of_estimates(view, result_of):
    view.add_result(result_of(6, is_estimate=True))
    assert inertia(view).points[6].is_estimate
    view.add_result(result_of(6))
    assert not inertia(view).points[6].is_estimate


def test_points_that_come_together_are_drawn_together(qtbot, view, result_of):
    line, drawn = curve(inertia(view)), []
    line.sigPlotChanged.connect(lambda _: drawn.append(len(line.getData()[0])))
    for k in KS:
        view.add_result(result_of(k))
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == [len(KS)]


def test_no_plot_waits_for_the_last_k_where_they_come_fast(qtbot, view, result_of):
    drawn = []
    curve(silhouette(view)).sigPlotChanged.connect(lambda _: drawn.append(True))
    for k in range(6, 26):
        view.add_result(result_of(k))
        qtbot.wait(50)
    assert 2 < len(drawn) < 10  # and no plot is drawn for every k


def test_a_selection_shows_at_once_where_nothing_else_comes(qtbot, view):
    qtbot.wait(_PACE_MS + 20)
    view.select_k(4)
    for plot in (inertia(view), silhouette(view)):
        assert ring(plot).getData()[0].tolist() == [4]
    view.select_k(5)  # the pointer runs along the strip
    wait_until_drawn(qtbot, view)
    assert ring(inertia(view)).getData()[0].tolist() == [5]


@pytest.mark.alone
def test_the_plots_are_drawn_one_after_the_other(qtbot, view, result_of):
    drawn = []

    def note(name):
        drawn.append(name)
        QTimer.singleShot(0, lambda: drawn.append("turn"))

    for name in ("inertiaPlot", "silhouettePlot"):
        curve(k_plot(view, name)).sigPlotChanged.connect(lambda _, name=name: note(name))
    view.add_result(result_of(6))
    qtbot.waitUntil(lambda: drawn.count("turn") == 2)
    assert drawn == ["inertiaPlot", "turn", "silhouettePlot", "turn"]


@pytest.mark.parametrize("name", ["inertiaPlot", "silhouettePlot"])
def test_click_near_a_point_selects_its_k(qtbot, view, name):
    plot = k_plot(view, name)
    place = pixel_of(plot, 4) + QPoint(4, 20)
    with qtbot.waitSignal(view.k_clicked) as clicked:
        qtbot.mouseClick(plot.canvas.widget.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [4]


def test_click_beyond_the_points_selects_the_nearest_fitted_k(qtbot, view):
    plot = inertia(view)
    place = QPoint(plot.canvas.to_widget(6, 0).x(), 40)
    with qtbot.waitSignal(view.k_clicked) as clicked:
        qtbot.mouseClick(plot.canvas.widget.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [5]


def test_arrow_keys_step_through_fitted_k(qtbot, view):
    view.select_k(4)
    plot = view.findChild(QWidget, "inertiaPlot")
    with qtbot.waitSignal(view.k_clicked) as clicked:
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert clicked.args == [5]
    view.select_k(5)
    with qtbot.assertNotEmitted(view.k_clicked):
        qtbot.keyClick(plot, Qt.Key.Key_Right)


def test_arrow_key_without_selection_takes_an_end(qtbot, view):
    with qtbot.waitSignal(view.k_clicked) as clicked:
        qtbot.keyClick(view.findChild(QWidget, "silhouettePlot"), Qt.Key.Key_Left)
    assert clicked.args == [5]


def test_selected_k_is_marked_in_every_plot(qtbot, view):
    view.select_k(4)
    wait_until_drawn(qtbot, view)
    for plot in view.findChildren(KPlot):
        (line,) = items(plot.canvas, pg.InfiniteLine)
        assert line.isVisible()
        assert line.value() == 4
        assert len(ring(plot).points()) == 1


def test_hover_reads_out_the_silhouette_with_its_spread(qtbot, view):
    plot = silhouette(view)
    qtbot.mouseMove(plot.canvas.widget.viewport(), pixel_of(plot, 3))
    assert plot.reading == "k = 3: 0.540 (0.510 to 0.570)"


def test_hover_says_where_a_figure_is_an_estimate(qtbot, view, result_of):
    view.add_result(result_of(6, is_estimate=True))
    wait_until_drawn(qtbot, view)
    plot = silhouette(view)
    qtbot.mouseMove(plot.canvas.widget.viewport(), pixel_of(plot, 6))
    assert plot.reading.startswith("k = 6: about 0.480")


def test_leaving_goes_back_to_the_selected_k(qtbot, view):
    view.select_k(5)
    plot = silhouette(view)
    qtbot.mouseMove(plot.canvas.widget.viewport(), pixel_of(plot, 3))
    QApplication.sendEvent(plot.canvas.widget.viewport(), QEvent(QEvent.Type.Leave))
    assert plot.reading.startswith("k = 5")


def test_advice_marks_the_elbow_and_shows_the_sentence(view):
    view.show_advice(Advice((4, 5), 4, "k = 4 and k = 5 are defensible."))
    advice = view.findChild(QLabel, "adviceLabel")
    assert advice.text() == "k = 4 and k = 5 are defensible."
    assert advice.wordWrap()
    for plot, is_marked in ((inertia(view), True), (silhouette(view), False)):
        (text,) = items(plot.canvas, pg.TextItem)
        assert text.textItem.toPlainText() == "elbow"
        assert text.isVisible() is is_marked


def chips(view):
    found = (each for each in view.findChildren(QToolButton) if each.isVisible())
    return {int(chip.text()): chip for chip in found}


def test_defensible_k_are_shaded_in_every_plot_and_a_click_away(qtbot, view):
    view.show_advice(Advice((3, 5), 3, "Of 3 to 5, 3 and 5 are defensible."))
    plots = view.findChildren(KPlot)
    assert len(plots) == 2 + len(PARTITION_SCORES)
    assert {plot.shaded for plot in plots} == {(3, 5)}
    assert list(chips(view)) == [3, 5]
    with qtbot.waitSignal(view.k_clicked) as clicked:
        qtbot.mouseClick(chips(view)[5], Qt.MouseButton.LeftButton)
    assert clicked.args == [5]
    view.select_k(5)
    assert [k for k, chip in chips(view).items() if chip.isChecked()] == [5]
    view.start((3, 4))
    assert {plot.shaded for plot in view.findChildren(KPlot)} == {()}
    assert chips(view) == {}


def test_neighbours_are_shaded_as_one_stretch():
    assert runs_of((3, 4, 5, 7, 9, 10)) == [(3, 5), (7, 7), (9, 10)]


def test_advice_stands_above_the_curves_and_outside_of_what_scrolls(view):
    view.show_advice(Advice((3,), 3, "k = 3."))
    label = view.findChild(QLabel, "adviceLabel")
    above = label.mapTo(view, label.rect().bottomLeft()).y()
    plot = view.findChild(QWidget, "inertiaPlot")
    assert above < plot.mapTo(view, plot.rect().topLeft()).y()
    assert not [each for each in view.findChildren(QScrollArea) if each.isAncestorOf(label)]


def test_every_plot_numbers_its_k(view):
    for plot in (inertia(view), silhouette(view)):
        assert plot.canvas.plot.getAxis("bottom").style["showValues"]


def test_a_new_sweep_drops_the_advice_and_the_points_of_the_one_before(view):
    view.show_advice(Advice((4,), 4, "k = 4."))
    view.start((5, 6, 7))
    assert not inertia(view).points
    assert not silhouette(view).points
    assert view.findChild(QLabel, "adviceLabel").text() == ""


def test_plots_stay_in_their_place_from_sentence_to_sentence(qtbot, view):
    view.resize(320, 700)
    label = view.findChild(QLabel, "adviceLabel")
    long, short = "k = 3 and 4 are defensible. " * 4, "k = 4."
    view.show_advice(Advice((3, 4), 4, long))
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    qtbot.wait(20)
    place = label.geometry()
    view.start((3, 4))
    qtbot.wait(20)
    assert label.geometry() == place
    view.show_advice(Advice((4,), 4, short))
    qtbot.wait(20)
    assert label.geometry() == place
    view.clear()
    assert not label.isVisible()
    view.start((3, 4))
    view.show_advice(Advice((4,), 4, short))
    qtbot.waitUntil(lambda: 0 < label.height() < place.height())


def test_variance_ratio_is_off_until_asked_for(view):
    plot = view.findChild(QWidget, "ratioPlot")
    assert not plot.isVisible()
    view.findChild(QCheckBox, "ratioCheck").click()
    assert plot.isVisible()


def test_missing_silhouette_leaves_its_curve_without_that_point(view, result_of):
    view.add_result(replace(result_of(6), silhouette=None))
    assert 6 in inertia(view).points
    assert 6 not in silhouette(view).points


def test_wheel_and_drag_do_not_move_the_axes(qtbot, view):
    plot = inertia(view).canvas
    before = plot.plot.viewRange()
    viewport = plot.widget.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(80, 40))
    qtbot.mouseMove(viewport, QPoint(160, 60))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(160, 60))
    assert plot.plot.viewRange() == before


def test_clear_forgets_everything(view):
    view.clear()
    assert not inertia(view).points
    assert not view.findChild(QWidget, "inertiaPlot").isVisible()


def test_curves_stay_readable_beside_a_long_sentence_in_a_low_window(qtbot, view):
    view.resize(320, 300)
    sentence = "k = 3 and 4 are defensible: the inertia bends at k = 4. " * 3
    view.show_advice(Advice((3, 4), 4, sentence))
    for plot in (inertia(view), silhouette(view)):
        qtbot.waitUntil(lambda plot=plot: height_of(plot) >= 90)
    label = view.findChild(QLabel, "adviceLabel")
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))


def height_of(plot):
    top, bottom = plot.canvas.height_range()
    return bottom - top


def test_a_shorter_sentence_gives_its_room_back_once_no_other_comes(qtbot, view):
    view.resize(320, 500)
    label = view.findChild(QLabel, "adviceLabel")
    view.show_advice(Advice((3, 4), 4, "k = 3 and 4 are defensible: the inertia bends there. " * 4))
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    tall = label.height()
    view.show_advice(Advice((3,), 3, "k = 3 is defensible."))
    qtbot.waitUntil(lambda: label.height() < tall / 2)


def test_nothing_said_settles_without_a_warning(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    card = AdviceCard(window)
    window.show()
    card.resize(300, 80)  # lines break elsewhere
    settling = card.findChild(QTimer)
    qtbot.waitUntil(lambda: not settling.isActive())
    assert card.findChild(QLabel, "adviceLabel").minimumHeight() > 0


def test_the_card_keeps_its_height_from_the_start_of_a_sweep_on(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    card = AdviceCard(window)
    card.resize(300, 120)
    window.show()
    card.wait_for_advice()
    before = card.usual_px, card.minimumSizeHint().height()
    for n_words in (3, 6, 12):
        card.show_advice(Advice((), None, "defensible " * n_words))
        assert (card.usual_px, card.minimumSizeHint().height()) == before
