"""An analyst reads a class by its card, and finds it in the scatter plot."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTabWidget

from app.clustering.reading.scatter import class_moments
from app.ui.clusters.reading.class_card import ClassCard
from app.ui.clusters.scatter.scatter_view import ScatterView
from app.ui.map.map_view import MapView
from tests.journeys.analyst import WAIT_MS, Analyst

LAKE = (357, 370)  # of the sample scene
K = 6


def show_tab(analyst: Analyst, title: str) -> None:
    tabs = analyst.control("detailTabs", QTabWidget)
    titles = [tabs.tabText(place) for place in range(tabs.count())]
    bar = tabs.tabBar()
    analyst.click(bar, bar.tabRect(titles.index(title)).center())
    assert tabs.tabText(tabs.currentIndex()) == title


def test_class_is_read_by_its_card_and_found_in_the_scatter_plot(with_sample: Analyst) -> None:
    analyst, session = with_sample, with_sample.session
    analyst.run(K - 1, K)
    analyst.show_k(K)
    water = analyst.click_cluster_at(*LAKE)
    card = analyst.part(ClassCard)
    analyst.qtbot.waitUntil(lambda: "sample" not in card.text and "JM" in card.text,
                            timeout=WAIT_MS)  # fmt: skip
    read_the_card(analyst, card, water)
    name_by_the_hint(analyst, card, water)
    look_at_the_pixel_under_the_mouse(analyst, card)
    show_tab(analyst, "Scatter")
    view = analyst.part(ScatterView)
    analyst.qtbot.waitUntil(
        lambda: view.scatter is not None and not view.scatter.is_of_sample, timeout=WAIT_MS
    )
    select_in_the_plot(analyst, view, water)
    see_a_rectangle_on_the_map(analyst, view)
    assert session.scatter.pair == ("B4", "B5")


def read_the_card(analyst: Analyst, card: ClassCard, water: int) -> None:
    """Its figures are those of the map."""
    labels = analyst.session.sweeps.result.full.labels
    share = 100 * (labels == water).sum() / (labels > 0).sum()
    assert card.number == water
    assert f"{share:.1f} %" in card.text
    assert "May be water" in card.text
    assert len(card.histograms.histograms) == 7
    own = card.histograms.histograms[0].class_counts[water - 1].sum()
    assert own == (labels == water).sum()


def name_by_the_hint(analyst: Analyst, card: ClassCard, water: int) -> None:
    """The hint is no name until it is taken, and undo takes it back."""
    look = analyst.session.sweeps.look
    before = look().name_of(water)
    assert before != "Water"
    analyst.click(analyst.control("useHintAsName", QPushButton))
    assert look().name_of(water) == "Water"
    analyst.qtbot.waitUntil(lambda: f"{water} Water" in card.text)
    analyst.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert look().name_of(water) == before
    analyst.press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    analyst.qtbot.waitUntil(lambda: f"{water} Water" in card.text)


def look_at_the_pixel_under_the_mouse(analyst: Analyst, card: ClassCard) -> None:
    """Its spectrum is drawn live, and goes with the mouse."""
    view = analyst.control("clusterView", MapView)
    # It may lie there already, from a click: where nothing moves, nothing is told.
    QTest.mouseMove(view, analyst.place_of(view, LAKE[0] + 6, LAKE[1] + 6))
    QTest.mouseMove(view, analyst.place_of(view, *LAKE))
    analyst.qtbot.waitUntil(lambda: card.spectrum.pixel is not None)
    assert len(card.spectrum.pixel) == 7


def select_in_the_plot(analyst: Analyst, view: ScatterView, water: int) -> None:
    """A click on another ellipse selects its class everywhere."""
    look = analyst.session.sweeps.look()
    moments = class_moments(view.scatter, tuple((label,) for label in look.numbers))
    across, up = view.plot.axes
    for row, number in enumerate(look.numbers):
        x, y = moments.mean[row]
        shown = across.told(float(x)), up.told(float(y))
        if number == water or view.plot.class_number_at(*shown) != number:
            continue
        place = view.plot.to_widget(*shown)
        analyst.click(view.plot.widget.viewport(), place)
        assert analyst.session.sweeps.cluster == number
        return
    raise AssertionError("no ellipse of another class can be clicked")


def see_a_rectangle_on_the_map(analyst: Analyst, view: ScatterView) -> None:
    """A rectangle leaves some pixels clear until all are shown again."""
    plot, desk = view.plot.widget.viewport(), analyst.session.scatter
    start = QPoint(plot.width() // 3, plot.height() // 4)
    end = QPoint(plot.width() // 2, plot.height() // 2)
    with analyst.qtbot.waitSignal(desk.veil_changed, timeout=WAIT_MS) as veiled:
        QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(plot, end)
        QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=end)
    assert 0 < np.count_nonzero(veiled.args[0].labels) < veiled.args[0].labels.size
    with analyst.qtbot.waitSignal(desk.veil_changed, timeout=WAIT_MS) as veiled:
        analyst.click(analyst.control("clearScatterRectangle", QPushButton))
    assert veiled.args == [None]
    view.plot.widget.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Escape):  # the same without a mouse
        with analyst.qtbot.waitSignal(desk.veil_changed, timeout=WAIT_MS) as veiled:
            QTest.keyClick(view.plot.widget, key)
        assert (veiled.args == [None]) == (key == Qt.Key.Key_Escape)
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=end)
    assert view.plot.has_rectangle
    analyst.show_k(K - 1)
    assert not view.plot.has_rectangle
